import { createHash } from 'node:crypto';
import { isReadFailure, type PublicKey } from '../../../lambda/core';
import { PublicKeyFile } from '../../../lambda/folder';
import { MemoryStore } from '../../support/corpus';

const JANUARY = { start: Date.UTC(2026, 0, 1), end: Date.UTC(2026, 0, 31) };

function written(name: string, change: object = {}): object {
  const der = Buffer.from(`the key ${name}`);
  return {
    Value: der.toString('base64'),
    Fingerprint: createHash('md5').update(der).digest('hex'),
    ValidityStartTime: '2026-01-01T00:00:00+00:00',
    ValidityEndTime: '2026-01-31T00:00:00+00:00',
    ...change,
  };
}

const fileOf = (...keys: object[]) => JSON.stringify({ PublicKeyList: keys }, undefined, 4);

function names(keys: readonly PublicKey[] = []): string[] {
  return keys.map(({ der }) => Buffer.from(der).toString());
}

const keysOf = (text: string, range = JANUARY) =>
  names(PublicKeyFile.parse(text, 'keys.json').of('us-east-1', range).keys);

describe('PublicKeyFile', () => {
  test('gives the keys with their fingerprint, their validity and the name of the file', () => {
    const { keys } = PublicKeyFile.parse(fileOf(written('one')), 'keys.json').of('us-east-1', JANUARY);
    const der = Buffer.from('the key one');
    const fingerprint = createHash('md5').update(der).digest('hex');
    expect(keys).toEqual([{ der, fingerprint, validFrom: JANUARY.start, validTo: JANUARY.end, source: 'keys.json' }]);
  });

  test('takes a fingerprint that is no MD5 as it is', () => {
    const text = fileOf(written('one', { Fingerprint: 'SHA256:Zk9' }));
    expect(PublicKeyFile.parse(text, 'keys.json').of('us-east-1', JANUARY).keys).toMatchObject([
      { fingerprint: 'SHA256:Zk9' },
    ]);
  });

  test('reads the seconds that version 1 of the AWS CLI prints', () => {
    const seconds = { ValidityStartTime: JANUARY.start / 1000, ValidityEndTime: JANUARY.end / 1000 };
    expect(keysOf(fileOf(written('one', seconds)))).toEqual(['the key one']);
  });

  test('reads files that were appended to one another', () => {
    expect(keysOf(`${fileOf(written('one'))}\n${fileOf()}\n${fileOf(written('two'))}\n`)).toEqual([
      'the key one',
      'the key two',
    ]);
  });

  test('leaves out keys of other times', () => {
    expect(keysOf(fileOf(written('one')), { start: JANUARY.end + 1, end: JANUARY.end + 2 })).toEqual([]);
  });

  test('never passes for all keys of a Region', () => {
    expect(isReadFailure(PublicKeyFile.parse(fileOf(written('one')), 'keys.json').of('us-east-1', JANUARY))).toBe(true);
  });

  test.each([
    ['text', 'no JSON', 'keys.json is not JSON'],
    ['another document', '{"Trails":[]}', 'keys.json has no PublicKeyList'],
    ['null', 'null', 'keys.json has no PublicKeyList'],
    ['a key without a value', fileOf({ Fingerprint: 'ab' }), 'keys.json has a key without Value or Fingerprint'],
    ['a changed key', fileOf(written('one', { Value: 'AAAA' })), 'keys.json has a key that its fingerprint'],
    ['a time that is none', fileOf(written('one', { ValidityEndTime: 'soon' })), 'validity "soon" is no time'],
  ])('rejects %s', (_name, text, message) => {
    expect(() => PublicKeyFile.parse(text, 'keys.json')).toThrow(message);
  });

  test('helps out where a Region can not be asked', async () => {
    const aws = new MemoryStore('trail-logs');
    const der = Buffer.from('the key of AWS');
    aws.publicKeys.set('us-east-1', [{ der, source: 'ListPublicKeys' }]);
    aws.keyFailures.set('eu-west-1', { failure: 'region-unavailable' });
    const store = PublicKeyFile.parse(fileOf(written('one')), 'keys.json').behind(aws);
    expect(await store.readPublicKeys('us-east-1', JANUARY)).toEqual([{ der, source: 'ListPublicKeys' }]);
    expect(await store.readPublicKeys('eu-west-1', JANUARY)).toMatchObject({
      failure: 'region-unavailable',
      keys: [{ source: 'keys.json' }],
    });
  });
});
