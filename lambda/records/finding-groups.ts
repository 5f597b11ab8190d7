import * as v from 'valibot';
import { findingName, type Finding, type Severity } from '../core';
import { findingCodeSchema, findingSchema, severitySchema } from './finding';
import { number, string, timeRangeSchema, type Immutable } from './schema';

export const findingGroupSchema = v.strictObject({
  code: findingCodeSchema,
  severity: severitySchema,
  accountId: v.optional(string),
  region: v.optional(string),
  range: v.optional(timeRangeSchema),
  count: number,
  /** When the oldest of them was first seen. */
  firstSeen: number,
  /** The first of them in full, for the name to acknowledge and the object to look at. */
  example: findingSchema,
});

/**
 * All findings of one chain with one code and severity, folded: an account that vanished is one group for each Region.
 */
export type FindingGroup = Immutable<v.InferOutput<typeof findingGroupSchema>>;

const RANK: Record<Severity, number> = { INVALID: 0, INCOMPLETE: 1, NOTICE: 2 };

/** Folds findings as they come, so that memory holds however many there are. */
export class FindingGroups {
  private readonly groups = new Map<string, FindingGroup>();

  public constructor(private readonly now: number) {}

  public add(finding: Finding): void {
    const name = groupName(finding);
    const group = this.groups.get(name);
    const { code, severity, accountId, region, range, firstSeen = this.now } = finding;
    if (group === undefined) {
      this.groups.set(name, { code, severity, accountId, region, range, count: 1, firstSeen, example: finding });
      return;
    }
    this.groups.set(name, {
      ...group,
      count: group.count + 1,
      firstSeen: Math.min(group.firstSeen, firstSeen),
      range: union(group.range, range),
    });
  }

  /** The worst first, then by account and Region. */
  public sorted(): FindingGroup[] {
    const keyOf = (group: FindingGroup) => `${RANK[group.severity]} ${groupName(group)}`;
    return [...this.groups.values()].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
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

function union(one: FindingGroup['range'], other: FindingGroup['range']): FindingGroup['range'] {
  if (one === undefined || other === undefined) return one ?? other;
  return { start: Math.min(one.start, other.start), end: Math.max(one.end, other.end) };
}
