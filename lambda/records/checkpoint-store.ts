import { gunzipSync, gzipSync } from 'node:zlib';
import type { Mac } from '../aws/kms';
import type { Table, TableItem } from '../aws/dynamodb';
import { Limiter, type Chain, type Checkpoint } from '../core';

/** What is remembered of one chain. */
export interface Remembered {
  readonly checkpoint: Checkpoint;
  /** Grows by one with every write, so that an older item can be told. */
  readonly counter: number;
}

/** One item of the table as it was read, for the condition of the next write. */
export type Stored = Pick<TableItem, 'mac'>;

export interface LoadedMemory {
  /** By {@link chainName}: what is authentic. */
  readonly remembered: ReadonlyMap<string, Remembered>;
  /** By {@link chainName}: every item that is there, authentic or not. */
  readonly stored: ReadonlyMap<string, Stored>;
}

/** DynamoDB takes items of up to 400 KB. */
const MOST_BYTES = 390_000;
const PREFIX = 'chain#';
const KMS_AT_ONCE = 32;

/** Someone else wrote since this run has read: it may be a later run, so nothing is written over it. */
export class MemoryConflict extends Error {
  public override readonly name = 'MemoryConflict';
}

/** More than an item holds. The chain's memory stays as it was, and its next run starts there. */
export class CheckpointTooLarge extends Error {
  public override readonly name = 'CheckpointTooLarge';
}

/** The checkpoints of a trail's chains in the table, each authenticated by KMS. */
export class Memory {
  private readonly limiter = new Limiter(KMS_AT_ONCE);

  public constructor(
    private readonly table: Table,
    private readonly mac: Mac,
    private readonly trailArn: string,
  ) {}

  public async load(): Promise<LoadedMemory> {
    const remembered = new Map<string, Remembered>();
    const stored = new Map<string, Stored>();
    const verified: Promise<void>[] = [];
    for await (const [sortKey, item] of this.table.items(PREFIX)) {
      const name = sortKey.slice(PREFIX.length);
      stored.set(name, { mac: item.mac });
      verified.push(
        this.limiter.run(async () => {
          const checkpoint = await this.verify(name, item);
          if (checkpoint !== undefined) remembered.set(name, { checkpoint, counter: item.counter });
        }),
      );
    }
    await Promise.all(verified);
    return { remembered, stored };
  }

  /** Saves what is remembered of a chain over what was read of it. Throws where that has changed since. */
  public async save({ checkpoint, counter }: Remembered, read: Stored | undefined, runId: string): Promise<Stored> {
    const name = chainName(checkpoint);
    const body = gzipSync(JSON.stringify(checkpoint));
    if (body.length > MOST_BYTES)
      throw new CheckpointTooLarge(`the checkpoint of ${name} has ${body.length} bytes, more than an item holds`);
    const mac = await this.limiter.run(() => this.mac.make(this.macName(name, counter), body));
    const isSaved = await this.table.put(`${PREFIX}${name}`, { body, counter, mac, runId }, read);
    if (!isSaved) throw new MemoryConflict(`the checkpoint of ${name} was changed by another run`);
    return { mac };
  }

  private async verify(name: string, { body, counter, mac }: TableItem): Promise<Checkpoint | undefined> {
    if (mac === undefined || !(await this.mac.isValid(this.macName(name, counter), body, mac))) return undefined;
    return JSON.parse(gunzipSync(body).toString('utf8')) as Checkpoint;
  }

  private macName(name: string, counter: number): string {
    return `${this.trailArn} ${name} ${counter}`;
  }
}

export function chainName({ accountId, region }: Chain): string {
  return `${accountId}#${region}`;
}
