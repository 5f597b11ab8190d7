import type { Limiter } from '../flow/limiter';
import { whenAll } from '../flow/when-all';
import { CHAIN_FOLDERS, isAccountFolder, isKindFolder, isRegionFolder, resemblesCloudTrail } from '../format/layout';
import { accountsPrefix } from '../format/object-keys';
import { causeOf, isPassing } from '../model/cause';
import type { Finding } from '../model/finding';
import type { ValidationRequest } from '../model/request';
import { ListingFailed, type Store } from '../model/store';
import { chainsIn, type Chain } from '../model/trail';
import { storeOf } from './copied-store';
import { Level } from './strays';

/**
 * Called with the finding on the bucket or an account whose folders can't be listed, so that further chains of it may be missed, and on
 * each object among the folders that is none of CloudTrail's.
 */
export type OnFailure = (finding: Finding) => void;

/**
 * The chains to verify: those expected, those with a checkpoint, and those that have a folder of digests or of log
 * files, so that deleting all digests of a Region does not hide it. Throws where the accounts can't be listed, unless that
 * may be over in a while and chains are known.
 */
export async function discoverChains(
  store: Store,
  request: ValidationRequest,
  limiter: Limiter,
  onFailure: OnFailure,
): Promise<Chain[]> {
  const named = [...(request.expected ?? []), ...chainsIn(request.checkpoints ?? [])];
  const chains = new Map(named.map(({ accountId, region }) => [`${accountId}/${region}`, { accountId, region }]));
  await discoverIn(store, request, limiter, chains, onFailure);
  // Chains of a former location have checkpoints, or are found where everything is read.
  const isWhole = request.sweep === true || request.isContinued === false || (request.checkpoints ?? []).length === 0;
  for (const { bucket, keyPrefix } of isWhole ? (request.formerLocations ?? []) : []) {
    const there = { ...request, trail: { ...request.trail, bucket, keyPrefix } };
    await discoverIn(store, there, limiter, chains, onFailure).catch((error: unknown) =>
      onFailure({ ...notListed(undefined, error), bucket, key: accountsPrefix(there.trail) }),
    );
  }
  return [...chains.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, chain]) => chain);
}

/** Adds the chains that have folders where the request says that the trail delivers. */
async function discoverIn(
  store: Store,
  request: ValidationRequest,
  limiter: Limiter,
  chains: Map<string, Chain>,
  onFailure: OnFailure,
): Promise<void> {
  const { organizationId } = request.trail;
  const prefix = accountsPrefix(request.trail);
  const list = (path: string) => Level.list(storeOf(request, store), limiter, request, path);
  const isDedicated = request.isDedicated === true;
  /** A bucket that others write to may hold folders of theirs. */
  const isOwn = (isKnown: (name: string) => boolean) => (name: string) =>
    isKnown(name) || !(isDedicated || resemblesCloudTrail(name));
  const report = async (level: Level, isKnown: (name: string) => boolean) => {
    for (const finding of await level.strays(isKnown)) onFailure(finding);
  };
  const discover = async (accountId: string) => {
    const account = `${prefix}${accountId}/`;
    const folders = await whenAll(CHAIN_FOLDERS.map((folder) => list(`${account}${folder}/`)));
    for (const folder of folders) {
      for (const region of folder.known(isRegionFolder)) chains.set(`${accountId}/${region}`, { accountId, region });
      await report(folder, isRegionFolder);
    }
    await report(await list(account), isOwn(isKindFolder));
  };
  const accounts = await list(prefix).catch((error: unknown) => {
    // What is known already is verified all the same, as far as it can be: this may be over in a while.
    if (!(error instanceof ListingFailed && isPassing(error.failure.failure)) || chains.size === 0) throw error;
    onFailure(notListed(undefined, error));
    return undefined;
  });
  await whenAll(
    (accounts?.known(isAccountFolder) ?? []).map((accountId) =>
      discover(accountId).catch((error: unknown) => onFailure(notListed(accountId, error))),
    ),
  );
  if (accounts !== undefined) await report(accounts, isOwn(isAccountFolder));
  if (organizationId !== undefined && isDedicated) {
    const above = prefix.slice(0, -organizationId.length - 1);
    await list(above).then(
      (level) => report(level, (name) => name === organizationId),
      (error: unknown) => onFailure(notListed(undefined, error)),
    );
  }
}

function notListed(accountId: string | undefined, error: unknown): Finding {
  if (!(error instanceof ListingFailed)) throw error;
  return {
    code: 'listing-failed',
    severity: 'INCOMPLETE',
    ...(accountId !== undefined && { accountId }),
    detail: causeOf(error.failure),
  };
}
