import { findingName, seenOf, whenAll, type Finding } from '../core';
import { chainName } from '../records/checkpoint-store';
import type { FindingGroup } from '../records/finding-groups';
import type { ReportLink, Volume } from '../records/report';
import { EMPTY, type ChainStates } from './chain-state';
import type { RunClients } from './clients';
import { reconcile } from './reconcile';

/** What earlier runs have left. */
export interface StoredState {
  readonly chains: ChainStates;
  readonly previous?: ReportLink;
  /** The findings of the newest report. */
  readonly groups: readonly FindingGroup[];
  readonly volume?: Volume;
  /** When the first run of all was: now, if it is this one. */
  readonly firstRunTime: number;
}

/** Loads the checkpoints and compares them with the newest report. Throws where either is unavailable: nothing is guessed. */
export async function loadStoredState(
  { checkpoints, reports }: RunClients,
  times: { readonly now: number; readonly retentionStart: number },
): Promise<StoredState> {
  const [loaded, { report, link, findings }] = await whenAll([checkpoints.load(), reports.newest(times.now)]);
  const chains = reconcile(loaded, report?.checkpoints ?? [], times);
  for (const finding of findings) keepOpen(chains, finding, times.now);
  const { volume, firstRunTime = times.now, groups = [] } = report ?? {};
  return {
    chains,
    firstRunTime,
    groups,
    ...(link !== undefined && { previous: link }),
    ...(volume !== undefined && { volume }),
  };
}

/** What is no chain's own is kept with the chain of the trail's home Region. */
function keepOpen(chains: ChainStates, finding: Finding, now: number): void {
  const { accountId = '', region = '' } = finding;
  const name = chainName({ accountId, region });
  const empty = { accountId, region, ...EMPTY };
  const { checkpoint, ...rest } = chains.get(name) ?? { checkpoint: empty, counter: 0, isRestored: true };
  const others = checkpoint.openItems.filter((item) => findingName(item.finding) !== findingName(finding));
  const isOpen = checkpoint.openItems.some(
    (item) => !others.includes(item) && seenOf(item.finding) === seenOf(finding),
  );
  const openItems = isOpen ? checkpoint.openItems : [...others, { finding, firstSeen: now }];
  chains.set(name, { ...rest, checkpoint: { ...checkpoint, openItems }, isRestored: rest.isRestored || !isOpen });
}
