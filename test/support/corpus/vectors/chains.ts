import { type Corpus } from '../bucket';
import { HOUR } from '../names';
import { digestOf, logFileOf, removeHours, removeWhole, resign, type Vector } from './vector';

/** What is wrong with how digests follow one another. */
export const CHAIN_VECTORS: readonly Vector[] = [...missingVectors(), ...linkVectors(), ...backfillVectors()];

function missingVectors(): Vector[] {
  const removed = (name: string, hours: readonly number[], more: Partial<Vector> = {}): Vector => ({
    name,
    change: removeWhole(...hours),
    codes: ['digest-missing'],
    verdict: 'INVALID',
    ...more,
  });
  return [
    removed('digest-removed', [3]),
    removed('two-digests-in-a-row-removed', [3, 4]),
    removed('four-digests-in-a-row-removed', [2, 3, 4, 5]),
    removed('starting-digest-removed', [0]),
    removed('oldest-digests-removed', [0, 1, 2]),
    removed('all-digests-but-the-newest-removed', [0, 1, 2, 3, 4, 5]),
    {
      ...removed('digest-removed-but-not-its-log-files', [3]),
      change: removeHours(3),
      codes: ['digest-missing', 'log-file-unverified'],
    },
    removed('digest-redelivered-late-in-another-order', [4], {
      hoursLater: 4,
      codes: ['digest-pending'],
      verdict: 'INCOMPLETE',
    }),
    removed('digest-missing-for-a-day-in-a-declared-outage', [4], {
      hoursLater: 50,
      request: () => ({ deliveryAllowance: 30 * 24 * HOUR }),
      codes: ['digest-pending'],
      verdict: 'INCOMPLETE',
    }),
    removed('digest-removed-within-the-day-with-a-delete-marker', [4], {
      hoursLater: 4,
      change: (store, corpus) => {
        removeWhole(4)(store, corpus);
        const marker = { versionId: 'v2', isDeleteMarker: true, lastModified: corpus.end };
        store.history.set(digestOf(corpus, 4), [marker]);
      },
    }),
    removed('digest-removed-within-the-day-with-an-older-version', [4], {
      hoursLater: 4,
      change: (store, corpus) => {
        removeWhole(4)(store, corpus);
        const version = { versionId: 'v1', isDeleteMarker: false, lastModified: corpus.end };
        store.history.set(digestOf(corpus, 4), [version]);
      },
    }),
    removed('digest-removed-where-no-delivery-times-are-known', [4], {
      hoursLater: 4,
      change: (store, corpus) => {
        removeWhole(4)(store, corpus);
        for (const object of store.objects.values()) delete object.lastModified;
      },
    }),
    removed('digests-that-retention-expired', [0, 1, 2], {
      request: (corpus) => ({ retentionStart: corpus.chain().ends[2] }),
      codes: [],
      verdict: 'VALID',
    }),
    removed('digest-removed-just-after-the-line-of-retention', [0, 1, 2, 3], {
      request: (corpus) => ({ retentionStart: corpus.chain().ends[2] }),
    }),
    {
      name: 'log-file-that-retention-expired',
      change: (store, corpus) => store.objects.delete(logFileOf(corpus, 1)),
      request: (corpus) => ({ retentionStart: corpus.chain().ends[2] }),
      codes: [],
      verdict: 'VALID',
    },
    {
      name: 'window-in-the-middle-of-a-chain',
      request: (corpus) => ({ window: { start: corpus.chain().ends[2] + 60_000, end: corpus.chain().ends[4] } }),
      codes: [],
      verdict: 'VALID',
    },
    {
      name: 'unreadable-digest-after-a-removed-one',
      change: (store, corpus) => {
        removeWhole(3)(store, corpus);
        store.failures.set(digestOf(corpus, 4), { failure: 'archived' });
      },
      codes: ['chain-uncovered', 'digest-unreadable', 'log-file-unverified'],
      verdict: 'INCOMPLETE',
    },
  ];
}

