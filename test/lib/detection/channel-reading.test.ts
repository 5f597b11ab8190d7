// Each account reads what notifies people in the other: what is expected, who may read, and what no two changes hide.
import { LAYOUT_WITH_ALL, LAYOUTS } from '../../app/layouts';
import { synthesize } from '../../support/deployment/app';
import { guardrailPolicies } from '../../support/guardrail';
import { decide, resourcesOfType, role, rootUser, type PolicyDocument } from '../../support/iam';
import { organizationTrail } from '../../support/stacks';
import { foundAsDeployed } from './found-as-deployed';
import { compare } from '../../../lambda/channel/compare';
import type { FoundPlace } from '../../../lambda/aws/channel/found-place';
import type { DeployedPlace } from '../../../lib/shared/deployed-form';

const MANAGEMENT = '111111111111';
const ARCHIVE = '222222222222';
const OTHER: Readonly<Record<string, string>> = { [MANAGEMENT]: ARCHIVE, [ARCHIVE]: MANAGEMENT };
const TRAIL = 'organization-trail';
const HOME = 'us-east-1';

interface Role {
  readonly RoleName: string;
  readonly AssumeRolePolicyDocument: PolicyDocument;
  readonly Policies: readonly { readonly PolicyDocument: PolicyDocument }[];
}

const appOf = (layout: string) => synthesize(LAYOUTS[layout] ?? LAYOUT_WITH_ALL);
const app = appOf('management account and log archive account');
const resourcesOf = ({ stacks }: typeof app, account: string) =>
  stacks.filter(({ accountId }) => accountId === account).flatMap(({ resources }) => Object.values(resources));
const all = <T>(account: string, type: string, from = app) =>
  resourcesOf(from, account)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties as T);

function roleNamed(account: string, name: string) {
  const found = all<Role>(account, 'AWS::IAM::Role').find(({ RoleName }) => RoleName === name)!;
  return { ...found, who: role(account, name, ...found.Policies.map(({ PolicyDocument }) => PolicyDocument)) };
}

/** What the reader in an account is given. */
function expectedIn(account: string, from = app): DeployedPlace[] {
  const schedules = all<{ Name: string; Target: { Input: string } }>(account, 'AWS::Scheduler::Schedule', from);
  const { Target } = schedules.find(({ Name }) => Name === `${TRAIL}-channel-reader`)!;
  return (JSON.parse(Target.Input) as { places: DeployedPlace[] }).places;
}

const readRole = `read-${TRAIL}-second_channel`;
const reader = `${TRAIL}-channel-reader`;
const guardrail = guardrailPolicies({ trail: organizationTrail() });

