import { gunzipSync, gzipSync } from 'node:zlib';
import type { Mac } from '../aws/kms';
import type { Table } from '../aws/dynamodb';
import { isReadFailure, type KeysReadFailure, type PublicKey, type Store, type TimeRange } from '../core';

/** A public key that AWS has given once, as it is kept. */
export interface KeptKey {
  /** Base64. */
  readonly der: string;
  readonly validFrom?: number;
  readonly validTo?: number;
  /** When it was learned, in milliseconds since 1970. */
  readonly learned: number;
}

/** By Region. */
export type KeysByRegion = Readonly<Record<string, readonly KeptKey[]>>;

const PREFIX = 'keys#';

/**
 * Public keys that AWS has given. Where a Region can't be asked any more, since it was switched off here or is denied,
 * they go on verifying what they have signed.
 */
export class KeptKeys {
  private readonly keys = new Map<string, Map<string, KeptKey>>();
  private readonly learnedOf = new Set<string>();

  public constructor(
    keys: KeysByRegion,
    private readonly now: number,
  ) {
    for (const [region, list] of Object.entries(keys))
      this.keys.set(region, new Map(list.map((key) => [key.der, key])));
  }

  /** The same store, with what is kept where a Region refuses. */
  public behind(store: Store): Store {
    const readPublicKeys = async (
      region: string,
      range: TimeRange,
    ): Promise<readonly PublicKey[] | KeysReadFailure> => {
      const answer = await store.readPublicKeys(region, range);
      if (isReadFailure(answer))
        return { ...answer, keys: [...(answer.keys ?? []), ...this.of(region).map(toPublicKey)] };
      for (const key of answer) this.learn(region, key);
      return answer;
    };
    return {
      ...(store.dropsMetadata !== undefined && { dropsMetadata: store.dropsMetadata }),
      listObjects: (bucket, range) => store.listObjects(bucket, range),
      listFolders: (bucket, prefix) => store.listFolders(bucket, prefix),
      readObject: (bucket, key, streamAbove) => store.readObject(bucket, key, streamAbove),
      ...(store.readHistory && { readHistory: (bucket, key) => store.readHistory!(bucket, key) }),
      readPublicKeys,
    };
  }

  /** What is known of some Regions, for a child of the map, which reads no table. */
  public ofRegions(regions: Iterable<string>): KeysByRegion {
    return Object.fromEntries([...new Set(regions)].map((region) => [region, this.of(region)]));
  }

  /** The Regions of which something new was learned. */
  public get changed(): readonly string[] {
    return [...this.learnedOf];
  }

  public of(region: string): readonly KeptKey[] {
    return [...(this.keys.get(region)?.values() ?? [])];
  }

  private learn(region: string, { der, validFrom, validTo }: PublicKey): void {
    const known = this.keys.get(region) ?? new Map<string, KeptKey>();
    const name = Buffer.from(der).toString('base64');
    if (known.has(name)) return;
    this.keys.set(region, known.set(name, { der: name, validFrom, validTo, learned: this.now }));
    this.learnedOf.add(region);
  }
}

function toPublicKey({ der, validFrom, validTo, learned }: KeptKey): PublicKey {
  const source = `ListPublicKeys of ${new Date(learned).toISOString()}`;
  return { der: Buffer.from(der, 'base64'), validFrom, validTo, source };
}

/** Keeps public keys in the table, authenticated by KMS: a key that somebody puts there verifies nothing. */
export class KeyKeeper {
  private readonly stored = new Map<string, { readonly mac?: string }>();

  public constructor(
    private readonly table: Table,
    private readonly mac: Mac,
    private readonly trailArn: string,
  ) {}

  public async load(now: number): Promise<KeptKeys> {
    const keys: Record<string, readonly KeptKey[]> = {};
    this.stored.clear();
    for await (const [sortKey, { body, mac }] of this.table.items(PREFIX)) {
      const region = sortKey.slice(PREFIX.length);
      this.stored.set(region, { mac });
      const isOurs = mac !== undefined && (await this.mac.isValid(this.nameOf(region), body, mac));
      if (isOurs) keys[region] = JSON.parse(gunzipSync(body).toString('utf8')) as KeptKey[];
    }
    return new KeptKeys(keys, now);
  }

  /** Stores what is new. Where another run was faster, it has learned the same. */
  public async save(kept: KeptKeys, runId: string): Promise<void> {
    for (const region of kept.changed) {
      const keys = kept.of(region);
      const body = gzipSync(JSON.stringify(keys));
      const mac = await this.mac.make(this.nameOf(region), body);
      await this.table.put(`${PREFIX}${region}`, { body, counter: keys.length, mac, runId }, this.stored.get(region));
    }
  }

  private nameOf(region: string): string {
    return `${this.trailArn} ${PREFIX}${region}`;
  }
}
