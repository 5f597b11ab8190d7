// The verb with the AWS SDK, against a loopback server; and the bundled command, in a process of its own.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import Ajv from 'ajv/dist/2020';
import packageJson from '../../../package.json';
import { CDK_ORGANIZATION_TRAIL } from '../../../bin/cdk-organization-trail/program';
import { LAYOUT_WITH_ALL, LAYOUTS } from '../../app/layouts';
import { awsEnvironment, runFile, type Run } from '../aws';
import { run } from '../run';

const COMMAND = path.join(__dirname, '../../..', packageJson.bin['cdk-organization-trail']);
const MANAGEMENT = '111111111111';
const ARCHIVE = '222222222222';

interface Account {
  readonly accountId: string;
  readonly featureSet: string;
  readonly organizationId: string;
  readonly trusted: string[];
  readonly policyTypes: string[];
  readonly trails: number;
  readonly trailName: string;
  /** How the trails that others made record management events. */
  readonly selectors: unknown;
  readonly isLogging: boolean;
  readonly recorders: string[];
  readonly isRecording: boolean;
  readonly channels: string[];
  readonly isBootstrapped: boolean;
  /** The accounts that the roles of the bootstrap trust. */
  readonly bootstrapTrusts: string[];
  readonly roles: string[];
  readonly delegatedAdministrators: string[];
  readonly policies: Record<string, string[]>;
  /** What Lake Formation grants by default to IAM_ALLOWED_PRINCIPALS. */
  readonly dataLake: { readonly databases: readonly string[]; readonly tables: readonly string[] };
  readonly concurrency: { readonly limit: number; readonly unreserved: number };
  /** Operations that answer AccessDenied. */
  readonly denied: string[];
}

const EVENTS = {
  all: { EventSelectors: [{ IncludeManagementEvents: true, ReadWriteType: 'All', ExcludeManagementEventSources: [] }] },
  none: { AdvancedEventSelectors: [{ FieldSelectors: [{ Field: 'eventCategory', Equals: ['Data'] }] }] },
};

const READY: Account = {
  accountId: MANAGEMENT,
  featureSet: 'ALL',
  organizationId: 'o-exampleorgid',
  trusted: ['config.amazonaws.com', 'cloudtrail.amazonaws.com'],
  policyTypes: ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'],
  trails: 1,
  trailName: 'trail-',
  selectors: EVENTS.none,
  isLogging: true,
  recorders: ['default'],
  isRecording: true,
  channels: ['default'],
  isBootstrapped: true,
  bootstrapTrusts: [MANAGEMENT],
  roles: ['AWSServiceRoleForCloudTrail'],
  delegatedAdministrators: [],
  policies: { SERVICE_CONTROL_POLICY: ['FullAWSAccess'], RESOURCE_CONTROL_POLICY: ['RCPFullAWSAccess'] },
  dataLake: { databases: ['ALL'], tables: ['ALL'] },
  concurrency: { limit: 1000, unreserved: 900 },
  denied: [],
};

let account = READY;
let asked: string[] = [];
/** The names of the SSM parameters that were read. */
let parameters: string[] = [];
let server: Server;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'prerequisites-'));
  writeConfiguration('cdk.json', LAYOUTS['management account and log archive account']);
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { operation, given, type } = requestOf(request, String(Buffer.concat(chunks)));
      asked.push(operation);
      if (operation === 'GetParameter') parameters.push(String(given.Name));
      const [status, body] = account.denied.includes(operation) ? deny(operation) : respond(operation, given);
      response.writeHead(status, { 'content-type': type });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => server.close(resolve));
});

function writeConfiguration(name: string, organizationTrail: unknown): void {
  writeFileSync(path.join(folder, name), JSON.stringify({ context: { organizationTrail } }));
}

type Given = Readonly<Record<string, unknown>>;

/** What is asked, in each of the protocols that the services have. */
function requestOf({ headers, url }: IncomingMessage, body: string): { operation: string; given: Given; type: string } {
  const target = String(headers['x-amz-target'] ?? '')
    .split('.')
    .at(-1)!;
  if (target !== '') return { operation: target, given: JSON.parse(body), type: 'application/x-amz-json-1.1' };
  if (url!.includes('/account-settings'))
    return { operation: 'GetAccountSettings', given: {}, type: 'application/json' };
  if (url === '/GetDataLakeSettings') {
    expect(headers.authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=.*\/us-east-1\/lakeformation\/aws4_request, /);
    return { operation: 'GetDataLakeSettings', given: JSON.parse(body), type: 'application/json' };
  }
  const form = Object.fromEntries(new URLSearchParams(body));
  return { operation: form.Action, given: form, type: 'text/xml' };
}

