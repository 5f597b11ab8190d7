import { sideBySide } from './flow/side-by-side';
import type { ValidationRequest } from './model/request';
import type { ChainResult, Report } from './model/result';
import type { Store } from './model/store';
import type { ChainShard } from './model/trail';
import { Session } from './read/session';
import { VerifiedEvents } from './read/verified-events';
import { validateSealed } from './validate-sealed';

/** At most so many shards are verified side by side; the one limiter bounds the requests of all. */
const SHARDS_AT_ONCE = 16;

/** Verifies shards of chains. They share what is read of keys and events, and the bounds on what is held in memory. */
export function validateShards(
  store: Store,
  request: ValidationRequest,
  shards: readonly ChainShard[],
  report: Report,
): Promise<ChainResult[]> {
  const session = new Session(store, request, report);
  const events = new VerifiedEvents(session);
  return sideBySide(shards, SHARDS_AT_ONCE, async (shard) => {
    const result = await validateSealed(session, events, shard);
    await report({ type: 'chain', result });
    return result;
  });
}
