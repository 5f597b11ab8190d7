import { accountsPrefix } from './keys';
import type { Limiter } from './limiter';
import type { Chain, ValidationRequest } from './request';
import type { Store } from './store';

const ACCOUNT = /^\d{12}$/;
const REGION = /^[a-z]{2}(-[a-z]+){1,3}-\d{1,2}$/;

/**
 * The chains to prove: those expected, those remembered, and those that have a folder of digests or of log files, so
 * that deleting all digests of a Region does not hide it.
 */
export async function discoverChains(store: Store, request: ValidationRequest, limiter: Limiter): Promise<Chain[]> {
  const { bucket } = request.trail;
  const prefix = accountsPrefix(request.trail);
  const known = [...(request.expected ?? []), ...(request.checkpoints ?? [])];
  const chains = new Map(known.map(({ accountId, region }) => [`${accountId}/${region}`, { accountId, region }]));
  const accounts = (await foldersOf(store, limiter, bucket, prefix)).filter((name) => ACCOUNT.test(name));
  await Promise.all(
    accounts.flatMap((accountId) =>
      ['CloudTrail-Digest', 'CloudTrail'].map(async (kind) => {
        for (const region of await foldersOf(store, limiter, bucket, `${prefix}${accountId}/${kind}/`)) {
          if (REGION.test(region)) chains.set(`${accountId}/${region}`, { accountId, region });
        }
      }),
    ),
  );
  return [...chains.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, chain]) => chain);
}

function foldersOf(store: Store, limiter: Limiter, bucket: string, prefix: string): Promise<string[]> {
  return limiter.run(async () => {
    const folders: string[] = [];
    for await (const page of store.listFolders(bucket, prefix)) folders.push(...page);
    return folders;
  });
}
