import { DAY } from '../format/time';
import { endsInSegment } from '../memory/segments';
import type { Checkpoint } from '../model/checkpoint';
import { invalid, type NewFinding } from '../model/finding';
import type { SealedTally } from '../model/result';
import type { SealedFile, Sealing, SealOfDay, SealSource } from '../model/sealing';
import { ListingFailed, type ListedVersion, type TimeRange } from '../model/store';
import type { ChainLocation } from '../read/chain-locations';
import { differencesOf, type Difference } from '../seal/compare';
import { isWithin } from '../seal/join';
import { listDays, type ListedDay } from '../seal/listed-days';
import { daysToReadAgain, drawn, lastReadOf } from '../seal/read-again';
import { SealHash, STANDARD } from '../seal/sealed-day';
import type { ChainContext } from './chain-context';
import { judgeRetention } from './object-lock';

/** What comparing the listings of a chain's sealed days has shown. */
export interface ComparedDays {
  /** The days that need not be read, in order: their listing is equal, and it is not their turn. */
  readonly equal: readonly number[];
  /** Up to where days were compared; before the end of the time where the run was stopped. */
  readonly to: number;
  readonly tally?: SealedTally;
}

/**
 * Compares the days of a time that are sealed with what is listed of them, and records what they differ in. A day that
 * differs, and the days of the digests that list what differs in it, are read in full.
 */
export async function compareSealedDays(
  context: ChainContext,
  source: SealSource,
  sealing: Sealing,
  time: TimeRange,
): Promise<ComparedDays> {
  const { session, chain, checkpoint, locations } = context;
  const { current } = locations;
  const seals = await source.of(chain);
  const sealed = seals.days.filter(({ day }) => isWithin(day, time) && day > session.retentionStart);
  const compared: Compared[] = [];
  const toRead = new Set<number>();
  let to = time.end;
  const days = sealed.map(({ day }) => day);
  const again = daysToReadAgain(chain, days, sealing, session.request.now);
  try {
    for await (const listed of days.length === 0 ? [] : listDays(session, current, days)) {
      if (session.isStopped) {
        to = listed.day;
        break;
      }
      const seal = sealed[compared.length];
      const differences = await compareDay(context, seal, listed);
      if (listed.day === again.drawn) await judgeDrawnLock(context, listed, sealing);
      if (differences !== 'equal' || lacksDemanded(checkpoint, current, listed)) toRead.add(seal.day);
      if (differences !== 'equal') await record(context, differences, toRead);
      compared.push({ seal, files: listed.digests.length + listed.logFiles.length });
    }
  } catch (error) {
    // What is not compared is read in full, which reports the failure where it lasts.
    if (!(error instanceof ListingFailed)) throw error;
  }
  for (const finding of seals.findings) await context.recorder.record(finding);
  for (const day of again.days) toRead.add(day);
  const equal = compared.filter(({ seal: { day } }) => day < to && !toRead.has(day));
  return { equal: equal.map(({ seal }) => seal.day), to, ...tallyOf(equal, sealing) };
}

/** Looks for how long one file is locked of the day that nobody knows beforehand. */
async function judgeDrawnLock(
  { session, chain, locations, recorder }: ChainContext,
  { digests, logFiles }: ListedDay,
  sealing: Sealing,
): Promise<void> {
  const { lockDays } = sealing;
  const files = [...digests, ...logFiles].filter(({ isDeleteMarker, isLatest }) => isLatest && !isDeleteMarker);
  if (lockDays === undefined || files.length === 0) return;
  const { key, versionId, lastModified } = files[drawn(chain, sealing, 'lock') % files.length];
  const { bucket } = locations.current;
  const retention = await session.retentionOf(bucket, key, versionId);
  const finding = retention && judgeRetention(retention, { bucket, key, lastModified }, lockDays);
  if (finding !== undefined) await recorder.record(finding);
}

interface Compared {
  readonly seal: SealOfDay;
  readonly files: number;
}

function tallyOf(equal: readonly Compared[], sealing: Sealing): Pick<ComparedDays, 'tally'> {
  if (equal.length === 0) return {};
  const files = equal.reduce((sum, day) => sum + day.files, 0);
  const oldestRead = equal
    .map(({ seal: { day, sealedAt } }) => lastReadOf(day, sealedAt, sealing))
    .reduce((one, other) => Math.min(one, other));
  return { tally: { days: equal.length, files, oldestRead } };
}

