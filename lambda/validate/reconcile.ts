import { type Checkpoint, type Finding, judgeRollback, type OpenItem } from '../core';
import type { CountedCheckpoint } from '../records/checkpoint';
import { chainName, type ItemVersion, type LoadedCheckpoints } from '../records/checkpoint-store';
import { EMPTY, type ChainState, type ChainStates } from './chain-state';

/**
 * Compares the table with the newest report, which is locked: the table must equal it or be ahead of it. A chain whose
 * item is gone, older or forged starts from the report, with an open item that stays until a person acknowledges it.
 */
export function reconcile(
  { authentic, items }: LoadedCheckpoints,
  reported: readonly CountedCheckpoint[],
  { now, retentionStart }: { readonly now: number; readonly retentionStart: number },
): ChainStates {
  const chains: ChainStates = new Map();
  for (const [name, stored] of authentic) chains.set(name, { ...stored, item: items.get(name), isRestored: false });
  for (const name of items.keys()) {
    const chain = /^(\d{12})#([a-z0-9-]+)$/.exec(name);
    if (chains.has(name) || chain === null) continue;
    const checkpoint = { accountId: chain[1], region: chain[2], ...EMPTY };
    chains.set(name, restored({ checkpoint, counter: 0 }, items.get(name), now));
  }
  for (const report of reported) {
    const name = chainName(report.checkpoint);
    const stored = authentic.get(name);
    if (stored !== undefined && !isBehind(stored, report, retentionStart)) continue;
    const counter = Math.max(report.counter, stored?.counter ?? 0);
    chains.set(name, restored({ ...report, counter }, items.get(name), now));
  }
  return chains;
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
