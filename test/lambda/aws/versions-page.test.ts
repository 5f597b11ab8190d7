import { PageError } from '../../../lambda/aws/s3/page-xml';
import { readVersions } from '../../../lambda/aws/s3/versions-page';
import { MemoryBucket } from '../../support/stand-ins';
import { listObjects } from '../../support/stand-ins/s3-listing';

const BODY = Buffer.from('body');
const TIME = new Date('2026-01-01T00:05:30Z');

function pageOf(change: (bucket: MemoryBucket) => void, query: Record<string, string> = {}): string {
  const bucket = new MemoryBucket();
  bucket.put('key', { body: BODY, lastModified: TIME });
  change(bucket);
  const search = new URLSearchParams({ versions: '', 'encoding-type': 'url', ...query });
  return String(listObjects('trail-logs', bucket, search).body);
}

const read = (xml: string) => readVersions(Buffer.from(xml));

test('reads id, size, storage class and time of a version', () => {
  expect(read(pageOf(() => undefined))).toEqual({
    versions: [
      {
        ...{ key: 'key', versionId: 'v1', isLatest: true, isDeleteMarker: false },
        ...{ size: BODY.length, storageClass: 'STANDARD', lastModified: TIME.getTime() },
      },
    ],
  });
});

test('reads delete markers among the versions of their key, newest first', () => {
  const { versions } = read(
    pageOf((bucket) => {
      bucket.delete('key', new Date(TIME.getTime() + 1000));
      bucket.put('a', { body: BODY, lastModified: TIME });
    }),
  );
  expect(
    versions.map(({ key, versionId, isDeleteMarker, isLatest }) => [key, versionId, isDeleteMarker, isLatest]),
  ).toEqual([
    ['a', 'v1', false, true],
    ['key', 'v2', true, true],
    ['key', 'v1', false, false],
  ]);
});

test('reads the order that S3 writes, versions and markers among one another', () => {
  const xml = pageOf((bucket) => bucket.delete('key', TIME));
  const [marker] = /<DeleteMarker>.*<\/DeleteMarker>/.exec(xml)!;
  const interleaved = xml.replace(marker, '').replace('<Version>', `${marker}<Version>`);
  expect(read(interleaved)).toEqual(read(xml));
});

test('reads hostile keys', () => {
  const key = '</Key><Key>\u001b[2J&lt;';
  expect(read(pageOf((bucket) => bucket.put(key, { body: BODY }))).versions.map((row) => row.key)).toContain(key);
});

test('says how to go on, within the versions of a key too', () => {
  const xml = pageOf((bucket) => bucket.put('a b', { body: BODY }), { 'max-keys': '1' });
  expect(read(xml).next).toEqual({ KeyMarker: 'a b', VersionIdMarker: 'v1' });
  const marker = /<NextVersionIdMarker>.*<\/NextVersionIdMarker>/;
  expect(read(xml.replace(marker, '')).next).toEqual({ KeyMarker: 'a b' });
});

test.each<[string, (xml: string) => string]>([
  ['another document', () => '<html></html>'],
  ['nothing', () => ''],
  ['a page that is cut off', (xml) => xml.slice(0, xml.indexOf('</Version>'))],
  ['a page that does not say whether it is the last', (xml) => xml.replace(/<IsTruncated>.*<\/IsTruncated>/, '')],
  ['a page that does not say how to go on', (xml) => xml.replace('>false</IsT', '>true</IsT')],
  ['a version without a key', (xml) => xml.replace('<Key>key</Key>', '')],
  ['a version without an id', (xml) => xml.replace(/<VersionId>.*<\/VersionId>/, '')],
  ['a version without a size', (xml) => xml.replace(/<Size>.*<\/Size>/, '')],
  ['a version without a storage class', (xml) => xml.replace(/<StorageClass>.*<\/StorageClass>/, '')],
  ['a version without a time', (xml) => xml.replace(/<LastModified>.*<\/LastModified>/, '')],
  ['a version that does not say whether it is the latest', (xml) => xml.replace('<IsLatest>true', '<IsLatest>yes')],
])('rejects %s', (_name, change) => {
  expect(() => read(change(pageOf(() => undefined)))).toThrow(PageError);
});
