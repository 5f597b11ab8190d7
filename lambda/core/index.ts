/**
 * The core of the digest validator: verifies the log files of a trail, chain by chain (an account in a Region).
 *
 * - `validateTrail(store, request, report): Promise<TrailResult>` finds the chains and verifies them all.
 * - `validateShards(store, request, shards, report): Promise<ChainResult[]>` verifies shards of chains.
 * - `mergeChain(results, request): MergedChain` joins the shards of one chain; pure.
 * - `summarize(results, request): TrailResult` sums up merged chains; pure.
 * - `discoverChains(store, request, limiter, onFailure): Promise<Chain[]>` finds the chains: folders, expected ones, checkpoints.
 * - `nextCheckpoint(result, previous, request): Checkpoint` is what the next run needs; pure.
 * - `judgeRollback(stored, evidence): Finding[]` finds checkpoints that are older than the evidence; pure.
 * - `FINDINGS` is the catalogue of findings; `describeFinding(finding): string` words one without any text from the bucket.
 *
 * It imports node:crypto and node:zlib only. It has no clock, no network, no environment and no console. Helpers for
 * times, ARNs, names and text are imported from `format/` itself.
 */
// The request, the store that it reads from, and the result
export type { Chain, ChainEntries, ChainIndex, ChainShard, FormerLocation, Trail } from './model/trail';
export type { ExpectedChain, ValidationRequest } from './model/request';
export type { UnvalidatedTrail } from './model/unvalidated-trail';
export type * from './model/store';
export { isReadFailure, ListingFailed, passedOn, withPublicKeys } from './model/store';
export { NO_COUNTS } from './model/result';
export type * from './model/result';
export { PublicKeyUse, type UsedPublicKey, type UsedPublicKeys } from './model/used-public-keys';
export { findChain, ownersOf } from './model/trail';
// Findings
export { describeFinding, findingName, notificationOf, type Finding } from './model/finding';
export { acknowledgementOf, acknowledgementsOf, isState, seenOf, type Acknowledgement } from './model/acknowledgement';
export { isPassing } from './model/cause';
export { FINDINGS, type FindingCode, type FindingMetric } from './model/finding-catalogue';
export { worstVerdict, type Severity, type Verdict } from './model/severity';
// Validation
export { validateTrail, summarize } from './validate-trail';
export { validateShards } from './validate-shards';
export { addCounts, mergeChain, type MergedChain } from './merge-chain';
export { discoverChains } from './read/discover';
export { judgeLifecycle, type LifecycleRule } from './judge/lifecycle';
export { judgeVersioning } from './judge/versioning';
export { judgeDefaultLock, type DefaultLock, type ExpectedLock } from './judge/object-lock';
export { judgeLogKey } from './judge/log-key';
// Checkpoints
export type * from './model/checkpoint';
export { nextCheckpoint } from './memory/next-checkpoint';
export { fitCheckpoint } from './memory/fit-checkpoint';
export { judgeRollback } from './judge/rollback';
export { dueUntil, lastVerifiedEnd, resumesAt } from './memory/last-verified';
// Flow
export { Limiter, REQUESTS_AT_ONCE } from './flow/limiter';
export { sideBySide } from './flow/side-by-side';
export { whenAll } from './flow/when-all';
