import { dueEnd } from '../format/due';
import { DAY, HOUR } from '../format/time';
import { LAST_DIGESTS, lastVerifiedEnd } from '../memory/last-verified';
import type { ChainResult } from '../model/result';
import { endAbout } from './chain-calls';
import type { ChainContext } from './chain-context';

/** For so long each run searches again, since log files may be late; after that one search is enough. */
const SEARCHED_AGAIN = 2 * DAY;

/** What ended the chain, and up to which digest that was searched. */
type FoundEnd = Pick<ChainResult, 'chainEnd' | 'endSearchedTo'>;

/**
 * Whether a chain without new digests has ended, by the verified log files of its own account and of the trail's owner.
 * Where AWS Organizations has answered, its answer alone counts for accounts.
 */
export async function findChainEnd(context: ChainContext, lastListed: number | undefined): Promise<FoundEnd> {
  const { session, checkpoint, expected } = context;
  const { chainEnd, endSearchedTo } = checkpoint ?? {};
  if (expected?.hasEnded === true) return { chainEnd };
  const last = Math.max(lastListed ?? -Infinity, lastVerifiedEnd(checkpoint) ?? -Infinity);
  const silent = dueEnd(session.request) - last;
  if (!(silent >= HOUR) || !Number.isFinite(silent)) return {};
  if (chainEnd !== undefined && last <= chainEnd.at + LAST_DIGESTS) return { chainEnd };
  if (endSearchedTo === last && silent > SEARCHED_AGAIN) return {};
  return searchEnd(context, last);
}

async function searchEnd(context: ChainContext, last: number): Promise<FoundEnd> {
  const { endNow, isWhole } = await endAbout(context, last);
  if (endNow !== undefined) return { chainEnd: { at: endNow.time, eventName: endNow.name, who: endNow.who } };
  return isWhole ? { endSearchedTo: last } : {};
}
