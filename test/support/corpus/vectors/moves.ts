import type { FormerLocation } from '../../../../lambda/core';
import type { Corpus } from '../bucket';
import { HOUR } from '../names';
import { digestOf, logFileOf, START, type Vector } from './vector';

/** The digest of the third hour is the last one in the former location. */
const MOVED = 3;

/** Trails that were moved: what is declared is followed, and nothing else. */
export const MOVE_VECTORS: readonly Vector[] = [
  ...movesOf('bucket', 'former-logs', undefined, {}),
  ...movesOf('prefix', 'trail-logs', 'former', { keyPrefix: 'present' }),
];

function movesOf(
  name: string,
  bucket: string,
  keyPrefix: string | undefined,
  options: NonNullable<Vector['options']>,
): Vector[] {
  const declared = (corpus: Corpus, more: Partial<FormerLocation> = {}) => ({
    formerLocations: [
      {
        ...{ bucket, ...(keyPrefix !== undefined && { keyPrefix }), ownerAccountId: '222222222222' },
        ...{ since: START, until: corpus.chain().ends[MOVED] + HOUR / 2, ...more },
      },
    ],
  });
  // In the same bucket, the log files of the hour of the move are verified all the same.
  const vector = (what: string, more: Partial<Vector>): Vector => ({
    name: `trail-moved-to-another-${name}-${what}`,
    options: {
      ...options,
      formerPlaces: [{ bucket, ...(keyPrefix !== undefined && { keyPrefix }), throughHour: MOVED }],
    },
    request: (corpus) => declared(corpus),
    codes: [],
    verdict: 'VALID',
    ...more,
  });
  const undeclared = { codes: ['bucket-not-allowed'], verdict: 'INCOMPLETE' } as const;
  return [
    vector('which-is-declared', {}),
    vector('which-is-not-declared', { ...undeclared, request: () => ({}) }),
    vector('which-is-declared-until-another-time', {
      codes: ['bucket-not-allowed', 'log-file-unverified'],
      verdict: 'INCOMPLETE',
      options: {
        ...options,
        hours: 10,
        formerPlaces: [{ bucket, ...(keyPrefix !== undefined && { keyPrefix }), throughHour: 8 }],
      },
    }),
    vector('whose-digest-is-removed', {
      change: (store, corpus) => store.objects.delete(digestOf(corpus, 2)),
      codes: ['digest-missing', 'log-file-unverified'],
      verdict: 'INVALID',
    }),
    vector('whose-last-digest-is-removed', {
      change: (store, corpus) => store.objects.delete(digestOf(corpus, MOVED)),
      codes: ['digest-missing', 'log-file-unverified'],
      verdict: 'INVALID',
    }),
    vector('whose-log-file-is-removed', {
      change: (store, corpus) => store.objects.delete(logFileOf(corpus, 2)),
      codes: ['log-file-missing'],
      verdict: 'INVALID',
    }),
    vector('whose-log-file-of-the-hour-of-the-move-is-removed', {
      change: (store, corpus) => store.objects.delete(logFileOf(corpus, MOVED + 1)),
      codes: ['log-file-missing'],
      verdict: 'INVALID',
    }),
    vector('with-an-injected-log-file-there', {
      change: (store, corpus) => {
        const key = logFileOf(corpus, 2);
        store.objects.set(key.replace(/_\w{16}\.json/, '_INJECTEDINJECTED.json'), { ...store.get(key) });
      },
      codes: ['log-file-unlisted'],
      verdict: 'INVALID',
    }),
  ];
}
