import {
  applyAcknowledgements,
  discoverChains,
  judgeLifecycle,
  Limiter,
  REQUESTS_AT_ONCE,
  type Chain,
  type Finding,
  type Store,
  type ValidationRequest,
} from '../core';
import { readAcknowledgements } from '../records/acknowledgement';
import type { RunClients } from './clients';
import { expectationsOf, expectedOf } from './expectations';
import type { KeptKeys } from '../records/key-store';
import type { RunTimes } from './lease';
import type { PlainRequest } from './sharding/plan';
import { checkpointsOf, recall, type Recollection } from './stored-state';
import { askRegions, forget, isGone, learn } from './regions';
import type { Mode } from '../records/report';
import type { Settings } from './settings';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A lifecycle rule may act some time after its day. */
const LIFECYCLE_SLACK = 2 * DAY;

/** What is to be verified, and what is known of it. */
export interface Work {
  readonly recollection: Recollection;
  readonly request: PlainRequest;
  readonly chains: readonly Chain[];
  readonly limiter: Limiter;
  /** The store to the trail's bucket, and the keys that are kept behind it. */
  readonly store: Store;
  readonly kept: KeptKeys;
  /** What was found on the way: of the trail, the bucket and the people, not of a chain. */
  readonly findings: readonly Finding[];
}

export async function prepare(clients: RunClients, settings: Settings, mode: Mode, times: RunTimes): Promise<Work> {
  const { now } = times;
  const limiter = new Limiter(REQUESTS_AT_ONCE);
  const retentionStart = retentionStartOf(settings, now);
  const bucket = clients.store(limiter);
  const [recollection, acknowledged, accounts, lifecycle, kept] = await Promise.all([
    recall(clients, { now, retentionStart }),
    clients.evidence.acknowledgements(),
    clients.organization?.accounts(),
    bucket.readLifecycle(settings.trail.bucket),
    clients.keyKeeper.load(now),
  ]);
  const store = kept.behind(bucket);
  const { trail, graceHours, retentionDays } = settings;
  const accepted = readAcknowledgements(acknowledged.texts);
  const expectations = expectationsOf(trail, [...settings.expected, ...accepted.ended], accounts, {
    now,
    began: recollection.began,
  });
  const { known } = recollection;
  // A sweep learns nothing new of what is there: the hourly runs do.
  const regions =
    mode === 'hourly' ? await askRegions(clients, expectations, known, times) : { enabled: new Map(), findings: [] };
  await forget(clients, expectations, regions, known, times);
  const acknowledgedNames = new Set(accepted.names);
  const findings = [
    ...judgeLifecycle(lifecycle, trail, retentionDays),
    ...expectations.findings,
    ...regions.findings,
    ...acknowledged.findings.map((finding) => applyAcknowledgements(finding, acknowledgedNames)),
  ];
  const base: PlainRequest = {
    trail,
    window: { start: retentionStart, end: now },
    now,
    grace: graceHours * HOUR,
    retentionStart,
    acknowledged: accepted.names,
    expected: expectations.expected,
    knowsAccounts: expectations.knowsAccounts,
    ...(mode === 'sweep' && { sweep: true }),
  };
  const checkpoints = checkpointsOf(recollection).filter((checkpoint) => !isGone(checkpoint));
  const onFailure = (finding: Finding) => void findings.push(finding);
  const found = await discoverChains(store, { ...base, checkpoints, limiter }, limiter, onFailure);
  const [, , , homeRegion] = trail.arn.split(':');
  const chains = [...found, ...(await learn(clients, homeRegion, regions, found, known, times))];
  const expected = expectedOf(expectations, chains, checkpointsOf(recollection));
  return { recollection, request: { ...base, expected }, chains, limiter, store, kept, findings };
}

/** Nothing older is demanded: what expired before is no finding. */
export function retentionStartOf({ retentionDays }: Settings, now: number): number {
  return now - retentionDays * DAY + LIFECYCLE_SLACK;
}

export function requestOf({ request, limiter, recollection }: Work, signal?: AbortSignal): ValidationRequest {
  return { ...request, limiter, checkpoints: checkpointsOf(recollection), ...(signal !== undefined && { signal }) };
}
