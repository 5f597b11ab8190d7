// The verdict beside each event, and what the validator could not vouch for: an empty answer is shown with its gaps.
//
// These are saved queries and no views: Athena makes no view of "$file_modified_time", by which a version that was put on
// top of a verified one is distinguished from it.
import { regionsOf } from './regions';
import { askedAccounts, DAYS, EACH_DAY, partitions, type AthenaQuery, type Scope } from './scope';
import { sqlText } from './sql';
import { TABLES } from './tables';

export function verdictQueries(scope: Scope): AthenaQuery[] {
  return [
    {
      name: 'EventsWithVerdict',
      description:
        'each event with the newest verdict on its file; put in which events, by the condition of any other query',
      sql: eventsWithVerdict(scope),
    },
    {
      name: 'FilesNotVerified',
      description: 'each file whose newest verdict is not VALID, with the finding: tampered, missing or not verified',
      sql: FILES_NOT_VERIFIED,
    },
    {
      name: 'Gaps',
      description:
        'which hours of the accounts in question were tampered with, are missing or not verified, and which accounts were not asked; put in the accounts and days of the question',
      sql: gaps(scope),
    },
    {
      name: 'RunsNotDone',
      description: 'which runs of the validator were missed or cut short, and which are due and have left no word yet',
      sql: RUNS_NOT_DONE,
    },
    {
      name: 'SettingsChanged',
      description: 'which settings of the validator have changed, and to what, by which run',
      sql: SETTINGS_CHANGED,
    },
  ];
}

const SHOWN = [
  ...['eventtime', 'useridentity.type AS caller_type', 'useridentity.arn AS caller', 'sourceipaddress', 'account'],
  ...['awsregion', 'eventsource', 'eventname', 'errorcode', 'eventid'],
];

/** The newest verdict on each key counts. Of two at one time the worse one does. */
const NEWEST =
  "row_number() OVER (PARTITION BY bucket, key ORDER BY from_iso8601_timestamp(verifiedat) DESC, CASE verdict WHEN 'VALID' THEN 1 ELSE 0 END) AS newness";

/** S3 lists times by the second. */
const sameSecond = (one: string, other: string) => `date_trunc('second', ${one}) = date_trunc('second', ${other})`;

/**
 * "verified" needs all of it: the exact key, the newest verdict, and size and time of the version that was read. What is
 * unknown compares to nothing, so that it falls through to what is said of a file that is not verified.
 */
const JUDGED = [
  'CASE',
  "         WHEN judged.file IS NULL THEN 'not listed'",
  "         WHEN judged.verdict = 'INVALID' THEN 'tampered'",
  "         WHEN judged.verdict = 'MISSING' THEN 'missing'",
  "         WHEN judged.verdict = 'VALID'",
  '          AND judged.size = asked.file_size',
  `          AND ${sameSecond('from_iso8601_timestamp(judged.lastmodified)', 'asked.file_time')}`,
  "         THEN 'verified as of ' || judged.runid",
  "         WHEN judged.verdict = 'VALID' THEN 'changed since ' || judged.runid",
  "         ELSE 'unverified'",
  '       END AS verdict',
].join('\n');

function eventsWithVerdict(scope: Scope): string {
  const table = scope.accountIds === undefined ? TABLES.events : TABLES.allEvents;
  const names = SHOWN.map((column) => `asked.${column.split(' AS ').at(-1)}`);
  return [
    'WITH asked AS (',
    `  SELECT ${SHOWN.join(',\n         ')},`,
    '         "$path" AS file,',
    '         "$file_size" AS file_size,',
    '         "$file_modified_time" AS file_time',
    `  FROM ${table}`,
    `  WHERE ${[...partitions(scope), "(readonly = 'false')"].join('\n    AND ')}`,
    '), judged AS (',
    "  SELECT 's3://' || bucket || '/' || key AS file,",
    '         verdict, code, runid, verifiedat, size, lastmodified,',
    `         ${NEWEST}`,
    `  FROM ${TABLES.verdicts}`,
    `  WHERE ${DAYS}`,
    "    AND kind = 'log-file'",
    ')',
    `SELECT ${names.join(',\n       ')},`,
    `       ${JUDGED},`,
    '       judged.code, judged.verifiedat, asked.file',
    'FROM asked',
    'LEFT JOIN judged ON judged.file = asked.file AND judged.newness = 1',
    'ORDER BY asked.eventtime DESC',
    'LIMIT 1000',
  ].join('\n');
}

const FILES_NOT_VERIFIED = [
  'WITH judged AS (',
  '  SELECT accountid, region, bucket, key, kind, verdict, code, runid, verifiedat,',
  `         ${NEWEST}`,
  `  FROM ${TABLES.verdicts}`,
  `  WHERE ${DAYS}`,
  ')',
  'SELECT accountid, region, verdict, code, kind, key, bucket, runid, verifiedat',
  'FROM judged',
  "WHERE newness = 1 AND verdict IS DISTINCT FROM 'VALID'",
  "ORDER BY CASE verdict WHEN 'INVALID' THEN 1 WHEN 'MISSING' THEN 2 ELSE 3 END, accountid, region, key",
].join('\n');

