import { randomUUID } from 'node:crypto';
import { PutItemCommand, QueryCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { Mac } from '../../../lambda/aws/kms';
import { Table } from '../../../lambda/aws/dynamodb';
import type { Checkpoint } from '../../../lambda/core';
import type { CountedCheckpoint } from '../../../lambda/records/checkpoint';
import { CheckpointConflict, CheckpointStore, type ItemVersion } from '../../../lambda/records/checkpoint-store';
import type { TableStandIn } from '../../support/run-time/table';
import { serveTableAndKeys, type TableAndKeys } from '../../support/run-time/table-and-keys';
import { ServiceError } from '../../support/stand-ins';

const CHAIN = { accountId: '111111111111', region: 'us-east-1' };
let served: TableAndKeys;
let table: TableStandIn;

beforeAll(async () => {
  served = await serveTableAndKeys();
  ({ table } = served);
});

afterAll(() => served.close());

afterEach(() => {
  served.kms.fault = undefined;
});

test('what is saved is loaded, with its counter', async () => {
  const { store } = storeOfNewTrail();
  await store.save({ checkpoint: checkpoint(1), counter: 1 }, undefined, 'run');
  const { authentic } = await loaded(store);
  expect([...authentic.values()]).toEqual([{ checkpoint: checkpoint(1), counter: 1 }]);
});

test('trails in one table do not see each other', async () => {
  const [one, other] = [storeOfNewTrail(), storeOfNewTrail()];
  await one.store.save({ checkpoint: checkpoint(1), counter: 1 }, undefined, 'run');
  expect((await loaded(other.store)).items.size).toBe(0);
});

test('of two runs that have read the same the second to save fails, and the first is kept', async () => {
  const { store } = storeOfNewTrail();
  const read = await store.save({ checkpoint: checkpoint(1), counter: 1 }, undefined, 'run');
  await store.save({ checkpoint: checkpoint(3), counter: 2 }, read, 'one');
  await expect(store.save({ checkpoint: checkpoint(2), counter: 2 }, read, 'other')).rejects.toThrow(
    CheckpointConflict,
  );
  expect(firstOf(await loaded(store))).toEqual({ checkpoint: checkpoint(3), counter: 2 });
});

test('a save whose response is lost is done, and the next one goes on from it', async () => {
  const { store } = storeOfNewTrail();
  table.lostResponses = 1;
  const first = await store.save({ checkpoint: checkpoint(1), counter: 1 }, undefined, 'run');
  table.lostResponses = 1;
  await store.save({ checkpoint: checkpoint(3), counter: 2 }, first, 'run');
  expect(firstOf(await loaded(store))).toEqual({ checkpoint: checkpoint(3), counter: 2 });
});

test('of two first runs the second to save fails', async () => {
  const { store } = storeOfNewTrail();
  await store.save({ checkpoint: checkpoint(3), counter: 1 }, undefined, 'one');
  const second = store.save({ checkpoint: checkpoint(2), counter: 1 }, undefined, 'other');
  await expect(second).rejects.toThrow(CheckpointConflict);
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
  const { store, trailArn, load } = storeOfNewTrail();
  await store.save({ checkpoint: checkpoint(1), counter: 1 }, undefined, 'run');
  const item = forge(await itemOf(trailArn));
  await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: item }));
  const { authentic, items } = await load(item.pk.S ?? '');
  const name = item.sk.S?.slice('chain#'.length) ?? '';
  expect({ isBelieved: authentic.has(name), isNoticed: items.has(name) }).toEqual({
    isBelieved: false,
    isNoticed: true,
  });
});

test.each<[string, Record<string, AttributeValue>]>([
  ['without a MAC', {}],
  ['with a MAC that is a number', { mac: { N: '7' } }],
])('an item %s is written over, so that it can not hold up the runs', async (_, more) => {
  const { store, trailArn } = storeOfNewTrail();
  await table.client.send(
    new PutItemCommand({
      TableName: table.tableName,
      Item: { pk: { S: trailArn }, sk: { S: `chain#${CHAIN.accountId}#${CHAIN.region}` }, ...more },
    }),
  );
  const { items } = await loaded(store);
  await store.save({ checkpoint: checkpoint(1), counter: 1 }, [...items.values()][0], 'run');
  expect(firstOf(await loaded(store))?.counter).toBe(1);
});

test('a KMS that can not be asked stops the run instead of calling the checkpoints forged', async () => {
  const { store } = storeOfNewTrail();
  await store.save({ checkpoint: checkpoint(1), counter: 1 }, undefined, 'run');
  served.kms.fault = new ServiceError('AccessDeniedException', 'not allowed to perform kms:VerifyMac');
  await expect(loaded(store)).rejects.toThrow('kms:VerifyMac');
});

test('a thousand open items fit into one item', async () => {
  const { store } = storeOfNewTrail();
  const large = { ...checkpoint(1), openItems: Array.from({ length: 1000 }, (_, index) => openItem(index)) };
  await store.save({ checkpoint: large, counter: 1 }, undefined, 'run');
  expect(firstOf(await loaded(store))?.checkpoint.openItems).toHaveLength(1000);
});

function storeOfNewTrail() {
  const trailArn = `arn:aws:cloudtrail:us-east-1:111111111111:trail/${randomUUID()}`;
  const storeOf = (arn: string) => {
    const mac = new Mac(served.kmsClient, 'checkpoint-key');
    return new CheckpointStore(new Table(table.client, table.tableName, arn), mac, arn);
  };
  return { trailArn, store: storeOf(trailArn), load: (arn: string) => loaded(storeOf(arn)) };
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

/** By the names of chains: what is authentic, and every item. */
async function loaded(store: CheckpointStore) {
  const authentic = new Map<string, CountedCheckpoint>();
  const items = new Map<string, ItemVersion>();
  await store.read(({ name, item, counted }) => {
    items.set(name, item);
    if (counted !== undefined) authentic.set(name, counted);
  });
  return { authentic, items };
}

function firstOf({ authentic }: Awaited<ReturnType<typeof loaded>>) {
  return [...authentic.values()][0];
}
