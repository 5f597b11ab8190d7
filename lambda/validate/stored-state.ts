import { findingName, seenOf, whenAll, type Finding, type OpenItem } from '../core';
import { chainName } from '../records/checkpoint-store';
import type { OrganizationAnswer, Report, Volume } from '../records/report';
import type { Look, ReportPosition } from '../records/report-store';
import { EMPTY, type ChainStates } from './chain-state';
import type { RunClients } from './clients';
import type { EarlierFindings } from './passed';
import { objectName } from './evidence/judged-objects';
import { reconcile } from './reconcile';

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
  /** When the first run of all was: now, if it is this one. */
  readonly firstRunTime: number;
  /** What the newest report holds open about objects, by {@link objectName}. */
  readonly reportedObjects: ReadonlySet<string>;
}

/** Loads the checkpoints and compares them with the newest report. Throws where either is unavailable: nothing is guessed. */
export async function loadStoredState(
  { checkpoints, reports }: RunClients,
  times: { readonly now: number; readonly retentionStart: number } & Look,
): Promise<StoredState> {
  const [loaded, { report, position, findings }] = await whenAll([
    checkpoints.load(),
    reports.newest(times.now, times),
  ]);
  const chains = reconcile(loaded, report?.checkpoints ?? [], times);
  const unreported = unreportedIn(chains, report);
  for (const finding of findings) keepOpen(chains, finding, times.now);
  const { volume, organization, sweptAt, firstRunTime = times.now, groups = [], passed = [] } = report ?? {};
  return {
    chains,
    firstRunTime,
    position,
    isSweepUnfinished: [...chains.values()].some(({ checkpoint }) => checkpoint.sweptTo !== undefined),
    earlier: { groups, passed, unreported },
    reportedObjects: reportedObjectsOf(report),
    ...(volume !== undefined && { volume }),
    ...(organization !== undefined && { organization }),
    ...(sweptAt !== undefined && { sweptAt }),
  };
}

function reportedObjectsOf(report: Report | undefined): ReadonlySet<string> {
  const items = (report?.checkpoints ?? []).flatMap(({ checkpoint }) => checkpoint.openItems);
  return new Set(items.map(({ finding: { code, bucket, key } }) => objectName(code, bucket, key)));
}

/** What a run found that ended before its report. */
function unreportedIn(chains: ChainStates, report: Report | undefined): Finding[] {
  const nameOf = ({ finding, firstSeen }: OpenItem) => `${findingName(finding)} ${firstSeen}`;
  const items = (report?.checkpoints ?? []).flatMap(({ checkpoint }) => checkpoint.openItems);
  const reported = new Set(items.map(nameOf));
  return [...chains.values()]
    .flatMap(({ checkpoint }) => checkpoint.openItems)
    .filter((item) => !reported.has(nameOf(item)))
    .map(({ finding, firstSeen }) => ({ ...finding, firstSeen }));
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
