import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { REPORT_TABLE, TABLE } from '../../lib/shared/contract';

/** Attributes that are texts and numbers. */
export type ReportFields = Readonly<Record<string, string | number | undefined>>;

/** What the reporter of alarms remembers, in items that go after a time. */
export class ReportTable {
  public constructor(
    private readonly client: DynamoDBClient,
    private readonly name: string,
  ) {}

  /** The attributes of an item besides its keys; undefined where there is none. */
  public async get(partition: string, key: string): Promise<ReportFields | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.name, Key: keysOf(partition, key), ConsistentRead: true }),
    );
    return Item && toFields(Item);
  }

  public async put(partition: string, key: string, fields: ReportFields, expires?: number): Promise<void> {
    const Item = { ...keysOf(partition, key), ...toAttributes(fields), ...expiry(expires) };
    await this.client.send(new PutItemCommand({ TableName: this.name, Item }));
  }

  /** Adds numbers to those of an item, which is made where there is none, and sets its texts. */
  public async add(
    partition: string,
    key: string,
    numbers: Readonly<Record<string, number>>,
    texts: Readonly<Record<string, string>>,
    expires: number,
  ): Promise<void> {
    const added = Object.keys(numbers);
    const set = [...Object.keys(texts), REPORT_TABLE.expires];
    const values = { ...numbers, ...texts, [REPORT_TABLE.expires]: Math.ceil(expires / 1000) };
    await this.client.send(
      new UpdateItemCommand({
        TableName: this.name,
        Key: keysOf(partition, key),
        UpdateExpression: `ADD ${added.map((name) => `#${name} :${name}`).join(', ')} SET ${set.map((name) => `#${name} = :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries([...added, ...set].map((name) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(toAttributes(values)).map(([name, value]) => [`:${name}`, value]),
        ),
      }),
    );
  }

  /** All items of a partition, each with its key. */
  public async items(partition: string): Promise<(readonly [key: string, fields: ReportFields])[]> {
    const items: (readonly [string, ReportFields])[] = [];
    const pages = paginateQuery(
      { client: this.client },
      {
        TableName: this.name,
        ConsistentRead: true,
        KeyConditionExpression: '#pk = :pk',
        ExpressionAttributeNames: { '#pk': TABLE.partitionKey },
        ExpressionAttributeValues: { ':pk': { S: partition } },
      },
    );
    for await (const { Items = [] } of pages)
      for (const item of Items) items.push([item[TABLE.sortKey]?.S ?? '', toFields(item)]);
    return items;
  }
}

function keysOf(partition: string, key: string): Record<string, AttributeValue> {
  return { [TABLE.partitionKey]: { S: partition }, [TABLE.sortKey]: { S: key } };
}

function expiry(expires: number | undefined): Record<string, AttributeValue> {
  return expires === undefined ? {} : { [REPORT_TABLE.expires]: { N: String(Math.ceil(expires / 1000)) } };
}

function toAttributes(fields: ReportFields): Record<string, AttributeValue> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'number' ? { N: String(value) } : { S: value }]],
    ),
  );
}

function toFields(item: Record<string, AttributeValue>): ReportFields {
  return Object.fromEntries(
    Object.entries(item).flatMap(([name, { S, N }]) => {
      const value = S ?? (N === undefined ? undefined : Number(N));
      return value === undefined || name === TABLE.partitionKey || name === TABLE.sortKey ? [] : [[name, value]];
    }),
  );
}
