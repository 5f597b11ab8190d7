import { globalChain, homeChain } from '../format/object-keys';
import { HOUR, MINUTE } from '../format/time';
import { LAST_DIGESTS } from '../memory/last-verified';
import type { FindingDetail } from '../model/finding-catalogue';
import { EVENTS, type VerifiedEvent } from '../read/verified-events';
import type { ChainContext } from './chain-context';

/** Verified calls from which digests of a chain end or begin, oldest first. */
export interface ChainCalls {
  readonly calls: readonly ChainCall[];
  /** Whether everything that could hold such a call was read. */
  readonly isWhole: boolean;
}

export interface ChainCall extends VerifiedEvent {
  /** What it says of the chain: a call on the trail may do either. */
  readonly effect: 'trail' | 'end' | 'begin';
}

/** A call that ends an account or a Region may be recorded some time after the last digest. */
export const RECORDED_AFTER = 2 * HOUR;
/** Log files of the last minutes before a call may be delivered after the last digest. */
export const DELIVERY_TAIL = 15 * MINUTE;

const BEGINNINGS: readonly string[] = ['AccountJoinedOrganization', 'EnableRegion'];
const OF_REGIONS: readonly string[] = EVENTS['account.amazonaws.com'];
const STARTS: readonly string[] = ['CreateTrail', 'StartLogging'];

/** The calls after `from` and up to `to` on the trail, and those about the chain's account or Region. */
export async function callsWithin(context: ChainContext, from: number, to: number): Promise<ChainCalls> {
  const [trail, chain] = [await trailCalls(context, from, to), await lifeCalls(context, from, to)];
  return {
    calls: [...trail.calls, ...chain.calls].sort((one, other) => one.time - other.time),
    isWhole: trail.isWhole && chain.isWhole,
  };
}

/** CloudTrail records calls on the trail in the owner's account, in the trail's home Region. */
export async function trailCalls({ session, events }: ChainContext, from: number, to: number): Promise<ChainCalls> {
  const found = await events.within(homeChain(session.request.trail), from, to);
  const own = found.events.filter(({ isOwnTrail, time }) => isOwnTrail && time > from && time <= to);
  return { calls: own.map((event) => ({ ...event, effect: 'trail' })), isWhole: found.isWhole };
}

/** The last call that moved the trail, for a finding: what it was, when, and by whom. */
export async function moveWithin(context: ChainContext, from: number, to: number): Promise<FindingDetail> {
  const { calls } = await trailCalls(context, from, to);
  const move = calls.filter(({ isMove }) => isMove).pop();
  return move === undefined ? {} : { eventName: move.name, eventTime: move.time, who: move.who };
}

/** Calls that end or begin the chain's account or Region: by the owner, or by the account itself. */
async function lifeCalls({ session, chain, events }: ChainContext, from: number, to: number): Promise<ChainCalls> {
  const { trail } = session.request;
  const calls: ChainCall[] = [];
  let isWhole = true;
  for (const accountId of new Set([homeChain(trail).accountId, chain.accountId])) {
    const found = await events.within(globalChain(trail, accountId), from, to);
    isWhole &&= found.isWhole;
    for (const event of found.events) {
      const isAbout = event.accountId === chain.accountId && (!isOfRegion(event) || event.region === chain.region);
      if (isOnTrail(event) || !isAbout || event.time <= from || event.time > to) continue;
      calls.push({ ...event, effect: BEGINNINGS.includes(event.name) ? 'begin' : 'end' });
    }
  }
  return { calls, isWhole };
}

/** The calls that ended the chain's account or Region about the end of its last digest, oldest first. */
export async function endAbout(
  context: ChainContext,
  last: number,
): Promise<{ readonly ends: readonly ChainCall[]; readonly isWhole: boolean }> {
  const { calls, isWhole } = await lifeCalls(context, last - LAST_DIGESTS, last + RECORDED_AFTER);
  return { ends: calls.filter(({ effect }) => effect === 'end'), isWhole };
}

/**
 * The call that ended the chain in the hour of a log file, after its last digest: no digest lists what was delivered in
 * the minutes before it.
 */
export async function endOfTail(context: ChainContext, delivered: number): Promise<ChainCall | undefined> {
  const { list, session } = context;
  const last = await list.lastBefore(delivered);
  if (last === undefined || delivered > last.end + HOUR + DELIVERY_TAIL) return undefined;
  await list.load(last.end, session.request.window.end);
  const next = list.normal.find(({ end }) => end > last.end);
  const [before, after] = [await context.verdictOf(last), next && (await context.verdictOf(next))];
  const isEnd = after === undefined || (after.verified !== undefined && after.verified.previous === undefined);
  if (before.verified === undefined || !isEnd) return undefined;
  const { calls } = await callsWithin(context, last.end - HOUR, last.end + HOUR);
  const ends = calls.filter(({ effect, name }) => effect !== 'begin' && !STARTS.includes(name));
  return ends.find(({ time }) => delivered <= time + DELIVERY_TAIL);
}

function isOfRegion({ name }: VerifiedEvent): boolean {
  return OF_REGIONS.includes(name);
}

function isOnTrail({ name }: VerifiedEvent): boolean {
  return (EVENTS['cloudtrail.amazonaws.com'] as readonly string[]).includes(name);
}
