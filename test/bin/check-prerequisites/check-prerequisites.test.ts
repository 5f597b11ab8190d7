// The bundled command, in its own process, with the AWS SDK, against a loopback server.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { LAYOUTS } from '../../app/layouts';

const COMMAND = path.join(__dirname, '../../../assets/check-prerequisites/index.mjs');
const MANAGEMENT = '111111111111';
const ARCHIVE = '222222222222';

interface Account {
  readonly accountId: string;
  readonly featureSet: string;
  readonly organizationId: string;
  readonly trusted: string[];
  readonly policyTypes: string[];
  readonly trails: number;
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
  recorders: ['default'],
  isBootstrapped: true,
  denied: [],
};

let account = READY;
let asked: string[] = [];
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
      const [status, body] = account.denied.includes(operation)
        ? [400, { __type: 'AccessDeniedException', Message: 'not allowed to' }]
        : respond(operation);
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
      return [200, { trailList: Array.from({ length: account.trails }, (_, index) => ({ Name: `trail-${index}` })) }];
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

function run(
  changes: Partial<Account> = {},
  args: string[] = [],
): Promise<{ status: number; out: string; err: string }> {
  account = { ...READY, ...changes };
  asked = [];
  const env = {
    PATH: process.env.PATH,
    NODE_NO_WARNINGS: '1',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
  };
  return new Promise((resolve) =>
    execFile(process.execPath, [COMMAND, ...args], { cwd: folder, env }, (error, out, err) =>
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, out, err }),
    ),
  );
}

test('what stands is said to stand, and the other account is named to be asked', async () => {
  const { status, out } = await run();
  expect(out.match(/^ok /gm)).toHaveLength(9);
  expect(out).toContain(
    `unknown  account ${ARCHIVE} is bootstrapped in us-east-1: these are credentials of account ${MANAGEMENT}`,
  );
  expect(status).toBe(2);
});

test('everything stands in a single account', async () => {
  writeConfiguration('single.json', LAYOUTS['a single account without an organization']);
  const { status, out } = await run({}, ['--config', 'single.json']);
  expect(out).toBe(
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
  const { status, out } = await run(changes);
  const lines = out.split('\n');
  const index = lines.findIndex((line) => line.startsWith('missing') && line.includes(found));
  expect(lines[index + 1]).toContain(`do: ${command}`);
  expect(status).toBe(1);
});

test('a read that is denied is neither there nor missing', async () => {
  const { status, out } = await run({ denied: ['DescribeTrails'] });
  expect(out).toContain('unknown  us-east-1 has room for the trail: AccessDeniedException: not allowed to');
  expect(status).toBe(2);
});

test('nothing is changed', async () => {
  await run();
  expect(asked.filter((operation) => !/^(Get|Describe|List)/.test(operation))).toEqual([]);
});

test.each<[string, string[], string]>([
  ['a file that is not there', ['--config', 'none.json'], 'none.json'],
  ['a configuration that is wrong', ['--config', 'wrong.json'], 'homeRegion: got "here"'],
  ['an option that is not known', ['--fix'], "Unknown option '--fix'"],
])('%s ends it with one sentence', async (_, args, message) => {
  writeConfiguration('wrong.json', { ...LAYOUTS['management account alone'], homeRegion: 'here' });
  const { status, err } = await run({}, args);
  expect(err).toMatch(/^check-prerequisites: /);
  expect(err).toContain(message);
  expect(status).toBe(3);
});

test('the help names every exit status', async () => {
  const { status, out } = await run({}, ['--help']);
  for (const text of ['0 everything', '1 something is missing', '2 something could not', '3 it could not run'])
    expect(out).toContain(text);
  expect(status).toBe(0);
});

test('a home Region other than that of global services needs a bootstrap in both', async () => {
  writeConfiguration('elsewhere.json', LAYOUTS['a home Region other than us-east-1']);
  const { out } = await run({}, ['--config', 'elsewhere.json']);
  for (const account of [MANAGEMENT, ARCHIVE])
    for (const region of ['us-east-1', 'eu-west-1'])
      expect(out).toContain(`account ${account} is bootstrapped in ${region}`);
});

test('a recorder that the app makes need not stand before', async () => {
  writeConfiguration('create.json', { ...LAYOUTS['management account alone'], configRecorder: 'create' });
  const { out } = await run({ recorders: [] }, ['--config', 'create.json']);
  expect(out).not.toContain('AWS Config');
});
