/** Which run this is and by when it is over. */
export interface RunTimes {
  readonly runId: string;
  /** The time that the run is about: its beginning. */
  readonly now: number;
  /** When this function began. */
  readonly started: number;
  /** When the function is stopped at the latest. */
  readonly deadline: number;
  /** Aborted in time to save what was verified. */
  readonly signal: AbortSignal;
  /** Aborted earlier: a sweep that takes long is resumed by the next runs, and is no reason for an alarm. */
  readonly sweepSignal: AbortSignal;
  /** Milliseconds since the run began. */
  elapsed(): number;
}

/** The name of what goes on with a sweep over the state machine: no schedule has started it. */
export function resumedSweepOf(runId: string): string {
  return `${runId}${RESUMED}`;
}

export function isResumedSweep(runId: string): boolean {
  return runId.endsWith(RESUMED);
}

const RESUMED = '-sweep';

/** So much of a function's time is kept for saving, but no more than a share of what there is. */
const RESERVE_MS = 90_000;
const RESERVE_SHARE = 0.2;
/** A sweep ends after so much of the time; the alarm on runs that near their limit starts far behind. */
const SWEEP_SHARE = 2 / 3;

/** The times of a run that began at `now`, in a function that has so many milliseconds from here on. */
export function runTimes(runId: string, now: number, remaining: number): RunTimes {
  const reserve = Math.min(RESERVE_MS, remaining * RESERVE_SHARE);
  const started = Date.now();
  return {
    runId,
    now,
    started,
    deadline: started + remaining,
    signal: AbortSignal.timeout(Math.max(0, Math.floor(remaining - reserve))),
    sweepSignal: AbortSignal.timeout(Math.floor(remaining * SWEEP_SHARE)),
    elapsed: () => Date.now() - now,
  };
}
