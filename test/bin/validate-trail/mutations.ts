import { gzipSync, gunzipSync } from 'node:zlib';
import { documentBytes, signDocument, type Corpus } from '../../support/corpus';
import type { MemoryBucket, StandInObject } from '../../support/stand-ins';

/** A change to one object; undefined deletes it. */
export interface Change {
  readonly name: string;
  change(object: StandInObject, corpus: Corpus, key: string): StandInObject | undefined;
}

/** A change to a bucket with one chain. */
export interface Mutation {
  readonly name: string;
  apply(bucket: MemoryBucket, corpus: Corpus): void;
}

/** Makes one change to one object. */
export function applyChange(bucket: MemoryBucket, corpus: Corpus, key: string, { change }: Change): void {
  const object = bucket.object(key);
  if (!object) throw new Error(`no object ${key}`);
  const changed = change(object, corpus, key);
  if (changed) bucket.put(key, changed);
  else bucket.delete(key);
}

export const FORGED = gzipSync('{"Records":[{"eventName":"Forged"}]}');

type Name = string;
const body = (name: Name, change: (body: Buffer) => Buffer): Change => ({
  name,
  change: (object) => ({ ...object, body: change(object.body) }),
});
const metadata = (name: Name, change: (of: Record<string, string>) => Record<string, string | undefined>): Change => ({
  name,
  change: (object) => {
    const entries = Object.entries({ ...object.metadata, ...change({ ...object.metadata }) });
    const kept = entries.filter((entry): entry is [string, string] => entry[1] !== undefined);
    return { ...object, metadata: Object.fromEntries(kept) };
  },
});
/** Signs a changed document with the key of its Region: what only AWS could do. */
const resigned = (name: Name, fields: Record<string, unknown>): Change => ({
  name,
  change: (object, corpus, key) => {
    const document = { ...corpus.chain().document(key), ...fields };
    const { signature } = signDocument(document, (text) => corpus.signer('us-east-1').sign(text));
    return { ...object, body: documentBytes(document).gzip, metadata: { ...object.metadata, signature } };
  },
});

const pick = ({ lastModified }: StandInObject) => ({ lastModified });

const flip = (at: number) => (of: Buffer) => {
  const changed = Buffer.from(of);
  changed[at < 0 ? of.length + at : at] ^= 1;
  return changed;
};
const append = (more: Buffer | string) => (of: Buffer) => Buffer.concat([of, Buffer.from(more)]);
const cut = (bytes: number) => (of: Buffer) => of.subarray(0, of.length - bytes);

export const LOG_CHANGES: readonly Change[] = [
  body('log-replaced', () => FORGED),
  { name: 'log-deleted', change: () => undefined },
  body('log-emptied', () => Buffer.alloc(0)),
  body('log-one-byte', () => Buffer.from([0x1f])),
  body('log-header-cut', (of) => of.subarray(0, 7)),
  body('log-not-gzip', gunzipSync),
  body('log-check-value-changed', flip(-8)),
  body('log-length-changed', flip(-1)),
  body('log-deflate-data-changed', flip(40)),
  body('log-method-changed', flip(2)),
  body('log-cut-in-the-middle', cut(60)),
  body('log-length-cut', cut(4)),
  body('log-trailer-cut', cut(8)),
  body('log-second-member', append(FORGED)),
  body('log-trailing-garbage', append('garbage')),
  body('log-recompressed', (of) => gzipSync(gunzipSync(of), { level: 1 })),
];

