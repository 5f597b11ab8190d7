import { openFindings } from '../../../bin/validate-trail/acknowledge/open-findings';
import { acknowledgementOf, type TimeRange } from '../../../lambda/core';
import { acknowledgementFormat } from '../../../lambda/records/acknowledgement';
import type { CountedCheckpoint } from '../../../lambda/records/checkpoint';
import { checkpointLine, checkpointsKeyOf } from '../../../lambda/records/checkpoint-list';
import { isReportKey } from '../../../lambda/records/evidence-keys';
import { unzip } from '../../../lambda/records/format';
import { planFormat, type Shard } from '../../../lambda/records/plan';
import { reportFormat, type Report } from '../../../lambda/records/report';
import { WorkKeys } from '../../../lambda/validate/sharding/work-keys';
import { Corpus, HOUR, type CorpusOptions } from '../corpus';
import {
  accountStandIn,
  type BucketContent,
  checkSignature,
  MemoryBucket,
  type OrganizationsStandInOptions,
  type S3Fault,
  serve,
  ServiceError,
  servicesOf,
  type StandIn,
  type StandInService,
} from '../stand-ins';
import type { DefaultLockRow, LifecycleRow, S3Request } from '../stand-ins/s3';
import { channelsStandIn, type Received } from './channels';
import { Delivery, type Undelivered } from './delivery';
import { ACCOUNTS, EVIDENCE, functionEnvironment, REGION, WORK } from './function-environment';
import { metricsIn } from './embedded-metrics';
import { kmsStandIn } from './kms';
import { LambdaProcess, type Answer } from './lambda-process';
import { s3Writes } from './s3-writes';
import type { Outcome, Seen } from './seen';
import { serveTable, type Item, type TableStandIn } from './table';

export { ACCOUNTS, REGION } from './function-environment';
export type { Outcome, Seen } from './seen';

export const START = Date.UTC(2026, 0, 10);
const DENIED = new ServiceError('AccessDeniedException', 'explicit deny');

type Member = OrganizationsStandInOptions['accounts'][number];

/** What is stored and delivered at one time, to begin from there again. */
export interface Kept {
  readonly corpus: Corpus;
  readonly undelivered: readonly Undelivered[];
  readonly now: number;
  readonly buckets: readonly [logs: MemoryBucket, evidence: MemoryBucket, work: MemoryBucket];
  readonly items: readonly Item[];
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
  /** Whether buckets keep versions. Default: they do. Set before a run. */
  public versionings: Record<string, 'Enabled' | 'Suspended'> = {};
  /** How buckets lock objects. Default: the trail's bucket for a year. Set before a run. */
  public locks: Record<string, DefaultLockRow> = {};
  /** Until when an object is locked. Default: as its bucket locks. Set before a run. */
  public lockedUntil: ((key: string) => number | undefined) | undefined;
  /** KMS keys that decrypt no object. Set before a run. */
  public disabledKeys = new Set<string>();
  /** Whether every Region denies requests for public keys, as one does that was disabled here. */
  public deniesKeys = false;
  /** Whether AWS Organizations answers. */
  public hasOrganizations = true;
  /** Whether no report can be written. */
  public deniesReports = false;
  /** What Organizations says. */
  public members: Member[] = [];
  /** The Regions that accounts have enabled, where they are others than the corpus has; undefined: access is denied. */
  public enabledRegions: Record<string, readonly string[] | undefined> = {};
  /** How many of the next requests for enabled Regions are one too many. */
  public throttledRegions = 0;
  public now = START;
  /** How many more writes to the table and the buckets succeed before the functions are killed. */
  public writesLeft = Infinity;
  /** How far the clocks of the functions are ahead, in milliseconds. */
  public skew = 0;

  /** Milliseconds before each response, but for those of the table. */
  public set slowness(milliseconds: number) {
    this.standIn.latency = milliseconds;
  }

  /** How many requests of an operation were answered so far. */
  public requests(operation: string): number {
    return this.standIn.requests.get(operation) ?? 0;
  }

  /** How many requests are in progress, but for those of the table. */
  public get inProgress(): number {
    return this.standIn.inProgress;
  }

  /** Where all services but the table answer. */
  public get endpoint(): string {
    return this.standIn.endpoint;
  }

