import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context } from 'aws-lambda';
import type { Mode } from '../records/report';
import { openClients, type RunClients } from './clients';
import type { RunSummary } from './finish';
import { runScheduled, type Outcome } from './run';
import { runTimes } from './run-times';
import { readIntervals, readRunSettings, readSettings } from './settings';
import { mergeShards } from './sharding/merge';
import { verifyShard } from './sharding/verify-shard';

/** What the schedule sends. */
export interface ScheduledEvent {
  readonly mode?: Mode;
}

/** What the state machine sends to each shard. */
export interface ShardEvent {
  readonly runId: string;
  readonly shard: { readonly index: number };
}

/** What the state machine sends to the merge. */
export interface MergeEvent {
  readonly runId: string;
}

const logger = new Logger({ serviceName: 'digest-validator' });
let opened: RunClients | undefined;

/** The scheduled run. */
export function handler(event: ScheduledEvent, context: Context): Promise<Outcome> {
  const started = Date.now();
  const runId = `${new Date(started).toISOString().replace(/[-:]|\.\d+/g, '')}-${context.awsRequestId.slice(0, 8)}`;
  return logged(context, { runId, mode: event.mode }, (clients) =>
    runScheduled(
      clients,
      { ...readRunSettings(process.env), ...codeHash() },
      event.mode ?? 'hourly',
      timesOf(runId, started, context),
    ),
  );
}

/** One shard of a run over the state machine. */
export function shard({ runId, shard: { index } }: ShardEvent, context: Context): Promise<{ readonly index: number }> {
  return logged(context, { runId, index }, (clients) =>
    verifyShard(clients, runId, index, timesOf(runId, Date.now(), context)),
  );
}

/** The end of a run over the state machine. Whoever may start an execution chooses its input, so no time is taken from it. */
export function merge({ runId }: MergeEvent, context: Context): Promise<RunSummary> {
  return logged(context, { runId }, (clients) =>
    mergeShards(clients, readIntervals(process.env), timesOf(runId, Date.now(), context)),
  );
}

/** Runs with the clients of this process, and logs the outcome. An error is logged and thrown: the run has failed. */
async function logged<T extends object>(
  context: Context,
  about: object,
  run: (clients: RunClients) => Promise<T>,
): Promise<T> {
  logger.addContext(context);
  try {
    const outcome = await run((opened ??= open()));
    logger.info('the run is over', { ...about, outcome });
    return outcome;
  } catch (error) {
    logger.error('the run has failed', { ...about, error: error as Error });
    throw error;
  }
}

function open(): RunClients {
  // Files are named for their run: two processes on one machine must not share them.
  const folder = mkdtempSync(path.join(tmpdir(), 'validation-'));
  return openClients(readSettings(process.env), { region: process.env.AWS_REGION ?? 'us-east-1' }, folder);
}

/** By Lambda's name for the folder of the code. */
function codeHash(): { readonly code?: string } {
  const folder = process.env.LAMBDA_TASK_ROOT;
  if (folder === undefined) return {};
  return {
    code: createHash('sha256')
      .update(readFileSync(path.join(folder, 'index.mjs')))
      .digest('hex'),
  };
}

function timesOf(runId: string, now: number, context: Context) {
  return runTimes(runId, now, context.getRemainingTimeInMillis());
}
