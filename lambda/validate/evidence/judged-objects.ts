import type { Finding, ObjectEvent, ObjectVerdict } from '../../core';
import { compareKeys } from '../../core/format/compare-keys';
import { DAY, parseIsoTime } from '../../core/format/time';
import { scratchLines } from '../../records/format';
import { dayFolder } from '../../records/evidence-keys';
import { judgedObjectLine, type JudgedObjectRecord, type ObjectVerdictRecord } from '../../records/object-verdict';
import type { LineOrder } from '../../records/sorted-on-disk';

/** The time that a run is about: objects named for another one are planted, and their names choose no partition. */
export interface KeptTime {
  readonly now: number;
  readonly retentionStart: number;
}

const SLACK = 2 * DAY;
/** S3 has no longer keys. What a digest names beyond that is in its finding. */
const MOST_OF_KEY = 1024;
/** Of what S3 answers, which has a few dozen characters. */
const MOST_OF_ANSWER = 1024;
const DAY_IN_KEY = /\/(\d{4})\/(\d\d)\/(\d\d)\/[^/]*$/;

/** The record of an object that was judged at a time; undefined where no object has such a key. */
export function judgedObject(event: ObjectEvent, kept: KeptTime, judgedAt: number): JudgedObjectRecord | undefined {
  const { bucket, key, accountId, region, kind, versionId, size, lastModified, storageClass, verdict, code } = event;
  if (key.length > MOST_OF_KEY) return undefined;
  return {
    ...{ bucket, key, accountId, region, kind },
    ...(isShort(versionId) && { versionId }),
    ...(size !== undefined && { size }),
    ...(lastModified !== undefined && { lastModified: new Date(lastModified).toISOString() }),
    ...(isShort(storageClass) && { storageClass }),
    verdict,
    ...(code !== undefined && { code }),
    verifiedAt: new Date(judgedAt).toISOString(),
    day: dayOf(key, kept),
    digestEnd: event.digestEnd,
  };
}

/** What becomes evidence of it. */
export function verdictRecord(object: JudgedObjectRecord, runId: string): ObjectVerdictRecord {
  const { bucket, key, accountId, region, kind, versionId, size, lastModified, storageClass } = object;
  const { verdict, code, verifiedAt } = object;
  const digestEnd = new Date(object.digestEnd).toISOString();
  const facts = { versionId, size, lastModified, storageClass };
  return { ...{ bucket, key, accountId, region, kind, ...facts }, ...{ verdict, code, runId, verifiedAt, digestEnd } };
}

/** An object and what is wrong with it. */
export function objectName({ code, bucket = '', key = '' }: Pick<Finding, 'code' | 'bucket' | 'key'>): string {
  return `${code} ${bucket}/${key}`;
}

function isShort(text: string | undefined): boolean {
  return text !== undefined && text.length <= MOST_OF_ANSWER;
}

export function isKept(time: number, { now, retentionStart }: KeptTime): boolean {
  return time >= retentionStart - SLACK && time <= now + SLACK;
}

/** The day in the key. Whoever plants objects chooses their keys, so one that can't be is that of the run. */
function dayOf(key: string, kept: KeptTime): string {
  const [, year, month, day] = DAY_IN_KEY.exec(key) ?? [];
  const time = year === undefined ? undefined : parseIsoTime(`${year}-${month}-${day}T00:00:00Z`);
  return dayFolder(time !== undefined && isKept(time, kept) ? time : kept.now);
}

/** By day, account, Region and key: the order of the lines in the evidence. What waits here is on the function's own disk. */
export const BY_DAY_AND_KEY: LineOrder<JudgedObjectRecord> = {
  ...scratchLines<JudgedObjectRecord>(),
  compare: (one, other) => {
    for (const field of ['day', 'accountId', 'region'] as const) {
      if (one[field] !== other[field]) return one[field] < other[field] ? -1 : 1;
    }
    return compareKeys(one.key, other.key) || compareKeys(one.bucket, other.bucket);
  },
};

/** The same of lists that shards have left. */
export const OF_SHARDS: LineOrder<JudgedObjectRecord> = {
  compare: BY_DAY_AND_KEY.compare,
  stringify: (object) => judgedObjectLine.stringify(object, 'objects'),
  parse: (line) => judgedObjectLine.parse(line, 'objects'),
};

const RANKS: Readonly<Record<ObjectVerdict, number>> = { VALID: 0, UNVERIFIED: 1, MISSING: 2, INVALID: 3 };

/** One record for each object of a sorted row: of several in one run the worst, and of those the one that was read. */
export async function* worstOfEach(sorted: AsyncIterable<JudgedObjectRecord>): AsyncGenerator<JudgedObjectRecord> {
  let held: JudgedObjectRecord | undefined;
  for await (const object of sorted) {
    if (held === undefined || BY_DAY_AND_KEY.compare(held, object) !== 0) {
      if (held !== undefined) yield held;
      held = object;
    } else if (isWorse(object, held)) held = object;
  }
  if (held !== undefined) yield held;
}

function isWorse(one: JudgedObjectRecord, other: JudgedObjectRecord): boolean {
  const [a, b] = [rankOf(one), rankOf(other)];
  return a === b ? one.verifiedAt > other.verifiedAt : a > b;
}

function rankOf({ verdict, versionId }: JudgedObjectRecord): number {
  return 2 * RANKS[verdict] + (versionId === undefined ? 0 : 1);
}
