// What people are told when the publisher fails, is late or is replayed, and when what was told before can't be read.
import type { StandInObject } from '../../support/stand-ins';
import { told } from '../../support/run-time/seen';
import { ACCOUNTS, World, type Seen } from '../../support/run-time/world';

const [, MEMBER] = ACCOUNTS;
const FOUND = { subjects: ['TAMPERING: log files of organization-trail'], findings: ['log-file-missing ACTIVE'] };
const OVER = { subjects: ['Closed: log files of organization-trail'], findings: ['log-file-missing ARCHIVED'] };
const NOTHING = { subjects: [], findings: [], opened: undefined, closed: undefined };

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.begin();
  await world.runAt(12);
});

describe('a publisher that failed', () => {
  test('leaves what was found to be told by the next', async () => {
    world.passTo(16);
    remove();
    await runUntold();
    expect(told(await world.runAt(17))).toMatchObject(FOUND);
  });

  test('leaves what is over to be told by the next', async () => {
    world.passTo(16);
    const kept = remove();
    await world.run();
    world.logs.put(keyAt(14), kept);
    world.passTo(17);
    await runUntold();
    expect(told(await world.runAt(18))).toMatchObject({ ...OVER, closed: 1 });
  });

  test('since one channel refused leaves all of it to be told again', async () => {
    world.passTo(16);
    remove();
    world.channels.isTopicGone = true;
    const failed = await world.run();
    world.channels.isTopicGone = false;
    expect(failed.error?.message).toContain('not told everywhere');
    expect(told(await world.runAt(17))).toMatchObject(FOUND);
  });
});

describe('a report that was told', () => {
  test('is marked with its own name, once each channel has taken it', async () => {
    const [report = ''] = world.reportKeys();
    const [mark = ''] = marks();
    expect(mark).toBe(report.replace('/reports/', '/told/'));
    expect(JSON.parse(world.evidence.object(mark)?.body.toString() ?? '')).toEqual({ version: 1, report });
  });

  test('is found though delete markers hide it and its mark', async () => {
    world.passTo(16);
    remove();
    await world.run();
    [...world.reportKeys(), ...marks()].forEach((key) => world.evidence.delete(key));
    expect(told(await world.runAt(17))).toMatchObject({ subjects: [], opened: 0 });
  });

  test('is told with its metrics though what was told before can not be read, and then as if it were the first', async () => {
    world.passTo(16);
    remove();
    await world.run();
    world.passTo(17);
    const before = new Set(world.reportKeys());
    const seen = await publishWhile(({ operation, key }) => operation === 'GetObject' && before.has(key));
    expect([seen.error, seen.metrics.TamperedObjects, told(seen)]).toMatchObject([undefined, 1, FOUND]);
  });

  test('is told though the marks can not be listed', async () => {
    world.passTo(16);
    remove();
    const seen = await publishWhile(({ operation }) => operation === 'ListObjectVersions');
    expect([seen.error, seen.metrics.TamperedObjects, told(seen)]).toMatchObject([undefined, 1, FOUND]);
  });
});

describe('a report older than one that was told', () => {
  test.each(['before', 'again'])('is not told when it comes late (%s)', async (when) => {
    const clean = await world.runAt(13);
    world.passTo(16);
    remove();
    const found = await world.run();
    const seen = await republish(when === 'again' ? found : clean);
    expect([told(seen), seen.metrics, marks().length]).toEqual([NOTHING, {}, 3]);
    expect(seen.lines.join()).toContain('was told already');
    expect(told(await world.runAt(17))).toMatchObject({ subjects: [], opened: 0, closed: 0 });
  });

  test('is told if the newer mark names no report of the validator', async () => {
    const forged = 'organization-trail/told/2099/01/01/2099-01-01T00:00:00.000Z-forged.json';
    world.evidence.put(forged, { body: Buffer.from('{}') });
    world.passTo(16);
    remove();
    expect(told(await world.run())).toMatchObject(FOUND);
  });
});

/** A run whose publisher failed each time that it was tried. */
async function runUntold(): Promise<void> {
  await world.invoke('handler', { mode: 'hourly' });
  world.channels.received.invocations.splice(0);
}

/** A run, and its publishing while some requests to the evidence are refused. */
async function publishWhile(isRefused: (request: { operation: string; key: string }) => boolean): Promise<Seen> {
  const answer = await world.invoke('handler', { mode: 'hourly' });
  world.s3Fault = (request) => (request.bucket === 'trail-evidence' && isRefused(request) ? 'accessDenied' : undefined);
  return world.seen(answer);
}

function republish({ outcome }: Seen): Promise<Seen> {
  const payload = JSON.stringify({ evidence: outcome?.evidence });
  world.channels.received.invocations.push({ functionName: 'publisher', payload });
  return world.seen({ lines: [] });
}

function marks(): string[] {
  return world.evidence.keys.filter((key) => key.includes('/told/'));
}

function keyAt(hour: number): string {
  const chain = world.corpus.chain(MEMBER);
  return chain.logFilesOf(chain.normalKeys[hour] ?? '')[0] ?? '';
}

function remove(key = keyAt(14)): StandInObject {
  const object = world.logs.object(key);
  if (object === undefined) throw new Error(`${key} is not there`);
  world.logs.delete(key, new Date(world.now));
  return object;
}
