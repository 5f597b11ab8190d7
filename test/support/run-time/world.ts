import { DeleteItemCommand, paginateScan, PutItemCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { ENVIRONMENT, METRICS } from '../../../lib/shared/contract';
import type { Report } from '../../../lambda/records/report';
import type { Plan, Task } from '../../../lambda/validate/sharding/plan';
import { Corpus, HOUR, type CorpusOptions } from '../corpus';
import {
  accountStandIn,
  type BucketContent,
  bucketOf,
  checkSignature,
  MemoryBucket,
  type S3Fault,
  serve,
  servicesOf,
  type StandIn,
  type StandInObject,
  type StandInRequest,
  type StandInService,
} from '../stand-ins';
import type { LifecycleRow, S3Request } from '../stand-ins/s3';
import { channelsStandIn, type Received } from './channels';
import { kmsStandIn } from './kms';
import { LambdaProcess, type Answer } from './lambda-process';
import { s3Writes } from './s3-writes';
import { serveTable, type TableStandIn } from './table';

export const START = Date.UTC(2026, 0, 10);
export const ACCOUNTS = ['111111111111', '333333333333'];
export const REGION = 'us-east-1';
const EVIDENCE = 'trail-evidence';
const WORK = 'trail-work';

export type Outcome = {
  readonly status: 'done' | 'mapped' | 'skipped';
  readonly verdict?: string;
  readonly unfinished?: readonly string[];
  readonly evidence?: { readonly bucket: string; readonly key: string };
};

/** What one run has done, as far as anyone outside can see. */
export interface Seen extends Received {
  readonly outcome?: Outcome;
  readonly error?: Answer['error'];
  readonly metrics: Readonly<Record<string, number>>;
  readonly report?: Report;
  readonly lines: readonly string[];
}

interface Member {
  readonly Id: string;
  readonly Status: string;
  readonly JoinedTimestamp?: Date;
}

/** An object and the key under which it will be delivered. */
interface Coming {
  readonly key: string;
  readonly object: StandInObject;
}

/** What is stored and delivered at one time, to begin from there again. */
export interface Kept {
  readonly corpus: Corpus;
  readonly coming: readonly Coming[];
  readonly now: number;
  readonly buckets: readonly [logs: MemoryBucket, evidence: MemoryBucket, work: MemoryBucket];
  readonly items: readonly Record<string, AttributeValue>[];
  readonly executions: Received['executions'];
}

/** An organization whose log files are delivered as time goes on, and the bundled functions that validate them. */
export class World {
  public readonly kms = kmsStandIn();
  public readonly channels = channelsStandIn();
  public corpus!: Corpus;
  public evidence!: MemoryBucket;
  public work!: MemoryBucket;
  public s3Fault: ((request: S3Request) => S3Fault | undefined) | undefined;
  /** By which rules buckets delete objects. Set before a run. */
  public lifecycles: Record<string, readonly LifecycleRow[]> = {};
  /** Whether every Region refuses to be asked for keys, as one does that was switched off here. */
  public refusesKeys = false;
  /** What Organizations says. */
  public members: Member[] = [];
  /** The Regions that accounts have enabled, where they are others than the corpus has; undefined: nobody is told. */
  public enabledRegions: Record<string, readonly string[] | undefined> = {};
  public now = START;
  /** How far the clocks of the functions are ahead, in milliseconds. */
  public skew = 0;

  /** Milliseconds before each response, but for those of the table. */
  public set slowness(milliseconds: number) {
    this.standIn.latency = milliseconds;
  }
  public lambda!: LambdaProcess;
  private bucket!: MemoryBucket;
  private coming: readonly Coming[] = [];
  private services: readonly StandInService[] = [];

  private constructor(
    public readonly table: TableStandIn,
    private readonly standIn: StandIn,
  ) {}

  public static async open(environment: Record<string, string> = {}): Promise<World> {
    const table = await serveTable();
    const answer: StandInService = (request, count) => {
      for (const service of world.services) {
        const response = service(request, count);
        if (response) return response;
      }
      return undefined;
    };
    const world: World = new World(table, await serve({ services: [answer], now: () => world.now }));
    table.now = () => world.now;
    world.lambda = new LambdaProcess({ ...world.environment(), ...environment });
    return world;
  }

  public async close(): Promise<void> {
    await this.lambda.kill();
    await Promise.all([this.table.close(), this.standIn.close()]);
  }

  /** Begins anew with another corpus: nothing delivered, nothing remembered. */
  public async begin(options: Partial<CorpusOptions> = {}): Promise<void> {
    const organizationId = 'o-exampleorgid';
    const small = { accounts: ACCOUNTS, regions: [REGION], start: START, hours: 48, organizationId, logsPerHour: 2 };
    this.corpus = Corpus.of({ ...small, ...options });
    this.coming = comingOf(this.corpus);
    await this.beginAnew();
  }

  /** Begins anew with a bucket that stands ready, too big to be delivered object by object. */
  public async beginServed(corpus: Corpus, bucket: BucketContent): Promise<void> {
    this.corpus = corpus;
    this.coming = [];
    await this.beginAnew(bucket);
    this.now = corpus.end + 2 * HOUR;
  }

  /** What the runs so far have made of the world. */
  public async keep(): Promise<Kept> {
    const { corpus, coming, now, bucket, evidence, work } = this;
    const executions = this.channels.received.executions.map((execution) => ({ ...execution }));
    return {
      ...{ corpus, coming, now, executions, items: await this.items() },
      buckets: [bucket.copy(), evidence.copy(), work.copy()],
    };
  }

  /** Begins anew from what was kept. */
  public async restore({
    corpus,
    coming,
    now,
    buckets: [logs, evidence, work],
    items,
    executions,
  }: Kept): Promise<void> {
    [this.corpus, this.coming] = [corpus, coming];
    await this.beginAnew();
    [this.bucket, this.evidence, this.work] = [logs.copy(), evidence.copy(), work.copy()];
    this.services = this.servicesNow(this.bucket);
    this.now = now;
    for (const item of items) await this.putItem(item);
    this.channels.received.executions.push(...executions.map((execution) => ({ ...execution })));
  }

  private async beginAnew(served?: BucketContent): Promise<void> {
    [this.bucket, this.evidence, this.work] = [new MemoryBucket(), new MemoryBucket(), new MemoryBucket()];
    this.s3Fault = this.kms.fault = this.table.fault = undefined;
    this.table.faults = Infinity;
    this.skew = 0;
    this.lifecycles = {};
    this.refusesKeys = false;
    this.enabledRegions = {};
    this.members = this.corpus.options.accounts.map((Id) => ({ Id, Status: 'ACTIVE', JoinedTimestamp: new Date(0) }));
    this.now = START;
    this.channels.reset();
    await this.emptyTable();
    this.services = this.servicesNow(served ?? this.bucket);
  }

  /** Has further chains delivered: those of an account that joins, or of a Region that is switched on. */
  public alsoDeliver(options: Partial<CorpusOptions>): Corpus {
    const { place, options: first } = this.corpus;
    const corpus = Corpus.of({ ...first, homeRegion: place.homeRegion, ...options });
    const isOwn = (region = '') => corpus.options.regions.includes(region) && !first.regions.includes(region);
    const services = servicesOf(corpus, { s3: {} });
    this.services = [
      (request, count) => (isOwn(request.region) ? services[0](request, count) : undefined),
      ...this.services,
    ];
    this.coming = inOrder([...this.coming, ...comingOf(corpus)]);
    return corpus;
  }

  /** Has nothing more delivered of what has this in its key. */
  public stopDelivery(part: string): void {
    this.coming = this.coming.filter(({ key }) => !key.includes(part));
  }

  /** The trail's bucket as it is now. */
  public get logs(): MemoryBucket {
    return this.bucket;
  }

  /** Lets time pass until so many hours after the start; CloudTrail delivers what is due by then. */
  public passTo(hours: number): void {
    this.now = START + hours * HOUR;
    const delivered = this.coming.filter(({ object }) => object.lastModified.getTime() <= this.now);
    this.coming = this.coming.filter(({ object }) => object.lastModified.getTime() > this.now);
    for (const { key, object } of delivered) this.bucket.put(key, object);
  }

  /** Lets time pass and the schedule come. */
  public async runAt(hours: number, mode: 'hourly' | 'sweep' = 'hourly', remaining?: number): Promise<Seen> {
    this.passTo(hours);
    return this.run(mode, remaining);
  }

  public async run(mode: 'hourly' | 'sweep' = 'hourly', remaining?: number): Promise<Seen> {
    return this.seen(await this.invoke('handler', { mode }, remaining));
  }

  public invoke(handler: 'handler' | 'shard' | 'merge', event: object, remaining?: number): Promise<Answer> {
    return this.lambda.invoke({ asset: 'digest-validator', handler, event, now: this.now + this.skew, remaining });
  }

  public watch(): Promise<Answer> {
    return this.lambda.invoke({ asset: 'digest-publisher', handler: 'watch', event: {}, now: this.now });
  }

  /** Publishes what the run left, and gathers all that it did. */
  public async seen({ result, error, lines }: Answer): Promise<Seen> {
    const published: Answer[] = [];
    for (const { payload } of this.channels.received.invocations.splice(0)) {
      const event = JSON.parse(payload) as object;
      published.push(await this.lambda.invoke({ asset: 'digest-publisher', handler: 'publish', event, now: this.now }));
    }
    const { executions, ...received } = this.channels.received;
    this.channels.received = { executions, invocations: [], messages: [], events: [], findings: [] };
    const outcome = result as Outcome | undefined;
    const key = outcome?.evidence?.key;
    return {
      ...received,
      executions,
      outcome,
      error: error ?? published.find((answer) => answer.error !== undefined)?.error,
      metrics: metricsIn(published.flatMap((answer) => answer.lines)),
      report: key === undefined ? undefined : this.report(key),
      lines: [...lines, ...published.flatMap((answer) => answer.lines)],
    };
  }

  /** Whether a child verifies the log files of a digest, by its place in the chain of an account. */
  public verifies(accountId: string, hour: number): (task: Task) => boolean {
    const time = this.corpus.chain(accountId).ends[hour] - HOUR / 2;
    return ({ parts }) => parts.some((part) => part.accountId === accountId && part.start <= time && time < part.end);
  }

  /** Runs what the state machine would: each item of the manifest, then the merge. */
  public async runMap(fails: (task: Task) => boolean = () => false): Promise<Seen> {
    const execution = this.channels.received.executions[this.channels.received.executions.length - 1];
    const input = JSON.parse(execution.input) as {
      runId: string;
      manifest: { key: string };
      now: number;
      mode: string;
    };
    const items = JSON.parse(this.work.object(input.manifest.key)?.body.toString() ?? '[]') as { index: number }[];
    const { runId, mode, now } = input;
    const plan = JSON.parse(this.work.object(`runs/${runId}/plan.json`)?.body.toString() ?? '{}') as Plan;
    for (const shard of items) {
      if (!fails(plan.tasks[shard.index])) await this.invoke('shard', { runId, mode, now, shard });
    }
    const seen = await this.seen(await this.invoke('merge', input));
    execution.status = 'SUCCEEDED';
    return seen;
  }

  public report(key: string): Report {
    return JSON.parse(this.evidence.object(key)?.body.toString() ?? 'null') as Report;
  }

  public reportKeys(): string[] {
    return this.evidence.keys.filter((key) => key.includes('/reports/') && key.endsWith('.json'));
  }

  /** Every item of the table, to be put back or changed by hand. */
  public async items(): Promise<Record<string, AttributeValue>[]> {
    const items: Record<string, AttributeValue>[] = [];
    const { client, tableName } = this.table;
    for await (const { Items = [] } of paginateScan({ client }, { TableName: tableName })) items.push(...Items);
    return items;
  }

  public async putItem(item: Record<string, AttributeValue>): Promise<void> {
    await this.table.client.send(new PutItemCommand({ TableName: this.table.tableName, Item: item }));
  }

  public emptyTable(): Promise<void> {
    return this.emptyTableOf('');
  }

  /** Takes out the items whose sort key begins so. */
  public async emptyTableOf(prefix: string): Promise<void> {
    for (const { pk, sk } of (await this.items()).filter((item) => item.sk.S?.startsWith(prefix))) {
      await this.table.client.send(new DeleteItemCommand({ TableName: this.table.tableName, Key: { pk, sk } }));
    }
  }

  /** Writes what `validate-trail acknowledge` writes. */
  public acknowledge(...names: string[]): void {
    const content = { version: 1, names, who: 'Jane Doe', why: 'looked into it', time: '', caller: '' };
    const key = `organization-trail/acknowledgements/${this.evidence.keys.length}.json`;
    this.evidence.put(key, { body: Buffer.from(JSON.stringify(content)) });
  }

  private servicesNow(logs: BucketContent): StandInService[] {
    const { place } = this.corpus;
    const buckets = { [place.bucket]: logs, [EVIDENCE]: this.evidence, [WORK]: this.work };
    const verify = checkSignature({ AKIDEXAMPLE: { secretAccessKey: 'secret' } }, () => this.now);
    const writable = { [EVIDENCE]: this.evidence, [WORK]: this.work };
    return [
      (request) => (this.refusesKeys && isKeyRequest(request) ? failure() : undefined),
      this.kms.service,
      ...this.channels.services,
      s3Writes(writable, () => this.now),
      accountStandIn({
        ownAccountId: ACCOUNTS[0],
        pageSize: 1,
        enabled: (id) => (id in this.enabledRegions ? this.enabledRegions[id] : this.corpus.options.regions),
      }),
      ...servicesOf(this.corpus, {
        s3: {
          buckets,
          lifecycles: this.lifecycles,
          fault: (request) => this.s3Fault?.(request),
          verify,
        },
        organizations: { accounts: this.members },
      }),
    ];
  }

  private environment(): Record<string, string> {
    return {
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL: this.standIn.endpoint,
      AWS_ENDPOINT_URL_DYNAMODB: this.table.endpoint,
      AWS_LAMBDA_FUNCTION_NAME: 'digest-validator',
      [ENVIRONMENT.trailArn]: `arn:aws:cloudtrail:${REGION}:${ACCOUNTS[0]}:trail/organization-trail`,
      [ENVIRONMENT.organizationId]: 'o-exampleorgid',
      [ENVIRONMENT.logBucket]: 'trail-logs',
      [ENVIRONMENT.retentionDays]: '365',
      [ENVIRONMENT.graceHours]: '3',
      [ENVIRONMENT.table]: this.table.tableName,
      [ENVIRONMENT.memoryKey]: 'memory-key',
      [ENVIRONMENT.evidenceBucket]: EVIDENCE,
      [ENVIRONMENT.workBucket]: WORK,
      [ENVIRONMENT.stateMachine]: `arn:aws:states:${REGION}:222222222222:stateMachine:digest-validation`,
      [ENVIRONMENT.publisher]: `arn:aws:lambda:${REGION}:222222222222:function:digest-publisher`,
      [ENVIRONMENT.organizationsRole]: 'arn:aws:iam::111111111111:role/organizations-reader',
      [ENVIRONMENT.alarmTopic]: `arn:aws:sns:${REGION}:222222222222:alarms`,
      [ENVIRONMENT.securityHub]: 'true',
      [ENVIRONMENT.runbookUrl]: 'https://example.com/runbook',
    };
  }
}

function isKeyRequest({ headers }: StandInRequest): boolean {
  return String(headers['x-amz-target'] ?? '').endsWith('.ListPublicKeys');
}

function failure() {
  const body = JSON.stringify({ __type: 'AccessDeniedException', message: 'explicit deny' });
  return { status: 400, headers: { 'content-type': 'application/x-amz-json-1.1' }, body };
}

const laidOut = new WeakMap<Corpus, readonly Coming[]>();

/** All objects of a corpus in the order of their delivery. */
function comingOf(corpus: Corpus): readonly Coming[] {
  const coming = laidOut.get(corpus) ?? layOut(corpus);
  laidOut.set(corpus, coming);
  return coming;
}

function layOut(corpus: Corpus): Coming[] {
  const all = bucketOf(corpus);
  const objects = all.keys.map((key) => ({ key, object: all.object(key) as StandInObject }));
  return inOrder(objects);
}

function inOrder(objects: readonly Coming[]): Coming[] {
  return [...objects].sort((one, other) => one.object.lastModified.getTime() - other.object.lastModified.getTime());
}

/** The values of embedded metrics, by name. */
function metricsIn(lines: readonly string[]): Record<string, number> {
  const documents = lines.filter((line) => line.includes('"_aws"')).map((line) => JSON.parse(line) as object);
  const values = documents.flatMap((document) => Object.entries(document));
  return Object.fromEntries(values.filter(([name]) => Object.values<string>(METRICS).includes(name)));
}
