import { DAY, HOUR, MINUTE } from '../format/time';
import type { NewFinding } from '../model/finding';
import type { FindingDetail } from '../model/finding-catalogue';
import type { ListedDigest } from '../read/digest-list';
import type { VerifiedDigest } from '../read/verified-digest';
import type { VerifiedEvent } from '../read/verified-events';
import { callsWithin, DELIVERY_TAIL, endAbout, trailCalls } from './chain-calls';
import type { ChainContext } from './chain-context';
import { unvalidatedTrailOf } from './unvalidated-trails';

/** A chain ends at most an hour after the call that ends it, and its last digest covers up to an hour. */
const REACH = 2 * HOUR;
/** The last digest may end with the call; both times are in whole seconds. */
const CLOCKS_DIFFER = MINUTE;
/** CloudTrail may need so long until it delivers for a Region that was enabled, or for an account that has joined. */
const BEGINNING = DAY;
/** Every log file of the owner in between is searched for other calls: of a longer time that is too many. */
const LONGEST_PAUSE = 7 * DAY;

type Judgement = Pick<NewFinding, 'code' | 'severity' | 'detail'>;

/**
 * Judges a starting digest: the first of a chain, or the first after a gap that has to be explained. What explains it may
 * be delivered late, so it is pending until the grace is over, and judged again by each run while nothing explains it.
 */
export async function judgeStart(context: ChainContext, start: VerifiedDigest): Promise<void> {
  const before = await endBefore(context, start);
  if (before !== undefined && start.end <= context.floor) return;
  const judgement = before === undefined ? undefined : await judgeRestart(context, before, start);
  context.judgedStarts.set(start.key, judgement?.code ?? 'chain-started');
  if (before === undefined || judgement === undefined) return judgeFirstStart(context, start);
  // A starting digest verifies nothing of its own hour: the gap reaches to its end.
  const gap = judgement.severity === 'NOTICE' ? {} : { range: { start: before, end: start.end } };
  const about = { bucket: start.bucket, key: start.key, ...gap };
  await context.recorder.record({ ...judgement, ...about }, start.end);
}

async function judgeRestart(context: ChainContext, before: number, start: VerifiedDigest): Promise<Judgement> {
  if (before >= start.end) return { code: 'chain-restarted', severity: 'NOTICE' };
  const { session } = context;
  // The last digest of the old chain may end an hour later, and so may the one whose log files hold the call.
  if (session.request.now < start.end + 2 * HOUR + session.grace)
    return { code: 'restart-pending', severity: 'INCOMPLETE' };
  return (
    (await explainByTrail(context, before)) ??
    (await explainByEnd(context, before, start.end)) ??
    (await unexplained(context, before, start))
  );
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

/** Only a verified call on the trail explains a gap, and only if the old chain's last digest reaches it. */
async function explainByTrail(context: ChainContext, stoppedAt: number): Promise<Judgement | undefined> {
  const { calls } = await trailCalls(context, stoppedAt - REACH, stoppedAt + CLOCKS_DIFFER);
  return calls.length === 0 ? undefined : stoppedBy(calls[calls.length - 1]);
}

/**
 * So does the end of the account or Region. Where it has begun anew soon before the starting digest, and there was no
 * other call in between, nothing was to be logged in the gap.
 */
async function explainByEnd(
  context: ChainContext,
  stoppedAt: number,
  startedAt: number,
): Promise<Judgement | undefined> {
  const { ends } = await endAbout(context, stoppedAt);
  const end = ends[ends.length - 1];
  if (end === undefined) return undefined;
  if (startedAt - stoppedAt > LONGEST_PAUSE) return stoppedBy(end);
  const { calls, isWhole } = await callsWithin(context, end.time, startedAt);
  if (!isWhole) return undefined;
  // On the trail anything may be called while there is nothing to log.
  const [begin, ...others] = calls.slice(calls.findIndex(({ effect }) => effect !== 'trail'));
  const isAlone = begin?.effect === 'begin' && others.length === 0;
  if (!isAlone || startedAt - begin.time > BEGINNING) return stoppedBy(end);
  const detail = { ...detailOf(end), begunBy: begin.name, begunAt: begin.time, begunByWho: begin.who };
  return { code: 'chain-restarted', severity: 'NOTICE', detail };
}

function stoppedBy(call: VerifiedEvent): Judgement {
  return { code: 'logging-stopped', severity: 'INCOMPLETE', detail: detailOf(call) };
}

function detailOf({ name, time, who }: VerifiedEvent): FindingDetail {
  return { eventName: name, eventTime: time, who };
}

async function unexplained(context: ChainContext, stoppedAt: number, start: VerifiedDigest): Promise<Judgement> {
  const code = 'unexplained-restart';
  const { calls, isWhole } = await callsWithin(context, stoppedAt - REACH, stoppedAt + HOUR);
  // So long the old chain's last digests may be redelivered, and read failures may be over.
  const { request, deliveryAllowance } = context.session;
  const isLate = request.now - (start.lastModified ?? -Infinity) >= deliveryAllowance;
  if (!isWhole)
    return { code: isLate ? code : 'restart-pending', severity: 'INCOMPLETE', detail: { eventsUnread: true } };
  // A call that the last digest does not reach explains nothing, but log files were delivered until then.
  const call = calls[calls.length - 1];
  const last = Math.max(stoppedAt, call?.time ?? stoppedAt);
  const hasLogFiles = await hasLogFilesWithin(context, last + DELIVERY_TAIL, start.end - HOUR);
  const detail = { hasLogFiles, ...(call !== undefined && detailOf(call)) };
  return { code, severity: hasLogFiles && isLate ? 'INVALID' : 'INCOMPLETE', detail };
}

/** Whether there are log files of a time that no declared trail may have written. */
async function hasLogFilesWithin(context: ChainContext, from: number, to: number): Promise<boolean> {
  if (from >= to) return false;
  const { session, locations, list } = context;
  for (const location of locations.within(from, to).filter((one) => !list.failed.has(one))) {
    const { bucket, keys } = location;
    const range = {
      prefix: keys.logFilePrefix,
      after: keys.logFileKeyBound(from),
      before: keys.logFileKeyBound(to),
    };
    for await (const page of session.list(bucket, range)) {
      if (page.some((object) => object.size > 0 && unvalidatedTrailOf(context, location, object) === undefined))
        return true;
    }
  }
  return false;
}
