// The packed tarball in empty projects: imported and synthesized, from JavaScript and from TypeScript.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { PackedProject } from './packed-project';

const root = path.join(__dirname, '../..');
let packed: PackedProject;
let project: string;

const APP = `
const app = new App();
const env = { account: '111111111111', region: 'us-east-1' };
const trail = TrailIdentity.organization({ organizationId: 'o-exampleorgid', managementAccountId: env.account, homeRegion: env.region });
const stack = new Stack(app, 'Consumer', { env });
const logArchive = new LogArchive(stack, 'LogArchive', { trail });
new OrganizationTrail(stack, 'Trail', { trail, logArchive });
app.synth();
`;
const IMPORTED = '{ LogArchive, OrganizationTrail, TrailIdentity }';

beforeAll(() => {
  packed = new PackedProject();
  project = packed.folder;
});

afterAll(() => packed.remove());

const run = (command: string, args: string[], cwd?: string) => packed.run(command, args, { cwd });

function synthesizedTypes(): string[] {
  const template = JSON.parse(readFileSync(path.join(project, 'cdk.out/Consumer.template.json'), 'utf8')) as {
    Resources: Record<string, { Type: string }>;
  };
  rmSync(path.join(project, 'cdk.out'), { recursive: true });
  return Object.values(template.Resources).map(({ Type }) => Type);
}

test.each([
  [
    'CommonJS',
    'app.cjs',
    `const { App, Stack } = require('aws-cdk-lib'); const ${IMPORTED} = require('cdk-organization-trail');`,
  ],
  [
    'an ES module',
    'app.mjs',
    `import { App, Stack } from 'aws-cdk-lib'; import ${IMPORTED} from 'cdk-organization-trail';`,
  ],
])('synthesizes from %s', (_, file, imports) => {
  writeFileSync(path.join(project, file), imports + APP);
  run(process.execPath, [file]);
  expect(synthesizedTypes()).toContain('AWS::CloudTrail::Trail');
});

/** All that a user writes for two accounts and a home Region other than that of global services. */
const TWO_ACCOUNTS = `
import { App } from 'aws-cdk-lib';
import { OrganizationTrailStacks, TrailIdentity } from 'cdk-organization-trail';
const trail = TrailIdentity.organization({
  organizationId: 'o-exampleorgid', managementAccountId: '111111111111', logArchiveAccountId: '222222222222',
  homeRegion: 'eu-central-1',
});
const app = new App();
new OrganizationTrailStacks(app, 'OrganizationTrail', { trail, alarmEmails: ['security@example.com'], guardrailTargetIds: ['r-abcd'] });
app.synth();
`.trim();

test('synthesizes both accounts with the home Region eu-central-1 from at most ten lines', () => {
  expect(TWO_ACCOUNTS.split('\n').length).toBeLessThanOrEqual(10);
  writeFileSync(path.join(project, 'two-accounts.mjs'), TWO_ACCOUNTS);
  run(process.execPath, ['two-accounts.mjs']);
  const { artifacts } = JSON.parse(readFileSync(path.join(project, 'cdk.out/manifest.json'), 'utf8')) as {
    artifacts: Record<string, { type: string; environment?: string }>;
  };
  rmSync(path.join(project, 'cdk.out'), { recursive: true });
  const stacks = Object.values(artifacts).filter(({ type }) => type === 'aws:cloudformation:stack');
  expect(stacks.map(({ environment }) => environment).sort()).toEqual([
    'aws://111111111111/eu-central-1',
    'aws://111111111111/eu-central-1',
    'aws://111111111111/us-east-1',
    'aws://222222222222/eu-central-1',
    'aws://222222222222/eu-central-1',
    'aws://222222222222/us-east-1',
  ]);
});

describe('TypeScript', () => {
  const OPTIONS = ['--strict', '--target', 'es2022', '--module', 'node20', '--types', 'node', '--skipLibCheck'];
  const compile = (file: string, text: string) => {
    writeFileSync(
      path.join(project, file),
      `import { App, Stack } from 'aws-cdk-lib'; import ${IMPORTED} from 'cdk-organization-trail';${text}`,
    );
    run(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), ...OPTIONS, file]);
  };

  test('compiles and synthesizes, strictly', () => {
    compile('app.ts', APP);
    run(process.execPath, ['app.js']);
    expect(synthesizedTypes()).toContain('AWS::CloudTrail::Trail');
  });

  test('does not allow to switch a hardening off', () => {
    const wrong = APP.replace('{ trail, logArchive }', '{ trail, logArchive, enableLogFileValidation: false }');
    let output = '';
    try {
      compile('wrong.ts', wrong);
    } catch (error) {
      output = (error as { stdout: string }).stdout;
    }
    expect(output).toContain("'enableLogFileValidation' does not exist in type 'OrganizationTrailProps'");
  });
});

describe('the package', () => {
  const folder = () => path.join(project, 'node_modules/cdk-organization-trail');
  const manifest = () =>
    JSON.parse(readFileSync(path.join(folder(), 'package.json'), 'utf8')) as Record<string, Record<string, string>>;

  test('brings nothing with it but its peers', () => {
    expect(manifest().dependencies).toBeUndefined();
    expect(Object.keys(manifest().peerDependencies)).toEqual(['aws-cdk-lib', 'constructs']);
  });

  test('was compiled against exactly the lowest peers that it accepts', () => {
    for (const [name, range] of Object.entries(manifest().peerDependencies)) {
      expect(manifest().devDependencies[name]).toBe(range.replace(/^\^/, ''));
    }
  });

  test.each(['.jsii', 'API.md', 'LICENSE', 'NOTICE', 'README.md', 'dist/index.js', 'dist/index.d.ts'])(
    'holds %s',
    (file) => {
      expect(existsSync(path.join(folder(), file))).toBe(true);
    },
  );

  test('holds no sources, tests or maps', () => {
    const files = readdirSync(folder(), { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => /^(lib|test|bench|lambda|bin)\/|\.map$|(?<!\.d)\.ts$/.test(file))).toEqual([]);
  });

  test('has commands that run', () => {
    const commands = Object.values(manifest().bin);
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands) {
      expect(run(process.execPath, [path.join(folder(), command), '--help'])).toMatch(/^usage: /im);
    }
  });
});
