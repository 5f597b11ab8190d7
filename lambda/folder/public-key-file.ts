import { createHash, getHashes } from 'node:crypto';
import { withPublicKeys, type KeysReadFailure, type PublicKey, type Store, type TimeRange } from '../core';

interface WrittenKey {
  readonly Value?: unknown;
  readonly Fingerprint?: unknown;
  readonly ValidityStartTime?: unknown;
  readonly ValidityEndTime?: unknown;
}

/**
 * Public keys from files in the format of `aws cloudtrail list-public-keys`, or of its `--query PublicKeyList`. A file
 * may hold what several calls printed, one after the other, for several Regions and times.
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
    return withPublicKeys(store, async (region, range) => {
      const answer = await store.readPublicKeys(region, range);
      return 'failure' in answer ? { ...answer, keys: this.of(region, range).keys } : answer;
    });
  }
}

/** The files are appended to one another by `>>`, so documents follow each other without a comma. */
function documentsIn(text: string, name: string): readonly unknown[] {
  try {
    return JSON.parse(`[${text.replace(/([}\]])\s*([{[])/g, '$1,$2')}]`);
  } catch {
    throw new Error(`${name} is not JSON`);
  }
}

function keysIn(document: unknown, name: string): PublicKey[] {
  const list = Array.isArray(document) ? document : ((document ?? {}) as { PublicKeyList?: unknown }).PublicKeyList;
  if (!Array.isArray(list)) throw new Error(`${name} has no PublicKeyList`);
  return list.map((key: WrittenKey | null) => toPublicKey(key ?? {}, name));
}

function toPublicKey({ Value, Fingerprint, ...validity }: WrittenKey, name: string): PublicKey {
  if (typeof Value !== 'string' || typeof Fingerprint !== 'string') {
    throw new Error(`${name} has a key without Value or Fingerprint`);
  }
  const der = Buffer.from(Value, 'base64');
  if (isOfAnotherKey(Fingerprint, der)) {
    throw new Error(`${name} has a key that its fingerprint ${JSON.stringify(Fingerprint)} does not belong to`);
  }
  return {
    der,
    fingerprint: MD5_FORM.test(Fingerprint) ? Fingerprint.toLowerCase() : Fingerprint,
    validFrom: toTime(validity.ValidityStartTime, name),
    validTo: toTime(validity.ValidityEndTime, name),
    source: name,
  };
}

const MD5_FORM = /^[0-9a-f]{32}$/i;

/** An MD5 is compared with the key, so that a damaged file is not taken for tampering, where the host has MD5. */
function isOfAnotherKey(fingerprint: string, der: Buffer): boolean {
  if (!MD5_FORM.test(fingerprint) || !getHashes().includes('md5')) return false;
  return createHash('md5').update(der).digest('hex') !== fingerprint.toLowerCase();
}

/** Version 1 of the AWS CLI prints seconds, version 2 prints ISO 8601. */
function toTime(value: unknown, name: string): number | undefined {
  if (value === undefined) return undefined;
  const time = typeof value === 'number' ? value * 1000 : Date.parse(String(value));
  if (Number.isNaN(time)) throw new Error(`${name} has a key whose validity ${JSON.stringify(value)} is no time`);
  return time;
}
