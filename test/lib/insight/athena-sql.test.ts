// Each query of TrailAthena, parsed by the grammar of Trino, and run on sample events with DuckDB.
import type { DuckDBConnection } from '@duckdb/node-api';
import { CisControl, ExtraFilter } from '../../../lib';
import { athenaQueries } from '../../../lib/insight/athena/queries';
import { PATTERN_SAMPLES } from '../../../bin/cdk-organization-trail/verify/samples/pattern-samples';
import { connectionWith as withTables, rowsOf, type Event } from '../../support/athena';
import { organizationTrail } from '../../support/stacks';
import { trinoParser } from '../../support/trino';

const trail = organizationTrail();
const LISTED = ['111111111111', '222222222222'];
const queries = athenaQueries({ trail, hasVerdicts: true });
const all = [...queries, ...athenaQueries({ trail, accountIds: LISTED, hasVerdicts: true })];
const trino = trinoParser();

test('there is a query for each alarm and each question, with a name of its own', () => {
  const names = queries.map(({ name }) => name);
  const alarms = [...CisControl.all(), ...ExtraFilter.all()].map(({ filterName }) => filterName);
  expect(names).toEqual(expect.arrayContaining(alarms));
  expect(new Set(names).size).toBe(names.length);
});

describe.each(all.map((query) => [query.name, query.sql] as const))('%s', (_, sql) => {
  test('is SQL of Trino', () => {
    expect(trino.validate(sql).map(({ message }) => message)).toEqual([]);
  });

  test('reads the partitions of some days, and of accounts that it names or that were listed', () => {
    expect(unfiltered(sql)).toEqual([]);
  });
});

test('what is no SQL, and a query without a filter of partitions, are found', () => {
  expect(trino.validate('SELECT FROM events WHERE')).not.toEqual([]);
  const { sql } = queries[0];
  expect(unfiltered(sql.replace(/ {2}AND day BETWEEN.*\n/, ''))).toEqual(['events: day']);
  expect(unfiltered(sql.replace(/account IN \([^)]*\)\n {2}AND /, ''))).toEqual(['events: account']);
  const { sql: joined } = queries.find(({ name }) => name === 'EventsWithVerdict')!;
  const [first, last] = [joined.indexOf('day BETWEEN'), joined.lastIndexOf('day BETWEEN')];
  const without = (from: number) => joined.slice(0, from) + joined.slice(from).replace(/day BETWEEN.*/, 'TRUE');
  expect(last).toBeGreaterThan(first);
  expect(unfiltered(without(first))).toEqual(['events: day']);
  expect(unfiltered(without(last))).toEqual(['verdicts: day']);
});

