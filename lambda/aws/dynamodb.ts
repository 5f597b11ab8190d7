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
  /** Of name, counter and body, so it tells one version of an item from all others. */
  readonly mac?: string;
  readonly runId: string;
}

export interface LeaseItem {
  readonly owner: string;
  readonly expires: number;
  /** The execution of the state machine that the owner has handed its work to. */
  readonly execution?: string;
}

/** Sort keys of the leases: of a run, and of a sweep that goes over the state machine beside the hourly runs. */
export type LeaseName = 'lease' | 'sweep-lease';
const CONDITION_FAILED = ConditionalCheckFailedException.name;

/** The table of one trail. Every write has its condition, so of two writers one is told that it lost. */
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

  /** Writes an item over the one that was read, or where none was. False where it is another by now. */
  public put(sortKey: string, item: Required<TableItem>, read: Pick<TableItem, 'mac'> | undefined): Promise<boolean> {
    return isDone(
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
  }

  /** Takes the lease if nobody has it, if it has expired, or if it is still that of the owner to be relieved. */
  public async takeLease(
    name: LeaseName,
    lease: LeaseItem,
    now: number,
    relieved = lease.owner,
  ): Promise<LeaseItem | undefined> {
    try {
      await this.client.send(
        new PutItemCommand({
          TableName: this.name,
          Item: {
            ...this.keysOf(name),
            runId: { S: lease.owner },
            expires: { N: String(lease.expires) },
            ...(lease.execution !== undefined && { execution: { S: lease.execution } }),
          },
          ConditionExpression: 'attribute_not_exists(#pk) OR #expires < :now OR #runId = :relieved',
          ExpressionAttributeNames: { ...PK, '#expires': 'expires', '#runId': 'runId' },
          ExpressionAttributeValues: { ':now': { N: String(now) }, ':relieved': { S: relieved } },
        }),
      );
      return undefined;
    } catch (error) {
      if ((error as Error).name !== CONDITION_FAILED) throw error;
      return this.readLease(name);
    }
  }

  /** Gives the lease back. Where another has it by now, that is left alone. */
  public async releaseLease(name: LeaseName, owner: string): Promise<void> {
    await isDone(
      this.client.send(
        new DeleteItemCommand({
          TableName: this.name,
          Key: this.keysOf(name),
          ConditionExpression: '#runId = :owner',
          ExpressionAttributeNames: { '#runId': 'runId' },
          ExpressionAttributeValues: { ':owner': { S: owner } },
        }),
      ),
    );
  }

  /** Who has the lease, or had it last. */
  public async readLease(name: LeaseName): Promise<LeaseItem> {
    const { Item = {} } = await this.client.send(
      new GetItemCommand({ TableName: this.name, Key: this.keysOf(name), ConsistentRead: true }),
    );
    return toLease(Item);
  }

  private keysOf(sortKey: string): Record<string, AttributeValue> {
    return { [TABLE.partitionKey]: { S: this.partition }, [TABLE.sortKey]: { S: sortKey } };
  }
}

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

/** Whoever can write to the table wrote this: nothing of it is believed before its MAC is verified. */
function toTableItem({ body, counter, mac, runId }: Record<string, AttributeValue>): TableItem {
  return {
    body: body?.B ?? new Uint8Array(),
    counter: Number(counter?.N ?? NaN),
    mac: mac?.S,
    runId: runId?.S ?? '',
  };
}

function toLease({ runId, expires, execution }: Record<string, AttributeValue>): LeaseItem {
  return {
    owner: runId?.S ?? '',
    expires: Number(expires?.N ?? 0),
    ...(execution?.S !== undefined && { execution: execution.S }),
  };
}
