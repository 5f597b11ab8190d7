import { gzipSync } from 'node:zlib';
import { Corpus, type CorpusOptions } from '../test/support/corpus';
import {
  type BucketContent,
  serve,
  servicesOf,
  type StandIn,
  type StandInObject,
  type StandInVersion,
} from '../test/support/stand-ins';

/** What is served: the corpus, and whether each of its log files was tampered with. */
export interface CorpusSpec extends CorpusOptions {
  readonly isTampered?: boolean;
}

export interface ServedCorpus {
  readonly standIn: StandIn;
  readonly bucket: ReadyBucket;
}

export async function serveSpec(spec: CorpusSpec): Promise<ServedCorpus> {
  const corpus = new Corpus(spec);
  const bucket = new ReadyBucket(corpus, spec.isTampered === true);
  const services = servicesOf(corpus, { s3: { buckets: { [corpus.place.bucket]: bucket } } });
  return { standIn: await serve({ services }), bucket };
}

/** Every object of a corpus, signed and zipped before the first request, so that serving costs next to nothing. */
export class ReadyBucket implements BucketContent {
  public readonly keys: readonly string[];
  private readonly objects = new Map<string, StandInObject>();

  public constructor(corpus: Corpus, isTampered: boolean) {
    const tampered = gzipSync('{"Records":[]}');
    for (const chain of corpus.chains) {
      for (const key of chain.digestKeys()) this.add(key, chain.read(key));
      for (const key of chain.logFileKeys()) {
        const object = chain.read(key);
        this.add(key, object && isTampered ? { ...object, body: tampered } : object);
      }
    }
    this.keys = [...this.objects.keys()].sort();
  }

  public object(key: string): StandInObject | undefined {
    return this.objects.get(key);
  }

  /** Nothing was ever written over another one. */
  public versions(key: string): readonly StandInVersion[] {
    const object = this.object(key);
    return object === undefined ? [] : [{ versionId: 'v1', lastModified: object.lastModified, object }];
  }

  private add(key: string, object: ReturnType<Corpus['read']>): void {
    if (!object) throw new Error(`the corpus names ${key} but does not hold it`);
    const { body, metadata, lastModified } = object;
    this.objects.set(key, { body, metadata, lastModified: new Date(lastModified) });
  }
}
