import { signDocument } from '../chain-corpus';
import { documentBytes, type Corpus } from '../corpus';
import type { MemoryStore } from '../memory-store';
import { digestKey, HOUR, isoTime, logFileKey } from '../names';
import { ACCOUNT, digestOf, logFileOf, REGION, resign, START, type Vector } from './vector';

/** What is wrong with how digests follow one another. */
export const CHAIN_VECTORS: readonly Vector[] = [
  ...missingVectors(),
  ...linkVectors(),
  ...restartVectors(),
  ...endVectors(),
  ...backfillVectors(),
];

function removeHours(...hours: readonly number[]): (store: MemoryStore, corpus: Corpus) => void {
  return (store, corpus) => hours.forEach((hour) => store.objects.delete(digestOf(corpus, hour)));
}

/** Removes digests with the log files that they list. */
function removeWhole(...hours: readonly number[]): (store: MemoryStore, corpus: Corpus) => void {
  return (store, corpus) => {
    for (const key of hours.map((hour) => digestOf(corpus, hour))) {
      corpus
        .chain()
        .logFilesOf(key)
        .forEach((logFile) => store.objects.delete(logFile));
      store.objects.delete(key);
    }
  };
}

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
      codes: ['digest-missing', 'log-file-unproven'],
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
    removed('digest-removed-where-nothing-tells-delivery-times', [4], {
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
        store.refusals.set(digestOf(corpus, 4), { refused: 'archived' });
      },
      codes: ['chain-uncovered', 'digest-unreadable', 'log-file-unproven'],
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
      name: 'previous-digest-of-no-known-name',
      change: (store, corpus) =>
        resign(store, corpus, digestOf(corpus, -1), (document) => (document.previousDigestS3Object = 'x')),
      codes: ['unexpected-content'],
      verdict: 'INCOMPLETE',
    },
  ];
}

function restartVectors(): Vector[] {
  const restarted = (name: string, more: Partial<Vector> = {}): Vector => ({
    name,
    options: { restarts: [{ afterHour: 3, gapHours: 3 }] },
    codes: ['logging-stopped'],
    verdict: 'INCOMPLETE',
    ...more,
  });
  const silent = { options: { restarts: [{ afterHour: 3, gapHours: 3, isLogged: false }] } };
  // Hour 3's digest is at index 3, the new starting digest at index 4.
  return [
    restarted('logging-stopped-and-started'),
    restarted('restart-that-no-event-explains', { ...silent, codes: ['unexplained-restart'] }),
    restarted('restart-with-log-files-in-the-gap', {
      ...silent,
      change: (store, corpus) => {
        const time = corpus.chain().ends[3] + HOUR;
        const key = logFileKey(corpus.place, ACCOUNT, REGION, time, 'PLANTEDPLANTED00');
        store.objects.set(key, { ...store.get(logFileOf(corpus, 3)), lastModified: time });
      },
      codes: ['log-file-unproven', 'unexplained-restart'],
      verdict: 'INVALID',
    }),
    restarted('last-digests-before-a-stop-removed', {
      change: removeWhole(2, 3),
      codes: ['unexplained-restart'],
    }),
    restarted('starting-digest-after-a-stop-removed', {
      change: removeWhole(4),
      codes: ['digest-missing'],
      verdict: 'INVALID',
    }),
    restarted('stop-event-in-a-log-file-that-was-altered', {
      change: (store, corpus) => (store.get(logFileOf(corpus, 3)).body = Buffer.from('forged')),
      codes: ['log-file-malformed', 'unexplained-restart'],
      verdict: 'INVALID',
    }),
    restarted('stop-event-that-can-not-be-read', {
      change: (store, corpus) => store.refusals.set(logFileOf(corpus, 3), { refused: 'denied' }),
      codes: ['log-file-unreadable', 'unexplained-restart'],
    }),
    restarted('unread-stop-event-and-log-files-in-the-gap', {
      change: (store, corpus) => {
        store.refusals.set(logFileOf(corpus, 3), { refused: 'denied' });
        const time = corpus.chain().ends[3] + HOUR;
        const key = logFileKey(corpus.place, ACCOUNT, REGION, time, 'PLANTEDPLANTED00');
        store.objects.set(key, { ...store.get(logFileOf(corpus, 2)), lastModified: time });
      },
      codes: ['log-file-unproven', 'log-file-unreadable', 'unexplained-restart'],
    }),
    // The attack that the AWS CLI calls "no log files were delivered".
    restarted('stop-explains-a-region-but-not-its-neighbour-whose-last-digests-were-removed', {
      options: { regions: [REGION, 'eu-west-1'], restarts: [{ afterHour: 3, gapHours: 3 }] },
      change: (store, corpus) => {
        const neighbour = corpus.chain(ACCOUNT, 'eu-west-1');
        for (const key of neighbour.normalKeys.slice(3, 4)) {
          neighbour.logFilesOf(key).forEach((logFile) => store.objects.delete(logFile));
          store.objects.delete(key);
        }
      },
      codes: ['logging-stopped', 'unexplained-restart'],
    }),
    {
      name: 'restart-within-the-hour-while-the-old-chain-ends-later',
      change: (store, corpus) => restartBesideTheOldChain(store, corpus),
      codes: [],
      verdict: 'VALID',
    },
  ];
}

