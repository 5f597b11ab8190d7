import { findingName, type Finding, type OpenItem, type Severity } from '../core';

/**
 * All findings of one chain with one code and severity, folded: an account that vanished is one group for each Region.
 */
export interface FindingGroup extends Pick<Finding, 'code' | 'severity' | 'accountId' | 'region' | 'range'> {
  readonly count: number;
  /** When the oldest of them was first seen. */
  readonly firstSeen: number;
  /** The first of them in full, for the name to acknowledge and the object to look at. */
  readonly example: Finding;
}

const RANK: Record<Severity, number> = { INVALID: 0, INCOMPLETE: 1, NOTICE: 2 };

/** Folds findings as they come, so that memory holds however many there are. */
export class FindingGroups {
  private readonly groups = new Map<string, FindingGroup>();

  public constructor(private readonly now: number) {}

  public add(finding: Finding): void {
    const name = groupName(finding);
    const known = this.groups.get(name);
    const { code, severity, accountId, region, range, firstSeen = this.now } = finding;
    if (known === undefined) {
      this.groups.set(name, { code, severity, accountId, region, range, count: 1, firstSeen, example: finding });
      return;
    }
    this.groups.set(name, {
      ...known,
      count: known.count + 1,
      firstSeen: Math.min(known.firstSeen, firstSeen),
      range: union(known.range, range),
    });
  }

  /** What stays open though it was not looked at, since its chain's turn did not come. */
  public addOpenItems(items: readonly OpenItem[]): void {
    for (const { finding, firstSeen } of items) this.add({ ...finding, firstSeen });
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
}: Omit<FindingGroup, 'example' | 'count' | 'firstSeen'>): string {
  return [accountId, region, code, severity].join(' ');
}

/** What to write to acknowledge the one finding of a group, or each of them. */
export function nameOf({ example }: FindingGroup): string {
  return findingName(example);
}

function union(one: Finding['range'], other: Finding['range']): Finding['range'] {
  if (one === undefined || other === undefined) return one ?? other;
  return { start: Math.min(one.start, other.start), end: Math.max(one.end, other.end) };
}
