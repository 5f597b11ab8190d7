import { gzipSync } from 'node:zlib';
import { parseDigest } from '../../../lambda/core/format/unverified-digest';
import { readContent } from '../../../lambda/core/format/digest-content';
import { readSigningKey } from '../../../lambda/core/format/signature';
import { MemoryStore } from '../../support/corpus';
import { resignText } from '../../support/corpus/vectors';
import { requestFor, smallCorpus, validate, ACCOUNT, REGION } from './harness';
import fc from '../../support/properties';

const corpus = smallCorpus({ hours: 2 });
const original = MemoryStore.of(corpus);
const keys = [...original.objects.keys()];
const [, , newest] = corpus.chain().normalKeys;

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => gzipSync(text)),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => gzipSync(bytes)),
);

test('arbitrary bytes as digests and log files are tampering, and never crash', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...keys), anyBytes, async (key, body) => {
      const store = original.copy();
      store.get(key).body = body;
      expect((await validate(store, requestFor(corpus))).result.verdict).toBe('INVALID');
    }),
  );
});

test('arbitrary JSON under a good signature never crashes and is never valid', async () => {
  const document = corpus.chain().document(newest);
  // Both times of events may be null.
  const names = Object.keys(document).filter((name) => !name.endsWith('EventTime'));
  const anyDocument = fc
    .tuple(fc.constantFrom(...names), fc.jsonValue())
    .map(([name, value]) => ({ ...document, [name]: value }));
  await fc.assert(
    fc.asyncProperty(anyDocument, async (changed) => {
      fc.pre(JSON.stringify(changed) !== JSON.stringify(document));
      const store = original.copy();
      resignText(store, corpus, newest, JSON.stringify(changed));
      expect((await validate(store, requestFor(corpus))).result.verdict).not.toBe('VALID');
    }),
  );
});

test('arbitrary JSON as the content of a digest is read without a crash', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (document) => {
      parseDigest(Buffer.from(JSON.stringify(document)));
      expect(readContent(document, { accountId: ACCOUNT, region: REGION }, 0).unexpected).not.toEqual([]);
    }),
  );
});

test('arbitrary bytes are no public key', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (der) => {
      expect(readSigningKey({ der, source: 'a file' }).key).toBeUndefined();
    }),
  );
});

test('what a store can not read, since it throws, is unverified', async () => {
  for (const broken of ['readObject', 'readPublicKeys', 'readHistory'] as const) {
    const store = original.copy();
    store.objects.delete(corpus.chain().normalKeys[1]);
    Object.assign(store, { [broken]: () => Promise.reject(new Error('broken')) });
    const { result } = await validate(store, requestFor(corpus));
    expect(result.verdict).toBe(broken === 'readHistory' ? 'INVALID' : 'INCOMPLETE');
  }
});
