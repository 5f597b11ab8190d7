// Names are fixed: a second construct of a kind in one account and Region is rejected, whatever the kind.
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  AlarmTopic,
  LogArchive,
  OrganizationTrail,
  OrganizationTrailStacks,
  TamperAlerts,
  TrailDashboard,
  TrailGuardrail,
  TrailQueries,
  type TrailIdentity,
} from '../../../lib';
import { ORGANIZATION, organizationTrail, synthError } from '../../support/stacks';

const trail = organizationTrail();
const { managementAccountId, logArchiveAccountId, homeRegion } = ORGANIZATION;
type Make = (stack: Stack, id: string, trail: TrailIdentity) => unknown;

const topicIn = (stack: Stack, identity: TrailIdentity) =>
  (stack.node.tryFindChild('Topic') as AlarmTopic | undefined) ??
  new AlarmTopic(stack, 'Topic', { trail: identity, emailAddresses: ['security@example.com'] });

const KINDS: Record<string, [string, Make]> = {
  LogArchive: [logArchiveAccountId, (stack, id) => new LogArchive(stack, id, { trail })],
  OrganizationTrail: [managementAccountId, (stack, id) => new OrganizationTrail(stack, id, { trail })],
  AlarmTopic: [
    managementAccountId,
    (stack, id) => new AlarmTopic(stack, id, { trail, emailAddresses: ['security@example.com'] }),
  ],
  TamperAlerts: [
    managementAccountId,
    (stack, id) => new TamperAlerts(stack, id, { trail, alarmTopic: topicIn(stack, trail) }),
  ],
  TrailGuardrail: [managementAccountId, (stack, id) => new TrailGuardrail(stack, id, { trail, targetIds: ['r-abcd'] })],
  TrailQueries: [managementAccountId, (stack, id) => new TrailQueries(stack, id, { trail })],
  TrailDashboard: [managementAccountId, (stack, id) => new TrailDashboard(stack, id, { trail })],
};

describe.each(Object.entries(KINDS))('%s', (kind, [account, make]) => {
  test('is made once in a stack', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account, region: homeRegion } });
    make(stack, 'First', trail);
    make(stack, 'Second', trail);
    expect(synthError(stack)).toContain(
      `${kind}: got "Stack/Second", expected one of a trail in ${account}, us-east-1`,
    );
  });

  test('is made once in an account and Region, over all stacks', () => {
    const app = new App();
    const [first, second] = ['A', 'B'].map((id) => new Stack(app, id, { env: { account, region: homeRegion } }));
    make(first, 'First', trail);
    make(second, 'Second', trail);
    expect(synthError(second)).toContain(`${kind}: got "B/Second", expected one of a trail in ${account}, us-east-1`);
  });
});

test('alerts in each of the places are no duplicates, and a second one in the home Region is', () => {
  const places = TamperAlerts.placesOf(organizationTrail({ homeRegion: 'eu-central-1' }));
  const keys = places.map(({ accountId, region }) => `${accountId} ${region}`);
  expect(new Set(keys).size).toBe(keys.length);
});

describe('two trails in one app', () => {
  function problemsOf(...trails: TrailIdentity[]): string {
    const app = new App();
    trails.forEach(
      (each, index) =>
        new OrganizationTrailStacks(app, `Trail${index}`, {
          trail: each,
          stackNamePrefix: `Trail${index}`,
          alarmEmails: ['security@example.com'],
          omit: { guardrail: 'none here' },
        }),
    );
    try {
      app.synth();
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  }

  test('with the default names of their buckets are reported, each where it is made', () => {
    const problems = problemsOf(trail, organizationTrail({ trailName: 'audit' }));
    const names = [
      ...problems.matchAll(/\n {2}\[(\S+)\] (\w+): got .+ that the trail organization-trail does not have/g),
    ];
    expect(names.map(([, place, name]) => [place, name])).toEqual([
      ['Trail1/LogArchive/LogArchive', 'logBucketName'],
      ['Trail1/LogArchive/LogArchive', 'accessLogBucketName'],
      ['Trail1/DigestValidation/DigestValidation', 'evidenceBucketName'],
    ]);
  });

  test.each([
    ['evidenceBucketName', 'evidence'],
    ['keyAliasName', 'alias/logs'],
    ['logGroupName', '/logs'],
    ['logRoleName', 'delivery'],
  ] as const)('with the same %s are reported', (name, value) => {
    const audit = { trailName: 'audit', logBucketName: 'audit-logs' };
    const problems = problemsOf(organizationTrail({ [name]: value }), organizationTrail({ ...audit, [name]: value }));
    expect(problems).toContain(`${name}: got "${value}"`);
  });

  test('with names of their own are made', () => {
    expect(problemsOf(trail, organizationTrail({ trailName: 'audit', logBucketName: 'audit-logs' }))).toBe('');
  });

  test('in two Regions are made', () => {
    expect(problemsOf(trail, organizationTrail({ trailName: 'audit', homeRegion: 'us-east-2' }))).toBe('');
  });
});

test('two trails may deliver to one archive that was made elsewhere', () => {
  const app = new App();
  const policiesReviewed = { reason: 'compared with the statements on 2026-11-02' };
  const trails = [trail, organizationTrail({ trailName: 'audit' })];
  const [stack] = trails.map((each) => {
    const stackOfTrail = new Stack(app, each.trailName, { env: { account: managementAccountId, region: homeRegion } });
    const logArchive = LogArchive.fromLogArchiveAttributes(stackOfTrail, 'Archive', { trail: each, policiesReviewed });
    new OrganizationTrail(stackOfTrail, 'Trail', { trail: each, logArchive });
    return stackOfTrail;
  });
  expect(() => Template.fromStack(stack)).not.toThrow();
});
