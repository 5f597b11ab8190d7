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
  /** Milliseconds since the run began. */
  elapsed(): number;
}

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

  /** Takes the lease; returns the owner's name where another run has it. */
  public async take({
    runId,
    now,
    deadline,
  }: Pick<RunTimes, 'runId' | 'now' | 'deadline'>): Promise<string | undefined> {
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
