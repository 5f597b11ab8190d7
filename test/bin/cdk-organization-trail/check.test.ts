// The verb with the AWS SDK, against a loopback server; and the bundled command, in a process of its own.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import Ajv from 'ajv/dist/2020';
import packageJson from '../../../package.json';
import { CDK_ORGANIZATION_TRAIL } from '../../../bin/cdk-organization-trail/program';
import { LAYOUTS } from '../../app/layouts';
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
  readonly recorders: string[];
  readonly isBootstrapped: boolean;
  /** Operations that answer AccessDenied. */
  readonly denied: string[];
}

const READY: Account = {
  accountId: MANAGEMENT,
  featureSet: 'ALL',
  organizationId: 'o-exampleorgid',
  trusted: ['config.amazonaws.com', 'cloudtrail.amazonaws.com'],
  policyTypes: ['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'],
  trails: 1,
  trailName: 'trail-',
  recorders: ['default'],
  isBootstrapped: true,
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
      const target = String(request.headers['x-amz-target'] ?? '')
        .split('.')
        .at(-1)!;
      const operation = target === '' ? 'GetCallerIdentity' : target;
      asked.push(operation);
      if (operation === 'GetParameter') parameters.push(JSON.parse(String(Buffer.concat(chunks))).Name);
      const [status, body] = account.denied.includes(operation) ? deny(operation) : respond(operation);
      response.writeHead(status, {
        'content-type': operation === 'GetCallerIdentity' ? 'text/xml' : 'application/x-amz-json-1.1',
      });
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

function deny(operation: string): [number, unknown] {
  if (operation !== 'GetCallerIdentity') return [400, { __type: 'AccessDeniedException', Message: 'not allowed to' }];
  const error = '<Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>it has expired</Message></Error>';
  return [403, `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${error}</ErrorResponse>`];
}

function respond(operation: string): [number, unknown] {
  switch (operation) {
    case 'GetCallerIdentity':
      return [
        200,
        `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Account>${account.accountId}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
      ];
    case 'DescribeOrganization':
      return [
        200,
        { Organization: { Id: account.organizationId, MasterAccountId: MANAGEMENT, FeatureSet: account.featureSet } },
      ];
    case 'ListAWSServiceAccessForOrganization':
      return [200, { EnabledServicePrincipals: account.trusted.map((ServicePrincipal) => ({ ServicePrincipal })) }];
    case 'ListRoots':
      return [
        200,
        {
          Roots: [
            { Id: 'r-examplerootid', PolicyTypes: account.policyTypes.map((Type) => ({ Type, Status: 'ENABLED' })) },
          ],
        },
      ];
    case 'DescribeTrails':
      return [
        200,
        { trailList: Array.from({ length: account.trails }, (_, index) => ({ Name: `${account.trailName}${index}` })) },
      ];
    case 'DescribeConfigurationRecorders':
      return [200, { ConfigurationRecorders: account.recorders.map((name) => ({ name })) }];
    case 'GetParameter':
      return account.isBootstrapped
        ? [200, { Parameter: { Name: 'version', Value: '33' } }]
        : [400, { __type: 'ParameterNotFound', message: '' }];
    default:
      return [500, { __type: 'InternalFailure', message: operation }];
  }
}

interface Given {
  readonly changes?: Partial<Account>;
  readonly args?: readonly string[];
  readonly cwd?: string;
}

function given({ changes = {}, cwd = folder }: Given): { endpoint: string; cwd: string } {
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
  expect(stdout.match(/^ok /gm)).toHaveLength(9);
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

test('everything exists in a single account', async () => {
  writeConfiguration('single.json', LAYOUTS['a single account without an organization']);
  const { status, stdout } = await check({}, ['--config', 'single.json']);
  expect(stdout).toBe(
    [
      'ok       us-east-1 has room for the trail',
      'ok       AWS Config records in account 111111111111 in us-east-1',
      'ok       account 111111111111 is bootstrapped in us-east-1',
      '',
    ].join('\n'),
  );
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
    'aws organizations enable-policy-type --policy-type RESOURCE_CONTROL_POLICY',
  ],
  ['room', { trails: 5 }, 'us-east-1 has room for the trail: 5 trails: trail-0', 'aws cloudtrail delete-trail'],
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

test('a read that is denied is neither there nor missing', async () => {
  const { status, stdout } = await check({ denied: ['DescribeTrails'] });
  expect(stdout).toContain('unknown  us-east-1 has room for the trail: AccessDeniedException: not allowed to');
  expect(status).toBe(2);
});

test('nothing is changed', async () => {
  await check();
  expect(asked.filter((operation) => !/^(Get|Describe|List)/.test(operation))).toEqual([]);
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
    expect(stdout).toBe(
      [
        'ok       us-east-1 has room for the trail',
        'ok       AWS Config records in account 111111111111 in us-east-1',
        'ok       account 111111111111 is bootstrapped in us-east-1',
        '',
      ].join('\n'),
    );
    expect(status).toBe(0);
  });

  test('with an organization, a log archive account, guardrails and no rules of AWS Config', async () => {
    const more = ['--organization-id', 'o-exampleorgid', '--log-archive-account', ARCHIVE, '--config-recorder', 'none'];
    const { status, stdout } = await check(
      { recorders: [] },
      [...TRAIL, ...more, '--guardrail-target', 'r-exam'],
      other(),
    );
    expect(stdout.match(/^ok /gm)).toHaveLength(8);
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

test('a recorder that the app makes need not exist before', async () => {
  writeConfiguration('create.json', { ...LAYOUTS['management account alone'], configRecorder: 'create' });
  const { stdout } = await check({ recorders: [] }, ['--config', 'create.json']);
  expect(stdout).not.toContain('AWS Config');
});
