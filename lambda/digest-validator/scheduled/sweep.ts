import { addCounts, validatePieces, type ChainResult, type Store, type ValidationRequest } from '../core';
import type { ProvenRun } from './conclude';
import { findingIn } from './findings';
import type { RunTimes } from './lease';
import { chainName } from './memory';

/**
 * Goes on with a sweep that was cut short, in the time that an hourly run has left. Returns the results of the hourly
 * part with what was counted here; what is still left is in the checkpoints.
 */
export async function continueSweep(
  store: Store,
  hourly: ValidationRequest,
  { sweepSignal: signal }: Pick<RunTimes, 'sweepSignal'>,
  { results, ledger, findings }: Pick<ProvenRun, 'results' | 'ledger' | 'findings'>,
): Promise<readonly ChainResult[]> {
  const isLeft = new Set(ledger.leftToSweep().map(chainName));
  const chains = results.filter((result) => isLeft.has(chainName(result)));
  if (chains.length === 0 || signal.aborted) return results;
  const checkpoints = ledger.heads().map(({ checkpoint }) => checkpoint);
  const request: ValidationRequest = { ...hourly, sweep: true, checkpoints, signal };
  // What is open is looked at by both parts, and told once.
  for (const { openItems } of chains) findings.markTold(openItems);
  const pieces = chains.map(({ accountId, region }) => ({ accountId, region }));
  const swept = await validatePieces(store, request, pieces, async (event) => {
    if (event.type === 'finding') await findings.addOnce(findingIn(event));
    if (event.type === 'chain') await ledger.take(event.result, request);
  });
  const counts = new Map(swept.map((result) => [chainName(result), result.counts]));
  return results.map((result) => {
    const more = counts.get(chainName(result));
    if (more === undefined) return result;
    const { pendingLogFiles } = result.counts;
    return { ...result, counts: { ...addCounts(result.counts, more), pendingLogFiles } };
  });
}
