// Calls against what validates the log files.
import { HOME_REGION, LOG_ARCHIVE_ACCOUNT, WHO } from '../record';
import { archiveArn, by, of, samples, TRAIL, type SamplesByAlert } from './sample';

const functionName = `${TRAIL}-digest-validator`;
const functionArn = archiveArn('lambda', `function:${functionName}`);
const stateMachineArn = archiveArn('states', `stateMachine:${TRAIL}-digest-validation`);
const tableName = `${TRAIL}-digest-validation`;
const tableArn = archiveArn('dynamodb', `table/${tableName}`);
const otherTableArn = archiveArn('dynamodb', 'table/other');
const functionLogs = `/aws/lambda/${functionName}`;
const mapLogs = `/aws/vendedlogs/states/${TRAIL}-digest-validation`;
const queueName = `${TRAIL}-digest-validation-dead-letters`;
const queueUrl = `https://sqs.${HOME_REGION}.amazonaws.com/${LOG_ARCHIVE_ACCOUNT}/${queueName}`;

export const VALIDATION_SAMPLES: SamplesByAlert = {
  ValidatorTampering: samples(
    'lambda.amazonaws.com',
    {
      'by name': ['UpdateFunctionCode20150331v2', { functionName }],
      'by ARN': ['UpdateFunctionConfiguration20150331v2', { functionName: functionArn }],
      'by a part of the ARN': [
        'DeleteFunction20150331',
        { functionName: `${LOG_ARCHIVE_ACCOUNT}:function:${functionName}` },
      ],
      'its concurrency': ['PutFunctionConcurrency20171031', { functionName, reservedConcurrentExecutions: 0 }],
      'who may call it': ['AddPermission20150331v2', { functionName }],
      'its policy': ['PutResourcePolicy20241031', { resourceArn: functionArn, policy: '{}' }],
      'no policy': ['DeleteResourcePolicy20241031', { resourceArn: functionArn }],
      'an address for it': ['CreateFunctionUrlConfig20211031', { functionName, authType: 'NONE' }],
      'an alias of it': ['UpdateAlias20150331', { functionName, name: 'x' }],
      'no alias of it': ['DeleteAlias20150331', { functionName, name: 'x' }],
      'what invokes it': ['CreateEventSourceMapping20150331', { functionName, eventSourceArn: 'x' }],
      'what invokes it, stopped': [
        'UpdateEventSourceMapping20150331',
        { uUID: 'x', enabled: false },
        { responseElements: { functionArn } },
      ],
      'what invokes it, no more': [
        'DeleteEventSourceMapping20150331',
        { uUID: 'x' },
        { responseElements: { functionArn } },
      ],
      'who may call it no more': ['RemovePermission20150331v2', { functionName }],
      'its schedule': ['DeleteSchedule', { name: `${TRAIL}-digest-validation` }, of('scheduler')],
      'the version of its runtime': ['PutRuntimeManagementConfig20210720', { functionName }],
      'the group of its schedules': ['DeleteScheduleGroup', { name: `${TRAIL}-digest-validation` }, of('scheduler')],
      'its schedule, changed': [
        'UpdateSchedule',
        { name: `${TRAIL}-digest-validation`, state: 'DISABLED' },
        of('scheduler'),
      ],
    },
    {
      'another function': ['UpdateFunctionCode20150331v2', { functionName: 'some-function' }],
      'the address of another function': ['CreateFunctionUrlConfig20211031', { functionName: 'some-function' }],
      'what invokes another function': [
        'DeleteEventSourceMapping20150331',
        { uUID: 'x' },
        { responseElements: { functionArn: archiveArn('lambda', 'function:some-function') } },
      ],
      'the policy of another function': [
        'PutResourcePolicy20241031',
        { resourceArn: archiveArn('lambda', 'function:some-function') },
      ],
      'another schedule': ['DeleteSchedule', { name: 'some-schedule' }, of('scheduler')],
    },
  ),
  ValidatorMapTampering: samples(
    'states.amazonaws.com',
    {
      'by ARN': ['UpdateStateMachine', { stateMachineArn, definition: '{}' }],
      deleted: ['DeleteStateMachine', { stateMachineArn }],
      'a run': ['StopExecution', { executionArn: `${stateMachineArn.replace('stateMachine', 'execution')}:r1` }],
      'how many shards at once': [
        'UpdateMapRun',
        { mapRunArn: `${stateMachineArn.replace('stateMachine', 'mapRun')}/Map:r1`, maxConcurrency: 0 },
      ],
    },
    {
      'another state machine': ['DeleteStateMachine', { stateMachineArn: archiveArn('states', 'stateMachine:other') }],
      'another run': ['StopExecution', { executionArn: archiveArn('states', 'execution:other:r1') }],
      'a run that starts': ['StartExecution', { stateMachineArn }],
    },
  ),
  ValidatorMapStarted: samples(
    'states.amazonaws.com',
    {
      'by a person': ['StartExecution', { stateMachineArn, name: 'r1' }],
      'by a user': ['StartExecution', { stateMachineArn }, { userIdentity: WHO.user }],
      'and waited for': ['StartSyncExecution', { stateMachineArn }],
      'once more': ['RedriveExecution', { executionArn: `${stateMachineArn.replace('stateMachine', 'execution')}:r1` }],
      'by the publisher': ['StartExecution', { stateMachineArn }, by('digest-publisher')],
    },
    {
      'another state machine': ['StartExecution', { stateMachineArn: archiveArn('states', 'stateMachine:other') }],
      'another run': ['RedriveExecution', { executionArn: archiveArn('states', 'execution:other:r1') }],
      'by the validator': ['StartExecution', { stateMachineArn }, by('digest-validator')],
      'by the map itself': ['StartExecution', { stateMachineArn }, by('digest-validation-map')],
    },
  ),
  ValidatorTableTampering: samples(
    'dynamodb.amazonaws.com',
    {
      'by name': ['DeleteTable', { tableName }],
      'by ARN': ['UpdateTable', { tableName: tableArn, deletionProtectionEnabled: false }],
      'what expires': ['UpdateTimeToLive', { tableName }],
      'its backups': ['UpdateContinuousBackups', { tableName }],
      'its policy': ['PutResourcePolicy', { resourceArn: tableArn, policy: '{}' }],
      'no policy': ['DeleteResourcePolicy', { resourceArn: tableArn }],
      'an older one by its name': ['RestoreTableFromBackup', { targetTableName: tableName }],
      'an older one, of AWS Backup': ['RestoreTableFromAwsBackup', { targetTableName: tableName }],
      'a backup': ['DeleteBackup', { backupArn: `${tableArn}/backup/01489602797149-73d8d5bc` }],
      'an older one': ['RestoreTableToPointInTime', { targetTableName: tableName, sourceTableName: 'x' }],
    },
    {
      'another table': ['DeleteTable', { tableName: 'some-table' }],
      'a backup of another table': ['DeleteBackup', { backupArn: `${otherTableArn}/backup/01489602797149-73d8d5bc` }],
      'the policy of another table': ['PutResourcePolicy', { resourceArn: archiveArn('dynamodb', 'table/other') }],
    },
  ),
  ValidatorTableWritten: samples(
    'dynamodb.amazonaws.com',
    {
      'by a person': ['PutItem', { tableName }, { resources: [{ ARN: tableArn }] }],
      'by a user': ['UpdateItem', { tableName }, { resources: [{ ARN: tableArn }], userIdentity: WHO.user }],
      'by the root user': ['DeleteItem', { tableName }, { resources: [{ ARN: tableArn }], userIdentity: WHO.root }],
      'with others': ['BatchWriteItem', null, { resources: [{ ARN: otherTableArn }, { ARN: tableArn }] }],
      'in a transaction': ['TransactWriteItems', null, { resources: [{ ARN: tableArn }] }],
      'in PartiQL': ['ExecuteStatement', null, { resources: [{ ARN: tableArn }] }],
      'in PartiQL, with others': ['BatchExecuteStatement', null, { resources: [{ ARN: tableArn }] }],
      'in PartiQL, in a transaction': ['ExecuteTransaction', null, { resources: [{ ARN: tableArn }] }],
    },
    {
      'to another table': ['PutItem', { tableName: 'other' }, { resources: [{ ARN: otherTableArn }] }],
      'by the validator': ['PutItem', { tableName }, { ...by('digest-validator'), resources: [{ ARN: tableArn }] }],
      'by the merge': [
        'DeleteItem',
        { tableName },
        { ...by('digest-validator-merge'), resources: [{ ARN: tableArn }] },
      ],
      'a look': ['GetItem', { tableName }, { resources: [{ ARN: tableArn }] }],
    },
  ),
  ValidatorLogTampering: samples(
    'logs.amazonaws.com',
    {
      'by name': ['DeleteLogGroup', { logGroupName: functionLogs }],
      'by name, with the stream': ['DeleteLogStream', { logGroupName: functionLogs, logStreamName: 'x' }],
      'of the state machine': ['PutRetentionPolicy', { logGroupName: mapLogs, retentionInDays: 1 }],
      'no retention': ['DeleteRetentionPolicy', { logGroupName: functionLogs }],
      'its key': ['AssociateKmsKey', { resourceIdentifier: archiveArn('logs', `log-group:${functionLogs}:*`) }],
      'no key': ['DisassociateKmsKey', { logGroupName: functionLogs }],
      'what may be read': ['PutDataProtectionPolicy', { logGroupIdentifier: functionLogs }],
      'its protection': [
        'PutLogGroupDeletionProtection',
        { logGroupIdentifier: archiveArn('logs', `log-group:${mapLogs}`) },
      ],
      'what is stored': ['PutTransformer', { logGroupIdentifier: functionLogs }],
      'a filter': ['PutMetricFilter', { logGroupName: functionLogs, filterName: 'x' }],
      'no filter': ['DeleteMetricFilter', { logGroupName: functionLogs, filterName: 'x' }],
      'a copy elsewhere': ['PutSubscriptionFilter', { logGroupName: functionLogs, filterName: 'x' }],
      'no copy any more': ['DeleteSubscriptionFilter', { logGroupName: functionLogs, filterName: 'x' }],
      'lines of others': ['PutBearerTokenAuthentication', { logGroupIdentifier: functionLogs }],
      'lines of others, by syslog': ['PutSyslogConfiguration', { logGroupIdentifier: functionLogs }],
      'all log groups of the account': [
        'PutAccountPolicy',
        { policyName: 'x', policyType: 'DATA_PROTECTION_POLICY', scope: 'ALL' },
      ],
    },
    {
      'a policy that lets a service write': ['PutResourcePolicy', { policyName: 'x', policyDocument: '{}' }],
      'another log group': ['DeleteLogGroup', { logGroupName: '/aws/lambda/some-function' }],
      'a line more': ['PutLogEvents', { logGroupName: functionLogs }],
    },
  ),
  ValidatorQueueTampering: samples(
    'sqs.amazonaws.com',
    {
      deleted: ['DeleteQueue', { queueUrl }],
      emptied: ['PurgeQueue', { queueUrl }],
      'its key': ['SetQueueAttributes', { queueUrl, attributes: { KmsMasterKeyId: '' } }],
      'a permission more': ['AddPermission', { queueUrl, label: 'x' }],
      'a permission less': ['RemovePermission', { queueUrl, label: 'x' }],
      'messages moved away': ['StartMessageMoveTask', { sourceArn: archiveArn('sqs', queueName) }],
    },
    {
      'another queue': ['DeleteQueue', { queueUrl: queueUrl.replace(TRAIL, 'some') }],
      'messages of another queue': ['StartMessageMoveTask', { sourceArn: archiveArn('sqs', 'some-queue') }],
    },
  ),
};
