import * as v from 'valibot';
import type { Mac } from '../aws/kms';
import type { Table } from '../aws/dynamodb';
import { Format } from './format';
import { PublicKeyCache, storedKeySchema, type StoredKey } from './public-key-cache';
import { listOf } from './schema';

const PREFIX = 'public-keys#';

/** The body of a Region's item in the table. */
export const publicKeysFormat = new Format<{ readonly keys: readonly StoredKey[] }>(
  1,
  v.strictObject({ keys: listOf(storedKeySchema) }),
);

/** Keeps public keys in the table, authenticated by KMS: a key that somebody puts there verifies nothing. */
export class PublicKeyStore {
  private readonly read = new Map<string, { readonly mac?: string }>();

  public constructor(
    private readonly table: Table,
    private readonly mac: Mac,
    private readonly trailArn: string,
  ) {}

  public async load(now: number): Promise<PublicKeyCache> {
    const keys: Record<string, readonly StoredKey[]> = {};
    this.read.clear();
    for await (const [sortKey, { body, mac }] of this.table.items(PREFIX)) {
      const region = sortKey.slice(PREFIX.length);
      this.read.set(region, { mac });
      const isAuthentic = mac !== undefined && (await this.mac.isValid(this.macName(region), body, mac));
      if (isAuthentic) keys[region] = publicKeysFormat.unpack(body, this.table.nameOf(sortKey)).keys;
    }
    return new PublicKeyCache(keys, now);
  }

  /** Stores what is new. Where another run was faster, it has received the same. */
  public async save(cache: PublicKeyCache, runId: string): Promise<void> {
    for (const region of cache.changedRegions) {
      const sortKey = `${PREFIX}${region}`;
      const keys = cache.of(region);
      const body = publicKeysFormat.pack({ keys }, this.table.nameOf(sortKey));
      const mac = await this.mac.make(this.macName(region), body);
      await this.table.put(sortKey, { body, counter: keys.length, mac, runId }, this.read.get(region));
    }
  }

  private macName(region: string): string {
    return `${this.trailArn} ${PREFIX}${region}`;
  }
}
