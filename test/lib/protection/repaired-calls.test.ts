// Each call of the table put to the rules of the repair: those that start it, those that people are notified of, and no
// others.
import { Template } from 'aws-cdk-lib/assertions';
import { InsightType } from 'aws-cdk-lib/aws-cloudtrail';
import { AlarmTopic, OrganizationTrail, TrailConfigRules } from '../../../lib';
import { eventMatcher } from '../../../lib/detection/alerts/tamper-alert';
import {
  eventSourceOf,
  isBecause,
  type ProtectedCall,
  type ProtectedResource,
} from '../../../lib/protection/protected-resource';
import { matchesEventPattern } from '../../support/event-pattern/evaluate';
import { eventOf } from '../../../bin/cdk-organization-trail/verify/samples/event-bridge';
import { HOME_REGION, type CloudTrailRecord } from '../../../bin/cdk-organization-trail/verify/samples/record';
import { TAMPER_SAMPLES } from '../../../bin/cdk-organization-trail/verify/samples/tamper-samples';
import { managementStack, ORGANIZATION, organizationTrail } from '../../support/stacks';
import { CALLS } from './calls';

const trail = organizationTrail({ homeRegion: HOME_REGION });
const patterns = { false: rulesOfRepair(false), true: rulesOfRepair(true) };
const withSamples = CALLS.map((row) => ({ ...row, samples: samplesOf(row.resource, row.call) }));
const repairing = withSamples.filter(({ call }) => !isBecause(call.repair));
const left = withSamples.filter(({ call }) => isBecause(call.repair));

test.each(repairing)('reacts to $which on $what', ({ call, samples }) => {
  const matched = (hasInsights: boolean) => [
    ...new Set(samples.flatMap((sample) => matching(patterns[`${hasInsights}`], sample))),
  ];
  const { repair } = call;
  if (repair === 'notify') expect(matched(false)).toEqual([expect.stringMatching(/repair-(impossible|exhausted)$/)]);
  else expect(matched(false)).toEqual(repair === 'start' ? ['organization-trail-repair-on-calls'] : []);
  if (repair !== 'notify') expect(matched(true)).toEqual(['organization-trail-repair-on-calls']);
});

test('is started, and people are notified, by no other call', () => {
  const started = left.filter(({ samples }) => samples.some((sample) => matching(patterns.true, sample).length > 0));
  expect(started.map(({ which }) => which)).toEqual([]);
  expect(left.length).toBeGreaterThan(0);
});

/** The patterns of its rules, by name. */
function rulesOfRepair(hasInsights: boolean): Map<string, object> {
  const stack = managementStack({ env: { account: ORGANIZATION.managementAccountId, region: HOME_REGION } });
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['a@example.com'] });
  const organizationTrail = new OrganizationTrail(stack, 'Trail', {
    trail,
    ...(hasInsights && { insightTypes: [InsightType.API_CALL_RATE] }),
  });
  new TrailConfigRules(stack, 'Rules', { organizationTrail, alarmTopic });
  const rules = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'));
  return new Map(rules.map(({ Properties }) => [String(Properties.Name), Properties.EventPattern as object]));
}

function matching(rules: ReadonlyMap<string, object>, sample: CloudTrailRecord): string[] {
  return [...rules].filter(([, pattern]) => matchesEventPattern(pattern, eventOf(sample))).map(([name]) => name);
}

function samplesOf(resource: ProtectedResource, { alert, events }: ProtectedCall): CloudTrailRecord[] {
  if (isBecause(alert)) return [];
  return Object.values(TAMPER_SAMPLES[alert].raising).filter(
    ({ eventSource, eventName }) =>
      eventSource === eventSourceOf(resource) &&
      events.some((event) => matchesEventPattern({ name: [eventMatcher(event, resource)] }, { name: eventName })),
  );
}
