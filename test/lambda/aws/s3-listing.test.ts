import { ListingFailed } from '../../../lambda/core';
import type { S3StandInOptions } from '../../support/stand-ins';
import { BODY, closeAll, collect, KEY, open, patience, TRANSIENT } from './s3-scene';

afterEach(closeAll);

describe('S3Store.listObjects', () => {
  const names = Array.from({ length: 2500 }, (_, index) => `p/${String(index).padStart(4, '0')} <é>`);

  async function listed(range: { prefix: string; after?: string; before?: string }): Promise<string[]> {
    const scene = await open();
    for (const name of names) scene.bucket.put(name, { body: BODY });
    return (await collect(scene.store.listObjects('trail-logs', range))).map(({ key }) => key);
  }

  test('lists all pages below a prefix', async () => {
    expect(await listed({ prefix: 'p/' })).toEqual(names);
  });

  test('begins after a key and ends before another', async () => {
    expect(await listed({ prefix: 'p/', after: names[10], before: names[1500] })).toEqual(names.slice(11, 1500));
  });

  test('gives size and time of delivery', async () => {
    const { store } = await open();
    expect(await collect(store.listObjects('trail-logs', { prefix: 'AWSLogs/' }))).toEqual([
      { key: KEY, size: BODY.length, lastModified: Date.UTC(2026, 0, 1, 0, 5, 30) },
    ]);
  });

  test('asks for no page after the last key that is wanted', async () => {
    const scene = await open();
    for (const name of names) scene.bucket.put(name, { body: BODY });
    await collect(scene.store.listObjects('trail-logs', { prefix: 'p/', before: names[5] }));
    expect(scene.server.requests.get('ListObjectsV2')).toBe(1);
  });

  test('throws with the reason where it fails', async () => {
    const { store } = await open({
      fault: ({ operation }) => (operation === 'ListObjectsV2' ? 'accessDenied' : undefined),
    });
    const listing = collect(store.listObjects('trail-logs', { prefix: '' }));
    await expect(listing).rejects.toThrow(ListingFailed);
    await expect(listing).rejects.toMatchObject({ failure: { failure: 'denied' } });
  });

  test.each(TRANSIENT)('goes on after a page that failed with %s', async (fault) => {
    const failsOnce: Partial<S3StandInOptions> = {
      fault: ({ operation, attempt }) => (operation === 'ListObjectsV2' && attempt === 2 ? fault : undefined),
    };
    const scene = await open(failsOnce, patience(fault));
    for (const name of names) scene.bucket.put(name, { body: BODY });
    expect(await collect(scene.store.listObjects('trail-logs', { prefix: 'p/' }))).toHaveLength(2500);
  });
});

describe('S3Store.listVersions', () => {
  const names = Array.from({ length: 2500 }, (_, index) => `p/${String(index).padStart(4, '0')} <é>`);

  test('lists all versions and markers of a range as one stream, a thousand keys for each request', async () => {
    const scene = await open();
    for (const name of names) scene.bucket.put(name, { body: BODY });
    scene.bucket.put(names[7], { body: BODY, lastModified: new Date(5000) });
    scene.bucket.delete(names[9], new Date(6000));
    const range = { prefix: 'p/', after: names[4], before: names[1500] };
    const versions = await collect(scene.store.listVersions!('trail-logs', range));
    expect(versions.map(({ key }) => key)).toEqual(
      names.slice(5, 1500).flatMap((name) => ([names[7], names[9]].includes(name) ? [name, name] : [name])),
    );
    expect(versions.filter(({ isDeleteMarker }) => isDeleteMarker)).toMatchObject([{ key: names[9], isLatest: true }]);
    expect(scene.server.requests.get('ListObjectVersions')).toBe(2);
  });

  test('throws with the reason where it fails', async () => {
    const { store } = await open({
      fault: ({ operation }) => (operation === 'ListObjectVersions' ? 'accessDenied' : undefined),
    });
    await expect(collect(store.listVersions!('trail-logs', { prefix: '' }))).rejects.toMatchObject({
      failure: { failure: 'denied' },
    });
  });

  test.each(TRANSIENT)('goes on after a page that failed with %s', async (fault) => {
    const failsOnce: Partial<S3StandInOptions> = {
      fault: ({ operation, attempt }) => (operation === 'ListObjectVersions' && attempt === 2 ? fault : undefined),
    };
    const scene = await open(failsOnce, patience(fault));
    for (const name of names) scene.bucket.put(name, { body: BODY });
    expect(await collect(scene.store.listVersions!('trail-logs', { prefix: 'p/' }))).toHaveLength(2500);
  });
});

test('S3Store.listFolders names the folders below a prefix', async () => {
  const { store, bucket } = await open();
  for (const account of ['222222222222', '333333333333']) bucket.put(`AWSLogs/${account}/x`, { body: BODY });
  expect(await collect(store.listFolders('trail-logs', 'AWSLogs/'))).toEqual([
    '111111111111',
    '222222222222',
    '333333333333',
  ]);
});

describe('S3Store.readHistory', () => {
  test('gives versions and delete markers of that key, the newest first', async () => {
    const { store, bucket } = await open();
    bucket.put(`${KEY}.other`, { body: BODY });
    bucket.delete(KEY, new Date('2026-01-02T00:00:00Z'));
    expect(await store.readHistory?.('trail-logs', KEY)).toEqual([
      { versionId: 'v2', isDeleteMarker: true, lastModified: Date.UTC(2026, 0, 2) },
      { versionId: 'v1', isDeleteMarker: false, lastModified: Date.UTC(2026, 0, 1, 0, 5, 30) },
    ]);
  });

  test('is a read failure where versions may not be listed', async () => {
    const { store } = await open({
      fault: ({ operation }) => (operation === 'ListObjectVersions' ? 'accessDenied' : undefined),
    });
    expect(await store.readHistory?.('trail-logs', KEY)).toMatchObject({ failure: 'denied' });
  });
});
