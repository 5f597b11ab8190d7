/**
 * What the core reads from, and its only way out: S3, a local folder or a test's memory.
 *
 * A store returns what it finds and judges nothing. It retries what is worth retrying (throttling, resets, short
 * bodies, time-outs) and answers with a typed failure when it gives up; it never throws for a single object.
 */
export interface Store {
  /**
   * The store is a copy that has lost all metadata (a folder). Signatures then come from successors, or from a sidecar
   * file that the store returns as metadata; a digest without one is unverified, not tampered with.
   */
  readonly dropsMetadata?: boolean;

  /**
   * The objects below a prefix in the order of their keys (UTF-8 bytes, as S3 lists them), page by page: those whose
   * key is greater than `after` and less than `before`. Throws a {@link ListingFailed} if it can't be completed:
   * a listing that ends early without an error would be taken for a deletion.
   */
  listObjects(bucket: string, range: KeyRange): AsyncIterable<readonly ListedObject[]>;

  /**
   * The names of the folders directly below a prefix that ends in "/", without that prefix and without slashes. The
   * objects directly below it are passed to `onObject`.
   */
  listFolders(
    bucket: string,
    prefix: string,
    onObject?: (object: ListedObject) => void,
  ): AsyncIterable<readonly string[]>;

  /**
   * One object with its metadata. Bodies longer than `streamAbove` bytes are streams, so that no big file has to fit into
   * memory; a stream that breaks throws, and the core requests the object again.
   */
  readObject(bucket: string, key: string, streamAbove: number): Promise<StoredObject | ReadFailure>;

  /**
   * CloudTrail's public keys of a Region whose validity overlaps the range; to be requested in that Region. Where it has
   * none, that is the failure `no-keys`, so that others which are at hand are used.
   */
  readPublicKeys(region: string, range: TimeRange): Promise<readonly PublicKey[] | KeysReadFailure>;

  /**
   * The older versions and delete markers of one key, newest first. Left out where versions can't be read. It is
   * called only for objects that are missing.
   */
  readHistory?(bucket: string, key: string): Promise<readonly ObjectVersion[] | ReadFailure>;

  /**
   * All versions and delete markers of the keys of a range, in the order of the keys (UTF-8 bytes), those of one key newest
   * first. Left out where versions can't be listed. Throws a {@link ListingFailed} as `listObjects` does.
   */
  listVersions?(bucket: string, range: KeyRange): AsyncIterable<readonly ListedVersion[]>;

  /** Until when a version is locked. Left out where nothing can be locked. */
  readRetention?(bucket: string, key: string, versionId: string): Promise<ObjectRetention | ReadFailure>;
}

/** From `start` to before `end`, in milliseconds since 1970. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

export interface KeyRange {
  readonly prefix: string;
  /** List only keys greater than this one. */
  readonly after?: string;
  /** List only keys less than this one. */
  readonly before?: string;
}

export interface ListedObject {
  readonly key: string;
  readonly size: number;
  /** Milliseconds since 1970; left out where the store has no clock of delivery (a folder). */
  readonly lastModified?: number;
}

export interface StoredObject {
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  /** User metadata, names in lower case without `x-amz-meta-`; for a folder what its sidecar file holds. */
  readonly metadata: Readonly<Record<string, string | undefined>>;
  readonly lastModified?: number;
  /** The version whose bytes these are, by the same response. Left out where the store has no versions. */
  readonly versionId?: string;
  /** In bytes, as stored. */
  readonly size?: number;
  readonly storageClass?: string;
}

/** What one response says of the object whose bytes it holds. */
export type StoredFacts = Pick<StoredObject, 'lastModified' | 'versionId' | 'size' | 'storageClass'>;

export function factsOf({ lastModified, versionId, size, storageClass }: StoredObject): StoredFacts {
  return {
    ...(lastModified !== undefined && { lastModified }),
    ...(versionId !== undefined && { versionId }),
    ...(size !== undefined && { size }),
    ...(storageClass !== undefined && { storageClass }),
  };
}

