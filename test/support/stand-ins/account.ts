import { StandInService } from './stand-in';

export interface AccountStandInOptions {
  /** The account that asks; Account Management refuses its number. */
  readonly ownAccountId: string;
  /** The Regions that an account has enabled; undefined where the call is denied. */
  readonly enabled: (accountId: string) => readonly string[] | undefined;
  /** Whether this request is one too many. */
  readonly isThrottled?: () => boolean;
  /** How many Regions a page of ListRegions has. Default: 10 */
  readonly pageSize?: number;
}

interface ListRegions {
  readonly AccountId?: string;
  readonly RegionOptStatusContains?: readonly string[];
  readonly NextToken?: string;
}

/** ListRegions of AWS Account Management. */
export function accountStandIn({
  ownAccountId,
  enabled,
  isThrottled,
  pageSize = 10,
}: AccountStandInOptions): StandInService {
  return ({ method, path, body }, count) => {
    if (method !== 'POST' || path !== '/listRegions') return undefined;
    count('ListRegions');
    if (isThrottled?.() === true) return throttled();
    const { AccountId, RegionOptStatusContains = [], NextToken = '0' } = JSON.parse(body) as ListRegions;
    const regions = AccountId === ownAccountId ? undefined : enabled(AccountId ?? ownAccountId);
    if (regions === undefined) return denied();
    const start = Number(NextToken);
    const next = start + pageSize;
    const Regions = RegionOptStatusContains.includes('ENABLED')
      ? regions.slice(start, next).map((RegionName) => ({ RegionName, RegionOptStatus: 'ENABLED' }))
      : [];
    return json(200, { Regions, ...(next < regions.length && { NextToken: String(next) }) });
  };
}

function throttled() {
  return json(429, { message: 'Too many requests' }, { 'x-amzn-errortype': 'TooManyRequestsException' });
}

function denied() {
  return json(403, { message: 'User is not authorized' }, { 'x-amzn-errortype': 'AccessDeniedException' });
}

function json(status: number, content: object, headers: Record<string, string> = {}) {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(content) };
}
