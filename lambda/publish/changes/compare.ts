import { FINDINGS } from '../../core';
import { groupName, type FindingGroup } from '../../records/finding-groups';
import { acknowledgedSince } from './acknowledgements';
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
  const counted = [...open].map(([name, group]) => ({ group, count: openBefore.get(name)?.count }));
  const grown = counted.filter(({ group, count = Infinity }) => group.severity === 'INVALID' && group.count > count);
  const opened = counted.filter((entry) => entry.count === undefined || grown.includes(entry));
  return {
    opened: opened.map(({ group }) => group),
    grown: grown.map(({ group }) => group),
    closed: [...openBefore].filter(([name]) => !open.has(name)).map(([, group]) => group),
    open: [...open.values()],
    carriedOver: [...open]
      .filter(([name, group]) => found.get(name) !== group || !isDue(group, report.time))
      .map(([, group]) => group),
    acknowledged: acknowledgedSince(report, before),
  };
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
    open.set(name, again === undefined ? group : { ...again, count: Math.max(again.count, group.count) });
  }
  return open;
}

function isDueAfter(notifyAfter: number, { severity, code, firstSeen }: FindingGroup, time: number): boolean {
  if (severity !== 'INCOMPLETE') return severity === 'INVALID';
  return FINDINGS[code].notifies === 'at-once' || time - firstSeen >= notifyAfter;
}

function byName(groups: readonly FindingGroup[]): ByName {
  return new Map(groups.map((group) => [groupName(group), group]));
}
