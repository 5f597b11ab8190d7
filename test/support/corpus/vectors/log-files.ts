import { constants, crc32, deflateRawSync, gzipSync } from 'node:zlib';
import { signDocument } from '../chain-corpus';
import { documentBytes, type Corpus } from '../bucket';
import { HOUR, logFileKey } from '../names';
import { sha256 } from '../signing';
import {
  ACCOUNT,
  digestOf,
  firstEntry,
  logFileOf,
  REGION,
  removeHours,
  removeWhole,
  resign,
  START,
  type Vector,
} from './vector';

/** What is wrong with log files. */
export const LOG_FILE_VECTORS: readonly Vector[] = [
  ...bodyVectors(),
  ...readFailureVectors(),
  ...unlistedVectors(),
  ...boundaryVectors(),
  {
    name: 'log-file-removed',
    change: (store, corpus) => store.objects.delete(logFileOf(corpus, 3)),
    codes: ['log-file-missing'],
    verdict: 'INVALID',
  },
  {
    name: 'log-files-swapped',
    options: { differentLogFiles: 1000 },
    change: (store, corpus) => {
      const [a, b] = [logFileOf(corpus, 3), logFileOf(corpus, 4)];
      [store.get(a).body, store.get(b).body] = [store.get(b).body, store.get(a).body];
    },
    codes: ['log-file-modified'],
    verdict: 'INVALID',
  },
  {
    name: 'log-file-written-again-with-the-same-content',
    change: (store, corpus) => (store.get(logFileOf(corpus, 3)).lastModified = corpus.end),
    codes: [],
    notices: ['chain-started', 'log-files-rewritten'],
    verdict: 'VALID',
  },
  {
    name: 'log-file-in-another-bucket',
    change: (store, corpus) =>
      resign(store, corpus, digestOf(corpus, -1), (document) => (firstEntry(document).s3Bucket = 'elsewhere')),
    codes: ['bucket-not-allowed', 'log-file-unlisted'],
    verdict: 'INVALID',
  },
];

function bodyVectors(): Vector[] {
  const withBody = (name: string, change: (body: Buffer) => Buffer, codes: Vector['codes']): Vector => ({
    name,
    change: (store, corpus) => {
      const object = store.get(logFileOf(corpus, 3));
      object.body = change(object.body);
    },
    codes,
    verdict: 'INVALID',
  });
  const big = 600 * 1024;
  return [
    withBody('log-file-of-other-events', () => gzipSync('{"Records":[]}'), ['log-file-modified']),
    withBody('log-file-empty', () => Buffer.alloc(0), ['log-file-malformed']),
    withBody('log-file-not-gzip', () => Buffer.from('{"Records":[]}'), ['log-file-malformed']),
    withBody('log-file-cut-short', (body) => body.subarray(0, -1), ['log-file-malformed']),
    withBody('log-file-without-its-trailer', (body) => body.subarray(0, -8), ['log-file-malformed']),
    withBody('log-file-of-one-other-checksum', flippedAt(-8), ['log-file-malformed']),
    withBody('log-file-of-one-other-length', flippedAt(-1), ['log-file-malformed']),
    withBody('log-file-with-a-name-in-its-header', withFlag(8, 'name\0'), ['log-file-malformed']),
    withBody('log-file-with-a-comment-in-its-header', withFlag(16, 'text\0'), ['log-file-malformed']),
    withBody('log-file-with-a-reserved-flag-in-its-header', withFlag(32, ''), ['log-file-malformed']),
    withBody('log-file-with-garbage-behind', followedBy(Buffer.from('x')), ['log-file-trailing-data']),
    withBody('log-file-with-zeros-behind', followedBy(Buffer.alloc(64)), ['log-file-trailing-data']),
    withBody('log-file-with-forged-events-behind', followedBy(gzipSync('{"Records":[1]}')), ['log-file-trailing-data']),
    withBody('log-file-with-an-empty-second-member', followedBy(gzipSync('')), ['log-file-trailing-data']),
    withBody('log-file-with-much-behind', followedBy(Buffer.alloc(big, 1)), ['log-file-trailing-data']),
    { ...withBody('log-file-a-decompression-bomb', (body) => bomb(body, 17), ['log-file-modified']), isSlow: true },
    {
      ...withBody('log-file-more-than-cloudtrail-writes', (body) => bomb(body, 129), ['log-file-modified']),
      isSlow: true,
    },
    {
      name: 'log-files-of-more-bombs-than-one-run-inflates',
      change: (store, corpus) => {
        for (const index of [2, 3, 4]) {
          const object = store.get(logFileOf(corpus, index));
          object.body = bomb(object.body, 17);
        }
      },
      codes: ['log-file-modified', 'log-file-too-large'],
      verdict: 'INVALID',
      isSlow: true,
    },
    {
      ...withBody(
        'log-file-of-another-gzip-time',
        (body) => Buffer.concat([body.subarray(0, 4), NOISE, body.subarray(10)]),
        [],
      ),
      verdict: 'VALID',
    },
  ];
}

