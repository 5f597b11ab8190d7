// The query that puts a verdict beside each event, on what an attacker left.
import type { DuckDBConnection } from '@duckdb/node-api';
import { athenaQueries } from '../../../lib/insight/athena/queries';
import { connectionWith, rowsOf, type EventRow, type RecordRow } from '../../support/athena';
import fc, { runs } from '../../support/properties';
import { BUCKET, FOLDER, verdictLine, type VerdictLine } from '../../support/sample-verdicts';
import { organizationTrail } from '../../support/stacks';

const trail = organizationTrail();
const sqlOf = (name: string) => athenaQueries({ trail, hasVerdicts: true }).find((query) => query.name === name)!.sql;

const LATER = { runId: 'run-2', verifiedAt: '2026-02-01T03:00:00.000Z' };

/** An event in a file as Athena reads it: size and time are those of the verdict, unless something else is given. */
function eventIn(key: string, file: Partial<EventRow> = {}, eventID = key): EventRow {
  const event = { eventID, eventTime: '2026-02-01T00:01:00Z', eventName: 'CreateUser', readOnly: false };
  return { event, path: `s3://${BUCKET}/${key}`, size: 1000, modified: '2026-02-01T00:05:00Z', ...file };
}

const rowsOfLines = (lines: readonly VerdictLine[]): RecordRow[] => lines.map((line) => ({ line }));

/** What is said of the file of each event. */
async function verdictsOn(connection: DuckDBConnection, sql = sqlOf('EventsWithVerdict')) {
  const rows = await rowsOf(connection, sql);
  return Object.fromEntries(rows.map(({ eventid, verdict }) => [String(eventid), verdict]));
}

const NAME = `${FOLDER}111111111111_CloudTrail_us-east-1_20260201T0005Z_AbCdEfGhIjKlMnOp.json.gz`;
const VALID = verdictLine(NAME);

describe('one file, and what is said of an event in it', () => {
  const CASES: readonly (readonly [what: string, lines: VerdictLine[], file: Partial<EventRow>, verdict: string])[] = [
    ['verified', [VALID], {}, 'verified as of run-1'],
    ['verified, by a run that looked again', [VALID, verdictLine(NAME, LATER)], {}, 'verified as of run-2'],
    ['tampered', [verdictLine(NAME, { verdict: 'INVALID' })], {}, 'tampered'],
    ['missing, and back again', [verdictLine(NAME, { verdict: 'MISSING' })], {}, 'missing'],
    ['not read', [verdictLine(NAME, { verdict: 'UNVERIFIED' })], {}, 'unverified'],
    ['listed by no digest', [], {}, 'not listed'],
    ['verified, tampered later', [VALID, verdictLine(NAME, { ...LATER, verdict: 'INVALID' })], {}, 'tampered'],
    ['verified, missing later', [VALID, verdictLine(NAME, { ...LATER, verdict: 'MISSING' })], {}, 'missing'],
    ['verified, not read later', [VALID, verdictLine(NAME, { ...LATER, verdict: 'UNVERIFIED' })], {}, 'unverified'],
    [
      'in whatever order the lines are read',
      [verdictLine(NAME, { ...LATER, verdict: 'INVALID' }), VALID],
      {},
      'tampered',
    ],
    [
      'not read, verified later',
      [verdictLine(NAME, { verdict: 'UNVERIFIED' }), verdictLine(NAME, LATER)],
      {},
      'verified as of run-2',
    ],
    ['two verdicts at one time', [VALID, verdictLine(NAME, { verdict: 'INVALID' })], {}, 'tampered'],
    ['two verdicts at one time, the other way', [verdictLine(NAME, { verdict: 'INVALID' }), VALID], {}, 'tampered'],
    [
      'times of another form',
      [VALID, verdictLine(NAME, { verdict: 'INVALID', verifiedAt: '2026-02-01T03:00:00Z' })],
      {},
      'tampered',
    ],
    [
      'another form of one time',
      [
        verdictLine(NAME, { verifiedAt: '2026-02-01T02:00:00Z' }),
        verdictLine(NAME, { verdict: 'INVALID', verifiedAt: '2026-02-01T02:00:00.500Z' }),
      ],
      {},
      'tampered',
    ],
    ['a verdict that nobody knows', [verdictLine(NAME, { verdict: 'valid' })], {}, 'unverified'],
    ['no verdict', [verdictLine(NAME, { verdict: null })], {}, 'unverified'],
    ['overwritten by a longer file', [VALID], { size: 1001 }, 'changed since run-1'],
    ['overwritten by one of the same size', [VALID], { modified: '2026-02-01T04:00:00Z' }, 'changed since run-1'],
    ['overwritten a second later', [VALID], { modified: '2026-02-01T00:05:01Z' }, 'changed since run-1'],
    [
      'the time to the millisecond',
      [verdictLine(NAME, { lastModified: '2026-02-01T00:05:00.700Z' })],
      {},
      'verified as of run-1',
    ],
    ['a record without size', [verdictLine(NAME, { size: null })], {}, 'changed since run-1'],
    ['a record without time', [verdictLine(NAME, { lastModified: null })], {}, 'changed since run-1'],
    [
      'overwritten, and found so',
      [VALID, verdictLine(NAME, { ...LATER, verdict: 'INVALID', size: 9 })],
      { size: 9 },
      'tampered',
    ],
    ['a digest of that name', [verdictLine(NAME, { kind: 'digest' })], {}, 'not listed'],
    ['a file of that name in another bucket', [verdictLine(NAME, { bucket: 'former-logs' })], {}, 'not listed'],
    [
      'tampered in another bucket',
      [VALID, verdictLine(NAME, { ...LATER, bucket: 'former-logs', verdict: 'INVALID' })],
      {},
      'verified as of run-1',
    ],
  ];

  test.each(CASES)('%s', async (_, lines, file, verdict) => {
    const connection = await connectionWith({ events: [eventIn(NAME, file, 'it')], verdicts: rowsOfLines(lines) });
    expect(await verdictsOn(connection)).toEqual({ it: verdict });
  });

  test('a verdict in the records of a day that the query does not read', async () => {
    const verdicts = [{ line: VALID, day: '2026/01/15' }];
    const connection = await connectionWith({ events: [eventIn(NAME, {}, 'it')], verdicts });
    expect(await verdictsOn(connection)).toEqual({ it: 'not listed' });
  });
});

