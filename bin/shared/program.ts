import { readArguments } from './arguments';
import type { Command, Program } from './command';
import { EXIT_STATUSES, type Outcome } from './exit-status';
import { CannotRun, failureText, rejected } from './failure';
import type { Io } from './io';
import { Sink, unlessReaderGone } from './sink';
import { commandUsage, programUsage } from './usage';
import { VERSION } from './version';

const VERSION_LINE = `${VERSION}\n`;

/** Runs the command or the verb that the command line names, or shows its help. Returns the exit status. */
export async function runProgram(program: Program, argv: readonly string[], io: Io): Promise<number> {
  try {
    return EXIT_STATUSES[await dispatch(program, argv, io)].status;
  } catch (error) {
    await reportFailure(program.name, error, argv.includes('--debug'), io);
    return EXIT_STATUSES.couldNotRun.status;
  }
}

async function dispatch(program: Program, argv: readonly string[], io: Io): Promise<Outcome> {
  const [word] = argv;
  if (word !== undefined && Object.hasOwn(program.verbs, word)) {
    const verb = program.verbs[word];
    return runCommand(verb, argv.slice(1), io, commandUsage(verb));
  }
  const isOption = word?.startsWith('-') === true;
  const usage = programUsage(program);
  if (program.command && (word === undefined || isOption)) return runCommand(program.command, argv, io, usage);
  if (word === '--help') return show(usage, io);
  if (word === '--version') return show(VERSION_LINE, io);
  throw unknownVerb(program, word);
}

async function runCommand(command: Command, argv: readonly string[], io: Io, usage: string): Promise<Outcome> {
  const given = readArguments(command.name, command.options, argv);
  if (given.has('help')) return show(usage, io);
  return given.has('version') ? show(VERSION_LINE, io) : command.run(given, io);
}

async function show(text: string, io: Io): Promise<Outcome> {
  const out = new Sink(io.stdout, 'standard output');
  await unlessReaderGone(async () => {
    await out.write(text);
    await out.flush();
  });
  return 'passed';
}

function unknownVerb({ name, command, verbs }: Program, given: string | undefined): CannotRun {
  const allowed = [...Object.keys(verbs), ...(command ? ['options alone'] : [])].join(', or ');
  return rejected({ what: 'verb', given, allowed, todo: `run "${name} --help" for what there is` });
}

async function reportFailure(name: string, error: unknown, debug: boolean, { stderr }: Io): Promise<void> {
  const place = debug && error instanceof Error && !(error instanceof CannotRun) ? `${error.stack}\n` : '';
  await new Promise<void>((resolve) => {
    stderr.once('error', () => resolve());
    stderr.write(place + failureText(name, error), () => resolve());
  });
}