/** A log file of so many times 64 MiB, made of one compressed block that is repeated. */
function bomb(body: Buffer, times: number): Buffer {
  block ??= deflateRawSync(ZEROS, { finishFlush: constants.Z_FULL_FLUSH });
  const trailer = Buffer.alloc(8);
  let checksum = 0;
  for (let index = 0; index < times; index++) checksum = crc32(ZEROS, checksum);
  trailer.writeUInt32LE(checksum);
  trailer.writeUInt32LE((times * ZEROS.length) % 2 ** 32, 4);
  return Buffer.concat([body.subarray(0, 10), ...Array<Buffer>(times).fill(block), deflateRawSync(''), trailer]);
}

const ZEROS = Buffer.alloc(64 * 1024 * 1024);

let block: Buffer | undefined;

/** MTIME, XFL and OS. */
const NOISE = Buffer.from([1, 2, 3, 4, 2, 255]);

function flippedAt(index: number): (body: Buffer) => Buffer {
  return (body) => {
    const copy = Buffer.from(body);
    copy[copy.length + index] ^= 1;
    return copy;
  };
}

function withFlag(flag: number, field: string): (body: Buffer) => Buffer {
  return (body) => {
    const header = Buffer.from(body.subarray(0, 10));
    header[3] = flag;
    return Buffer.concat([header, Buffer.from(field), body.subarray(10)]);
  };
}

function followedBy(more: Buffer): (body: Buffer) => Buffer {
  return (body) => Buffer.concat([body, more]);
}

function readFailureVectors(): Vector[] {
  const causes = ['denied', 'archived', 'undecryptable', 'transient', 'no-bucket', 'no-credentials'] as const;
  return causes.flatMap((failure): Vector[] => [
    {
      name: `log-file-${failure}`,
      change: (store, corpus) => store.failures.set(logFileOf(corpus, 3), { failure }),
      codes: ['log-file-unreadable'],
      verdict: 'INCOMPLETE',
    },
    {
      name: `digest-${failure}`,
      change: (store, corpus) => store.failures.set(digestOf(corpus, 3), { failure }),
      codes: ['digest-unreadable', 'log-file-unverified'],
      verdict: 'INCOMPLETE',
    },
  ]);
}

function unlistedVectors(): Vector[] {
  const injected = (name: string, hour: number, vector: Partial<Vector> = {}): Vector => ({
    name,
    change: (store, corpus) => {
      const time = corpus.chain().ends[hour] - 20 * 60_000;
      const key = logFileKey(corpus.place, ACCOUNT, REGION, time, 'INJECTEDINJECT00');
      store.objects.set(key, { body: gzipSync('{"Records":[]}'), metadata: {}, lastModified: time + 30_000 });
    },
    codes: ['log-file-unlisted'],
    verdict: 'INVALID',
    ...vector,
  });
  return [
    injected('log-file-injected', 3),
    injected('log-file-injected-in-an-idle-hour', 3, { options: { idleHours: [3] } }),
    injected('log-file-injected-in-the-hour-of-the-starting-digest', 0, {
      codes: ['log-file-unverified'],
      verdict: 'INCOMPLETE',
    }),
    injected('log-file-of-the-newest-hours-without-a-digest-yet', -1 + 7, {
      hoursLater: 20,
      codes: [],
      verdict: 'VALID',
    }),
    {
      name: 'empty-object-of-the-name-of-a-log-file-injected',
      change: (store, corpus) => {
        const time = corpus.chain().ends[3] - 20 * 60_000;
        const key = logFileKey(corpus.place, ACCOUNT, REGION, time, 'INJECTEDINJECT00');
        store.objects.set(key, { body: Buffer.alloc(0), metadata: {}, lastModified: time + 30_000 });
      },
      codes: ['log-file-unlisted'],
      verdict: 'INVALID',
    },
    {
      name: 'log-file-injected-with-an-old-name-later',
      change: (store, corpus) => {
        const key = logFileKey(corpus.place, ACCOUNT, REGION, START + 2 * HOUR, 'INJECTEDINJECT00');
        store.objects.set(key, { body: gzipSync('{}'), metadata: {}, lastModified: corpus.chain().ends[5] - 60_000 });
      },
      codes: ['log-file-unlisted'],
      verdict: 'INVALID',
    },
    {
      name: 'object-of-any-name-injected-among-the-log-files',
      change: (store, corpus) => {
        const { lastModified } = store.get(logFileOf(corpus, 3));
        const key = `${corpus.chain().logFilePrefix}2026/01/10/readme.txt`;
        store.objects.set(key, { body: Buffer.from('x'), metadata: {}, lastModified });
      },
      request: (corpus) => ({
        window: { start: START, end: corpus.end + 24 * HOUR },
        expected: [{ accountId: ACCOUNT, region: REGION, until: corpus.end }],
      }),
      codes: ['log-file-unlisted'],
      verdict: 'INVALID',
    },
    {
      name: 'log-file-redelivered-and-listed-hours-later',
      change: (store, corpus) => {
        const [early, late] = [digestOf(corpus, 2), digestOf(corpus, -1)];
        const entry = firstEntry(corpus.chain().document(early));
        const copy = { ...entry, s3Object: String(entry.s3Object).replace('_0', '_R') };
        const { body } = store.get(String(entry.s3Object));
        store.objects.set(copy.s3Object, { body, metadata: {}, lastModified: corpus.end - 10 * 60_000 });
        resign(store, corpus, late, (document) => (document.logFiles as object[]).push(copy));
      },
      codes: [],
      verdict: 'VALID',
    },
    {
      name: 'log-file-listed-by-another-trail',
      change: (store, corpus) => {
        const key = logFileKey(corpus.place, ACCOUNT, REGION, corpus.chain().ends[3] - HOUR / 2, 'OTHERTRAILOTHER0');
        const text = '{"Records":[]}';
        store.objects.set(key, { body: gzipSync(text), metadata: {}, lastModified: corpus.chain().ends[3] - HOUR / 2 });
        const own = digestOf(corpus, 3);
        const other = own.replace('_organization-trail_', '_other-trail_');
        store.objects.set(other, { ...store.get(own), metadata: { ...store.get(own).metadata } });
        const entry = { ...firstEntry(corpus.chain().document(own)), s3Object: key, hashValue: sha256(text) };
        const document = { ...corpus.chain().document(own), digestS3Object: other, logFiles: [entry] };
        store.objects.set(other, signedObject(corpus, document));
      },
      codes: [],
      verdict: 'VALID',
    },
  ];
}

