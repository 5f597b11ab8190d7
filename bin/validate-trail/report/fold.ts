import type { Finding } from '../../../lambda/core';

/** How many like findings in a row are shown one by one. */
const SHOWN_ONE_BY_ONE = 10;

/** What to show: a finding of its own, or the rest of a row of like findings. */
export interface Folded {
  readonly first: Finding;
  readonly last: Finding;
  readonly count: number;
}

/** Folds like findings in a row to their range and number, so that a missing account is not 8,760 lines. */
export class Fold {
  private shown = 0;
  private rest?: Folded;
  private likeness?: string;

  /** What to show on this finding. */
  public add(finding: Finding): Folded[] {
    const likeness = likenessOf(finding);
    if (likeness !== this.likeness) {
      const rest = this.end();
      this.likeness = likeness;
      this.shown = 1;
      return [...rest, { first: finding, last: finding, count: 1 }];
    }
    if (this.shown < SHOWN_ONE_BY_ONE) {
      this.shown += 1;
      return [{ first: finding, last: finding, count: 1 }];
    }
    this.rest = { first: this.rest?.first ?? finding, last: finding, count: (this.rest?.count ?? 0) + 1 };
    return [];
  }

  /** What is still to be shown when the row ends. */
  public end(): Folded[] {
    const rest = this.rest ? [this.rest] : [];
    this.rest = this.likeness = undefined;
    return rest;
  }
}

/** Findings of whole chains are alike across accounts and Regions, those of objects within one chain. */
function likenessOf({ code, severity, acknowledged, accountId, region, key }: Finding): string {
  return [code, severity, acknowledged, ...(key === undefined ? [] : [accountId, region])].join(' ');
}
