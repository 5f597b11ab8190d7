// By which settings runs have worked, as the bundled functions leave it as evidence.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ENVIRONMENT } from '../../../lib/shared/contract';
import { settingsLogOf } from '../../../lambda/validate/evidence/settings-in-force';
import { settingsOf } from '../../support/run-time/evidence-lines';
import type { Seen } from '../../support/run-time/seen';
import { World } from '../../support/run-time/world';

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

const changed = ({ report }: Seen) => report?.settings?.changed;
const valueOf = (seen: Seen, name: string) =>
  settingsOf(world.evidence, seen.report).find(({ setting }) => setting === name);

test('the first run records all of them, and the next ones of the day name the same list', async () => {
  await world.begin();
  const first = await world.runAt(10);
  expect(JSON.parse(valueOf(first, 'trail')?.value ?? '')).toMatchObject({ bucket: 'trail-logs' });
  expect(valueOf(first, 'retentionDays')).toMatchObject({ value: '365', change: 'added' });
  for (const name of ['lifecycle of the log bucket', 'acknowledged', 'formerLocations', 'unvalidatedTrails']) {
    expect(valueOf(first, name)?.value).toBeDefined();
  }
  expect(changed(first)).toContain('trail');
  const next = await world.runAt(11);
  expect([next.report?.settings?.list, changed(next)]).toEqual([first.report?.settings?.list, []]);
});

test('a change is in the report and in a list that names the one before by its hash', async () => {
  await world.begin();
  const first = await world.runAt(10);
  await world.configure({ [ENVIRONMENT.graceHours]: '30' });
  const next = await world.runAt(11);
  await world.configure({});
  expect(changed(next)).toEqual(['graceHours']);
  const { key: previousKey, sha256: previousSha256 } = first.report?.settings?.list ?? never();
  expect(valueOf(next, 'graceHours')).toMatchObject({ value: '30', change: 'changed', previousKey, previousSha256 });
  expect(valueOf(next, 'retentionDays')).toMatchObject({ value: '365', change: 'unchanged', previousSha256 });
});

test('other code is a change', async () => {
  await world.begin();
  await world.runAt(10);
  const LAMBDA_TASK_ROOT = path.join(__dirname, '../../../assets/validate');
  await world.configure({ LAMBDA_TASK_ROOT });
  const next = await world.runAt(11);
  await world.configure({});
  const hash = createHash('sha256')
    .update(readFileSync(path.join(LAMBDA_TASK_ROOT, 'index.mjs')))
    .digest('hex');
  expect([changed(next), valueOf(next, 'code')?.value]).toEqual([['code'], JSON.stringify(hash)]);
});

test('they are recorded once a day where nothing changes', async () => {
  await world.begin();
  const first = await world.runAt(10);
  const later = await world.runAt(34);
  expect(later.report?.settings?.list).not.toEqual(first.report?.settings?.list);
  expect([changed(later), valueOf(later, 'trail')?.change]).toEqual([[], 'unchanged']);
});

test('of a run over the state machine its merge names them', async () => {
  await world.begin();
  await world.configure({ [ENVIRONMENT.objectsPerRun]: '150' });
  await world.runAt(40);
  const seen = await world.runMap();
  await world.configure({});
  expect(valueOf(seen, 'objectsPerRun')).toMatchObject({ value: '150', change: 'added' });
});

describe('what could not be read', () => {
  const list = { key: 'a', sha256: '00', count: 2 };
  const first = settingsLogOf(new Map([['lifecycle', '[]']]), undefined, 'run-1');
  const before = { list, recordedAt: 0, values: first.values, changed: [] };

  test('is no change, and is compared with the last word once it can be read again', () => {
    const unread = settingsLogOf(new Map([['lifecycle', undefined]]), before, 'run-2');
    expect([unread.changed, unread.values]).toEqual([[], first.values]);
    expect(unread.records).toEqual([
      { setting: 'lifecycle', change: 'unread', previousKey: 'a', previousSha256: '00', runId: 'run-2' },
    ]);
    const again = settingsLogOf(new Map([['lifecycle', '[1]']]), { ...before, values: unread.values }, 'run-3');
    expect(again.changed).toEqual(['lifecycle']);
  });

  test('is not taken for what was removed', () => {
    const removed = settingsLogOf(new Map(), before, 'run-2');
    expect([removed.changed, removed.values]).toEqual([['lifecycle'], []]);
  });

  test('of a long value the hash is recorded', () => {
    const { records } = settingsLogOf(new Map([['expected', 'x'.repeat(5000)]]), undefined, 'run-1');
    expect(records[0].value).toMatch(/^\{"sha256":"[0-9a-f]{64}"\}$/);
  });
});

function never(): never {
  throw new Error('there is no list');
}
