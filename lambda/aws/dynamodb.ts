import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { TABLE } from '../../lib/shared/contract';

/** One item of the table besides its keys. */
export interface TableItem {
  /** Text, kept compressed. */
  readonly body: Uint8Array;
  readonly counter: number;
  /** Of name, counter and body, so it differs between any two versions of an item. */
  readonly mac?: string;
}

/** An item as it is written. */
export interface NewItem extends Required<TableItem> {
  /** The run that writes it, for people who look at the table. */
  readonly runId: string;
}

/** Attributes that are texts and numbers. */
export type Fields = Readonly<Record<string, string | number | undefined>>;

/** What the condition of a lease is about. */
export interface LeaseFields {
  readonly owner: string;
  readonly expires: number;
}

/** The table of one trail. Every write has its condition, so of two writers one fails. */
export class Table {
  public constructor(
    private readonly client: DynamoDBClient,
    private readonly name: string,
    private readonly partition: string,
  ) {}

  /** All items whose sort key begins so, as they are now. */
  public async *items(prefix: string): AsyncGenerator<readonly [string, TableItem]> {
    const pages = paginateQuery(
      { client: this.client },
      {
        TableName: this.name,
        ConsistentRead: true,
        KeyConditionExpression: '#pk = :pk AND begins_with(#sk, :prefix)',
        ExpressionAttributeNames: { '#pk': TABLE.partitionKey, '#sk': TABLE.sortKey },
        ExpressionAttributeValues: { ':pk': { S: this.partition }, ':prefix': { S: prefix } },
      },
    );
    for await (const { Items = [] } of pages) {
      for (const item of Items) yield [item[TABLE.sortKey]?.S ?? '', toTableItem(item)];
    }
  }

  /**
   * Writes an item over the one that was read, or where none was. False where it is another by now. Where the response to
   * a write is lost, the request is sent again and meets the item that it wrote itself: that is done.
   */
  public async put(sortKey: string, item: NewItem, read: Pick<TableItem, 'mac'> | undefined): Promise<boolean> {
    const isWritten = await isDone(
      this.client.send(
        new PutItemCommand({
          TableName: this.name,
          Item: {
            ...this.keysOf(sortKey),
            body: { B: item.body },
            counter: { N: String(item.counter) },
            mac: { S: item.mac },
            runId: { S: item.runId },
          },
          ...unchangedSince(read),
        }),
      ),
    );
    if (isWritten) return true;
    const stored = await this.readFields(sortKey);
    return stored?.mac === item.mac && stored.runId === item.runId;
  }

  /** Takes a lease that nobody has, that has expired, or that is still the given owner's. False where another has it. */
  public takeLease(sortKey: string, lease: LeaseFields & Fields, now: number, owner = lease.owner): Promise<boolean> {
    return isDone(
      this.client.send(
        new PutItemCommand({
          TableName: this.name,
          Item: { ...this.keysOf(sortKey), ...toAttributes(lease) },
          ConditionExpression: 'attribute_not_exists(#pk) OR #expires < :now OR #owner = :owner',
          ExpressionAttributeNames: { ...PK, '#expires': 'expires', '#owner': 'owner' },
          ExpressionAttributeValues: { ':now': { N: String(now) }, ':owner': { S: owner } },
        }),
      ),
    );
  }

  /** Gives a lease back. Where another has it by now, that is left alone. */
  public async releaseLease(sortKey: string, owner: string): Promise<void> {
    await isDone(
      this.client.send(
        new DeleteItemCommand({
          TableName: this.name,
          Key: this.keysOf(sortKey),
          ConditionExpression: '#owner = :owner',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':owner': { S: owner } },
        }),
      ),
    );
  }

  /** The attributes of an item besides its keys; undefined where there is none. */
  public async readFields(sortKey: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.name, Key: this.keysOf(sortKey), ConsistentRead: true }),
    );
    return Item && toFields(Item);
  }

  /** How an item is called in messages. */
  public nameOf(sortKey: string): string {
    return `${this.name} ${sortKey}`;
  }

  private keysOf(sortKey: string): Record<string, AttributeValue> {
    return { [TABLE.partitionKey]: { S: this.partition }, [TABLE.sortKey]: { S: sortKey } };
  }
}

const CONDITION_FAILED = ConditionalCheckFailedException.name;
const PK = { '#pk': TABLE.partitionKey };

function unchangedSince(
  read: Pick<TableItem, 'mac'> | undefined,
): Pick<PutItemCommandInput, 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'> {
  if (read === undefined) return { ConditionExpression: 'attribute_not_exists(#pk)', ExpressionAttributeNames: PK };
  const ExpressionAttributeNames = { '#mac': 'mac' };
  // An item without a MAC that could be one was read: whoever put it there may have given it one of another type.
  return read.mac === undefined
    ? {
        ConditionExpression: 'attribute_not_exists(#mac) OR NOT attribute_type(#mac, :text)',
        ExpressionAttributeNames,
        ExpressionAttributeValues: { ':text': { S: 'S' } },
      }
    : {
        ConditionExpression: '#mac = :mac',
        ExpressionAttributeNames,
        ExpressionAttributeValues: { ':mac': { S: read.mac } },
      };
}

async function isDone(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if ((error as Error).name === CONDITION_FAILED) return false;
    throw error;
  }
}

/** Whoever can write to the table wrote this: nothing of it is used before its MAC is verified. */
function toTableItem({ body, counter, mac }: Record<string, AttributeValue>): TableItem {
  return {
    body: body?.B ?? new Uint8Array(),
    counter: Number(counter?.N ?? NaN),
    mac: mac?.S,
  };
}

function toAttributes(fields: Fields): Record<string, AttributeValue> {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, typeof value === 'number' ? { N: String(value) } : { S: value as string }]),
  );
}

/** Attributes of other types stay as DynamoDB gives them: nothing that reads them expects any. */
function toFields(item: Record<string, AttributeValue>): Record<string, unknown> {
  const attributes = Object.entries(item).filter(([name]) => name !== TABLE.partitionKey && name !== TABLE.sortKey);
  return Object.fromEntries(
    attributes.map(([name, value]) => [name, value.S ?? (value.N === undefined ? value : Number(value.N))]),
  );
}
