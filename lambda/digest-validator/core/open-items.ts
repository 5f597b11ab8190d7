import type { ChainContext } from './chain-context';
import { checkLogFile } from './check-log-file';
import type { OpenItem } from './checkpoint';
import { findingName } from './finding';
import { inOrder } from './in-order';
import { judgeDigest, tellDigest } from './judge-digest';
import { tellMissing } from './missing';
import type { UnlistedLogFiles } from './unlisted';

/**
 * Tries the open items of earlier runs again. One closes only when its object proves, when it is acknowledged, or when
 * it ages out; whoever deletes a planted file does not close it.
 */
export async function retryOpenItems(
  context: ChainContext,
  from: number,
  to: number,
  unlisted: UnlistedLogFiles,
): Promise<void> {
  const { teller, run } = context;
  const isReadAgain = (end: number | undefined) => end !== undefined && end > from && end <= to;
  const items = [...teller.remembered.entries()].filter(([name, item]) => {
    const end = endOf(context, item);
    return !teller.openItems.has(name) && (end === undefined || end > run.retentionStart);
  });
  const logFiles = items.filter(([, { finding }]) => finding.digestKey !== undefined);
  const others = items.filter(([, { finding }]) => finding.digestKey === undefined);
  const retried = inOrder(
    logFiles.filter(([, item]) => !isReadAgain(endOf(context, item))),
    () => true,
    async ([, item]) => ({ item, again: await retryLogFile(context, item) }),
  );
  for await (const { item, again } of retried) {
    if (again !== undefined) await teller.tell(again, endOf(context, item));
  }
  for (const [, item] of others) await retryOther(context, item, isReadAgain(endOf(context, item)), unlisted);
}

async function retryLogFile(context: ChainContext, { finding }: OpenItem) {
  const { digestKey = '', bucket = '', key = '' } = finding;
  const name = context.keys.parseDigestKey(digestKey);
  if (name === undefined) return strip(finding);
  await context.list.load(name.end, name.end + 1000);
  const line = name.isBackfill ? context.list.backfills : context.list.normal;
  const listed = line.find((digest) => digest.key === digestKey);
  const verified = listed && (await context.verdictOf(listed)).verified;
  const entry = verified?.logFiles.find((other) => other.key === key && other.bucket === bucket);
  if (entry === undefined) return strip(finding);
  const { finding: again } = await checkLogFile(context.run, entry, name.end);
  context.teller.count(
    'logFiles',
    again === undefined ? 'valid' : again.severity === 'INVALID' ? 'invalid' : 'unproven',
  );
  return again && { ...again, bucket, key, digestKey };
}

async function retryOther(
  context: ChainContext,
  item: OpenItem,
  isReadAgain: boolean,
  unlisted: UnlistedLogFiles,
): Promise<void> {
  const { finding, firstSeen } = item;
  const { key } = finding;
  const tellAgain = () => context.teller.tell(strip(finding), endOf(context, item));
  if (context.run.acknowledged.has(findingName(finding))) return;
  if (finding.code === 'log-file-unlisted' || finding.code === 'log-file-unproven') {
    if (key !== undefined && !(await unlisted.isListedNow(key, delivered(item)))) await tellAgain();
    return;
  }
  const name =
    key === undefined || WAITS_FOR_ACCEPTANCE.has(finding.code) ? undefined : context.keys.parseDigestKey(key);
  if (name === undefined) {
    await tellAgain();
    return;
  }
  await context.list.load(name.end, name.end + 1000);
  const line = name.isBackfill ? context.list.backfills : context.list.normal;
  const listed = line.find((digest) => digest.key === key);
  if (listed === undefined) {
    const since = finding.code === 'digest-pending' ? firstSeen : undefined;
    await tellMissing(context, name, since, finding.detail ?? {});
  } else if (!isReadAgain && !context.toldBeforeHead.has(listed.key))
    await tellDigest(context, await judgeDigest(context, listed));
}

/** Gaps stay until someone accepts them: no object could prove them later. */
const WAITS_FOR_ACCEPTANCE: ReadonlySet<string> = new Set([
  'logging-stopped',
  'unexplained-restart',
  'chain-uncovered',
]);

/** The time that an item belongs to, by the digest or the hour that it is about. */
function endOf({ keys }: ChainContext, { finding }: OpenItem): number | undefined {
  const { digestKey, key, range } = finding;
  const inName = keys.parseDigestKey(digestKey ?? key ?? '')?.end;
  return inName ?? range?.end ?? (key === undefined ? undefined : keys.parseLogFileTime(key));
}

function delivered({ finding }: OpenItem): number | undefined {
  const time = finding.detail?.delivered;
  return typeof time === 'number' ? time : undefined;
}

function strip(finding: OpenItem['finding']) {
  const { code, severity, bucket, key, range, digestKey, detail } = finding;
  return { code, severity, bucket, key, range, digestKey, detail };
}
