import { dueEnd } from '../format/due';
import { DAY, HOUR } from '../format/time';
import { LAST_DIGESTS, lastVerifiedEnd } from '../memory/last-verified';
import type { ChainResult } from '../model/result';
import { endAbout } from './chain-calls';
import type { ChainContext } from './chain-context';

/** For so long each run searches again, since log files may be late; after that one search is enough. */
const SEARCHED_AGAIN = 2 * DAY;
/** CloudTrail may need this long until it delivers for a Region that is enabled again. */
const ENABLING = DAY;
const OF_ACCOUNTS: readonly string[] = ['CloseAccount', 'LeaveOrganization', 'RemoveAccountFromOrganization'];

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
  const isOver = chainEnd !== undefined && last <= chainEnd.at + LAST_DIGESTS;
  if (isOver && !isContradicted(context, chainEnd.eventName)) return { chainEnd };
  if (endSearchedTo === last && silent > SEARCHED_AGAIN) return {};
  return searchEnd(context, last);
}

/**
 * Whether AWS says the contrary now, which outweighs a call of the past: whoever made it may have undone it, and have deleted
 * what was delivered since.
 */
function isContradicted({ session, checkpoint }: ChainContext, eventName: string): boolean {
  const { knowsAccounts, now } = session.request;
  if (OF_ACCOUNTS.includes(eventName)) return knowsAccounts === true;
  const { enabledSince } = checkpoint ?? {};
  return enabledSince !== undefined && now >= enabledSince + ENABLING;
}

async function searchEnd(context: ChainContext, last: number): Promise<FoundEnd> {
  const { ends, isWhole } = await endAbout(context, last);
  const end = ends.filter(({ name }) => !isContradicted(context, name)).pop();
  if (end !== undefined) return { chainEnd: { at: end.time, eventName: end.name, who: end.who } };
  return isWhole ? { endSearchedTo: last } : {};
}
