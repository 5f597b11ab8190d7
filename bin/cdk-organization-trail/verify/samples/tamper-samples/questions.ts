// Calls against what questions to the log files are asked with.
import { HOME_REGION, LOG_ARCHIVE_ACCOUNT } from '../record';
import { DATABASE, of, samples, TRAIL, type SamplesByAlert } from './sample';

const workGroup = `${TRAIL}-questions`;
const bucketName = `trail-logs-${LOG_ARCHIVE_ACCOUNT}-${HOME_REGION}-questions`;
const namedQueryId = '01234567-89ab-cdef-0123-456789abcdef';
const athena = of('athena');
const s3 = of('s3');

export const QUESTION_SAMPLES: SamplesByAlert = {
  QuestionTampering: samples(
    'glue.amazonaws.com',
    {
      'where a table looks': ['UpdateTable', { databaseName: DATABASE, tableInput: { name: 'events' } }],
      'where the verdicts are read': ['UpdateTable', { databaseName: DATABASE, tableInput: { name: 'verdicts' } }],
      'what is known of each hour': ['DeleteTable', { databaseName: DATABASE, name: 'coverage' }],
      'in capitals': ['UpdateTable', { databaseName: DATABASE.toUpperCase(), tableInput: { name: 'EVENTS' } }],
      'a table': ['DeleteTable', { databaseName: DATABASE, name: 'events' }],
      tables: ['BatchDeleteTable', { databaseName: DATABASE, tablesToDelete: ['events', 'files'] }],
      'the name of a table, however it is recorded': ['RenameTable', null],
      'the database': ['DeleteDatabase', { name: DATABASE }],
      'the database, changed': ['UpdateDatabase', { name: DATABASE, databaseInput: { name: DATABASE } }],
      'the limit of the workgroup': ['UpdateWorkGroup', { workGroup, configurationUpdates: {} }, athena],
      'the workgroup': ['DeleteWorkGroup', { workGroup, recursiveDeleteOption: true }, athena],
      'what a saved query asks': ['UpdateNamedQuery', { namedQueryId, name: 'x', queryString: 'SELECT 1' }, athena],
      'a saved query': ['DeleteNamedQuery', { namedQueryId }, athena],
      'the policy of the results': ['PutBucketPolicy', { bucketName, policy: '' }, s3],
      'the bucket of results': ['DeleteBucket', { bucketName }, s3],
      'public access to results': ['PutPublicAccessBlock', { bucketName }, s3],
      'public access to results, removed': ['DeletePublicAccessBlock', { bucketName }, s3],
      'a lock of results': ['PutObjectLockConfiguration', { bucketName }, s3],
    },
    {
      'a table of another database': ['UpdateTable', { databaseName: 'other', tableInput: { name: 'events' } }],
      'another database': ['DeleteDatabase', { name: `${DATABASE}_2` }],
      'another workgroup': ['UpdateWorkGroup', { workGroup: 'primary' }, athena],
      'a query that runs': ['StartQueryExecution', { workGroup, queryString: 'SELECT 1' }, athena],
      'another bucket': ['PutBucketPolicy', { bucketName: 'some-bucket' }, s3],
    },
  ),
};
