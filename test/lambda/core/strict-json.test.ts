import { parseStrictJson } from '../../../lambda/core/format/strict-json';
import fc from '../../support/properties';

const parse = (text: string) => parseStrictJson(Buffer.from(text));

test('any JSON comes out as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.json(), fc.integer({ min: 0, max: 3 }), (text, spaces) => {
      const spaced = JSON.stringify(JSON.parse(text), undefined, spaces);
      expect(parse(spaced)).toEqual(JSON.parse(spaced));
    }),
  );
});

test('any bytes are read or rejected, and never crash', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(() => parseStrictJson(bytes)).not.toThrow();
    }),
  );
});

test.each([
  ['a name twice', '{"a":1,"a":1}'],
  ['a name twice, once escaped', '{"a":1,"\\u0061":2}'],
  ['a name twice, deep inside', '{"b":[{"c":{"a":1,"x":"}","a":2}}]}'],
  ['a name twice after a list', '{"a":[1,2],"b":0,"a":3}'],
  ['a byte order mark', '\ufeff{}'],
  ['two documents', '{}{}'],
  ['nothing', ''],
])('%s is rejected', (_name, text) => {
  expect(parse(text)).toBeUndefined();
});

test.each([
  ['the same name in two objects', '[{"a":1},{"a":2}]'],
  ['the same name inside and outside', '{"a":{"a":1}}'],
  ['a value like a name', '{"a":"a","b":"a"}'],
  ['a quote in a name', '{ "a\\"":1, "a":2 }'],
])('%s is read', (_name, text) => {
  expect(parse(text)).toEqual(JSON.parse(text));
});

test('a long text is read, and rejected where it has a name twice', () => {
  const long = (end: string) => `{"a":${JSON.stringify('x'.repeat(9 * 1024 * 1024))}${end}}`;
  expect(parse(long(',"b":1'))).toMatchObject({ b: 1 });
  expect(parse(long(',"a":1'))).toBeUndefined();
});

test('bytes that are no UTF-8 are rejected', () => {
  expect(parseStrictJson(Buffer.from([0x22, 0xff, 0x22]))).toBeUndefined();
});
