import { S3Client } from '@aws-sdk/client-s3';
import { KMSClient } from '@aws-sdk/client-kms';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ENVIRONMENT } from '../lib/shared/contract';
import { Table } from '../lambda/aws/dynamodb';
import { Mac } from '../lambda/aws/kms';
import { AuthenticatedBucket } from '../lambda/aws/s3/authenticated-bucket';
import { sideBySide } from '../lambda/core';
import { CheckpointListFile, checkpointsKeyOf } from '../lambda/records/checkpoint-list';
import { CheckpointStore } from '../lambda/records/checkpoint-store';
import { FindingsFile, findingsKeyOf } from '../lambda/records/findings-file';
import { LINES_TYPE } from '../lambda/records/lines-file';
import { planFormat, shardResultFormat, type PlannedChain } from '../lambda/records/plan';
import { ReportHeadStore } from '../lambda/records/report-head';
import { ReportStore } from '../lambda/records/report-store';
import { WorkKeys } from '../lambda/validate/sharding/work-keys';
import { Corpus } from '../test/support/corpus';
import { ACCOUNTS, EVIDENCE, REGION, WORK } from '../test/support/run-time/function-environment';
import type { Answer } from '../test/support/run-time/lambda-process';
import { World } from '../test/support/run-time/world';
import { checkpointOf, failureOf, LAST, NOW, reportBefore, resultOf, REGIONS } from './stored-chains';
import { printTable, round } from './table';

/** Of the memory of a function Node.js has so much for objects; the rest is for buffers, young objects and code. */
const SHARE_OF_HEAP = 0.75;

/** So many writes at once fill the table. */
const AT_ONCE = 64;
const LONGEST = 100_000_000;

/**
 * Report, validator, merge and publisher with a big organization that has been validated before: one hour more, over the
 * state machine. What shards find is made up; the functions are the bundled ones, each in a process of its own.
 */
export async function measureReports(sizes: readonly number[], regions: number, megabytes: number): Promise<void> {
  const heading = [
    'chains',
    'of them',
    'report KiB',
    'list MiB',
    'Validator MiB',
    'Merge MiB',
    'Publisher MiB',
    'seconds',
  ];
  const rows: (string | number)[][] = [heading];
  for (const chains of sizes) {
    for (const isUnverified of [false, true]) rows.push(await measureRun(chains, regions, isUnverified, megabytes));
  }
  printTable(`Reports, and the most memory of functions that have ${megabytes} MB`, rows);
}

