// What somebody needs who asks questions: one workgroup, the tables, the log files of some accounts or of all, and the
// results. Nothing of it writes, but to the bucket of the results.
import { logFilePermissions } from '../../archive/log-file-permissions';
import type { QuestionNames } from '../../identity/reading-names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { viaService } from '../../identity/via-service';
import type { Permission } from '../../shared/permission';

export interface AskedBy {
  readonly trail: TrailIdentity;
  readonly names: QuestionNames;
  readonly resultsKeyArn: string;
  /** The accounts whose log files may be read; undefined for all. */
  readonly accountIds?: readonly string[];
}

export function questionPermissions({ trail, names, resultsKeyArn, accountIds }: AskedBy): Permission[] {
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