describe.each([MANAGEMENT, ARCHIVE])('the role by which %s is read', (account) => {
  const trusted = roleNamed(account, readRole);
  const on = `arn:aws:iam::${account}:role/${readRole}`;
  const assume = (who: ReturnType<typeof role>) =>
    decide({ ...guardrail, resourcePolicy: trusted.AssumeRolePolicyDocument }, { who, does: 'sts:AssumeRole', on });

  test('is assumed by the reader of the other account', async () => {
    expect(await assume(roleNamed(OTHER[account], reader).who)).toBe('allowed');
  });

  const allow = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  test.each([
    ['an administrator of the other account', role(OTHER[account], 'administrator', allow)],
    ['its root user', rootUser(OTHER[account])],
    ['a role of the same name as the reader in a third account', role('333333333333', reader, allow)],
    ['a role of the same name as the reader in this account', role(account, reader, allow)],
  ])('is not assumed by %s', async (_, who) => {
    expect(await assume(who)).not.toBe('allowed');
  });

  const key = `arn:aws:kms:${HOME}:${account}:key/1`;
  const aliases = (name: string) => ({ 'kms:ResourceAliases': [`alias/${TRAIL}${name}`] });
  const topic = `arn:aws:sns:${HOME}:${account}:${TRAIL}-alarms`;
  test.each([
    ['sns:GetTopicAttributes', topic, {}],
    ['sns:ListSubscriptionsByTopic', topic, {}],
    ['sns:GetSubscriptionAttributes', topic, {}],
    ['kms:DescribeKey', key, aliases('-alarms')],
    ['kms:GetKeyPolicy', key, aliases('-alarms')],
    ['kms:GetKeyPolicy', key, aliases('-reports')],
    ['events:DescribeRule', `arn:aws:events:${HOME}:${account}:rule/${TRAIL}-TrailTampering`, {}],
    ['events:ListTargetsByRule', `arn:aws:events:${HOME}:${account}:rule/${TRAIL}-alerts/${TRAIL}-received-calls`, {}],
    ['events:DescribeEventBus', `arn:aws:events:${HOME}:${account}:event-bus/${TRAIL}-alerts`, {}],
    ['cloudwatch:DescribeAlarms', `arn:aws:cloudwatch:${HOME}:${account}:alarm:*`, {}],
  ])('may %s', async (does, resource, where) => {
    const keyPolicy = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' },
      ],
    };
    const policies = { ...guardrail, ...(resource === key && { resourcePolicy: keyPolicy }) };
    expect(await decide(policies, { who: trusted.who, does, on: resource, where })).toBe('allowed');
  });

  test.each([
    ['sns:Publish', topic, {}],
    ['sns:Unsubscribe', topic, {}],
    ['sns:SetTopicAttributes', topic, {}],
    ['kms:Decrypt', key, aliases('-alarms')],
    ['kms:GetKeyPolicy', key, aliases('')],
    ['events:PutRule', `arn:aws:events:${HOME}:${account}:rule/${TRAIL}-TrailTampering`, {}],
    ['events:DescribeRule', `arn:aws:events:${HOME}:${account}:rule/of-others`, {}],
    ['cloudwatch:DeleteAlarms', `arn:aws:cloudwatch:${HOME}:${account}:alarm:${TRAIL}-x`, {}],
    ['sns:GetTopicAttributes', topic.replace(account, OTHER[account]), {}],
  ])('may not %s', async (does, resource, where) => {
    const keyPolicy = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: 'kms:*', Resource: '*' },
      ],
    };
    const policies = resource === key ? { resourcePolicy: keyPolicy } : {};
    expect(await decide(policies, { who: trusted.who, does, on: resource, where })).not.toBe('allowed');
  });
});

describe('the guardrail', () => {
  const administrator = role(ARCHIVE, 'administrator');
  const invoke = (who: ReturnType<typeof role>) =>
    decide(guardrail, {
      who,
      does: 'lambda:InvokeFunction',
      on: `arn:aws:lambda:${HOME}:${ARCHIVE}:function:${reader}`,
    });

  test('lets the schedule start the reader in the log archive account, and nobody else', async () => {
    expect(await invoke(roleNamed(ARCHIVE, `${TRAIL}-channel-schedule`).who)).toBe('allowed');
    expect(await invoke(administrator)).toBe('denied');
    expect(await invoke(role(ARCHIVE, reader))).toBe('denied');
  });

  test.each<[string, string]>([
    ['iam:UpdateAssumeRolePolicy', `arn:aws:iam::${ARCHIVE}:role/${readRole}`],
    ['iam:PutRolePolicy', `arn:aws:iam::${ARCHIVE}:role/${readRole}`],
    ['iam:PutRolePolicy', `arn:aws:iam::${ARCHIVE}:role/${reader}`],
    ['sts:AssumeRole', `arn:aws:iam::${ARCHIVE}:role/${reader}`],
    ['iam:PassRole', `arn:aws:iam::${ARCHIVE}:role/${reader}`],
    ['lambda:UpdateFunctionCode20150331v2', `arn:aws:lambda:${HOME}:${ARCHIVE}:function:${reader}`],
    ['scheduler:UpdateSchedule', `arn:aws:scheduler:${HOME}:${ARCHIVE}:schedule/${reader}/${reader}`],
  ])('denies %s on %s to an administrator', async (does, on) => {
    const action = does.replace('UpdateFunctionCode20150331v2', 'UpdateFunctionCode');
    expect(await decide(guardrail, { who: administrator, does: action, on })).toBe('denied');
  });
});

