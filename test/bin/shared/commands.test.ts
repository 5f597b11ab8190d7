// What holds for every command: its help, its manual, its exit statuses, and how fast it starts.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import packageJson from '../../../package.json';
import { CDK_ORGANIZATION_TRAIL } from '../../../bin/cdk-organization-trail/program';
import { AWS_CLI_ALONE } from '../../../bin/shared/aws-cli-alone';
import { readArguments } from '../../../bin/shared/arguments';
import type { Command, Program } from '../../../bin/shared/command';
import { EXIT_STATUSES } from '../../../bin/shared/exit-status';
import { allOptions } from '../../../bin/shared/options';
import { commandUsage, programUsage } from '../../../bin/shared/usage';
import { OUTCOMES } from '../../../bin/validate-trail/verify';
import { CHECK_REPORT } from '../../../bin/validate-trail/check-report/command';
import { VALIDATE_TRAIL } from '../../../bin/validate-trail/program';

const root = path.join(__dirname, '../../..');
const PROGRAMS = [VALIDATE_TRAIL, CDK_ORGANIZATION_TRAIL];
const commandsOf = ({ command, verbs }: Program) => [...(command ? [command] : []), ...Object.values(verbs)];
const COMMANDS = PROGRAMS.flatMap(commandsOf).map((command) => [command.name, command] as const);
const namesOf = ({ options }: Command) => Object.keys(allOptions(options));
/** The command that a line of a shell calls, and its arguments. */
const parsed = (line: string) => {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain);
  const [programName, ...argv] = words.filter((word) => !/^[A-Z_]+=/.test(word));
  const program = PROGRAMS.find((candidate) => candidate.name === programName)!;
  const verb = program.verbs[argv[0]];
  return verb ? { ...verb, argv: argv.slice(1) } : { ...program.command!, argv };
};
const manual = (name: string) => readFileSync(path.join(root, 'docs', name), 'utf8');

test('the package has these commands', () => {
  expect(Object.keys(packageJson.bin)).toEqual(PROGRAMS.map(({ name }) => name).sort());
});

test.each(PROGRAMS.map((program) => [program.name, program] as const))(
  'the help of %s lists its verbs, and each verb is named after it',
  (name, program) => {
    for (const [verb, command] of Object.entries(program.verbs)) {
      expect(command.name).toBe(`${name} ${verb}`);
      expect(programUsage(program)).toMatch(new RegExp(`^  ${verb} +${command.summary}$`, 'm'));
    }
  },
);

describe.each(COMMANDS)('%s', (name, command) => {
  const lines = commandUsage(command).split('\n');

  test('its help names every option and every exit status once, in lines that fit a terminal', () => {
    for (const option of namesOf(command)) {
      expect(lines.filter((line) => line.startsWith(`  --${option} `))).toHaveLength(1);
    }
    for (const { status } of Object.values(EXIT_STATUSES)) {
      expect(lines.filter((line) => line.startsWith(`  ${status}  `))).toHaveLength(1);
    }
    expect(lines.filter((line) => line.length > 120)).toEqual([]);
  });

  test('its examples are well formed', () => {
    expect(command.examples.length).toBeGreaterThan(0);
    for (const { lines: example } of command.examples) {
      const { name: shown, options, argv } = parsed(example.join(' '));
      expect(`${shown} `).toContain(`${name} `);
      expect(() => readArguments(shown, options, argv)).not.toThrow();
    }
  });

  test('it takes --output, --report-file and --help, as all do', () => {
    const options = allOptions(command.options);
    expect(options.output.choices).toEqual(expect.arrayContaining(['text', 'json']));
    expect(options['report-file'].value).toBe('FILE');
    expect(options.help.value).toBeUndefined();
  });
});

test.each([
  ['validate-trail.md', commandsOf(VALIDATE_TRAIL).filter((command) => command !== CHECK_REPORT)],
  ['check-report.md', [CHECK_REPORT]],
  ['commands.md', commandsOf(CDK_ORGANIZATION_TRAIL)],
])('%s explains every option of its commands, and no other', (file, commands) => {
  // Of the AWS CLI a manual names whole commands.
  const text = manual(file).replaceAll(/^aws .*$/gm, '');
  const named = new Set([...text.matchAll(/(?<![\w-])--([a-z][a-z0-9-]+)/g)].map(([, name]) => name));
  const options = new Set(commands.flatMap(namesOf));
  expect([...options].filter((name) => !named.has(name))).toEqual([]);
  const rejected = file === 'validate-trail.md' ? AWS_CLI_ALONE : {};
  expect([...named].filter((name) => !options.has(name) && !Object.hasOwn(rejected, name))).toEqual([]);
});

test('the exit statuses are documented as they are', () => {
  const rows = [...manual('commands.md').matchAll(/^\| (\d+) +\| (.*?) +\|$/gm)].map(([, status, meaning]) => ({
    status: Number(status),
    meaning,
  }));
  expect(rows).toEqual(Object.values(EXIT_STATUSES));
});

test('the manual of validate-trail has the exit status of each verdict', () => {
  for (const [verdict, outcome] of Object.entries(OUTCOMES)) {
    expect(manual('validate-trail.md')).toMatch(
      new RegExp(`^\\| \`${verdict}\` +\\| ${EXIT_STATUSES[outcome].status} +\\|`, 'm'),
    );
  }
});

test.each(PROGRAMS.map(({ name }) => name))(
  '%s loads neither the SDK nor the validator to show its help',
  async (name) => {
    const entry = `bin/${name}.ts`;
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [entry],
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      write: false,
      metafile: true,
      outdir: '/',
    });
    const loaded = new Set<string>();
    const load = (file: string): void => {
      if (loaded.has(file)) return;
      loaded.add(file);
      const imports = metafile.inputs[file]?.imports ?? [];
      for (const { path: imported, kind } of imports) if (kind !== 'dynamic-import') load(imported);
    };
    load(entry);
    const allowed =
      /^(node:.*|bin\/.*|lib\/shared\/(problem|rules)\.ts|lambda\/core\/flow\/limiter\.ts|package\.json)$/;
    expect(Object.keys(metafile.inputs)).toContain('bin/shared/program.ts');
    expect([...loaded].filter((file) => !allowed.test(file))).toEqual([]);
  },
);
