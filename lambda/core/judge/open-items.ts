import { waitsForAcceptance, type ChainContext } from './chain-context';
import { checkLogFile } from '../read/verify-log-file';
import type { OpenItem } from '../model/checkpoint';
import type { ListedDigest } from '../read/digest-list';
import { findingName } from '../model/finding';
import { inOrder } from '../flow/in-order';
import { judgeDigest, tellDigest } from './judge-digest';
import { tellMissing } from './missing-digests';
import { HOUR } from '../format/time';
import type { UnlistedLogFiles } from './unlisted-log-files';

/**
 * Tries the open items of earlier runs again, those too that this run has come by. One closes only when its object
 * verifies, when it is acknowledged, or when it ages out: neither by being taken away nor by being made unreadable.
 */
export async function retryOpenItems(context: ChainContext, unlisted: UnlistedLogFiles): Promise<void> {
  const { teller, run } = context;
  const items = [...teller.remembered.entries()].flatMap(([name, item]) => {
    const end = endOf(context, item);
    const isDue = end === undefined || end > run.retentionStart;
    return isDue && !teller.isToldAgain(name) ? [item] : [];
  });
  const retried = inOrder(
    items,
    () => true,
    async (item) => ({ item, logFile: await checkAgain(context, item) }),
  );
  for await (const { item, logFile } of retried) {
    // What a person has accepted is told as that, and not looked into again.
    if (run.acknowledged.has(findingName(item.finding))) await teller.tell(strip(item.finding));
    else if (logFile !== undefined) await tellLogFile(context, item, logFile);
    else if (!isSettled(context, item)) await retryOther(context, item, unlisted);
    if (!isSettled(context, item)) await teller.tell(strip(item.finding), endOf(context, item));
  }
}

/** Whether the object has verified, or is told at least as badly as before. Gaps are settled by people alone. */
function isSettled(context: ChainContext, { finding }: OpenItem): boolean {
  if (context.teller.isToldAgain(findingName(finding))) return true;
  const told = context.teller.toldOf(finding);
  const isWorse = told === 'INVALID' || (told === 'INCOMPLETE' && finding.severity === 'INCOMPLETE');
  // What is about no object, or waits for people, is replaced by nothing.
  const isReplaced = isWorse && finding.key !== undefined && !waitsForAcceptance(finding);
  return isReplaced || context.isVerified(finding);
}

/** The log file that a digest lists, unless this run has just judged it. */
async function checkAgain(context: ChainContext, item: OpenItem) {
  const { digestKey, bucket = '', key = '' } = item.finding;
  const name = digestKey === undefined ? undefined : context.keys.parseDigestKey(digestKey);
  const isAccepted = context.run.acknowledged.has(findingName(item.finding));
  if (digestKey === undefined || name === undefined || isAccepted || isSettled(context, item)) return undefined;
  const listed = await findDigest(context, digestKey, name);
  const verified = listed && (await context.verdictOf(listed)).verified;
  const entry = verified?.logFiles.find((other) => other.key === key && other.bucket === bucket);
  return entry && (await checkLogFile(context.run, entry, name.end));
}

async function tellLogFile(
  context: ChainContext,
  item: OpenItem,
  { finding, isExpired, isStopped }: Awaited<ReturnType<typeof checkLogFile>>,
): Promise<void> {
  const { digestKey, bucket = '', key = '' } = item.finding;
  if (isStopped === true || isExpired === true) return;
  if (finding === undefined) context.verify('file', { bucket, key });
  else await context.teller.tell({ ...finding, bucket, key, digestKey }, endOf(context, item));
  context.teller.count('logFiles', !finding ? 'valid' : finding.severity === 'INVALID' ? 'invalid' : 'unverified');
}

async function retryOther(context: ChainContext, item: OpenItem, unlisted: UnlistedLogFiles): Promise<void> {
  const { finding, firstSeen } = item;
  const { code, key, digestKey, range } = finding;
  if (digestKey !== undefined || waitsForAcceptance(finding)) return;
  if (key !== undefined && (code === 'log-file-unlisted' || code === 'log-file-unverified')) {
    await unlisted.judge({ key, lastModified: delivered(item), size: 1 });
    return;
  }
  if (code === 'chain-uncovered' && key === undefined && range !== undefined) return retryUncovered(context, finding);
  const name = key === undefined ? undefined : context.keys.parseDigestKey(key);
  if (key === undefined || name === undefined) return;
  const listed = await findDigest(context, key, name);
  if (listed === undefined) {
    const since = code === 'digest-pending' ? firstSeen : undefined;
    await tellMissing(context, name, since, finding.detail ?? {});
  } else await tellOnce(context, listed);
}

/** Hours before a digest that could not be verified: once it can, its links say all there is to say. */
async function retryUncovered(context: ChainContext, { range }: OpenItem['finding']): Promise<void> {
  const end = (range?.end ?? 0) + HOUR;
  for (const listed of await context.list.endingWithin(end - 1, end)) {
    const { verified } = await context.verdictOf(listed);
    if (verified === undefined) continue;
    await tellOnce(context, listed);
    context.covered.add(range?.end ?? 0);
  }
}

async function tellOnce(context: ChainContext, listed: ListedDigest): Promise<void> {
  if (!context.toldDigests.has(listed.key)) await tellDigest(context, await judgeDigest(context, listed));
}

async function findDigest(
  { list }: ChainContext,
  key: string,
  { end, isBackfill }: { readonly end: number; readonly isBackfill: boolean },
): Promise<ListedDigest | undefined> {
  await list.load(end, end + 1000);
  return (isBackfill ? list.backfills : list.normal).find((digest) => digest.key === key);
}

/** The time that an item belongs to, by the digest or the hour that it is about. A planted file's name is a lie. */
function endOf({ keys }: ChainContext, item: OpenItem): number | undefined {
  const { digestKey, key, range } = item.finding;
  const inName = keys.parseDigestKey(digestKey ?? key ?? '')?.end;
  return inName ?? range?.end ?? delivered(item) ?? (key === undefined ? undefined : keys.parseLogFileTime(key));
}

function delivered({ finding }: OpenItem): number | undefined {
  const time = finding.detail?.delivered;
  return typeof time === 'number' ? time : undefined;
}

function strip(finding: OpenItem['finding']) {
  const { code, severity, bucket, key, range, digestKey, detail } = finding;
  return { code, severity, bucket, key, range, digestKey, detail };
}
