import * as v from 'valibot';
import type { Table } from '../aws/dynamodb';
import type { Mac } from '../aws/kms';
import { CheckpointConflict, type ItemVersion } from './checkpoint-store';
import { Format } from './format';
import { number, schemaOf, string, type Immutable } from './schema';

const headSchema = v.strictObject({
  /** The newest report. */
  key: string,
  sha256: string,
  /** Versions of reports that are older by the clock of S3 were verified. */
  checkedTo: number,
  /** The first report that was kept at that time. */
  oldest: string,
});

/** What the table holds of the reports in the bucket. */
export type ReportHead = Immutable<v.InferOutput<typeof headSchema>>;

export const reportHeadFormat = new Format(1, schemaOf<ReportHead>()(headSchema));

export interface LoadedHead {
  /** Undefined where there is none, or none that the validator wrote. */
  readonly head?: ReportHead;
  /** How often it was written. */
  readonly counter: number;
  /** The item as it was read, for the condition of the next write. */
  readonly item?: ItemVersion;
}

const SORT_KEY = 'newest-report';

/**
 * The newest report by the word of the table: whoever deletes reports would have to put the table back as well. It is
 * written after the report, so a run that ends in between leaves it one behind.
 */
export class ReportHeadStore {
  public constructor(
    private readonly table: Table,
    private readonly mac: Mac,
    private readonly trailArn: string,
  ) {}

  public async load(): Promise<LoadedHead> {
    for await (const [sortKey, { body, counter, mac }] of this.table.items(SORT_KEY)) {
      if (sortKey !== SORT_KEY) continue;
      const isAuthentic = mac !== undefined && (await this.mac.isValid(this.macName(counter), body, mac));
      const head = isAuthentic ? reportHeadFormat.unpack(body, this.table.nameOf(SORT_KEY)) : undefined;
      return { ...(head !== undefined && { head }), counter: isAuthentic ? counter : 0, item: { mac } };
    }
    return { counter: 0 };
  }

  public async save(head: ReportHead, read: LoadedHead, runId: string): Promise<void> {
    const counter = read.counter + 1;
    const body = reportHeadFormat.pack(head, this.table.nameOf(SORT_KEY));
    const mac = await this.mac.make(this.macName(counter), body);
    if (!(await this.table.put(SORT_KEY, { body, counter, mac, runId }, read.item)))
      throw new CheckpointConflict('the newest report was changed by another run');
  }

  private macName(counter: number): string {
    return `${this.trailArn} ${SORT_KEY} ${counter}`;
  }
}
