import type { Chain, Finding, ObjectVerdict, TimeRange } from '../../core';
import { HOUR } from '../../core/format/time';
import { dayFolder } from '../../records/evidence-keys';
import type { DatedLine } from '../../records/evidence-files';
import { HOUR_STATES, hourCoverageLine, type HourState } from '../../records/hour-coverage';
import type { JudgedObjectRecord } from '../../records/object-verdict';
import { SortedOnDisk, type LineOrder } from '../../records/sorted-on-disk';
import { isKept, type KeptTime } from './judged-objects';

/** What is known of an hour: the sum of several is one of the same kind. */
interface Hour extends Chain {
  /** Its beginning, in milliseconds since 1970. */
  readonly time: number;
  state: HourState;
  /** Whether its digest was judged, and with it all log files that it lists. */
  isWhole: boolean;
  digests: number;
  logFiles: number;
}

/** Hours that are summed up in memory. */
const MOST_HELD = 20_000;

const STATES: Readonly<Record<ObjectVerdict, HourState>> = {
  VALID: 'verified',
  INVALID: 'tampered',
  MISSING: 'missing',
  UNVERIFIED: 'unverified',
};

const BY_TIME: LineOrder<Hour> = {
  compare: (one, other) => {
    const days = Math.floor(one.time / (24 * HOUR)) - Math.floor(other.time / (24 * HOUR));
    if (days !== 0) return days;
    for (const field of ['accountId', 'region'] as const) {
      if (one[field] !== other[field]) return one[field] < other[field] ? -1 : 1;
    }
    return one.time - other.time;
  },
  // On the disk of this function alone.
  stringify: JSON.stringify,
  parse: (line) => JSON.parse(line) as Hour,
};

/** Which hours of which chains a run has looked at, and what it says of them. */
export class CoveredHours {
  private readonly held = new Map<string, Hour>();
  private readonly hours: SortedOnDisk<Hour>;

  public constructor(
    folder: string,
    private readonly runId: string,
    private readonly kept: KeptTime,
    /** Nothing is said of hours before this by findings about a time: the runs before have said it. */
    private readonly since: number,
  ) {
    this.hours = new SortedOnDisk(folder, `${runId}.hours`, BY_TIME);
  }

  public addObject({ accountId, region, kind, verdict, digestEnd }: JudgedObjectRecord): Promise<void> | undefined {
    if (!isKept(digestEnd, this.kept)) return undefined;
    const hour = this.hourOf({ accountId, region }, digestEnd);
    hour.state = worse(hour.state, STATES[verdict]);
    if (kind === 'digest') hour.isWhole = true;
    if (kind === 'log-file') hour.logFiles += 1;
    else hour.digests += 1;
    return this.held.size < MOST_HELD ? undefined : this.writeHeld();
  }

  /** A time that a finding says to be unverified, or tampered with. */
  public async addFinding(finding: Finding): Promise<void> {
    const { severity, acknowledged, accountId, region, range } = finding;
    const isFact = severity !== 'NOTICE' || acknowledged === true;
    if (!isFact || accountId === undefined || region === undefined || range === undefined) return;
    await this.addRange({ accountId, region }, range, severity === 'INVALID' ? 'tampered' : 'unverified');
  }

  /** The hours in which a digest would end after the start and up to the end. */
  public async addRange(chain: Chain, { start, end }: TimeRange, state: HourState): Promise<void> {
    const from = Math.max(start, this.since, this.kept.retentionStart);
    const first = Math.floor(from / HOUR) * HOUR + HOUR;
    for (let time = first; time <= Math.min(end, this.kept.now); time += HOUR) {
      const hour = this.hourOf(chain, time);
      hour.state = worse(hour.state, state);
      if (this.held.size >= MOST_HELD) await this.writeHeld();
    }
  }

  /** The lines of the evidence, sorted by day, account, Region and hour. */
  public async *lines(): AsyncGenerator<DatedLine> {
    await this.writeHeld();
    let last: Hour | undefined;
    for await (const hour of this.hours.sorted()) {
      if (last === undefined) last = hour;
      else if (BY_TIME.compare(last, hour) === 0) last = sum(last, hour);
      else {
        yield* this.lineOf(last);
        last = hour;
      }
    }
    if (last !== undefined) yield* this.lineOf(last);
  }

  public remove(): Promise<void> {
    return this.hours.remove();
  }

  /** That an hour is verified is said where its digest was judged: a log file that is tried again is not all of it. */
  private *lineOf({ isWhole, time, state, ...hour }: Hour): Generator<DatedLine> {
    if (state === 'verified' && !isWhole) return;
    const record = { ...hour, state, hour: new Date(time).toISOString(), runId: this.runId };
    yield { day: dayFolder(time), line: hourCoverageLine.stringify(record, 'coverage') };
  }

  private hourOf({ accountId, region }: Chain, at: number): Hour {
    const time = Math.floor(at / HOUR) * HOUR;
    const name = `${accountId} ${region} ${time}`;
    const empty: Hour = { accountId, region, time, state: 'no-digest-due', isWhole: false, digests: 0, logFiles: 0 };
    const hour = this.held.get(name) ?? empty;
    this.held.set(name, hour);
    return hour;
  }

  private async writeHeld(): Promise<void> {
    const hours = [...this.held.values()];
    this.held.clear();
    for (const hour of hours) await this.hours.add(hour);
  }
}

function sum(one: Hour, other: Hour): Hour {
  return {
    ...one,
    state: worse(one.state, other.state),
    isWhole: one.isWhole || other.isWhole,
    digests: one.digests + other.digests,
    logFiles: one.logFiles + other.logFiles,
  };
}

function worse(one: HourState, other: HourState): HourState {
  return HOUR_STATES.indexOf(one) >= HOUR_STATES.indexOf(other) ? one : other;
}