/** The time of the run, by which the names of its records begin. */
const TIME_OF_RUN = `regexp_extract("$path", '/([0-9T:.-]+Z)-[^/]*$', 1)`;

/** Each run leaves the time of the next one of its mode: where the newest of these is over, that one is late or was missed. */
const RUNS_NOT_DONE = [
  'SELECT mode, state, time, count, route, verdict, unfinished, runid',
  `FROM ${TABLES.runs}`,
  `WHERE ${DAYS}`,
  "  AND state IN ('missed', 'cut-short')",
  'UNION ALL',
  "SELECT mode, 'expected', max(time), 1, CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), CAST(NULL AS BIGINT),",
  '       max_by(runid, time)',
  `FROM ${TABLES.runs}`,
  `WHERE ${DAYS}`,
  "  AND state = 'expected'",
  'GROUP BY mode',
  "HAVING max(substr(time, 1, 13)) < date_format(now(), '%Y-%m-%dT%H')",
  'ORDER BY time DESC, mode',
].join('\n');

const SETTINGS_CHANGED = [
  `SELECT ${TIME_OF_RUN} AS time, setting, change, value, runid`,
  `FROM ${TABLES.settings}`,
  `WHERE ${DAYS}`,
  "  AND change NOT IN ('unchanged', 'unread')",
  'ORDER BY time DESC, setting',
].join('\n');

/** What is said of an hour of which nothing is to be feared. */
const GOOD = "state IN ('verified', 'no-digest-due')";

/** An hour is known by the newest run that judged it. Of two states of one time the worse one counts. */
const COVERED = [
  '  SELECT accountid AS account, region, substr(hour, 1, 13) AS hour, state,',
  '         row_number() OVER (PARTITION BY accountid, region, substr(hour, 1, 13)',
  `                            ORDER BY ${TIME_OF_RUN} DESC, CASE WHEN ${GOOD} THEN 1 ELSE 0 END) AS newness`,
  `  FROM ${TABLES.coverage}`,
  `  WHERE ${DAYS}`,
];

const HOURS = [
  "  SELECT date_format(day, '%Y-%m-%dT') || lpad(CAST(number AS VARCHAR), 2, '0') AS hour",
  `  FROM UNNEST(${EACH_DAY}) AS days (day)`,
  '  CROSS JOIN UNNEST(sequence(0, 23)) AS numbers (number)',
];

/**
 * What is known to be bad comes from the records alone, so that a question whose days were put in at one place only shows
 * more gaps than there are, and never fewer.
 */
function gaps(scope: Scope): string {
  const { trail, moreRegions = [] } = scope;
  const regions = regionsOf(trail.partition, [trail.homeRegion, ...moreRegions]);
  const isAsked = 'account IN (SELECT account FROM asked)';
  return [
    'WITH asked (account) AS (',
    `  VALUES ${askedAccounts(scope)
      .map((account) => `(${sqlText(account)})`)
      .join(', ')}`,
    '), covered AS (',
    ...COVERED,
    '), known AS (',
    "  SELECT account, region, hour, coalesce(state, 'unverified') AS state FROM covered WHERE newness = 1",
    '), places AS (',
    `  SELECT account, region FROM known WHERE ${isAsked}`,
    '  UNION',
    "  SELECT account, 'every Region' FROM (SELECT account FROM asked EXCEPT SELECT account FROM known)",
    '), hours AS (',
    ...HOURS,
    '), gaps AS (',
    `  SELECT account, region, hour, state FROM known WHERE ${isAsked} AND NOT ${GOOD}`,
    '  UNION ALL',
    "  SELECT places.account, places.region, hours.hour, 'not checked'",
    '  FROM places CROSS JOIN hours',
    '  LEFT JOIN known ON known.account = places.account AND known.region = places.region AND known.hour = hours.hour',
    "  WHERE known.hour IS NULL AND hours.hour < date_format(now(), '%Y-%m-%dT%H')",
    '  UNION ALL',
    "  SELECT DISTINCT account, 'every Region', CAST(NULL AS VARCHAR), 'account not asked' FROM known WHERE NOT " +
      isAsked,
    '  UNION ALL',
    "  SELECT DISTINCT account, region, CAST(NULL AS VARCHAR), 'Region not in the tables' FROM known",
    `  WHERE region NOT IN (${regions.map(sqlText).join(', ')})`,
    ')',
    'SELECT account, region, state, count(hour) AS hours, min(hour) AS first, max(hour) AS last,',
    "       array_join(array_agg(hour ORDER BY hour), ' ') AS which",
    'FROM gaps',
    'GROUP BY account, region, state',
    "ORDER BY CASE state WHEN 'tampered' THEN 1 WHEN 'missing' THEN 2 WHEN 'unverified' THEN 3 WHEN 'not checked' THEN 4 ELSE 5 END, account, region",
  ].join('\n');
}
