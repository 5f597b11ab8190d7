// What verify does beyond reading: a test message, and a drill whose calls are denied or change nothing.
import { PassThrough } from 'node:stream';
import { STEPS } from '../../../../bin/cdk-organization-trail/verify/drill/steps';
import { readPlan } from '../../../../bin/cdk-organization-trail/verify/plan/deployment';
import { LAYOUTS } from '../../../app/layouts';
import { synthesize } from '../../../support/deployment/app';
import { ServiceError, World } from '../../../support/deployment/world';
import { verify as run } from './run';
import type { Io } from '../../../../bin/shared/io';

const ROLE = [
  '--role',
  'arn:aws:iam::111111111111:role/auditor',
  '--profile',
  'log-archive=archive',
  '--profile',
  'management',
];
const DRILL = [...ROLE, '--check', 'trail-logging', '--drill'];

let world: World;

beforeAll(async () => {
  world = await World.open(synthesize(LAYOUTS['management account and log archive account']));
});

afterEach(() => world.reset());

afterAll(() => world.close());

/** Two minutes pass where twenty seconds are waited for. */
const verify = (on: World, argv: readonly string[], io: Partial<Io> = {}) =>
  run(on, argv, { wait: async (milliseconds) => on.pass(6 * milliseconds), ...io });

const madeBy = (pattern: RegExp) => world.requests.asked.filter(({ operation }) => pattern.test(operation));

const WRITES = /:(Put|Update|Delete|Revoke|Start|Publish|Stop)/;

/** A terminal at which somebody types this. */
function terminal(answer: string) {
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  stdin.write(`${answer}\n`);
  return { stdin };
}

interface Line {
  readonly name: string;
  readonly state: string;
  readonly found: string;
}

async function drill(argv: readonly string[] = ['--yes']): Promise<Map<string, readonly Line[]>> {
  const { stdout, stderr } = await verify(world, [...DRILL, ...argv, '--output', 'json']);
  if (stdout === '') throw new Error(stderr);
  const { checks } = JSON.parse(stdout) as { checks: { id: string; answers: Line[] }[] };
  return new Map(checks.map(({ id, answers }) => [id, answers]));
}

describe('a test message', () => {
  test('goes to each topic, after that is said', async () => {
    const { status, stdout, stderr } = await verify(world, [...ROLE, '--check', 'trail-logging', '--send-test']);
    expect(stderr).toContain('  arn:aws:sns:us-east-1:111111111111:organization-trail-alarms\n');
    expect(stderr).toContain('  arn:aws:sns:us-east-1:222222222222:organization-trail-alarms\n');
    expect(stdout).toMatch(/ok +organization-trail-alarms \(222222222222 us-east-1\): accepted as message-/);
    const messages = madeBy(/^sns:Publish$/).map(({ input }) => input);
    expect(messages.map(({ TopicArn }) => String(TopicArn).split(':')[4]).sort()).toEqual([
      '111111111111',
      '222222222222',
    ]);
    expect(messages[0].Subject).toBe('[TEST] Alarms about organization-trail');
    expect(messages[0].Message).toContain('Nothing is wrong.');
    expect(status).toBe(0);
  });

  test('is not sent unless it is asked for', async () => {
    await verify(world, [...ROLE, '--check', 'subscriptions']);
    expect(madeBy(WRITES)).toEqual([]);
  });

  test('that is denied says nothing about the topic', async () => {
    world.denied.add('sns:Publish');
    const { status } = await verify(world, [...ROLE, '--check', 'trail-logging', '--send-test']);
    expect(status).toBe(2);
  });
});

describe('consent to a drill', () => {
  test('is asked for at a terminal, after every call was named', async () => {
    const { status, stderr } = await verify(world, DRILL, terminal('yes'));
    for (const { announcement } of STEPS) expect(stderr).toContain(announcement);
    expect(stderr).toContain('Make these calls? Type yes: ');
    expect(madeBy(WRITES).length).toBeGreaterThan(0);
    expect(status).toBe(0);
  });

  test.each(['no', '', 'y'])('is not "%s"', async (answer) => {
    const { status, stderr } = await verify(world, DRILL, terminal(answer));
    expect(stderr).toContain('the drill was not agreed to, no call was made');
    expect(world.requests.asked).toEqual([]);
    expect(status).toBe(3);
  });

  test('can not be given where there is no terminal', async () => {
    const { status, stderr } = await verify(world, DRILL);
    expect(stderr).toContain('hint: add --yes to agree beforehand');
    expect(world.requests.asked).toEqual([]);
    expect(status).toBe(3);
  });
});