describe("an attacker's file beside a verified one", () => {
  const ODD = `${FOLDER}caf\u00e9 a+b%2F"quoted"'s.json.gz`;
  const NAMES: readonly (readonly [what: string, listed: string, own: string])[] = [
    ['another suffix', NAME, NAME.replace('AbCd', 'XbCd')],
    ['longer by a character', NAME, `${NAME}x`],
    ['longer by a space', NAME, `${NAME} `],
    ['in another letter case', NAME, NAME.replace('AbCd', 'abcd')],
    ['a folder up and down', NAME, NAME.replace('/01/111', '/01/../01/111')],
    ['a folder that is itself', NAME, NAME.replace('/01/111', '/01/./111')],
    ['two slashes', NAME, NAME.replace('/01/111', '/01//111')],
    ['written as in an address', NAME, NAME.replace('AbCd', 'A%62Cd')],
    ['a wildcard of LIKE', NAME, NAME.replace('AbCd', 'A_Cd')],
    ['one composed letter for two', ODD, ODD.normalize('NFD')],
    ['a plus for a space', ODD, ODD.replace('é a', 'é+a')],
    ['decoded', ODD, ODD.replace('%2F', '/')],
    ['a letter that looks the same', NAME, NAME.replace('AbCd', '\u0410bCd')],
    ['an invisible letter', NAME, NAME.replace('AbCd', 'A\u200bbCd')],
  ];

  test.each(NAMES)('%s', async (_, listed, own) => {
    expect(own).not.toBe(listed);
    const events = [eventIn(listed, {}, 'delivered'), eventIn(own, {}, 'planted')];
    const connection = await connectionWith({ events, verdicts: rowsOfLines([verdictLine(listed)]) });
    expect(await verdictsOn(connection)).toEqual({ delivered: 'verified as of run-1', planted: 'not listed' });
  });

  test('no name but that of the line is verified, whatever the names are', async () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => FOLDER + text.replaceAll('\u0000', ''));
    const files = fc.uniqueArray(name, { minLength: 2, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(files, fc.nat(), async (names, cut) => {
        const listed = names.slice(0, cut % names.length);
        const events = names.map((key, index) => eventIn(key, {}, String(index)));
        const connection = await connectionWith({
          events,
          verdicts: rowsOfLines(listed.map((key) => verdictLine(key))),
        });
        expect(await verdictsOn(connection)).toEqual(
          Object.fromEntries(
            names.map((_, index) => [index, index < listed.length ? 'verified as of run-1' : 'not listed']),
          ),
        );
      }),
      { numRuns: runs(20) },
    );
  });
});

/** What a query answers, and what it answers where a part of it is changed. */
type Broken = readonly (readonly [part: string, instead: string])[];