function xml(operation: string, result: string): string {
  return `<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`;
}

function deny(operation: string): [number, unknown] {
  if (operation !== 'GetCallerIdentity') return [400, { __type: 'AccessDeniedException', Message: 'not allowed to' }];
  const error = '<Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>it has expired</Message></Error>';
  return [403, `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${error}</ErrorResponse>`];
}

function respond(operation: string, given: Given): [number, unknown] {
  const answer = { ...accountAnswers(), ...organizationAnswers(), ...regionalAnswers() }[operation];
  return answer?.(given) ?? [500, { __type: 'InternalFailure', message: operation }];
}

type Answers = Record<string, (given: Given) => [number, unknown]>;

function accountAnswers(): Answers {
  return {
    GetCallerIdentity: () => [200, xml('GetCallerIdentity', `<Account>${account.accountId}</Account>`)],
    GetRole: ({ RoleName }) => role(String(RoleName)),
    GetParameter: () =>
      account.isBootstrapped
        ? [200, { Parameter: { Name: 'version', Value: '33' } }]
        : [400, { __type: 'ParameterNotFound', message: '' }],
    GetDataLakeSettings: () => {
      const granted = (lists: readonly string[]) =>
        lists.map((permission) => ({
          Permissions: [permission],
          Principal: { DataLakePrincipalIdentifier: 'IAM_ALLOWED_PRINCIPALS' },
        }));
      const { databases, tables } = account.dataLake;
      const CreateDatabaseDefaultPermissions = granted(databases);
      const CreateTableDefaultPermissions = granted(tables);
      return [200, { DataLakeSettings: { CreateDatabaseDefaultPermissions, CreateTableDefaultPermissions } }];
    },
    GetAccountSettings: () => {
      const { limit, unreserved } = account.concurrency;
      return [200, { AccountLimit: { ConcurrentExecutions: limit, UnreservedConcurrentExecutions: unreserved } }];
    },
  };
}

function role(name: string): [number, string] {
  const isBootstraps = name.startsWith('cdk-') && account.isBootstrapped;
  if (!isBootstraps && !account.roles.includes(name)) {
    const error = '<Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>no such role</Message></Error>';
    return [404, `<ErrorResponse>${error}</ErrorResponse>`];
  }
  const principals = account.bootstrapTrusts.map((id) => ({ AWS: `arn:aws:iam::${id}:root` }));
  const policy = encodeURIComponent(JSON.stringify({ Statement: principals.map((Principal) => ({ Principal })) }));
  return [
    200,
    xml(
      'GetRole',
      `<Role><RoleName>${name}</RoleName><AssumeRolePolicyDocument>${policy}</AssumeRolePolicyDocument></Role>`,
    ),
  ];
}

function organizationAnswers(): Answers {
  const { organizationId: Id, featureSet: FeatureSet, policyTypes, trusted } = account;
  return {
    DescribeOrganization: () => [200, { Organization: { Id, MasterAccountId: MANAGEMENT, FeatureSet } }],
    ListAWSServiceAccessForOrganization: () => [
      200,
      { EnabledServicePrincipals: trusted.map((ServicePrincipal) => ({ ServicePrincipal })) },
    ],
    ListRoots: () => [
      200,
      { Roots: [{ Id: 'r-examplerootid', PolicyTypes: policyTypes.map((Type) => ({ Type, Status: 'ENABLED' })) }] },
    ],
    ListPoliciesForTarget: ({ Filter }) => [
      200,
      { Policies: account.policies[String(Filter)].map((Name) => ({ Name })) },
    ],
    ListDelegatedAdministrators: () => [
      200,
      { DelegatedAdministrators: account.delegatedAdministrators.map((Id) => ({ Id })) },
    ],
  };
}

