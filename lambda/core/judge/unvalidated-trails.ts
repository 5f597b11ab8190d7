import { parseArn } from '../format/arn';
import { contradictionIn } from '../format/declared-trail';
import { DAY, MINUTE } from '../format/time';
import type { Chain, Trail } from '../model/trail';
import type { UnvalidatedTrail } from '../model/unvalidated-trail';
import type { ChainLocation } from '../read/chain-locations';
import type { ChainContext } from './chain-context';

/** CloudTrail tries to deliver a log file for so long. */
const REDELIVERY = 30 * DAY;

/** The declared trail that may have written a log file which no digest lists. None writes to a former location. */
export function unvalidatedTrailOf(
  { session, locations, keys, chain }: ChainContext,
  location: ChainLocation,
  { key, lastModified }: { readonly key: string; readonly lastModified?: number },
): UnvalidatedTrail | undefined {
  const { trail, unvalidatedTrails = [] } = session.request;
  if (location !== locations.current) return undefined;
  const named = keys.parseLogFileName(key);
  if (named === undefined) return undefined;
  const delivered = lastModified ?? named;
  if (delivered < named - MINUTE || delivered > named + REDELIVERY) return undefined;
  return unvalidatedTrails.find(
    (declared) =>
      contradictionIn(declared, trail) === undefined &&
      writesTo(declared, trail, chain) &&
      wroteAt(declared, named, delivered),
  );
}

function writesTo(
  { arn, accountIds, regions }: UnvalidatedTrail,
  { organizationId }: Trail,
  { accountId, region }: Chain,
): boolean {
  const isOfAccount =
    organizationId === undefined
      ? parseArn(arn).accountId === accountId
      : accountIds === undefined || accountIds.includes(accountId);
  return isOfAccount && (regions === undefined || regions.includes(region));
}

/** Names have minutes alone, and no log file is named for later than it was delivered. */
function wroteAt({ start = -Infinity, end = Infinity }: UnvalidatedTrail, named: number, delivered: number): boolean {
  return named > start - MINUTE && delivered >= start && delivered < end;
}
