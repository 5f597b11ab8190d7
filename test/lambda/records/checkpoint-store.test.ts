import { randomUUID } from 'node:crypto';
import { PutItemCommand, QueryCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { Mac } from '../../../lambda/aws/kms';
import { Table } from '../../../lambda/aws/dynamodb';
import type { Checkpoint } from '../../../lambda/core';
import { Memory, MemoryConflict } from '../../../lambda/records/checkpoint-store';
import { kmsStandIn } from '../../support/run-time/kms';
import { serveTable, type TableStandIn } from '../../support/run-time/table';
import { serve, ServiceError, type StandIn } from '../../support/stand-ins';

const CHAIN = { accountId: '111111111111', region: 'us-east-1' };
const kms = kmsStandIn();
let table: TableStandIn;
let keys: StandIn;
let kmsClient: KMSClient;

beforeAll(async () => {
  [table, keys] = await Promise.all([serveTable(), serve({ services: [kms.service] })]);
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  kmsClient = new KMSClient({ endpoint: keys.endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
});

afterAll(async () => {
  kmsClient.destroy();
  await Promise.all([table.close(), keys.close()]);
});

afterEach(() => {
  kms.fault = undefined;
});

test('what is saved is loaded, with its counter', async () => {
  const { memory } = memoryOfNewTrail();
  await memory.save({ checkpoint: checkpoint(1), counter: 1 }, undefined, 'run');
  const { remembered } = await memory.load();
  expect([...remembered.values()]).toEqual([{ checkpoint: checkpoint(1), counter: 1 }]);
});

test('trails in one table do not see each other', async () => {
  const [one, other] = [memoryOfNewTrail(), memoryOfNewTrail()];
  await one.memory.save({ checkpoint: checkpoint(1), counter: 1 }, undefined, 'run');
  expect((await other.memory.load()).stored.size).toBe(0);
});

test('of two runs that have read the same the second to save is refused, and the first is kept', async () => {
  const { memory } = memoryOfNewTrail();
  const read = await memory.save({ checkpoint: checkpoint(1), counter: 1 }, undefined, 'run');
  await memory.save({ checkpoint: checkpoint(3), counter: 2 }, read, 'one');
  await expect(memory.save({ checkpoint: checkpoint(2), counter: 2 }, read, 'other')).rejects.toThrow(MemoryConflict);
  expect(firstOf(await memory.load())).toEqual({ checkpoint: checkpoint(3), counter: 2 });
});

test('of two first runs the second to save is refused', async () => {
  const { memory } = memoryOfNewTrail();
  await memory.save({ checkpoint: checkpoint(3), counter: 1 }, undefined, 'one');
  const second = memory.save({ checkpoint: checkpoint(2), counter: 1 }, undefined, 'other');
  await expect(second).rejects.toThrow(MemoryConflict);
});

test.each<[string, (item: Record<string, AttributeValue>) => Record<string, AttributeValue>]>([
  [
    'a changed body',
    ({ body, ...item }) => ({ ...item, body: { B: Buffer.concat([body.B ?? Buffer.of(), Buffer.of(0)]) } }),
  ],
  ['a raised counter', (item) => ({ ...item, counter: { N: '7' } })],
  ['an empty MAC', (item) => ({ ...item, mac: { S: '' } })],
  ["another chain's item", (item) => ({ ...item, sk: { S: 'chain#111111111111#eu-west-1' } })],
  ["another trail's item", ({ pk, ...item }) => ({ ...item, pk: { S: `${pk.S}-other` } })],
])('%s is not believed, but noticed', async (_, forge) => {
  const { memory, trailArn, load } = memoryOfNewTrail();
  await memory.save({ checkpoint: checkpoint(1), counter: 1 }, undefined, 'run');
  const item = forge(await itemOf(trailArn));
  await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: item }));
  const { remembered, stored } = await load(item.pk.S ?? '');
  const name = item.sk.S?.slice('chain#'.length) ?? '';
  expect({ isBelieved: remembered.has(name), isNoticed: stored.has(name) }).toEqual({
    isBelieved: false,
    isNoticed: true,
  });
});

test.each<[string, Record<string, AttributeValue>]>([
  ['without a MAC', {}],
  ['with a MAC that is a number', { mac: { N: '7' } }],
])('an item %s is written over, so that it can not hold up the runs', async (_, more) => {
  const { memory, trailArn } = memoryOfNewTrail();
  await table.client.send(
    new PutItemCommand({
      TableName: table.tableName,
      Item: { pk: { S: trailArn }, sk: { S: `chain#${CHAIN.accountId}#${CHAIN.region}` }, ...more },
    }),
  );
  const { stored } = await memory.load();
  await memory.save({ checkpoint: checkpoint(1), counter: 1 }, [...stored.values()][0], 'run');
  expect(firstOf(await memory.load())?.counter).toBe(1);
});

test('a KMS that can not be asked stops the run instead of calling the memory forged', async () => {
  const { memory } = memoryOfNewTrail();
  await memory.save({ checkpoint: checkpoint(1), counter: 1 }, undefined, 'run');
  kms.fault = new ServiceError('AccessDeniedException', 'not allowed to perform kms:VerifyMac');
  await expect(memory.load()).rejects.toThrow('kms:VerifyMac');
});

test('a thousand open items fit into one item', async () => {
  const { memory } = memoryOfNewTrail();
  const large = { ...checkpoint(1), openItems: Array.from({ length: 1000 }, (_, index) => openItem(index)) };
  await memory.save({ checkpoint: large, counter: 1 }, undefined, 'run');
  expect(firstOf(await memory.load())?.checkpoint.openItems).toHaveLength(1000);
});

function memoryOfNewTrail() {
  const trailArn = `arn:aws:cloudtrail:us-east-1:111111111111:trail/${randomUUID()}`;
  const memoryOf = (arn: string) => {
    const mac = new Mac(kmsClient, 'memory-key');
    return new Memory(new Table(table.client, table.tableName, arn), mac, arn);
  };
  return { trailArn, memory: memoryOf(trailArn), load: (arn: string) => memoryOf(arn).load() };
}

async function itemOf(trailArn: string): Promise<Record<string, AttributeValue>> {
  const query = new QueryCommand({
    TableName: table.tableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: trailArn } },
  });
  return (await table.client.send(query)).Items?.[0] ?? {};
}

function checkpoint(hours: number): Checkpoint {
  const link = { bucket: 'b', key: `digest ${hours}`, start: 0, end: hours, sha256: 'aa', signature: 'bb' };
  return { ...CHAIN, segments: [{ first: link, last: link }], backfills: [], openItems: [], pendingLogFiles: [] };
}

function openItem(index: number): Checkpoint['openItems'][number] {
  const key = `AWSLogs/${CHAIN.accountId}/CloudTrail/${CHAIN.region}/2026/01/10/${randomUUID()}.json.gz`;
  const digestKey = `AWSLogs/${CHAIN.accountId}/CloudTrail-Digest/${CHAIN.region}/2026/01/10/${index}.json.gz`;
  return {
    finding: { code: 'log-file-missing', severity: 'INVALID', ...CHAIN, bucket: 'b', key, digestKey },
    firstSeen: index,
  };
}

function firstOf({ remembered }: Awaited<ReturnType<Memory['load']>>) {
  return [...remembered.values()][0];
}