function regionalAnswers(): Answers {
  const { trails, recorders, isRecording, channels } = account;
  const trailOf = (index: number) => ({
    Name: `${account.trailName}${index}`,
    TrailARN: `arn:aws:cloudtrail:us-east-1:${account.accountId}:trail/${account.trailName}${index}`,
    IsOrganizationTrail: true,
    IsMultiRegionTrail: true,
  });
  return {
    DescribeTrails: () => [200, { trailList: Array.from({ length: trails }, (_, index) => trailOf(index)) }],
    GetEventSelectors: () => [200, account.selectors],
    GetTrailStatus: () => [200, { IsLogging: account.isLogging }],
    DescribeConfigurationRecorders: () => [200, { ConfigurationRecorders: recorders.map((name) => ({ name })) }],
    DescribeConfigurationRecorderStatus: () => [
      200,
      { ConfigurationRecordersStatus: recorders.map((name) => ({ name, recording: isRecording })) },
    ],
    DescribeDeliveryChannels: () => [200, { DeliveryChannels: channels.map((name) => ({ name })) }],
  };
}

interface Scene {
  readonly changes?: Partial<Account>;
  readonly args?: readonly string[];
  readonly cwd?: string;
}

function given({ changes = {}, cwd = folder }: Scene): { endpoint: string; cwd: string } {
  account = { ...READY, ...changes };
  asked = [];
  parameters = [];
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cwd };
}

/** Runs the verb in this process. */
async function check(changes: Partial<Account> = {}, args: readonly string[] = [], from = folder): Promise<Run> {
  const { endpoint, cwd } = given({ changes, cwd: from });
  const before = process.cwd();
  process.chdir(cwd);
  try {
    return await run(['check', ...args], { program: CDK_ORGANIZATION_TRAIL, endpoint });
  } finally {
    process.chdir(before);
  }
}

/** Runs the command as it ships: one file, in a process of its own. */
function checkPacked(changes: Partial<Account>, args: readonly string[]): Promise<Run> {
  const { endpoint, cwd } = given({ changes });
  return runFile(process.execPath, [COMMAND, 'check', ...args], awsEnvironment(endpoint), cwd);
}

test('what exists is ok, and what another account has to answer names that account', async () => {
  const { status, stdout } = await check();
  expect(stdout.match(/^ok /gm)).toHaveLength(16);
  expect(stdout).toContain(
    `unknown  account ${ARCHIVE} is bootstrapped in us-east-1: these are credentials of account ${MANAGEMENT}`,
  );
  expect(status).toBe(2);
});

test('the bundle does so too, and says nothing beside it', async () => {
  const { status, stdout, stderr } = await checkPacked({ trusted: [] }, ['--output', 'json']);
  expect(JSON.parse(stdout)).toMatchObject({ accountId: MANAGEMENT, checks: expect.any(Array) });
  expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
});

const SINGLE_ACCOUNT = [
  'ok       account 111111111111 has room for the trail in us-east-1',
  'ok       account 111111111111 has no second trail that records management events in us-east-1, which is charged for',
  'ok       AWS Config records in account 111111111111 in us-east-1',
  'ok       AWS Config has a delivery channel in account 111111111111 in us-east-1',
  'ok       Lambda runs enough at once for digest validation in account 111111111111 in us-east-1',
  'ok       account 111111111111 is bootstrapped in us-east-1',
  '',
].join('\n');

test('everything exists in a single account', async () => {
  writeConfiguration('single.json', LAYOUTS['a single account without an organization']);
  const { status, stdout } = await check({}, ['--config', 'single.json']);
  expect(stdout).toBe(SINGLE_ACCOUNT);
  expect(status).toBe(0);
});

