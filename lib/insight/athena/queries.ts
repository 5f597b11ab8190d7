// Every query as a whole: each reads the partitions of some days, and of some accounts.
import { CisControl } from '../../detection/filters/cis-control';
import { ExtraFilter } from '../../detection/filters/extra-filter';
import { QUESTIONS, type Question } from './questions';
import { partitions, type AthenaQuery, type Scope } from './scope';
import { sqlCondition } from './sql';
import { TABLES } from './tables';
import { verdictQueries } from './verdict-queries';

export function athenaQueries(scope: Scope): AthenaQuery[] {
  const ofFilters = [...CisControl.all(), ...ExtraFilter.all()].map(({ filterName, filterPattern }) => ({
    name: filterName,
    description: `what raised the alarm ${filterName}`,
    sql: sqlOf({ condition: () => sqlCondition(filterPattern) }, scope),
  }));
  const ofPeople = QUESTIONS.map((question) => ({
    name: question.name,
    description: question.description,
    sql: sqlOf(question, scope),
  }));
  return [...ofFilters, ...ofPeople, everyField(scope), ...(scope.hasVerdicts ? verdictQueries(scope) : [])];
}

/** Who, when, from where, what: what every result begins with, and ends with the file that the event is in. */
const COLUMNS = [
  ...['eventtime', 'useridentity.type AS caller_type', 'useridentity.arn AS caller'],
  ...['useridentity.sessioncontext.sessionissuer.arn AS role', 'sourceipaddress', 'account', 'awsregion'],
  ...['eventsource', 'eventname', 'errorcode', 'eventid'],
];
const FILE = '"$path" AS file';
const NEWEST_FIRST = ['ORDER BY eventtime DESC', 'LIMIT 1000'];

function sqlOf(question: Pick<Question, 'condition' | 'select' | 'more' | 'end'>, scope: Scope): string {
  const { condition, more = [], select = [...COLUMNS, ...more, FILE], end = NEWEST_FIRST } = question;
  const table = scope.accountIds === undefined ? TABLES.events : TABLES.allEvents;
  const wanted = condition === undefined ? [] : [`(${condition(scope.trail)})`];
  return [
    `SELECT ${select.join(',\n       ')}`,
    `FROM ${table}`,
    `WHERE ${[...partitions(scope), ...wanted].join('\n  AND ')}`,
    ...end,
  ].join('\n');
}

/** Fields that the columns do not have are in the text of the file. */
function everyField({ trail }: Scope): AthenaQuery {
  return {
    name: 'EveryField',
    description:
      'the records of one event as CloudTrail wrote them, with fields that the tables do not know; put in the event id',
    sql: [
      'SELECT json_format(record) AS record,',
      `       ${FILE}`,
      `FROM ${TABLES.files}`,
      "CROSS JOIN UNNEST(CAST(json_extract(line, '$.Records') AS ARRAY(JSON))) AS records (record)",
      `WHERE ${partitions({ trail }).join('\n  AND ')}`,
      "  AND json_extract_scalar(record, '$.eventID') = 'PUT-YOURS-HERE'",
      'LIMIT 10',
    ].join('\n'),
  };
}
