import { PageError, readPage } from '../../../lambda/aws/s3/listing-page';
import { MemoryBucket } from '../../support/stand-ins';
import { listObjects } from '../../support/stand-ins/s3-listing';
import fc from '../../support/properties';

const BODY = Buffer.from('body');

function pageOf(keys: readonly string[], query: Record<string, string> = {}): string {
  const bucket = new MemoryBucket();
  for (const key of keys) bucket.put(key, { body: BODY, lastModified: new Date('2026-01-01T00:05:30Z') });
  const search = new URLSearchParams({ 'list-type': '2', 'encoding-type': 'url', ...query });
  return String(listObjects('trail-logs', bucket, search).body);
}

const read = (xml: string) => readPage(Buffer.from(xml));

const keysOf = (xml: string) => read(xml).objects.map(({ key }) => key);

describe('readPage', () => {
  test('reads any keys, control characters and markup included', () => {
    const key = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 30 })
      .filter((text) => Buffer.from(text).toString() === text);
    const hostile = fc.constantFrom('</Key><Key>x', '&lt;', '\u001b[2J', 'a\nb', 'a+b c%20', '</ListBucketResult>');
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(key, hostile), { maxLength: 10 }), (keys) => {
        expect(keysOf(pageOf(keys)).sort()).toEqual([...keys].sort());
      }),
    );
  });

  test('reads a plus as the space that S3 writes so', () => {
    expect(keysOf(pageOf(['key']).replace('<Key>key</Key>', '<Key>a+b%2Bc</Key>'))).toEqual(['a b+c']);
  });

  test('reads keys of a server that does not encode them', () => {
    const xml = pageOf(['key']).replace('<EncodingType>url</EncodingType>', '');
    expect(keysOf(xml.replace('<Key>key</Key>', '<Key>a+b%20&lt;&#x1b;&#10;&amp;lt;</Key>'))).toEqual([
      'a+b%20<\u001b\n&lt;',
    ]);
  });

  test('reads size and time', () => {
    expect(read(pageOf(['key'])).objects).toEqual([
      { key: 'key', size: BODY.length, lastModified: Date.UTC(2026, 0, 1, 0, 5, 30) },
    ]);
  });

  test('reads common prefixes', () => {
    expect(read(pageOf(['a/1', 'a b/2', 'c'], { delimiter: '/' }))).toEqual({
      objects: [expect.objectContaining({ key: 'c' })],
      prefixes: ['a b/', 'a/'],
    });
  });

  test('says how to go on', () => {
    const page = read(pageOf(['a', 'b'], { 'max-keys': '1' }));
    expect(keysOf(pageOf(['a', 'b'], { 'continuation-token': page.nextToken ?? '' }))).toEqual(['b']);
  });

  test.each<[string, (xml: string) => string]>([
    ['another document', () => '<html></html>'],
    ['nothing', () => ''],
    ['a page that is cut off', (xml) => xml.slice(0, xml.indexOf('</Contents>'))],
    ['a page that does not say whether it is the last', (xml) => xml.replace(/<IsTruncated>.*<\/IsTruncated>/, '')],
    ['a page that does not say how to go on', (xml) => xml.replace('>false<', '>true<')],
    ['an object without a key', (xml) => xml.replace('<Key>key</Key>', '')],
    ['an object without a size', (xml) => xml.replace(/<Size>.*<\/Size>/, '')],
    ['an object without a time', (xml) => xml.replace(/<LastModified>.*<\/LastModified>/, '')],
  ])('refuses %s', (_name, change) => {
    expect(() => read(change(pageOf(['key'])))).toThrow(PageError);
  });
});