test.each<[string, Partial<Account>, string, string]>([
  [
    'trusted access',
    { trusted: [] },
    'CloudTrail has trusted access',
    'aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com',
  ],
  [
    'all features',
    { featureSet: 'CONSOLIDATED_BILLING' },
    'all features of AWS Organizations are enabled: found CONSOLIDATED_BILLING',
    'aws organizations enable-all-features',
  ],
  [
    'another organization',
    { organizationId: 'o-anotherone1' },
    'found o-anotherone1',
    'correct organizationId in cdk.json',
  ],
  [
    'a policy type',
    { policyTypes: ['SERVICE_CONTROL_POLICY'] },
    'the policy type RESOURCE_CONTROL_POLICY is enabled: not enabled',
    'aws organizations enable-policy-type --policy-type RESOURCE_CONTROL_POLICY --root-id r-examplerootid',
  ],
  [
    'room',
    { trails: 5 },
    'account 111111111111 has room for the trail in us-east-1: 5 trails: trail-0',
    'aws cloudtrail delete-trail --region us-east-1',
  ],
  [
    "CloudTrail's service-linked role",
    { roles: [] },
    'account 111111111111 has the service-linked role AWSServiceRoleForCloudTrail: no such role',
    'aws iam create-service-linked-role --aws-service-name cloudtrail.amazonaws.com',
  ],
  [
    'room for service control policies',
    { policies: { ...READY.policies, SERVICE_CONTROL_POLICY: Array.from('abcdefghi') } },
    'r-examplerootid takes 2 more of the type SERVICE_CONTROL_POLICY: 9 of 10: a, b',
    'aws organizations detach-policy --target-id r-examplerootid',
  ],
  [
    'room for resource control policies',
    { policies: { ...READY.policies, RESOURCE_CONTROL_POLICY: Array.from('abcde') } },
    'r-examplerootid takes 1 more of the type RESOURCE_CONTROL_POLICY: 5 of 5: a, b',
    'aws organizations detach-policy --target-id r-examplerootid',
  ],
  [
    'a recorder that records',
    { isRecording: false },
    'AWS Config records in account 111111111111 in us-east-1: default is stopped',
    'aws configservice start-configuration-recorder --region us-east-1 --configuration-recorder-name default',
  ],
  [
    'the delivery channel of AWS Config',
    { channels: [] },
    'AWS Config has a delivery channel in account 111111111111 in us-east-1: no delivery channel',
    'aws configservice put-delivery-channel --region us-east-1',
  ],
  [
    'the recorder of AWS Config',
    { recorders: [] },
    'AWS Config records in account 111111111111 in us-east-1: no recorder',
    'set "configRecorder": "create" in cdk.json',
  ],
  [
    'the bootstrap',
    { isBootstrapped: false },
    'account 111111111111 is bootstrapped in us-east-1: no bootstrap stack',
    'npx cdk bootstrap aws://111111111111/us-east-1',
  ],
])('%s that is missing is named with the command that makes it', async (_, changes, found, command) => {
  const { status, stdout } = await check(changes);
  const lines = stdout.split('\n');
  const index = lines.findIndex((line) => line.startsWith('missing') && line.includes(found));
  expect(lines[index + 1]).toContain(`do: ${command}`);
  expect(status).toBe(1);
});

const NINE_AND_OURS = ['organization-trail-guardrail-1', 'organization-trail-guardrail-2', ...Array.from('abcdefgh')];

test.each<[string, Partial<Account>]>([
  ['trails', { trails: 5, trailName: 'organization-trail' }],
  ['policies', { policies: { ...READY.policies, SERVICE_CONTROL_POLICY: NINE_AND_OURS } }],
])('what this library made before is none of the other %s', async (_, changes) => {
  writeConfiguration('named.json', {
    ...LAYOUTS['management account and log archive account'],
    ...(changes.trails === undefined ? {} : { trailName: 'organization-trail0' }),
  });
  const { stdout } = await check(changes, ['--config', 'named.json']);
  expect(stdout).not.toContain('missing');
});

describe('what the deployment goes on without is a warning', () => {
  test.each<[string, Partial<Account>, string, string]>([
    [
      'a delegated administrator',
      { delegatedAdministrators: ['333333333333'] },
      'no other account administers CloudTrail for the organization: 333333333333 can stop',
      'aws cloudtrail deregister-organization-delegated-admin --delegated-admin-account-id 333333333333',
    ],
    [
      'a second trail that is charged for',
      { selectors: EVENTS.all },
      'has no second trail that records management events in us-east-1, which is charged for: trail-0',
      'once this trail delivers, where nothing else needs it: aws cloudtrail delete-trail --name arn:aws:cloudtrail:us-east-1:111111111111:trail/trail-0',
    ],
    [
      'Security Lake without a trail',
      { trusted: [...READY.trusted, 'securitylake.amazonaws.com'] },
      'Security Lake, where it is used, has a multi-Region organization trail with all management events: securitylake',
      'npx cdk deploy --all',
    ],
    [
      'Security Lake with a trail that is stopped',
      { trusted: [...READY.trusted, 'securitylake.amazonaws.com'], selectors: EVENTS.all, isLogging: false },
      'Security Lake, where it is used, has a multi-Region organization trail with all management events: securitylake',
      'npx cdk deploy --all',
    ],
  ])('%s', async (_, changes, found, command) => {
    const { status, stdout } = await check(changes);
    const lines = stdout.split('\n');
    const index = lines.findIndex((line) => line.startsWith('warning') && line.includes(found));
    expect(lines[index + 1]).toContain(`do: ${command}`);
    expect(stdout).not.toContain('missing');
    expect(status).toBe(2);
  });

  test('and it does not fail the command', async () => {
    writeConfiguration('single.json', LAYOUTS['a single account without an organization']);
    const { status, stdout } = await check({ selectors: EVENTS.all }, ['--config', 'single.json']);
    expect(stdout).toContain('warning  account 111111111111 has no second trail');
    expect(status).toBe(0);
  });

  test('Security Lake with a trail that it takes is in order', async () => {
    const trusted = [...READY.trusted, 'securitylake.amazonaws.com'];
    const { stdout } = await check({ trusted, selectors: EVENTS.all });
    expect(stdout).toContain('ok       Security Lake');
  });
});

