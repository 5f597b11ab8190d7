import { randomBytes, randomInt } from 'node:crypto';
import { parseArn } from '../core/format/arn';
import {
  acknowledgementsOf,
  discoverChains,
  findingName,
  Limiter,
  REQUESTS_AT_ONCE,
  whenAll,
  type Acknowledgement,
  type Chain,
  type Finding,
  type OpenItem,
  type Store,
  type Trail,
  type ValidationRequest,
} from '../core';
import { DAY, HOUR } from '../core/format/time';
import { chainName } from '../records/checkpoint-store';
import type { PlainRequest } from '../records/plan';
import type { PublicKeyCache } from '../records/public-key-cache';
import type { Mode, SettingsInForce } from '../records/report';
import { judgeBucketSettings, keepsVersions, readBucketSettings, type BucketSettings } from './bucket-settings';
import { EMPTY } from './chain-state';
import type { RunClients } from './clients';
import { recordSettings, settingValues } from './evidence/settings-in-force';
import { expectationsOf, expectedOf, organizationAfter, type Expectations } from './expectations';
import { askRegions, expectEnabled, expectNoLonger, isGone, noteContradictions, type RegionAnswers } from './regions';
import type { RunTimes } from './run-times';
import type { RunSettings } from './settings';
import { keepOpen, loadStoredState, type StoredState } from './stored-state';

/** A lifecycle rule may act some time after its day. */
const LIFECYCLE_SLACK = 2 * DAY;

/** What a run is to verify, and what it starts from. */
export interface PreparedRun {
  readonly state: StoredState;
  readonly request: PlainRequest;
  readonly chains: readonly Chain[];
  readonly limiter: Limiter;
  /** The store to the trail's bucket, with the public key cache behind it. */
  readonly store: Store;
  readonly publicKeys: PublicKeyCache;
  /** By which settings it verifies. */
  readonly settings: SettingsInForce;
  /** Findings about the trail, the bucket and the people, not about a chain. */
  readonly findings: readonly Finding[];
  /** Why objects among the acknowledgements acknowledge nothing. */
  readonly rejected: readonly string[];
}

export async function prepare(
  clients: RunClients,
  settings: RunSettings,
  mode: Mode,
  times: RunTimes,
): Promise<PreparedRun> {
  const { trail } = settings;
  const limiter = new Limiter(REQUESTS_AT_ONCE);
  const bucket = clients.store(limiter);
  const loaded = await load(clients, settings, bucket, mode, times);
  const { state, acknowledged, publicKeys } = loaded;
  const { accounts } = loaded;
  const known = { ...state, now: times.now };
  const expectations = expectationsOf(trail, [...settings.expected, ...acknowledged.endedChains], accounts, known);
  const regions = await regionsOf(clients, expectations, state, mode, times);
  await expectNoLonger(clients, expectations, regions, state.chains, times);
  await noteContradictions(clients, regions, state.chains, times);
  const strays = [...acknowledged.findings];
  const findings = [
    ...judgeBucketSettings(loaded.bucketSettings, settings),
    ...overdueSweep(state, settings, times),
    ...loaded.unsigned,
    ...expectations.findings,
    ...regions.findings,
  ];
  const retentionStart = demandedFrom(settings, state, times.now);
  const base = {
    ...requestFor(settings, expectations, acknowledged.acknowledged, mode, times.now, retentionStart),
    ...sealingOf(settings, state, loaded.bucketSettings),
  };
  const store = publicKeys.behind(bucket);
  const chains = await findChains(clients, { base, store, limiter, state, regions, findings, strays }, times);
  findings.push(...keepStrays(trail, state, strays, acknowledged.acknowledged, times));
  const expected = expectedOf(expectations, chains, state.chains);
  const { rejected } = acknowledged;
  const { lifecycle, versioning } = loaded.bucketSettings;
  const read = { lifecycle, ...(versioning && { versioning }), acknowledged: acknowledged.acknowledged };
  const inForce = await recordSettings(clients.evidenceFiles, settingValues(settings, read), state.settings, times);
  const organization = organizationAfter(expectations, accounts, chains, known);
  return {
    state: { ...state, organization },
    request: { ...base, expected },
    chains,
    limiter,
    store,
    publicKeys,
    settings: inForce,
    findings,
    rejected,
  };
}

/** Everything that the run starts from, read side by side. */
async function load(
  clients: RunClients,
  settings: RunSettings,
  bucket: ReturnType<RunClients['store']>,
  mode: Mode,
  { now }: RunTimes,
) {
  const look = { isWhole: mode === 'sweep' };
  const [state, acknowledged, accounts, bucketSettings, publicKeys, unsigned] = await whenAll([
    loadStoredState(clients, { now, retentionStart: retentionStartOf(settings, now), ...look }),
    clients.acknowledgements.load(),
    clients.organization?.accounts(),
    readBucketSettings(clients, settings, bucket),
    clients.publicKeys.load(now),
    clients.signatures.signMissing(now, look),
  ]);
  return { state, acknowledged, accounts, bucketSettings, publicKeys, unsigned };
}

/** By what sweeps go, also one that an hourly run resumes: seals hold where the bucket keeps versions. */
function sealingOf(
  { readAgainDays, lock }: RunSettings,
  { sweptAt }: StoredState,
  bucketSettings: BucketSettings,
): Pick<PlainRequest, 'sealing'> {
  if (readAgainDays === undefined || !keepsVersions(bucketSettings)) return {};
  const seed = randomBytes(16).toString('hex');
  const lockDays = lock?.days;
  return {
    sealing: {
      ...{ readAgainDays, seed },
      ...(sweptAt !== undefined && { sweptAt }),
      ...(lockDays !== undefined && { lockDays }),
    },
  };
}

