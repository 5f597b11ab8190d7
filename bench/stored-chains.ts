// Chains that were validated for a while: what the table and a report hold of each, and what one hour more adds.
import { createHash } from 'node:crypto';
import {
  NO_COUNTS,
  type BackfillLink,
  type Chain,
  type ChainResult,
  type Checkpoint,
  type Finding,
} from '../lambda/core';
import type { PlannedChain } from '../lambda/records/plan';
import type { Report } from '../lambda/records/report';

const HOUR = 3_600_000;

/** When the last digests end that the run before has verified. */
export const LAST = Date.UTC(2026, 0, 20, 12);
/** The time of the run that is measured. */
export const NOW = LAST + 2 * HOUR;

/** The Regions that every account has. */
export const REGIONS = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1', 'ap-south-1'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2'],
  ...['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
];

/** A digest by its end, with a hash and a signature that no other has. */
function linkOf({ accountId, region }: Chain, end: number): BackfillLink {
  const time = new Date(end).toISOString().replace(/[-:]|\.\d+/g, '');
  const day = new Date(end).toISOString().slice(0, 10).replaceAll('-', '/');
  const folder = `AWSLogs/o-exampleorgid/${accountId}/CloudTrail-Digest/${region}/${day}`;
  const key = `${folder}/${accountId}_CloudTrail-Digest_${region}_organization-trail_us-east-1_${time}.json.gz`;
  const hash = (part: string) => createHash('sha512').update(`${key} ${part}`).digest('hex');
  const signature = ['a', 'b', 'c', 'd'].map(hash).join('');
  return { bucket: 'trail-logs', key, start: end - HOUR, end, sha256: hash('').slice(0, 64), signature };
}

export function checkpointOf(chain: Chain, index: number): Checkpoint {
  const first = linkOf(chain, LAST - (1 + (index % 300)) * HOUR);
  return {
    ...chain,
    segments: [{ first, last: linkOf(chain, LAST) }],
    ...{ backfills: [], openItems: [] },
    pendingLogFiles: [{ key: linkOf(chain, LAST + HOUR).key, lastModified: LAST + HOUR }],
    listedAt: LAST + HOUR,
    location: { bucket: 'trail-logs' },
    retentionStart: LAST - 364 * 24 * HOUR,
  };
}

export function resultOf({ accountId, region, shard }: PlannedChain, isUnverified: boolean): ChainResult {
  const [before, next] = [LAST, LAST + HOUR].map((end) => linkOf({ accountId, region }, end));
  const { bucket, key, sha256, signature } = before;
  const tally = { valid: 1, invalid: 0, unverified: 0 };
  const base = {
    ...{ accountId, region, shard, backfills: [], openItems: [], pendingLogFiles: [], logFilesBefore: '~' },
    lastListed: LAST + HOUR,
  };
  if (isUnverified) return { ...base, verdict: 'INCOMPLETE', counts: NO_COUNTS, segments: [] };
  return {
    ...base,
    verdict: 'VALID',
    counts: { ...NO_COUNTS, digests: tally, logFiles: { ...tally, valid: 2 } },
    covered: { start: LAST, end: LAST + HOUR },
    segments: [{ first: next, last: next, previous: { bucket, key, sha256, signature } }],
  };
}

/** A chain that can't be listed. */
export function failureOf({ accountId, region }: Chain): Finding {
  return { code: 'listing-failed', severity: 'INCOMPLETE', accountId, region, detail: { cause: 'denied' } };
}

export function reportBefore(trailArn: string, chains: number): Omit<Report, 'findings' | 'checkpoints' | 'previous'> {
  const metrics = { verified: 3 * chains, tampered: 0, unverified: 0, oldestUnverifiedAge: 0 };
  return {
    ...{ trailArn, runId: 'before', mode: 'hourly', route: 'map', verdict: 'VALID', counts: NO_COUNTS },
    ...{ time: LAST + HOUR, firstRunTime: LAST - 365 * 24 * HOUR, duration: 0, sweptAt: LAST },
    due: { start: 0, end: LAST },
    metrics: { ...metrics, chains, staleChains: 0, unreadableChains: 0, lastVerifiedDigestAge: HOUR },
    ...{ unfinished: [], groups: [], passed: [], acknowledged: [] },
    volume: { objects: 3 * chains, chainHours: chains },
  };
}
