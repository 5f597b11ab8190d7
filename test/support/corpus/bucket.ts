import { gzipSync } from 'node:zlib';
import { partitionOf } from '../../../lib/shared/partitions';
import { ChainCorpus, type RecordedCall, type Restart } from './chain-corpus';
import { LogBodies } from './log-bodies';
import { accountsPrefix, type FormerPlace, type Place } from './names';
import { signerOf, type Signer } from './signing';

/**
 * A signed bucket of a trail, made on demand: what an object holds follows from its key, so a million log files cost no
 * memory. Only the signatures of the digests are cached, 600 bytes each, and made in order when first needed.
 *
 *     const corpus = new Corpus({ accounts: ['111111111111'], regions: ['us-east-1'], start: Date.UTC(2026, 0, 1), hours: 24 });
 *     for (const key of corpus.keys()) corpus.read(key);      // every object
 *     corpus.keys('AWSLogs/', 'AWSLogs/1111…');                // a listing: below a prefix, after a key
 *     corpus.publicKeys('us-east-1');                          // what ListPublicKeys answers
 */
export interface CorpusOptions extends Partial<Place> {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  /** When the trail was made: the end of the starting digests, plus some minutes of each chain's own. */
  readonly start: number;
  /** How many digests each chain has after its starting digest, restarts not counted. */
  readonly hours: number;
  readonly logsPerHour?: number;
  /** Hours (counted from 1) without log files. */
  readonly idleHours?: readonly number[];
  readonly restarts?: readonly Restart[];
  /** Fields that every digest has besides those that are documented. */
  readonly newFields?: Readonly<Record<string, unknown>>;
  readonly calls?: readonly RecordedCall[];
  /** Where the trail delivered before, in the order of time. */
  readonly formerPlaces?: readonly FormerPlace[];
  /** By how many milliseconds more than an hour the digest of an hour ends after the one before. */
  readonly drifts?: Readonly<Record<number, number>>;
  /** Hours that have a backfill digest of two log files. */
  readonly backfills?: readonly number[];
  /** Log files with bodies of their own. Default: 64. */
  readonly differentLogFiles?: number;
  readonly eventsPerLogFile?: number;
  /** Another signer than the key pair of the Region, for example OpenSSL. */
  readonly signer?: (region: string) => Signer;
}

export interface CorpusObject {
  readonly key: string;
  readonly body: Buffer;
  readonly metadata: Record<string, string>;
  readonly lastModified: number;
}

export class Corpus {
  private static readonly shared = new Map<string, Corpus>();

  /** The same corpus for the same options: what is signed once serves all tests of a file. Nothing changes a corpus. */
  public static of(options: CorpusOptions): Corpus {
    if (options.signer !== undefined) return new Corpus(options);
    const name = JSON.stringify(options);
    const corpus = Corpus.shared.get(name) ?? new Corpus(options);
    Corpus.shared.set(name, corpus);
    return corpus;
  }

  public readonly place: Place;
  public readonly chains: readonly ChainCorpus[];
  public readonly signer: (region: string) => Signer;

  public constructor(public readonly options: CorpusOptions) {
    const { bucket = 'trail-logs', trailName = 'organization-trail', homeRegion = options.regions[0] } = options;
    this.place = {
      bucket,
      trailName,
      homeRegion,
      keyPrefix: options.keyPrefix,
      organizationId: options.organizationId,
    };
    this.signer = options.signer ?? signerOf;
    const bodies = new LogBodies(options.differentLogFiles ?? 64, options.eventsPerLogFile ?? 6);
    this.chains = [...options.accounts]
      .sort()
      .flatMap((account) =>
        [...options.regions].sort().map((region) => new ChainCorpus(this, bodies, account, region)),
      );
  }

  public get trailArn(): string {
    const partition = partitionOf(this.place.homeRegion) ?? 'aws';
    return `arn:${partition}:cloudtrail:${this.place.homeRegion}:${this.options.accounts[0]}:trail/${this.place.trailName}`;
  }

  /** A time by which every digest is due. */
  public get end(): number {
    return Math.max(...this.chains.map(({ end }) => end));
  }

  public chain(account = this.options.accounts[0], region = this.options.regions[0]): ChainCorpus {
    const found = this.chains.find((chain) => chain.account === account && chain.region === region);
    if (found === undefined) throw new Error(`no chain ${account} ${region}`);
    return found;
  }

  /** Where what belongs to an hour was delivered. */
  public placeAt(hour: number): Place {
    const former = this.options.formerPlaces?.find(({ throughHour }) => hour <= throughHour);
    if (former === undefined) return this.place;
    return { ...this.place, bucket: former.bucket, keyPrefix: former.keyPrefix };
  }

  /** All keys below a prefix and after a key, in the order of S3's listings, unless the trail was moved. */
  public *keys(prefix = '', after = ''): Generator<string> {
    for (const account of [...this.options.accounts].sort()) {
      const chains = this.chains.filter((chain) => chain.account === account);
      for (const chain of chains) yield* within(chain.digestPrefix, prefix, after, (from) => chain.digestKeys(from));
      for (const chain of chains) yield* within(chain.logFilePrefix, prefix, after, (from) => chain.logFileKeys(from));
    }
  }

  public read(key: string): CorpusObject | undefined {
    const places = [
      this.place,
      ...(this.options.formerPlaces ?? []).map(({ keyPrefix }) => ({ ...this.place, keyPrefix })),
    ];
    const prefix = places.map(accountsPrefix).find((path) => key.startsWith(path));
    const [account, , region] = prefix === undefined ? [] : key.slice(prefix.length).split('/');
    return this.chains.find((chain) => chain.account === account && chain.region === region)?.read(key);
  }

  /** What ListPublicKeys answers in a Region, whatever the range. */
  public publicKeys(region: string): { der: Buffer; fingerprint: string; validFrom: number; validTo: number }[] {
    const { der, fingerprint } = this.signer(region);
    const month = 30 * 24 * 3_600_000;
    return [{ der, fingerprint, validFrom: this.options.start - month, validTo: this.end + month }];
  }
}

function* within(
  section: string,
  prefix: string,
  after: string,
  keys: (after: string) => Iterable<string>,
): Generator<string> {
  const sectionIsBelow = section.startsWith(prefix);
  if (!sectionIsBelow && !prefix.startsWith(section)) return;
  if (after > `${section}\uffff`) return;
  const from = sectionIsBelow || after > prefix ? after : prefix;
  for (const key of keys(from)) {
    if (key.startsWith(prefix)) {
      if (key > after) yield key;
    } else if (key > prefix) return;
  }
}

/** The bytes of a document as CloudTrail writes them: compact JSON with escaped slashes, gzipped. */
export function documentBytes(document: object): { text: string; gzip: Buffer } {
  const text = JSON.stringify(document).replace(/\//g, '\\/');
  return { text, gzip: gzipSync(text) };
}
