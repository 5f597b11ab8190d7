import { type Checkpoint, type Finding, judgeRollback, type OpenItem } from '../core';
import { chainName, type LoadedMemory, type Remembered, type Stored } from '../records/checkpoint-store';

/** What a run goes on from, for one chain. */
export interface Known extends Remembered {
  /** The item in the table, for the condition of the write; undefined where there is none. */
  readonly stored?: Stored;
  /** It is not what the table holds, so it has to be written even if nothing else changes. */
  readonly isRestored: boolean;
}

/**
 * Puts the table against the newest evidence, which is locked: the table must equal it or be ahead of it. A chain whose
 * item is gone, older or forged goes on from the evidence, with an open item that stays until a person acknowledges it.
 */
export function reconcile(
  { remembered, stored }: LoadedMemory,
  evidence: readonly Remembered[],
  { now, retentionStart }: { readonly now: number; readonly retentionStart: number },
): Map<string, Known> {
  const known = new Map<string, Known>();
  for (const [name, item] of remembered) known.set(name, { ...item, stored: stored.get(name), isRestored: false });
  for (const name of stored.keys()) {
    const chain = /^(\d{12})#([a-z0-9-]+)$/.exec(name);
    if (known.has(name) || chain === null) continue;
    const nothing = { segments: [], backfills: [], openItems: [], pendingLogFiles: [] };
    const checkpoint = { accountId: chain[1], region: chain[2], ...nothing };
    known.set(name, restored({ checkpoint, counter: 0 }, stored.get(name), now));
  }
  for (const verified of evidence) {
    const name = chainName(verified.checkpoint);
    const item = remembered.get(name);
    if (item !== undefined && !isBehind(item, verified, retentionStart)) continue;
    const counter = Math.max(verified.counter, item?.counter ?? 0);
    known.set(name, restored({ ...verified, counter }, stored.get(name), now));
  }
  return known;
}

function isBehind(memory: Remembered, evidence: Remembered, retentionStart: number): boolean {
  if (memory.counter !== evidence.counter) {
    const kept = withoutExpired(evidence.checkpoint, retentionStart);
    return memory.counter < evidence.counter || judgeRollback([memory.checkpoint], [kept]).length > 0;
  }
  return JSON.stringify(memory.checkpoint) !== JSON.stringify(evidence.checkpoint);
}

/** What has aged out of retention since is not demanded of the table. */
function withoutExpired(checkpoint: Checkpoint, retentionStart: number): Checkpoint {
  return {
    ...checkpoint,
    segments: checkpoint.segments.filter(({ last }) => last.end > retentionStart),
    backfills: checkpoint.backfills.filter(({ end }) => end > retentionStart),
  };
}

function restored({ checkpoint, counter }: Remembered, stored: Stored | undefined, now: number): Known {
  const { accountId, region } = checkpoint;
  // Its time is in its name: whoever accepts one of them has not accepted the next.
  const range = { start: now, end: now };
  const rolledBack = openItem({ code: 'checkpoint-rolled-back', severity: 'INVALID', accountId, region, range }, now);
  return {
    checkpoint: { ...checkpoint, openItems: [...checkpoint.openItems, rolledBack] },
    counter,
    ...(stored !== undefined && { stored }),
    isRestored: true,
  };
}

function openItem(finding: Finding, firstSeen: number): OpenItem {
  return { finding, firstSeen };
}
