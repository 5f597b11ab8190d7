import { FINDINGS, type Finding } from '../core';
import { DAY } from '../core/format/time';
import { FindingGroups, groupName, type FindingGroup, type PassedGroup } from '../records/finding-groups';
import { countOf, sightingsBeyond } from '../records/sightings';

/** A publisher that fails for so long loses the news of what was over by then. */
const KEPT = 7 * DAY;
const MOST_KEPT = 200;

/** What earlier runs have left of their findings. */
export interface EarlierFindings {
  readonly groups: readonly FindingGroup[];
  readonly passed: readonly PassedGroup[];
  /** What checkpoints hold open and no report has: the run that found it ended before its report. */
  readonly unreported: readonly Finding[];
}

/**
 * What earlier runs have found and this one does not find any more. Each report names it for some days, so that people are
 * notified of it also where nobody could be while it was open.
 */
export function passedSince(earlier: EarlierFindings, groups: readonly FindingGroup[], now: number): PassedGroup[] {
  const open = new Map(groups.map((group) => [groupName(group), group]));
  const before = new FindingGroups(now, earlier.groups);
  for (const finding of earlier.unreported) before.add(finding);
  const passed = before.sorted().flatMap((group) => lostOf(group, open.get(groupName(group)), now));
  // Each end is recorded once. It is no open item, and people are notified of it all the same.
  const news = groups.filter(
    ({ severity, code, example }) =>
      severity === 'NOTICE' && example.acknowledged !== true && FINDINGS[code].notifies !== 'never',
  );
  const ended = news.map((group) => ({ ...group, overSince: now }));
  const kept = earlier.passed.filter(({ overSince }) => overSince > now - KEPT);
  return [...passed, ...ended, ...kept].sort(byWeight).slice(0, MOST_KEPT);
}

/** What a group has lost. Of some only the number is known, or that each run finds them anew. */
function lostOf(group: FindingGroup, now: FindingGroup | undefined, overSince: number): PassedGroup[] {
  if (group.severity === 'NOTICE') return [];
  const isByNumber = FINDINGS[group.code].closedBy === 'next-run' || group.isUnstored === true;
  if (isByNumber) return now === undefined ? [{ ...group, overSince }] : [];
  const sightings = sightingsBeyond(group.sightings, now?.sightings ?? []);
  if (sightings.length === 0) return [];
  const times = new Set(sightings.map(({ time }) => time));
  const newest = group.newest.filter(({ firstSeen = NaN }) => times.has(firstSeen));
  const [{ time: firstSeen }] = sightings;
  const example = newest[newest.length - 1] ?? group.example;
  return [{ ...group, sightings, newest, example, firstSeen, count: countOf(sightings), overSince }];
}

/** Tampering first, and then what was over last. */
function byWeight(one: PassedGroup, other: PassedGroup): number {
  const isTampering = ({ severity }: PassedGroup) => Number(severity === 'INVALID');
  return isTampering(other) - isTampering(one) || other.overSince - one.overSince;
}
