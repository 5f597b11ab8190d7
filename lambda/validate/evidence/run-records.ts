import { FINDINGS, type Finding, type ObjectEvent } from '../../core';
import { DAY, HOUR } from '../../core/format/time';
import type { DatedLine, EvidenceFiles } from '../../records/evidence-files';
import { objectVerdictLine, type JudgedObjectRecord } from '../../records/object-verdict';
import type { ListLink, Mode } from '../../records/report';
import { timeIn } from '../../records/report-history';
import { SortedOnDisk } from '../../records/sorted-on-disk';
import type { RunTimes } from '../run-times';
import type { StoredState } from '../stored-state';
import { CoveredHours } from './covered-hours';
import {
  BY_DAY_AND_KEY,
  judgedObject,
  objectName,
  OF_SHARDS,
  verdictRecord,
  worstOfEach,
  type KeptTime,
} from './judged-objects';

/** What the report of a run names of its records. */
export interface StoredRecords {
  readonly verdicts: readonly ListLink[];
  readonly coverage: readonly ListLink[];
}

export interface RecordedRun extends KeptTime, Pick<RunTimes, 'runId'> {
  readonly mode: Mode;
  readonly state: Pick<StoredState, 'position' | 'reportedObjects'>;
}

/** The records of a shard, of which the merge makes evidence. */
export type ShardPart = () => Promise<Uint8Array>;

/** So many parts of shards are merged into one row of lists: each of them takes some of the disk. */
const PARTS_AT_ONCE = 32;
/** A digest is due some hours after its hour, so a finding about that comes later. */
const LATE = 6 * HOUR;
/** An hourly run says nothing of a longer time, however long there was no report. */
const LONGEST_PAUSE = 31 * DAY;

/** What a run says of objects and hours: on disk while it goes on, and lists in the evidence once it is over. */
export class RunRecords {
  private readonly hours: CoveredHours;
  private readonly parts: ShardPart[] = [];
  private objects: SortedOnDisk<JudgedObjectRecord>;

  public constructor(
    private readonly folder: string,
    private readonly run: RecordedRun,
  ) {
    this.objects = new SortedOnDisk(folder, `${run.runId}.objects`, BY_DAY_AND_KEY);
    this.hours = new CoveredHours(folder, run.runId, run, sinceOf(run));
  }

  /** A promise where the disk has to keep up. */
  public addObject(event: ObjectEvent): Promise<void> | undefined {
    const object = judgedObject(event, this.run, Date.now());
    return object && this.objects.add(object);
  }

  /** Adds the time that a finding is about, where it is about a chain. */
  public addFinding(finding: Finding): Promise<void> | undefined {
    const { about } = FINDINGS[finding.code];
    return about === 'chain' || about === 'run' ? this.hours.addFinding(finding) : undefined;
  }

  /** Adds a time in which no digest is due, since the chain has ended. */
  public addEnd(chain: Pick<Finding, 'accountId' | 'region'>, after: number, until: number): Promise<void> {
    const { accountId = '', region = '' } = chain;
    return this.hours.addRange({ accountId, region }, { start: after, end: until }, 'no-digest-due');
  }

  public addPart(part: ShardPart): void {
    this.parts.push(part);
  }

  /** Stores the lists. They count once a report names them. */
  public async store(evidence: EvidenceFiles): Promise<StoredRecords> {
    const verdicts = this.parts.length === 0 ? await this.storeObjects(evidence) : await this.storeParts(evidence);
    return { verdicts, coverage: await evidence.store('coverage', this.hours.lines(), this.run) };
  }

  public async remove(): Promise<void> {
    await this.objects.remove();
    await this.hours.remove();
  }

  private async storeParts(evidence: EvidenceFiles): Promise<ListLink[]> {
    const stored: ListLink[] = [];
    const hasMore = this.parts.length > PARTS_AT_ONCE;
    for (let part = 0; part * PARTS_AT_ONCE < this.parts.length; part++) {
      const some = this.parts.slice(part * PARTS_AT_ONCE, (part + 1) * PARTS_AT_ONCE);
      this.objects = new SortedOnDisk(this.folder, `${this.run.runId}.shards`, OF_SHARDS);
      for (const read of some) await this.objects.addSorted(await read());
      stored.push(...(await this.storeObjects(evidence, hasMore ? part : undefined)));
      await this.objects.remove();
    }
    return stored;
  }

  private storeObjects(evidence: EvidenceFiles, part?: number): Promise<ListLink[]> {
    return evidence.store('verdicts', this.linesOfObjects(), { ...this.run, ...(part !== undefined && { part }) });
  }

  private async *linesOfObjects(): AsyncGenerator<DatedLine> {
    const { runId } = this.run;
    for await (const object of worstOfEach(this.objects.sorted())) {
      if (this.isReported(object)) continue;
      const slow = this.hours.addObject(object);
      if (slow !== undefined) await slow;
      yield { day: object.day, line: objectVerdictLine.stringify(verdictRecord(object, runId), 'verdicts') };
    }
  }

  /** What hourly runs look at again and find as the last report has it, needs no further line. */
  private isReported({ bucket, key, code }: JudgedObjectRecord): boolean {
    const { mode, state } = this.run;
    return code !== undefined && mode === 'hourly' && state.reportedObjects.has(objectName({ code, bucket, key }));
  }
}

/** From when on an hourly run says what no digest covers: the runs before have said the rest, and sweeps say all. */
function sinceOf({ mode, now, state: { position } }: RecordedRun): number {
  if (mode === 'sweep') return -Infinity;
  const last = position.link === undefined ? NaN : timeIn(position.link.key);
  return Math.max(now - LONGEST_PAUSE, (Number.isNaN(last) ? -Infinity : Math.min(now, last)) - LATE);
}
