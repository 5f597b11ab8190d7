import {
  acknowledgementsOf,
  FINDINGS,
  findingName,
  type ChainResult,
  type Finding,
  type OpenItem,
  type ValidationRequest,
} from '../core';
import { FindingGroups } from '../records/finding-groups';
import { FindingsFile } from '../records/findings-file';
import type { ChainState } from './chain-state';

/** All that a run finds: every finding in a file, and folded in memory. */
export class Findings {
  public readonly groups: FindingGroups;
  public readonly file: FindingsFile;
  /** Where the times that findings are about are recorded. */
  public records: { addFinding(finding: Finding): Promise<void> | undefined } | undefined;
  /** Names of findings about open items that this run has reported. */
  private readonly reported = new Set<string>();

  public constructor(folder: string, runId: string, now: number) {
    this.groups = new FindingGroups(now);
    this.file = new FindingsFile(folder, runId);
  }

  public add(finding: Finding): Promise<unknown> | undefined {
    const slow = this.records?.addFinding(finding);
    const own = this.addToFile(finding);
    return slow === undefined ? own : slow.then(() => own);
  }

  private addToFile(finding: Finding): Promise<unknown> | undefined {
    if (finding.firstSeen !== undefined) this.reported.add(findingName(finding));
    this.groups.add(finding);
    return this.file.add(finding);
  }

  /** Adds a finding, if there is one, unless it is about an open item that was reported. */
  public addOnce(finding: Finding | undefined): Promise<unknown> | undefined {
    return finding === undefined || this.reported.has(findingName(finding)) ? undefined : this.add(finding);
  }

  /** Open items that were reported when they were found. */
  public markReported(items: readonly OpenItem[]): void {
    for (const { finding } of items) this.reported.add(findingName(finding));
  }

  /** Adds the open items of a chain that the run did not reach, or left too early to look at them again. */
  public addUnvisited({ shard }: ChainResult, state: ChainState | undefined, request: ValidationRequest): void {
    if (shard.end >= request.window.end || state === undefined) return;
    const { openItems } = state.checkpoint;
    this.addOpenItems(
      openItems.filter(({ finding }) => !this.reported.has(findingName(finding))),
      request,
    );
  }

  /** Adds items that stay open although this run did not look at them. */
  public addOpenItems(items: readonly OpenItem[], request: ValidationRequest): void {
    for (const item of items) this.groups.add(findingOf(item, request));
  }
}

/** The finding of an open item, which a person may have acknowledged. */
export function findingOf({ finding, firstSeen }: OpenItem, request: ValidationRequest): Finding {
  return acknowledgementsOf(request).apply({ ...finding, firstSeen });
}

/** The finding in an event of the core, and nothing of the event besides. */
export function findingIn({ code, severity, accountId, region, bucket, key, ...others }: Finding): Finding {
  const { range, digestKey, detail, firstSeen, acknowledged } = others;
  return { code, severity, accountId, region, bucket, key, range, digestKey, detail, firstSeen, acknowledged };
}

/** Whether it is no open item: each run that looks at its chain finds anew whether it holds. */
export function isTransient({ code }: Pick<Finding, 'code'>): boolean {
  return FINDINGS[code].closedBy === 'next-run' && FINDINGS[code].about === 'chain';
}
