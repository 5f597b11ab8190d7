import type { Finding } from '../../../lambda/core';

/** How many like findings in a row are told one by one. */
const TOLD_IN_FULL = 10;

/** What to tell now: a finding of its own, or the end of a row that was folded. */
export interface Folded {
  readonly first: Finding;
  readonly last: Finding;
  readonly count: number;
}

/** Folds like findings in a row to their range and number, so that a vanished account is not 8,760 lines. */
export class Fold {
  private told = 0;
  private row?: Folded;
  private likeness?: string;

  /** What is to be told on this finding. */
  public add(finding: Finding): Folded[] {
    const likeness = likenessOf(finding);
    if (likeness !== this.likeness) {
      const rest = this.end();
      this.likeness = likeness;
      this.told = 1;
      return [...rest, { first: finding, last: finding, count: 1 }];
    }
    if (this.told < TOLD_IN_FULL) {
      this.told += 1;
      return [{ first: finding, last: finding, count: 1 }];
    }
    this.row = { first: this.row?.first ?? finding, last: finding, count: (this.row?.count ?? 0) + 1 };
    return [];
  }

  /** What is left to be told when the row ends. */
  public end(): Folded[] {
    const rest = this.row ? [this.row] : [];
    this.row = this.likeness = undefined;
    return rest;
  }
}

/** Findings of whole chains are alike across accounts and Regions, those of objects within one chain. */
function likenessOf({ code, severity, acknowledged, accountId, region, key }: Finding): string {
  return [code, severity, acknowledged, ...(key === undefined ? [] : [accountId, region])].join(' ');
}
