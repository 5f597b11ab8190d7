import { parseArn } from '../core/format/arn';
import type { OrganizationAccount } from '../aws/organizations';
import { isReadFailure, type Chain, type ExpectedChain, type Finding, type ReadFailure, type Trail } from '../core';
import { DAY } from '../core/format/time';
import { chainName } from '../records/checkpoint-store';
import type { OrganizationAnswer } from '../records/report';
import type { ChainStates } from './chain-state';

/** CloudTrail may need this long until it delivers for an account that has joined, or for a trail that was made. */
const JOINING = DAY;
/** And so long after a Region is enabled. */
const ENABLING = DAY;

/** The last digests of an account may come so long after it has ended. */
const ENDING = DAY;

/** Which chains must be there and until when, and whether accounts that never wrote would be noticed. */
export interface Expectations {
  readonly expected: readonly ExpectedChain[];
  /** The accounts that Organizations knows to be active. */
  readonly active: readonly string[];
  /** Whether Organizations knows the account to be closed, suspended, or a member no more. */
  readonly hasEnded: (accountId: string) => boolean;
  /** When it said so, where this run has no answer. */
  readonly answeredAt?: number;
  readonly findings: readonly Finding[];
  /** Whether Organizations has answered. */
  readonly knowsAccounts: boolean;
}

/** What earlier runs have left. */
interface Known {
  readonly now: number;
  readonly firstRunTime: number;
  readonly organization?: OrganizationAnswer;
}

/** What the settings and people's acknowledgements say, and what Organizations says where it can be asked. */
export function expectationsOf(
  trail: Trail,
  given: readonly ExpectedChain[],
  accounts: readonly OrganizationAccount[] | ReadFailure | undefined,
  { now, firstRunTime, organization }: Known,
): Expectations {
  const knowsAccounts = accounts !== undefined && !isReadFailure(accounts);
  // Of one run that it does not answer nothing changes.
  const kept = accounts === undefined || knowsAccounts ? undefined : organization;
  const members = knowsAccounts ? accounts.filter(({ isActive }) => isActive) : (kept?.members ?? []);
  const active = new Set(members.map(({ accountId }) => accountId));
  const ended = new Set(kept?.ended);
  const { region } = parseArn(trail.arn);
  const joined = members.filter((member) => Math.max(member.joined ?? 0, firstRunTime) + JOINING < now);
  return {
    // An account that has been a member for a while has digests in the trail's home Region at least.
    expected: merged([
      ...joined.map(({ accountId }) => ({ accountId, region })),
      ...given.map((row) => ({ ...(row.until === undefined && { firstBy: firstRunTime + JOINING }), ...row })),
    ]),
    active: [...active],
    hasEnded: (accountId) => (knowsAccounts ? !active.has(accountId) : ended.has(accountId)),
    ...(kept !== undefined && { answeredAt: kept.answeredAt }),
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
  { expected, hasEnded, answeredAt = Infinity }: Expectations,
  chains: readonly Chain[],
  states: Pick<ChainStates, 'head' | 'heads'>,
): ExpectedChain[] {
  const awaited = [...states.heads()].flatMap(({ accountId, region, expectedSince }) =>
    expectedSince === undefined ? [] : [{ accountId, region, firstBy: expectedSince + ENABLING }],
  );
  // One that goes on after an answer of long ago has not ended.
  const goesOn = (chain: Chain) => (states.head(chainName(chain))?.lastVerified ?? -Infinity) > answeredAt + ENDING;
  const ended = chains.filter((chain) => hasEnded(chain.accountId) && !goesOn(chain));
  return merged([
    ...awaited,
    ...expected,
    ...ended.map(({ accountId, region }) => ({ accountId, region, hasEnded: true })),
  ]);
}

/** What is to be kept of what Organizations said: its answer, or the one before. */
export function organizationAfter(
  { hasEnded }: Expectations,
  accounts: readonly OrganizationAccount[] | ReadFailure | undefined,
  chains: readonly Chain[],
  { now, organization }: Known,
): OrganizationAnswer | undefined {
  if (accounts === undefined || isReadFailure(accounts)) return accounts && organization;
  const members = accounts.flatMap(({ accountId, isActive, joined }) =>
    isActive ? [{ accountId, ...(joined !== undefined && { joined }) }] : [],
  );
  const ended = new Set(chains.map(({ accountId }) => accountId).filter(hasEnded));
  return { answeredAt: now, members, ended: [...ended] };
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
