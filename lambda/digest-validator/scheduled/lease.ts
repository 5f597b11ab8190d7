import { setTimeout as sleep } from 'node:timers/promises';
import type { Executions } from '../aws/other-functions';
import type { Table } from '../aws/table';

/** Which run this is and by when it is over. */
export interface RunTimes {
  readonly runId: string;
  readonly now: number;
  /** When the function is stopped at the latest. */
  readonly deadline: number;
  /** Aborted in time to save what was proven. */
  readonly signal: AbortSignal;
  /** Aborted earlier: a sweep that takes long goes on in the next runs, and is no reason for an alarm. */
  readonly sweepSignal: AbortSignal;
  /** Milliseconds since the run began. */
  elapsed(): number;
}

type LeaseTimes = Pick<RunTimes, 'runId' | 'now' | 'deadline'>;

/** How often a patient run asks while its time lasts. */
const POLLS = 60;
/** Clocks of two functions may differ by so much. */
const MARGIN = 60_000;
/** An execution that hangs is relieved after this time. */
const LONGEST_EXECUTION = 24 * 3_600_000;

/** Lets one run at a time through. It expires, so a run that crashed does not keep the next one out. */
export class Lease {
  public constructor(
    private readonly table: Table,
    private readonly executions: Pick<Executions, 'isRunning'> | undefined,
  ) {}

  /**
   * Takes the lease; returns the owner's name where another run has it. A patient run waits for up to half of its time:
   * a sweep that gave way to an hourly run would be lost for a week.
   */
  public async take(times: LeaseTimes, isPatient = false): Promise<string | undefined> {
    const time = times.deadline - times.now;
    for (let waited = 0; ; waited += time / POLLS) {
      const owner = await this.takeOnce({ ...times, now: times.now + waited });
      if (owner === undefined || !isPatient || waited >= time / 2) return owner;
      await sleep(time / POLLS);
    }
  }

  private async takeOnce({ runId, now, deadline }: LeaseTimes): Promise<string | undefined> {
    const lease = { owner: runId, expires: deadline + MARGIN };
    const held = await this.table.takeLease(lease, now);
    if (held === undefined) return undefined;
    const hasEnded = held.execution !== undefined && (await this.executions?.isRunning(held.execution)) === false;
    const heldAgain = hasEnded ? await this.table.takeLease(lease, now, held.owner) : held;
    return heldAgain?.owner;
  }

  /** Hands the lease over to an execution of the state machine, whose merge gives it back. */
  public async handOver(runId: string, now: number, execution: string): Promise<void> {
    await this.table.takeLease({ owner: runId, expires: now + LONGEST_EXECUTION, execution }, now);
  }

  public release(runId: string): Promise<void> {
    return this.table.releaseLease(runId);
  }
}
