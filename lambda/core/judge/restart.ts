import { homeChain } from '../format/object-keys';
import { HOUR, MINUTE } from '../format/time';
import type { NewFinding } from '../model/finding';
import type { ListedDigest } from '../read/digest-list';
import type { VerifiedDigest } from '../read/verified-digest';
import type { ChainContext } from './chain-context';

/** Log files of the last minutes before a stop may be delivered after the last digest. */
const DELIVERY_TAIL = 15 * MINUTE;
/** A chain ends at most an hour after the call that ends it, and its last digest covers up to an hour. */
const REACH = 2 * HOUR;

/** Judges a starting digest: the first of a chain, or the first after a gap that has to be explained. */
export async function judgeStart(context: ChainContext, start: VerifiedDigest): Promise<void> {
  const before = await endBefore(context, start);
  if (before === undefined) return judgeFirstStart(context, start);
  if (start.end <= context.floor) return;
  const about = { bucket: start.bucket, key: start.key };
  // A starting digest verifies nothing of its own hour: the gap reaches to its end.
  const range = { start: before, end: start.end };
  if (range.start >= range.end) {
    await context.recorder.record({ code: 'chain-restarted', severity: 'NOTICE', ...about });
    return;
  }
  await context.recorder.record({ ...(await explainGap(context, range.start, start)), ...about, range }, start.end);
}

/** The end of what was covered before: by the old chain's last digest, which may end after the new chain's start. */
async function endBefore(context: ChainContext, start: VerifiedDigest): Promise<number | undefined> {
  const { list, checkpoint } = context;
  const last = await list.lastBefore(start.end);
  const stored = checkpoint?.segments.map((segment) => segment.last.end).filter((end) => end < start.end) ?? [];
  const ends = [...(last === undefined ? [] : [last.end]), ...stored];
  if (ends.length === 0) return undefined;
  for (const later of await list.endingWithin(start.end, start.end + HOUR - 1)) {
    if (last !== undefined && (await continues(context, later, last))) ends.push(later.end);
  }
  return Math.max(...ends);
}

async function continues(context: ChainContext, later: ListedDigest, last: ListedDigest): Promise<boolean> {
  return (await context.verdictOf(later)).verified?.previous?.key === last.key;
}

async function judgeFirstStart(
  { recorder, expected, floor, session }: ChainContext,
  { bucket, key, end }: VerifiedDigest,
): Promise<void> {
  await recorder.record({ code: 'chain-started', severity: 'NOTICE', bucket, key, detail: { startedAt: end } });
  const since = expected?.since ?? expected?.firstBy;
  if (since === undefined || end - Math.max(since, floor) <= HOUR + session.grace) return;
  const range = { start: Math.max(since, floor), end };
  await recorder.record({ code: 'chain-uncovered', severity: 'INCOMPLETE', bucket, key, range }, end);
}

/** Only a verified event explains a gap, and only if the old chain's last digest reaches it. */
async function explainGap(
  context: ChainContext,
  stoppedAt: number,
  start: VerifiedDigest,
): Promise<Pick<NewFinding, 'code' | 'severity' | 'detail'>> {
  // CloudTrail records these calls in the owner's account, in the trail's home Region.
  const home = homeChain(context.session.request.trail);
  const { events, isWhole } = await context.events.within(home, stoppedAt - REACH, stoppedAt);
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

async function hasLogFilesWithin({ session, keys }: ChainContext, from: number, to: number): Promise<boolean> {
  if (from >= to) return false;
  const range = {
    prefix: keys.logFilePrefix,
    after: keys.logFileKeyBound(from),
    before: keys.logFileKeyBound(to),
  };
  for await (const page of session.list(session.request.trail.bucket, range)) {
    if (page.some(({ size }) => size > 0)) return true;
  }
  return false;
}
