import { type Checkpoint, findingName, type Finding, judgeRollback, type OpenItem } from '../core';
import type { CountedCheckpoint } from '../records/checkpoint';
import { chainName, type CheckpointStore, type ItemVersion } from '../records/checkpoint-store';
import { ChainStates, EMPTY, type ChainState } from './chain-state';
import { objectName } from './evidence/judged-objects';

interface Times {
  readonly now: number;
  readonly retentionStart: number;
}

/** What the table holds, and what it holds open that no report has. */
export interface Reconciled {
  readonly chains: ChainStates;
  readonly unreported: readonly Finding[];
  /** What the report holds open of objects, by {@link objectName}. */
  readonly reportedObjects: ReadonlySet<string>;
}

/** The items of the table, by {@link chainName}. */
export interface TableStates {
  /** What is authentic. */
  readonly chains: ChainStates;
  /** What is none of the validator's. */
  readonly forged: ReadonlyMap<string, ItemVersion>;
}

export async function statesIn(checkpoints: Pick<CheckpointStore, 'read'>): Promise<TableStates> {
  const chains = ChainStates.empty();
  const forged = new Map<string, ItemVersion>();
  await checkpoints.read(({ name, item, counted }) => {
    if (counted !== undefined) chains.set(name, { ...counted, item, isRestored: false });
    else forged.set(name, item);
  });
  return { chains, forged };
}

/**
 * Compares the table with the newest report, which is locked: the table must equal it or be ahead of it. A chain whose
 * item is gone, older or forged starts from the report, with an open item that stays until a person acknowledges it.
 */
export async function reconcile(
  { chains, forged }: TableStates,
  reported: AsyncIterable<CountedCheckpoint>,
  times: Times,
): Promise<Reconciled> {
  const unreported: Finding[] = [];
  const reportedObjects = new Set<string>();
  const unlisted = new Set([...chains.names()].filter((name) => (chains.head(name)?.openItems ?? 0) > 0));
  for await (const one of reported) {
    const name = chainName(one.checkpoint);
    const stored = chains.get(name);
    unlisted.delete(name);
    for (const { finding } of one.checkpoint.openItems) reportedObjects.add(objectName(finding));
    if (stored === undefined || isBehind(stored, one, times.retentionStart)) {
      const counter = Math.max(one.counter, stored?.counter ?? 0);
      chains.set(name, restored({ ...one, counter }, stored?.item ?? forged.get(name), times.now));
    }
    unreported.push(...unreportedIn(chains, name, one.checkpoint.openItems));
  }
  for (const [name, item] of forged) {
    const chain = /^(\d{12})#([a-z0-9-]+)$/.exec(name);
    if (chains.has(name) || chain === null) continue;
    const checkpoint = { accountId: chain[1], region: chain[2], ...EMPTY };
    chains.set(name, restored({ checkpoint, counter: 0 }, item, times.now));
    unlisted.add(name);
  }
  for (const name of unlisted) unreported.push(...unreportedIn(chains, name, []));
  return { chains, unreported, reportedObjects };
}

/** What a run found of a chain that ended before its report. */
function unreportedIn(chains: ChainStates, name: string, reported: readonly OpenItem[]): Finding[] {
  if ((chains.head(name)?.openItems ?? 0) === 0) return [];
  const nameOf = ({ finding, firstSeen }: OpenItem) => `${findingName(finding)} ${firstSeen}`;
  const names = new Set(reported.map(nameOf));
  const items = chains.get(name)?.checkpoint.openItems ?? [];
  return items.filter((item) => !names.has(nameOf(item))).map(({ finding, firstSeen }) => ({ ...finding, firstSeen }));
}

function isBehind(stored: CountedCheckpoint, reported: CountedCheckpoint, retentionStart: number): boolean {
  if (stored.counter !== reported.counter) {
    const demanded = withoutExpired(reported.checkpoint, retentionStart);
    return stored.counter < reported.counter || judgeRollback([stored.checkpoint], [demanded]).length > 0;
  }
  return JSON.stringify(stored.checkpoint) !== JSON.stringify(reported.checkpoint);
}

/** What has aged out of retention since is not demanded of the table. */
function withoutExpired(checkpoint: Checkpoint, retentionStart: number): Checkpoint {
  return {
    ...checkpoint,
    segments: checkpoint.segments.filter(({ last }) => last.end > retentionStart),
    backfills: checkpoint.backfills.filter(({ end }) => end > retentionStart),
  };
}

function restored({ checkpoint, counter }: CountedCheckpoint, item: ItemVersion | undefined, now: number): ChainState {
  const { accountId, region } = checkpoint;
  // Its time is in its name: whoever acknowledges one of them has not acknowledged the next.
  const range = { start: now, end: now };
  const rolledBack = openItem({ code: 'checkpoint-rolled-back', severity: 'INVALID', accountId, region, range }, now);
  return {
    checkpoint: { ...checkpoint, openItems: [...checkpoint.openItems, rolledBack] },
    counter,
    ...(item !== undefined && { item }),
    isRestored: true,
  };
}

function openItem(finding: Finding, firstSeen: number): OpenItem {
  return { finding, firstSeen };
}
