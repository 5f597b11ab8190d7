import { groupName, type FindingGroup } from '../digest-validator/scheduled/groups';
import type { Report } from '../digest-validator/scheduled/report';

/** What a person has to be told of a run: by how it differs from the one before. */
export interface Changes {
  readonly opened: readonly FindingGroup[];
  readonly closed: readonly FindingGroup[];
  /** All that is open, whether it is new or not. */
  readonly open: readonly FindingGroup[];
}

type Groups = Pick<Report, 'groups' | 'time'>;

/** What can't be proven yet may still be delivered; after this time it is told. */
const PATIENCE_MS = 6 * 3_600_000;
/** Codes that are told at once: the core has waited for them already, or nothing can be read at all. */
const AT_ONCE: readonly string[] = [
  'chain-stale',
  'no-digests',
  'listing-refused',
  'unexplained-restart',
  'logging-stopped',
];

export function changesOf(report: Groups, previous: Groups | undefined): Changes {
  const [open, before] = [worthTelling(report), worthTelling(previous)];
  return {
    opened: [...open.entries()].filter(([name]) => !before.has(name)).map(([, group]) => group),
    closed: [...before.entries()].filter(([name]) => !open.has(name)).map(([, group]) => group),
    open: [...open.values()],
  };
}

function worthTelling({ groups, time }: Groups = { groups: [], time: 0 }): Map<string, FindingGroup> {
  const told = groups.filter(
    ({ severity, code, firstSeen }) =>
      severity === 'INVALID' ||
      (severity === 'INCOMPLETE' && (AT_ONCE.includes(code) || time - firstSeen >= PATIENCE_MS)),
  );
  return new Map(told.map((group) => [groupName(group), group]));
}