describe('a day with tampered, missing, unverified, injected and overwritten files', () => {
  const key = (name: string) => `${FOLDER}${name}.json.gz`;
  const EXPECTED = {
    good: 'verified as of run-1',
    again: 'verified as of run-2',
    mended: 'verified as of run-2',
    tampered: 'tampered',
    late: 'tampered',
    tie: 'tampered',
    unverified: 'unverified',
    injected: 'not listed',
    digest: 'not listed',
    longer: 'changed since run-1',
    overwritten: 'changed since run-1',
    gone: 'missing',
  };
  const verdicts = rowsOfLines([
    verdictLine(key('good')),
    verdictLine(key('again')),
    verdictLine(key('again'), LATER),
    verdictLine(key('mended'), { verdict: 'INVALID' }),
    verdictLine(key('mended'), LATER),
    verdictLine(key('tampered'), { verdict: 'INVALID', code: 'log-file-modified' }),
    verdictLine(key('late'), { ...LATER, verdict: 'INVALID' }),
    verdictLine(key('late')),
    verdictLine(key('tie'), { verdict: 'INVALID' }),
    verdictLine(key('tie')),
    verdictLine(key('unverified'), { verdict: 'UNVERIFIED' }),
    verdictLine(key('digest'), { kind: 'digest' }),
    verdictLine(key('longer')),
    verdictLine(key('overwritten')),
    verdictLine(key('gone'), { verdict: 'MISSING' }),
    verdictLine(key('not there'), { verdict: 'MISSING', code: 'log-file-missing' }),
  ]);
  const different: Record<string, Partial<EventRow>> = {
    longer: { size: 2000 },
    overwritten: { modified: '2026-02-01T03:00:00Z' },
  };
  const events = Object.keys(EXPECTED).map((name) => eventIn(key(name), different[name], name));
  let connection: DuckDBConnection;
  beforeAll(async () => (connection = await connectionWith({ events, verdicts })));

  test('each event has the verdict on its file', async () => {
    expect(await verdictsOn(connection)).toEqual(EXPECTED);
  });

  const BROKEN: Broken = [
    [' AND judged.newness = 1', ''],
    ['judged.newness = 1', 'judged.newness > 1'],
    ['from_iso8601_timestamp(verifiedat) DESC', 'from_iso8601_timestamp(verifiedat)'],
    ["WHEN 'VALID' THEN 1 ELSE 0", "WHEN 'VALID' THEN 0 ELSE 1"],
    [" AND kind = 'log-file'", ''],
    [' AND judged.size = asked.file_size', ''],
    [
      / AND date_trunc\('second', from_iso8601_timestamp\(judged.lastmodified\)\).*/.exec(
        sqlOf('EventsWithVerdict'),
      )![0],
      '',
    ],
    ["WHEN judged.file IS NULL THEN 'not listed'", "WHEN judged.file IS NULL THEN 'verified'"],
    ["judged.verdict = 'INVALID'", "judged.verdict = 'VALID'"],
    ['ON judged.file = asked.file', 'ON lower(judged.file) <> asked.file'],
    ['LEFT JOIN', 'JOIN'],
  ];
  test.each(BROKEN)('says something else without %j', async (part, instead) => {
    const sql = sqlOf('EventsWithVerdict').replace(/\n +AND/g, ' AND');
    expect(sql).toContain(part);
    expect(await verdictsOn(connection, sql)).toEqual(EXPECTED);
    expect(await verdictsOn(connection, sql.replace(part, instead))).not.toEqual(EXPECTED);
  });

  const FAILED = [
    ['INVALID', 'late'],
    ['INVALID', 'tampered'],
    ['INVALID', 'tie'],
    ['MISSING', 'gone'],
    ['MISSING', 'not there'],
    ['UNVERIFIED', 'unverified'],
  ];
  const failed = async (sql: string) =>
    (await rowsOf(connection, sql)).map((row) => [row.verdict, /([^/]+)\.json\.gz$/.exec(String(row.key))![1]]);

  test('the files that are not verified are listed, those that are gone too, the worst first', async () => {
    expect(await failed(sqlOf('FilesNotVerified'))).toEqual(FAILED);
  });

  test.each<[string, string]>([
    ['newness = 1 AND ', ''],
    ["WHEN 'VALID' THEN 1 ELSE 0", "WHEN 'VALID' THEN 0 ELSE 1"],
    ["IS DISTINCT FROM 'VALID'", "= 'INVALID'"],
    ["WHEN 'INVALID' THEN 1 WHEN 'MISSING' THEN 2", "WHEN 'INVALID' THEN 2 WHEN 'MISSING' THEN 1"],
  ])('they are others without %j', async (part, instead) => {
    expect(sqlOf('FilesNotVerified')).toContain(part);
    expect(await failed(sqlOf('FilesNotVerified').replace(part, instead))).not.toEqual(FAILED);
  });
});
