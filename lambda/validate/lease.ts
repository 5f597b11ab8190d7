import { setTimeout as sleep } from 'node:timers/promises';
import type { Executions } from '../aws/step-functions';
import type { LeaseName, Table } from '../aws/dynamodb';

/** Which run this is and by when it is over. */
export interface RunTimes {
  readonly runId: string;
  /** The time that the run is about: its beginning. */
  readonly now: number;
  /** When this function began, which for the end of a map is hours later. */
  readonly started: number;
  /** When the function is stopped at the latest. */
  readonly deadline: number;
  /** Aborted in time to save what was verified. */
  readonly signal: AbortSignal;
  /** Aborted earlier: a sweep that takes long goes on in the next runs, and is no reason for an alarm. */
  readonly sweepSignal: AbortSignal;
  /** Milliseconds since the run began. */
  elapsed(): number;
}

type LeaseTimes = Pick<RunTimes, 'runId' | 'started' | 'deadline'>;

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
    private readonly name: LeaseName = 'lease',
  ) {}

  /**
   * Takes the lease; returns the owner's name where another run has it. A patient run waits for up to half of its time:
   * a sweep that gave way to an hourly run would be lost for a week.
   */
  public async take(times: LeaseTimes, isPatient = false): Promise<string | undefined> {
    const time = times.deadline - times.started;
    for (let waited = 0; ; waited += time / POLLS) {
      const owner = await this.takeOnce({ ...times, started: times.started + waited });
      if (owner === undefined || !isPatient || waited >= time / 2) return owner;
      await sleep(time / POLLS);
    }
  }

  private async takeOnce({ runId, started, deadline }: LeaseTimes): Promise<string | undefined> {
    const lease = { owner: runId, expires: deadline + MARGIN };
    const held = await this.table.takeLease(this.name, lease, started);
    if (held === undefined) return undefined;
    const hasEnded = held.execution !== undefined && (await this.executions?.isRunning(held.execution)) === false;
    const heldAgain = hasEnded ? await this.table.takeLease(this.name, lease, started, held.owner) : held;
    return heldAgain?.owner;
  }

  public async isHeldBy(runId: string): Promise<boolean> {
    return (await this.table.readLease(this.name)).owner === runId;
  }

  /** Hands the lease over to an execution of the state machine, whose merge gives it back. */
  public async handOver(runId: string, now: number, execution: string): Promise<void> {
    await this.table.takeLease(this.name, { owner: runId, expires: now + LONGEST_EXECUTION, execution }, now);
  }

  public release(runId: string): Promise<void> {
    return this.table.releaseLease(this.name, runId);
  }
}
