import type {
  DefaultLock,
  KeyRange,
  LifecycleRule,
  Limiter,
  ListedObject,
  ListedVersion,
  ObjectRetention,
  ObjectVersion,
  PublicKey,
  ReadFailure,
  Store,
  StoredObject,
  TimeRange,
} from '../../core';
import { BucketCaller } from './bucket-caller';
import type { BucketOwners } from './bucket-owners';
import { BucketRegions } from './bucket-regions';
import type { Clients } from '../clients';
import { lifecycleOf } from './lifecycle';
import { Listing } from './listing';
import { defaultLockOf, retentionOf } from './object-lock';
import { ObjectReader, type RetryOptions } from './reader';
import { Throttle } from './throttle';
import { versioningOf } from './versioning';
import { PublicKeys } from '../cloudtrail/public-keys';

/** The core's store to S3 and CloudTrail. */
export class S3Store implements Store {
  private readonly caller: BucketCaller;
  private readonly listing: Listing;
  private readonly objects: ObjectReader;
  private readonly publicKeys: PublicKeys;

  /**
   * The limiter is the one that the core is given: it is lowered while S3 throttles. Each request to a bucket of `owners`
   * names the account that the bucket must belong to.
   */
  public constructor(clients: Clients, limiter: Limiter, retry: RetryOptions, owners: BucketOwners = new Map()) {
    const regions = new BucketRegions(clients, owners);
    this.caller = new BucketCaller(clients, regions, owners);
    this.listing = new Listing(this.caller);
    this.objects = new ObjectReader(clients, regions, new Throttle(limiter), retry, owners);
    this.publicKeys = new PublicKeys(clients);
  }

  public listObjects(bucket: string, range: KeyRange): AsyncIterable<readonly ListedObject[]> {
    return this.listing.objects(bucket, range);
  }

  public listFolders(
    bucket: string,
    prefix: string,
    onObject?: (object: ListedObject) => void,
  ): AsyncIterable<readonly string[]> {
    return this.listing.folders(bucket, prefix, onObject);
  }

  public readObject(bucket: string, key: string, streamAbove: number): Promise<StoredObject | ReadFailure> {
    return this.objects.read(bucket, key, streamAbove);
  }

  public readPublicKeys(region: string, range: TimeRange): Promise<readonly PublicKey[] | ReadFailure> {
    return this.publicKeys.of(region, range);
  }

  /** By which rules the bucket deletes objects. */
  public readLifecycle(bucket: string): Promise<readonly LifecycleRule[] | ReadFailure> {
    return lifecycleOf(this.caller, bucket);
  }

  /** Whether the bucket keeps versions. */
  public readVersioning(bucket: string): Promise<{ readonly isEnabled: boolean } | ReadFailure> {
    return versioningOf(this.caller, bucket);
  }

  /** How the bucket locks what is put into it. */
  public readDefaultLock(bucket: string): Promise<DefaultLock | ReadFailure> {
    return defaultLockOf(this.caller, bucket);
  }

  public readRetention(bucket: string, key: string, versionId: string): Promise<ObjectRetention | ReadFailure> {
    return retentionOf(this.caller, bucket, key, versionId);
  }

  public readHistory(bucket: string, key: string): Promise<readonly ObjectVersion[] | ReadFailure> {
    return this.listing.history(bucket, key);
  }

  public listVersions(bucket: string, range: KeyRange): AsyncIterable<readonly ListedVersion[]> {
    return this.listing.versions(bucket, range);
  }
}
