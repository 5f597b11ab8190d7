import type { ChainContext } from './chain-context';
import type { Draft } from '../model/new-finding';
import type { ListedDigest } from '../read/digest-list';
import { homeChain } from '../format/object-keys';
import { HOUR, MINUTE } from '../format/time';
import { eventsWithin } from '../read/verified-events';
import type { VerifiedDigest } from '../read/verify-digest';

/** Log files of the last minutes before a stop may be delivered after the last digest. */
const DELIVERY_TAIL = 15 * MINUTE;
/** A chain breaks at most an hour after the call that ends it, and its last digest covers up to an hour. */
const REACH = 2 * HOUR;

/** Judges a starting digest: the first of a chain, or the first after a gap that someone must explain. */
export async function judgeStart(context: ChainContext, start: VerifiedDigest): Promise<void> {
  const before = await endBefore(context, start);
  if (before === undefined) return judgeFirstStart(context, start);
  if (start.end <= context.floor) return;
  const about = { bucket: start.bucket, key: start.key };
  // A starting digest verifies nothing of its own hour: the gap reaches to its end.
  const range = { start: before, end: start.end };
  if (range.start >= range.end) {
    await context.teller.tell({ code: 'chain-restarted', severity: 'NOTICE', ...about });
    return;
  }
  await context.teller.tell({ ...(await explainGap(context, range.start, start)), ...about, range }, start.end);
}

/** The end of what was covered before: by the old chain's last digest, which may end after the new chain's start. */
async function endBefore(context: ChainContext, start: VerifiedDigest): Promise<number | undefined> {
  const { list, checkpoint } = context;
  const last = await list.lastBefore(start.end);
  const remembered = checkpoint?.segments.map((segment) => segment.last.end).filter((end) => end < start.end) ?? [];
  const known = [...(last === undefined ? [] : [last.end]), ...remembered];
  if (known.length === 0) return undefined;
  for (const later of await list.endingWithin(start.end, start.end + HOUR - 1)) {
    if (last !== undefined && (await continues(context, later, last))) known.push(later.end);
  }
  return Math.max(...known);
}

async function continues(context: ChainContext, later: ListedDigest, last: ListedDigest): Promise<boolean> {
  return (await context.verdictOf(later)).verified?.previous?.key === last.key;
}

async function judgeFirstStart({ teller, expected, floor, run }: ChainContext, start: VerifiedDigest): Promise<void> {
  const { bucket, key } = start;
  await teller.tell({ code: 'chain-started', severity: 'NOTICE', bucket, key, detail: { startedAt: start.end } });
  const since = expected?.since ?? expected?.firstBy;
  if (since === undefined || start.end - Math.max(since, floor) <= HOUR + run.grace) return;
  const range = { start: Math.max(since, floor), end: start.end };
  await teller.tell({ code: 'chain-uncovered', severity: 'INCOMPLETE', bucket, key, range }, start.end);
}

/** Only a verified event explains a gap, and only if the old chain's last digest reaches it. */
async function explainGap(
  context: ChainContext,
  stoppedAt: number,
  start: VerifiedDigest,
): Promise<Pick<Draft, 'code' | 'severity' | 'detail'>> {
  // CloudTrail logs them in the owner's account, in the trail's home Region.
  const home = homeChain(context.run.request.trail);
  const { events, isWhole } = await eventsWithin(context.run, home, stoppedAt - REACH, stoppedAt);
  const isInReach = (time: number) => time > stoppedAt - REACH && time <= stoppedAt;
  const [event] = events.filter(({ isOwnTrail, time }) => isOwnTrail && isInReach(time)).reverse();
  if (event !== undefined) {
    const { name, time, who } = event;
    return { code: 'logging-stopped', severity: 'INCOMPLETE', detail: { eventName: name, eventTime: time, who } };
  }
  if (!isWhole) return { code: 'unexplained-restart', severity: 'INCOMPLETE', detail: { eventsUnread: true } };
  const hasLogFiles = await hasLogFilesWithin(context, stoppedAt + DELIVERY_TAIL, start.end - HOUR);
  return { code: 'unexplained-restart', severity: hasLogFiles ? 'INVALID' : 'INCOMPLETE', detail: { hasLogFiles } };
}

async function hasLogFilesWithin({ run, keys }: ChainContext, from: number, to: number): Promise<boolean> {
  if (from >= to) return false;
  const range = {
    prefix: keys.logFilePrefix,
    after: keys.logFileKeyBound(from),
    before: keys.logFileKeyBound(to),
  };
  for await (const page of run.list(run.request.trail.bucket, range)) {
    if (page.some(({ size }) => size > 0)) return true;
  }
  return false;
}