test.each<[string, Partial<Account>, string]>([
  ['too little for the functions', { concurrency: { limit: 1000, unreserved: 7 } }, 'missing'],
  ['the quota of a new account', { concurrency: { limit: 10, unreserved: 10 } }, 'warning'],
])('%s of Lambda: %j', async (_, changes, state) => {
  const { stdout } = await check({ ...changes, accountId: ARCHIVE });
  expect(stdout).toMatch(
    new RegExp(`${state.padEnd(7)}  Lambda runs enough .*\n +do: aws service-quotas request-service-quota-increase`),
  );
});

describe('Lake Formation', () => {
  const WHAT = 'Lake Formation leaves new databases and tables to IAM in account 222222222222 in us-east-1';
  const asked = (changes: Partial<Account> = {}) => check({ ...changes, accountId: ARCHIVE }, ['--athena']);

  test('that leaves new databases and tables to IAM is in order', async () => {
    expect((await asked()).stdout).toContain(`ok       ${WHAT}`);
  });

  test.each([
    ['databases', { databases: [], tables: ['ALL'] }],
    ['tables', { databases: ['ALL'], tables: [] }],
    ['databases and tables', { databases: [], tables: [] }],
  ])('that governs new %s is a warning, with the commands for this database alone', async (governed, dataLake) => {
    const { stdout } = await asked({ dataLake });
    const lines = stdout.split('\n');
    const index = lines.findIndex((line) => line.startsWith(`warning  ${WHAT}: it governs new ${governed}: readers`));
    for (const resource of [
      '{"Database":{"Name":"organization_trail"}}',
      '{"Table":{"DatabaseName":"organization_trail","TableWildcard":{}}}',
    ])
      expect(lines[index + 1]).toContain(`IAM_ALLOWED_PRINCIPALS --resource '${resource}'`);
  });

  test('that may not be asked is unknown', async () => {
    const { stdout } = await asked({ denied: ['GetDataLakeSettings'] });
    expect(stdout).toContain(`unknown  ${WHAT}: AccessDeniedException: not allowed to`);
  });

  test('is asked where cdk.json has Athena, and not where nobody asks for it', async () => {
    expect((await check({ accountId: ARCHIVE })).stdout).not.toContain('Lake Formation');
    writeConfiguration('athena.json', { ...LAYOUT_WITH_ALL });
    const { stdout } = await check({ accountId: ARCHIVE }, ['--config', 'athena.json']);
    expect(stdout).toContain(`ok       ${WHAT}`);
  });

  test('is asked by the bundle too', async () => {
    const { stdout } = await checkPacked({ accountId: ARCHIVE, dataLake: { databases: [], tables: [] } }, ['--athena']);
    expect(stdout).toContain(`warning  ${WHAT}`);
  });
});

describe('the bootstrap of the log archive account', () => {
  const bootstrap = 'npx cdk bootstrap aws://222222222222/us-east-1 --trust';
  const policies = '--cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess';
  const own = { accountId: ARCHIVE, bootstrapTrusts: [ARCHIVE] };
  const TRUSTS = 'the bootstrap of account 222222222222 in us-east-1 trusts account';

  test('has to trust the management account', async () => {
    const { stdout } = await check(own);
    expect(stdout).toContain(
      `missing  ${TRUSTS} 111111111111, which deploys: not trusted\n         do: ${bootstrap} 111111111111 ${policies}\n`,
    );
    expect((await check({ ...own, bootstrapTrusts: [MANAGEMENT] })).stdout).toContain(
      `ok       ${TRUSTS} 111111111111`,
    );
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['the roles in cdk.json', { deployerRoleArns: ['arn:aws:iam::333333333333:role/pipeline'] }, []],
    ['an option', {}, ['--deployer-account', '333333333333']],
  ])('or the account of a pipeline, by %s', async (_, fields, args) => {
    writeConfiguration('pipeline.json', { ...LAYOUTS['management account and log archive account'], ...fields });
    const { stdout } = await check({ ...own, isBootstrapped: false }, ['--config', 'pipeline.json', ...args]);
    expect(stdout).toContain(`do: ${bootstrap} 333333333333 ${policies}\n`);
    expect(stdout).toContain(`missing  ${TRUSTS} 333333333333, which deploys: no role cdk-hnb659fds-deploy-role-`);
    expect(stdout).toContain('the bootstrap of account 111111111111 in us-east-1 trusts account 333333333333');
  });
});

