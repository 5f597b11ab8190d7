import { escapeJson, escapeText } from '../../../lambda/core/format/escape';
import fc from '../../support/properties';

test.each([
  ['AWSLogs/111111111111/plain key.json.gz', 'AWSLogs/111111111111/plain key.json.gz'],
  ['über/日本', 'über/日本'],
  ['\u001b[2J\u001b]0;title\u0007', '\\u001b[2J\\u001b]0;title\\u0007'],
  ['key\nDigest file\ts3://b/k\tvalid', 'key\\u000aDigest file\\u0009s3://b/k\\u0009valid'],
  ['a\u009b31mb', 'a\\u009b31mb'],
  ['gz.nosj\u202e', 'gz.nosj\\u202e'],
  ['a\u200bb', 'a\\u200bb'],
  ['a\u2028b', 'a\\u2028b'],
  ['\ud800', '\\ud800'],
  ['\u{e0041}', '\\udb40\\udc41'],
  ['\\u001b', '\\\\u001b'],
])('%j is shown as %s', (text, expected) => {
  expect(escapeText(text)).toBe(expected);
});

test('escaped text is one line without controls, and no two texts look alike', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, text, (one, other) => {
      expect(escapeText(one)).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(escapeText(one) === escapeText(other)).toBe(one === other);
    }),
  );
});

test('escaped JSON has neither controls nor markup, and reads back as the same value', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const line = escapeJson({ key: text });
      expect(line).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}<>&]/u);
      expect(JSON.parse(line)).toEqual({ key: text });
    }),
  );
});
