import { setTimeout as sleep } from 'node:timers/promises';
import type { Table } from '../aws/dynamodb';
import type { Executions } from '../aws/step-functions';
import { leaseFormat, type LeaseRecord } from '../records/lease';
import { DAY } from '../core/format/time';
import type { RunTimes } from './run-times';

type LeaseTimes = Pick<RunTimes, 'runId' | 'started' | 'deadline'>;

/** Sort keys: of a run, and of a sweep that goes over the state machine beside the hourly runs. */
type LeaseName = 'lease' | 'sweep-lease';

/** How often a run that waits asks while its time lasts. */
const POLLS = 60;
/** Clocks of two functions may differ by so much. */
const MARGIN = 60_000;
/** An execution that hangs loses the lease after this time. */
const LONGEST_EXECUTION = DAY;

/** Lets one run at a time through. It expires, so a run that crashed does not keep the next one out. */
export class Lease {
  public constructor(
    private readonly table: Table,
    private readonly executions: Pick<Executions, 'isRunning'> | undefined,
    private readonly name: LeaseName = 'lease',
  ) {}

  /**
   * Takes the lease; returns the owner's name where another run has it. A run that waits does so for up to half of its
   * time: a sweep that gave way to an hourly run would be lost for a week.
   */
  public async take(times: LeaseTimes, { wait = false } = {}): Promise<string | undefined> {
    const time = times.deadline - times.started;
    for (let waited = 0; ; waited += time / POLLS) {
      const owner = await this.takeOnce({ ...times, started: times.started + waited });
      if (owner === undefined || !wait || waited >= time / 2) return owner;
      await sleep(time / POLLS);
    }
  }

  private async takeOnce({ runId, started, deadline }: LeaseTimes): Promise<string | undefined> {
    const lease = this.fieldsOf({ owner: runId, expires: deadline + MARGIN });
    if (await this.table.takeLease(this.name, lease, started)) return undefined;
    const held = await this.read();
    const hasEnded = held?.execution !== undefined && (await this.executions?.isRunning(held.execution)) === false;
    if (hasEnded && (await this.table.takeLease(this.name, lease, started, held.owner))) return undefined;
    return ((hasEnded ? await this.read() : held) ?? NOBODY).owner;
  }

  public async isHeldBy(runId: string): Promise<boolean> {
    return (await this.read())?.owner === runId;
  }

  /** Hands the lease over to an execution of the state machine, whose merge gives it back. */
  public async handOver(runId: string, now: number, execution: string): Promise<void> {
    const lease = this.fieldsOf({ owner: runId, expires: now + LONGEST_EXECUTION, execution });
    await this.table.takeLease(this.name, lease, now);
  }

  public release(runId: string): Promise<void> {
    return this.table.releaseLease(this.name, runId);
  }

  private async read(): Promise<LeaseRecord | undefined> {
    const fields = await this.table.readFields(this.name);
    return fields && leaseFormat.fromFields(fields, this.table.nameOf(this.name));
  }

  private fieldsOf(lease: LeaseRecord) {
    return leaseFormat.toFields(lease, this.table.nameOf(this.name));
  }
}

/** It was given back between the attempt to take it and the look at who has it. */
const NOBODY = { owner: '' };
