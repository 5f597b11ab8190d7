// Tables whose partitions Athena calculates: no crawler, and nothing that adds partitions.
import type * as glue from 'aws-cdk-lib/aws-glue';
import { accountsPath } from '../../identity/log-paths';
import type { TrailIdentity } from '../../identity/trail-identity';
import { RECORD_COLUMNS } from './columns';
import { regionsOf } from './regions';
import { isVerdictTable, VERDICT_TABLES, verdictPrefix, verdictStorage } from './verdict-tables';

/** The tables, by what each is for. */
export const TABLES = {
  /** Each event a row; the query names the accounts. */
  events: 'events',
  /** Each event a row, of all accounts that were listed. */
  allEvents: 'events_of_listed_accounts',
  /** Each log file a row, as text: nothing that CloudTrail writes is lost. */
  files: 'files',
  ...VERDICT_TABLES,
} as const;

export type TableName = (typeof TABLES)[keyof typeof TABLES];

export interface TableChoices {
  readonly trail: TrailIdentity;
  /** How many days back partitions are calculated. */
  readonly historyDays: number;
  readonly moreRegions: readonly string[];
  /** The accounts of the table over all of them; undefined for none. */
  readonly accountIds?: readonly string[];
  /** Whether the validator records verdicts. */
  readonly hasVerdicts: boolean;
}

/** Which tables there are. */
export function tableNames({ accountIds, hasVerdicts }: Pick<TableChoices, 'accountIds' | 'hasVerdicts'>): TableName[] {
  return [
    TABLES.events,
    ...(accountIds === undefined ? [] : [TABLES.allEvents]),
    TABLES.files,
    ...(hasVerdicts ? [TABLES.verdicts, TABLES.coverage, TABLES.runs, TABLES.settings] : []),
  ];
}

export function tableInput(name: TableName, choices: TableChoices): glue.CfnTable.TableInputProperty {
  const keys = isVerdictTable(name) ? [DAY] : [...PLACE, DAY];
  return {
    name,
    description: DESCRIPTIONS[name],
    tableType: 'EXTERNAL_TABLE',
    parameters: { EXTERNAL: 'TRUE', ...projectionOf(name, choices) },
    partitionKeys: keys.map((key) => ({ ...key, type: 'string' })),
    storageDescriptor: { ...storageOf(name), location: locationOf(name, choices.trail) },
  };
}

const DESCRIPTIONS: Readonly<Record<TableName, string>> = {
  [TABLES.events]: 'Each event of the accounts that the query names: account IN (...)',
  [TABLES.allEvents]: 'Each event of all accounts that were listed',
  [TABLES.files]:
    'Each log file as text, with whatever fields CloudTrail adds: for what the columns of events do not have',
  [TABLES.verdicts]: 'What the validator found of each file, one row a run: the newest row of a key counts',
  [TABLES.coverage]: 'What the validator found of each hour, one row a run: the newest row of an hour counts',
  [TABLES.settings]: 'By which settings the runs of the validator work, once a day and after each change',
  [TABLES.runs]: 'The runs of the validator: done, cut short, missed, and the next ones that are expected',
};

/** @see https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html */
function projectionOf(name: TableName, choices: TableChoices): Record<string, string> {
  return {
    'projection.enabled': 'true',
    ...(isVerdictTable(name) ? {} : projectionOfPlace(name, choices)),
    'projection.day.type': 'date',
    'projection.day.format': 'yyyy/MM/dd',
    // The folder of a file is that of the day in UTC, as is NOW.
    'projection.day.range': `NOW-${choices.historyDays}DAYS,NOW`,
    'projection.day.interval': '1',
    'projection.day.interval.unit': 'DAYS',
    'storage.location.template': `${locationOf(name, choices.trail)}${isVerdictTable(name) ? '' : PLACE_FOLDERS}\${day}/`,
  };
}

function projectionOfPlace(name: TableName, { trail, moreRegions, accountIds = [] }: TableChoices) {
  const accounts: Record<string, string> =
    name === TABLES.allEvents
      ? { 'projection.account.type': 'enum', 'projection.account.values': accountIds.join(',') }
      : { 'projection.account.type': 'injected' };
  return {
    ...accounts,
    'projection.region.type': 'enum',
    'projection.region.values': regionsOf(trail.partition, [trail.homeRegion, ...moreRegions]).join(','),
  };
}

const PLACE_FOLDERS = '${account}/CloudTrail/${region}/';
const PLACE = [
  { name: 'account', comment: 'the account that the log file is of' },
  { name: 'region', comment: 'the Region that the log file is of' },
];
const DAY = { name: 'day', comment: 'the day in UTC that the log file was delivered for, as 2026/01/31' };

function locationOf(name: TableName, trail: TrailIdentity): string {
  return isVerdictTable(name)
    ? `s3://${trail.evidenceBucketName}/${verdictPrefix(trail, name)}`
    : `s3://${trail.logBucketName}/${accountsPath(trail)}/`;
}

function storageOf(name: TableName): glue.CfnTable.StorageDescriptorProperty {
  if (isVerdictTable(name)) return verdictStorage(name);
  return name === TABLES.files ? LINES : RECORDS;
}

/** @see https://docs.aws.amazon.com/athena/latest/ug/create-cloudtrail-table.html */
const RECORDS: glue.CfnTable.StorageDescriptorProperty = {
  columns: RECORD_COLUMNS.map(({ name, type, meaning }) => ({ name: name.toLowerCase(), type, comment: meaning })),
  inputFormat: 'com.amazon.emr.cloudtrail.CloudTrailInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  serdeInfo: { serializationLibrary: 'org.apache.hive.hcatalog.data.JsonSerDe' },
};

/** A separator that JSON can't hold, so that a line is one column. A log file is one line. */
const LINES: glue.CfnTable.StorageDescriptorProperty = {
  columns: [{ name: 'line', type: 'string', comment: 'the log file: {"Records":[...]}' }],
  inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
  outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  serdeInfo: {
    serializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
    parameters: { 'field.delim': '\u0001', 'serialization.format': '\u0001' },
  },
};
