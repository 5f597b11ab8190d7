import http from 'node:http';
import { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  paginateScan,
  PutItemCommand,
  type AttributeValue,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { TABLE } from '../../../lib/shared/contract';

export type Item = Record<string, AttributeValue>;

export interface TableStandIn {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Set to have every request fail, as at a table that is throttled or gone. */
  fault?: 'throttled' | 'unreachable';
  /** How many of the next requests fail. Default: all of them */
  faults: number;
  /** Asked before each write. False: the connection breaks, and nothing is written. */
  mayWrite?: () => boolean;
  /** How many of the next writes are done without a response. */
  lostResponses: number;
  /** The time that responses are dated: the SDK takes another than its own for a wrong clock. Default: the time */
  now?: () => number;
  /** Every item, to be put back or changed by hand. */
  items(): Promise<Item[]>;
  put(item: Item): Promise<void>;
  /** Takes out the items whose sort key begins so. Default: all of them */
  empty(prefix?: string): Promise<void>;
  close(): Promise<void>;
}

/** A table with the keys that the construct gives it, in dynalite: real conditional writes. */
export async function serveTable(tableName = 'checkpoints'): Promise<TableStandIn> {
  const inner = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  const server = http.createServer((request, response) => {
    if (standIn.now) response.setHeader('date', new Date(standIn.now()).toUTCString());
    if (isWrite(request) && standIn.mayWrite?.() === false) return void request.socket.destroy();
    if (isWrite(request) && standIn.lostResponses-- > 0) {
      response.end = () => {
        request.socket.destroy();
        return response;
      };
    }
    if (standIn.fault === undefined || standIn.faults <= 0) return void inner.emit('request', request, response);
    standIn.faults -= 1;
    request.resume();
    if (standIn.fault === 'unreachable') return void response.socket?.destroy();
    const type = 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException';
    response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: type, message: 'slow down' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 2 });
  const standIn: TableStandIn = {
    endpoint,
    client,
    tableName,
    faults: Infinity,
    lostResponses: 0,
    items: async () => {
      const items: Item[] = [];
      for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName })) items.push(...Items);
      return items;
    },
    put: async (item) => void (await client.send(new PutItemCommand({ TableName: tableName, Item: item }))),
    empty: async (prefix = '') => {
      for (const { pk, sk } of (await standIn.items()).filter((item) => item.sk.S?.startsWith(prefix))) {
        await client.send(new DeleteItemCommand({ TableName: tableName, Key: { pk, sk } }));
      }
    },
    close: async () => {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await new Promise((resolve) => inner.close(resolve));
    },
  };
  await createTable(client, tableName);
  return standIn;
}

function isWrite({ headers }: http.IncomingMessage): boolean {
  return /\.(Put|Update|Delete|BatchWrite|TransactWrite)/.test(String(headers['x-amz-target']));
}

async function createTable(client: DynamoDBClient, tableName: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: TABLE.partitionKey, AttributeType: 'S' },
        { AttributeName: TABLE.sortKey, AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: TABLE.partitionKey, KeyType: 'HASH' },
        { AttributeName: TABLE.sortKey, KeyType: 'RANGE' },
      ],
    }),
  );
}
