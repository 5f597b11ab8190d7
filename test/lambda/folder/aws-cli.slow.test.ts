// What the AWS CLI writes is read as it is.
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { FolderStore, PublicKeyFile } from '../../../lambda/folder';
import { Corpus } from '../../support/corpus';
import { AWS_CLI, awsCli, describeWith } from '../../support/programs';
import { serveCorpus } from '../../support/stand-ins';

const START = Date.UTC(2026, 0, 1);
const BUCKET = 'trail-logs';
const corpus = new Corpus({
  accounts: ['111111111111', '222222222222'],
  regions: ['us-east-1'],
  start: START,
  hours: 3,
  bucket: BUCKET,
});

let server: Awaited<ReturnType<typeof serveCorpus>>;
let folder: string;

describeWith(AWS_CLI)('the AWS CLI', () => {
  beforeAll(async () => {
    server = await serveCorpus(corpus);
    folder = await mkdtemp(path.join(os.tmpdir(), 'aws-cli-'));
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  test('PublicKeyFile reads what it prints', async () => {
    const text = await awsCli(server.endpoint, ['cloudtrail', 'list-public-keys', '--start-time', '2026-01-01']);
    const january = { start: START, end: Date.UTC(2026, 0, 31) };
    const { keys = [] } = PublicKeyFile.parse(text, 'keys.json').of('us-east-1', january);
    expect(keys.map(({ der }) => Buffer.from(der))).toEqual([corpus.publicKeys('us-east-1')[0].der]);
  });

  test('FolderStore holds all that "aws s3 sync" copies', async () => {
    await awsCli(server.endpoint, ['s3', 'sync', `s3://${BUCKET}`, folder, '--no-progress']);
    const publicKeys = PublicKeyFile.parse('{"PublicKeyList":[]}', 'keys.json');
    const store = await FolderStore.open({ folder, bucket: BUCKET, publicKeys });
    const keys: string[] = [];
    for await (const page of store.listObjects(BUCKET, { prefix: '' })) keys.push(...page.map(({ key }) => key));
    expect(keys).toEqual(server.bucket.keys);
    for (const key of keys) {
      const body = server.bucket.object(key)?.body;
      expect(await store.readObject(BUCKET, key, 1000)).toEqual({ body, metadata: {}, size: body?.length });
    }
  });
});
