import type { Io } from '../../shared/io';
import { Sink } from '../../shared/sink';
import { ProgressBar } from './progress';

/** What the user sees while the command runs. */
export interface Screen {
  readonly out: Sink;
  readonly err: Sink;
  /** Only on a terminal. */
  readonly progress?: ProgressBar;
}

export function openScreen({ stdout, stderr, now }: Io): Screen {
  const progress = stderr.isTTY ? new ProgressBar(stderr, now) : undefined;
  const makeRoom = () => progress?.hide();
  return {
    out: new Sink(stdout, 'standard output', makeRoom),
    err: new Sink(stderr, 'standard error', makeRoom),
    ...(progress && { progress }),
  };
}