describe('what is expected', () => {
  test.each(['management account and log archive account', 'a home Region other than us-east-1', 'with everything'])(
    'is known at synthesis: %s',
    (layout) => {
      const from = appOf(layout);
      for (const account of [MANAGEMENT, ARCHIVE])
        for (const { topics, keys, buses, rules, alarms } of expectedIn(account, from)) {
          expect(topics.length).toBeGreaterThan(0);
          for (const hash of [
            ...topics.flatMap(({ policy, keyAlias, subscriptions }) => [
              policy,
              keyAlias,
              ...subscriptions!.map(({ endpoint }) => endpoint),
            ]),
            ...[...keys, ...buses].map(({ policy }) => policy),
            ...rules.flatMap(({ pattern, targets }) => [pattern, targets]),
            ...alarms.flatMap(({ actions, definition }) => [actions, definition]),
          ])
            expect(hash).toEqual(expect.any(String));
        }
    },
  );

  test('holds every rule and alarm of the other account that is named after the trail', () => {
    for (const account of [MANAGEMENT, ARCHIVE]) {
      const names = (type: string, property: string) =>
        all<Record<string, string>>(OTHER[account], type).map((each) => each[property]);
      const [place] = expectedIn(account);
      expect(place.rules.map(({ name }) => name).sort()).toEqual(names('AWS::Events::Rule', 'Name').sort());
      expect(place.alarms.map(({ name }) => name).sort()).toEqual(
        [
          ...names('AWS::CloudWatch::Alarm', 'AlarmName'),
          ...names('AWS::CloudWatch::CompositeAlarm', 'AlarmName'),
        ].sort(),
      );
    }
  });

  test('fits into the input of a schedule', () => {
    for (const from of [app, appOf('with everything')])
      for (const account of [MANAGEMENT, ARCHIVE])
        expect(JSON.stringify({ places: expectedIn(account, from) }).length).toBeLessThan(256 * 1024);
  });

  test('nothing where there is one account', () => {
    const { stacks } = appOf('management account alone');
    const resources = Object.assign({}, ...stacks.map((stack) => stack.resources)) as (typeof stacks)[0]['resources'];
    const names = resourcesOfType(resources, 'AWS::IAM::Role').map(({ Properties }) => String(Properties.RoleName));
    expect(names.filter((name) => /channel/.test(name))).toEqual([]);
  });
});

type Change = (found: FoundPlace) => FoundPlace;
type Part = keyof FoundPlace;

const itemsOf = (found: FoundPlace, part: Part) => found[part] as ReadonlyMap<string, never>;

/** Everything that can be taken away or changed, one by one. */
function changesOf(place: DeployedPlace): Change[] {
  const found = foundAsDeployed(place);
  const FIELDS: Readonly<Record<Part, readonly object[]>> = {
    topics: [{ policy: 'x' }, { keyArn: '' }, { subscriptions: [] }],
    keys: [{ policy: 'x' }, { arn: 'x' }, { isEnabled: false }],
    buses: [{ policy: 'x' }],
    rules: [{ state: 'DISABLED' }, { pattern: 'x' }, { targets: 'x' }],
    alarms: [{ actions: 'x' }, { definition: 'x' }],
  };
  return (Object.keys(FIELDS) as Part[]).flatMap((part) =>
    [...found[part].keys()].flatMap((name): Change[] => [
      (now) => ({ ...now, [part]: new Map<string, never>([...itemsOf(now, part)].filter(([each]) => each !== name)) }),
      ...FIELDS[part].map((field): Change => (now) => ({
        ...now,
        [part]: new Map(
          [...itemsOf(now, part)].map(([each, is]) => [each, each === name ? { ...(is as object), ...field } : is]),
        ),
      })),
    ]),
  );
}

describe.each([MANAGEMENT, ARCHIVE])('what somebody in the account that %s reads takes away', (account) => {
  const [place] = expectedIn(account);
  const changes = changesOf(place);
  const isFound = (...acts: Change[]) =>
    compare(
      place,
      acts.reduce((now, act) => act(now), foundAsDeployed(place)),
    ).length > 0;

  test('nothing is found where nothing was', () => {
    expect(isFound()).toBe(false);
  });

  test('each thing is found', () => {
    expect(changes.length).toBeGreaterThan(300);
    expect(changes.filter((change) => !isFound(change))).toEqual([]);
  });
});
