import { inOrder } from '../flow/in-order';
import type { DigestName } from '../format/object-keys';
import { HOUR } from '../format/time';
import type { OpenItem } from '../model/checkpoint';
import { closingOf, findingName, type Finding, type NewFinding } from '../model/finding';
import { checkDigest } from '../read/check-digest';
import type { ListedDigest } from '../read/digest-list';
import { verifyLogFile, type LogFileVerdict } from '../read/verify-log-file';
import type { ChainContext } from './chain-context';
import { isRuledOut, judgeMissing, recordMissing } from './missing-digests';
import { reportObject, type JudgedObject } from './object-events';
import { judgeStart } from './restart';
import { recordDigest } from './record-digest';
import type { UnlistedLogFiles } from './unlisted-log-files';

/** What judges the log files of the location that a finding names; undefined where that is none of the trail any more. */
export type UnlistedOf = (finding: Finding) => UnlistedLogFiles | undefined;

/**
 * Tries the open items of earlier runs again, also those that this run has come across. One closes only when its object
 * is verified, or when it ages out: neither a deletion nor a read failure closes it. What a person has acknowledged is
 * tried again too, so that it is known whether it is still what was acknowledged.
 */
export async function retryOpenItems(context: ChainContext, unlistedOf: UnlistedOf): Promise<void> {
  const { recorder } = context;
  const retried = inOrder(
    remainingItems(context),
    () => true,
    async (item) => ({ item, logFile: await verifyAgain(context, item) }),
  );
  for await (const { item, logFile } of retried) {
    if (logFile !== undefined) await recordLogFile(context, item, logFile);
    else if (!isSettled(context, item)) await retryOther(context, item, unlistedOf);
    if (!isSettled(context, item)) await recorder.record(strip(item.finding), endOf(context, item));
  }
}

/** A run that was stopped looks at no open item any more: what it has not closed by then is recorded as it was found. */
export async function keepOpenItems(context: ChainContext): Promise<void> {
  for (const item of remainingItems(context)) {
    if (!isSettled(context, item)) await context.recorder.record(strip(item.finding), endOf(context, item));
  }
}

/** The open items that this run has not recorded again, without what has aged out of retention. */
function remainingItems(context: ChainContext): OpenItem[] {
  const { recorder, session } = context;
  return [...recorder.storedItems.entries()].flatMap(([name, item]) => {
    const end = endOf(context, item);
    const isRetained = end === undefined || end > session.retentionStart;
    return isRetained && !recorder.isRecordedAgain(name) ? [item] : [];
  });
}

/** Whether this run has closed the item, or recorded something at least as bad of its object. */
function isSettled(context: ChainContext, { finding }: OpenItem): boolean {
  if (context.recorder.isRecordedAgain(findingName(finding))) return true;
  const worst = context.recorder.worstOf(finding);
  const isWorse = worst === 'INVALID' || (worst === 'INCOMPLETE' && finding.severity === 'INCOMPLETE');
  // A finding about no object, or about what no object says by itself, is replaced by no other.
  const isOfObject = !['acknowledgement', 'explanation'].includes(closingOf(finding));
  const isReplaced = isWorse && finding.key !== undefined && isOfObject;
  return isReplaced || context.isClosed(finding);
}

/** Verifies the log file of an item again, where a digest lists it and this run has not just judged it. */
async function verifyAgain(context: ChainContext, item: OpenItem): Promise<LogFileVerdict | undefined> {
  const { digestKey, bucket = '', key = '' } = item.finding;
  const name = digestKey === undefined ? undefined : context.keys.parseDigestKeyAnywhere(digestKey);
  if (digestKey === undefined || name === undefined || isSettled(context, item)) return undefined;
  const listed = await findDigest(context, digestKey, name);
  const verified = listed && (await context.verdictOf(listed)).verified;
  const entry = verified?.logFiles.find((other) => other.key === key && other.bucket === bucket);
  return entry && (await verifyLogFile(context.session, entry, name.end));
}