/** What the partitions of each table are that a query reads. */
const PARTITIONED: Readonly<Record<string, readonly string[]>> = {
  ...{ events: ['account', 'day'], files: ['account', 'day'], events_of_listed_accounts: ['day'] },
  ...{ verdicts: ['day'], coverage: ['day'], runs: ['day'], settings: ['day'] },
};
const FILTERS: Readonly<Record<string, RegExp>> = {
  account: /\baccount IN \('\d{12}'/,
  day: /\bday BETWEEN date_format\(/,
};

/** The partitions that a query reads all of, wherever it reads a table: what follows the table is what filters it. */
function unfiltered(sql: string): string[] {
  const reads = [...sql.matchAll(new RegExp(`\\b(?:FROM|JOIN) (${Object.keys(PARTITIONED).join('|')})\\b`, 'g'))];
  if (reads.length === 0) throw new Error('the query reads no table');
  return reads.flatMap(({ 1: table, index }) => {
    const where = sql.slice(index).split('\n)')[0];
    return PARTITIONED[table].filter((key) => !FILTERS[key].test(where)).map((key) => `${table}: ${key}`);
  });
}

const connectionWith = (events: readonly Event[]) => withTables({ events: events.map((event) => ({ event })) });

async function ids(connection: DuckDBConnection, sql: string): Promise<string[]> {
  const rows = await rowsOf(connection, sql);
  return rows.map(({ eventid }) => String(eventid)).sort();
}

describe('on sample events', () => {
  const eventsOf = (samples: object, prefix: string) =>
    Object.values(samples).map((event: Event, index) => ({ ...event, eventID: `${prefix}-${index}` }));

  test.each(Object.entries(PATTERN_SAMPLES))(
    '%s finds what raises its alarm, and nothing near it',
    async (name, samples) => {
      const found = eventsOf(samples.found, 'found');
      const connection = await connectionWith([...found, ...eventsOf(samples.nearMisses, 'near')]);
      const query = queries.find((each) => each.name === name)!;
      expect(await ids(connection, query.sql)).toEqual(found.map(({ eventID }) => eventID).sort());
    },
  );

  test('every query runs', async () => {
    const connection = await connectionWith(
      Object.values(PATTERN_SAMPLES).flatMap(({ found }, index) => eventsOf(found, String(index))),
    );
    for (const { sql } of queries) await expect(rowsOf(connection, sql)).resolves.toBeDefined();
  });

  const ask = async (name: string, own: string, ...events: Event[]) => {
    const connection = await connectionWith(events);
    return ids(connection, queries.find((query) => query.name === name)!.sql.replace(/PUT-YOURS-HERE/g, own));
  };
  const identity = {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::111111111111:assumed-role/Admin/alice',
    accountId: '111111111111',
    accessKeyId: 'ASIAEXAMPLE',
  };
  const event = (eventID: string, more: Event = {}): Event => ({
    ...{ eventID, eventTime: '2026-01-31T23:59:59Z', eventSource: 'iam.amazonaws.com', eventName: 'CreateUser' },
    ...{ userIdentity: identity, sourceIPAddress: '192.0.2.1', readOnly: false, eventCategory: 'Management', ...more },
  });
  const other = event('other', {
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111111111111:user/bob', accessKeyId: 'AKIAOTHER' },
    sourceIPAddress: '192.0.2.2',
    eventName: 'ListUsers',
    readOnly: true,
  });

  test.each<[string, string, Event]>([
    ['OnePrincipal', 'Admin', event('a')],
    [
      'ConsoleSignInWithoutMfa',
      'a field that is missing differs from every value',
      event('a', {
        eventName: 'ConsoleLogin',
        userIdentity: { type: 'IAMUser' },
        responseElements: { ConsoleLogin: 'Success' },
      }),
    ],
    ['OneAccessKey', 'ASIAEXAMPLE', event('a')],
    ['OneAddress', '192.0.2.1', event('a')],
    ['OneEvent', 'a', event('a')],
    ['NewCredentials', '', event('a')],
    ['FirstDay', '', event('a')],
    ['SwitchedRoles', '', event('a', { eventName: 'SwitchRole' })],
    ['SignInsWithoutMfa', '', event('a', { eventName: 'ConsoleLogin', additionalEventData: { MFAUsed: 'No' } })],
    [
      'DataEventsOfBucket',
      'my-bucket',
      event('a', { eventCategory: 'Data', requestParameters: { bucketName: 'my-bucket', key: 'x' } }),
    ],
    [
      'TrailItself',
      '',
      event('a', {
        eventSource: 's3.amazonaws.com',
        eventName: 'PutBucketPolicy',
        requestParameters: { bucketName: trail.logBucketName },
      }),
    ],
    ['TrailItself', '', event('a', { eventSource: 'cloudtrail.amazonaws.com', eventName: 'StopLogging' })],
    [
      'TrailItself',
      '',
      event('a', {
        eventSource: 'iam.amazonaws.com',
        eventName: 'DeleteRole',
        requestParameters: { roleName: 'Organization-Trail-Repair' },
      }),
    ],
  ])('%s finds what is meant, and no other', async (name, own, meant) => {
    expect(await ask(name, own, meant, other)).toEqual(['a']);
  });

  /** What a query of figures answers, in its order, and what it answers where a part of it is changed. */
  interface Figures {
    readonly name: string;
    readonly events: readonly Event[];
    readonly rows: readonly Readonly<Record<string, string | null>>[];
    /** Parts of the query, and what it would be mistaken for without each. */
    readonly broken: readonly (readonly [part: string, instead: string])[];
  }

  const bob = { type: 'IAMUser', arn: 'arn:aws:iam::111111111111:user/bob', accountId: '111111111111' };
  const [atNine, atTen, atEleven] = ['09', '10', '11'].map((hour) => `2026-01-31T${hour}:00:00Z`);
  const times = (count: number, more: Event): Event[] => Array.from({ length: count }, () => event('x', more));
  const signIn = (more: Event, outcome = 'Success', mfa = 'Yes') => ({
    ...{ eventSource: 'signin.amazonaws.com', eventName: 'ConsoleLogin', userIdentity: bob },
    ...{ additionalEventData: { MFAUsed: mfa }, responseElements: { ConsoleLogin: outcome }, ...more },
  });
  const session = {
    ...{ type: 'AssumedRole', arn: identity.arn, accountId: '111111111111' },
    sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::111111111111:role/Admin' } },
  };
  const member = { recipientAccountId: '333333333333' };
  const assumes = (accountId: string, more: Event = {}): Event => ({
    ...{ eventSource: 'sts.amazonaws.com', eventName: 'AssumeRole', ...member },
    ...{ userIdentity: { ...bob, accountId }, requestParameters: { roleArn: 'role-a' }, ...more },
  });

  const FIGURES: readonly Figures[] = [
    {
      name: 'Overview',
      events: [
        ...times(2, {}),
        ...times(1, { userIdentity: bob, errorCode: 'AccessDenied' }),
        ...times(4, { eventName: 'ListUsers' }),
        ...times(1, { eventSource: 'ec2.amazonaws.com' }),
      ],
      rows: [
        { eventsource: 'iam.amazonaws.com', eventname: 'ListUsers', calls: '4', callers: '1', failed: '0' },
        { eventsource: 'iam.amazonaws.com', eventname: 'CreateUser', calls: '3', callers: '2', failed: '1' },
        { eventsource: 'ec2.amazonaws.com', eventname: 'CreateUser', calls: '1', callers: '1', failed: '0' },
      ],
      broken: [
        ['calls DESC', 'calls'],
        ['DISTINCT ', ''],
        ['count(errorcode)', 'count(*)'],
        ['count(*) AS calls', 'count(errorcode) AS calls'],
      ],
    },
    {
      name: 'RareCalls',
      events: [
        ...times(4, {}),
        ...times(2, { eventName: 'DeleteUser', eventTime: atTen }),
        ...times(1, { eventName: 'DeleteUser', eventTime: atEleven, userIdentity: bob }),
        ...times(1, { eventName: 'ListUsers', eventTime: atNine, userIdentity: bob }),
      ],
      rows: [
        {
          ...{ eventsource: 'iam.amazonaws.com', eventname: 'ListUsers', calls: '1' },
          ...{ first: atNine, last: atNine, caller: bob.arn },
        },
        {
          ...{ eventsource: 'iam.amazonaws.com', eventname: 'DeleteUser', calls: '3' },
          ...{ first: atTen, last: atEleven, caller: bob.arn },
        },
      ],
      broken: [
        ['<= 3', '<= 4'],
        ['<= 3', '< 3'],
        ['ORDER BY first', 'ORDER BY first DESC'],
        ['max(eventtime)', 'min(eventtime)'],
        ['min(eventtime)', 'max(eventtime)'],
        ['min(useridentity.arn)', 'max(useridentity.arn)'],
      ],
    },
    {
      name: 'SignIns',
      events: [
        ...times(2, signIn({})),
        ...times(1, signIn({ sourceIPAddress: '192.0.2.9' }, 'Failure', 'No')),
        ...times(3, { ...signIn({}), eventName: 'CheckMfa' }),
        ...times(3, signIn({ sourceIPAddress: '192.0.2.9', additionalEventData: null, userIdentity: session })),
      ],
      rows: [
        { caller: session.arn, mfa: null, outcome: 'Success', sourceipaddress: '192.0.2.9', signins: '3' },
        { caller: bob.arn, mfa: 'Yes', outcome: 'Success', sourceipaddress: '192.0.2.1', signins: '2' },
        { caller: bob.arn, mfa: 'No', outcome: 'Failure', sourceipaddress: '192.0.2.9', signins: '1' },
      ],
      broken: [
        ["eventname = 'ConsoleLogin'", "eventname <> 'x'"],
        ['$.MFAUsed', '$.MfaUsed'],
        ['$.ConsoleLogin', '$.consoleLogin'],
        ['signins DESC', 'signins'],
        ['useridentity.arn AS', 'useridentity.type AS'],
      ],
    },
    {
      name: 'Denied',
      events: [
        ...times(1, { ...member, userIdentity: session, errorCode: 'AccessDenied' }),
        ...times(1, { ...member, userIdentity: session, errorCode: 'AccessDeniedException', eventName: 'GetKey' }),
        ...times(1, { ...member, userIdentity: session, errorCode: 'Client.UnauthorizedOperation' }),
        ...times(1, { ...member, userIdentity: bob, errorCode: 'AccessDenied' }),
        ...times(1, { ...member, userIdentity: bob, errorCode: 'NoSuchEntityException' }),
        ...times(5, { ...member, userIdentity: bob }),
      ],
      rows: [
        {
          ...{ principal: session.sessionContext.sessionIssuer.arn, sourceipaddress: '192.0.2.1' },
          ...{ recipientaccountid: '333333333333', denied: '3', calls: '2' },
        },
        {
          ...{ principal: bob.arn, sourceipaddress: '192.0.2.1' },
          ...{ recipientaccountid: '333333333333', denied: '1', calls: '1' },
        },
      ],
      broken: [
        ["errorcode LIKE '%UnauthorizedOperation' OR ", ''],
        ["'AccessDenied%'", "'AccessDenied'"],
        ["errorcode LIKE 'AccessDenied%'", 'errorcode IS NOT NULL'],
        ['coalesce(useridentity.sessioncontext.sessionissuer.arn, useridentity.arn)', 'useridentity.arn'],
        [
          'useridentity.sessioncontext.sessionissuer.arn, useridentity.arn',
          'useridentity.sessioncontext.sessionissuer.arn',
        ],
        ['DISTINCT ', ''],
        ['denied DESC', 'denied'],
      ],
    },
    {
      name: 'RolesAcrossAccounts',
      events: [
        ...times(1, assumes('444444444444', { eventTime: atNine })),
        ...times(1, assumes('444444444444', { eventTime: atTen })),
        ...times(1, assumes('555555555555', { eventTime: atEleven, eventName: 'AssumeRoleWithWebIdentity' })),
        ...times(3, assumes('333333333333')),
        ...times(3, assumes('444444444444', { eventName: 'GetSessionToken' })),
        ...times(3, assumes('444444444444', { eventSource: 'iam.amazonaws.com' })),
      ],
      rows: [
        { from_account: '444444444444', caller: bob.arn, role: 'role-a', sessions: '2', last: atTen },
        { from_account: '555555555555', caller: bob.arn, role: 'role-a', sessions: '1', last: atEleven },
      ],
      broken: [
        ['useridentity.accountid <> recipientaccountid', 'TRUE'],
        ["eventname LIKE 'AssumeRole%'", 'TRUE'],
        ["'AssumeRole%'", "'AssumeRole'"],
        ["eventsource = 'sts.amazonaws.com'", 'TRUE'],
        ['$.roleArn', '$.roleARN'],
        ['sessions DESC', 'sessions'],
        ['max(eventtime)', 'min(eventtime)'],
      ],
    },
  ];

  describe.each(FIGURES)('$name', ({ name, events, rows, broken }) => {
    const { sql } = queries.find((query) => query.name === name)!;
    let connection: DuckDBConnection;
    beforeAll(async () => (connection = await connectionWith(events)));

    test('answers with these figures, in this order', async () => {
      expect(await rowsOf(connection, sql)).toEqual(rows);
    });

    test.each(broken)('answers otherwise with another part instead of %j: %j', async (part, instead) => {
      expect(sql).toContain(part);
      expect(await rowsOf(connection, sql.replace(part, instead))).not.toEqual(rows);
    });
  });

  test('a field that no column has is in the record as CloudTrail wrote it', async () => {
    const connection = await connectionWith([event('a', { fieldOfTomorrow: { x: 1 } }), other]);
    const { sql } = queries.find(({ name }) => name === 'EveryField')!;
    const rows = await rowsOf(connection, sql.replace('PUT-YOURS-HERE', 'a'));
    expect(rows.map(({ record }) => JSON.parse(String(record)) as Event)).toMatchObject([
      { fieldOfTomorrow: { x: 1 } },
    ]);
  });
});
