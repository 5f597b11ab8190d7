// What the bundled functions make of reports that were deleted for good, written over or put among others.
import { createHash, createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { checkpointsKeyOf } from '../../../lambda/records/checkpoint-list';
import { signatureKeyOf } from '../../../lambda/records/evidence-keys';
import { findingsKeyOf } from '../../../lambda/records/findings-file';
import { firstReportFormat } from '../../../lambda/records/report';
import { reportHeadFormat } from '../../../lambda/records/report-head';
import { EVIDENCE } from '../../support/run-time/function-environment';
import { brief, type Seen } from '../../support/run-time/seen';
import type { Item } from '../../support/run-time/table';
import { World, type Kept } from '../../support/run-time/world';
import type { StandInObject } from '../../support/stand-ins/bucket';

const HOUR = 3_600_000;

let world: World;
let day: Kept;
/** The table after the first of three runs. */
let old: readonly Item[];
beforeAll(async () => {
  world = await World.open();
  await world.begin();
  await world.runAt(12);
  old = await world.table.items();
  for (const hour of [13, 14]) await world.runAt(hour);
  day = await world.keep();
});
afterAll(() => world.close());
beforeEach(() => world.restore(day));

const FOUND = { verdict: 'INVALID', codes: ['report-missing'] };
const FORGED = { verdict: 'INVALID', codes: ['report-forged'] };
const VALID = { verdict: 'VALID', codes: [] };

function erase(part: string): void {
  world.evidence.allKeys.filter((key) => key.includes(part)).forEach((key) => world.evidence.erase(key));
}

function keysNamed({ report }: Seen, code: string): (string | undefined)[] {
  const named = report?.groups.filter((group) => group.code === code).flatMap(({ newest }) => newest) ?? [];
  return named.map(({ bucket, key }) => (bucket === EVIDENCE ? key : undefined));
}

/** Puts a report there that the validator did not write. */
function forge(key: string, change: Partial<StandInObject> = {}): void {
  const genuine = world.evidence.object(world.reportKeys()[0] ?? '');
  const body = genuine?.body ?? Buffer.of();
  world.evidence.put(key, { body, ...change, lastModified: new Date(world.now) });
}

describe('reports that were deleted for good', () => {
  test('with the table put back to that time: the marks of the publisher name them', async () => {
    const [, before, newest] = world.reportKeys();
    for (const item of old) await world.table.put(item);
    for (const key of [before, newest]) world.evidence.erase(key);
    const found = await world.runAt(15);
    const next = await world.runAt(16);
    expect([found, next].map(brief)).toEqual([FOUND, FOUND]);
    expect(keysNamed(found, 'report-missing')).toEqual([before, newest]);
    expect([found, next].map(({ messages }) => messages.length)).toEqual([1, 0]);
  });

  test('and their marks, while the table stays as it is', async () => {
    const newest = world.reportKeys()[2];
    world.evidence.erase(newest);
    erase('/notified/');
    const found = await world.runAt(15);
    expect([brief(found), keysNamed(found, 'report-missing')]).toEqual([FOUND, [newest]]);
  });

  test('all of them, with their marks, while the table stays as it is', async () => {
    erase('/reports/');
    erase('/notified/');
    expect(brief(await world.runAt(15)).codes).toContain('report-missing');
  });

  test('all of them, with the item of the table that names the newest: the marks name them', async () => {
    erase('/reports/');
    await world.table.empty('newest-report');
    expect(brief(await world.runAt(15)).codes).toContain('report-missing');
  });

  test('an earlier one: the next sweep finds the gap, once', async () => {
    const earlier = world.reportKeys()[1];
    world.evidence.erase(earlier);
    await world.runAt(15);
    const sweep = await world.run('sweep');
    expect([brief(sweep), keysNamed(sweep, 'report-missing')]).toEqual([FOUND, [earlier]]);
    world.acknowledge(`report-missing 111111111111 us-east-1 s3://${EVIDENCE}/${earlier}`);
    const after = [await world.runAt(16), await world.run('sweep'), await world.runAt(17)];
    expect(after.map(brief)).toEqual([VALID, VALID, VALID]);
  });

  test('the first ones, long before they expire', async () => {
    for (const hour of [120, 121]) await world.runAt(hour);
    const [first] = world.reportKeys();
    world
      .reportKeys()
      .slice(0, 4)
      .forEach((key) => world.evidence.erase(key));
    const found = await world.runAt(122);
    expect(keysNamed(found, 'report-missing')).toContain(first);
  });
});

describe('the item of the table that names the newest report', () => {
  const ROLLED_BACK = { verdict: 'INVALID', codes: ['checkpoint-rolled-back'] };

  beforeEach(async () => void (await world.runAt(15)));

  test('that is gone is reported, once', async () => {
    await world.table.empty('newest-report');
    const [found, next] = [await world.runAt(16), await world.runAt(17)];
    expect([found, next].map(brief)).toEqual([ROLLED_BACK, ROLLED_BACK]);
    expect([found, next].map(({ messages }) => messages.length)).toEqual([1, 0]);
  });

  test('that somebody else wrote is reported', async () => {
    const item = (await world.table.items()).find(({ sk }) => sk.S === 'newest-report');
    await world.table.put({ ...item, counter: { N: '900' } });
    expect(brief(await world.runAt(16))).toEqual(ROLLED_BACK);
  });

  test('that is an older one is of no harm while all reports are there', async () => {
    const item = (await world.table.items()).find(({ sk }) => sk.S === 'newest-report');
    for (const hour of [16, 17]) await world.runAt(hour);
    await world.table.put(item ?? {});
    expect(brief(await world.runAt(18))).toEqual(VALID);
  });
});

describe('a report that the validator did not write', () => {
  test('over the newest one is reported, and the genuine version is gone on from', async () => {
    const newest = world.reportKeys()[2];
    forge(newest);
    const found = await world.runAt(15);
    expect([brief(found), keysNamed(found, 'report-forged')]).toEqual([FORGED, [newest]]);
    expect(found.report?.previous?.key).toBe(newest);
    expect(brief(await world.runAt(16))).toEqual(FORGED);
  });

  test('in the place of the newest one, which is gone', async () => {
    const newest = world.reportKeys()[2];
    world.evidence.erase(newest);
    forge(newest);
    expect(brief(await world.runAt(15)).codes).toEqual(['report-forged', 'report-missing']);
  });

  test.each([
    ['with a name among older ones', 'organization-trail/reports/2026/01/10/2026-01-10T12:30:00.000Z-x.json'],
    [
      'with a name of last year, found by the sweep',
      'organization-trail/reports/2025/01/10/2025-01-10T12:30:00.000Z-x.json',
    ],
  ])('%s', async (_, key) => {
    forge(key);
    const runs = [await world.runAt(15), await world.run('sweep')];
    expect(brief(runs[1])).toEqual(FORGED);
    expect(keysNamed(runs[1], 'report-forged')).toEqual([key]);
    expect(brief(runs[0])).toEqual(key.includes('/2025/') ? VALID : FORGED);
  });

  test('that is a genuine one under another name', async () => {
    const [first] = world.reportKeys();
    forge('organization-trail/reports/2026/01/10/2026-01-10T14:30:00.000Z-x.json', world.evidence.object(first));
    expect(brief(await world.runAt(15))).toEqual(FORGED);
  });

  test('whose link to the one before was changed', async () => {
    const [first, second] = world.reportKeys();
    const genuine = world.evidence.object(second);
    const previous = genuine?.metadata?.previous?.replace(/ .*/, ` ${first.replace('12:00', '11:00')}`) ?? '';
    forge(second, { ...genuine, metadata: { ...genuine?.metadata, previous } });
    expect(brief(await world.runAt(15))).toEqual(FORGED);
  });

  test('a hundred times over is work for one run and no other', async () => {
    const newest = world.reportKeys()[2];
    const name = (index: number) =>
      `organization-trail/reports/2026/01/10/2026-01-10T14:30:00.000Z-${index + 1000}.json`;
    for (let index = 0; index < 300; index++) forge(name(index));
    let heads = 0;
    world.s3Fault = ({ operation }) => void (heads += Number(operation === 'HeadObject'));
    const found = await world.runAt(15);
    expect([brief(found), found.report?.previous?.key]).toEqual([FORGED, newest]);
    expect(heads).toBeLessThan(180);
    expect(keysNamed(found, 'report-forged').length).toBeGreaterThan(0);
  });
});

describe('the list of checkpoints of a report', () => {
  const MISSING = { verdict: 'INVALID', codes: ['report-missing'] };
  const lists = () => world.reportKeys().map(checkpointsKeyOf);

  test('that is gone is reported, and stays so', async () => {
    const [, , newest] = lists();
    world.evidence.erase(newest);
    const runs = [await world.runAt(15), await world.runAt(16)];
    expect(runs.map(brief)).toEqual([MISSING, MISSING]);
    expect(keysNamed(runs[0], 'report-missing')).toEqual([newest]);
    expect(runs.map(({ messages }) => messages.length)).toEqual([1, 0]);
  });

  test('that is gone together with what the table has: the list before says that it was rolled back', async () => {
    const [, , newest] = lists();
    world.evidence.erase(newest);
    for (const item of old.filter(({ sk }) => sk.S?.startsWith('chain#'))) await world.table.put(item);
    const found = await world.runAt(15);
    expect(brief(found).codes).toEqual(['checkpoint-rolled-back', 'report-missing']);
  });

  test('that is gone with all others leaves a run to what the table says, and is no silence', async () => {
    for (const key of lists()) world.evidence.erase(key);
    await world.table.empty('chain#');
    expect(brief(await world.runAt(15)).codes).toContain('report-missing');
  });

  test('in the place of which there is that of another report', async () => {
    const [, before, newest] = lists();
    const other = world.evidence.object(before);
    world.evidence.erase(newest);
    world.evidence.put(newest, { ...other!, lastModified: new Date(world.now) });
    const found = await world.runAt(15);
    expect(brief(found).codes).toEqual(['report-forged', 'report-missing']);
    expect(keysNamed(found, 'report-forged')).toEqual([newest]);
  });

  test('over which somebody has written is reported, and the genuine version is gone on from', async () => {
    const [first, , newest] = lists();
    world.evidence.put(newest, { ...world.evidence.object(first)!, lastModified: new Date(world.now) });
    const found = await world.runAt(15);
    expect([brief(found), keysNamed(found, 'report-forged')]).toEqual([FORGED, [newest]]);
  });

  test('that a delete marker hides is read all the same', async () => {
    world.evidence.delete(lists()[2]);
    expect(brief(await world.runAt(15))).toEqual(VALID);
  });

  test('of an earlier report that is gone is found by the next sweep', async () => {
    const [, earlier] = lists();
    world.evidence.erase(earlier);
    await world.runAt(15);
    const sweep = await world.run('sweep');
    expect([brief(sweep), keysNamed(sweep, 'report-missing')]).toEqual([MISSING, [earlier]]);
  });

  test('says what was rolled back in the table', async () => {
    for (const item of old.filter(({ sk }) => sk.S?.startsWith('chain#'))) await world.table.put(item);
    expect(brief(await world.runAt(15))).toEqual({ verdict: 'INVALID', codes: ['checkpoint-rolled-back'] });
  });

  test('of a run that was killed before its report is no finding', async () => {
    world.writesLeft = 4 + 3;
    await world.runAt(15);
    world.writesLeft = Infinity;
    expect(world.evidence.keys.filter((key) => key.endsWith('.checkpoints.ndjson.gz'))).toHaveLength(4);
    expect(brief(await world.runAt(16))).toEqual(VALID);
  });
});

describe('the list of findings of a report', () => {
  const listOf = (key = '') => findingsKeyOf(key);
  const missing = ({ report }: Seen) => brief({ outcome: undefined, report } as Seen).codes.includes('report-missing');

  beforeEach(async () => {
    const chain = world.corpus.chain();
    world.passTo(16);
    world.logs.delete(chain.logFilesOf(chain.normalKeys[14])[0]);
    await world.run();
  });

  test('that is gone is reported by the next run, and stays so', async () => {
    const list = listOf(world.reportKeys()[3]);
    expect(world.evidence.object(list)).toBeDefined();
    world.evidence.erase(list);
    const runs = [await world.runAt(17), await world.runAt(18), await world.run('sweep')];
    expect(runs.map((run) => keysNamed(run, 'report-missing'))).toEqual([[list], [list], [list]]);
    expect(runs.map(({ messages }) => messages.length)).toEqual([1, 0, 0]);
  });

  test('that is shorter than it was written is reported as forged, and where the genuine one is gone, as missing too', async () => {
    const list = listOf(world.reportKeys()[3]);
    const genuine = world.evidence.object(list)!;
    const body = gzipSync('');
    const checksum = createHash('sha256').update(body).digest('base64');
    const shorter = { ...genuine, body, checksum };
    world.evidence.put(list, { ...shorter, lastModified: new Date(world.now) });
    const over = await world.runAt(17);
    expect([keysNamed(over, 'report-forged'), missing(over)]).toEqual([[list], false]);
    world.evidence.erase(list);
    world.evidence.put(list, { ...shorter, lastModified: new Date(world.now) });
    // The report that names it is not the newest any more.
    expect(keysNamed(await world.runAt(18, 'sweep'), 'report-missing')).toEqual([list]);
  });

  test('in the place of which there is that of another report is missing', async () => {
    const [first, , , newest] = world.reportKeys().map(listOf);
    const other = world.evidence.object(first)!;
    world.evidence.erase(newest);
    world.evidence.put(newest, { ...other, lastModified: new Date(world.now) });
    const found = await world.runAt(17);
    expect([keysNamed(found, 'report-forged'), keysNamed(found, 'report-missing')]).toEqual([[newest], [newest]]);
  });

  test('of an earlier report that is gone is found by the next sweep', async () => {
    const [earlier] = world.reportKeys().map(listOf);
    world.evidence.erase(earlier);
    expect(missing(await world.runAt(17))).toBe(false);
    expect(keysNamed(await world.run('sweep'), 'report-missing')).toEqual([earlier]);
  });

  test('of a report that somebody has written over without its word of the list is missing all the same', async () => {
    const [, , , newest] = world.reportKeys();
    const { metadata, ...genuine } = world.evidence.object(newest)!;
    expect(metadata?.beside).toContain(listOf(newest));
    world.evidence.erase(newest);
    const stripped = Object.fromEntries(Object.entries(metadata ?? {}).filter(([name]) => name !== 'beside'));
    world.evidence.put(newest, { ...genuine, metadata: stripped, lastModified: new Date(world.now) });
    const found = await world.runAt(17);
    expect([keysNamed(found, 'report-forged'), missing(found)]).toEqual([[newest], true]);
  });

  test('of a run that was killed before its report is no finding', async () => {
    world.writesLeft = 4 + 3;
    await world.runAt(17);
    world.writesLeft = Infinity;
    const found = await world.runAt(18);
    expect(brief(found).codes).toEqual(['log-file-missing']);
  });
});

describe('what lies among the reports and is none of the validator', () => {
  test.each(['.sig.json', '.txt', '.findings.ndjson.gz'])('is reported as forged: %s', async (suffix) => {
    const key = `${world.reportKeys()[2].replace(/\.json$/, '')}-planted.json${suffix}`;
    forge(key);
    const runs = [await world.runAt(15), await world.runAt(16)];
    expect(runs.map((run) => [brief(run), keysNamed(run, 'report-forged')])).toEqual([
      [FORGED, [key]],
      [FORGED, [key]],
    ]);
  });

  test('is reported where it stands in the place of the signature of a report', async () => {
    const key = signatureKeyOf(world.reportKeys()[2]);
    world.evidence.erase(key);
    forge(key);
    expect(keysNamed(await world.runAt(15), 'report-forged')).toEqual([key]);
  });
});

describe('a report of version 1, which has the checkpoints inside', () => {
  test('is gone on from, and the next report names a list', async () => {
    await asFirstVersion();
    const { report, checkpoints, error } = await world.runAt(15);
    expect([error, report?.verdict, report?.checkpoints?.count, checkpoints?.length]).toEqual([
      undefined,
      'VALID',
      2,
      2,
    ]);
    expect(brief(await world.runAt(16))).toEqual(VALID);
  });

  test('says what was rolled back in the table', async () => {
    await asFirstVersion();
    for (const item of old.filter(({ sk }) => sk.S?.startsWith('chain#'))) await world.table.put(item);
    expect(brief(await world.runAt(15))).toEqual({ verdict: 'INVALID', codes: ['checkpoint-rolled-back'] });
  });

  /** Writes the newest report as the version before has, with the word of the table for it. */
  async function asFirstVersion(): Promise<void> {
    const key = world.reportKeys()[2];
    const {
      checkpoints: link,
      publicKeys,
      verdicts,
      coverage,
      runs,
      lastRuns,
      settings,
      ...report
    } = world.report(key);
    expect([publicKeys, verdicts, coverage, runs, lastRuns, settings]).not.toContain(undefined);
    const text = firstReportFormat.stringify({ ...report, checkpoints: world.checkpoints(key) }, key);
    const { metadata } = world.evidence.object(key) ?? {};
    const sha256 = createHash('sha256').update(text).digest();
    const mac = macOf(`s3://${EVIDENCE}/${key} after ${metadata?.previous}`, sha256).toString('base64');
    for (const gone of [key, link?.key ?? '']) world.evidence.erase(gone);
    const written = { body: Buffer.from(text), checksum: sha256.toString('base64'), lastModified: new Date(world.now) };
    world.evidence.put(key, { ...written, metadata: { ...metadata, mac } });
    const item = (await world.table.items()).find(({ sk }) => sk.S === 'newest-report') ?? {};
    const head = reportHeadFormat.unpack(item.body.B ?? Buffer.of(), 'head');
    const body = reportHeadFormat.pack({ ...head, sha256: sha256.toString('hex') }, 'head');
    const name = `${report.trailArn} newest-report ${item.counter.N}`;
    await world.table.put({ ...item, body: { B: body }, mac: { S: macOf(name, body).toString('base64') } });
  }

  function macOf(name: string, content: Uint8Array): Buffer {
    const message = JSON.stringify([name, createHash('sha256').update(content).digest('hex')]);
    return createHmac('sha256', 'secret of checkpoint-key').update(message).digest();
  }
});

describe('what is no attack', () => {
  test('reports that have expired, and a validator that was switched off for longer than they are kept', async () => {
    for (const hour of [24 * 10, 24 * 10 + 1]) await world.runAt(hour);
    world
      .reportKeys()
      .slice(0, 2)
      .forEach((key) => world.evidence.erase(key));
    const soon = await world.run('sweep');
    erase('/reports/');
    erase('/notified/');
    world.now += 30 * 24 * HOUR;
    const late = await world.run();
    expect([soon, late].map((seen) => brief(seen).codes.filter((code) => /report|rolled/.test(code)))).toEqual([
      [],
      [],
    ]);
  });
});
