import { Corpus } from '../test/support/corpus';
import { World, type Outcome } from '../test/support/run-time/world';
import { ENVIRONMENT } from '../lib/shared/contract';
import { ReadyBucket } from './served-corpus';
import { printTable, round } from './table';

const CHAINS = 20;
const HOURS = 50;
/** A function is given so much time that a run is cut short at least twice. */
const RUNS = 4;
const MEASURED_PER_SECOND = 3500;

/** Verifies a history through the handler alone, in runs that are cut short by their time, until nothing is left. */
export async function measureScheduled(sizes: readonly number[]): Promise<void> {
  const rows: (string | number)[][] = [['log files', 'objects', 'verified', 'runs', 'seconds', 'peak MiB']];
  for (const size of sizes) rows.push(await verifyHistory(size));
  printTable('Scheduled function, resumed until all is verified', rows);
}

async function verifyHistory(logFiles: number): Promise<(string | number)[]> {
  const corpus = corpusOf(logFiles);
  const bucket = new ReadyBucket(corpus, false);
  const world = await World.open({ [ENVIRONMENT.route]: 'lambda' });
  try {
    await world.beginServed(corpus, bucket);
    const remaining = Math.ceil((logFiles / MEASURED_PER_SECOND / RUNS) * 1000) + 2000;
    const started = Date.now();
    let [verified, runs, peak, unfinished] = [0, 0, 0, 1];
    while (unfinished > 0) {
      const answer = await world.invoke('handler', { mode: 'hourly' }, remaining);
      const { outcome, metrics, error } = await world.seen(answer);
      if (error !== undefined) throw new Error(`the run failed: ${error.message}`);
      unfinished = (outcome as Outcome).unfinished?.length ?? 0;
      verified += metrics.VerifiedObjects;
      runs += 1;
      peak = Math.max(peak, (answer.peak ?? 0) / 1024);
    }
    if (verified !== bucket.keys.length) throw new Error(`${verified} objects verified of ${bucket.keys.length}`);
    const seconds = (Date.now() - started) / 1000;
    return [logFiles, bucket.keys.length, verified, runs, round(seconds), round(peak)];
  } finally {
    await world.close();
  }
}

function corpusOf(logFiles: number): Corpus {
  return new Corpus({
    accounts: Array.from({ length: CHAINS }, (_, index) => String(111_111_111_111 + index)),
    regions: ['us-east-1'],
    organizationId: 'o-exampleorgid',
    start: Date.UTC(2026, 0, 10),
    hours: HOURS,
    logsPerHour: Math.ceil(logFiles / CHAINS / HOURS),
  });
}