/** A starting digest ten minutes after one of the chain, which itself goes on. */
function restartBesideTheOldChain(store: MemoryStore, corpus: Corpus): void {
  const end = corpus.chain().ends[3] + 10 * 60_000;
  const key = digestKey(corpus.place, ACCOUNT, REGION, end);
  const document = { ...corpus.chain().document(digestOf(corpus, 3)) };
  for (const name of Object.keys(document)) if (name.startsWith('previous')) document[name] = null;
  const times = { digestStartTime: isoTime(end - HOUR), digestEndTime: isoTime(end) };
  Object.assign(document, times, { digestS3Object: key, logFiles: [] });
  const { signature } = signDocument(document, (text) => corpus.signer(REGION).sign(text));
  const metadata = { signature, 'signature-algorithm': 'SHA256withRSA' };
  store.objects.set(key, { body: documentBytes(document).gzip, metadata, lastModified: end + HOUR / 2 });
}

function endVectors(): Vector[] {
  const expected = (more: object) => ({ expected: [{ accountId: ACCOUNT, region: REGION, ...more }] });
  return [
    {
      name: 'newest-digests-removed',
      change: removeWhole(4, 5, 6),
      codes: ['chain-stale'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'all-digests-removed',
      change: removeHours(0, 1, 2, 3, 4, 5, 6),
      codes: ['log-file-unproven', 'no-digests'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'everything-removed-of-an-expected-chain',
      change: (store) => store.objects.clear(),
      request: () => expected({}),
      codes: ['no-digests'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'nothing-found-at-all',
      change: (store) => store.objects.clear(),
      codes: [],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'newest-hour-not-due-yet',
      hoursLater: 3,
      change: removeWhole(5, 6),
      request: (corpus) => ({ now: corpus.chain().ends[4] + 4 * HOUR }),
      codes: [],
      verdict: 'VALID',
    },
    {
      name: 'digests-end-when-the-account-was-closed',
      request: (corpus) => ({
        ...expected({ until: corpus.end }),
        window: { start: START, end: corpus.end + 24 * HOUR },
      }),
      codes: [],
      verdict: 'VALID',
    },
    {
      name: 'digest-of-a-closed-account-removed',
      change: removeWhole(3),
      request: (corpus) => ({
        ...expected({ until: corpus.end }),
        window: { start: START, end: corpus.end + 24 * HOUR },
      }),
      codes: ['digest-missing'],
      verdict: 'INVALID',
    },
    {
      name: 'new-account-within-the-window',
      request: (corpus) => ({
        ...expected({ since: START }),
        window: { start: START - 48 * HOUR, end: corpus.end },
      }),
      codes: [],
      verdict: 'VALID',
    },
    {
      name: 'chain-that-starts-later-than-expected',
      request: (corpus) => ({
        ...expected({ since: START - 24 * HOUR }),
        window: { start: START - 48 * HOUR, end: corpus.end },
      }),
      codes: ['chain-uncovered'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'digests-can-not-be-listed',
      change: (store, corpus) => store.listingRefusals.set(corpus.chain().digestPrefix, { refused: 'denied' }),
      codes: ['listing-refused', 'not-validated'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'log-files-can-not-be-listed',
      change: (store, corpus) => store.listingRefusals.set(corpus.chain().logFilePrefix, { refused: 'denied' }),
      codes: ['listing-refused'],
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
      codes: ['digest-missing', 'log-file-unproven'],
      verdict: 'INVALID',
    }),
  ];
}
