import { findingName, type ChainResult, type Finding, type OpenItem } from '../core';
import { FindingGroups } from '../records/finding-groups';
import { FindingsFile } from '../records/findings-file';
import type { Known } from './reconcile';

/** All that a run finds: every finding in a file, and folded in memory. */
export class Findings {
  public readonly groups: FindingGroups;
  public readonly file: FindingsFile;
  private readonly told = new Set<string>();

  public constructor(folder: string, runId: string, now: number) {
    this.groups = new FindingGroups(now);
    this.file = new FindingsFile(folder, runId);
  }

  public add(finding: Finding): Promise<unknown> | undefined {
    if (finding.firstSeen !== undefined) this.told.add(findingName(finding));
    this.groups.add(finding);
    return this.file.add(finding);
  }

  /** Adds a finding unless it was open already and told. */
  public addOnce(finding: Finding): Promise<unknown> | undefined {
    return this.told.has(findingName(finding)) ? undefined : this.add(finding);
  }

  /** Open items that were told before they were remembered. */
  public markTold(items: readonly OpenItem[]): void {
    for (const { finding } of items) this.told.add(findingName(finding));
  }

  /** The open items of a chain whose turn did not come, or ended too early to try them again. */
  public addUntold({ shard }: ChainResult, known: Known | undefined, windowEnd: number): void {
    if (shard.end >= windowEnd || known === undefined) return;
    const { openItems } = known.checkpoint;
    this.groups.addOpenItems(openItems.filter(({ finding }) => !this.told.has(findingName(finding))));
  }
}

/** The finding in an event of the core, and nothing of the event besides. */
export function findingIn({ code, severity, accountId, region, bucket, key, ...others }: Finding): Finding {
  const { range, digestKey, detail, firstSeen, acknowledged } = others;
  return { code, severity, accountId, region, bucket, key, range, digestKey, detail, firstSeen, acknowledged };
}
