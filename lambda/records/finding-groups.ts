import * as v from 'valibot';
import { findingName, type Finding, type Severity } from '../core';
import { findingCodeSchema, findingSchema, severitySchema } from './finding';
import { listOf, number, string, timeRangeSchema, type Immutable } from './schema';
import { sightingSchema, Sightings } from './sightings';

export const findingGroupSchema = v.strictObject({
  code: findingCodeSchema,
  severity: severitySchema,
  accountId: v.optional(string),
  region: v.optional(string),
  range: v.optional(timeRangeSchema),
  count: number,
  /** When the oldest of them was first seen. */
  firstSeen: number,
  /** When they were first seen. */
  sightings: listOf(sightingSchema),
  /** Each run finds some of them anew, since not all of them fit among the open items: they are compared by number alone. */
  isUnstored: v.optional(v.literal(true)),
  /** The first of them in full, for the name to acknowledge and the object to look at. */
  example: findingSchema,
  /** Those that were first seen last: some of them, in full. */
  newest: listOf(findingSchema),
});

/**
 * All findings of one chain with one code and severity, folded: an account that vanished is one group for each Region.
 */
export type FindingGroup = Immutable<v.InferOutput<typeof findingGroupSchema>>;

export const passedGroupSchema = v.strictObject({
  ...findingGroupSchema.entries,
  /** The time of the run that did not find them any more. */
  overSince: number,
});

/** Findings of one chain with one code and severity that were open and are not any more. */
export type PassedGroup = Immutable<v.InferOutput<typeof passedGroupSchema>>;

const RANK: Record<Severity, number> = { INVALID: 0, INCOMPLETE: 1, NOTICE: 2 };

/** So many of those first seen last are kept in full. */
const MOST_NEWEST = 5;

interface OpenGroup extends Omit<FindingGroup, 'sightings' | 'newest'> {
  readonly sightings: Sightings;
  readonly newest: Finding[];
}

/** Folds findings as they come, so that memory holds however many there are. */
export class FindingGroups {
  private readonly groups = new Map<string, OpenGroup>();

  /** Goes on from groups that there are already. */
  public constructor(
    private readonly now: number,
    groups: readonly FindingGroup[] = [],
  ) {
    for (const group of groups) {
      const copies = { sightings: new Sightings(group.sightings), newest: [...group.newest] };
      this.groups.set(groupName(group), { ...group, ...copies });
    }
  }

  public add(finding: Finding): void {
    const name = groupName(finding);
    const { code, severity, accountId, region, range, firstSeen = this.now } = finding;
    const group = this.groups.get(name) ?? {
      ...{ code, severity, accountId, region, range, count: 0, firstSeen, example: finding },
      ...{ sightings: new Sightings(), newest: [] },
    };
    group.sightings.add(firstSeen);
    keepNewest(group.newest, { ...finding, firstSeen });
    this.groups.set(name, {
      ...group,
      count: group.count + 1,
      firstSeen: Math.min(group.firstSeen, firstSeen),
      range: union(group.range, range),
    });
  }

  /** The worst first, then by account and Region. */
  public sorted(): FindingGroup[] {
    const keyOf = (group: OpenGroup) => `${RANK[group.severity]} ${groupName(group)}`;
    return [...this.groups.values()]
      .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
      .map((group) => ({ ...group, sightings: group.sightings.values() }));
  }
}

/**
 * The name of a group is the same in every run. Each severity is a group of its own, so that no tampering is hidden below
 * what is only unverified, and what was acknowledged counts for nothing.
 */
export function groupName({
  code,
  severity,
  accountId = '*',
  region = '*',
}: Pick<FindingGroup, 'code' | 'severity' | 'accountId' | 'region'>): string {
  return [accountId, region, code, severity].join(' ');
}

/** The name by which the one finding of a group, or its example, is acknowledged. */
export function exampleName({ example }: Pick<FindingGroup, 'example'>): string {
  return findingName(example);
}

/** Adds a finding to a list, the one first seen last at its end. */
function keepNewest(newest: Finding[], finding: Finding): void {
  const { firstSeen = 0 } = finding;
  if (newest.length >= MOST_NEWEST && firstSeen <= (newest[0].firstSeen ?? 0)) return;
  let at = newest.length;
  while (at > 0 && (newest[at - 1].firstSeen ?? 0) > firstSeen) at--;
  newest.splice(at, 0, finding);
  if (newest.length > MOST_NEWEST) newest.shift();
}

function union(one: FindingGroup['range'], other: FindingGroup['range']): FindingGroup['range'] {
  if (one === undefined || other === undefined) return one ?? other;
  return { start: Math.min(one.start, other.start), end: Math.max(one.end, other.end) };
}
