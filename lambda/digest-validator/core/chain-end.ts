import type { ChainContext } from './chain-context';
import { headOf, LAST_DIGESTS } from './head';
import { globalChain, homeChain } from './keys';
import { DAY, HOUR } from './time';
import { eventsWithin, type VerifiedEvent } from './verified-events';

/** When a chain has ended, and by which call. */
export interface ChainEnd {
  readonly at: number;
  readonly eventName: string;
  readonly who: string;
}

/** The call may be recorded somewhat later than the last digest. */
const AFTER = 2 * HOUR;
/** A run that remembers has looked for the call in the first days of the silence. */
const LOOKED_FOR = 2 * DAY;
const OF_ACCOUNTS: readonly string[] = ['CloseAccount', 'LeaveOrganization', 'RemoveAccountFromOrganization'];

/**
 * Whether a chain that is silent has ended, by what the logs of its own account and of the trail's owner prove. AWS
 * Organizations knows better about accounts, where it can be asked.
 */
export async function findChainEnd(
  context: ChainContext,
  lastListed: number | undefined,
): Promise<ChainEnd | undefined> {
  const { run, checkpoint, expected } = context;
  const { now, trail, window, isContinued = true } = run.request;
  const last = Math.max(lastListed ?? -Infinity, headOf(checkpoint) ?? -Infinity);
  const silent = Math.min(window.end, now - HOUR - run.grace) - last;
  if (expected?.hasEnded === true || !(silent >= HOUR) || !Number.isFinite(silent)) return undefined;
  const { ended } = checkpoint ?? {};
  if (ended !== undefined && last <= ended.at + LAST_DIGESTS) return ended;
  if (isContinued && silent > LOOKED_FOR) return undefined;
  for (const chain of [globalChain(trail, homeChain(trail).accountId), globalChain(trail, context.chain.accountId)]) {
    const { events } = await eventsWithin(run, chain, last - LAST_DIGESTS, last + AFTER);
    const [event] = events.filter((other) => endsChain(context, other, last)).reverse();
    if (event !== undefined) return { at: event.time, eventName: event.name, who: event.who };
  }
  return undefined;
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
