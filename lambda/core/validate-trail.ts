import { validateChain } from './validate-chain';
import { addCounts, dueOf, mergeChain } from './merge-chain';
import { discoverChains } from './read/discover';
import { worstVerdict, type Finding } from './model/finding';
import type { Chain, ValidationRequest } from './model/request';
import type { ChainResult, Counts, Report, TrailResult } from './model/result';
import { Run } from './read/session';
import { sideBySide } from './flow/side-by-side';
import type { Store } from './model/store';

/** So many chains are verified side by side; the requests of all are held by the one limiter. */
const CHAINS_AT_ONCE = 32;
const NOTHING = { valid: 0, invalid: 0, unverified: 0 };
const NO_COUNTS: Counts = {
  digests: NOTHING,
  backfillDigests: NOTHING,
  logFiles: NOTHING,
  pendingLogFiles: 0,
  expired: 0,
  otherTrails: 0,
};

/** Finds all chains of a trail, or takes those given, and verifies them. */
export async function validateTrail(
  store: Store,
  request: ValidationRequest,
  report: Report,
  only?: readonly Chain[],
): Promise<TrailResult> {
  const run = new Run(store, request, report);
  const failures: Finding[] = [];
  const chains = only ?? (await discoverChains(store, request, run.limiter, (finding) => failures.push(finding)));
  for (const finding of failures) await report({ type: 'finding', ...finding });
  const results = await sideBySide(chains, CHAINS_AT_ONCE, (chain) => verifyWhole(run, chain));
  const { verdict, ...result } = summarize(results, request);
  return { ...result, verdict: failures.length > 0 ? worstVerdict(verdict, 'INCOMPLETE') : verdict };
}

async function verifyWhole(run: Run, chain: Chain): Promise<ChainResult> {
  const { result, findings } = mergeChain([await validateChain(run, chain)], run.request);
  for (const finding of findings) await run.report({ type: 'finding', ...finding });
  await run.report({ type: 'chain', result });
  return result;
}

/** The verdict and the counts of merged chains. Pure. */
export function summarize(chains: readonly ChainResult[], request: ValidationRequest): TrailResult {
  return {
    verdict: chains.length === 0 ? 'INCOMPLETE' : worstVerdict(...new Set(chains.map(({ verdict }) => verdict))),
    chains,
    counts: chains.map(({ counts }) => counts).reduce(addCounts, NO_COUNTS),
    ...dueOf(request),
  };
}
