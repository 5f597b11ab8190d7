import { gunzipSync, gzipSync } from 'node:zlib';
import { digestKey, isoTime } from '../names';
import type { Corpus } from '../bucket';
import type { MemoryStore } from '../memory-store';
import { digestOf, firstEntry, logFileOf, REGION, resign, resignText, type Vector } from './vector';

/** What is wrong with one digest file by itself. */
export const DIGEST_VECTORS: readonly Vector[] = [
  { name: 'happy-path', codes: [], notices: ['chain-started'], verdict: 'VALID' },
  {
    name: 'happy-path-of-an-organization-with-a-prefix',
    options: {
      accounts: ['111111111111', '222222222222'],
      regions: ['us-east-1', 'eu-west-1'],
      organizationId: 'o-exampleorgid',
      keyPrefix: 'some/prefix',
      backfills: [2, 4],
      idleHours: [3],
    },
    codes: [],
    verdict: 'VALID',
  },
  ...formVectors(),
  ...placeVectors(),
  ...contentVectors(),
];

function formVectors(): Vector[] {
  const withBody = (
    name: string,
    change: (body: Buffer) => Buffer,
    code: 'digest-malformed' | 'digest-trailing-data',
  ) =>
    ({
      name,
      change: (store, corpus) => {
        const object = store.get(digestOf(corpus, 3));
        object.body = change(object.body);
      },
      codes: [code, 'log-file-unverified'],
      verdict: 'INVALID',
    }) satisfies Vector;
  return [
    withBody('digest-empty', () => Buffer.alloc(0), 'digest-malformed'),
    withBody('digest-not-gzip', () => Buffer.from('{}'), 'digest-malformed'),
    withBody('digest-not-json', () => gzipSync('no json'), 'digest-malformed'),
    withBody('digest-an-array', () => gzipSync('[]'), 'digest-malformed'),
    withBody('digest-an-empty-object', () => gzipSync('{}'), 'digest-malformed'),
    withBody('digest-deeply-nested', () => gzipSync('['.repeat(100_000) + ']'.repeat(100_000)), 'digest-malformed'),
    withBody('digest-cut-short', (body) => body.subarray(0, -1), 'digest-malformed'),
    withBody('digest-without-its-trailer', (body) => body.subarray(0, -8), 'digest-malformed'),
    withBody('digest-with-garbage-behind', (body) => Buffer.concat([body, Buffer.from('x')]), 'digest-trailing-data'),
    withBody('digest-with-zeros-behind', (body) => Buffer.concat([body, Buffer.alloc(512)]), 'digest-trailing-data'),
    withBody('digest-with-a-second-member', (body) => Buffer.concat([body, gzipSync('{}')]), 'digest-trailing-data'),
    withBody(
      'digest-with-an-empty-second-member',
      (body) => Buffer.concat([body, gzipSync('')]),
      'digest-trailing-data',
    ),
    {
      name: 'digest-with-a-name-twice',
      change: (store, corpus) => {
        const key = digestOf(corpus, -1);
        const text = JSON.stringify(corpus.chain().document(key));
        resignText(store, corpus, key, text.replace('{', '{"awsAccountId":"999999999999",'));
      },
      codes: ['digest-malformed', 'log-file-unverified'],
      verdict: 'INVALID',
    },
    {
      name: 'digest-a-decompression-bomb',
      change: (store, corpus) => (store.get(digestOf(corpus, 3)).body = gzipSync(Buffer.alloc(65 * 1024 * 1024))),
      codes: ['digest-too-large', 'log-file-unverified'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'digest-of-160000-log-files',
      options: {
        ...{ hours: 1, logsPerHour: 160_000, differentLogFiles: 10_000, eventsPerLogFile: 1 },
        ...{ organizationId: 'o-exampleorgid', keyPrefix: 'logs/of/production' },
        bucket: 'organization-trail-logs-111111111111-us-east-1',
      },
      // 67 MB, as it is read.
      change: (store, corpus) => assertLongerThan(64 * 1024 * 1024, gunzipSync(store.get(digestOf(corpus, 1)).body)),
      codes: [],
      verdict: 'VALID',
      isSlow: true,
    },
    {
      name: 'digest-compressed-another-way',
      change: (store, corpus) => {
        const key = digestOf(corpus, 3);
        const text = JSON.stringify(corpus.chain().document(key)).replace(/\//g, '\\/');
        store.get(key).body = gzipSync(text, { level: 1 });
      },
      codes: [],
      verdict: 'VALID',
    },
  ];
}

function assertLongerThan(bytes: number, document: Buffer): void {
  if (document.length <= bytes) throw new Error(`the digest has ${document.length} bytes`);
}

function placeVectors(): Vector[] {
  return [
    {
      name: 'digest-copied-to-a-later-hour',
      change: (store, corpus) => {
        const copy = digestKey(corpus.place, '111111111111', REGION, corpus.end + 60_000);
        store.objects.set(copy, { ...store.get(digestOf(corpus, -1)) });
      },
      codes: ['digest-moved'],
      verdict: 'INVALID',
    },
    {
      name: 'digest-in-the-place-of-another',
      change: (store, corpus) => store.objects.set(digestOf(corpus, 3), { ...store.get(digestOf(corpus, 2)) }),
      codes: ['digest-moved', 'log-file-unverified'],
      verdict: 'INVALID',
    },
    {
      name: 'all-digests-copied-from-another-bucket',
      options: { bucket: 'another-bucket' },
      request: (corpus) => ({ trail: { arn: corpus.trailArn, bucket: 'a-copy' } }),
      change: (store) => (store.bucket = 'a-copy'),
      codes: ['digest-moved', 'log-file-unverified'],
      verdict: 'INVALID',
    },
    {
      name: 'unrecognized-object-among-the-digests',
      change: (store, corpus) =>
        store.objects.set(digestOf(corpus, 3).replace('.json.gz', '.json.gz.bak'), {
          ...store.get(digestOf(corpus, 3)),
        }),
      codes: ['unexpected-object'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'empty-markers-of-the-folders',
      change: (store, corpus) => {
        const { digestPrefix, logFilePrefix } = corpus.chain();
        for (const key of [digestPrefix, logFilePrefix, `${logFilePrefix}2026/01/10/`])
          store.objects.set(key, { body: Buffer.alloc(0), metadata: {}, lastModified: START_OF_2026 });
      },
      codes: [],
      verdict: 'VALID',
    },
    {
      name: 'digests-of-another-trail-beside-ours',
      change: (store, corpus) => {
        for (const key of corpus.chain().normalKeys)
          store.objects.set(key.replace('_organization-trail_', '_organization-trail_us-east-1_other_'), {
            ...store.get(key),
          });
      },
      codes: [],
      verdict: 'VALID',
    },
  ];
}

const START_OF_2026 = Date.UTC(2026, 0, 1);

/** All digests of a trail have the same new fields. */
function extended(name: string, options: Vector['options']): Vector {
  return { name, options, codes: [], notices: ['chain-started', 'digest-format-extended'], verdict: 'VALID' };
}

function injectLogFile(store: MemoryStore, corpus: Corpus): void {
  const key = logFileOf(corpus, 3);
  store.objects.set(key.replace(/_[0-9A-Z]{16}\.json/, '_INJECTEDINJECT00.json'), { ...store.get(key) });
}

/** Only AWS could have signed these: format drift, never tampering. */
function contentVectors(): Vector[] {
  const drift = (name: string, change: (document: Record<string, unknown>) => void): Vector => ({
    name,
    change: (store, corpus) => resign(store, corpus, digestOf(corpus, -1), change),
    codes: ['unexpected-content'],
    verdict: 'INCOMPLETE',
  });
  return [
    drift('signed-account-of-another-name', (document) => (document.awsAccountId = '999999999999')),
    drift('signed-end-of-another-time', (document) => (document.digestEndTime = '2026-01-10T05:00:00Z')),
    drift('signed-start-not-the-end-before', (document) => (document.digestStartTime = '2026-01-10T05:00:00Z')),
    {
      ...drift('signed-start-seconds-after-the-end-before', (document) => {
        document.digestStartTime = isoTime(Date.parse(String(document.digestStartTime)) + 5000);
      }),
      codes: [],
      verdict: 'VALID',
    },
    drift('signed-start-no-time', (document) => (document.digestStartTime = 'yesterday')),
    drift('signed-signature-algorithm-of-another-name', (document) => (document.digestSignatureAlgorithm = 'NONE')),
    drift('signed-link-hash-algorithm-of-another-name', (document) => (document.previousDigestHashAlgorithm = 'MD5')),
    extended('signed-new-field', { newFields: { somethingNew: 1 } }),
    {
      ...drift('signed-new-field-of-a-log-file', (document) => (firstEntry(document).somethingNew = 'x')),
      ...{ codes: [], notices: ['chain-started', 'digest-format-extended'], verdict: 'VALID' },
    },
    {
      ...extended('signed-new-field-and-a-log-file-injected', { newFields: { somethingNew: null } }),
      ...{ change: injectLogFile, codes: ['log-file-unlisted'], verdict: 'INVALID' },
    },
    drift('signed-new-list', (document) => (document.moreLogFiles = [])),
    drift('signed-new-object-of-a-log-file', (document) => (firstEntry(document).somethingNew = {})),
    {
      ...extended('signed-new-lists-and-a-log-file-that-they-may-name', { newFields: { moreLogFiles: [] } }),
      ...{ change: injectLogFile, codes: ['log-file-unverified', 'unexpected-content'], notices: ['chain-started'] },
      verdict: 'INCOMPLETE',
    },
    {
      ...drift('signed-link-by-another-hash', (document) => {
        document.previousDigestHashAlgorithm = 'SHA-512';
        document.previousDigestHashValue = 'ab'.repeat(64);
      }),
    },
    {
      ...drift('signed-link-by-another-hash-to-another-digest', (document) => {
        document.previousDigestHashAlgorithm = 'SHA-512';
        document.previousDigestHashValue = 'ab'.repeat(64);
        document.previousDigestSignature = 'cd'.repeat(256);
      }),
      ...{ codes: ['chain-broken', 'unexpected-content'], verdict: 'INVALID' },
    },
    {
      ...drift('signed-hash-algorithm-of-another-name', (document) => (firstEntry(document).hashAlgorithm = 'MD5')),
      codes: ['log-file-unverified', 'unexpected-content'],
    },
    {
      ...drift('signed-log-file-with-two-hashes', (document) => {
        (document.logFiles as object[]).push({ ...firstEntry(document), hashValue: 'a'.repeat(64) });
      }),
      codes: ['log-file-unverified', 'unexpected-content'],
    },
    {
      ...drift('signed-without-log-files', (document) => delete document.logFiles),
      codes: ['log-file-unverified', 'unexpected-content'],
    },
    {
      ...drift('signed-log-file-twice', (document) => (document.logFiles as object[]).push(firstEntry(document))),
      codes: [],
      verdict: 'VALID',
    },
    {
      ...drift('signed-hash-in-upper-case', (document) => {
        firstEntry(document).hashValue = String(firstEntry(document).hashValue).toUpperCase();
      }),
      codes: [],
      verdict: 'VALID',
    },
    {
      name: 'signature-algorithm-in-the-metadata-of-another-name',
      change: (store, corpus) => (store.get(digestOf(corpus, 3)).metadata['signature-algorithm'] = 'NONE'),
      codes: ['unexpected-content'],
      verdict: 'INCOMPLETE',
    },
  ];
}