async function measureRun(
  count: number,
  regions: number,
  isUnverified: boolean,
  megabytes: number,
): Promise<(string | number)[]> {
  // So many objects for each of several hundred chains make a shard.
  const world = await World.open({
    ...{ [ENVIRONMENT.objectsPerRun]: '15000', [ENVIRONMENT.route]: 'map' },
    NODE_OPTIONS: `--max-old-space-size=${Math.floor(megabytes * SHARE_OF_HEAP)}`,
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-reports-'));
  try {
    const corpus = new Corpus({ accounts: ACCOUNTS, regions: [REGION], start: LAST, hours: 1, logsPerHour: 1 });
    await world.beginServed(corpus, { keys: [], object: () => undefined });
    const chains = chainsOf(count, regions);
    world.members = [...new Set(chains.map(({ accountId }) => accountId))].map((Id) => ({
      ...{ Id, Status: 'ACTIVE', JoinedTimestamp: new Date(0) },
    }));
    world.now = NOW;
    const started = Date.now();
    const stores = storesOf(world, folder);
    await fill(stores, chains, folder);
    const validator = await alone(world, () => world.invoke('handler', { mode: 'hourly' }, LONGEST));
    const { runId } = JSON.parse(world.channels.received.executions[0].input) as { runId: string };
    await leaveResults(stores.work, world, runId, isUnverified, folder);
    const merge = await alone(world, () => world.invoke('merge', { runId }, LONGEST));
    const [{ payload }] = world.channels.received.invocations.splice(0);
    const event = JSON.parse(payload) as object;
    const publisher = await alone(world, () =>
      world.lambda.invoke({ asset: 'publish', handler: 'handler', event, now: world.now, remaining: LONGEST }),
    );
    const report = world.reportKeys().pop() ?? '';
    const [size, listSize] = [report, checkpointsKeyOf(report)].map(
      (key) => world.evidence.object(key)?.body.length ?? 0,
    );
    const peaks = [validator, merge, publisher].map(({ peak = 0 }) => round(peak / 1024));
    const state = isUnverified ? 'all unverified' : 'all valid';
    return [
      count,
      state,
      round(size / 1024),
      round(listSize / 1024 ** 2),
      ...peaks,
      round((Date.now() - started) / 1000),
    ];
  } finally {
    await world.close();
    rmSync(folder, { recursive: true });
  }
}

/** In a process that has done nothing else. */
async function alone(world: World, invoke: () => Promise<Answer>): Promise<Answer> {
  await world.configure({});
  const answer = await invoke();
  if (answer.error !== undefined) throw new Error(`a function failed: ${answer.error.message}`);
  return answer;
}

function chainsOf(count: number, regions: number) {
  return Array.from({ length: count }, (_, index) => ({
    accountId: index < regions ? ACCOUNTS[0] : String(200_000_000_000 + Math.floor(index / regions)),
    region: REGIONS[index % regions],
  }));
}

function storesOf(world: World, folder: string) {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
  const options = { endpoint: world.endpoint, region: REGION, credentials };
  const arn = `arn:aws:cloudtrail:${REGION}:${ACCOUNTS[0]}:trail/organization-trail`;
  const mac = new Mac(new KMSClient(options), 'checkpoint-key');
  const table = new Table(world.table.client, world.table.tableName, arn);
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  const evidence = new AuthenticatedBucket(s3, mac, EVIDENCE);
  const trail = { arn, bucket: 'trail-logs', organizationId: 'o-exampleorgid' };
  return {
    checkpoints: new CheckpointStore(table, mac, arn),
    reports: new ReportStore(evidence, trail, new ReportHeadStore(table, mac, arn), folder),
    work: new AuthenticatedBucket(s3, mac, WORK),
    arn,
  };
}

/** The table and the report of a run before. */
async function fill(
  { checkpoints, reports, arn }: ReturnType<typeof storesOf>,
  chains: ReturnType<typeof chainsOf>,
  folder: string,
): Promise<void> {
  const counted = (index: number) => ({ checkpoint: checkpointOf(chains[index], index), counter: 1 });
  const indexes = chains.map((_, index) => index);
  await sideBySide(indexes, AT_ONCE, (index) => checkpoints.save(counted(index), undefined, 'before'));
  const all = function* () {
    for (const index of indexes) yield counted(index);
  };
  const list = await new CheckpointListFile(folder, 'before').write({}, all());
  const { position } = await reports.newest(LAST);
  await reports.write(reportBefore(arn, chains.length), { checkpoints: list }, position);
}

/** What the shards of a run leave: one digest more of each chain, or that it could not be listed. */
async function leaveResults(
  work: AuthenticatedBucket,
  world: World,
  runId: string,
  isUnverified: boolean,
  folder: string,
): Promise<void> {
  const keys = new WorkKeys(runId);
  const { shards } = planFormat.parse(world.work.object(keys.plan)?.body.toString() ?? '', keys.plan);
  for (const { index, chains } of shards) {
    const key = keys.result(index);
    const findings = isUnverified ? findingsKeyOf(key) : undefined;
    if (findings !== undefined) await leaveFindings(work, findings, chains, path.join(folder, String(index)));
    const results = chains.map((chain) => resultOf(chain, isUnverified));
    const text = shardResultFormat.stringify({ index, results, ...(findings !== undefined && { findings }) }, key);
    await work.put(key, Buffer.from(text));
  }
}

async function leaveFindings(work: AuthenticatedBucket, key: string, chains: readonly PlannedChain[], name: string) {
  const file = new FindingsFile('', name);
  for (const chain of chains) await file.add(failureOf(chain));
  const stored = await file.finish();
  if (stored !== undefined) await work.putFile(key, stored, LINES_TYPE);
  await file.remove();
}