test('a read that is denied is neither there nor missing', async () => {
  const { status, stdout } = await check({ denied: ['DescribeTrails'] });
  expect(stdout).toContain(
    'unknown  account 111111111111 has room for the trail in us-east-1: AccessDeniedException: not allowed to',
  );
  expect(status).toBe(2);
});

test('nothing is changed, and the manual names each permission that is used', async () => {
  const manual = readFileSync(path.join(__dirname, '../../../docs/commands.md'), 'utf8');
  const trusted = [...READY.trusted, 'securitylake.amazonaws.com'];
  await check({ trusted, selectors: EVENTS.all });
  const used = new Set(asked);
  await check({ accountId: ARCHIVE });
  for (const operation of asked) used.add(operation);
  expect([...used].filter((operation) => !/^(Get|Describe|List)/.test(operation))).toEqual([]);
  used.delete('GetCallerIdentity');
  expect([...used].filter((operation) => !manual.includes(`:${operation}\``))).toEqual([]);
});

test.each<[string, string[], string]>([
  ['a file that is not there', ['--config', 'none.json'], 'none.json'],
  ['a configuration that is wrong', ['--config', 'wrong.json'], 'homeRegion: got "here"'],
  ['an option that is not known', ['--fix'], 'option: got "--fix", expected one of --management-account'],
  ['a file that is not JSON', ['--config', 'text.json'], 'text.json is not JSON'],
])('%s ends it with a sentence', async (_, args, message) => {
  writeConfiguration('wrong.json', { ...LAYOUTS['management account alone'], homeRegion: 'here' });
  writeFileSync(path.join(folder, 'text.json'), 'text');
  const { status, stderr } = await check({}, args);
  expect(stderr).toMatch(/^cdk-organization-trail: /);
  expect(stderr).toContain(message);
  expect(status).toBe(3);
});

test('credentials that are not valid end it with a sentence', async () => {
  const { status, stderr } = await check({ denied: ['GetCallerIdentity'] });
  expect(stderr).toMatch(
    /^cdk-organization-trail: the account of the credentials cannot be read \(ExpiredToken.*: it has expired\)\nhint: log in/,
  );
  expect(status).toBe(3);
});

describe('in a project that does not describe the trail in cdk.json', () => {
  const TRAIL = ['--management-account', MANAGEMENT, '--home-region', 'us-east-1'];
  const other = () => path.join(folder, 'other');
  beforeAll(() => mkdirSync(other()));

  test('the options describe it', async () => {
    const { status, stdout } = await check({}, TRAIL, other());
    expect(stdout).toBe(SINGLE_ACCOUNT);
    expect(status).toBe(0);
  });

  test('with an organization, a log archive account, guardrails and no rules of AWS Config', async () => {
    const more = ['--organization-id', 'o-exampleorgid', '--log-archive-account', ARCHIVE, '--config-recorder', 'none'];
    const { status, stdout } = await check(
      { recorders: [] },
      [...TRAIL, ...more, '--guardrail-target', 'r-exam'],
      other(),
    );
    expect(stdout.match(/^ok /gm)).toHaveLength(14);
    expect(stdout).toContain('the policy type RESOURCE_CONTROL_POLICY is enabled');
    expect(stdout).toContain(`unknown  account ${ARCHIVE} is bootstrapped in us-east-1`);
    expect(status).toBe(2);
  });

  test.each([
    [[], '--management-account, --home-region: got nothing'],
    [['--home-region', 'us-east-1'], '--management-account: got nothing'],
    [['--management-account', MANAGEMENT], '--home-region: got nothing'],
  ])('with %j a sentence says what is missing', async (args, sentence) => {
    const { status, stderr } = await check({}, args, other());
    expect(stderr).toBe(
      `cdk-organization-trail: ${sentence}, expected the trail by these options, or by "organizationTrail" in the context of cdk.json\n` +
        'hint: give the options, or name the file by --config; "cdk-organization-trail check --help" shows examples\n',
    );
    expect(status).toBe(3);
  });

  test('the qualifier of its bootstrap is looked for, and named in the command', async () => {
    const { stdout } = await check({ isBootstrapped: false }, [...TRAIL, '--bootstrap-qualifier', 'ours'], other());
    expect(parameters).toEqual(['/cdk-bootstrap/ours/version']);
    expect(stdout).toContain('do: npx cdk bootstrap aws://111111111111/us-east-1 --qualifier ours');
  });
});