  /** The accounts that buckets belong to, by their names; others belong to whomever a request expects. */
  public owners!: Record<string, string>;
  public lambda!: LambdaProcess;
  /** The buckets that the trail delivered to before, by their names. */
  public formerLogs: Record<string, MemoryBucket> = {};
  private bucket!: MemoryBucket;
  private environment: Record<string, string> = {};
  private readonly delivery = new Delivery();
  private services: readonly StandInService[] = [];

  private constructor(
    public readonly table: TableStandIn,
    private readonly standIn: StandIn,
  ) {}

  public static async open(environment: Record<string, string> = {}): Promise<World> {
    const table = await serveTable();
    const answer: StandInService = (request, count) => {
      if (request.method === 'PUT' && !world.mayWrite()) return { status: 500, breakage: 'reset' };
      for (const service of world.services) {
        const response = service(request, count);
        if (response) return response;
      }
      return undefined;
    };
    const standIn = await serve({ services: [answer], now: () => world.now });
    const world: World = new World(table, standIn);
    table.now = () => world.now;
    table.mayWrite = () => world.mayWrite();
    const endpoints = { services: standIn.endpoint, table: table.endpoint };
    world.environment = { ...functionEnvironment(endpoints, table.tableName), ...environment };
    world.lambda = new LambdaProcess(world.environment);
    return world;
  }

  /** Deploys the functions with other variables. */
  public async configure(environment: Record<string, string>): Promise<void> {
    await this.lambda.kill();
    this.lambda = new LambdaProcess({ ...this.environment, ...environment });
  }

  public async close(): Promise<void> {
    await this.lambda.kill();
    await Promise.all([this.table.close(), this.standIn.close()]);
  }

  /** Begins anew with another corpus: nothing delivered, nothing stored. */
  public async begin(options: Partial<CorpusOptions> = {}): Promise<void> {
    const organizationId = 'o-exampleorgid';
    const small = { accounts: ACCOUNTS, regions: [REGION], start: START, hours: 48, organizationId, logsPerHour: 2 };
    this.corpus = Corpus.of({ ...small, ...options });
    this.delivery.begin(this.corpus);
    await this.beginAnew();
  }

  /** Begins anew with a bucket that stands ready, too big to be delivered object by object. */
  public async beginServed(corpus: Corpus, bucket: BucketContent): Promise<void> {
    this.corpus = corpus;
    this.delivery.begin();
    await this.beginAnew(bucket);
    this.now = corpus.end + 2 * HOUR;
  }

  /** What the runs so far have made of the world. */
  public async keep(): Promise<Kept> {
    const { corpus, now, bucket, evidence, work } = this;
    const executions = this.channels.received.executions.map((execution) => ({ ...execution }));
    return {
      ...{ corpus, now, executions, undelivered: this.delivery.rest, items: await this.table.items() },
      buckets: [bucket.copy(), evidence.copy(), work.copy()],
    };
  }

  /** Begins anew from what was kept. */
  public async restore({ corpus, undelivered, now, buckets, items, executions }: Kept): Promise<void> {
    const [logs, evidence, work] = buckets;
    this.corpus = corpus;
    this.delivery.rest = undelivered;
    await this.beginAnew();
    [this.bucket, this.evidence, this.work] = [logs.copy(), evidence.copy(), work.copy()];
    this.services = this.servicesNow(this.bucket);
    this.now = now;
    for (const item of items) await this.table.put(item);
    this.channels.received.executions.push(...executions.map((execution) => ({ ...execution })));
  }

  private async beginAnew(served?: BucketContent): Promise<void> {
    [this.bucket, this.evidence, this.work] = [new MemoryBucket(), new MemoryBucket(), new MemoryBucket()];
    const { place, options } = this.corpus;
    const former = (options.formerPlaces ?? []).filter(({ bucket }) => bucket !== place.bucket);
    this.formerLogs = Object.fromEntries(former.map(({ bucket }) => [bucket, new MemoryBucket()]));
    this.owners = {};
    this.s3Fault = this.kms.fault = this.kms.signingFault = this.table.fault = undefined;
    this.table.faults = Infinity;
    this.skew = 0;
    this.writesLeft = Infinity;
    this.lifecycles = {};
    this.versionings = {};
    this.locks = { [this.corpus.place.bucket]: { mode: 'GOVERNANCE', days: 365 } };
    this.lockedUntil = undefined;
    this.kms.keyState = 'Enabled';
    this.disabledKeys = new Set();
    this.deniesKeys = this.deniesReports = false;
    this.hasOrganizations = true;
    this.enabledRegions = {};
    this.throttledRegions = 0;
    this.members = this.corpus.options.accounts.map((Id) => ({ Id, Status: 'ACTIVE', JoinedTimestamp: new Date(0) }));
    this.now = START;
    this.channels.reset();
    await this.table.empty();
    this.services = this.servicesNow(served ?? this.bucket);
  }