export const DIGEST_CHANGES: readonly Change[] = [
  { name: 'digest-deleted', change: () => undefined },
  body('digest-not-gzip', gunzipSync),
  body('digest-not-json', () => gzipSync('{"no": json}')),
  body('digest-a-list', () => gzipSync('[]')),
  body('digest-a-number', () => gzipSync('5')),
  body('digest-null', () => gzipSync('null')),
  body('digest-not-utf-8', () => gzipSync(Buffer.from([0x22, 0xff, 0x22]))),
  body('digest-without-fields', () => gzipSync('{}')),
  body('digest-emptied', () => Buffer.alloc(0)),
  body('digest-trailer-cut', cut(8)),
  body('digest-trailing-garbage', append('garbage')),
  body('digest-second-member', append(FORGED)),
  body('digest-changed', (of) => gzipSync(`${gunzipSync(of)}`.replace('SHA-256', 'SHA-1'))),
  {
    name: 'digest-copied-from-another-hour',
    change: (object, corpus) => ({ ...object, ...corpus.read(corpus.chain().normalKeys[0]), ...pick(object) }),
  },
  metadata('signature-missing', () => ({ signature: undefined })),
  metadata('signature-algorithm-missing', () => ({ 'signature-algorithm': undefined })),
  metadata('signature-algorithm-changed', () => ({ 'signature-algorithm': 'NONE' })),
  metadata('signature-not-hex', () => ({ signature: 'zz'.repeat(256) })),
  metadata('signature-odd', () => ({ signature: 'abc' })),
  metadata('signature-short', () => ({ signature: 'abcd' })),
  metadata('signature-too-big', () => ({ signature: 'ff'.repeat(256) })),
  metadata('signature-in-upper-case', ({ signature }) => ({ signature: signature.toUpperCase() })),
  resigned('key-unknown', { digestPublicKeyFingerprint: 'ab'.repeat(16) }),
  resigned('digest-with-log-files-null', { logFiles: null }),
  resigned('link-of-another-digest', { previousDigestHashValue: 'ab'.repeat(32) }),
];

const digests = (corpus: Corpus, ...hours: number[]) => hours.map((hour) => corpus.chain().normalKeys[hour]);
const deleted = (name: Name, keys: (corpus: Corpus) => Iterable<string>): Mutation => ({
  name,
  apply: (bucket, corpus) => [...keys(corpus)].forEach((key) => bucket.delete(key)),
});
const changed = (key: (corpus: Corpus) => string, change: Change): Mutation => ({
  name: change.name,
  apply: (bucket, corpus) => applyChange(bucket, corpus, key(corpus), change),
});

export const BACKFILL_CHANGES: readonly Change[] = [
  body('backfill-changed', () => gzipSync('{}')),
  metadata('backfill-time-missing', () => ({ 'backfill-generation-timestamp': undefined })),
  metadata('backfill-time-odd', () => ({ 'backfill-generation-timestamp': 'soon' })),
  metadata('backfill-time-before-all-keys', () => ({ 'backfill-generation-timestamp': '2014-01-01T00:00:00Z' })),
];

export const BUCKET_CHANGES: readonly Mutation[] = [
  { name: 'nothing-changed', apply: () => undefined },
  deleted('two-digests-in-a-row-deleted', (corpus) => digests(corpus, 5, 6)),
  deleted('newest-digests-deleted', (corpus) => digests(corpus, 10, 11, 12)),
  deleted('oldest-digests-deleted', (corpus) => digests(corpus, 0, 1, 2)),
  deleted('all-digests-deleted', (corpus) => corpus.chain().digestKeys()),
  deleted('backfill-deleted', (corpus) => [corpus.chain().backfillKeys[0]]),
  {
    name: 'backfills-changed',
    apply: (bucket, corpus) =>
      BACKFILL_CHANGES.forEach((change, index) =>
        applyChange(bucket, corpus, corpus.chain().backfillKeys[index], change),
      ),
  },
  changed((corpus) => digests(corpus, 12)[0], resigned('digest-lacks-log-files', { logFiles: undefined })),
  changed(
    (corpus) => digests(corpus, 6)[0],
    resigned('previous-digest-in-no-bucket', { previousDigestS3Bucket: 'nowhere' }),
  ),
  {
    name: 'log-injected',
    apply: (bucket, corpus) => {
      const key = corpus.chain().logFilesOf(digests(corpus, 5)[0])[0];
      const lastModified = new Date(corpus.chain().ends[5] - 600_000);
      bucket.put(key.replace(/_0/, '_Z'), { body: FORGED, lastModified });
    },
  },
  {
    name: 'digest-injected-with-an-odd-time',
    apply: (bucket, corpus) => bucket.put(digests(corpus, 5)[0].replace(/\d{6}Z/, '99999XZ'), { body: FORGED }),
  },
];
