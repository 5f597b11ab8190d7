import type { AuthenticatedBucket, ListedVersion } from '../aws/s3/authenticated-bucket';
import { compareKeys } from '../core/format/compare-keys';
import { DAY, parseIsoTime } from '../core/format/time';
import { dayFolder, evidenceFolder, isReportKey } from './evidence-keys';
import { objectVerdictLine, type ObjectVerdictRecord } from './object-verdict';
import { reportFormat } from './report';
import { SortedOnDisk, type LineOrder } from './sorted-on-disk';

/** The lists of what runs have said of the objects of one day. */
export interface ListsOfDay {
  readonly day: number;
  readonly lists: readonly ListedVersion[];
}

/** Lists of one day that are bigger together do not fit onto the disk of a function beside what else is there. */
const MOST_BYTES = 256 * 1024 * 1024;
/** The report of a run is written after its lists, and may be named for a later time by some milliseconds. */
const DAYS_OF_REPORT = 2;

/** Reads back what runs have recorded of objects. A list counts once an authentic report names it, by its hash. */
export class VerdictLists {
  private readonly prefix: string;
  /** The hashes of lists, by their keys, as the reports of a run name them. */
  private readonly named = new Map<string, Promise<ReadonlyMap<string, string>>>();

  public constructor(
    private readonly bucket: AuthenticatedBucket,
    private readonly trailName: string,
    private readonly folder: string,
  ) {
    this.prefix = evidenceFolder(trailName, 'verdicts');
  }

  /** The lists of each day from one on and before another, in order; days without any are left out. */
  public async *days(from: number, before: number): AsyncGenerator<ListsOfDay> {
    // What an earlier run has looked up may have changed since.
    this.named.clear();
    let held: { day: number; lists: ListedVersion[] } | undefined;
    for await (const version of this.bucket.versions(this.prefix, `${this.prefix}${dayFolder(from)}/`)) {
      const day = dayOf(version.key.slice(this.prefix.length));
      if (day === undefined) continue;
      if (day >= before) break;
      if (held?.day !== day) {
        if (held !== undefined) yield held;
        held = { day, lists: [] };
      }
      held.lists.push(version);
    }
    if (held !== undefined) yield held;
  }

  /** What they say, by account, Region and key. Undefined where they are more than fits onto the disk. */
  public async read({ day, lists }: ListsOfDay): Promise<SortedOnDisk<ObjectVerdictRecord> | undefined> {
    if (lists.reduce((sum, { size }) => sum + size, 0) > MOST_BYTES) return undefined;
    const sorted = new SortedOnDisk(this.folder, `verdicts-of-${dayFolder(day).replaceAll('/', '-')}`, BY_KEY);
    try {
      for (const { key, versionId } of lists) {
        const hash = (await this.hashesOf(key)).get(key);
        if (hash === undefined) continue;
        const object = await this.bucket.get(key, versionId);
        if (object?.isAuthentic === true && object.sha256 === hash) await sorted.addSorted(object.body);
      }
      return sorted;
    } catch (error) {
      await sorted.remove();
      throw error;
    }
  }

  /** What the report of the run that wrote a list names. */
  private hashesOf(list: string): Promise<ReadonlyMap<string, string>> {
    const run = list.slice(list.lastIndexOf('/') + 1);
    const day = parseIsoTime(`${run.slice(0, 'YYYY-MM-DD'.length)}T00:00:00Z`);
    if (day === undefined) return Promise.resolve(new Map());
    const known = this.named.get(run) ?? this.readReports(day, run);
    this.named.set(run, known);
    return known;
  }

  private async readReports(day: number, run: string): Promise<ReadonlyMap<string, string>> {
    const hashes = new Map<string, string>();
    for (let time = day; time < day + DAYS_OF_REPORT * DAY; time += DAY) {
      const prefix = `${evidenceFolder(this.trailName, 'reports')}${dayFolder(time)}/`;
      for await (const { key, versionId } of this.bucket.versions(prefix)) {
        const [, runId] = /T[\d:.]+Z-(.+)\.json$/.exec(key) ?? [];
        if (!isReportKey(key) || runId === undefined || !run.includes(`Z-${runId}`)) continue;
        const object = await this.bucket.get(key, versionId);
        if (object?.isAuthentic !== true) continue;
        const { verdicts = [] } = reportFormat.parse(object.body.toString('utf8'), key);
        for (const { key: named, sha256 } of verdicts) hashes.set(named, sha256);
      }
    }
    return hashes;
  }
}

function dayOf(name: string): number | undefined {
  const [, date] = /^(\d{4}\/\d\d\/\d\d)\/[^/]+\.ndjson\.gz$/.exec(name) ?? [];
  return date === undefined ? undefined : parseIsoTime(`${date.replaceAll('/', '-')}T00:00:00Z`);
}

/** The order of the lines in each list. */
const BY_KEY: LineOrder<ObjectVerdictRecord> = {
  compare: (one, other) => {
    for (const field of ['accountId', 'region'] as const) {
      if (one[field] !== other[field]) return one[field] < other[field] ? -1 : 1;
    }
    return compareKeys(one.key, other.key) || compareKeys(one.bucket, other.bucket);
  },
  stringify: (record) => objectVerdictLine.stringify(record, 'verdicts'),
  parse: (line) => objectVerdictLine.parse(line, 'verdicts'),
};
