import { Readable } from 'node:stream';
import { findingName, seenOf, whenAll, type Finding } from '../core';
import type { CountedCheckpoint } from '../records/checkpoint';
import type { ListHeader } from '../records/checkpoint-list';
import { chainName } from '../records/checkpoint-store';
import type { LastRuns, OrganizationAnswer, SettingsInForce, Volume } from '../records/report';
import type { Look, NewestReport, ReportPosition } from '../records/report-store';
import { EMPTY, type ChainStates } from './chain-state';
import type { RunClients } from './clients';
import type { EarlierFindings } from './passed';
import { reconcile, statesIn, type Reconciled, type TableStates } from './reconcile';

/** What earlier runs have left. */
export interface StoredState {
  readonly chains: ChainStates;
  /** Where the report of this run has its place. */
  readonly position: ReportPosition;
  /** What earlier runs have found. */
  readonly earlier: EarlierFindings;
  readonly volume?: Volume;
  /** What AWS Organizations has said last. */
  readonly organization?: OrganizationAnswer | undefined;
  /** Whether chains are left of a sweep that was cut short. */
  readonly isSweepUnfinished: boolean;
  /** When the last sweep was complete. */
  readonly sweptAt?: number;
  /** The days before this one were sealed by what runs have recorded, where they could be. */
  readonly sealedTo?: number;
  /** When the first run of all was: now, if it is this one. */
  readonly firstRunTime: number;
  /** Until when the runs before have accounted for runs of each mode. */
  readonly lastRuns: LastRuns;
  /** What the newest report says of settings. */
  readonly settings?: SettingsInForce;
  /** What the newest report holds open about objects, by {@link objectName}. */
  readonly reportedObjects: ReadonlySet<string>;
}

/** Loads the checkpoints and compares them with the newest report. Throws where either is unavailable: nothing is guessed. */
export async function loadStoredState(
  { checkpoints, reports }: RunClients,
  times: { readonly now: number; readonly retentionStart: number } & Look,
): Promise<StoredState> {
  const [stored, newest] = await whenAll([statesIn(checkpoints), reports.newest(times.now, times)]);
  const { report, position, findings } = newest;
  const { header, chains, unreported, reportedObjects } = await compared(stored, newest, times);
  for (const finding of findings) keepOpen(chains, finding, times.now);
  const { volume, sweptAt, sealedTo, settings, firstRunTime = times.now } = report ?? {};
  const { groups = [], passed = [], lastRuns = {} } = report ?? {};
  const { organization } = header;
  return {
    chains,
    firstRunTime,
    position,
    lastRuns,
    isSweepUnfinished: [...chains.heads()].some(({ sweptTo }) => sweptTo !== undefined),
    earlier: { groups, passed, unreported },
    reportedObjects,
    ...(settings !== undefined && { settings }),
    ...(volume !== undefined && { volume }),
    ...(organization !== undefined && { organization }),
    ...(sweptAt !== undefined && { sweptAt }),
    ...(sealedTo !== undefined && { sealedTo }),
  };
}

const nothing = (): AsyncIterable<CountedCheckpoint> => Readable.from([]);

/**
 * Compares the table with the list of the newest report. Where that list is gone, which is a finding, it is compared with
 * the newest that is there; of what is open there, more may be known by the report.
 */
async function compared(
  stored: TableStates,
  { report, openList, isListNewest }: NewestReport,
  times: Parameters<typeof reconcile>[2],
): Promise<Reconciled & { readonly header: ListHeader }> {
  if (openList === undefined) {
    const reconciled = await reconcile(stored, nothing(), times);
    return { ...reconciled, header: {}, unreported: report === undefined ? reconciled.unreported : [] };
  }
  const list = await openList();
  try {
    const reconciled = await reconcile(stored, list.checkpoints(), times);
    return { ...reconciled, header: list.header, unreported: isListNewest ? reconciled.unreported : [] };
  } finally {
    await list.remove();
  }
}

/** What is no chain's own is kept with the chain of the trail's home Region. */
export function keepOpen(chains: ChainStates, finding: Finding, now: number): void {
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