describe('a drill', () => {
  test('sees each alert arrive, and says where and when', async () => {
    const results = await drill();
    for (const { id } of STEPS) {
      const lines = results.get(id)!;
      expect([id, lines.filter(({ state }) => state !== 'ok')]).toEqual([id, []]);
      const names = lines.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(['the call', 'topic organization-trail-alarms']));
      expect(names.some((name) => name.startsWith('rule '))).toBe(true);
      // Data events are not in the event history.
      expect(names.includes('event history of CloudTrail')).toBe(id !== 'drill-write-no-item');
    }
    const found = (id: string, name: string) => results.get(id)!.find((line) => line.name === name)!.found;
    const update = 'drill-update-trail';
    expect(found(update, 'rule organization-trail-TrailTampering')).toBe('within 1 minute after the call');
    expect(found(update, 'rule organization-trail-repair-on-calls')).toBe('within 1 minute after the call');
    expect(found(update, 'alarm organization-trail-CloudTrailChanges')).toBe('9 min 0 s after the call');
    expect(found('drill-put-object-lock', 'event history of CloudTrail')).toContain(
      'recorded as PutBucketObjectLockConfiguration',
    );
  });

  test('changes nothing: it puts what it has read, asks for what is not there, or is denied', async () => {
    await drill();
    const writes = madeBy(WRITES).map(({ operation, input }) => [operation, input] as const);
    expect(writes.map(([operation]) => operation).sort()).toEqual([
      ...[
        'cloudtrail:PutEventSelectors',
        'cloudtrail:PutEventSelectors',
        'cloudtrail:UpdateTrail',
        'dynamodb:UpdateItem',
      ],
      ...['iam:DeleteRolePolicy', 'kms:RevokeGrant'],
      ...['organizations:UpdatePolicy', 's3:PutObjectLockConfiguration', 's3:PutPublicAccessBlock'],
      'ssm:StartAutomationExecution',
    ]);
    const input = (operation: string) => writes.find(([name]) => name === operation)![1];
    const trailArn = 'arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail';
    expect(input('cloudtrail:UpdateTrail')).toEqual({ Name: trailArn, EnableLogFileValidation: true });
    const [, trail] = world.stacks;
    const { Properties } = Object.values(trail.resources).find(({ Type }) => Type === 'AWS::CloudTrail::Trail')!;
    expect(input('cloudtrail:PutEventSelectors')).toEqual({
      TrailName: trailArn,
      EventSelectors: Properties.EventSelectors,
    });
    expect(input('kms:RevokeGrant').GrantId).toBe('0'.repeat(64));
    expect(input('s3:PutObjectLockConfiguration').body).toContain('<Mode>GOVERNANCE</Mode><Days>365</Days>');
    expect(String(input('s3:PutPublicAccessBlock').body).match(/true/g)).toHaveLength(4);
    expect(input('iam:DeleteRolePolicy')).toMatchObject({
      ...{ RoleName: 'organization-trail-log-delivery', PolicyName: 'cdk-organization-trail-verify-none' },
    });
    expect(input('organizations:UpdatePolicy').PolicyId).toBe('p-0000000000');
    expect(input('dynamodb:UpdateItem').ConditionExpression).toBe(
      'attribute_exists(#pk) AND attribute_not_exists(#pk)',
    );
    expect(input('ssm:StartAutomationExecution').Parameters).toEqual({ DryRun: ['true'] });
  });

  test('has its call denied by the policy of the session, whatever the role may do', async () => {
    const [call] = (await drill()).get('drill-denied-call')!;
    expect(call.found).toContain('AccessDenied');
    const [assumed] = madeBy(/^sts:AssumeRole$/).filter(({ input }) => input.Policy !== undefined);
    expect(JSON.parse(String(assumed.input.Policy))).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }],
    });
  });

  test('leaves that call out where no role is assumed', async () => {
    const argv = [
      '--profile',
      'log-archive=archive',
      '--profile',
      'management',
      '--check',
      'trail-logging',
      '--drill',
      '--yes',
    ];
    const { status, stdout } = await verify(world, argv);
    expect(stdout).toContain('name a role: --role arn:aws:iam::111111111111:role/NAME');
    expect(madeBy(/PutEventSelectors/)).toHaveLength(1);
    expect(status).toBe(2);
  });

  test('says which alert did not arrive', async () => {
    world.fault('cloudwatch:GetMetricData', (output: object, { input }) => {
      const isRule = JSON.stringify(input.MetricDataQueries).includes('TrailTampering');
      return isRule ? { MetricDataResults: [{ Timestamps: [], Values: [] }] } : output;
    });
    const lines = (await drill()).get('drill-update-trail')!;
    const failed = lines.filter(({ state }) => state === 'failed');
    expect(failed.map(({ name, found }) => [name, found])).toEqual([
      ['rule organization-trail-TrailTampering', 'not seen within 20 minutes'],
    ]);
  });

  test('says nothing about an alarm that was on before', async () => {
    world.fault('cloudwatch:DescribeAlarms', ({ MetricAlarms }: { MetricAlarms: object[] }) => ({
      MetricAlarms: MetricAlarms.map((alarm) => ({
        ...alarm,
        StateValue: 'ALARM',
        StateUpdatedTimestamp: new Date(0),
      })),
    }));
    const lines = (await drill()).get('drill-update-trail')!;
    const open = lines.filter(({ state }) => state !== 'ok');
    expect(open.map(({ state, found }) => [state, found])).toEqual([
      ['could-not-check', 'it was in ALARM before the call'],
    ]);
  });

  test('counts a call that a policy denies as made, and waits for what sees denied calls', async () => {
    world.denied.add('cloudtrail:UpdateTrail');
    const lines = (await drill()).get('drill-update-trail')!;
    expect(lines[0].found).toContain('AccessDenied');
    expect(lines.map(({ name }) => name)).not.toContain('rule organization-trail-repair-on-calls');
    expect(lines.filter(({ state }) => state !== 'ok')).toEqual([]);
  });

  test.each([
    ['drill-update-trail', 'cloudtrail:GetTrail'],
    ['drill-put-event-selectors', 'cloudtrail:GetEventSelectors'],
    ['drill-put-public-access-block', 's3:GetBucketPublicAccessBlock'],
    ['drill-put-object-lock', 's3:GetBucketObjectLockConfiguration'],
    ['drill-revoke-no-grant', 'kms:DescribeKey'],
  ])('%s is not made where %s is denied', async (id, action) => {
    world.denied.add(action);
    const [call, ...others] = (await drill()).get(id)!;
    expect(call.state).toBe('could-not-check');
    expect(others).toEqual([]);
  });

  test('puts selectors back as they are, of either kind', async () => {
    const AdvancedEventSelectors = [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] }];
    world.fault('cloudtrail:GetEventSelectors', () => ({ AdvancedEventSelectors, EventSelectors: [] }));
    await drill();
    for (const { input } of madeBy(/PutEventSelectors/)) expect(input).toMatchObject({ AdvancedEventSelectors });
    expect(madeBy(/PutEventSelectors/)).not.toEqual([]);
  });

  test('puts nothing where AWS gives nothing to put', async () => {
    world.fault('cloudtrail:GetEventSelectors', () => ({}));
    const [call] = (await drill()).get('drill-put-event-selectors')!;
    expect(call.found).toContain('AWS gave no event selectors: nothing was put');
    expect(madeBy(/PutEventSelectors/)).toEqual([]);
  });
});

