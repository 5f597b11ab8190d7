import { parseArn } from '../core/format/arn';
import type { OrganizationAccount } from '../aws/organizations';
import {
  isReadFailure,
  type Chain,
  type Checkpoint,
  type ExpectedChain,
  type Finding,
  type ReadFailure,
  type Trail,
} from '../core';
import { DAY } from '../core/format/time';

/** CloudTrail may need this long until it delivers for an account that has joined, or for a trail that was made. */
const JOINING = DAY;
/** And so long after a Region is enabled. */
const ENABLING = DAY;

/** Which chains must be there and until when, and whether accounts that never wrote would be noticed. */
export interface Expectations {
  readonly expected: readonly ExpectedChain[];
  /** The accounts that Organizations knows to be active. */
  readonly active: readonly string[];
  /** Whether Organizations knows the account to be closed, suspended, or a member no more. */
  readonly hasEnded: (accountId: string) => boolean;
  readonly findings: readonly Finding[];
  /** Whether Organizations has answered. */
  readonly knowsAccounts: boolean;
}

/** What the settings and people's acknowledgements say, and what Organizations says where it can be asked. */
export function expectationsOf(
  trail: Trail,
  given: readonly ExpectedChain[],
  accounts: readonly OrganizationAccount[] | ReadFailure | undefined,
  { now, firstRunTime }: { readonly now: number; readonly firstRunTime: number },
): Expectations {
  const knowsAccounts = accounts !== undefined && !isReadFailure(accounts);
  const members = knowsAccounts ? accounts : [];
  const active = new Set(members.filter(({ isActive }) => isActive).map(({ accountId }) => accountId));
  const { region } = parseArn(trail.arn);
  const joined = members.filter(
    ({ isActive, joined = 0 }) => isActive && Math.max(joined, firstRunTime) + JOINING < now,
  );
  return {
    // An account that has been a member for a while has digests in the trail's home Region at least.
    expected: merged([
      ...joined.map(({ accountId }) => ({ accountId, region })),
      ...given.map((row) => ({ ...(row.until === undefined && { firstBy: firstRunTime + JOINING }), ...row })),
    ]),
    active: [...active],
    hasEnded: (accountId) => knowsAccounts && !active.has(accountId),
    knowsAccounts,
    findings:
      knowsAccounts || trail.organizationId === undefined ? [] : [{ code: 'accounts-unknown', severity: 'NOTICE' }],
  };
}

/**
 * Chains of enabled Regions that have not delivered yet are due in a while. Chains of ended accounts have no new digests;
 * what they had is still demanded.
 */
export function expectedOf(
  { expected, hasEnded }: Expectations,
  chains: readonly Chain[],
  checkpoints: readonly Checkpoint[],
): ExpectedChain[] {
  const awaited = checkpoints.flatMap(({ accountId, region, expectedSince }) =>
    expectedSince === undefined ? [] : [{ accountId, region, firstBy: expectedSince + ENABLING }],
  );
  const ended = chains.filter(({ accountId }) => hasEnded(accountId));
  return merged([
    ...awaited,
    ...expected,
    ...ended.map(({ accountId, region }) => ({ accountId, region, hasEnded: true })),
  ]);
}

/** One row for each chain, with the fields of all its rows; later ones win. */
function merged(rows: readonly ExpectedChain[]): ExpectedChain[] {
  const chains = new Map<string, ExpectedChain>();
  for (const row of rows) {
    const name = `${row.accountId} ${row.region}`;
    chains.set(name, { ...chains.get(name), ...row });
  }
  return [...chains.values()];
}
