// Events of the rules by which each account sends alerts to the other, and receives them. What such a rule is about, its own pattern says:
// account, alarms and the rule of a heartbeat.
import { objectCreated, objectDeleted } from './object-events';
import { HOME_REGION, LOG_ARCHIVE_ACCOUNT, record } from './record';
import { TAMPER_SAMPLES } from './tamper-samples';
import { eventOf } from './event-bridge';
import { TRAIL } from './tamper-samples/sample';

interface Events {
  readonly found: Readonly<Record<string, object>>;
  readonly nearMisses: Readonly<Record<string, object>>;
}

const REFUSED = ', but refused';

/** Those of an alert: what was refused is not forwarded, unless the alert is about nothing else. */
export function forwarded({ found, nearMisses }: Events): Events {
  const isAboutRefused = !Object.values(found).some((event) => errorOf(event) === undefined);
  if (isAboutRefused) return { found, nearMisses };
  const isDone = (event: object) => errorOf(event) === undefined;
  const entries = Object.entries(found).filter(([, event]) => isDone(event));
  const refused = entries
    .filter(([, event]) => 'eventName' in detailOf(event))
    .map(([name, event]): [string, object] => [
      `${name}${REFUSED}`,
      { ...event, detail: { ...detailOf(event), errorCode: 'AccessDenied' } },
    ]);
  return { found: Object.fromEntries(entries), nearMisses: { ...nearMisses, ...Object.fromEntries(refused) } };
}

const detailOf = (event: object) => (event as { detail: object }).detail;
const errorOf = (event: object) => (detailOf(event) as { errorCode?: string }).errorCode;

const call = eventOf(Object.values(TAMPER_SAMPLES.TrailTampering.raising)[0]);
const deleted = objectDeleted({
  bucketName: `trail-logs-${LOG_ARCHIVE_ACCOUNT}-${HOME_REGION}`,
  reason: 'DeleteObject',
});

const alarm = (value: string, description: string) => ({
  source: 'aws.cloudwatch',
  'detail-type': 'CloudWatch Alarm State Change',
  resources: [`arn:aws:cloudwatch:${HOME_REGION}:${LOG_ARCHIVE_ACCOUNT}:alarm:${TRAIL}-CloudTrailChanges`],
  detail: { alarmName: `${TRAIL}-CloudTrailChanges`, configuration: { description }, state: { value } },
});
const started = alarm('ALARM', '[CRITICAL] x');

const repair = {
  source: 'aws.ssm',
  'detail-type': 'EC2 Automation Execution Status-change Notification',
  resources: [],
  detail: {
    ExecutionId: '2e1f6c0e-5d5e-4b8f-8f55-6d1c2b3a4e01',
    Definition: `${TRAIL}-repair-0123abcd`,
    Status: 'Failed',
  },
};

const disabling = (name: string) =>
  eventOf(record('events.amazonaws.com', 'DisableRule', { requestParameters: { name: `${TRAIL}-${name}` } }));

/** By the ends of their names. */
export const CHANNEL_EVENTS: Readonly<Record<string, Events>> = {
  'alarms-forward': {
    found: { 'an alarm that is CRITICAL': started },
    nearMisses: {
      'one that is over': alarm('OK', '[CRITICAL] x'),
      'one that is LOW': alarm('ALARM', '[LOW] x'),
      'a call': call,
    },
  },
  heartbeat: {
    found: { 'a change of the rule that forwards changes of rules': disabling('AlertRuleTampering-forward') },
    nearMisses: { 'a change of another rule': disabling('TrailTampering-forward'), 'a call': call },
  },
  'received-calls': { found: { 'a call': call }, nearMisses: { 'an alarm': started, 'a deletion': deleted } },
  'received-objects': {
    found: { 'a deletion': deleted },
    nearMisses: { 'a delivery': objectCreated({ bucketName: 'some-bucket' }), 'a call': call },
  },
  'received-repairs': {
    found: { 'a repair that failed': repair },
    nearMisses: { 'an alarm': started, 'a call': call },
  },
  'received-alarms': { found: { 'an alarm': started }, nearMisses: { 'a call': call, 'a deletion': deleted } },
};

/** Where a pattern says from which account and about which resources, the events are from there and about these. */
export function asItsPatternSays(pattern: object, event: object): object {
  const { account, resources } = pattern as { account?: string[]; resources?: (string | { prefix: string })[] };
  const [resource] = resources ?? [];
  const from = account === undefined ? {} : { account: account[0] };
  const about = typeof resource === 'object' ? { resources: [`${resource.prefix}CloudTrailChanges`] } : {};
  return { ...event, ...from, ...about };
}

/** The heartbeats that a pattern counts; undefined for the pattern of another rule. */
export function heartbeats(pattern: object): Events | undefined {
  const { 'detail-type': type, resources = [] } = pattern as Record<string, string[]>;
  if (type?.[0] !== 'Scheduled Event') return undefined;
  const of = (rule: string) => ({
    source: 'aws.events',
    'detail-type': 'Scheduled Event',
    resources: [rule],
    detail: {},
  });
  return {
    found: { 'a heartbeat': of(resources[0]) },
    nearMisses: { 'the event of another schedule': of(`${resources[0]}-2`), 'a call': call },
  };
}
