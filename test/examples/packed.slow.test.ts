// The examples, on the packed tarball: each compiles, synthesizes what its file says, and has no finding of cdk-nag.
// UPDATE_EXAMPLES=1 writes what each deploys.
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { PackedProject } from '../package/packed-project';
import { describeWith, PYTHON } from '../support/programs';

jest.setTimeout(600_000);

const root = path.join(__dirname, '../..');
const examples = path.join(root, 'examples');
const NAMES = readdirSync(examples, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const OF_TYPESCRIPT = NAMES.filter((name) => readdirSync(path.join(examples, name)).includes('app.ts'));

/** Stacks of an example that are not made of this library. */
const OF_OTHERS = ['TrailPipeline'];

let project: PackedProject;

beforeAll(() => {
  project = new PackedProject();
  cpSync(examples, path.join(project.folder, 'examples'), { recursive: true });
});

afterAll(() => project.remove());

test('all of them compile, strictly', () => {
  const options = [
    '--strict',
    '--noEmit',
    '--target',
    'es2022',
    '--module',
    'node20',
    '--types',
    'node',
    '--skipLibCheck',
  ];
  const files = OF_TYPESCRIPT.map((name) => `examples/${name}/app.ts`);
  const compiler = path.join(root, 'node_modules/typescript/bin/tsc');
  expect(outputOf(() => project.run(process.execPath, [compiler, ...options, ...files]))).toBe('');
});

describe.each(OF_TYPESCRIPT)('%s', (name) => {
  const findingsFile = () => path.join(project.folder, `${name}.json`);

  test('synthesizes what deploys.txt lists', () => {
    synthesize(name, findingsFile());
    const listed = path.join(examples, name, 'deploys.txt');
    const deploys = deployedOf(path.join(project.folder, 'cdk.out'));
    rmSync(path.join(project.folder, 'cdk.out'), { recursive: true });
    if (process.env.UPDATE_EXAMPLES) writeFileSync(listed, deploys);
    expect(deploys).toBe(readFileSync(listed, 'utf8'));
  });

  test('has no finding of cdk-nag', () => {
    const findings = JSON.parse(readFileSync(findingsFile(), 'utf8')) as { stack: string; finding: string }[];
    expect(findings.filter(({ stack }) => !OF_OTHERS.includes(stack))).toEqual([]);
  });

  test('says in its README what it is for, and how to run it', () => {
    const readme = readFileSync(path.join(examples, name, 'README.md'), 'utf8');
    expect(readme).toMatch(/^# .+\n\n\S/);
    expect(readme).toContain('npx cdk synth');
  });
});

describe('python', () => {
  const file = path.join(examples, 'python/app.py');

  test('is what jsii-rosetta makes of two accounts', () => {
    const args = ['snippet', path.join(examples, 'two-accounts/app.ts'), '--language', 'python'];
    const rosetta = path.join(root, 'node_modules/.bin/jsii-rosetta');
    // Python has no end of the process at which the app would be synthesized.
    expect(readFileSync(file, 'utf8')).toBe(`${project.run(rosetta, args).trimEnd()}\n\napp.synth()\n`);
  });
});

describeWith(PYTHON)('Python', () => {
  test('can parse it', () => {
    const file = path.join(examples, 'python/app.py');
    const parse = 'import ast, sys; ast.parse(open(sys.argv[1]).read())';
    expect(spawnSync('python3', ['-c', parse, file], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });
});

test('a fault is found, so cdk-nag does run', () => {
  const findings = JSON.parse(readFileSync(path.join(project.folder, 'pipeline.json'), 'utf8')) as { stack: string }[];
  expect(findings.map(({ stack }) => stack)).toContain('TrailPipeline');
});

/** The compiler writes its errors to its output. */
function outputOf(run: () => string): string {
  try {
    return run();
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

function synthesize(name: string, findingsFile: string): void {
  const args = ['--require', path.join(__dirname, 'checked.cjs'), '--import', require.resolve('tsx'), 'app.ts'];
  project.run(process.execPath, args, {
    cwd: path.join(project.folder, 'examples', name),
    env: { FINDINGS_FILE: findingsFile },
  });
}

interface Artifact {
  readonly type: string;
  readonly environment?: string;
  readonly properties?: {
    readonly stackName?: string;
    readonly templateFile?: string;
    readonly directoryName?: string;
  };
}

/** Each stack with its account and Region, and how many resources of each type it has. */
function deployedOf(assembly: string): string {
  const { artifacts } = JSON.parse(readFileSync(path.join(assembly, 'manifest.json'), 'utf8')) as {
    artifacts: Record<string, Artifact>;
  };
  return Object.entries(artifacts)
    .map(([id, { type, environment = '', properties = {} }]) => {
      if (type === 'cdk:cloud-assembly') return deployedOf(path.join(assembly, properties.directoryName ?? ''));
      if (type !== 'aws:cloudformation:stack') return '';
      const file = path.join(assembly, properties.templateFile ?? '');
      const { Resources } = JSON.parse(readFileSync(file, 'utf8')) as { Resources: Record<string, { Type: string }> };
      const types = Object.values(Resources).map(({ Type }) => Type);
      const lines = [...new Set(types)].sort().map((each) => `  ${types.filter((it) => it === each).length} ${each}`);
      return `${properties.stackName ?? id} in ${environment.replace('aws://', '')}\n${lines.join('\n')}\n\n`;
    })
    .join('');
}
