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
  /** Of how many chains it holds findings, where a report has no room for a group for each. */
  chains: v.optional(number),
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

/** A report has room for so many groups of each severity; those of further chains share one for each code. */
const MOST_GROUPS = 1000;

/** What is counted of a group, whether a report has room for it or not. */
export type MeasuredGroup = Pick<FindingGroup, 'code' | 'severity' | 'accountId' | 'region' | 'count' | 'firstSeen'> & {
  readonly example: Pick<Finding, 'detail'>;
};

interface OpenGroup extends Omit<FindingGroup, 'sightings' | 'newest' | 'chains'> {
  readonly sightings: Sightings;
  readonly newest: Finding[];
}

/** Folds findings as they come, so that memory and report hold however many there are. */
export class FindingGroups {
  private readonly groups = new Map<string, OpenGroup>();
  /** By the name of the group that they share: the groups of chains that there is no room for, by their own names. */
  private readonly shared = new Map<string, Map<string, MeasuredGroup>>();
  private readonly room: Record<Severity, number>;

  /**
   * Goes on from groups that there are already. Those of the report before keep their place as long as they are open, so
   * that none seems to be over because another has come up.
   */
  public constructor(
    private readonly now: number,
    groups: readonly FindingGroup[] = [],
    private readonly placed: ReadonlySet<string> = new Set(),
    most = MOST_GROUPS,
  ) {
    const roomFor = (severity: Severity) => most - [...placed].filter((name) => name.endsWith(` ${severity}`)).length;
    this.room = { INVALID: roomFor('INVALID'), INCOMPLETE: roomFor('INCOMPLETE'), NOTICE: roomFor('NOTICE') };
    for (const group of groups) {
      const copies = { sightings: new Sightings(group.sightings), newest: [...group.newest] };
      this.groups.set(groupName(group), { ...group, ...copies });
    }
  }

  public add(finding: Finding): void {
    const name = this.placeOf(finding);
    const { code, severity, range, firstSeen = this.now } = finding;
    const group = this.groups.get(name) ?? {
      ...{ code, severity, ...this.chainOf(finding, name), range, count: 0, firstSeen, example: finding },
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
    return [...this.groups.entries()]
      .sort(([, one], [, other]) => (keyOf(one) < keyOf(other) ? -1 : 1))
      .map(([name, group]) => ({ ...group, sightings: group.sightings.values(), ...this.chainsOf(name) }));
  }

  /** The groups of each chain, also those that share one. */
  public *measured(): Generator<MeasuredGroup> {
    for (const [name, group] of this.groups) {
      const shared = this.shared.get(name);
      if (shared === undefined) yield group;
      else yield* shared.values();
    }
  }

  /** The groups of the chains that share this one; itself where it is of one chain. */
  public membersOf(group: FindingGroup): Iterable<Pick<MeasuredGroup, 'accountId' | 'region'>> {
    return this.shared.get(groupName(group))?.values() ?? [group];
  }

  /** The name of the group that a finding belongs to. */
  private placeOf(finding: Finding): string {
    const { code, severity } = finding;
    const own = groupName(finding);
    if (this.groups.has(own) && !this.shared.has(own)) return own;
    const common = groupName({ code, severity });
    if (own === common) return this.shared.has(common) ? this.share(common, own, finding) : own;
    if (this.placed.has(own)) return own;
    if (this.room[severity]-- > 0) return own;
    return this.share(common, own, finding);
  }

  private share(common: string, own: string, finding: Finding): string {
    const { code, severity, accountId, region, firstSeen = this.now } = finding;
    const alone = this.groups.get(common);
    const shared = this.shared.get(common) ?? new Map<string, MeasuredGroup>(alone && [[common, alone]]);
    const before = shared.get(own) ?? {
      code,
      severity,
      accountId,
      region,
      count: 0,
      firstSeen,
      example: causeOf(finding),
    };
    shared.set(own, { ...before, count: before.count + 1, firstSeen: Math.min(before.firstSeen, firstSeen) });
    this.shared.set(common, shared);
    return common;
  }

  private chainOf({ accountId, region }: Finding, name: string): Pick<Finding, 'accountId' | 'region'> {
    return this.shared.has(name) ? {} : { accountId, region };
  }

  private chainsOf(name: string): Pick<FindingGroup, 'chains'> {
    const shared = this.shared.get(name);
    return shared === undefined ? {} : { chains: shared.size };
  }
}

/** The names of the groups that keep their place: of a report that has more than there is room for, the first ones. */
export function placedIn(groups: readonly FindingGroup[], most = MOST_GROUPS): Set<string> {
  const left: Record<Severity, number> = { INVALID: most, INCOMPLETE: most, NOTICE: most };
  const own = groups.filter(({ chains, severity }) => chains === undefined && left[severity]-- > 0);
  return new Set(own.map(groupName));
}

/** Most findings have one of few causes: they share its object. */
const CAUSES = new Map<unknown, Pick<Finding, 'detail'>>();

function causeOf({ detail }: Finding): Pick<Finding, 'detail'> {
  const cause = detail?.cause;
  const known = CAUSES.get(cause) ?? (cause === undefined ? {} : { detail: { cause } });
  if (CAUSES.size < MOST_GROUPS) CAUSES.set(cause, known);
  return known;
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
