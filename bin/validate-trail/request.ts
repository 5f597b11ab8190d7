import type { OrganizationAccount } from '../../lambda/aws';
import {
  acknowledgementsOf,
  discoverChains,
  isReadFailure,
  type Chain,
  type ExpectedChain,
  type Finding,
  type Trail,
  type ValidationRequest,
} from '../../lambda/core';
import { DAY } from '../../lambda/core/format/time';
import { readAcknowledged, type Acknowledgements } from './lists/acknowledged';
import { readExpected } from './lists/expected';
import type { Options } from './options';
import type { RunClients } from './source/run-clients';
import { assertWritesThere } from './unvalidated-trail';

/** A lifecycle rule may act some time after its day. */
const LIFECYCLE_SLACK = 2 * DAY;
/** CloudTrail may need this long until it delivers for an account that has joined. */
const JOINING = DAY;

/** What is asked of the core, for which chains. */
export interface PreparedRequest {
  readonly request: ValidationRequest;
  readonly chains: readonly Chain[];
  /** What was found while the request was prepared. */
  readonly findings: readonly Finding[];
  readonly acknowledgements: Acknowledgements;
}

/** Turns the options into a request, with what AWS Organizations and the folders of the bucket say. */
export async function prepareRequest(
  options: Options,
  trail: Trail,
  clients: RunClients,
  now: number,
): Promise<PreparedRequest> {
  assertWritesThere(options.unvalidatedTrails, trail);
  const acknowledgements = await readAcknowledged(options.acknowledged);
  const members = await membersOf(options, trail, clients);
  const expected = [...dueChains(members ?? [], options, now), ...(await readExpected(options.expect))];
  const request = {
    ...baseRequest(options, trail, clients, now),
    knowsAccounts: members !== undefined,
    expected: expected.filter((chain) => isAskedFor(options, chain)),
    acknowledged: acknowledgements.findings,
  };
  const { chains, findings } = await chainsOf(options, request, clients);
  return {
    request: { ...request, expected: [...request.expected, ...endedChains(members ?? [], chains)] },
    chains,
    findings: [...accountsUnknown(options, request), ...findings].map((finding) =>
      acknowledgementsOf(request).apply(finding),
    ),
    acknowledgements,
  };
}

function baseRequest(options: Options, trail: Trail, { limiter }: RunClients, now: number) {
  const { start, end, retentionDays, copyOf, unvalidatedTrails, formerLocations } = options;
  const retentionStart = retentionDays === undefined ? undefined : now - retentionDays * DAY + LIFECYCLE_SLACK;
  return {
    trail,
    window: { start, end },
    now,
    limiter,
    isContinued: false,
    formerLocations,
    ...(retentionStart !== undefined && { retentionStart }),
    ...(copyOf !== undefined && { copyOf }),
    ...(unvalidatedTrails.length > 0 && { unvalidatedTrails }),
  };
}

/** The accounts of the organization, where all of them are asked for and AWS Organizations answers. */
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
function dueChains(members: readonly OrganizationAccount[], { trail, end }: Options, now: number): ExpectedChain[] {
  return members
    .filter(({ isActive, joined = 0 }) => isActive && joined + JOINING < Math.min(now, end))
    .map(({ accountId }) => ({ accountId, region: trail.homeRegion }));
}

/** Accounts that are closed or suspended have no new digests; those that they had are still expected. */
function endedChains(members: readonly OrganizationAccount[], chains: readonly Chain[]): ExpectedChain[] {
  const ended = new Set(members.filter(({ isActive }) => !isActive).map(({ accountId }) => accountId));
  return chains.filter(({ accountId }) => ended.has(accountId)).map((chain) => ({ ...chain, hasEnded: true }));
}

/** Accounts that never wrote to the bucket are noticed only where AWS Organizations lists them. */
function accountsUnknown(
  { accountId }: Options,
  { trail, knowsAccounts }: Pick<ValidationRequest, 'trail' | 'knowsAccounts'>,
): Finding[] {
  if (knowsAccounts || accountId !== undefined || trail.organizationId === undefined) return [];
  return [{ code: 'accounts-unknown', severity: 'NOTICE' }];
}

/** One account in one Region is verified because it was named; all others are found in the bucket, or expected. */
async function chainsOf(
  options: Options,
  request: ValidationRequest,
  { store, limiter }: RunClients,
): Promise<Pick<PreparedRequest, 'chains' | 'findings'>> {
  const { accountId, region } = options;
  if (accountId !== undefined && region !== undefined) return { chains: [{ accountId, region }], findings: [] };
  const findings: Finding[] = [];
  const chains = await discoverChains(store, request, limiter, (finding) => {
    if ((accountId ?? finding.accountId) === finding.accountId) findings.push(finding);
  });
  return { chains: chains.filter((chain) => isAskedFor(options, chain)), findings };
}

function isAskedFor({ accountId, region }: Options, chain: Chain): boolean {
  return (accountId ?? chain.accountId) === chain.accountId && (region ?? chain.region) === chain.region;
}
