// The threads of the command: the same report for any number of them, in the same order, however the work is cut.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Corpus } from '../../support/corpus';
import type { MemoryBucket } from '../../support/stand-ins';
import { ORGANIZATION, verify } from './served';

const workerFile = pathToFileURL(path.join(__dirname, '../../../assets/validate-trail/worker.mjs'));
const missingFile = pathToFileURL(path.join(__dirname, 'no-such-worker.mjs'));
const COUNTS = ['1', '2', '5'];

/** What a report says beside when it was made. */
function timeless({ stdout, stderr, status }: { stdout: string; stderr: string; status: number | null }) {
  const text = stdout.replace(/"time": ?"[^"]+"/, '"time":""').replace(/^Report: \S+/m, 'Report:');
  return { status, stderr, stdout: text };
}

describe('an organization', () => {
  const corpus = new Corpus({ ...ORGANIZATION, logsPerHour: 3 });
  const keys = corpus.chains.flatMap((chain) => [...chain.logFileKeys()]);
  const change = (bucket: MemoryBucket) => {
    for (const key of keys.filter((_, index) => index % 17 === 3)) bucket.delete(key);
    for (const key of keys.filter((_, index) => index % 17 === 5)) bucket.put(key, { body: Buffer.from('changed') });
  };

  test.each([[[]], [['--verbose']], [['--output', 'ndjson']]])('the lines are in the same order: %j', async (more) => {
    const reports = [];
    for (const count of COUNTS) {
      const argv = [...more, '--workers', count];
      reports.push(timeless(await verify(corpus, { argv, apply: change, io: { workerFile } })));
    }
    expect(reports[0].status).toBe(1);
    expect(reports.slice(1)).toEqual([reports[0], reports[0]]);
  });

  test('a run that is interrupted says what it did not verify, as with one thread', async () => {
    const io = { workerFile, interruption: () => AbortSignal.abort() };
    const reports = [];
    for (const count of COUNTS) reports.push(timeless(await verify(corpus, { argv: ['--workers', count], io })));
    expect(reports[0]).toMatchObject({ status: 2, stderr: expect.stringContaining('not-validated') });
    expect(reports.slice(1)).toEqual([reports[0], reports[0]]);
  });

  test('a thread that can not be started ends the run with its reason', async () => {
    const { status, stderr } = await verify(corpus, { argv: ['--workers', '2'], io: { workerFile: missingFile } });
    expect(status).toBe(3);
    expect(stderr).toContain('no-such-worker.mjs');
  });

  test('with --debug there is no thread, whose requests would not be shown', async () => {
    const argv = ['--workers', '2', '--debug'];
    const { status, stderr } = await verify(corpus, { argv, io: { workerFile: missingFile } });
    expect(status).toBe(0);
    expect(stderr).toContain('debug: GET ');
  });

  test('a small run starts no thread', async () => {
    expect((await verify(corpus, { io: { workerFile: missingFile } })).status).toBe(0);
  });
});
