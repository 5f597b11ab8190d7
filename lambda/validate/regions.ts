import { isReadFailure, sideBySide, type Chain, type Checkpoint, type Finding } from '../core';
import type { RunClients } from './clients';
import type { Expectations } from './expectations';
import type { RunTimes } from './lease';
import { isEmpty } from './checkpoint-writer';
import { chainName } from '../records/checkpoint-store';
import type { Known } from './reconcile';

/** Each account is asked about once in so many hours. */
const TURNS = 24;
const MOST_ACCOUNTS = 1000;
/** Account Management takes few requests a second. */
const ASKED_AT_ONCE = 4;
const MOST_TIME = 60_000;
const SAVED_AT_ONCE = 32;

/** The Regions that accounts have enabled, as far as this run has been told. */
export interface RegionAnswers {
  /** By account. */
  readonly enabled: ReadonlyMap<string, readonly string[]>;
  readonly findings: readonly Finding[];
}

/** Asks about the accounts whose turn it is, and about those of which nothing is remembered. */
export async function askRegions(
  { regions }: RunClients,
  { active }: Expectations,
  known: ReadonlyMap<string, Known>,
  { now, signal }: Pick<RunTimes, 'now' | 'signal'>,
): Promise<RegionAnswers> {
  const enabled = new Map<string, readonly string[]>();
  if (regions === undefined) return { enabled, findings: [] };
  const time = new AbortController();
  const timer = setTimeout(() => time.abort(), MOST_TIME);
  const stop = AbortSignal.any([time.signal, signal]);
  const accounts = inTurn(active, known, now);
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

function inTurn(active: readonly string[], known: ReadonlyMap<string, Known>, now: number): string[] {
  const hour = BigInt(new Date(now).getUTCHours());
  const isDue = (accountId: string) => BigInt(accountId) % BigInt(TURNS) === hour;
  const remembered = new Set([...known.values()].map(({ checkpoint }) => checkpoint.accountId));
  const isNew = (accountId: string) => !isDue(accountId) && !remembered.has(accountId);
  // Those whose turn it is come first: however many others are refused hour by hour, they keep nobody from their turn.
  return [...active.filter(isDue), ...active.filter(isNew)].slice(0, MOST_ACCOUNTS);
}

/** No digest was ever seen of it, and none is expected any more. */
export function isGone(checkpoint: Checkpoint): boolean {
  return isEmpty(checkpoint) && checkpoint.chainEnd === undefined && checkpoint.endSearchedTo === undefined;
}

/** Stops expecting digests of Regions that were switched off, and of accounts that ended, before there were any. */
export async function forget(
  clients: RunClients,
  { hasEnded }: Expectations,
  { enabled }: RegionAnswers,
  known: Map<string, Known>,
  { runId }: Pick<RunTimes, 'runId'>,
): Promise<void> {
  const isOver = ({ accountId, region }: Chain) =>
    hasEnded(accountId) || enabled.get(accountId)?.includes(region) === false;
  const over = [...known.values()].filter(
    ({ checkpoint }) => checkpoint.expectedSince !== undefined && isOver(checkpoint),
  );
  await save(
    clients,
    over.map(({ checkpoint }) => ({ ...checkpoint, expectedSince: undefined })),
    known,
    runId,
  );
}

/**
 * Remembers from when on digests are expected of enabled Regions of which there is nothing. The home Region is expected
 * by what Organizations says.
 */
export async function learn(
  clients: RunClients,
  homeRegion: string,
  { enabled }: RegionAnswers,
  chains: readonly Chain[],
  known: Map<string, Known>,
  { now, runId }: Pick<RunTimes, 'now' | 'runId'>,
): Promise<Chain[]> {
  const there = new Set(chains.map(chainName));
  const all = [...enabled].flatMap(([accountId, regions]) => regions.map((region) => ({ accountId, region })));
  const learned = all.filter((chain) => chain.region !== homeRegion && !there.has(chainName(chain)));
  const nothing = { segments: [], backfills: [], openItems: [], pendingLogFiles: [] };
  await save(
    clients,
    learned.map((chain) => ({ ...chain, ...nothing, expectedSince: now })),
    known,
    runId,
  );
  return learned;
}

/** At once, so that the end of a map finds it too. */
async function save(
  { memory }: RunClients,
  checkpoints: readonly Checkpoint[],
  known: Map<string, Known>,
  runId: string,
): Promise<void> {
  await sideBySide(checkpoints, SAVED_AT_ONCE, async (checkpoint) => {
    const name = chainName(checkpoint);
    const before = known.get(name);
    const counter = (before?.counter ?? 0) + 1;
    const stored = await memory.save({ checkpoint, counter }, before?.stored, runId);
    known.set(name, { checkpoint, counter, stored, isRestored: false });
  });
}
