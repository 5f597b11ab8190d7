// The query that lists what nobody can vouch for in the range of a question.
import { athenaQueries } from '../../../lib/insight/athena/queries';
import { connectionWith, rowsOf, type RecordRow } from '../../support/athena';
import { coverageLine, inRun, type CoverageLine } from '../../support/sample-verdicts';
import { organizationTrail } from '../../support/stacks';

const trail = organizationTrail();
const sqlOf = (name: string, accountIds?: string[]) =>
  athenaQueries({ trail, accountIds, hasVerdicts: true }).find((query) => query.name === name)!.sql;

describe('the gaps of an answer', () => {
  const HOURS = Array.from({ length: 29 }, (_, index) =>
    new Date(Date.parse('2026-01-31T00:00:00Z') + index * 3_600_000).toISOString().slice(0, 13),
  );
  const lines = (different: CoverageLine = {}) => HOURS.map((hour) => coverageLine(hour, different));
  const except = (all: readonly CoverageLine[], ...hours: string[]) =>
    all.filter(({ hour }) => !hours.includes(String(hour).slice(0, 13)));
  const both = [...lines(), ...lines({ accountId: '222222222222' })];
  const gapsIn = async (coverage: RecordRow[], sql = sqlOf('Gaps')) => {
    const connection = await connectionWith({ coverage });
    return (await rowsOf(connection, sql)).map(({ account, region, state, hours, which }) =>
      [account, region, state, hours, which].join(' | '),
    );
  };

  test('none where each hour up to now was verified, or had no digest due', async () => {
    const idle = both.map((line, index) => (index % 7 === 0 ? { ...line, state: 'no-digest-due' } : line));
    expect(await gapsIn(inRun(idle))).toEqual([]);
  });

  test.each(['tampered', 'missing', 'unverified'])('an hour that is %s', async (state) => {
    const hour = '2026-01-31T07';
    const coverage = inRun([
      ...except(both, hour),
      coverageLine(hour, { state }),
      coverageLine(hour, { accountId: '222222222222' }),
    ]);
    expect(await gapsIn(coverage)).toEqual([`111111111111 | us-east-1 | ${state} | 1 | ${hour}`]);
  });

  test('an hour that nobody looked at, and a Region that lacks all but one', async () => {
    const hour = '2026-01-31T07';
    const other = coverageLine('2026-02-01T04', { region: 'eu-west-1' });
    const coverage = inRun([...except(both, hour), coverageLine(hour, { accountId: '222222222222' }), other]);
    expect(await gapsIn(coverage)).toEqual([
      `111111111111 | eu-west-1 | not checked | 28 | ${HOURS.slice(0, -1).join(' ')}`,
      `111111111111 | us-east-1 | not checked | 1 | ${hour}`,
    ]);
  });

  test('an account of which nothing is known', async () => {
    expect(await gapsIn(inRun(lines()))).toEqual([
      `222222222222 | every Region | not checked | 29 | ${HOURS.join(' ')}`,
    ]);
  });

  test('nothing at all: every hour is a gap, and the answer is not empty', async () => {
    expect(await gapsIn([])).toEqual(
      ['111111111111', '222222222222'].map(
        (account) => `${account} | every Region | not checked | 29 | ${HOURS.join(' ')}`,
      ),
    );
  });

  test('accounts that the question does not name, and Regions that the tables do not have', async () => {
    const others = [
      coverageLine('2026-01-31T07', { accountId: '333333333333' }),
      coverageLine('2026-01-31T08', { accountId: '333333333333', state: 'tampered' }),
      ...lines({ region: 'xx-north-1' }),
    ];
    expect(await gapsIn(inRun([...both, ...others]))).toEqual([
      '111111111111 | xx-north-1 | Region not in the tables | 0 | ',
      '333333333333 | every Region | account not asked | 0 | ',
    ]);
  });

  test('over listed accounts, those that were not listed', async () => {
    const coverage = inRun([...both, coverageLine('2026-01-31T07', { accountId: '333333333333' })]);
    expect(await gapsIn(coverage, sqlOf('Gaps', ['111111111111', '222222222222']))).toEqual([
      '333333333333 | every Region | account not asked | 0 | ',
    ]);
  });

  const bad = coverageLine('2026-01-31T07', { state: 'tampered' });
  const good = coverageLine('2026-01-31T07');
  test.each<[string, RecordRow[], string[]]>([
    [
      'bad after good',
      [...inRun([good], '2026-02-01T01:00:00.000Z', 'b'), ...inRun([bad], '2026-02-01T02:00:00.000Z', 'a')],
      ['tampered'],
    ],
    [
      'good after bad',
      [...inRun([bad], '2026-02-01T01:00:00.000Z', 'b'), ...inRun([good], '2026-02-01T02:00:00.000Z', 'a')],
      [],
    ],
  ])('the newest run counts: %s', async (_, newest, states) => {
    const coverage = [
      ...inRun(except(both, '2026-01-31T07')),
      ...inRun([coverageLine('2026-01-31T07', { accountId: '222222222222' })]),
      ...newest,
    ];
    expect(await gapsIn(coverage)).toEqual(
      states.map((state) => `111111111111 | us-east-1 | ${state} | 1 | 2026-01-31T07`),
    );
  });

  test('of two lists of one run the worse state counts', async () => {
    const time = '2026-02-01T03:00:00.000Z';
    const lists = [bad, good].flatMap((line, part) => inRun([line], time, `run-1-${part}`));
    const coverage = [...inRun(both), ...lists];
    expect(await gapsIn(coverage)).toEqual(['111111111111 | us-east-1 | tampered | 1 | 2026-01-31T07']);
  });

  test('what is bad is shown, although the days were put in at one place only', async () => {
    const sql = sqlOf('Gaps');
    const days = "current_date - INTERVAL '1' DAY, current_date, INTERVAL";
    expect(sql).toContain(days);
    const elsewhere = sql.replace(days, "DATE '2026-01-10', DATE '2026-01-11', INTERVAL");
    expect(await gapsIn(inRun([...both, bad], '2026-02-01T04:00:00.000Z'), elsewhere)).toContain(
      '111111111111 | us-east-1 | tampered | 1 | 2026-01-31T07',
    );
  });

  test.each<[string, string]>([
    [' WHERE newness = 1', ''],
    [' DESC, CASE WHEN state', ', CASE WHEN state'],
    ["IN ('verified', 'no-digest-due') THEN 1 ELSE 0", "IN ('verified', 'no-digest-due') THEN 0 ELSE 1"],
    ["NOT state IN ('verified', 'no-digest-due')", "NOT state IN ('verified', 'no-digest-due', 'missing')"],
    ["NOT state IN ('verified', 'no-digest-due')", "state <> 'verified'"],
    ['hours.hour < date_format', 'hours.hour <= date_format'],
    ['EXCEPT SELECT account FROM known', 'EXCEPT SELECT account FROM asked'],
    ['WHERE known.hour IS NULL AND', 'WHERE'],
    ['WHERE NOT account IN (SELECT account FROM asked)', 'WHERE FALSE'],
    ["WHEN 'missing' THEN 2 WHEN 'unverified' THEN 3", "WHEN 'missing' THEN 3 WHEN 'unverified' THEN 2"],
    ["region NOT IN ('", "region NOT IN ('xx-north-1', '"],
  ])('are others without %j', async (part, instead) => {
    const coverage = [
      ...inRun(except(lines(), '2026-01-31T01', '2026-01-31T02', '2026-01-31T03', '2026-01-31T04', '2026-01-31T07')),
      ...inRun([
        coverageLine('2026-01-31T01', { state: 'missing' }),
        coverageLine('2026-01-31T02', { state: 'unverified' }),
      ]),
      ...inRun([
        coverageLine('2026-01-31T03', { state: 'no-digest-due' }),
        coverageLine('2026-01-31T09', { region: 'xx-north-1' }),
      ]),
      ...inRun([good, coverageLine('2026-01-31T07', { accountId: '333333333333' })], '2026-02-01T01:00:00.000Z'),
      ...inRun([bad, good], '2026-02-01T03:00:00.000Z'),
      ...inRun([coverageLine('2026-01-31T10', { state: 'tampered' })], '2026-02-01T01:00:00.000Z'),
    ];
    const sql = sqlOf('Gaps');
    expect(sql).toContain(part);
    const gaps = await gapsIn(coverage);
    expect(gaps).toHaveLength(8);
    expect(await gapsIn(coverage, sql.replace(part, instead))).not.toEqual(gaps);
  });
});
