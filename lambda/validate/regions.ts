import { isReadFailure, sideBySide, type Chain, type ChainEnd, type Checkpoint, type Finding } from '../core';
import { DAY, MINUTE } from '../core/format/time';
import { chainName, CheckpointTooLarge } from '../records/checkpoint-store';
import { EMPTY, saveState, type ChainHead, type ChainStates } from './chain-state';
import type { RunClients } from './clients';
import type { Expectations } from './expectations';
import type { RunTimes } from './run-times';

/** Each account is asked about once in so many hours. */
const CYCLE_HOURS = 24;
const MOST_ACCOUNTS = 1000;
/** Account Management takes few requests a second. */
const ASKED_AT_ONCE = 4;
const MOST_TIME = MINUTE;
const SAVED_AT_ONCE = 32;

/** The Regions that accounts have enabled, as far as this run has asked. */
export interface RegionAnswers {
  /** By account. */
  readonly enabled: ReadonlyMap<string, readonly string[]>;
  readonly findings: readonly Finding[];
}

/** Asks about the accounts that are due in this hour, and about those of which no chain is known. */
export async function askRegions(
  { regions }: RunClients,
  { active }: Expectations,
  states: ChainStates,
  { now, signal }: Pick<RunTimes, 'now' | 'signal'>,
): Promise<RegionAnswers> {
  const enabled = new Map<string, readonly string[]>();
  if (regions === undefined) return { enabled, findings: [] };
  const time = new AbortController();
  const timer = setTimeout(() => time.abort(), MOST_TIME);
  const stop = AbortSignal.any([time.signal, signal]);
  const accounts = dueAccounts(active, states, now);
  try {
    await sideBySide(accounts, ASKED_AT_ONCE, async (accountId) => {
      const answer = stop.aborted ? undefined : await regions.of(accountId, stop);
      if (answer !== undefined && !isReadFailure(answer)) enabled.set(accountId, answer);
    });
  } finally {
    clearTimeout(timer);
  }
  const isWhole = enabled.size === accounts.length;
  return { enabled, findings: isWhole ? [] : [{ code: 'regions-unknown', severity: 'NOTICE' }] };
}

function dueAccounts(active: readonly string[], states: ChainStates, now: number): string[] {
  const hour = BigInt(new Date(now).getUTCHours());
  const isDue = (accountId: string) => BigInt(accountId) % BigInt(CYCLE_HOURS) === hour;
  const known = new Set([...states.heads()].map(({ accountId }) => accountId));
  const isNew = (accountId: string) => !isDue(accountId) && !known.has(accountId);
  const contested = new Set([...states.heads()].flatMap((head) => (isContested(head, now) ? head.accountId : [])));
  // Those that are due come first: however many others fail hour by hour, they take nobody's place.
  const others = active.filter((accountId) => isNew(accountId) || (!isDue(accountId) && contested.has(accountId)));
  return [...active.filter(isDue), ...others].slice(0, MOST_ACCOUNTS);
}

/** A Region that was just switched off, or is said to be on, is asked about each hour for some days. */
function isContested({ chainEnd, enabledSince }: ChainHead, now: number): boolean {
  return (isEndOfRegion(chainEnd) && (chainEnd?.at ?? 0) > now - 3 * DAY) || enabledSince !== undefined;
}

/** No digest was ever seen of it, and none is expected any more. */
export function isGone({ isEmpty, chainEnd, endSearchedTo }: ChainHead): boolean {
  return isEmpty && chainEnd === undefined && endSearchedTo === undefined;
}

/** Stops expecting digests of Regions that were disabled, and of accounts that ended, before there were any. */
export async function expectNoLonger(
  clients: RunClients,
  { hasEnded }: Expectations,
  { enabled }: RegionAnswers,
  states: ChainStates,
  { runId }: Pick<RunTimes, 'runId'>,
): Promise<void> {
  const isOver = ({ accountId, region }: Chain) =>
    hasEnded(accountId) || enabled.get(accountId)?.includes(region) === false;
  const over = [...states.heads()].filter((head) => head.expectedSince !== undefined && isOver(head));
  await save(
    clients,
    over.flatMap((head) => changed(states, head, { expectedSince: undefined })),
    states,
    runId,
  );
}

/**
 * Saves since when AWS says that a Region is on which a call has switched off. The call ends the chain only as long as it
 * is not said for a day.
 */
export async function noteContradictions(
  clients: RunClients,
  { enabled }: RegionAnswers,
  states: ChainStates,
  { now, runId }: Pick<RunTimes, 'now' | 'runId'>,
): Promise<void> {
  const contradicted = [...states.heads()].flatMap((head) => {
    const { accountId, region, chainEnd, enabledSince } = head;
    const isOn = enabled.get(accountId)?.includes(region);
    const isContested = isEndOfRegion(chainEnd) || enabledSince !== undefined;
    if (isOn === undefined || !isContested || isOn === (enabledSince !== undefined)) return [];
    return changed(states, head, { enabledSince: isOn ? now : undefined });
  });
  await save(clients, contradicted, states, runId);
}

function changed(states: ChainStates, chain: Chain, fields: Partial<Checkpoint>): Checkpoint[] {
  const checkpoint = states.entryOf(chain);
  return checkpoint === undefined ? [] : [{ ...checkpoint, ...fields }];
}

function isEndOfRegion(chainEnd: ChainEnd | undefined): boolean {
  return chainEnd?.eventName === 'DisableRegion';
}

/**
 * Saves from when on digests are expected of enabled Regions of which there is nothing. The home Region is expected by
 * what Organizations says.
 */
export async function expectEnabled(
  clients: RunClients,
  homeRegion: string,
  { enabled }: RegionAnswers,
  chains: readonly Chain[],
  states: ChainStates,
  { now, runId }: Pick<RunTimes, 'now' | 'runId'>,
): Promise<Chain[]> {
  const found = new Set(chains.map(chainName));
  const all = [...enabled].flatMap(([accountId, regions]) => regions.map((region) => ({ accountId, region })));
  const expected = all.filter((chain) => chain.region !== homeRegion && !found.has(chainName(chain)));
  await save(
    clients,
    expected.map((chain) => ({ ...chain, ...EMPTY, expectedSince: now })),
    states,
    runId,
  );
  return expected;
}

/**
 * At once, so that the merge of a run over the state machine finds it too. Of a checkpoint that is too large by now, the run
 * makes room where it saves the chain, and the next one asks again.
 */
async function save(
  { checkpoints: store }: RunClients,
  checkpoints: readonly Checkpoint[],
  states: ChainStates,
  runId: string,
): Promise<void> {
  await sideBySide(checkpoints, SAVED_AT_ONCE, async (checkpoint) => {
    await saveState(store, states, checkpoint, runId).catch((error: unknown) => {
      if (!(error instanceof CheckpointTooLarge)) throw error;
    });
  });
}
