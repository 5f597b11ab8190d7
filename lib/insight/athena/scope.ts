// Where a query looks: which accounts and which days, as the filter of partitions.
import type { TrailIdentity } from '../../identity/trail-identity';
import { sqlText } from './sql';

export interface AthenaQuery {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
}

/** Where a query looks. */
export interface Scope {
  readonly trail: TrailIdentity;
  /** The accounts of the table over all of them; undefined where the query names its own. */
  readonly accountIds?: readonly string[];
  /** Regions beside those that the library knows. */
  readonly moreRegions?: readonly string[];
  /** Whether there are tables of verdicts. */
  readonly hasVerdicts?: boolean;
}

const YESTERDAY = "current_date - INTERVAL '1' DAY";

/** Yesterday and today: an event shortly before midnight is in a file of the next day. */
export const DAYS = `day BETWEEN date_format(${YESTERDAY}, '%Y/%m/%d') AND date_format(current_date, '%Y/%m/%d')`;

/** The same days, as dates. */
export const EACH_DAY = `sequence(${YESTERDAY}, current_date, INTERVAL '1' DAY)`;

/** The accounts that a query asks about. */
export function askedAccounts({ trail, accountIds }: Scope): string[] {
  return [...(accountIds ?? new Set([trail.managementAccountId, trail.logArchiveAccountId]))];
}

/** A query that reads everything costs as much, and takes as long. */
export function partitions(scope: Scope): string[] {
  const named = `account IN (${askedAccounts(scope).map(sqlText).join(', ')})`;
  return [...(scope.accountIds === undefined ? [named] : []), DAYS];
}
