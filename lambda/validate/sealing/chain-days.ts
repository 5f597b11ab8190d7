import { findChain, type Chain, type Finding, type ValidationRequest } from '../../core';
import { ChainKeys } from '../../core/format/object-keys';
import { DAY, parseIsoTime } from '../../core/format/time';
import type { ObjectEvent } from '../../core/model/result';

/** A day of a chain that is over, with all that was judged in its folders. */
export interface DayOfChain {
  readonly day: number;
  readonly files: readonly ObjectEvent[];
  readonly isOpen: boolean;
  readonly isElsewhere: boolean;
}

/** What was verified of a chain so far, by the days in whose folders the files are. */
export class ChainDays {
  private readonly keys: ChainKeys;
  private readonly days = new Map<number, Map<string, ObjectEvent>>();
  private readonly open = new Set<number>();
  private readonly elsewhere = new Set<number>();
  /** Whether something is open that is about no time: then none of the days is sealed. */
  private isAllOpen = false;

  public constructor(
    private readonly request: ValidationRequest,
    chain: Chain,
  ) {
    this.keys = new ChainKeys(request.trail, chain);
    const checkpoint = findChain(request.checkpoints, chain);
    for (const { finding } of checkpoint?.openItems ?? []) this.block(finding);
    for (const { key } of checkpoint?.pendingLogFiles ?? []) this.open.add(this.dayIn(key) ?? NaN);
  }

  public add(object: ObjectEvent): void {
    const { bucket, key, digestEnd } = object;
    const day = bucket === this.request.trail.bucket ? this.dayIn(key) : undefined;
    // The digest and its log files may be of two days.
    if (day === undefined) for (const time of [digestEnd, digestEnd - DAY]) this.elsewhere.add(dayOf(time));
    else {
      const files = this.days.get(day) ?? new Map<string, ObjectEvent>();
      this.days.set(day, files);
      const before = files.get(key);
      // Of what was judged twice, the worse holds.
      if (before === undefined || before.verdict === 'VALID') files.set(key, object);
    }
  }

  /** What is open, or was acknowledged, about a day keeps it from being sealed. */
  public block({ severity, acknowledged, key, range, code }: Finding): void {
    if (severity === 'NOTICE' && acknowledged !== true) return;
    // A seal that is gone or forged says nothing of the day: it is sealed again.
    if (code === 'seal-missing' || code === 'seal-forged') return;
    const day = key === undefined ? undefined : this.dayIn(key);
    if (day !== undefined) this.open.add(day);
    if (range !== undefined) {
      for (let time = dayOf(range.start); time <= range.end; time += DAY) this.open.add(time);
    }
    if (day === undefined && range === undefined) this.isAllOpen = true;
  }

  /** The days that are over by a time, in order; what is known of them is forgotten. */
  public *takeUpTo(time: number): Generator<DayOfChain> {
    for (const day of [...this.days.keys()].sort((one, other) => one - other)) {
      if (day + DAY > time) return;
      const files = [...(this.days.get(day)?.values() ?? [])];
      this.days.delete(day);
      yield { day, files, isOpen: this.isAllOpen || this.open.has(day), isElsewhere: this.elsewhere.has(day) };
    }
  }

  /** The day of the folder that a key of this chain is in. */
  private dayIn(key: string): number | undefined {
    const prefix = [this.keys.digestPrefix, this.keys.logFilePrefix].find((one) => key.startsWith(one));
    if (prefix === undefined) return undefined;
    return parseIsoTime(`${key.slice(prefix.length, prefix.length + 10).replaceAll('/', '-')}T00:00:00Z`);
  }
}

/** The start of the day, in UTC, in which a time is. */
function dayOf(time: number): number {
  return Math.floor(time / DAY) * DAY;
}
