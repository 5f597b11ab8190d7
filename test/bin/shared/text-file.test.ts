import { decodeText } from '../../../bin/shared/text-file';

const TEXT = '{\n  "Größe": "Ω"\n}\n';
const UTF16LE = Buffer.from(TEXT, 'utf16le');
const UTF16BE = Buffer.from(UTF16LE).swap16();
const marked = (mark: number[], body: Buffer) => Buffer.concat([Buffer.from(mark), body]);

test.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a byte order mark', marked([0xef, 0xbb, 0xbf], Buffer.from(TEXT))],
  ['UTF-16, as PowerShell 5 writes it', marked([0xff, 0xfe], UTF16LE)],
  ['UTF-16 with the high byte first', marked([0xfe, 0xff], UTF16BE)],
  ['UTF-16 without a mark', UTF16LE],
  ['UTF-16 with the high byte first, without a mark', UTF16BE],
])('%s is read', (_, bytes) => {
  expect(decodeText(bytes)).toBe(TEXT);
});

test('a mark between parts that were appended is no part of the text', () => {
  const part = marked([0xff, 0xfe], UTF16LE);
  expect(decodeText(Buffer.concat([part, part]))).toBe(TEXT + TEXT);
});

test('an empty file is empty', () => {
  expect(decodeText(Buffer.alloc(0))).toBe('');
});
