import { sideBySide } from './flow/side-by-side';
import { addCounts, dueOf, mergeChain } from './merge-chain';
import type { Finding } from './model/finding';
import type { ValidationRequest } from './model/request';
import { NO_COUNTS, type ChainResult, type Report, type TrailResult } from './model/result';
import { worstVerdict } from './model/severity';
import type { Store } from './model/store';
import type { Chain } from './model/trail';
import { discoverChains } from './read/discover';
import { Session } from './read/session';
import { VerifiedEvents } from './read/verified-events';
import { validateSealed } from './validate-sealed';

/** At most so many chains are verified side by side; the one limiter bounds the requests of all. */
const CHAINS_AT_ONCE = 32;

/** Finds all chains of a trail, or takes those given, and verifies them. */
export async function validateTrail(
  store: Store,
  request: ValidationRequest,
  report: Report,
  only?: readonly Chain[],
): Promise<TrailResult> {
  const session = new Session(store, request, report);
  const events = new VerifiedEvents(session);
  const failures: Finding[] = [];
  const chains = only ?? (await discoverChains(store, request, session.limiter, (finding) => failures.push(finding)));
  for (const finding of failures) await report({ type: 'finding', ...finding });
  const results = await sideBySide(chains, CHAINS_AT_ONCE, (chain) => validateWhole(session, events, chain));
  const { verdict, ...result } = summarize(results, request);
  return { ...result, verdict: failures.length > 0 ? worstVerdict(verdict, 'INCOMPLETE') : verdict };
}

async function validateWhole(session: Session, events: VerifiedEvents, chain: Chain): Promise<ChainResult> {
  const { result, findings } = mergeChain([await validateSealed(session, events, chain)], session.request);
  for (const finding of findings) await session.report({ type: 'finding', ...finding });
  await session.report({ type: 'chain', result });
  return result;
}

/** The verdict and the counts of merged chains. Pure. */
export function summarize<Result extends Pick<ChainResult, 'verdict' | 'counts'>>(
  chains: readonly Result[],
  request: ValidationRequest,
): Omit<TrailResult, 'chains'> & { readonly chains: readonly Result[] } {
  return {
    verdict: chains.length === 0 ? 'INCOMPLETE' : worstVerdict(...new Set(chains.map(({ verdict }) => verdict))),
    chains,
    counts: chains.map(({ counts }) => counts).reduce(addCounts, NO_COUNTS),
    ...dueOf(request),
  };
}
