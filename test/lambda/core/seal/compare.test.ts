import type { ListedVersion } from '../../../../lambda/core';
import { differencesOf, type DifferenceKind } from '../../../../lambda/core/seal/compare';
import fc from '../../../support/properties';
import { DAY_START, filesOf, listingOf } from './files';

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const FILES = filesOf(NAMES);

type Change = (listing: ListedVersion[], at: number) => ListedVersion[];

const other = (version: ListedVersion, change: Partial<ListedVersion>): ListedVersion => ({
  ...version,
  versionId: 'other',
  lastModified: DAY_START + 1000,
  ...change,
});

/** Each way in which somebody may change one key of a listing, and how it is named. */
const CHANGES: readonly (readonly [string, Change, readonly DifferenceKind[]])[] = [
  ['the version is deleted for good', (all, at) => all.filter((_, index) => index !== at), ['version-gone']],
  [
    'a version of the same name and size is put on top',
    (all, at) => all.flatMap((version, index) => (index === at ? [other(version, {}), version] : [version])),
    ['version-on-top'],
  ],
  [
    'the version is replaced by another one of the same name and size',
    (all, at) => all.map((version, index) => (index === at ? other(version, {}) : version)),
    ['version-gone', 'version-on-top'],
  ],
  [
    'a null version is put on top',
    (all, at) =>
      all.flatMap((version, index) => (index === at ? [other(version, { versionId: 'null' }), version] : [version])),
    ['version-on-top'],
  ],
  [
    'a delete marker is put on top',
    (all, at) =>
      all.flatMap((version, index) =>
        index === at
          ? [other(version, { isDeleteMarker: true, size: 0, storageClass: undefined }), version]
          : [version],
      ),
    ['delete-marker'],
  ],
  [
    'all that is left is a delete marker',
    (all, at) =>
      all.map((version, index) => (index === at ? other(version, { isDeleteMarker: true, size: 0 }) : version)),
    ['version-gone', 'delete-marker'],
  ],
  [
    'an older version was there',
    (all, at) => all.flatMap((version, index) => (index === at ? [version, other(version, {})] : [version])),
    ['version-beside'],
  ],
  [
    'a key is added',
    (all, at) =>
      all.flatMap((version, index) =>
        index === at ? [version, other(version, { key: `${version.key}1` })] : [version],
      ),
    ['key-added'],
  ],
  [
    'a key is added and deleted',
    (all, at) =>
      all.flatMap((version, index) =>
        index === at ? [version, other(version, { key: `${version.key}1`, isDeleteMarker: true })] : [version],
      ),
    ['delete-marker'],
  ],
  [
    'the size is another',
    (all, at) => all.map((version, index) => (index === at ? { ...version, size: version.size + 1 } : version)),
    ['other-size'],
  ],
  [
    'the storage class is another',
    (all, at) => all.map((version, index) => (index === at ? { ...version, storageClass: 'GLACIER' } : version)),
    ['other-storage-class'],
  ],
];

test('a listing of exactly the sealed versions has no difference', () => {
  expect(differencesOf('trail-logs', FILES, listingOf(FILES))).toEqual([]);
});

describe.each(CHANGES)('where %s', (_name, change, kinds) => {
  test.each(NAMES.map((_, index) => index))('it is named at key %i', (at) => {
    const found = differencesOf('trail-logs', FILES, change(listingOf(FILES), at));
    expect(found.map(({ kind }) => kind)).toEqual(kinds);
    expect(found.every(({ key }) => key.startsWith(FILES[at].key))).toBe(true);
  });
});

test('where all is deleted, each file is named with the digest that verifies it', () => {
  expect(differencesOf('trail-logs', FILES, [])).toEqual(
    FILES.map(({ bucket, key, versionId, digestEnd }) => ({ kind: 'version-gone', bucket, key, versionId, digestEnd })),
  );
});

test('any set of changes of different keys is named key by key', () => {
  const change = fc.constantFrom(...CHANGES);
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat({ max: 4 }), { maxLength: 5 }),
      fc.array(change, { minLength: 5, maxLength: 5 }),
      (places, changes) => {
        // From the end, so that what is added or taken away moves no other place.
        const listing = [...places]
          .sort((one, later) => later - one)
          .reduce((all, at, index) => changes[index][1](all, at), listingOf(FILES));
        const found = new Set(
          differencesOf('trail-logs', FILES, listing).map(({ key }) => key.slice(0, FILES[0].key.length)),
        );
        expect([...found].sort()).toEqual(places.map((at) => FILES[at].key).sort());
      },
    ),
  );
});
