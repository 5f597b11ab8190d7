import { FINDINGS } from '../core';
import { groupName, type FindingGroup } from '../records/finding-groups';
import type { Report } from '../records/report';
import { acceptedSince } from './acknowledged-changes';
import { unfinishedIn } from './unfinished';

/** What a person has to be told of a run: by how it differs from what was told last. */
export interface Changes {
  /** What is new, and what has grown. */
  readonly opened: readonly FindingGroup[];
  /** Those of them that were open before: there is more tampering than was told. */
  readonly grown: readonly FindingGroup[];
  readonly closed: readonly FindingGroup[];
  /** All that is open, whether it is new or not. */
  readonly open: readonly FindingGroup[];
  /** What is open of it though the report alone does not say so: the next run has to be told. */
  readonly kept: readonly FindingGroup[];
  /** Names of findings that a person accepted. */
  readonly accepted: readonly string[];
  /** Names that were accepted and have been found, which is told once. */
  readonly silenced: readonly string[];
}

/** What a report says of its findings. */
export type Groups = Pick<Report, 'groups' | 'time'> & Partial<Pick<Report, 'unfinished' | 'acknowledged'>>;

/** What the next run has to be told besides the report. */
export type Memo = Pick<Changes, 'kept' | 'silenced'>;

/** A report that was told. */
export type Told = Groups & Partial<Memo>;

type ByName = ReadonlyMap<string, FindingGroup>;

/** What can't be verified yet may still be delivered; after this time it is told. */
const PATIENCE_MS = 6 * 3_600_000;

export function changesOf(report: Groups, told: Told | undefined): Changes {
  const before = openIn(told);
  const found = byName(report.groups);
  const open = stillOpen(report, found, before);
  const counted = [...open].map(([name, group]) => ({ group, count: before.get(name)?.count }));
  const grown = counted.filter(({ group, count = Infinity }) => group.severity === 'INVALID' && group.count > count);
  const opened = counted.filter((entry) => entry.count === undefined || grown.includes(entry));
  return {
    opened: opened.map(({ group }) => group),
    grown: grown.map(({ group }) => group),
    closed: [...before].filter(([name]) => !open.has(name)).map(([, group]) => group),
    open: [...open.values()],
    kept: [...open]
      .filter(([name, group]) => found.get(name) !== group || !isWorthTelling(group, report.time))
      .map(([, group]) => group),
    ...acceptedSince(report, told),
  };
}

/** What was told to be open. */
function openIn({ groups, time, kept = [] }: Told = { groups: [], time: 0 }): ByName {
  return byName([...groups.filter((group) => isWorthTelling(group, time)), ...kept]);
}

/**
 * What was told stays told until no run finds it any more. A run that was cut short has not looked for all of it.
 */
function stillOpen(report: Groups, found: ByName, before: ByName): ByName {
  const isUnfinished = unfinishedIn(report);
  const seen = [...found].filter(([name, group]) => before.has(name) || isWorthTelling(group, report.time));
  const open = new Map(seen);
  for (const [name, group] of before) {
    if (!isUnfinished(group)) continue;
    const again = found.get(name);
    open.set(name, again === undefined ? group : { ...again, count: Math.max(again.count, group.count) });
  }
  return open;
}

function isWorthTelling({ severity, code, firstSeen }: FindingGroup, time: number): boolean {
  if (severity !== 'INCOMPLETE') return severity === 'INVALID';
  return FINDINGS[code].notifies === 'at-once' || time - firstSeen >= PATIENCE_MS;
}

function byName(groups: readonly FindingGroup[]): ByName {
  return new Map(groups.map((group) => [groupName(group), group]));
}
