import type { Command, Program } from '../../../bin/shared/command';
import { CannotRun, rejected } from '../../../bin/shared/failure';
import { HELP_OPTION } from '../../../bin/shared/options';
import { run } from '../run';

const verb = (name: string, does: Command['run']): Command => ({
  name: `tool ${name}`,
  summary: `${name} it`,
  synopsis: ['[options]'],
  options: { Options: { to: { value: 'NAME', help: 'the name' }, ...HELP_OPTION } },
  examples: [{ title: 'Mostly', lines: [`tool ${name}`, '--to me'] }],
  run: does,
});
const rejection = rejected({ what: '--to', given: 'x', allowed: 'y', todo: 'write y' });
const VERBS: Program['verbs'] = {
  pass: verb('pass', async () => 'passed'),
  fail: verb('fail', async () => 'failed'),
  skip: verb('skip', async () => 'incomplete'),
  reject: verb('reject', () => Promise.reject(rejection)),
  stop: verb('stop', () => Promise.reject(new CannotRun('the disk is full'))),
  crash: verb('crash', () => Promise.reject(new Error('no such thing'))),
};
const TOOL: Program = { name: 'tool', summary: 'do it', verbs: VERBS };

const tool = (...argv: string[]) => run(argv, { program: TOOL });

test.each([
  ['pass', 0],
  ['fail', 1],
  ['skip', 2],
  ['reject', 3],
  ['stop', 3],
  ['crash', 3],
])('what %s comes to is exit status %d', async (name, status) => {
  expect((await tool(name)).status).toBe(status);
});

test.each([
  ['a value that is rejected', ['reject'], 'tool: --to: got "x", expected y\nhint: write y\n'],
  ['a sentence without a hint', ['stop'], 'tool: the disk is full\n'],
  [
    'a fault of the program',
    ['crash'],
    'tool: stopped by an internal error: no such thing\nhint: there is no result; please report it\n',
  ],
  [
    'an unknown verb',
    ['passs'],
    'tool: verb: got "passs", expected pass, or fail, or skip, or reject, or stop, or crash\nhint: run "tool --help" for what there is\n',
  ],
  [
    'no verb',
    [],
    'tool: verb: got nothing, expected pass, or fail, or skip, or reject, or stop, or crash\nhint: run "tool --help" for what there is\n',
  ],
  [
    'an option of no verb',
    ['pass', '--form', 'x'],
    'tool: option: got "--form", expected one of --to, --version, --help\nhint: run "tool pass --help" for the options\n',
  ],
])('%s is one sentence on standard error', async (_, argv, stderr) => {
  expect(await tool(...argv)).toEqual({ status: 3, stdout: '', stderr });
});

test('--help of the program lists the verbs that there are, and the exit statuses', async () => {
  expect(await tool('--help')).toEqual({
    status: 0,
    stderr: '',
    stdout: `tool - do it

Usage: tool VERB [options]

Verbs:
  pass    pass it
  fail    fail it
  skip    skip it
  reject  reject it
  stop    stop it
  crash   crash it

"tool VERB --help" shows the options and the examples of a verb.

Exit status:
  0  everything that was checked is in order
  1  something is wrong, such as tampering or a missing prerequisite
  2  nothing is known to be wrong, and something could not be checked
  3  the command could not run
`,
  });
});

test('--help of a verb shows its options and examples, whatever else is given', async () => {
  expect(await tool('crash', '--to', 'me', '--help')).toEqual({
    status: 0,
    stderr: '',
    stdout: `tool crash - crash it

Usage: tool crash [options]

Options:
  --to NAME  the name
  --version  show the version of the package
  --help     show this

Exit status:
  0  everything that was checked is in order
  1  something is wrong, such as tampering or a missing prerequisite
  2  nothing is known to be wrong, and something could not be checked
  3  the command could not run

Examples:
  Mostly:
    tool crash \\
      --to me
`,
  });
});

describe('a program that does something without a verb', () => {
  const both = { ...TOOL, command: { ...VERBS.skip, name: 'tool' } };

  test.each([[[]], [['--to', 'me']]])('%j runs it', async (argv) => {
    expect((await run(argv, { program: both })).status).toBe(2);
  });

  test('its help lists the verbs too', async () => {
    expect((await run(['--help'], { program: both })).stdout).toMatch(/\n {2}--help +show this\n\nVerbs:\n {2}pass /);
  });

  test('a word that is no verb is rejected', async () => {
    const { status, stderr } = await run(['passs'], { program: both });
    expect(stderr).toContain('verb: got "passs", expected pass, or fail');
    expect(status).toBe(3);
  });
});