/** A sweep asks for no Regions: the hourly runs do. */
async function regionsOf(
  clients: RunClients,
  expectations: Expectations,
  { chains }: StoredState,
  mode: Mode,
  times: RunTimes,
): Promise<RegionAnswers> {
  return mode === 'hourly' ? askRegions(clients, expectations, chains, times) : { enabled: new Map(), findings: [] };
}

function requestFor(
  settings: RunSettings,
  { expected, knowsAccounts }: Expectations,
  acknowledged: readonly Acknowledgement[],
  mode: Mode,
  now: number,
  retentionStart: number,
): PlainRequest {
  return {
    trail: settings.trail,
    window: { start: retentionStart, end: now },
    now,
    grace: settings.graceHours * HOUR,
    retentionStart,
    acknowledged,
    expected,
    knowsAccounts,
    isDedicated: true,
    ...(settings.unvalidatedTrails.length > 0 && { unvalidatedTrails: settings.unvalidatedTrails }),
    ...(settings.formerLocations.length > 0 && { formerLocations: settings.formerLocations }),
    ...(mode === 'sweep' ? { sweep: true } : sampledBetween(retentionStart, now)),
  };
}

interface Discovery {
  readonly base: PlainRequest;
  readonly store: Store;
  readonly limiter: Limiter;
  readonly state: StoredState;
  readonly regions: RegionAnswers;
  /** Where folders that can't be listed are reported. */
  readonly findings: Finding[];
  /** Objects that are none of CloudTrail's or of the validator's. */
  readonly strays: Finding[];
}

/** The chains that are there, and those of enabled Regions that must be there soon. */
async function findChains(
  clients: RunClients,
  { base, store, limiter, state, regions, findings, strays }: Discovery,
  times: RunTimes,
): Promise<Chain[]> {
  const known = [...state.chains.heads()].filter((head) => !isGone(head));
  const checkpoints = known.map(({ accountId, region }) => ({ accountId, region, ...EMPTY }));
  const onFailure = (finding: Finding) => void (finding.code === 'unexpected-object' ? strays : findings).push(finding);
  const found = await discoverChains(store, { ...base, checkpoints, limiter }, limiter, onFailure);
  const homeRegion = parseArn(base.trail.arn).region;
  return [...found, ...(await expectEnabled(clients, homeRegion, regions, found, state.chains, times))];
}

/** A sweep that something keeps from running says so itself by nothing: the hourly runs look after it. */
function overdueSweep(
  { sweptAt, firstRunTime }: StoredState,
  { maxSweepAgeHours }: RunSettings,
  { now }: RunTimes,
): Finding[] {
  const age = now - (sweptAt ?? firstRunTime);
  if (age <= maxSweepAgeHours * HOUR) return [];
  return [{ code: 'sweep-overdue', severity: 'INCOMPLETE', detail: { days: Math.floor(age / DAY) } }];
}

/** The table has room for so many that nobody has acknowledged. */
const MOST_STRAYS = 200;

/**
 * What belongs to no chain stays open with the chain of the trail's home Region, so that nobody closes it by deleting it.
 * Returns that there are more of them than it has room for.
 */
function keepStrays(
  trail: Trail,
  { chains }: StoredState,
  strays: readonly Finding[],
  acknowledged: readonly Acknowledgement[],
  { now }: RunTimes,
): Finding[] {
  const { accountId, region } = parseArn(trail.arn);
  const open = chains.get(chainName({ accountId, region }))?.checkpoint.openItems ?? [];
  const names = new Set(open.map(({ finding }) => findingName(finding)));
  const acknowledgements = acknowledgementsOf({ acknowledged });
  const takesRoom = (item: OpenItem) => item.finding.code === 'unexpected-object' && !acknowledgements.coverItem(item);
  let room = MOST_STRAYS - open.filter(takesRoom).length;
  for (const stray of strays) {
    const finding = { ...stray, accountId, region };
    if (names.has(findingName(finding)) || room-- > 0) keepOpen(chains, finding, now);
  }
  if (room >= 0) return [];
  const detail = { cause: `${-room} more unexpected objects than a checkpoint holds` };
  return [{ code: 'not-validated', severity: 'INCOMPLETE', accountId, region, detail }];
}

/** A day of the past that nobody knows beforehand. */
function sampledBetween(retentionStart: number, now: number): { readonly sampledDay?: number } {
  const days = Math.floor((now - retentionStart) / DAY) - 2;
  return days < 1 ? {} : { sampledDay: Math.floor(retentionStart / DAY + 1 + randomInt(days)) * DAY };
}

/** Nothing older is demanded: what expired before is no finding. */
function retentionStartOf({ retentionDays }: RunSettings, now: number): number {
  return now - retentionDays * DAY + LIFECYCLE_SLACK;
}

/** Where retention is longer than it was, what had expired under the former one is not demanded either. */
function demandedFrom(settings: RunSettings, { chains }: StoredState, now: number): number {
  const before = [...chains.heads()].map(({ retentionStart = -Infinity }) => retentionStart);
  return before.reduce((one, other) => Math.max(one, other), retentionStartOf(settings, now));
}

export function requestOf({ request, limiter, state }: PreparedRun, signal?: AbortSignal): ValidationRequest {
  const checkpoints = state.chains.copy();
  return { ...request, reportsObjects: true, limiter, checkpoints, ...(signal !== undefined && { signal }) };
}
