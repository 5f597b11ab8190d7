// The model of noise on a few days: the goals that the filters, rules and the function that groups alerts have to keep.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.join(__dirname, '..', '..');

let output: string;

beforeAll(async () => {
  const args = ['--import', 'tsx', 'bench/index.ts', 'noise', '--days', '4', '--accounts', '50'];
  const env = { ...process.env, NODE_NO_WARNINGS: '1' };
  output = (await promisify(execFile)(process.execPath, args, { cwd: ROOT, env })).stdout;
}, 900_000);

/** The cells of the row that begins so, after a heading. */
function cells(heading: string, row: string): string[] {
  const section = output.slice(output.indexOf(heading));
  const line = section.split('\n').find((each) => each.startsWith(`${row} `));
  if (line === undefined) throw new Error(`no row ${row} after ${heading} in ${output}`);
  return line.slice(row.length).trim().split(/ {2,}/);
}

const QUIET = 'profile quiet';
const SCENES = 'Floods, deployments and the recorded attack';

test('an organization of 50 accounts has at most five messages a day in the quiet profile', () => {
  const [mean] = cells(QUIET, 'all').map(Number);
  expect(mean).toBeGreaterThan(0);
  expect(mean).toBeLessThanOrEqual(5);
});

test('every control notifies in the other', () => {
  const [mean] = cells('profile securityHub', 'all').map(Number);
  expect(mean).toBeGreaterThan(50);
});

test.each(['the recorded attack, in a member account', 'the same, on our trail'])(
  'no act above MEDIUM is sent later than after 15 minutes: %s',
  (scene) => {
    const [securityHub, quiet, latest] = cells(SCENES, scene);
    expect(Number(quiet)).toBeGreaterThan(0);
    expect(Number(securityHub)).toBeGreaterThanOrEqual(Number(quiet));
    expect(Number(latest.replace(' min', ''))).toBeLessThanOrEqual(15);
  },
);

test.each(['10,000 refused calls of a minute', 'a deployment of all of the trail'])(
  'are a handful of messages: %s',
  (scene) => {
    for (const count of cells(SCENES, scene).slice(0, 2).map(Number)) {
      expect(count).toBeGreaterThan(0);
      expect(count).toBeLessThanOrEqual(10);
    }
  },
);
