import { gzipSync } from 'node:zlib';
import { MemoryStore, type Corpus } from '../../support/corpus';
import { requestFor, smallCorpus, validate } from './harness';

const corpus = smallCorpus({ backfills: [3, 8] });

/** What `aws s3 sync` leaves: no metadata, no time of delivery. */
function folderOf(made: Corpus, keepSignatureOf: readonly string[] = []): MemoryStore {
  const store = MemoryStore.of(made);
  store.dropsMetadata = true;
  for (const [key, object] of store.objects) {
    if (!keepSignatureOf.includes(key)) object.metadata = {};
    delete object.lastModified;
  }
  return store;
}

const newest = [corpus.chain().normalKeys[12], corpus.chain().backfillKeys[1]];

test('signatures come from the successors; only the newest digest of each line is unverified', async () => {
  const { result, findings, codes } = await validate(folderOf(corpus), requestFor(corpus));
  expect(codes).toEqual(['digest-signature-unknown', 'log-file-unverified']);
  expect(result.verdict).toBe('INCOMPLETE');
  const unknown = findings.filter(({ code }) => code === 'digest-signature-unknown');
  expect(unknown.map(({ key }) => key).sort()).toEqual([...newest].sort());
});

test('with the signatures of a sidecar file all is verified', async () => {
  const { result, codes } = await validate(folderOf(corpus, newest), requestFor(corpus));
  expect(codes).toEqual([]);
  expect(result.verdict).toBe('VALID');
});

test.each([
  ['a digest', () => corpus.chain().normalKeys[5], 'digest-signature-invalid'],
  ['a log file', () => corpus.chain().logFilesOf(corpus.chain().normalKeys[5])[0], 'log-file-modified'],
])('%s that was altered is found', async (_name, keyOf, code) => {
  const store = folderOf(corpus, newest);
  const key = keyOf();
  const document = key.includes('Digest') ? { ...corpus.chain().document(key), newestEventTime: null } : {};
  store.get(key).body = gzipSync(JSON.stringify(document));
  const { result, codes } = await validate(store, requestFor(corpus));
  expect(codes).toContain(code);
  expect(result.verdict).toBe('INVALID');
});
