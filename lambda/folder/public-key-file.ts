import { createHash } from 'node:crypto';
import type { KeysReadFailure, PublicKey, Store, TimeRange } from '../core';

interface WrittenKey {
  readonly Value?: unknown;
  readonly Fingerprint?: unknown;
  readonly ValidityStartTime?: unknown;
  readonly ValidityEndTime?: unknown;
}

/**
 * Public keys from files in the format of `aws cloudtrail list-public-keys`. A file may hold what several calls
 * printed, one after the other, for several Regions and times.
 */
export class PublicKeyFile {
  private constructor(private readonly keys: readonly PublicKey[]) {}

  /** Throws where the text is something else, or where a key does not have the fingerprint that is given with it. */
  public static parse(text: string, name: string): PublicKeyFile {
    return new PublicKeyFile(documentsIn(text, name).flatMap((document) => keysIn(document, name)));
  }

  /** Keys of a file are never all that a Region has, so a key that is not among them may still be AWS's. */
  public of(region: string, { start, end }: TimeRange): KeysReadFailure {
    const keys = this.keys.filter(
      ({ validFrom = -Infinity, validTo = Infinity }) => validFrom <= end && validTo >= start,
    );
    return { failure: 'region-unavailable', detail: `${region} was not asked, a file of keys was`, keys };
  }

  /** A store that requests the keys of a Region first, and falls back on these where they are unavailable. */
  public behind(store: Store): Store {
    return {
      listObjects: (bucket, range) => store.listObjects(bucket, range),
      listFolders: (bucket, prefix) => store.listFolders(bucket, prefix),
      readObject: (bucket, key, streamAbove) => store.readObject(bucket, key, streamAbove),
      readHistory: store.readHistory?.bind(store),
      readPublicKeys: async (region, range) => {
        const answer = await store.readPublicKeys(region, range);
        return 'failure' in answer ? { ...answer, keys: this.of(region, range).keys } : answer;
      },
    };
  }
}

/** The files are appended to one another by `>>`, so documents follow each other without a comma. */
function documentsIn(text: string, name: string): readonly unknown[] {
  try {
    return JSON.parse(`[${text.replace(/\}\s*\{/g, '},{')}]`);
  } catch {
    throw new Error(`${name} is not JSON`);
  }
}

function keysIn(document: unknown, name: string): PublicKey[] {
  const { PublicKeyList } = (document ?? {}) as { PublicKeyList?: unknown };
  if (!Array.isArray(PublicKeyList)) throw new Error(`${name} has no PublicKeyList`);
  return PublicKeyList.map((key: WrittenKey) => toPublicKey(key ?? {}, name));
}

function toPublicKey({ Value, Fingerprint, ...validity }: WrittenKey, name: string): PublicKey {
  if (typeof Value !== 'string' || typeof Fingerprint !== 'string') {
    throw new Error(`${name} has a key without Value or Fingerprint`);
  }
  const der = Buffer.from(Value, 'base64');
  if (createHash('md5').update(der).digest('hex') !== Fingerprint.toLowerCase()) {
    throw new Error(`${name} has a key that its fingerprint ${JSON.stringify(Fingerprint)} does not belong to`);
  }
  return {
    der,
    validFrom: toTime(validity.ValidityStartTime, name),
    validTo: toTime(validity.ValidityEndTime, name),
    source: name,
  };
}

/** Version 1 of the AWS CLI prints seconds, version 2 prints ISO 8601. */
function toTime(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined;
  const time = typeof value === 'number' ? value * 1000 : Date.parse(String(value));
  if (Number.isNaN(time)) throw new Error(`${name} has a key whose validity ${JSON.stringify(value)} is no time`);
  return time;
}
