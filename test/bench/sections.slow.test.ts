import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.join(__dirname, '..', '..');

/** Runs sections of the benchmark on corpora so small that their figures mean nothing. */
async function bench(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'bench/index.ts', ...args], {
    cwd: ROOT,
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  return stdout;
}

describe('npm run bench', () => {
  test('measures ours and the floor', async () => {
    const sizes = ['--log-files', '60', '--aws-cli-log-files', '60', '--runs', '1', '--latency', '0'];
    expect(await bench('speed', ...sizes)).toMatch(/^ours .*\nfloor .* times as fast$/m);
  });

  test('measures memory with log files that were tampered with', async () => {
    expect(await bench('memory', '--sizes', '1200')).toMatch(/^1200 +all tampered with +\d/m);
  });

  test('counts the requests of an organization', async () => {
    const output = await bench('organization', '--accounts', '2', '--regions', '2', '--hours', '4');
    expect(output).toMatch(/^listings for each chain +2\.00 +without discovery$/m);
  });

  test('measures a folder and the start of the command', async () => {
    const output = await bench('folder', 'startup', '--log-files', '120', '--runs', '1', '--workers', '2');
    expect(output).toMatch(/^a plain loop +\d+\.\d+ +\d+ /m);
    expect(output).toMatch(/^ours, workers: 2 +\d+\.\d+ +\d+ /m);
    expect(output).toMatch(/^--help +\d+\.\d+ +-?\d+\.\d+$/m);
  });

  test('calculates what reports of alarms cost', async () => {
    expect(await bench('costs')).toMatch(/^50 +300 +\d+\.\d\d /m);
  });

  test('measures sweeps by seals: in one run, cut short and resumed, and over the state machine', async () => {
    const output = await bench('sealed', '--sizes', '900', '--days', '8');
    expect(output).toMatch(/^\d+ +sealed +1 +0 +\d+ /m);
    for (const what of ['swept', 'swept in pieces', 'swept by shards']) {
      expect(output).toMatch(new RegExp(`^\\d+ +${what} +\\d+ +[1-9]\\d* +\\d+ `, 'm'));
    }
  });

  test('measures the functions that write and read reports', async () => {
    expect(await bench('reports', '--sizes', '34')).toMatch(/^34 +all unverified +\d+ +\d+ +\d+ +\d+ +\d+ +\d+$/m);
  });

  test('names a section that there is not', async () => {
    await expect(bench('colour')).rejects.toThrow('bench: no section colour; there are speed, folder, startup, memory');
  });
});
