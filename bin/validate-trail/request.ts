import type { OrganizationAccount } from '../../lambda/aws';
import {
  discoverChains,
  isReadFailure,
  type Chain,
  type ExpectedChain,
  type Finding,
  type Trail,
  type ValidationRequest,
} from '../../lambda/core';
import type { RunClients } from './clients';
import { readAccepted, readExpected } from './lists';
import type { Options } from './options';

const DAY = 86_400_000;
/** A lifecycle rule may act some time after its day. */
const LIFECYCLE_SLACK = 2 * DAY;
/** CloudTrail may need this long until it delivers for an account that has joined. */
const JOINING = DAY;

/** What is asked of the core, and for which chains. */
export interface Task {
  readonly request: ValidationRequest;
  readonly chains: readonly Chain[];
  /** What could not be looked at on the way. */
  readonly findings: readonly Finding[];
  /** Whether accounts that never wrote to the bucket would be noticed. */
  readonly knowsAccounts: boolean;
}

export async function makeTask(options: Options, trail: Trail, clients: RunClients, now: number): Promise<Task> {
  const { start, end, retentionDays } = options;
  const members = await membersOf(options, trail, clients);
  const expected = [...dueOf(members ?? [], options, now), ...(await readExpected(options.expect))];
  const request = {
    trail,
    window: { start, end },
    now,
    limiter: clients.limiter,
    isContinued: false,
    knowsAccounts: members !== undefined,
    ...(retentionDays !== undefined && { retentionStart: now - retentionDays * DAY + LIFECYCLE_SLACK }),
    expected: expected.filter((chain) => isAskedFor(options, chain)),
    acknowledged: await readAccepted(options.accept),
  };
  const findings: Finding[] = [];
  const chains = await chainsOf(options, request, clients, findings);
  return {
    request: { ...request, expected: [...request.expected, ...endedOf(members ?? [], chains)] },
    chains,
    findings,
    knowsAccounts: members !== undefined || options.accountId !== undefined || trail.organizationId === undefined,
  };
}

/** The accounts of the organization, where all of them are asked for and Organizations answers. */
async function membersOf(
  { accountId }: Options,
  { organizationId }: Trail,
  { organizationClient }: RunClients,
): Promise<readonly OrganizationAccount[] | undefined> {
  if (accountId !== undefined || organizationId === undefined || organizationClient === undefined) return undefined;
  const accounts = await organizationClient.accounts();
  return isReadFailure(accounts) ? undefined : accounts;
}

/** Each account that has been a member for a while has digests in the trail's home Region at least. */
function dueOf(members: readonly OrganizationAccount[], { trail, end }: Options, now: number): ExpectedChain[] {
  return members
    .filter(({ isActive, joined = 0 }) => isActive && joined + JOINING < Math.min(now, end))
    .map(({ accountId }) => ({ accountId, region: trail.homeRegion }));
}

/** Accounts that are closed or suspended have no new digests; what they had is still demanded. */
function endedOf(members: readonly OrganizationAccount[], chains: readonly Chain[]): ExpectedChain[] {
  const ended = new Set(members.filter(({ isActive }) => !isActive).map(({ accountId }) => accountId));
  return chains.filter(({ accountId }) => ended.has(accountId)).map((chain) => ({ ...chain, hasEnded: true }));
}

/** One account in one Region is due by being asked for; all else is what is found and what is expected. */
async function chainsOf(
  options: Options,
  request: ValidationRequest,
  { store, limiter }: RunClients,
  findings: Finding[],
): Promise<Chain[]> {
  const { accountId, region } = options;
  if (accountId !== undefined && region !== undefined) return [{ accountId, region }];
  const chains = await discoverChains(store, request, limiter, (finding) => {
    if ((accountId ?? finding.accountId) === finding.accountId) findings.push(finding);
  });
  return chains.filter((chain) => isAskedFor(options, chain));
}

function isAskedFor({ accountId, region }: Options, chain: Chain): boolean {
  return (accountId ?? chain.accountId) === chain.accountId && (region ?? chain.region) === chain.region;
}
