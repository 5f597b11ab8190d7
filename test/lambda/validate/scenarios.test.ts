// The bundled functions as Lambda runs them, among stand-ins on loopback ports: what they make of an organization whose
// log files are delivered, changed, deleted and injected as hours pass. Times are hours since the start of the trail.
import { gzipSync } from 'node:zlib';
import { findingName } from '../../../lambda/core';
import type { StandInObject } from '../../support/stand-ins';
import { brief, published } from '../../support/run-time/seen';
import { ACCOUNTS, REGION, World } from '../../support/run-time/world';

const [OWNER, MEMBER] = ACCOUNTS;

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

describe('a healthy trail', () => {
  test('the first run verifies all that is there', async () => {
    await world.begin();
    expect(brief(await world.runAt(10))).toEqual({ verdict: 'VALID', codes: [] });
  });

  test('each further run reads only what is new', async () => {
    await world.begin();
    const first = await world.runAt(10);
    const second = await world.runAt(11);
    expect([first.metrics.VerifiedObjects, second.metrics.VerifiedObjects]).toEqual([50, 6]);
  });

  test('reports are linked by their hashes', async () => {
    await world.begin();
    await world.runAt(10);
    const [first] = world.reportKeys();
    const { report } = await world.runAt(11);
    expect(report?.previous?.key).toBe(first);
  });

  test('a sweep verifies everything again and moves nothing', async () => {
    await world.begin();
    await world.runAt(10);
    const { checkpoints: before } = await world.runAt(11);
    const { checkpoints, metrics } = await world.run('sweep');
    expect([metrics.VerifiedObjects, checkpoints]).toEqual([56, before]);
  });
});

