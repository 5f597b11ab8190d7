import { ChainContext } from './judge/chain-context';
import { compareSealedDays, type ComparedDays } from './judge/sealed-days';
import { resumesAt } from './memory/last-verified';
import { joinParts } from './merge-chain';
import { NO_COUNTS, type ChainResult } from './model/result';
import type { TimeRange } from './model/store';
import type { ChainShard } from './model/trail';
import type { Session } from './read/session';
import type { VerifiedEvents } from './read/verified-events';
import { stretchesOf } from './seal/join';
import { validateChain } from './validate-chain';

/**
 * Validates a chain. A sweep that is given seals compares the listing of the days that are sealed, and reads the rest: what is
 * read and what is sealed join without a hole.
 */
export async function validateSealed(
  session: Session,
  events: VerifiedEvents,
  shard: ChainShard,
): Promise<ChainResult> {
  const { sweep, sealing, seals } = session.request;
  if (sweep !== true || sealing === undefined || seals === undefined || session.isStopped) {
    return validateChain(session, events, shard);
  }
  const { accountId, region } = shard;
  const context = new ChainContext(session, events, { accountId, region });
  const time = timeOf(context, shard);
  const compared = await compareSealedDays(context, seals, sealing, time);
  // A day at the end of a part is read up to its last log files, so that it can be sealed.
  const limit = compared.to < time.end ? compared.to : session.request.window.end;
  const results = [comparison(context, time.start, compared)];
  for (const { range, isSealed } of stretchesOf({ start: time.start, end: compared.to }, compared.equal, limit)) {
    const result = isSealed
      ? sealedStretch(context, range)
      : await validateChain(session, events, { accountId, region, shard: range });
    results.push(result);
    // What a run that is stopped leaves, it leaves from here on.
    if (result.shard.end < range.end) break;
  }
  return joinParts(results, session.request);
}

/** The time of the shard, without what a sweep that was cut short has done. */
function timeOf({ session, checkpoint }: ChainContext, { shard = session.request.window }: ChainShard): TimeRange {
  const resumed = resumesAt(checkpoint, { sweep: true }) ?? -Infinity;
  return { start: Math.max(shard.start, resumed), end: Math.max(shard.end, resumed) };
}

/** What the comparison itself has found, as a result of no time. */
function comparison(context: ChainContext, at: number, { tally }: ComparedDays): ChainResult {
  const { verdict, openItems, lastVerifiedLimit } = context.recorder;
  return {
    ...emptyStretch(context, { start: at, end: at }),
    verdict,
    openItems: openItems.values(),
    lastVerifiedLimit,
    ...(tally !== undefined && { sealed: tally }),
  };
}

function sealedStretch(context: ChainContext, range: TimeRange): ChainResult {
  return { ...emptyStretch(context, range), covered: range };
}

function emptyStretch({ chain, keys }: ChainContext, shard: TimeRange): ChainResult {
  return {
    ...chain,
    shard,
    verdict: 'VALID',
    counts: NO_COUNTS,
    segments: [],
    backfills: [],
    openItems: [],
    pendingLogFiles: [],
    logFilesBefore: keys.logFileKeyBound(shard.end),
  };
}