  /** Has further chains delivered: those of an account that joins, or of a Region that is enabled. */
  public alsoDeliver(options: Partial<CorpusOptions>): Corpus {
    const { place, options: first } = this.corpus;
    const corpus = Corpus.of({ ...first, homeRegion: place.homeRegion, ...options });
    const isOwn = (region = '') => corpus.options.regions.includes(region) && !first.regions.includes(region);
    const services = servicesOf(corpus, { s3: {} });
    this.services = [
      (request, count) => (isOwn(request.region) ? services[0](request, count) : undefined),
      ...this.services,
    ];
    this.delivery.add(corpus);
    return corpus;
  }

  /** Has nothing more delivered of what has this in its key. */
  public stopDelivery(part: string): void {
    this.delivery.stop(part);
  }

  /** Has an object delivered so many hours after the start, before any time passes to then. */
  public deliverLate(key: string, hours: number): void {
    this.delivery.delay(key, START + hours * HOUR);
  }

  /** The trail's bucket as it is now. */
  public get logs(): MemoryBucket {
    return this.bucket;
  }

  /** Lets time pass until so many hours after the start; CloudTrail delivers what is due by then. */
  public passTo(hours: number): void {
    this.now = START + hours * HOUR;
    for (const { bucket, key, object } of this.delivery.until(this.now)) {
      (this.formerLogs[bucket] ?? this.bucket).put(key, object);
    }
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
    return this.lambda.invoke({ asset: 'validate', handler, event, now: this.now + this.skew, remaining });
  }

  public watch(): Promise<Answer> {
    return this.lambda.invoke({ asset: 'watch', handler: 'handler', event: {}, now: this.now });
  }

  /** Publishes what the run left, and gathers all that it did. */
  public async seen({ result, error, lines }: Answer): Promise<Seen> {
    const published: Answer[] = [];
    for (const { payload } of this.channels.received.invocations.splice(0)) {
      const event = JSON.parse(payload) as object;
      published.push(await this.lambda.invoke({ asset: 'publish', handler: 'handler', event, now: this.now }));
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
      ...(key !== undefined && { report: this.report(key), checkpoints: this.checkpoints(key) }),
      lines: [...lines, ...published.flatMap((answer) => answer.lines)],
    };
  }

  /** Whether a shard holds the log files of a digest, by its place in the chain of an account. */
  public verifies(accountId: string, hour: number): (shard: Shard) => boolean {
    const time = this.corpus.chain(accountId).ends[hour] - HOUR / 2;
    const isIn = ({ start, end }: TimeRange) => start <= time && time < end;
    return ({ chains }) => chains.some((chain) => chain.accountId === accountId && isIn(chain.shard));
  }

  /** Runs what the state machine would: each item of the manifest, then the merge. */
  public async runMap(fails: (shard: Shard) => boolean = () => false): Promise<Seen> {
    await this.runShards(fails);
    return this.mergeMap();
  }

  /** Runs the items of the manifest alone. Returns how many. */
  public async runShards(fails: (shard: Shard) => boolean = () => false): Promise<number> {
    const execution = this.channels.received.executions[this.channels.received.executions.length - 1];
    const input = JSON.parse(execution.input) as { runId: string; manifest: { key: string } };
    const items = JSON.parse(this.work.object(input.manifest.key)?.body.toString() ?? '[]') as { index: number }[];
    const { runId } = input;
    const key = new WorkKeys(runId).plan;
    const { shards } = planFormat.parse(this.work.object(key)?.body.toString() ?? '', key);
    const chosen = items.filter(({ index }) => !fails(shards[index]));
    for (const shard of chosen) await this.invoke('shard', { runId, shard });
    return chosen.length;
  }