async function recordLogFile(
  context: ChainContext,
  item: OpenItem,
  { finding, isExpired, isStopped, stored }: LogFileVerdict,
): Promise<void> {
  const { digestKey, bucket = '', key = '' } = item.finding;
  if (isStopped === true || isExpired === true) return;
  if (finding === undefined) context.markVerified('content', { bucket, key });
  else await context.recorder.record({ ...finding, bucket, key, digestKey }, endOf(context, item));
  context.recorder.count('logFiles', !finding ? 'valid' : finding.severity === 'INVALID' ? 'invalid' : 'unverified');
  const digestEnd = endOf(context, item) ?? context.session.request.now;
  const object: JudgedObject = { bucket, key, kind: 'log-file', digestEnd, stored };
  await reportObject(context, object, finding === undefined ? [] : [finding]);
}

async function retryOther(context: ChainContext, item: OpenItem, unlistedOf: UnlistedOf): Promise<void> {
  const { finding } = item;
  const { key, digestKey } = finding;
  const closing = closingOf(finding);
  if (digestKey !== undefined || closing === 'acknowledgement') return;
  if (closing === 'coverage') return retryUncovered(context, finding);
  if (key === undefined) return;
  if (closing === 'explanation') await retryStart(context, key);
  else if (closing === 'listing') await unlistedOf(finding)?.judge({ key, lastModified: deliveredAt(item) });
  else await retryDigest(context, item, key);
}

/** A starting digest whose explanation may have come since. */
async function retryStart(context: ChainContext, key: string): Promise<void> {
  const name = context.keys.parseDigestKeyAnywhere(key);
  const listed = name && (await findDigest(context, key, name));
  const verified = listed && (await context.verdictOf(listed)).verified;
  if (verified !== undefined && !context.judgedStarts.has(key)) await judgeStart(context, verified);
}

async function retryDigest(context: ChainContext, { finding, firstSeen }: OpenItem, key: string): Promise<void> {
  const name = context.keys.parseDigestKeyAnywhere(key);
  if (name === undefined) return;
  const missing = { bucket: finding.bucket ?? '', key, ...name };
  const location = context.locations.ofDigest(missing, name.end);
  // What is in no location of the trail any more, or can't be listed, stays as it was found.
  if (location === undefined) return;
  const listed = await findDigest(context, key, name, missing.bucket);
  if (listed !== undefined) return recordOnce(context, listed);
  if (context.list.failed.has(location)) return;
  const since = finding.code === 'digest-pending' ? firstSeen : undefined;
  const { computed, knownBy } = finding.detail ?? {};
  if (computed !== true) await judgeMissing(context, missing, since);
  else if (knownBy === undefined && (await isRuledOut(context, name.end))) context.ruledOut.add(key);
  else await recordMissing(context, missing, since, { computed });
}

/** Hours before a digest that was unverified. Once it is verified, its link says whether anything is missing. */
async function retryUncovered(context: ChainContext, { range }: Finding): Promise<void> {
  if (range === undefined) return;
  const end = range.end + HOUR;
  for (const listed of await context.list.endingWithin(end - 1, end)) {
    const { verified } = await context.verdictOf(listed);
    if (verified === undefined) continue;
    await recordOnce(context, listed);
    context.covered.add(range.end);
  }
}

async function recordOnce(context: ChainContext, listed: ListedDigest): Promise<void> {
  if (!context.recordedDigests.has(listed.key)) await recordDigest(context, await checkDigest(context, listed));
}

async function findDigest(
  { list }: ChainContext,
  key: string,
  { end, isBackfill }: DigestName,
  bucket?: string,
): Promise<ListedDigest | undefined> {
  await list.load(end, end + 1000);
  const isIt = (digest: ListedDigest) => digest.key === key && (bucket === undefined || digest.bucket === bucket);
  return (isBackfill ? list.backfills : list.normal).find(isIt);
}

/** The time that an item belongs to, by the digest or the hour that it is about. The name of an injected file may be wrong. */
function endOf({ keys }: ChainContext, item: OpenItem): number | undefined {
  const { digestKey, key, range } = item.finding;
  const inName = keys.parseDigestKeyAnywhere(digestKey ?? key ?? '')?.end;
  const inLogFile = key === undefined ? undefined : keys.parseLogFileTime(keys.here(key));
  return inName ?? range?.end ?? deliveredAt(item) ?? inLogFile;
}

function deliveredAt({ finding }: OpenItem): number | undefined {
  const time = finding.detail?.delivered;
  return typeof time === 'number' ? time : undefined;
}

function strip({ code, severity, bucket, key, range, digestKey, detail }: Finding): NewFinding {
  return { code, severity, bucket, key, range, digestKey, detail };
}
