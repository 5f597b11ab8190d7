/**
 * The core of the digest validator: verifies the log files of a trail, chain by chain (an account in a Region).
 *
 * - `validateTrail(store, request, report): Promise<TrailResult>` finds the chains and verifies them all.
 * - `validateShards(store, request, shards, report): Promise<ChainResult[]>` verifies shards of chains.
 * - `mergeChain(results, request): { result, findings }` joins the shards of one chain; pure.
 * - `discoverChains(store, request, limiter, onFailure): Promise<Chain[]>` finds the chains: folders, expected ones, checkpoints.
 * - `nextCheckpoint(result, previous, request): Checkpoint` is what the next run needs; pure.
 * - `judgeMemory(memory, evidence): Finding[]` tells a memory that was rolled back; pure.
 * - `summarize(results, request): TrailResult` sums up merged chains; pure.
 * - `describeFinding(finding): string` words a finding as one sentence, without any text from the bucket.
 *
 * It imports node:crypto and node:zlib only. It has no clock, no network, no environment and no console.
 */
export type * from './model/store';
export { isReadFailure, ListingFailed } from './model/store';
export type { Chain, ChainShard, ExpectedChain, Trail, ValidationRequest } from './model/request';
export type * from './model/result';
export type * from './model/checkpoint';
export { FINDING_CODES, findingName, worstVerdict } from './model/finding';
export type { Finding, FindingCode, Severity, Verdict } from './model/finding';
export { Limiter, REQUESTS_AT_ONCE } from './flow/limiter';
export { validateShards } from './validate-chain';
export { findChain } from './model/find-chain';
export { dueUntil, lastVerifiedEnd, resumesAt } from './memory/last-verified';
export { addCounts, mergeChain, type Conclusion } from './merge-chain';
export { describeFinding } from './model/describe-finding';
export { discoverChains } from './read/discover';
export { judgeLifecycle, type LifecycleRule } from './judge/lifecycle';
export { judgeMemory, nextCheckpoint } from './memory/next-checkpoint';
export { sideBySide } from './flow/side-by-side';
export { summarize, validateTrail } from './validate-trail';
