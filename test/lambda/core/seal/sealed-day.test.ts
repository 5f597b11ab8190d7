import { createHash } from 'node:crypto';
import { SealHash, type SealedFile } from '../../../../lambda/core/seal/sealed-day';
import { filesOf, hashOf, OF_DAY } from './files';

const FILES = filesOf(['a', 'b', 'ü', 'z"']);

test('the hash is that of the lines in the documented form', () => {
  const lines = [
    '["seal",1,"arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail","111111111111","us-east-1","2026-01-10"]',
    '["trail-logs","AWSLogs/a","v-a",100,"STANDARD"]',
    '["trail-logs","AWSLogs/b","v-b",101,"STANDARD"]',
    '["trail-logs","AWSLogs/z\\"","v-z\\"",103,"STANDARD"]',
    '["trail-logs","AWSLogs/ü","v-ü",102,"STANDARD"]',
  ];
  const expected = createHash('sha256')
    .update(`${lines.join('\n')}\n`)
    .digest('hex');
  expect(hashOf(FILES)).toBe(expected);
  expect(hashOf(FILES)).toBe('fc8a29cd6894721c18d9aae1c3c51f393690485d158b78ee90b3b56dd34b1b9e');
});

test.each<[string, Partial<SealedFile>]>([
  ['bucket', { bucket: 'trail-logs-2' }],
  ['key', { key: 'AWSLogs/z"!' }],
  ['version id', { versionId: 'v-y' }],
  ['size', { size: 104 }],
  ['storage class', { storageClass: 'GLACIER_IR' }],
])('another %s gives another hash', (_name, change) => {
  const at = FILES.length - 1;
  expect(hashOf([...FILES.slice(0, at), { ...FILES[at], key: `${FILES[at].key}`, ...change }].sort(byKey))).not.toBe(
    hashOf(FILES),
  );
});

test.each([
  ['day', { ...OF_DAY, day: OF_DAY.day + 24 * 3_600_000 }],
  ['Region', { ...OF_DAY, region: 'us-east-2' }],
  ['account', { ...OF_DAY, accountId: '222222222222' }],
  ['trail', { ...OF_DAY, trailArn: `${OF_DAY.trailArn}-2` }],
])('a seal of another %s has another hash', (_name, other) => {
  const hash = new SealHash(other);
  for (const file of FILES) hash.add(file);
  expect(hash.digest()).not.toBe(hashOf(FILES));
});

test('a file is added once, and after the one before', () => {
  const hash = new SealHash(OF_DAY);
  hash.add(FILES[1]);
  expect(() => hash.add(FILES[1])).toThrow('each once');
  expect(() => hash.add(FILES[0])).toThrow('in the order');
});

function byKey(one: SealedFile, other: SealedFile): number {
  return Buffer.compare(Buffer.from(`${one.bucket}\0${one.key}`), Buffer.from(`${other.bucket}\0${other.key}`));
}