function linkVectors(): Vector[] {
  return [
    {
      name: 'digest-replaced-by-another-signed-one',
      change: (store, corpus) =>
        resign(store, corpus, digestOf(corpus, 3), (document) => (document.newestEventTime = '2026-01-10T00:00:00Z')),
      codes: ['chain-broken'],
      verdict: 'INVALID',
    },
    {
      name: 'previous-hash-of-another-document',
      change: (store, corpus) =>
        resign(store, corpus, digestOf(corpus, -1), (document) => (document.previousDigestHashValue = '0'.repeat(64))),
      codes: ['chain-broken'],
      verdict: 'INVALID',
    },
    {
      name: 'previous-signature-swapped',
      change: (store, corpus) =>
        resign(store, corpus, digestOf(corpus, -1), (document) => (document.previousDigestSignature = '0'.repeat(512))),
      codes: ['chain-broken'],
      verdict: 'INVALID',
    },
    {
      name: 'some-previous-fields-null',
      change: (store, corpus) =>
        resign(store, corpus, digestOf(corpus, -1), (document) => (document.previousDigestHashAlgorithm = null)),
      codes: ['unexpected-content'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'two-digests-link-to-the-same',
      change: (store, corpus) => {
        const [a, b] = [corpus.chain().document(digestOf(corpus, -3)), digestOf(corpus, -1)];
        resign(store, corpus, b, (document) => {
          for (const name of Object.keys(document)) if (name.startsWith('previous')) document[name] = a[name];
        });
      },
      codes: ['chain-forked', 'unexpected-content'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'previous-digest-in-another-bucket',
      change: (store, corpus) =>
        resign(store, corpus, digestOf(corpus, -1), (document) => (document.previousDigestS3Bucket = 'elsewhere')),
      codes: ['bucket-not-allowed'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'previous-digest-of-an-unrecognized-name',
      change: (store, corpus) =>
        resign(store, corpus, digestOf(corpus, -1), (document) => (document.previousDigestS3Object = 'x')),
      codes: ['unexpected-content'],
      verdict: 'INCOMPLETE',
    },
  ];
}

function backfillVectors(): Vector[] {
  const backfill = (name: string, more: Partial<Vector>): Vector => ({
    name,
    options: { backfills: [2, 4] },
    codes: [],
    verdict: 'VALID',
    ...more,
  });
  const first = (corpus: Corpus) => corpus.chain().backfillKeys[0];
  return [
    backfill('backfill-digests', {}),
    backfill('backfill-digest-removed', {
      change: (store, corpus) => store.objects.delete(first(corpus)),
      codes: ['digest-missing', 'log-file-unlisted'],
      verdict: 'INVALID',
    }),
    backfill('backfill-digest-without-its-time', {
      change: (store, corpus) => delete store.get(first(corpus)).metadata['backfill-generation-timestamp'],
      codes: ['digest-malformed'],
      verdict: 'INVALID',
    }),
    backfill('backfill-digest-of-a-time-before-its-hour', {
      change: (store, corpus) =>
        (store.get(first(corpus)).metadata['backfill-generation-timestamp'] = '2026-01-01T00:00:00Z'),
      codes: ['unexpected-content'],
      verdict: 'INCOMPLETE',
    }),
    backfill('backfill-digest-altered', {
      change: (store, corpus) => (store.get(first(corpus)).body = Buffer.from('altered')),
      codes: ['digest-malformed', 'log-file-unlisted'],
      verdict: 'INVALID',
    }),
    backfill('log-file-of-a-backfill-digest-removed', {
      change: (store, corpus) => store.objects.delete(corpus.chain().logFilesOf(first(corpus))[0]),
      codes: ['log-file-missing'],
      verdict: 'INVALID',
    }),
    backfill('backfill-digest-not-there-yet', {
      options: { backfills: [5] },
      hoursLater: 20,
      change: (store, corpus) => store.objects.delete(first(corpus)),
    }),
    backfill('backfill-digest-in-the-place-of-a-normal-one', {
      change: (store, corpus) => {
        store.objects.delete(digestOf(corpus, 2));
      },
      codes: ['digest-missing', 'log-file-unverified'],
      verdict: 'INVALID',
    }),
  ];
}