export interface PublicKey {
  /** DER bytes, PKCS#1 or SPKI. */
  readonly der: Uint8Array;
  /** By which digests name it, as CloudTrail gives it. Default: the lower-case hex MD5 of the bytes. */
  readonly fingerprint?: string;
  readonly validFrom?: number;
  readonly validTo?: number;
  /** Where the key came from, for the report: `ListPublicKeys`, the name of a file, or a cache of earlier answers. */
  readonly source: string;
}

export interface ObjectVersion {
  readonly versionId: string;
  readonly isDeleteMarker: boolean;
  readonly lastModified: number;
}

/** A version of an object as a listing of versions gives it, or the mark of a deletion. */
export interface ListedVersion extends ObjectVersion {
  readonly key: string;
  readonly isLatest: boolean;
  /** 0 for a delete marker. */
  readonly size: number;
  /** Undefined for a delete marker. */
  readonly storageClass?: string;
}

/** For how long nobody may delete a version, in milliseconds since 1970; undefined where it is not locked. */
export interface ObjectRetention {
  readonly until?: number;
}

/** Why an object, a listing or a Region's keys are unavailable. Only `absent` says something about the object itself. */
export type ReadFailureReason =
  /** It is not there, and the store may know that (S3: NoSuchKey with the right to list). */
  | 'absent'
  /** No permission on the object, the bucket or the API. */
  | 'denied'
  /** The KMS key can't be used: denied, disabled, gone. */
  | 'undecryptable'
  /** In an archive class, to be restored first. */
  | 'archived'
  /** The bucket does not exist. */
  | 'no-bucket'
  /** The Region is off or can't be reached from here. */
  | 'region-unavailable'
  /** The Region answered, and gave not a single public key for the time. */
  | 'no-keys'
  /** Credentials are missing or have expired. */
  | 'no-credentials'
  /** A key that leads out of the folder, or a symbolic link. */
  | 'unsafe-path'
  /** Still failing after all retries: throttled, timed out, broken bodies. */
  | 'transient'
  /** Not requested, since the run was stopped before. Only the core gives this reason, never a store. */
  | 'stopped';

export interface ReadFailure {
  readonly failure: ReadFailureReason;
  /** What the other side answered, word for word: untrusted text. */
  readonly detail?: string;
}

/** Where the keys of a Region are unavailable, others may be at hand: from a file, or from an earlier answer. */
export interface KeysReadFailure extends ReadFailure {
  readonly keys?: readonly PublicKey[];
}

export function isReadFailure(answer: object): answer is ReadFailure {
  return 'failure' in answer;
}

/** Thrown by a store when a listing can't be completed. */
export class ListingFailed extends Error {
  public override readonly name = 'ListingFailed';

  public constructor(public readonly failure: ReadFailure) {
    super(`listing failure: ${failure.failure}`);
  }
}

/** The same store with another source of public keys. */
export function withPublicKeys(store: Store, readPublicKeys: Store['readPublicKeys']): Store {
  return { ...passedOn(store), readPublicKeys };
}

/** A store that passes all calls on: what is to be another way is put over it. */
export function passedOn(store: Store): Store {
  return {
    ...(store.dropsMetadata !== undefined && { dropsMetadata: store.dropsMetadata }),
    listObjects: (bucket, range) => store.listObjects(bucket, range),
    listFolders: (...request) => store.listFolders(...request),
    readObject: (bucket, key, streamAbove) => store.readObject(bucket, key, streamAbove),
    ...(store.readHistory && { readHistory: (bucket, key) => store.readHistory!(bucket, key) }),
    ...(store.listVersions && { listVersions: (bucket, range) => store.listVersions!(bucket, range) }),
    ...(store.readRetention && { readRetention: (...version) => store.readRetention!(...version) }),
    readPublicKeys: (region, range) => store.readPublicKeys(region, range),
  };
}
