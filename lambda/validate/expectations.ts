import type { OrganizationAccount } from '../aws';
import {
  isReadFailure,
  type Chain,
  type Checkpoint,
  type ExpectedChain,
  type Finding,
  type ReadFailure,
  type Trail,
} from '../core';

const DAY = 86_400_000;
/** CloudTrail may need this long until it delivers for an account that has joined, or for a trail that was made. */
const JOINING = DAY;
/** And so long after a Region is switched on. */
const SWITCHING_ON = DAY;

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

/** What the caller and the people say, and what Organizations says where it can be asked. */
export function expectationsOf(
  trail: Trail,
  given: readonly ExpectedChain[],
  accounts: readonly OrganizationAccount[] | ReadFailure | undefined,
  { now, began }: { readonly now: number; readonly began: number },
): Expectations {
  const isKnown = accounts !== undefined && !isReadFailure(accounts);
  const members = isKnown ? accounts : [];
  const active = new Set(members.filter(({ isActive }) => isActive).map(({ accountId }) => accountId));
  const [, , , region] = trail.arn.split(':');
  const joined = members.filter(({ isActive, joined = 0 }) => isActive && Math.max(joined, began) + JOINING < now);
  return {
    // An account that has been a member for a while has digests in the trail's home Region at least.
    expected: merged([...joined.map(({ accountId }) => ({ accountId, region })), ...given]),
    active: [...active],
    hasEnded: (accountId) => isKnown && !active.has(accountId),
    knowsAccounts: isKnown,
    findings: isKnown || trail.organizationId === undefined ? [] : [{ code: 'accounts-unknown', severity: 'NOTICE' }],
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
    expectedSince === undefined ? [] : [{ accountId, region, firstBy: expectedSince + SWITCHING_ON }],
  );
  const over = chains.filter(({ accountId }) => hasEnded(accountId));
  return merged([
    ...awaited,
    ...expected,
    ...over.map(({ accountId, region }) => ({ accountId, region, hasEnded: true })),
  ]);
}

/** One row for each chain; what is said later is added to what was said before. */
function merged(rows: readonly ExpectedChain[]): ExpectedChain[] {
  const chains = new Map<string, ExpectedChain>();
  for (const row of rows) {
    const name = `${row.accountId} ${row.region}`;
    chains.set(name, { ...chains.get(name), ...row });
  }
  return [...chains.values()];
}
