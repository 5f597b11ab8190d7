/**
 * The core of the digest validator: proves the log files of a trail, chain by chain (an account in a Region).
 *
 * - `validateTrail(store, request, report): Promise<TrailResult>` finds the chains and proves them all.
 * - `validatePieces(store, request, pieces, report): Promise<ChainResult[]>` proves pieces of chains.
 * - `mergeChain(results, request): { result, findings }` joins the pieces of one chain; pure.
 * - `discoverChains(store, request, limiter, onRefused): Promise<Chain[]>` finds the chains: folders, expected ones, checkpoints.
 * - `nextCheckpoint(result, previous, request): Checkpoint` is what the next run needs; pure.
 * - `judgeMemory(memory, evidence): Finding[]` tells a memory that was rolled back; pure.
 * - `summarize(results, request): TrailResult` sums up merged chains; pure.
 * - `describeFinding(finding): string` words a finding as one sentence, without any text from the bucket.
 *
 * It imports node:crypto and node:zlib only. It has no clock, no network, no environment and no console.
 */
export type * from './store';
export { isRefusal, ListingRefused } from './store';
export type { Chain, ChainPiece, ExpectedChain, Trail, ValidationRequest } from './request';
export type * from './result';
export type * from './checkpoint';
export { FINDING_CODES, findingName, worstVerdict } from './finding';
export type { Finding, FindingCode, Severity, Verdict } from './finding';
export { Limiter, REQUESTS_AT_ONCE } from './limiter';
export { validatePieces } from './chain';
export { findChain } from './find-chain';
export { dueUntil, headOf, resumesAt } from './head';
export { addCounts, mergeChain, type Conclusion } from './conclude';
export { describeFinding } from './describe';
export { discoverChains } from './discover';
export { judgeLifecycle, type LifecycleRule } from './lifecycle';
export { judgeMemory, nextCheckpoint } from './memory';
export { sideBySide } from './side-by-side';
export { summarize, validateTrail } from './validate';