/** Log files about the end of an hour: the next digest may list them. */
function boundaryVectors(): Vector[] {
  const before = (corpus: Corpus, milliseconds: number) => corpus.chain().ends[4] - milliseconds;
  const genuine = (name: string, milliseconds: number, more: Partial<Vector> = {}): Vector => ({
    name,
    change: (store, corpus) => {
      const [own, other] = corpus.chain().logFilesOf(digestOf(corpus, 5));
      store.get(own).lastModified = before(corpus, milliseconds);
      store.objects.delete(other);
      removeHours(5)(store, corpus);
      removeWhole(6)(store, corpus);
    },
    codes: ['chain-stale', 'log-file-unverified'],
    verdict: 'INCOMPLETE',
    ...more,
  });
  const injected = (name: string, milliseconds: number, change?: Vector['change']): Vector => ({
    name,
    change: (store, corpus) => {
      const time = before(corpus, milliseconds);
      const key = logFileKey(corpus.place, ACCOUNT, REGION, time, 'INJECTEDINJECT00');
      store.objects.set(key, { body: gzipSync('{}'), metadata: {}, lastModified: time });
      change?.(store, corpus);
    },
    codes: ['log-file-unlisted', ...(change === undefined ? [] : (['chain-stale'] as const))].sort() as Vector['codes'],
    verdict: 'INVALID',
  });
  return [
    genuine('log-file-delivered-at-the-end-of-the-last-verified-hour', 0),
    genuine('log-file-delivered-some-seconds-before-the-end-of-the-last-verified-hour', 20_000),
    genuine('log-file-of-the-last-verified-hour-in-a-folder', 0, {
      change: (store, corpus) => {
        const key = logFileKey(corpus.place, ACCOUNT, REGION, before(corpus, 3 * 60_000), 'OFTHENEXTDIGEST0');
        store.objects.set(key, { ...store.get(logFileOf(corpus, 5)) });
        removeWhole(5, 6)(store, corpus);
        for (const object of store.objects.values()) delete object.lastModified;
      },
    }),
    injected('log-file-injected-at-the-end-of-an-hour', 0),
    injected('log-file-injected-minutes-before-the-end-of-the-last-verified-hour', 5 * 60_000, removeWhole(5, 6)),
  ];
}

function signedObject(corpus: Corpus, document: Record<string, unknown>) {
  const { signature } = signDocument(document, (text) => corpus.signer(REGION).sign(text));
  return {
    body: documentBytes(document).gzip,
    metadata: { signature, 'signature-algorithm': 'SHA256withRSA' },
    lastModified: corpus.end,
  };
}
