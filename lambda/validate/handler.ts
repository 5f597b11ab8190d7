import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import { openClients, type RunClients } from './clients';
import type { RunTimes } from './lease';
import { mergeShards } from './sharding/merge';
import { validateShard } from './sharding/shard';
import type { Mode } from '../records/report';
import { runScheduled, type Outcome } from './run';
import { readSettings, type Settings } from './settings';
import type { RunSummary } from './finish';

/** What the schedule sends. */
export interface ScheduledEvent {
  readonly mode?: Mode;
}

/** What the state machine sends to each child, and to the merge. */
export interface MapEvent {
  readonly runId: string;
  /** When the whole run began, in milliseconds since 1970. */
  readonly now: number;
}

export interface ShardEvent extends MapEvent {
  readonly shard: { readonly index: number };
}

/** So much of a function's time is kept for saving, but no more than a part of what there is. */
const RESERVE_MS = 90_000;
const RESERVE_PART = 0.2;
/** A sweep ends after so much of the time; the alarm on runs that near their limit starts far behind. */
const SWEEP_PART = 2 / 3;

const logger = new Logger({ serviceName: 'digest-validator' });
let opened: { readonly settings: Settings; readonly clients: RunClients } | undefined;

/** The scheduled run. */
export function handler(event: ScheduledEvent, context: Context): Promise<Outcome> {
  const started = Date.now();
  const runId = `${new Date(started).toISOString().replace(/[-:]|\.\d+/g, '')}-${context.awsRequestId.slice(0, 8)}`;
  return told(context, { runId, mode: event.mode }, (clients, settings) =>
    runScheduled(clients, settings, event.mode ?? 'hourly', timesOf(runId, started, context)),
  );
}

/** One child of the map. */
export function shard({ runId, shard: { index } }: ShardEvent, context: Context): Promise<{ readonly index: number }> {
  return told(context, { runId, index }, (clients) =>
    validateShard(clients, runId, index, timesOf(runId, Date.now(), context)),
  );
}

/** The end of the map. */
export function merge({ runId, now }: MapEvent, context: Context): Promise<RunSummary> {
  return told(context, { runId }, (clients) => mergeShards(clients, timesOf(runId, now, context)));
}

/** Runs with the clients of this process, and logs what comes out. An error is logged and thrown: the run has failed. */
async function told<T extends object>(
  context: Context,
  about: object,
  run: (clients: RunClients, settings: Settings) => Promise<T>,
): Promise<T> {
  logger.addContext(context);
  try {
    const { clients, settings } = (opened ??= open());
    const outcome = await run(clients, settings);
    logger.info('the run is over', { ...about, outcome });
    return outcome;
  } catch (error) {
    logger.error('the run has failed', { ...about, error: error as Error });
    throw error;
  }
}

function open() {
  const settings = readSettings(process.env);
  // Files are named for their run: two processes on one machine must not share them.
  const folder = mkdtempSync(path.join(tmpdir(), 'validation-'));
  const clients = openClients(settings, { region: process.env.AWS_REGION ?? 'us-east-1' }, folder);
  return { settings, clients };
}

function timesOf(runId: string, now: number, context: Context): RunTimes {
  const left = context.getRemainingTimeInMillis();
  const reserve = Math.min(RESERVE_MS, left * RESERVE_PART);
  const started = Date.now();
  return {
    runId,
    now,
    started,
    deadline: started + left,
    signal: AbortSignal.timeout(Math.max(0, Math.floor(left - reserve))),
    sweepSignal: AbortSignal.timeout(Math.floor(left * SWEEP_PART)),
    elapsed: () => Date.now() - now,
  };
}
