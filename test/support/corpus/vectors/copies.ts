import { gzipSync } from 'node:zlib';
import { HOUR, logFileKey } from '../names';
import { ACCOUNT, digestOf, logFileOf, REGION, removeHours, type Vector } from './vector';

const ORIGINAL = 'another-bucket';
export const COPY = 'a-copy';

/** A declared copy of the bucket that was made an hour ago: S3 says of each object that it was written then. */
function copied(name: string, vector: Pick<Vector, 'codes' | 'verdict'> & Partial<Vector>): Vector {
  return {
    options: { bucket: ORIGINAL },
    request: (corpus) => ({ trail: { arn: corpus.trailArn, bucket: COPY }, copyOf: ORIGINAL }),
    ...vector,
    name,
    change: (store, corpus) => {
      vector.change?.(store, corpus);
      store.bucket = COPY;
      for (const object of store.objects.values()) object.lastModified = corpus.end + 99 * HOUR;
    },
  };
}

/** Copies of a bucket. */
export const COPY_VECTORS: readonly Vector[] = [
  copied('a-declared-copy-of-the-bucket', { codes: [], notices: ['chain-started'], verdict: 'VALID' }),
  copied('a-copy-that-is-not-declared', {
    request: (corpus) => ({ trail: { arn: corpus.trailArn, bucket: COPY } }),
    codes: ['digest-moved'],
    verdict: 'INVALID',
  }),
  copied('a-copy-declared-as-that-of-a-third-bucket', {
    request: (corpus) => ({ trail: { arn: corpus.trailArn, bucket: COPY }, copyOf: 'a-third-bucket' }),
    codes: ['digest-moved', 'log-file-unverified'],
    verdict: 'INVALID',
  }),
  copied('a-copy-with-an-injected-log-file', {
    change: (store, corpus) => {
      const time = corpus.chain().ends[3] - 20 * 60_000;
      const key = logFileKey(corpus.place, ACCOUNT, REGION, time, 'INJECTEDINJECT00');
      store.objects.set(key, { body: gzipSync('{"Records":[]}'), metadata: {} });
    },
    codes: ['log-file-unlisted'],
    verdict: 'INVALID',
  }),
  copied('a-copy-without-one-log-file', {
    change: (store, corpus) => store.objects.delete(logFileOf(corpus, 3)),
    codes: ['log-file-missing'],
    verdict: 'INVALID',
  }),
  copied('a-copy-without-one-digest', {
    change: removeHours(3),
    codes: ['digest-missing', 'log-file-unverified'],
    verdict: 'INVALID',
  }),
  copied('a-copy-without-the-newest-digests', {
    change: removeHours(4, 5, 6),
    codes: ['chain-stale', 'log-file-unverified'],
    verdict: 'INCOMPLETE',
  }),
  copied('a-copy-that-has-lost-the-signatures', {
    change: (store) => store.objects.forEach((object) => (object.metadata = {})),
    codes: ['digest-signature-unknown', 'log-file-unverified'],
    verdict: 'INCOMPLETE',
  }),
  copied('a-copy-with-another-signature', {
    change: (store, corpus) => (store.get(digestOf(corpus, 3)).metadata.signature = 'ab'.repeat(256)),
    codes: ['digest-signature-invalid'],
    verdict: 'INVALID',
  }),
];
