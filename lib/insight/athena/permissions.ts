// What somebody needs who asks questions: one workgroup, the tables, the log files of some accounts or of all, and the
// results. Nothing of it writes, but to the bucket of the results.
import { logFilePermissions } from '../../archive/log-file-permissions';
import type { QuestionNames } from '../../identity/reading-names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { ValidationNames } from '../../identity/validation-names';
import { viaService } from '../../identity/via-service';
import type { Permission } from '../../shared/permission';
import { VERDICT_TABLES, verdictPrefix } from './verdict-tables';

export interface AskedBy {
  readonly trail: TrailIdentity;
  readonly names: QuestionNames;
  readonly resultsKeyArn: string;
  /** The accounts whose log files may be read; undefined for all. */
  readonly accountIds?: readonly string[];
  /** Whether the verdicts may be read, which are of all accounts. */
  readonly readsVerdicts: boolean;
}

export function questionPermissions({ trail, names, resultsKeyArn, accountIds, readsVerdicts }: AskedBy): Permission[] {
  return [
    {
      sid: 'AskInWorkgroup',
      actions: [
        ...['athena:StartQueryExecution', 'athena:StopQueryExecution', 'athena:GetQueryExecution'],
        ...['athena:BatchGetQueryExecution', 'athena:ListQueryExecutions', 'athena:GetQueryResults'],
        ...['athena:GetQueryResultsStream', 'athena:GetWorkGroup', 'athena:ListNamedQueries'],
        ...['athena:GetNamedQuery', 'athena:BatchGetNamedQuery'],
      ],
      resources: [names.workGroupArn],
    },
    {
      sid: 'SeeTables',
      actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartitions'],
      resources: [
        names.arn('glue', 'catalog'),
        names.arn('glue', `database/${names.databaseName}`),
        names.arn('glue', `table/${names.databaseName}/*`),
      ],
      wildcard: 'It is the tables of one database',
    },
    ...logFilePermissions(trail, accountIds),
    ...(readsVerdicts ? verdictPermissions(trail) : []),
    {
      sid: 'FindResults',
      actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
      resources: [names.resultsBucketArn],
    },
    {
      sid: 'KeepResults',
      actions: ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      resources: [`${names.resultsBucketArn}/*`],
      wildcard: 'Athena names the results by the id of the query',
    },
    {
      sid: 'EncryptResults',
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resources: [resultsKeyArn],
      conditions: { StringEquals: viaService(trail, 's3') },
    },
  ];
}

/**
 * What reading the verdicts needs: two folders of the evidence bucket, and no report. Its key encrypts other things too, so
 * that the context, which is the bucket, is a condition as well.
 */
export function verdictPermissions(trail: TrailIdentity): Permission[] {
  const prefixes = Object.values(VERDICT_TABLES).map((name) => verdictPrefix(trail, name));
  return [
    {
      sid: 'ListVerdicts',
      actions: ['s3:ListBucket'],
      resources: [trail.evidenceBucketArn],
      conditions: { StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
    },
    { sid: 'FindEvidenceBucket', actions: ['s3:GetBucketLocation'], resources: [trail.evidenceBucketArn] },
    {
      sid: 'ReadVerdicts',
      actions: ['s3:GetObject'],
      resources: prefixes.map((prefix) => `${trail.evidenceBucketArn}/${prefix}*`),
      wildcard: 'Verdicts are named by the time and the id of a run; reports and seals are in other folders',
    },
    {
      sid: 'DecryptVerdicts',
      actions: ['kms:Decrypt'],
      resources: [`arn:${trail.partition}:kms:${trail.homeRegion}:${trail.logArchiveAccountId}:key/*`],
      conditions: {
        StringEquals: {
          ...viaService(trail, 's3'),
          'kms:EncryptionContext:aws:s3:arn': trail.evidenceBucketArn,
        },
        'ForAnyValue:StringEquals': { 'kms:ResourceAliases': new ValidationNames(trail).evidenceKeyAlias },
      },
      wildcard: 'The key belongs to another stack, and the condition pins it to its alias',
    },
  ];
}
