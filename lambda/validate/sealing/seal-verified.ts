import { sideBySide, type Chain, type ObjectEvent, type Store, type ValidationRequest } from '../../core';
import { DAY, HOUR } from '../../core/format/time';
import { chainName } from '../../records/checkpoint-store';
import type { ObjectVerdictRecord } from '../../records/object-verdict';
import type { SealsOfRun } from '../../records/seal-store';
import type { ListsOfDay } from '../../records/verdict-lists';
import type { ChainStates } from '../chain-state';
import type { RunClients } from '../clients';
import { ChainDays } from './chain-days';
import { DaySealer } from './day-sealer';

/** Chains whose days are sealed side by side; the records of so many are held in memory. */
const CHAINS_AT_ONCE = 32;
/** So many records are held at a time. */
const MOST_HELD = 50_000;
/** What has more in one day is no chain that is sealed: what somebody has put there by the million is not held in memory. */
const MOST_OF_CHAIN = 200_000;
/** A log file of the last hour is listed by a digest that ends so much later at the latest. */
const LAST_DIGEST = 2 * HOUR;

/** What hourly runs have left to do: by when it has to stop, and where the run before has stopped. */
export interface Sealable {
  readonly store: Store;
  readonly request: ValidationRequest;
  readonly states: ChainStates;
  readonly runId: string;
  /** When the newest report was written: what runs have recorded since is in no report yet. */
  readonly reportedAt: number | undefined;
  /** The days before this one were sealed, where they could be. */
  readonly sealedTo: number | undefined;
}

/**
 * Seals days by what earlier runs have recorded: none of their files is read again. Returns up to which day it has got. A day that
 * is not sealed, since something of it is open or not recorded, is left to the next sweep, which reads it.
 */
export async function sealVerifiedDays(
  { seals, verdictLists }: Pick<RunClients, 'seals' | 'verdictLists'>,
  { store, request, states, runId, reportedAt, sealedTo }: Sealable,
): Promise<number | undefined> {
  if (request.sealing === undefined || reportedAt === undefined) return sealedTo;
  const known = seals.after(request.retentionStart ?? -Infinity);
  const sealer = new DaySealer(store, request, seals, known, runId);
  const from = Math.max(sealedTo ?? 0, Math.ceil((request.retentionStart ?? 0) / DAY) * DAY);
  let reached = from;
  while (sealer.isSettled(reached, reportedAt)) reached += DAY;
  if (reached === from) return sealedTo;
  for await (const lists of verdictLists.days(from, reached)) {
    if (sealer.isStopped || !(await sealDay(verdictLists, lists, { request, states, known, sealer }))) return lists.day;
  }
  return reached;
}

interface Sealing {
  readonly request: ValidationRequest;
  readonly states: ChainStates;
  readonly known: SealsOfRun;
  readonly sealer: DaySealer;
}

/** Seals one day of all chains; false where the run was stopped before. */
async function sealDay(lists: RunClients['verdictLists'], ofDay: ListsOfDay, sealing: Sealing): Promise<boolean> {
  const sorted = await lists.read(ofDay);
  if (sorted === undefined) return true;
  try {
    let waiting: ObjectVerdictRecord[][] = [];
    let held = 0;
    const sealWaiting = async () => {
      const some = waiting;
      [waiting, held] = [[], 0];
      await sideBySide(some, CHAINS_AT_ONCE, (records) => sealChain(ofDay.day, records, sealing));
    };
    for await (const records of byChain(sorted.sorted())) {
      waiting.push(records);
      held += records.length;
      if (waiting.length >= CHAINS_AT_ONCE || held >= MOST_HELD) await sealWaiting();
      if (sealing.sealer.isStopped) return false;
    }
    await sealWaiting();
    return true;
  } finally {
    await sorted.remove();
  }
}

async function sealChain(day: number, records: readonly ObjectVerdictRecord[], sealing: Sealing): Promise<void> {
  const { request, states, known, sealer } = sealing;
  const [{ accountId, region }] = records;
  const chain = { accountId, region };
  const head = states.head(chainName(chain));
  const isVerified = head?.chainEnd !== undefined || (head?.lastVerified ?? -Infinity) >= day + DAY + LAST_DIGEST;
  const events = records.flatMap((record) => eventOf(chain, record));
  // A line of an earlier version does not say by which digest the object was verified.
  if (!isVerified || events.length < records.length || sealer.isStopped) return;
  const days = new ChainDays(request, chain);
  for (const event of events) days.add(event);
  const readAt = records.map(({ verifiedAt }) => Date.parse(verifiedAt)).reduce((one, other) => Math.min(one, other));
  for (const one of days.takeUpTo(day + DAY)) if (one.day === day) await sealer.seal(chain, one, readAt);
  known.forget(chain);
}

function eventOf({ accountId, region }: Chain, record: ObjectVerdictRecord): ObjectEvent[] {
  const { bucket, key, kind, versionId, size, storageClass, verdict, digestEnd } = record;
  if (digestEnd === undefined) return [];
  return [
    {
      ...{ type: 'object', accountId, region, bucket, key, kind, verdict, digestEnd: Date.parse(digestEnd) },
      ...(versionId !== undefined && { versionId }),
      ...(size !== undefined && { size }),
      ...(storageClass !== undefined && { storageClass }),
    },
  ];
}

/** The records of each chain of a sorted row; of one that has too many, none. */
async function* byChain(sorted: AsyncIterable<ObjectVerdictRecord>): AsyncGenerator<ObjectVerdictRecord[]> {
  let held: ObjectVerdictRecord[] = [];
  for await (const record of sorted) {
    if (held.length > 0 && chainName(held[0]) !== chainName(record)) {
      if (held.length < MOST_OF_CHAIN) yield held;
      held = [];
    }
    if (held.length < MOST_OF_CHAIN) held.push(record);
  }
  if (held.length > 0 && held.length < MOST_OF_CHAIN) yield held;
}
