// What people are notified of when the publisher fails, is late or is replayed, and when the report before can't be read.
import type { StandInObject } from '../../support/stand-ins';
import { brief, published } from '../../support/run-time/seen';
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
  test('leaves what was found to be published by the next', async () => {
    world.passTo(16);
    remove();
    await runUnpublished();
    expect(published(await world.runAt(17))).toMatchObject(FOUND);
  });

  test('leaves what is over to be published by the next', async () => {
    world.passTo(16);
    const removed = remove();
    await world.run();
    world.logs.put(keyAt(14), removed);
    world.passTo(17);
    await runUnpublished();
    expect(published(await world.runAt(18))).toMatchObject({ ...OVER, closed: 1 });
  });

  test('since one channel failed leaves all of it to be published again', async () => {
    world.passTo(16);
    remove();
    world.channels.isTopicGone = true;
    const failed = await world.run();
    world.channels.isTopicGone = false;
    expect(failed.error?.message).toContain('not published by every channel');
    expect(published(await world.runAt(17))).toMatchObject(FOUND);
  });
});

describe('what was found and is over before anyone could be notified', () => {
  const PASSED = { subjects: ['TAMPERING: log files of organization-trail'], findings: ['log-file-missing ARCHIVED'] };

  test.each<[string, () => Promise<unknown>]>([
    ['the publisher failed', runUnpublished],
    [
      'the topic was gone',
      async () => {
        world.channels.isTopicGone = true;
        await world.run();
        world.channels.isTopicGone = false;
      },
    ],
    [
      'the report could not be written',
      async () => {
        world.deniesReports = true;
        expect((await world.run()).error?.name).toBe('AccessDenied');
        world.deniesReports = false;
      },
    ],
  ])('is notified by the next run, and once: %s', async (_, run) => {
    world.passTo(16);
    const removed = remove();
    await run();
    world.logs.put(keyAt(14), removed);
    const [next, later] = [await world.runAt(17), await world.runAt(18)];
    expect(published(next)).toMatchObject(PASSED);
    expect(next.messages.map(({ body }) => body)).toEqual([expect.stringContaining(keyAt(14))]);
    expect([next.outcome?.verdict, published(later).subjects]).toEqual(['VALID', []]);
  });

  test('is notified though other findings of its chain and code are open', async () => {
    world.passTo(16);
    remove();
    await world.run();
    world.passTo(18);
    const removed = remove(keyAt(16));
    await runUnpublished();
    world.logs.put(keyAt(16), removed);
    const next = await world.runAt(19);
    expect(next.messages.map(({ body }) => body.includes(keyAt(16)))).toEqual([true]);
  });

  test('is notified by the first publisher that works, some days later', async () => {
    world.passTo(16);
    const removed = remove();
    await runUnpublished();
    world.logs.put(keyAt(14), removed);
    for (const hours of [17, 20, 40]) {
      world.passTo(hours);
      await runUnpublished();
    }
    expect(published(await world.runAt(46))).toMatchObject(PASSED);
  });

  test('was notified when it was found, so nobody is notified twice', async () => {
    world.passTo(16);
    const removed = remove();
    await world.run();
    world.logs.put(keyAt(14), removed);
    const [next, later] = [await world.runAt(17), await world.runAt(18)];
    expect([next, later].map((seen) => published(seen).subjects)).toEqual([OVER.subjects, []]);
  });
});

test('a file that goes in the hour in which another comes back is notified, with its name', async () => {
  world.passTo(16);
  const removed = remove();
  await world.run();
  world.logs.put(keyAt(14), removed);
  world.passTo(18);
  remove(keyAt(16));
  const { messages } = await world.run();
  expect(messages.map(({ subject }) => subject)).toEqual(FOUND.subjects);
  expect(messages[0]?.body).toMatch(new RegExp(`; 1 new: s3://trail-logs/${keyAt(16)}\\n`));
  expect(published(await world.runAt(19)).subjects).toEqual([]);
});

describe('a report that people were notified of', () => {
  test('is marked with its own name, once each channel has taken it', async () => {
    const [report = ''] = world.reportKeys();
    const [mark = ''] = marks();
    expect(mark).toBe(report.replace('/reports/', '/notified/'));
    expect(JSON.parse(world.evidence.object(mark)?.body.toString() ?? '')).toEqual({ version: 2, report });
  });

  test('is found though delete markers hide it and its mark', async () => {
    world.passTo(16);
    remove();
    await world.run();
    [...world.reportKeys(), ...marks()].forEach((key) => world.evidence.delete(key));
    expect(published(await world.runAt(17))).toMatchObject({ subjects: [], opened: 0 });
  });

  test('is published with its metrics though the one before can not be read, and then as if it were the first', async () => {
    world.passTo(16);
    remove();
    await world.run();
    world.passTo(17);
    const before = new Set(world.reportKeys());
    const seen = await publishWhile(({ operation, key }) => operation === 'GetObject' && before.has(key));
    expect([seen.error, seen.metrics.TamperedObjects, published(seen)]).toMatchObject([undefined, 1, FOUND]);
  });

  test('is published though the marks can not be listed', async () => {
    world.passTo(16);
    remove();
    const seen = await publishWhile(({ operation }) => operation === 'ListObjectVersions');
    expect([seen.error, seen.metrics.TamperedObjects, published(seen)]).toMatchObject([undefined, 1, FOUND]);
  });
});

describe('a report older than one that people were notified of', () => {
  test.each(['before', 'again'])('is not published when it comes late (%s)', async (when) => {
    const clean = await world.runAt(13);
    world.passTo(16);
    remove();
    const found = await world.run();
    const seen = await republish(when === 'again' ? found : clean);
    expect([published(seen), seen.metrics, marks().length]).toEqual([NOTHING, {}, 3]);
    expect(seen.lines.join()).toContain('was published before');
    expect(published(await world.runAt(17))).toMatchObject({ subjects: [], opened: 0, closed: 0 });
  });

  test('is published if the newer mark names no report of the validator', async () => {
    const forged = 'organization-trail/notified/2099/01/01/2099-01-01T00:00:00.000Z-forged.json';
    world.evidence.put(forged, { body: Buffer.from('{}') });
    world.passTo(16);
    remove();
    const seen = await world.run();
    expect(published(seen)).toMatchObject({ subjects: FOUND.subjects, opened: 2 });
    expect(brief(seen).codes).toEqual(['log-file-missing', 'report-missing']);
  });
});

/** A run whose publisher failed each time that it was tried. */
async function runUnpublished(): Promise<void> {
  await world.invoke('handler', { mode: 'hourly' });
  world.channels.received.invocations.splice(0);
}

/** A run, and its publishing while some requests to the evidence fail. */
async function publishWhile(fails: (request: { operation: string; key: string }) => boolean): Promise<Seen> {
  const answer = await world.invoke('handler', { mode: 'hourly' });
  world.s3Fault = (request) => (request.bucket === 'trail-evidence' && fails(request) ? 'accessDenied' : undefined);
  return world.seen(answer);
}

function republish({ outcome }: Seen): Promise<Seen> {
  const payload = JSON.stringify({ evidence: outcome?.evidence });
  world.channels.received.invocations.push({ functionName: 'publisher', payload });
  return world.seen({ lines: [] });
}

function marks(): string[] {
  return world.evidence.keys.filter((key) => key.includes('/notified/'));
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