describe('the repair in a drill', () => {
  test('runs without writing', async () => {
    const [line] = (await drill()).get('drill-repair')!;
    expect(line).toMatchObject({ state: 'ok', found: 'Success, nothing to put back' });
  });

  test.each<[string, object, string]>([
    [
      'what it would put back',
      {
        AutomationExecutionStatus: 'Success',
        StepExecutions: [{ StepName: 'WouldUpdateTrail', StepStatus: 'Success' }],
      },
      'it would put back what differs: WouldUpdateTrail',
    ],
    [
      'that it fails',
      { AutomationExecutionStatus: 'Failed', StepExecutions: [{ StepName: 'ReadKey', StepStatus: 'Failed' }] },
      'Failed ReadKey',
    ],
  ])('says %s', async (_, AutomationExecution, found) => {
    world.fault('ssm:GetAutomationExecution', () => ({ AutomationExecution }));
    const [line] = (await drill()).get('drill-repair')!;
    expect(line).toMatchObject({ state: 'failed', found });
  });

  test('is not started where the document is another than the app has', async () => {
    world.fault('ssm:GetDocument', (document: object) => ({ ...document, Content: '{}' }));
    const [line] = (await drill()).get('drill-repair')!;
    expect(line).toMatchObject({ state: 'could-not-check', found: 'the document is not as in the template' });
    expect(madeBy(/StartAutomationExecution/)).toEqual([]);
  });

  test('says nothing where it may not be started', async () => {
    world.fault('ssm:StartAutomationExecution', () => {
      throw new ServiceError('AccessDeniedException', 'not authorized to perform: iam:PassRole', 400);
    });
    const [line] = (await drill()).get('drill-repair')!;
    expect(line.state).toBe('could-not-check');
  });
});

test.each(Object.entries(LAYOUTS))(
  'every rule and alarm that a step waits for is in the app: %s',
  async (_, configuration) => {
    const plan = await readPlan([synthesize(configuration).folder], undefined);
    const names = plan
      .resources('AWS::Events::Rule', 'AWS::CloudWatch::Alarm')
      .map(({ properties }) => String(properties.Name ?? properties.AlarmName));
    const endings = STEPS.flatMap(({ rules, rulesOnSuccess = [], filters }) => [
      ...rules,
      ...rulesOnSuccess,
      ...filters,
    ]);
    expect(endings.filter((ending) => !names.some((name) => name.endsWith(`-${ending}`)))).toEqual([]);
  },
);