async function compareDay(
  context: ChainContext,
  seal: SealOfDay,
  listed: ListedDay,
): Promise<'equal' | readonly Difference[]> {
  const versions = [...listed.digests, ...listed.logFiles];
  const { bucket } = context.locations.current;
  if (seal.sha256 !== undefined && hashOf(context, bucket, seal.day, versions) === seal.sha256) return 'equal';
  const [files = [], ...earlier] = (await seal.load()) ?? [];
  const own = (file: SealedFile) => file.bucket === bucket;
  const found = differencesOf(bucket, files.filter(own), versions);
  // A version of an earlier seal is demanded, whatever a later one says.
  const lost = earlier.flatMap((older) => differencesOf(bucket, older.filter(own), versions));
  const isNew = (difference: Difference) =>
    difference.kind === 'version-gone' &&
    !found.some((other) => other.kind === 'version-gone' && other.key === difference.key);
  return files.length === 0 ? [] : [...found, ...lost.filter(isNew)];
}

/** The hash that the seal must have; undefined where a key has several versions, or a delete marker. */
function hashOf(
  { session, chain }: ChainContext,
  bucket: string,
  day: number,
  versions: readonly ListedVersion[],
): string | undefined {
  const hash = new SealHash({ trailArn: session.request.trail.arn, ...chain, day });
  let last = '';
  for (const { key, versionId, size, storageClass = STANDARD, isDeleteMarker } of versions) {
    if (isDeleteMarker || key === last) return undefined;
    last = key;
    hash.add({ bucket, key, versionId, size, storageClass });
  }
  return hash.digest();
}

async function record(
  { recorder }: ChainContext,
  differences: readonly Difference[],
  toRead: Set<number>,
): Promise<void> {
  for (const difference of differences) {
    const { digestEnd } = difference;
    if (digestEnd !== undefined) toRead.add(Math.floor(digestEnd / DAY) * DAY);
    const finding = findingOf(difference);
    if (finding !== undefined) await recorder.record(finding, digestEnd);
  }
}

/** A key that was added may be a late delivery: what is wrong with it is found where it is read. */
function findingOf({ kind, bucket, key, versionId, lastModified, digestEnd }: Difference): NewFinding | undefined {
  if (kind === 'key-added') return undefined;
  const detail = {
    ...(versionId !== undefined && { versionId }),
    ...(lastModified !== undefined && { lastModified }),
    ...(digestEnd !== undefined && { digestEnd }),
  };
  if (kind === 'version-gone') return { ...invalid('sealed-version-missing', detail), bucket, key };
  return { code: 'sealed-object-changed', severity: 'NOTICE', bucket, key, detail: { difference: kind, ...detail } };
}

/** Whether the checkpoint knows of a digest or a log file of the day that is not listed: then the day is demanded by reading it. */
function lacksDemanded(
  checkpoint: Checkpoint | undefined,
  { bucket, keys }: ChainLocation,
  listed: ListedDay,
): boolean {
  if (checkpoint === undefined) return false;
  const { day } = listed;
  const names = new Set([...listed.digests, ...listed.logFiles].map(({ key }) => key));
  const demanded: string[] = [];
  for (const segment of checkpoint.segments) {
    if (segment.last.bucket !== bucket || !segment.last.key.startsWith(keys.digestPrefix)) continue;
    if (segment.last.end < day || segment.first.end >= day + DAY) continue;
    for (const end of endsInSegment(segment, day)) {
      if (end >= day + DAY) break;
      if (end >= day) demanded.push(keys.digestKey(end));
    }
  }
  const isOfDay = (key: string) =>
    (key >= keys.digestDayBound(day) && key < keys.digestDayBound(day + DAY)) ||
    (key >= keys.logFileDayBound(day) && key < keys.logFileDayBound(day + DAY));
  const others = [...checkpoint.backfills.filter((link) => link.bucket === bucket), ...checkpoint.pendingLogFiles];
  demanded.push(...others.map(({ key }) => key).filter(isOfDay));
  return demanded.some((key) => !names.has(key));
}
