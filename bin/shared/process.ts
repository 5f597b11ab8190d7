import type { Program } from './command';
import { EXIT_STATUSES } from './exit-status';
import { failureText } from './failure';
import { runProgram } from './program';

/** Runs a program as this process, and ends the process with its exit status. */
export function runAsProcess(program: Program, workerFile?: URL): void {
  // The SDK's warning about the version of Node would stand among the lines of a report.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  // Node's own status for an uncaught error is 1, which says here that something is wrong with what was checked.
  process.on('uncaughtException', (error) => {
    const { status } = EXIT_STATUSES.couldNotRun;
    process.stderr.write(failureText(program.name, error), () => process.exit(status));
  });
  const { stdin, stdout, stderr } = process;
  const io = { stdin, stdout, stderr, now: Date.now, interruption, workerFile };
  void runProgram(program, process.argv.slice(2), io).then((status) => process.exit(status));
}

function interruption(): AbortSignal {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  return interrupted.signal;
}
