import type { Mac } from '../aws/kms';
import type { Table, TableItem } from '../aws/dynamodb';
import { Limiter, sideBySide, type Chain, type Checkpoint } from '../core';
import { checkpointFormat, type CountedCheckpoint } from './checkpoint';

/** An item of the table as it was read, for the condition of the next write. */
export type ItemVersion = Pick<TableItem, 'mac'>;

/** An item of the table: a checkpoint, if it is authentic. */
export interface StoredCheckpoint {
  /** {@link chainName}. */
  readonly name: string;
  readonly item: ItemVersion;
  readonly counted?: CountedCheckpoint;
}

/** DynamoDB takes items of up to 400 KB. */
const MOST_BYTES = 390_000;
const PREFIX = 'chain#';
const KMS_AT_ONCE = 32;
/** So many items are held before they are verified. */
const READ_AT_ONCE = 512;

/** Someone else wrote since this run has read: it may be a later run, so nothing is written over it. */
export class CheckpointConflict extends Error {
  public override readonly name = 'CheckpointConflict';
}

/** More than an item holds, see {@link CheckpointStore.fits}. Nothing was written. */
export class CheckpointTooLarge extends Error {
  public override readonly name = 'CheckpointTooLarge';
}

/** The checkpoints of a trail's chains in the table, each authenticated by KMS. */
export class CheckpointStore {
  private readonly limiter = new Limiter(KMS_AT_ONCE);

  public constructor(
    private readonly table: Table,
    private readonly mac: Mac,
    private readonly trailArn: string,
  ) {}

  /**
   * Hands over every item, some at a time: all of them may not fit into memory. Throws where an authentic item is no
   * checkpoint: it is one of a version that this one does not know.
   */
  public async read(take: (stored: StoredCheckpoint) => void): Promise<void> {
    let items: (readonly [string, TableItem])[] = [];
    const flush = async () => {
      for (const stored of await sideBySide(items, KMS_AT_ONCE, (item) => this.stored(...item))) take(stored);
      items = [];
    };
    for await (const item of this.table.items(PREFIX)) {
      items.push(item);
      if (items.length >= READ_AT_ONCE) await flush();
    }
    await flush();
  }

  /** Whether an item holds it. */
  public fits(checkpoint: Checkpoint): boolean {
    return checkpointFormat.pack(checkpoint, this.recordName(chainName(checkpoint))).length <= MOST_BYTES;
  }

  /** Saves the checkpoint of a chain over the item that was read. Throws where that has changed since. */
  public async save(
    { checkpoint, counter }: CountedCheckpoint,
    read: ItemVersion | undefined,
    runId: string,
  ): Promise<ItemVersion> {
    const name = chainName(checkpoint);
    const body = checkpointFormat.pack(checkpoint, this.recordName(name));
    if (body.length > MOST_BYTES)
      throw new CheckpointTooLarge(`the checkpoint of ${name} has ${body.length} bytes, more than an item holds`);
    const mac = await this.limiter.run(() => this.mac.make(this.macName(name, counter), body));
    const isSaved = await this.table.put(`${PREFIX}${name}`, { body, counter, mac, runId }, read);
    if (!isSaved) throw new CheckpointConflict(`the checkpoint of ${name} was changed by another run`);
    return { mac };
  }

  private async stored(sortKey: string, item: TableItem): Promise<StoredCheckpoint> {
    const name = sortKey.slice(PREFIX.length);
    const checkpoint = await this.verify(name, item);
    return {
      name,
      item: { mac: item.mac },
      ...(checkpoint !== undefined && { counted: { checkpoint, counter: item.counter } }),
    };
  }

  private async verify(name: string, { body, counter, mac }: TableItem): Promise<Checkpoint | undefined> {
    if (mac === undefined || !(await this.mac.isValid(this.macName(name, counter), body, mac))) return undefined;
    return checkpointFormat.unpack(body, this.recordName(name));
  }

  private recordName(name: string): string {
    return this.table.nameOf(`${PREFIX}${name}`);
  }

  private macName(name: string, counter: number): string {
    return `${this.trailArn} ${name} ${counter}`;
  }
}

export function chainName({ accountId, region }: Chain): string {
  return `${accountId}#${region}`;
}
