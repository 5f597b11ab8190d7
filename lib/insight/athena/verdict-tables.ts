// Tables over what the validator recorded of each file, of each hour and of its runs, in the evidence bucket, by day.
import type * as glue from 'aws-cdk-lib/aws-glue';
import type { TrailIdentity } from '../../identity/trail-identity';
import { ValidationNames, type EvidenceFolder } from '../../identity/validation-names';

export const VERDICT_TABLES = {
  /** Each verdict on a file a row: one of each run that judged the file. */
  verdicts: 'verdicts',
  /** Each hour of each account and Region a row: one of each run that judged the hour. */
  coverage: 'coverage',
  /** Each run a row, also one that was missed: one of each run that said something of it. */
  runs: 'runs',
  /** Each setting a row: one of each run that recorded them. */
  settings: 'settings',
} as const satisfies Partial<Record<EvidenceFolder, string>>;

export type VerdictTableName = keyof typeof VERDICT_TABLES;

export interface VerdictColumn {
  /** As the validator writes it. The column has it in lower case. */
  readonly name: string;
  readonly type: 'string' | 'bigint';
  readonly meaning: string;
}

const text = (name: string, meaning: string): VerdictColumn => ({ name, type: 'string', meaning });
const number = (name: string, meaning: string): VerdictColumn => ({ name, type: 'bigint', meaning });

const RUN = text('runId', 'the run of the validator, which has a report of its own');

const OF_BOTH = [
  text('accountId', 'the account that the file or hour is of'),
  text('region', 'the Region that the file or hour is of'),
  RUN,
];

export const VERDICT_COLUMNS: Readonly<Record<VerdictTableName, readonly VerdictColumn[]>> = {
  verdicts: [
    ...OF_BOTH,
    text('bucket', 'the bucket that the file is in'),
    text('key', 'the exact key of the file'),
    text('kind', 'log-file, digest or backfill-digest'),
    text('verdict', 'VALID, INVALID, UNVERIFIED or MISSING'),
    text('code', 'the finding about the file, where there is one: the runbook has a section for each'),
    text('verifiedAt', 'when the run judged the file, in UTC'),
    text('digestEnd', 'the end of the digest that lists the file, or that it is, in UTC'),
    text('versionId', 'the version whose bytes were read'),
    number('size', 'how many bytes S3 stores of that version'),
    text('lastModified', 'when that version was written, in UTC'),
    text('storageClass', 'the storage class of that version'),
  ],
  coverage: [
    ...OF_BOTH,
    text('hour', 'the hour, in UTC'),
    text('state', 'verified, tampered, missing, unverified or no-digest-due'),
    number('digests', 'how many digests were judged'),
    number('logFiles', 'how many log files were judged'),
  ],
  runs: [
    RUN,
    text('mode', 'hourly or sweep'),
    text('state', 'done, cut-short, missed or expected'),
    text('time', 'when the run began, or was or is due, in UTC'),
    number('count', 'how many runs the row is about: more than one after a long time without any'),
    text('ended', 'when the run was over, in UTC'),
    text('route', 'lambda: one function; map: many of them over the state machine'),
    text('verdict', 'VALID, INVALID or INCOMPLETE'),
    number('unfinished', 'how many accounts and Regions the run did not get to the end of'),
  ],
  settings: [
    RUN,
    text('setting', 'what is set'),
    text('value', 'as JSON, or the hash of it where it is long'),
    text('change', 'unchanged, changed, added, removed or unread, since the list before'),
    text('previousKey', 'the list before'),
    text('previousSha256', 'the hash of the list before'),
  ],
};

/** What the keys of the records start with, with a slash at the end. */
export function verdictPrefix(trail: TrailIdentity, name: VerdictTableName): string {
  return new ValidationNames(trail).evidencePrefix(name);
}

export function isVerdictTable(name: string): name is VerdictTableName {
  return name in VERDICT_TABLES;
}

/** @see https://docs.aws.amazon.com/athena/latest/ug/openx-json-serde.html */
export function verdictStorage(name: VerdictTableName): glue.CfnTable.StorageDescriptorProperty {
  return {
    columns: VERDICT_COLUMNS[name].map((column) => ({
      name: column.name.toLowerCase(),
      type: column.type,
      comment: column.meaning,
    })),
    inputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
    outputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
    serdeInfo: {
      serializationLibrary: 'org.openx.data.jsonserde.JsonSerDe',
      // A line that can't be read fails the query: a verdict that is left out could be the worse one.
      parameters: { 'ignore.malformed.json': 'false', 'case.insensitive': 'true' },
    },
  };
}
