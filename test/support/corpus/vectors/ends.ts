import { HOUR, isoTime } from '../names';
import { ACCOUNT, recordEvent, REGION, removeHours, removeWhole, START, type Vector } from './vector';

/** Where chains begin and end, and what is due of them. */
export const END_VECTORS: readonly Vector[] = endVectors();

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
      codes: ['log-file-unverified', 'no-digests'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'first-log-files-before-the-first-digest',
      change: (store, corpus) => {
        removeHours(0, 1, 2, 3, 4, 5, 6)(store, corpus);
        for (const [key, { lastModified = 0 }] of store.objects) {
          if (lastModified > START + 2 * HOUR) store.objects.delete(key);
        }
      },
      request: () => ({ window: { start: START - 9999 * HOUR, end: START + 5 * HOUR }, now: START + 5 * HOUR }),
      codes: [],
      verdict: 'VALID',
    },
    {
      name: 'first-log-files-and-no-digest-hours-later',
      change: removeHours(0, 1, 2, 3, 4, 5, 6),
      request: () => ({ window: { start: START - 9999 * HOUR, end: START + 6 * HOUR }, now: START + 6 * HOUR }),
      codes: ['no-digests'],
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
      name: 'account-that-left-by-its-own-log',
      change: (store, corpus) => {
        removeWhole(5, 6)(store, corpus);
        recordEvent(store, corpus, ACCOUNT, {
          eventTime: isoTime(corpus.chain().ends[4]),
          eventSource: 'organizations.amazonaws.com',
          eventName: 'LeaveOrganization',
          recipientAccountId: ACCOUNT,
        });
      },
      codes: [],
      notices: ['chain-ended', 'chain-started'],
      verdict: 'VALID',
    },
    {
      name: 'digests-can-not-be-listed',
      change: (store, corpus) => store.listingFailures.set(corpus.chain().digestPrefix, { failure: 'denied' }),
      codes: ['listing-failed', 'not-validated'],
      verdict: 'INCOMPLETE',
    },
    {
      name: 'log-files-can-not-be-listed',
      change: (store, corpus) => store.listingFailures.set(corpus.chain().logFilePrefix, { failure: 'denied' }),
      codes: ['listing-failed'],
      verdict: 'INCOMPLETE',
    },
  ];
}
