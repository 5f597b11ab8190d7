import type { Checkpoint, Finding } from '../core';
import type { RunClients } from './clients';
import { chainName } from '../records/checkpoint-store';
import type { FindingGroup } from '../records/finding-groups';
import { reconcile, type Known } from './reconcile';
import type { Link, Pace } from '../records/report';

/** What a run knows of the ones before. */
export interface Recollection {
  readonly known: Map<string, Known>;
  readonly previous?: Link;
  /** What the newest report has told. */
  readonly groups: readonly FindingGroup[];
  readonly pace?: Pace;
  /** When the first run of all was: now, if it is this one. */
  readonly began: number;
}

/** Loads the memory and puts it against the newest evidence. Throws where either can't be had: nothing is guessed. */
export async function recall(
  { memory, evidence }: RunClients,
  times: { readonly now: number; readonly retentionStart: number },
): Promise<Recollection> {
  const [loaded, { report, link, findings }] = await Promise.all([memory.load(), evidence.newest(times.now)]);
  const known = reconcile(loaded, report?.heads ?? [], times);
  for (const finding of findings) keepOpen(known, finding, times.now);
  const { pace, began = times.now, groups = [] } = report ?? {};
  return { known, began, groups, ...(link !== undefined && { previous: link }), ...(pace !== undefined && { pace }) };
}

export function checkpointsOf({ known }: Recollection): Checkpoint[] {
  return [...known.values()].map(({ checkpoint }) => checkpoint);
}

/** What is no chain's own is kept with the chain of the trail's home. */
function keepOpen(known: Map<string, Known>, finding: Finding, now: number): void {
  const { accountId = '', region = '' } = finding;
  const name = chainName({ accountId, region });
  const nothing = { accountId, region, segments: [], backfills: [], openItems: [], pendingLogFiles: [] };
  const { checkpoint, ...rest } = known.get(name) ?? { checkpoint: nothing, counter: 0, isRestored: true };
  const isKnown = checkpoint.openItems.some(
    ({ finding: { code, key } }) => code === finding.code && key === finding.key,
  );
  const openItems = isKnown ? checkpoint.openItems : [...checkpoint.openItems, { finding, firstSeen: now }];
  known.set(name, { ...rest, checkpoint: { ...checkpoint, openItems }, isRestored: rest.isRestored || !isKnown });
}
