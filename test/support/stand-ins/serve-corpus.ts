import type { Corpus } from '../corpus';
import { MemoryBucket } from './bucket';
import { cloudTrailStandIn, CloudTrailStandInOptions } from './cloudtrail';
import { organizationsStandIn, OrganizationsStandInOptions } from './organizations';
import { s3StandIn, S3StandInOptions } from './s3';
import { serve, StandIn } from './stand-in';
import { stsStandIn } from './sts';

export interface ServeCorpusOptions {
  /** Milliseconds before each response. Default: 0 */
  readonly latency?: number;
  readonly s3?: Partial<S3StandInOptions>;
  readonly cloudTrail?: Partial<CloudTrailStandInOptions>;
  readonly organizations?: Partial<OrganizationsStandInOptions>;
}

/** A corpus on a loopback port with all the services that a validation asks, its bucket laid out to be changed. */
export async function serveCorpus(
  corpus: Corpus,
  options: ServeCorpusOptions = {},
): Promise<StandIn & { readonly bucket: MemoryBucket; readonly buckets: Readonly<Record<string, MemoryBucket>> }> {
  const buckets = bucketsOf(corpus);
  const standIn = await serve({
    latency: options.latency,
    services: servicesOf(corpus, {
      ...options,
      s3: { buckets, ...options.s3 },
    }),
  });
  return Object.assign(standIn, { bucket: buckets[corpus.place.bucket], buckets });
}

/** All objects of a corpus in its bucket. */
export function bucketOf(corpus: Corpus): MemoryBucket {
  return bucketsOf(corpus)[corpus.place.bucket];
}

/** All objects of a corpus, in its bucket and in those that its trail delivered to before. */
export function bucketsOf(corpus: Corpus): Record<string, MemoryBucket> {
  const { formerPlaces = [] } = corpus.options;
  const names = [corpus.place, ...formerPlaces].map(({ bucket }) => bucket);
  const buckets = Object.fromEntries(names.map((name) => [name, new MemoryBucket()]));
  for (const chain of corpus.chains) {
    for (const key of [...chain.digestKeys(), ...chain.logFileKeys()]) {
      const object = chain.read(key);
      if (!object) throw new Error(`the corpus names ${key} but does not hold it`);
      buckets[chain.bucketOf(key)].put(key, { ...object, lastModified: new Date(object.lastModified) });
    }
  }
  return buckets;
}

/** The services around a bucket: CloudTrail with the trail and its keys, Organizations, STS and S3. */
export function servicesOf(corpus: Corpus, options: ServeCorpusOptions & { readonly s3: Partial<S3StandInOptions> }) {
  const { accounts, regions } = corpus.options;
  const { bucket, keyPrefix, organizationId, homeRegion, trailName } = corpus.place;
  return [
    cloudTrailStandIn({
      trails: [
        {
          Name: trailName,
          TrailARN: corpus.trailArn,
          S3BucketName: bucket,
          S3KeyPrefix: keyPrefix,
          HomeRegion: homeRegion,
          IsMultiRegionTrail: true,
          IsOrganizationTrail: organizationId !== undefined,
          LogFileValidationEnabled: true,
        },
      ],
      publicKeys: Object.fromEntries(regions.map((region) => [region, corpus.publicKeys(region).map(toStandInKey)])),
      ...options.cloudTrail,
    }),
    organizationsStandIn({
      organizationId: organizationId ?? 'o-exampleorgid',
      managementAccountId: accounts[0],
      accounts: accounts.map((Id) => ({ Id, Status: 'ACTIVE', JoinedTimestamp: new Date(corpus.options.start) })),
      ...options.organizations,
    }),
    stsStandIn(accounts[0]),
    s3StandIn({ buckets: {}, ...options.s3 }),
  ];
}

function toStandInKey({ der, fingerprint, validFrom, validTo }: ReturnType<Corpus['publicKeys']>[number]) {
  return {
    fingerprint,
    value: der,
    validityStartTime: new Date(validFrom),
    validityEndTime: new Date(validTo),
  };
}
