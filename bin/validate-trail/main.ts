import { acknowledge } from './acknowledge/main';
import { CannotRun } from './failure';
import type { Io } from './io';
import { readOptions } from './options';
import { verify } from './verify';
import { Sink } from './sink';
import { wholeSeconds } from './times';
import { usage } from './usage';
import { compare } from './compare';

/** The command could not run, as an exit status: ours, and that of the AWS CLI. */
const COULD_NOT_RUN = 3;
const AWS_CLI_COULD_NOT_RUN = 255;

/** The command: reads its arguments, verifies, prints, and returns the exit status. */
export async function main(argv: readonly string[], io: Io): Promise<number> {
  const out = new Sink(io.stdout, 'standard output');
  try {
    if (argv[0] === 'acknowledge') return await acknowledge(argv.slice(1), io, out);
    const options = readOptions(argv, wholeSeconds(io.now()));
    if (options !== undefined) return options.compat ? await compare(options, io, out) : await verify(options, io);
    await out.write(usage());
    await out.flush();
    return 0;
  } catch (error) {
    await tell(error, io);
    return argv.some((word) => /^--compat(=|$)/.test(word)) ? AWS_CLI_COULD_NOT_RUN : COULD_NOT_RUN;
  }
}

/** The voice of the command: its name, no capital, no full stop, and a hint on a line of its own. */
async function tell(error: unknown, io: Io): Promise<void> {
  const { message, hint } = error instanceof CannotRun ? error : unexpected(error);
  const lines = [`validate-trail: ${message}`, ...(hint === undefined ? [] : [`hint: ${hint}`]), ''];
  await new Promise<void>((resolve) => {
    io.stderr.once('error', () => resolve());
    io.stderr.write(lines.join('\n'), () => resolve());
  });
}

function unexpected(error: unknown): CannotRun {
  const said = error instanceof Error ? error.message : String(error);
  return new CannotRun(`stopped by a fault of its own: ${said}`, 'nothing was verified; please report it');
}
