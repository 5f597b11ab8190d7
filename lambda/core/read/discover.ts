import type { Limiter } from '../flow/limiter';
import { whenAll } from '../flow/when-all';
import { accountsPrefix } from '../format/object-keys';
import { causeOf, isPassing } from '../model/cause';
import type { Finding } from '../model/finding';
import type { ValidationRequest } from '../model/request';
import { ListingFailed, type Store } from '../model/store';
import type { Chain } from '../model/trail';

const FOLDERS = ['CloudTrail-Digest', 'CloudTrail'];
const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/;

/** Called with the finding on the bucket or an account whose folders can't be listed, so that further chains of it may be missed. */
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
  const { bucket } = request.trail;
  const prefix = accountsPrefix(request.trail);
  const named = [...(request.expected ?? []), ...(request.checkpoints ?? [])];
  const chains = new Map(named.map(({ accountId, region }) => [`${accountId}/${region}`, { accountId, region }]));
  const folders = await foldersOf(store, limiter, bucket, prefix).catch((error: unknown) => {
    // What is known already is verified all the same, as far as it can be: this may be over in a while.
    if (!(error instanceof ListingFailed && isPassing(error.failure.failure)) || chains.size === 0) throw error;
    onFailure(notListed(undefined, error));
    return [];
  });
  const accounts = folders.filter((name) => ACCOUNT.test(name));
  const discover = async (accountId: string) => {
    const folders = FOLDERS.map((folder) => foldersOf(store, limiter, bucket, `${prefix}${accountId}/${folder}/`));
    for (const region of (await whenAll(folders)).flat().filter((name) => REGION.test(name))) {
      chains.set(`${accountId}/${region}`, { accountId, region });
    }
  };
  await whenAll(
    accounts.map((accountId) => discover(accountId).catch((error: unknown) => onFailure(notListed(accountId, error)))),
  );
  return [...chains.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, chain]) => chain);
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

function foldersOf(store: Store, limiter: Limiter, bucket: string, prefix: string): Promise<string[]> {
  return limiter.run(async () => {
    const folders: string[] = [];
    for await (const page of store.listFolders(bucket, prefix)) folders.push(...page);
    return folders;
  });
}
