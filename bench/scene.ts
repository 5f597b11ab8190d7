import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Run, Task } from './programs';
import type { CorpusSpec } from './served-corpus';
import { ServerProcess } from './server-process';

const HOUR = 3_600_000;

/** The corpora end this long ago, so that all of them is due, backfills included. */
const AGE = 72 * HOUR;

/** 28 KiB of events, 4 KiB zipped: the size of a common log file. */
const EVENTS_PER_LOG_FILE = 55;

/** The Regions that every account has. */
const REGIONS = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1', 'ap-south-1'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2'],
  ...['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'eu-west-3'],
];

export const BUCKET = 'trail-logs';
export const ONE_CHAIN = { accountId: '111111111111', region: 'us-east-1' };

/** A served corpus and the task to verify all of it. */
export interface Scene {
  readonly server: ServerProcess;
  readonly task: Task;
  readonly start: number;
  readonly end: number;
}

/** The digests of one account and Region, each with so many log files. */
export function chainSpec(logFiles: number, logsPerHour = 60): Omit<CorpusSpec, 'start'> {
  return {
    accounts: [ONE_CHAIN.accountId],
    regions: [ONE_CHAIN.region],
    hours: Math.max(1, Math.round(logFiles / logsPerHour)),
    logsPerHour: Math.min(logFiles, logsPerHour),
    eventsPerLogFile: EVENTS_PER_LOG_FILE,
  };
}

/** The digests of an organization. */
export function organizationSpec(
  accounts: number,
  regions: number,
  hours: number,
  logsPerHour: number,
): Omit<CorpusSpec, 'start'> {
  return {
    organizationId: 'o-exampleorgid',
    accounts: Array.from({ length: accounts }, (_, index) => String(111_111_111_111 + index)),
    regions: REGIONS.slice(0, regions),
    hours,
    logsPerHour,
    eventsPerLogFile: EVENTS_PER_LOG_FILE,
  };
}

export async function withScene<T>(spec: Omit<CorpusSpec, 'start'>, use: (scene: Scene) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'bench-'));
  const start = Math.floor((Date.now() - AGE) / HOUR) * HOUR - spec.hours * HOUR;
  const keysFile = path.join(folder, 'keys');
  const server = await ServerProcess.start({ ...spec, bucket: BUCKET, start }, keysFile);
  const end = start + (spec.hours + 1) * HOUR;
  try {
    const isOneChain = spec.accounts.length * spec.regions.length === 1;
    const task: Task = {
      endpoint: server.endpoint,
      bucket: BUCKET,
      trailArn: `arn:aws:cloudtrail:${spec.regions[0]}:${spec.accounts[0]}:trail/organization-trail`,
      start: isoTime(start),
      end: isoTime(end),
      ...(isOneChain && { chain: ONE_CHAIN }),
      keysFile,
    };
    return await use({ server, task, start, end });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

export function isoTime(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A program that fails is not fast. */
export function expectStatus(run: Run, expected: number): Run {
  if (run.status !== expected) throw new Error(`expected exit status ${expected}, got ${run.status}:\n${run.output}`);
  return run;
}