test('an option takes the place of its field in cdk.json', async () => {
  const { stdout } = await check({}, ['--organization-id', 'o-anotherone1']);
  expect(stdout).toContain('these accounts belong to the organization o-anotherone1: found o-exampleorgid');
});

describe('--output json', () => {
  const docs = path.join(__dirname, '../../../docs/cdk-organization-trail.schema.json');
  const ajv = new Ajv({ strict: true }).addSchema(JSON.parse(readFileSync(docs, 'utf8')), 'schema');
  const isReport = ajv.getSchema('schema#/$defs/check')!;

  test('it has the shape that the schema documents, with what to do', async () => {
    const { status, stdout } = await check({ trusted: [], denied: ['DescribeTrails'] }, ['--output', 'json']);
    const report = JSON.parse(stdout);
    expect({ valid: isReport(report), errors: isReport.errors }).toEqual({ valid: true, errors: null });
    expect(report).toMatchObject({ schemaVersion: 1, accountId: MANAGEMENT });
    expect(report.checks).toContainEqual({
      state: 'missing',
      what: 'CloudTrail has trusted access to the organization',
      accountId: MANAGEMENT,
      found: 'no trusted access',
      todo: 'aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com',
    });
    expect(new Set(report.checks.map(({ state }: { state: string }) => state))).toEqual(
      new Set(['ok', 'missing', 'unknown']),
    );
    expect(status).toBe(1);
  });

  test.each([
    ['a field more', { more: 1 }],
    ['a state that is none', { checks: [{ state: 'odd', what: '', accountId: MANAGEMENT, found: null, todo: null }] }],
  ])('the schema rejects a report with %s', (_, change) => {
    expect(isReport({ schemaVersion: 1, accountId: MANAGEMENT, checks: [], ...change })).toBe(false);
  });

  test('--report-file takes the report, and the screen has text', async () => {
    const { stdout } = await check({}, ['--output', 'json', '--report-file', 'report.json']);
    expect(JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8'))).toMatchObject({ schemaVersion: 1 });
    expect(stdout).toMatch(/^ok /);
  });
});

test('text from AWS is escaped', async () => {
  const { stdout } = await check({ trailName: 'trail\u001b[2J', trails: 5 });
  expect(stdout).toContain('trail\\u001b[2J0');
});

test('a home Region other than that of global services needs a bootstrap in both', async () => {
  writeConfiguration('elsewhere.json', LAYOUTS['a home Region other than us-east-1']);
  const { stdout } = await check({}, ['--config', 'elsewhere.json']);
  for (const account of [MANAGEMENT, ARCHIVE])
    for (const region of ['us-east-1', 'eu-west-1'])
      expect(stdout).toContain(`account ${account} is bootstrapped in ${region}`);
});

describe('a recorder that the app makes', () => {
  const checkCreate = (changes: Partial<Account>) => {
    writeConfiguration('create.json', { ...LAYOUTS['management account alone'], configRecorder: 'create' });
    return check(changes, ['--config', 'create.json']);
  };

  test('need not exist before', async () => {
    const { stdout } = await checkCreate({ recorders: [] });
    expect(stdout).not.toContain('missing');
    expect(stdout).toContain('ok       no recorder of AWS Config is in the way');
    expect(stdout).not.toContain('AWSServiceRoleForConfig');
    expect((await checkCreate({ recorders: ['organization-trail-config'] })).stdout).not.toContain('missing');
  });

  test('is rejected beside another one', async () => {
    const { stdout } = await checkCreate({});
    expect(stdout).toMatch(/missing {2}no recorder .*: default\n +do: set "configRecorder": "existing"/);
  });
});
