import { ENVIRONMENT } from '../lib/shared/contract';
import { Corpus } from '../test/support/corpus';
import { REGION, World, type Seen } from '../test/support/run-time/world';
import { ReadyBucket } from './served-corpus';
import { printTable, round } from './table';

const CHAINS = 5;
const DAYS = 8;
const HOUR = 3_600_000;
/** A day is sealed once its backfill digests are overdue. */
const SETTLED = 60;
const LONGEST = 100_000_000;
const KINDS = ['GetObject', 'ListObjectsV2', 'ListObjectVersions', 'PutObject', 'GenerateMac', 'VerifyMac'];

/**
 * The sweep that seals a history, and the next one that compares it, by the handler alone: requests of each kind, time, and the
 * most memory of a process that has done nothing else.
 */
export async function measureSealed(sizes: readonly number[]): Promise<void> {
  const heading = ['objects', 'sweep', 'days compared', ...KINDS, 'objects a request', 'seconds', 'peak MiB'];
  const rows: (string | number)[][] = [heading];
  for (const size of sizes) rows.push(...(await measureSize(size)));
  printTable('Sweeps by seals', rows);
}

async function measureSize(logFiles: number): Promise<(string | number)[][]> {
  const corpus = new Corpus({
    accounts: Array.from({ length: CHAINS }, (_, index) => String(111_111_111_111 + index)),
    regions: [REGION],
    organizationId: 'o-exampleorgid',
    start: Date.UTC(2026, 0, 10),
    hours: DAYS * 24,
    logsPerHour: Math.max(1, Math.ceil(logFiles / CHAINS / DAYS / 24)),
  });
  const bucket = new ReadyBucket(corpus, false);
  const world = await World.open({ [ENVIRONMENT.route]: 'lambda', READ_AGAIN_DAYS: '365' });
  try {
    await world.beginServed(corpus, bucket);
    world.now = corpus.end + SETTLED * HOUR;
    // Chains that have ended: nothing is due of them, and all of their days are sealed.
    const until = new Date(corpus.end).toISOString();
    const expected = corpus.options.accounts.map((accountId) => ({ accountId, region: REGION, until }));
    await world.configure({ [ENVIRONMENT.expectedChains]: JSON.stringify(expected) });
    expectDone(await world.seen(await world.invoke('handler', { mode: 'hourly' }, LONGEST)));
    const rows = [];
    for (const sweep of ['reads and seals', 'compares'])
      rows.push(await measureSweep(world, bucket.keys.length, sweep));
    return rows;
  } finally {
    await world.close();
  }
}

async function measureSweep(world: World, objects: number, name: string): Promise<(string | number)[]> {
  // A process of its own, as its memory is measured.
  await world.lambda.kill();
  world.now += HOUR;
  const before = KINDS.map((kind) => world.requests(kind));
  const started = Date.now();
  const answer = await world.invoke('handler', { mode: 'sweep' }, LONGEST);
  const seconds = (Date.now() - started) / 1000;
  const counts = KINDS.map((kind, index) => world.requests(kind) - before[index]);
  const seen = expectDone(await world.seen(answer));
  const sum = counts.reduce((one, other) => one + other);
  const days = seen.report?.sealed?.days ?? 0;
  return [objects, name, days, ...counts, round(objects / sum, 1), round(seconds), round((answer.peak ?? 0) / 1024)];
}

function expectDone(seen: Seen): Seen {
  if (seen.error !== undefined) throw new Error(`the run failed: ${seen.error.message}`);
  if (seen.outcome?.verdict !== 'VALID') {
    const codes = seen.report?.groups.map(({ code }) => code) ?? [];
    throw new Error(`the run is ${seen.outcome?.verdict ?? 'without a verdict'}: ${codes.join(', ')}`);
  }
  return seen;
}
