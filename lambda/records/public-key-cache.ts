import * as v from 'valibot';
import {
  isReadFailure,
  withPublicKeys,
  type KeysReadFailure,
  type PublicKey,
  type Store,
  type TimeRange,
  type UsedPublicKey,
  type UsedPublicKeys,
} from '../core';
import { listOf, number, schemaOf, string, type Immutable } from './schema';

export const storedKeySchema = v.strictObject({
  /** Base64. */
  der: string,
  validFrom: v.optional(number),
  validTo: v.optional(number),
  /** When AWS gave it, in milliseconds since 1970. */
  receivedAt: number,
});

export const usedPublicKeysSchema = schemaOf<UsedPublicKeys>()(
  v.strictObject({
    used: listOf(
      schemaOf<UsedPublicKey>()(
        v.strictObject({ region: string, fingerprint: string, source: string, digests: number }),
      ),
    ),
    more: number,
  }),
);

/** A public key that AWS has given once. */
export type StoredKey = Immutable<v.InferOutput<typeof storedKeySchema>>;

export type KeysByRegion = Readonly<Record<string, readonly StoredKey[]>>;

/**
 * Public keys that AWS has given. Where a Region can't be asked any more, since it was disabled here or is denied,
 * they go on verifying what they have signed.
 */
export class PublicKeyCache {
  private readonly keys = new Map<string, Map<string, StoredKey>>();
  private readonly regionsWithNewKeys = new Set<string>();

  public constructor(
    keys: KeysByRegion,
    private readonly now: number,
  ) {
    for (const [region, list] of Object.entries(keys))
      this.keys.set(region, new Map(list.map((key) => [key.der, key])));
  }

  /** The same store, with the keys of this cache where a Region gives none. */
  public behind(store: Store): Store {
    const readPublicKeys = async (
      region: string,
      range: TimeRange,
    ): Promise<readonly PublicKey[] | KeysReadFailure> => {
      const answer = await store.readPublicKeys(region, range);
      if (isReadFailure(answer))
        return { ...answer, keys: [...(answer.keys ?? []), ...this.of(region).map(toPublicKey)] };
      for (const key of answer) this.add(region, key);
      return answer;
    };
    return withPublicKeys(store, readPublicKeys);
  }

  /** The keys of some Regions, for a shard, which reads no table. */
  public ofRegions(regions: Iterable<string>): KeysByRegion {
    return Object.fromEntries([...new Set(regions)].map((region) => [region, this.of(region)]));
  }

  public get changedRegions(): readonly string[] {
    return [...this.regionsWithNewKeys];
  }

  public of(region: string): readonly StoredKey[] {
    return [...(this.keys.get(region)?.values() ?? [])];
  }

  private add(region: string, { der, validFrom, validTo }: PublicKey): void {
    const keys = this.keys.get(region) ?? new Map<string, StoredKey>();
    const name = Buffer.from(der).toString('base64');
    if (keys.has(name)) return;
    this.keys.set(region, keys.set(name, { der: name, validFrom, validTo, receivedAt: this.now }));
    this.regionsWithNewKeys.add(region);
  }
}

function toPublicKey({ der, validFrom, validTo, receivedAt }: StoredKey): PublicKey {
  const source = `ListPublicKeys of ${new Date(receivedAt).toISOString()}`;
  return { der: Buffer.from(der, 'base64'), validFrom, validTo, source };
}
