import { ENVIRONMENT } from '../lib/shared/contract';
import { Corpus } from '../test/support/corpus';
import type { Answer } from '../test/support/run-time/lambda-process';
import { REGION, World, type Seen } from '../test/support/run-time/world';
import { ReadyBucket } from './served-corpus';
import { printTable, round } from './table';

const CHAINS = 5;
const HOUR = 3_600_000;
/** A day is sealed once its backfill digests are overdue. */
const SETTLED = 60;
/** Longer than the history, so that nothing of it expires, and no day is due to be read again. */
const RETENTION_DAYS = 400;
const LONGEST = 100_000_000;
const KINDS = ['GetObject', 'ListObjectsV2', 'ListObjectVersions', 'PutObject', 'GenerateMac', 'VerifyMac'];
/** Of the time of a whole sweep a function is given so much, and sweeps end after two thirds of theirs. */
const SHARE_OF_TIME = 0.6;
/** By so much of the objects a sweep over the state machine is cut into several shards. */
const SHARE_PER_RUN = 1 / 150;
const LEAST_PER_RUN = 500;

/**
 * A history of some chains that is verified, sealed by what was recorded of it, and then swept by its seals: in one run, in runs
 * that are cut short by their time, and over the state machine, whose shards run one after the other in one process. Requests of each
 * kind, time, and the most memory of a process that has done nothing else.
 */
export async function measureSealed(sizes: readonly number[], days: number): Promise<void> {
  const heading = ['objects', 'what', 'runs', 'days compared', ...KINDS, 'objects a request', 'seconds', 'peak MiB'];
  const rows: (string | number)[][] = [heading];
  for (const size of sizes) rows.push(...(await measureSize(size, days)));
  printTable(`Sweeps by seals, ${CHAINS} chains, ${days} days`, rows);
}

/** What one or more runs have done. */
interface Work {
  readonly runs: number;
  readonly seen: Seen;
  readonly peak: number;
  /** Sealed days that were compared. */
  readonly days: number;
}

async function measureSize(logFiles: number, days: number): Promise<(string | number)[][]> {
  const corpus = new Corpus({
    accounts: Array.from({ length: CHAINS }, (_, index) => String(111_111_111_111 + index)),
    regions: [REGION],
    organizationId: 'o-exampleorgid',
    start: Date.UTC(2026, 0, 10),
    hours: days * 24,
    logsPerHour: Math.max(1, Math.ceil(logFiles / CHAINS / days / 24)),
  });
  const bucket = new ReadyBucket(corpus, false);
  const objects = bucket.keys.length;
  const world = await World.open({
    ...{ [ENVIRONMENT.route]: 'lambda', [ENVIRONMENT.retentionDays]: String(RETENTION_DAYS) },
    READ_AGAIN_DAYS: String(RETENTION_DAYS),
  });
  try {
    await world.beginServed(corpus, bucket);
    world.now = corpus.end + SETTLED * HOUR;
    // Chains that have ended: nothing is due of them, and all of their days are sealed.
    const until = new Date(corpus.end).toISOString();
    const expected = corpus.options.accounts.map((accountId) => ({ accountId, region: REGION, until }));
    await world.configure({ [ENVIRONMENT.expectedChains]: JSON.stringify(expected) });
    const rows: (string | number)[][] = [];
    const measure = async (what: string, work: () => Promise<Work>) => {
      const { cells, seconds } = await measureWork(world, work, objects);
      rows.push([objects, what, ...cells]);
      return seconds;
    };
    await measure('verified', () => once(world, 'hourly'));
    await measure('sealed', () => once(world, 'hourly'));
    const seconds = await measure('swept', () => once(world, 'sweep'));
    await measure('swept in pieces', () => inPieces(world, seconds * 1000 * SHARE_OF_TIME));
    const perRun = String(Math.max(LEAST_PER_RUN, Math.ceil(objects * SHARE_PER_RUN)));
    await world.configure({
      ...{ [ENVIRONMENT.expectedChains]: JSON.stringify(expected), [ENVIRONMENT.route]: 'map' },
      [ENVIRONMENT.objectsPerRun]: perRun,
    });
    await measure('swept by shards', () => overMap(world));
    return rows;
  } finally {
    await world.close();
  }
}

async function measureWork(world: World, work: () => Promise<Work>, objects: number) {
  // A process of its own, as its memory is measured.
  await world.lambda.kill();
  world.now += HOUR;
  const before = KINDS.map((kind) => world.requests(kind));
  const started = Date.now();
  const { runs, seen, peak, days } = await work();
  const seconds = (Date.now() - started) / 1000;
  expectDone(seen);
  const counts = KINDS.map((kind, index) => world.requests(kind) - before[index]);
  const sum = counts.reduce((one, other) => one + other);
  return { seconds, cells: [runs, days, ...counts, round(objects / sum, 1), round(seconds), round(peak)] };
}

async function once(world: World, mode: 'hourly' | 'sweep'): Promise<Work> {
  const answer = await world.invoke('handler', { mode }, LONGEST);
  const seen = await world.seen(answer);
  return { runs: 1, seen, peak: mebibytes(answer), days: daysIn(seen) };
}

/** A sweep that is cut short, and the runs that resume it, each with as little time. */
async function inPieces(world: World, milliseconds: number): Promise<Work> {
  let [runs, days, peak] = [0, 0, 0];
  for (let mode: 'hourly' | 'sweep' = 'sweep'; ; mode = 'hourly') {
    const answer = await world.invoke('handler', { mode }, milliseconds);
    const seen = await world.seen(answer);
    [runs, days, peak] = [runs + 1, days + daysIn(seen), mebibytes(answer)];
    if (seen.error !== undefined || !hasRest(seen)) return { runs, seen, peak, days };
    world.now += HOUR;
  }
}

async function overMap(world: World): Promise<Work> {
  const planned = await once(world, 'sweep');
  if (planned.seen.outcome?.status !== 'mapped') return planned;
  const runs = await world.runShards();
  const [execution] = world.channels.received.executions.slice(-1);
  const { runId } = JSON.parse(execution.input) as { runId: string };
  const answer = await world.invoke('merge', { runId }, LONGEST);
  const seen = await world.seen(answer);
  return { runs, seen, peak: mebibytes(answer), days: daysIn(seen) };
}

function mebibytes({ peak = NaN }: Answer): number {
  return peak / 1024;
}

function daysIn({ report }: Seen): number {
  return report?.sealed?.days ?? 0;
}

function hasRest({ checkpoints = [] }: Seen): boolean {
  return checkpoints.some(({ checkpoint }) => checkpoint.sweptTo !== undefined);
}

function expectDone(seen: Seen): Seen {
  if (seen.error !== undefined) throw new Error(`the run failed: ${seen.error.message}`);
  if (seen.outcome?.verdict !== 'VALID') {
    const codes = seen.report?.groups.map(({ code }) => code) ?? [];
    throw new Error(`the run is ${seen.outcome?.verdict ?? 'without a verdict'}: ${codes.join(', ')}`);
  }
  return seen;
}