describe('tampering', () => {
  const TAMPERING: readonly [what: string, codes: string[], tamper: () => void][] = [
    ['a log file is changed', ['log-file-modified'], () => replace(logFile(14), { body: gzipSync('{"Records":[]}') })],
    ['a log file is deleted', ['log-file-missing'], () => remove(logFile(14))],
    ['a digest in the midst is deleted', ['digest-missing', 'log-file-unverified'], () => remove(digest(14))],
    ['a log file is injected', ['log-file-unlisted'], () => inject()],
  ];
  test.each(TAMPERING)('%s between two runs, and it stays open in the next', async (_, codes, tamper) => {
    await world.begin();
    await world.runAt(12);
    world.passTo(46);
    tamper();
    const found = await world.run();
    const anHourLater = await world.runAt(47);
    expect([brief(found), brief(anHourLater)]).toEqual([
      { verdict: 'INVALID', codes },
      { verdict: 'INVALID', codes },
    ]);
  });

  test('is published once, to people, to Security Hub and as an event, and closed when the object is back', async () => {
    await world.begin();
    await world.runAt(12);
    world.passTo(16);
    const removed = remove(logFile(14));
    const found = await world.run();
    const later = await world.runAt(17);
    world.logs.put(logFile(14), removed);
    const mended = await world.runAt(18);
    expect([found, later, mended].map(published)).toEqual([
      {
        subjects: ['TAMPERING: log files of organization-trail'],
        findings: ['log-file-missing ACTIVE'],
        opened: 1,
        closed: 0,
      },
      { subjects: [], findings: ['log-file-missing ACTIVE'], opened: 0, closed: 0 },
      {
        subjects: ['Closed: log files of organization-trail'],
        findings: ['log-file-missing ARCHIVED'],
        opened: 0,
        closed: 1,
      },
    ]);
  });

  test('before the last verified digest is found by the sweep, and then stays', async () => {
    await world.begin();
    await world.runAt(20);
    remove(logFile(5));
    const swept = await world.run('sweep');
    const hourly = await world.runAt(21);
    expect([swept, hourly].map(brief)).toEqual([
      { verdict: 'INVALID', codes: ['log-file-missing'] },
      { verdict: 'INVALID', codes: ['log-file-missing'] },
    ]);
  });

  test('of the newest digest is found by the next run: the tail is cut off', async () => {
    await world.begin();
    await world.runAt(12);
    [9, 10].map(digest).forEach(remove);
    expect(brief(await world.run())).toEqual({ verdict: 'INVALID', codes: ['digest-missing'] });
  });

  test('with a whole chain is found: it once was there', async () => {
    await world.begin({ regions: [REGION, 'eu-west-1'] });
    await world.runAt(12);
    const gone = world.logs.keys.filter((key) => key.includes(`${MEMBER}/CloudTrail`) && key.includes('eu-west-1'));
    gone.forEach(remove);
    expect(brief(await world.run())).toMatchObject({
      verdict: 'INVALID',
      codes: ['digest-missing', 'log-file-missing'],
    });
  });

  test('with a whole account is found, though all of its folders are gone', async () => {
    await world.begin();
    await world.runAt(12);
    world.logs.keys.filter((key) => key.includes(`/${MEMBER}/`)).forEach(remove);
    const { report } = await world.run();
    const groups = report?.groups.filter(({ severity }) => severity === 'INVALID');
    expect(groups?.map(({ code, accountId }) => `${code} ${accountId}`)).toEqual([
      `digest-missing ${MEMBER}`,
      // What was pending is gone, too.
      `log-file-missing ${MEMBER}`,
    ]);
  });

  test('with a whole segment before a restart is found, though the newest chain is whole', async () => {
    await world.begin({ restarts: [{ afterHour: 10, gapHours: 3 }] });
    await world.runAt(24);
    const lastBefore = world.corpus.chain(MEMBER).normalKeys[10] ?? '';
    const keys = world.logs.keys.filter((key) => key.includes(`/${MEMBER}/CloudTrail-Digest/`) && key <= lastBefore);
    keys.forEach(remove);
    const { verdict, codes } = brief(await world.runAt(25));
    expect({ verdict, codes }).toMatchObject({ verdict: 'INVALID', codes: expect.arrayContaining(['digest-missing']) });
  });

  test('with a backfill that arrived before the last verified digest is found', async () => {
    await world.begin({ backfills: [8] });
    const [backfill] = chain().backfillKeys;
    world.passTo(14);
    const late = remove(backfill);
    await world.run();
    world.logs.put(backfill, late);
    const arrived = await world.runAt(15);
    remove(backfill);
    const deleted = await world.runAt(16);
    expect([arrived.outcome?.verdict, deleted.outcome?.verdict]).toEqual(['VALID', 'INVALID']);
  });
});

describe('an object that CloudTrail does not write', () => {
  test.each(['hourly', 'sweep'] as const)(
    'is notified once it lasts, and stays open when it is deleted (%s)',
    async (mode) => {
      await world.begin();
      await world.runAt(12);
      const key = `AWSLogs/o-exampleorgid/${MEMBER}/CloudTrail/${REGION}b/2026/01/10/x.json.gz`;
      world.logs.put(key, { body: gzipSync('{}'), lastModified: new Date(world.now) });
      const found = await world.run(mode);
      world.logs.delete(key, new Date(world.now));
      const [later, due, after] = [await world.runAt(13), await world.runAt(19), await world.runAt(20)];
      const unexpected = { verdict: 'INCOMPLETE', codes: ['unexpected-object'] };
      expect([found, later, due, after].map(brief)).toEqual([unexpected, unexpected, unexpected, unexpected]);
      expect([found, later, due, after].map(({ messages }) => messages.length)).toEqual([0, 0, 1, 0]);
      const [name = ''] = due.report?.groups.map(({ example }) => findingName(example)) ?? [];
      world.acknowledge(name);
      expect(brief(await world.runAt(21))).toEqual({ verdict: 'VALID', codes: [] });
    },
  );
});

