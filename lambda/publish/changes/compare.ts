import { FINDINGS, notificationOf } from '../../core';
import { DAY } from '../../core/format/time';
import { groupName, type FindingGroup, type PassedGroup } from '../../records/finding-groups';
import { Sightings, sightingsBeyond } from '../../records/sightings';
import { acknowledgedBeyond, acknowledgedSince } from './acknowledgements';
import { growthOf } from './growth';
import type { Changes, NotifiedFindings, ReportedFindings } from './notified';
import { unfinishedIn } from './unfinished';

type ByName = ReadonlyMap<string, FindingGroup>;

/**
 * How a report differs from the one that people were last notified of. What can't be verified yet may still be
 * delivered: people are notified of it once it is `notifyAfter` milliseconds old.
 */
export function changesOf(
  report: ReportedFindings,
  before: NotifiedFindings | undefined,
  notifyAfter: number,
): Changes {
  const isDue = (group: FindingGroup, time: number) => isDueAfter(notifyAfter, group, time);
  const openBefore = byName(before === undefined ? [] : openIn(before, isDue));
  const found = byName(report.groups);
  const open = stillOpen(report, found, openBefore, isDue);
  const isDueAt = (group: FindingGroup, time: number) => (firstSeen: number) => isDue({ ...group, firstSeen }, time);
  const opened = [...open].filter(([name]) => !openBefore.has(name)).map(([, group]) => group);
  const grown = [...open].flatMap(([name, group]) => {
    const known = openBefore.get(name);
    if (known === undefined || before === undefined) return [];
    return growthOf(group, known, isDueAt(group, report.time), isDueAt(known, before.time));
  });
  const acknowledged = acknowledgedSince(report, before);
  return {
    opened: [...open.values()].filter(
      (group) => opened.includes(group) || grown.some((growth) => growth.group === group),
    ),
    grown,
    passed: passedBefore(report, before, openBefore).filter(
      (group) => group.severity === 'NOTICE' || isDue(group, group.overSince),
    ),
    closed: [...openBefore].filter(([name]) => !open.has(name)).map(([, group]) => group),
    open: [...open.values()],
    carriedOver: [...open]
      .filter(([name, group]) => found.get(name) !== group || !isDue(group, report.time))
      .map(([, group]) => group),
    acknowledged,
    acknowledgedMore: acknowledgedBeyond(acknowledged, report, before),
  };
}

/** What was open since people were last notified, and is over: nobody could be notified while it was open. */
function passedBefore(
  { passed }: ReportedFindings,
  before: NotifiedFindings | undefined,
  openBefore: ByName,
): readonly PassedGroup[] {
  const nameOf = (group: PassedGroup) => `${groupName(group)} ${group.overSince}`;
  const earlier = new Set(before?.passed.map(nameOf));
  return passed.filter((group) => !earlier.has(nameOf(group)) && !isKnown(group, openBefore.get(groupName(group))));
}

/** Whether people were notified of all of a group, by what they were notified of as open. */
function isKnown(group: FindingGroup, known: FindingGroup | undefined): boolean {
  if (known === undefined) return false;
  const isByNumber = FINDINGS[group.code].closedBy === 'next-run' || group.isUnstored === true;
  return isByNumber || sightingsBeyond(group.sightings, known.sightings).length === 0;
}

type IsDue = (group: FindingGroup, time: number) => boolean;

/** What people know to be open. */
function openIn({ groups, time, carriedOver = [] }: NotifiedFindings, isDue: IsDue): FindingGroup[] {
  return [...groups.filter((group) => isDue(group, time)), ...carriedOver];
}

/** What people know to be open is so until no run finds it any more. A run that was cut short has not looked for all of it. */
function stillOpen(report: ReportedFindings, found: ByName, openBefore: ByName, isDue: IsDue): ByName {
  const isUnfinished = unfinishedIn(report);
  const seen = [...found].filter(([name, group]) => openBefore.has(name) || isDue(group, report.time));
  const open = new Map(seen);
  for (const [name, group] of openBefore) {
    if (!isUnfinished(group)) continue;
    const again = found.get(name);
    open.set(name, again === undefined ? group : withKnown(again, group));
  }
  return open;
}

/** What a run has found again of a group, with what it had no time to find. */
function withKnown(again: FindingGroup, known: FindingGroup): FindingGroup {
  const sightings = new Sightings(again.sightings);
  for (const { time, count } of sightingsBeyond(known.sightings, again.sightings)) sightings.add(time, count);
  return { ...again, sightings: sightings.values(), count: Math.max(again.count, known.count) };
}

function isDueAfter(notifyAfter: number, { severity, code, example, firstSeen }: FindingGroup, time: number): boolean {
  if (severity !== 'INCOMPLETE') return severity === 'INVALID';
  const { about } = FINDINGS[code];
  // A long history takes many runs: what they leave undone is news once it has been left for a day.
  const wait = about === 'run' ? Math.max(notifyAfter, DAY) : notifyAfter;
  return notificationOf(example) === 'at-once' || time - firstSeen >= wait;
}

function byName(groups: readonly FindingGroup[]): ByName {
  return new Map(groups.map((group) => [groupName(group), group]));
}
