// A declared copy of the bucket. What is found in it otherwise is among the vectors.
import { discoverChains, Limiter, type Finding } from '../../../lambda/core';
import { MemoryStore } from '../../support/corpus';
import { requestFor, smallCorpus, validateChanged } from './harness';

const corpus = smallCorpus({ bucket: 'another-bucket' });
const REQUEST = { trail: { arn: corpus.trailArn, bucket: 'a-copy' }, copyOf: 'another-bucket' };
const [logFile] = corpus.chain().logFilesOf(corpus.chain().normalKeys[5]);

test('what is wrong is said to be in the copy, where it was looked at', async () => {
  const { findings } = await validateChanged(
    corpus,
    (store) => {
      store.bucket = 'a-copy';
      store.get(logFile).body = Buffer.from('changed');
    },
    REQUEST,
  );
  const wrong = findings.filter(({ severity }) => severity === 'INVALID');
  expect(wrong.map(({ code, bucket, key }) => [code, bucket, key])).toEqual([
    ['log-file-malformed', 'a-copy', logFile],
  ]);
});

test('of an object that CloudTrail does not write the time of the copy says nothing', async () => {
  const store = MemoryStore.of(corpus);
  store.bucket = 'a-copy';
  store.objects.set('AWSLogs/CloudTrail/stray', { body: Buffer.from('x'), metadata: {}, lastModified: 1 });
  const strays: Finding[] = [];
  const request = requestFor(corpus, { ...REQUEST, retentionStart: corpus.options.start });
  await discoverChains(store, request, new Limiter(1), (finding) => strays.push(finding));
  expect(strays.map(({ code, key }) => [code, key])).toEqual([['unexpected-object', 'AWSLogs/CloudTrail/stray']]);
});
