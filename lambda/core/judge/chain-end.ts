import type { ChainContext } from './chain-context';
import { lastVerifiedEnd, LAST_DIGESTS } from '../memory/last-verified';
import { globalChain, homeChain } from '../format/object-keys';
import { DAY, HOUR } from '../format/time';
import { eventsWithin, type VerifiedEvent } from '../read/verified-events';

/** When a chain has ended, and by which call. */
export interface ChainEnd {
  readonly at: number;
  readonly eventName: string;
  readonly who: string;
}

/** The call may be recorded somewhat later than the last digest. */
const AFTER = 2 * HOUR;
/** So long it is looked for anew in each run, since log files may be late; after that once. */
const LOOKED_FOR = 2 * DAY;
const OF_ACCOUNTS: readonly string[] = ['CloseAccount', 'LeaveOrganization', 'RemoveAccountFromOrganization'];

/**
 * Whether a chain that is silent has ended, by what the logs of its own account and of the trail's owner verify. AWS
 * Organizations knows better about accounts, where it can be asked.
 */
export async function findChainEnd(context: ChainContext, lastListed: number | undefined): Promise<Found> {
  const { run, checkpoint, expected } = context;
  const { now, trail, window } = run.request;
  const { ended, soughtEnd } = checkpoint ?? {};
  if (expected?.hasEnded === true) return { ended };
  const last = Math.max(lastListed ?? -Infinity, lastVerifiedEnd(checkpoint) ?? -Infinity);
  const silent = Math.min(window.end, now - HOUR - run.grace) - last;
  if (!(silent >= HOUR) || !Number.isFinite(silent)) return {};
  if (ended !== undefined && last <= ended.at + LAST_DIGESTS) return { ended };
  if (soughtEnd === last && silent > LOOKED_FOR) return {};
  let isWhole = true;
  for (const chain of [globalChain(trail, homeChain(trail).accountId), globalChain(trail, context.chain.accountId)]) {
    const found = await eventsWithin(run, chain, last - LAST_DIGESTS, last + AFTER);
    const [event] = found.events.filter((other) => endsChain(context, other, last)).reverse();
    if (event !== undefined) return { ended: { at: event.time, eventName: event.name, who: event.who } };
    isWhole &&= found.isWhole;
  }
  return isWhole ? { soughtEnd: last } : {};
}

interface Found {
  readonly ended?: ChainEnd;
  readonly soughtEnd?: number;
}

function endsChain(
  { run, chain }: ChainContext,
  { name, time, accountId, region }: VerifiedEvent,
  last: number,
): boolean {
  if (time <= last - LAST_DIGESTS || time > last + AFTER || accountId !== chain.accountId) return false;
  return name === 'DisableRegion'
    ? region === chain.region
    : OF_ACCOUNTS.includes(name) && run.request.knowsAccounts !== true;
}