describe('the stored state', () => {
  test('that was emptied is reported, restored from the evidence, and stays open until someone acknowledges it', async () => {
    await world.begin();
    await world.runAt(12);
    await world.table.empty();
    const emptied = await world.runAt(13);
    const later = await world.runAt(14);
    expect([emptied, later].map(brief)).toEqual([
      { verdict: 'INVALID', codes: ['checkpoint-rolled-back'] },
      { verdict: 'INVALID', codes: ['checkpoint-rolled-back'] },
    ]);
    expect(later.metrics.VerifiedObjects).toBe(6);
  });

  test('that was rolled back to an earlier one is reported', async () => {
    await world.begin();
    await world.runAt(12);
    const old = await world.table.items();
    await world.runAt(13);
    for (const item of old) await world.table.put(item);
    expect(brief(await world.runAt(14))).toEqual({ verdict: 'INVALID', codes: ['checkpoint-rolled-back'] });
  });

  test('still shows that digests were deleted when it is emptied at the same time', async () => {
    await world.begin();
    await world.runAt(12);
    await world.table.empty();
    world.logs.keys.filter((key) => key.includes(`/${MEMBER}/`)).forEach(remove);
    expect(brief(await world.runAt(13)).codes).toEqual(
      expect.arrayContaining(['digest-missing', 'checkpoint-rolled-back']),
    );
  });

  test('is not taken for a first run when delete markers hide the evidence', async () => {
    await world.begin();
    await world.runAt(12);
    await world.table.empty();
    world.reportKeys().forEach((key) => world.evidence.delete(key));
    expect(brief(await world.runAt(13)).codes).toEqual(['checkpoint-rolled-back']);
  });

  test('is not compared with evidence that somebody else wrote, and that is reported', async () => {
    await world.begin();
    await world.runAt(12);
    const forged = { ...world.report(world.reportKeys()[0] ?? ''), verdict: 'VALID' };
    const key = 'organization-trail/reports/2026/01/10/2026-01-10T12:30:00.000Z-forged.json';
    world.evidence.put(key, {
      body: Buffer.from(JSON.stringify(forged)),
      metadata: { mac: 'x' },
      lastModified: new Date(),
    });
    await world.table.empty();
    const { report } = await world.runAt(13);
    const tampered = report?.groups.filter(({ severity }) => severity === 'INVALID');
    expect(tampered?.map(({ code, accountId }) => `${code} ${accountId}`).sort()).toEqual([
      `checkpoint-rolled-back ${OWNER}`,
      `checkpoint-rolled-back ${MEMBER}`,
      `report-forged ${OWNER}`,
    ]);
  });

  test('keeps its order of reports when a clock was ahead', async () => {
    await world.begin();
    world.passTo(12);
    world.now += 5 * 3_600_000;
    await world.run();
    const { outcome, report } = await world.runAt(13);
    expect([outcome?.verdict, world.reportKeys()[1]]).toEqual(['VALID', outcome?.evidence?.key]);
    expect(report?.previous?.key).toBe(world.reportKeys()[0]);
  });
});

function chain() {
  return world.corpus.chain(MEMBER);
}

function digest(hour: number): string {
  return chain().normalKeys[hour] ?? '';
}

function logFile(hour: number): string {
  return chain().logFilesOf(digest(hour))[0] ?? '';
}

function remove(key: string): StandInObject {
  const object = world.logs.object(key);
  if (object === undefined) throw new Error(`${key} is not there`);
  world.logs.delete(key, new Date(world.now));
  return object;
}

function replace(key: string, change: Partial<StandInObject>): void {
  world.logs.put(key, { ...remove(key), ...change });
}

/** A log file of a verified hour that no digest lists. */
function inject(): void {
  const real = logFile(14);
  const lastModified = new Date(chain().ends[14] - 1_800_000);
  world.logs.put(real.replace(/_[^_]+\.json\.gz$/, '_INJECTEDLOGFILE0.json.gz'), {
    body: gzipSync('{}'),
    lastModified,
  });
}