  /** Merges what the shards have left, after more input of the execution. */
  public async mergeMap(input: object = {}): Promise<Seen> {
    const execution = this.channels.received.executions[this.channels.received.executions.length - 1];
    const given = { ...(JSON.parse(execution.input) as object), ...input };
    const seen = await this.seen(await this.invoke('merge', given));
    execution.status = 'SUCCEEDED';
    return seen;
  }

  /** The next run, over the map or in one function, as it chooses. */
  public async goOnAt(hours: number): Promise<Seen> {
    const next = await this.runAt(hours);
    return next.outcome?.status === 'mapped' ? this.runMap() : next;
  }

  public report(key: string): Report {
    return reportFormat.parse(this.evidence.object(key)?.body.toString() ?? '', key);
  }

  /** The checkpoints in the list beside a report. */
  public checkpoints(report: string): CountedCheckpoint[] {
    const key = checkpointsKeyOf(report);
    const [, ...lines] = unzip(this.evidence.object(key)?.body ?? Buffer.of(), key)
      .trimEnd()
      .split('\n');
    return lines.map((line) => checkpointLine.parse(line, key));
  }

  public reportKeys(): string[] {
    return this.evidence.keys.filter((key) => key.includes('/reports/') && isReportKey(key));
  }

  /** The names of all that the newest report and its checkpoints have open. */
  public openNames(): string[] {
    const key = this.reportKeys().pop() ?? '';
    const items = this.checkpoints(key).flatMap(({ checkpoint }) => checkpoint.openItems);
    return [...openFindings(this.report(key), items).keys()];
  }

  /** Writes what `validate-trail acknowledge` writes. */
  public acknowledge(...names: string[]): void {
    const key = this.reportKeys().pop() ?? '';
    const items = this.checkpoints(key).flatMap(({ checkpoint }) => checkpoint.openItems);
    const open = openFindings(this.report(key), items);
    const findings = names.map((name) => {
      const finding = open.get(name);
      return finding === undefined ? { name } : acknowledgementOf(finding);
    });
    const act = `organization-trail/acknowledgements/${this.evidence.keys.length}.json`;
    const content = { findings, who: 'Jane Doe', why: 'looked into it', time: '', caller: '' };
    this.evidence.put(act, { body: Buffer.from(acknowledgementFormat.stringify(content, act)) });
  }

  private mayWrite(): boolean {
    if (this.writesLeft-- > 0) return true;
    void this.lambda.kill();
    return false;
  }

  private servicesNow(logs: BucketContent): StandInService[] {
    const { place } = this.corpus;
    const buckets = { ...this.formerLogs, [place.bucket]: logs, [EVIDENCE]: this.evidence, [WORK]: this.work };
    const verify = checkSignature({ AKIDEXAMPLE: { secretAccessKey: 'secret' } }, () => this.now);
    const writable = { [EVIDENCE]: this.evidence, [WORK]: this.work };
    return [
      this.kms.service,
      ...this.channels.services,
      s3Writes(
        writable,
        () => this.now,
        (key) => this.deniesReports && key.includes('/reports/'),
      ),
      accountStandIn({
        ownAccountId: ACCOUNTS[0],
        pageSize: 1,
        isThrottled: () => this.throttledRegions-- > 0,
        enabled: (id) => (id in this.enabledRegions ? this.enabledRegions[id] : this.corpus.options.regions),
      }),
      ...servicesOf(this.corpus, {
        s3: {
          buckets,
          owners: this.owners,
          lifecycles: this.lifecycles,
          versionings: this.versionings,
          locks: this.locks,
          lockedUntil: (key, byBucket) => (this.lockedUntil === undefined ? byBucket : this.lockedUntil(key)),
          disabledKeys: this.disabledKeys,
          fault: (request) => this.s3Fault?.(request),
          verify,
        },
        cloudTrail: { fault: (name) => (this.deniesKeys && name === 'ListPublicKeys' ? DENIED : undefined) },
        organizations: { accounts: this.members, fault: () => (this.hasOrganizations ? undefined : DENIED) },
      }),
    ];
  }
}
