// For each tamper alert, calls that it must tell of, one for each form that the API accepts, and calls about something
// else. Parameters are spelled as each service records them.

import {
  HOME_REGION,
  LOG_ARCHIVE_ACCOUNT,
  MANAGEMENT_ACCOUNT,
  record,
  refused,
  WHO,
  type CloudTrailRecord,
} from './record';

/** The key of the log archive, as the test resolves the references to it. */
export const TRAIL_KEY = {
  keyId: 'TrailKey',
  keyArn: `arn:aws:kms:${HOME_REGION}:${LOG_ARCHIVE_ACCOUNT}:key/TrailKey`,
};

const TRAIL = 'organization-trail';
const arn = (service: string, account: string, resource: string) =>
  `arn:aws:${service}:${HOME_REGION}:${account}:${resource}`;
const trailArn = arn('cloudtrail', MANAGEMENT_ACCOUNT, `trail/${TRAIL}`);
const logGroupName = `/aws/cloudtrail/${TRAIL}`;
const logGroupArn = arn('logs', MANAGEMENT_ACCOUNT, `log-group:${logGroupName}`);
const logBucket = `trail-logs-${LOG_ARCHIVE_ACCOUNT}-${HOME_REGION}`;
const topicArn = arn('sns', MANAGEMENT_ACCOUNT, `${TRAIL}-alarms`);
const otherKeyArn = arn('kms', LOG_ARCHIVE_ACCOUNT, 'key/AnotherKey');
const aliasArn = arn('kms', LOG_ARCHIVE_ACCOUNT, `alias/${TRAIL}`);
const functionName = `${TRAIL}-digest-validator`;
const archiveArn = (service: string, resource: string) => arn(service, LOG_ARCHIVE_ACCOUNT, resource);
const stateMachineArn = archiveArn('states', `stateMachine:${TRAIL}-digest-validation`);
const tableName = `${TRAIL}-digest-validation`;
const tableArn = archiveArn('dynamodb', `table/${tableName}`);
const otherTableArn = archiveArn('dynamodb', 'table/other');
const functionLogs = `/aws/lambda/${functionName}`;
const mapLogs = `/aws/vendedlogs/states/${TRAIL}-digest-validation`;
const queueUrl = `https://sqs.${HOME_REGION}.amazonaws.com/${LOG_ARCHIVE_ACCOUNT}/${TRAIL}-digest-validation-dead-letters`;

type Call = readonly [eventName: string, requestParameters: CloudTrailRecord | null, more?: CloudTrailRecord];

export interface TamperSamples {
  /** Told of, by the form in which each names what it changes. */
  readonly told: Readonly<Record<string, CloudTrailRecord>>;
  /** About something else. */
  readonly nearMisses: Readonly<Record<string, CloudTrailRecord>>;
}

function samples(
  eventSource: string,
  told: Readonly<Record<string, Call>>,
  nearMisses: Readonly<Record<string, Call>>,
): TamperSamples {
  const records = (calls: Readonly<Record<string, Call>>) =>
    Object.fromEntries(
      Object.entries(calls).map(([form, [eventName, requestParameters, more]]) => [
        `${eventName}: ${form}`,
        record(eventSource, eventName, { requestParameters, ...more }),
      ]),
    );
  const [[eventName]] = Object.values(told);
  return {
    told: {
      ...records(told),
      [`${eventName}: refused, without parameters`]: refused(record(eventSource, eventName)),
    },
    nearMisses: {
      ...records(nearMisses),
      [`${eventName} of another service`]: refused(record('another-service.amazonaws.com', eventName)),
      'a call that changes nothing': record(eventSource, 'DescribeSomething'),
    },
  };
}

/** A call by a role of digest validation. */
const by = (role: string): CloudTrailRecord => ({
  userIdentity: {
    ...WHO.role,
    sessionContext: {
      ...WHO.role.sessionContext,
      sessionIssuer: {
        ...WHO.role.sessionContext.sessionIssuer,
        arn: `arn:aws:iam::${LOG_ARCHIVE_ACCOUNT}:role/${TRAIL}-${role}`,
      },
    },
  },
});

const keyIn = (keyArn: string): CloudTrailRecord => ({
  resources: [{ accountId: LOG_ARCHIVE_ACCOUNT, type: 'AWS::KMS::Key', ARN: keyArn }],
});

export const TAMPER_SAMPLES: Readonly<Record<string, TamperSamples>> = {
  TrailTampering: samples(
    'cloudtrail.amazonaws.com',
    {
      'by name': ['StopLogging', { name: TRAIL }],
      'by ARN in name': ['UpdateTrail', { name: trailArn, enableLogFileValidation: false }],
      'by the ARN of a copy in another Region': ['DeleteTrail', { name: trailArn.replace(HOME_REGION, 'us-east-1') }],
      'by name in trailName': ['PutEventSelectors', { trailName: TRAIL, eventSelectors: [] }],
      'by ARN in trailName': ['PutInsightSelectors', { trailName: trailArn, insightSelectors: [] }],
      'by ARN, of a newer call': ['PutEventConfiguration', { trailName: trailArn }],
      'by ARN in resourceId': ['RemoveTags', { resourceId: trailArn, tagsList: [{ key: 'owner' }] }],
      'about all trails, an administrator more': [
        'RegisterOrganizationDelegatedAdmin',
        { memberAccountId: '333333333333' },
      ],
      'about all trails, an administrator less': [
        'DeregisterOrganizationDelegatedAdmin',
        { delegatedAdminAccountId: '333333333333' },
      ],
    },
    {
      'another trail': ['StopLogging', { name: 'some-trail' }],
      'a trail whose name begins like ours': ['StopLogging', { name: `${TRAIL}-2` }],
      'a trail whose name ends like ours': ['DeleteTrail', { name: trailArn.replace('trail/', 'trail/my-') }],
      'starting ours': ['StartLogging', { name: TRAIL }],
      'the tags of another trail': ['RemoveTags', { resourceId: trailArn.replace(TRAIL, 'some-trail') }],
    },
  ),
  LogGroupTampering: samples(
    'logs.amazonaws.com',
    {
      'by name': ['DeleteLogGroup', { logGroupName }],
      'by name, with the stream': ['DeleteLogStream', { logGroupName, logStreamName: 'o-exampleorgid_111111111111' }],
      'by name, with the retention': ['PutRetentionPolicy', { logGroupName, retentionInDays: 1 }],
      'by name, no retention': ['DeleteRetentionPolicy', { logGroupName }],
      'by name, with the key': ['AssociateKmsKey', { logGroupName, kmsKeyId: otherKeyArn }],
      'by ARN in resourceIdentifier': ['DisassociateKmsKey', { resourceIdentifier: `${logGroupArn}:*` }],
      'by name, with the filter': ['DeleteMetricFilter', { logGroupName, filterName: `${TRAIL}-CloudTrailChanges` }],
      'by name, the filter overwritten': ['PutMetricFilter', { logGroupName, filterName: `${TRAIL}-VpcChanges` }],
      'by ARN in logGroupIdentifier': ['PutDataProtectionPolicy', { logGroupIdentifier: logGroupArn }],
      'by name in logGroupIdentifier': ['PutTransformer', { logGroupIdentifier: logGroupName }],
      'by ARN with its end in logGroupIdentifier': [
        'PutLogGroupDeletionProtection',
        { logGroupIdentifier: `${logGroupArn}:*`, deletionProtectionEnabled: false },
      ],
    },
    {
      'another log group': ['DeleteLogGroup', { logGroupName: '/aws/lambda/some-function' }],
      'a log group whose name begins like ours': ['PutRetentionPolicy', { logGroupName: `${logGroupName}-2` }],
      'delivery to ours': ['CreateLogStream', { logGroupName, logStreamName: 'o-exampleorgid_111111111111' }],
    },
  ),
  LogBucketTampering: samples(
    's3.amazonaws.com',
    {
      'the log bucket': ['PutBucketPolicy', { bucketName: logBucket, policy: '' }],
      'the access-log bucket': ['DeleteBucketPolicy', { bucketName: `${logBucket}-access-logs` }],
      'the evidence bucket': ['PutBucketLifecycle', { bucketName: `${logBucket}-evidence` }],
      'the work bucket': ['PutBucketPolicy', { bucketName: `${logBucket}-work` }],
      'the lock': ['PutBucketObjectLockConfiguration', { bucketName: logBucket }],
      'the lock, as the API is called': ['PutObjectLockConfiguration', { bucketName: logBucket }],
      'public access': ['DeleteBucketPublicAccessBlock', { bucketName: logBucket }],
      'public access, as the API is called': ['PutPublicAccessBlock', { bucketName: logBucket }],
      'public access, removed': ['DeletePublicAccessBlock', { bucketName: logBucket }],
      versioning: ['PutBucketVersioning', { bucketName: logBucket }],
      'the bucket itself': ['DeleteBucket', { bucketName: logBucket }],
      'the whole account': ['PutAccountPublicAccessBlock', { accountId: LOG_ARCHIVE_ACCOUNT }],
      'the whole account, removed': ['DeleteAccountPublicAccessBlock', { accountId: LOG_ARCHIVE_ACCOUNT }],
      'a log file': ['DeleteObject', { bucketName: logBucket, key: 'AWSLogs/x.json.gz' }],
      'log files': ['DeleteObjects', { bucketName: logBucket }],
      'the retention of a log file': ['PutObjectRetention', { bucketName: logBucket, key: 'AWSLogs/x.json.gz' }],
      'the legal hold of a log file': ['PutObjectLegalHold', { bucketName: logBucket, key: 'AWSLogs/x.json.gz' }],
    },
    {
      'another bucket': ['PutBucketPolicy', { bucketName: 'some-bucket' }],
      'a bucket whose name begins like ours': ['DeleteBucket', { bucketName: `${logBucket}-2` }],
      'a delivery': ['PutObject', { bucketName: logBucket, key: 'AWSLogs/x.json.gz' }],
      'a look at the policy': ['GetBucketPolicy', { bucketName: logBucket }],
    },
  ),
  KeyTampering: samples(
    'kms.amazonaws.com',
    {
      'by key id': ['ScheduleKeyDeletion', { keyId: TRAIL_KEY.keyId, pendingWindowInDays: 7 }],
      'by ARN': ['DisableKey', { keyId: TRAIL_KEY.keyArn }],
      'by alias': ['PutKeyPolicy', { keyId: `alias/${TRAIL}`, policyName: 'default' }],
      'by the ARN of an alias': ['DisableKeyRotation', { keyId: aliasArn }],
      'by its alias alone': ['DeleteAlias', { aliasName: `alias/${TRAIL}` }],
      'its alias on another key': ['UpdateAlias', { aliasName: `alias/${TRAIL}`, targetKeyId: 'AnotherKey' }],
      'another alias on it': ['UpdateAlias', { aliasName: 'alias/x', targetKeyId: TRAIL_KEY.keyId }],
      'in the resources only': ['RevokeGrant', { grantId: 'g' }, keyIn(TRAIL_KEY.keyArn)],
    },
    {
      'another key by its id': ['ScheduleKeyDeletion', { keyId: 'AnotherKey' }, keyIn(otherKeyArn)],
      'another key by its ARN': ['DisableKey', { keyId: otherKeyArn }, keyIn(otherKeyArn)],
      'another alias': ['DeleteAlias', { aliasName: 'alias/another' }, keyIn(otherKeyArn)],
      'use of it': ['GenerateDataKey', { keyId: TRAIL_KEY.keyArn }, keyIn(TRAIL_KEY.keyArn)],
    },
  ),
  AlarmTopicTampering: samples(
    'sns.amazonaws.com',
    {
      'the topic': ['DeleteTopic', { topicArn }],
      'its policy': ['SetTopicAttributes', { topicArn, attributeName: 'Policy', attributeValue: '{}' }],
      'a permission more': ['AddPermission', { topicArn, label: 'x' }],
      'a permission less': ['RemovePermission', { topicArn, label: 'x' }],
      'a subscription': ['Unsubscribe', { subscriptionArn: `${topicArn}:00000000-0000-0000-0000-000000000000` }],
      'the filter of a subscription': [
        'SetSubscriptionAttributes',
        { subscriptionArn: `${topicArn}:0`, attributeName: 'FilterPolicy' },
      ],
      'what may pass': ['PutDataProtectionPolicy', { resourceArn: topicArn }],
      'the topic of deliveries': ['DeleteTopic', { topicArn: topicArn.replace('-alarms', '-deliveries') }],
    },
    {
      'another topic': ['DeleteTopic', { topicArn: arn('sns', MANAGEMENT_ACCOUNT, 'some-topic') }],
      'a subscription elsewhere': ['Unsubscribe', { subscriptionArn: arn('sns', MANAGEMENT_ACCOUNT, 'some-topic:0') }],
      'a message': ['Publish', { topicArn }],
    },
  ),
  AlarmTampering: samples(
    'monitoring.amazonaws.com',
    {
      'one of several': ['DeleteAlarms', { alarmNames: ['some-alarm', `${TRAIL}-CloudTrailChanges`] }],
      silenced: ['DisableAlarmActions', { alarmNames: [`${TRAIL}-CloudTrailChanges`] }],
      'set by hand': ['SetAlarmState', { alarmName: `${TRAIL}-CloudTrailChanges`, stateValue: 'OK' }],
      overwritten: ['PutMetricAlarm', { alarmName: `${TRAIL}-CloudTrailChanges`, threshold: 1000 }],
      'overwritten by a composite one': ['PutCompositeAlarm', { alarmName: `${TRAIL}-CloudTrailChanges` }],
      'muted, in a field that is not known': ['PutAlarmMuteRule', { name: 'quiet' }],
    },
    {
      'other alarms': ['DeleteAlarms', { alarmNames: ['some-alarm', `my-${TRAIL}-alarm`] }],
      'another alarm': ['SetAlarmState', { alarmName: 'some-alarm' }],
    },
  ),
  AlertRuleTampering: samples(
    'events.amazonaws.com',
    {
      'by name': ['DisableRule', { name: `${TRAIL}-TrailTampering` }],
      deleted: ['DeleteRule', { name: `${TRAIL}-TrailTampering`, force: true }],
      overwritten: ['PutRule', { name: `${TRAIL}-repair-on-calls`, eventPattern: '{}' }],
      'by name in rule': ['RemoveTargets', { rule: `${TRAIL}-TrailTampering`, ids: ['AlarmTopic'] }],
      'another target': ['PutTargets', { rule: `${TRAIL}-TrailTampering`, targets: [] }],
    },
    {
      'another rule': ['DisableRule', { name: 'some-rule' }],
      'the target of another rule': ['RemoveTargets', { rule: 'some-rule', ids: ['1'] }],
    },
  ),
  ConfigTampering: samples(
    'config.amazonaws.com',
    {
      'a rule by name': ['DeleteConfigRule', { configRuleName: `${TRAIL}-is-logging` }],
      'a rule overwritten': ['PutConfigRule', { configRule: { configRuleName: `${TRAIL}-is-logging` } }],
      'the repair of a rule': ['DeleteRemediationConfiguration', { configRuleName: `${TRAIL}-is-logging` }],
      'the repair overwritten': [
        'PutRemediationConfigurations',
        { remediationConfigurations: [{ configRuleName: 'some-rule' }, { configRuleName: `${TRAIL}-is-logging` }] },
      ],
      'no repair any more': ['PutRemediationExceptions', { configRuleName: `${TRAIL}-is-logging` }],
      'the recorder': ['StopConfigurationRecorder', { configurationRecorderName: 'default' }],
      'the recorder, deleted': ['DeleteConfigurationRecorder', { configurationRecorderName: 'default' }],
      'the recorder, changed': ['PutConfigurationRecorder', { configurationRecorder: { name: 'default' } }],
      'the delivery': ['DeleteDeliveryChannel', { deliveryChannelName: 'default' }],
      'the delivery, changed': ['PutDeliveryChannel', { deliveryChannel: { name: 'default' } }],
    },
    {
      'another rule': ['DeleteConfigRule', { configRuleName: 'some-rule' }],
      'another rule overwritten': ['PutConfigRule', { configRule: { configRuleName: 'some-rule' } }],
    },
  ),
  RepairTampering: samples(
    'ssm.amazonaws.com',
    {
      'by name': ['DeleteDocument', { name: `${TRAIL}-repair` }],
      'by ARN': ['UpdateDocument', { name: arn('ssm', MANAGEMENT_ACCOUNT, `document/${TRAIL}-repair`) }],
      'another version': ['UpdateDocumentDefaultVersion', { name: `${TRAIL}-repair`, documentVersion: '1' }],
      shared: ['ModifyDocumentPermission', { name: `${TRAIL}-repair`, permissionType: 'Share' }],
      'a run, which names no document': ['StopAutomationExecution', { automationExecutionId: 'e', type: 'Cancel' }],
    },
    {
      'another document': ['DeleteDocument', { name: 'some-document' }],
      'another document by ARN': ['UpdateDocument', { name: arn('ssm', MANAGEMENT_ACCOUNT, 'document/some') }],
    },
  ),
  ValidatorTampering: samples(
    'lambda.amazonaws.com',
    {
      'by name': ['UpdateFunctionCode20150331v2', { functionName }],
      'by ARN': [
        'UpdateFunctionConfiguration20150331v2',
        { functionName: arn('lambda', LOG_ARCHIVE_ACCOUNT, `function:${functionName}`) },
      ],
      'by a part of the ARN': [
        'DeleteFunction20150331',
        { functionName: `${LOG_ARCHIVE_ACCOUNT}:function:${functionName}` },
      ],
      'its concurrency': ['PutFunctionConcurrency20171031', { functionName, reservedConcurrentExecutions: 0 }],
      'who may call it': ['AddPermission20150331v2', { functionName }],
      'who may call it no more': ['RemovePermission20150331v2', { functionName }],
      'its schedule': [
        'DeleteSchedule',
        { name: `${TRAIL}-digest-validation` },
        { eventSource: 'scheduler.amazonaws.com' },
      ],
      'the version of its runtime': ['PutRuntimeManagementConfig20210720', { functionName }],
      'the group of its schedules': [
        'DeleteScheduleGroup',
        { name: `${TRAIL}-digest-validation` },
        { eventSource: 'scheduler.amazonaws.com' },
      ],
      'its schedule, changed': [
        'UpdateSchedule',
        { name: `${TRAIL}-digest-validation`, state: 'DISABLED' },
        { eventSource: 'scheduler.amazonaws.com' },
      ],
    },
    {
      'another function': ['UpdateFunctionCode20150331v2', { functionName: 'some-function' }],
      'another schedule': ['DeleteSchedule', { name: 'some-schedule' }, { eventSource: 'scheduler.amazonaws.com' }],
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
  ValidatorMemoryTampering: samples(
    'dynamodb.amazonaws.com',
    {
      'by name': ['DeleteTable', { tableName }],
      'by ARN': ['UpdateTable', { tableName: tableArn, deletionProtectionEnabled: false }],
      'what expires': ['UpdateTimeToLive', { tableName }],
      'its backups': ['UpdateContinuousBackups', { tableName }],
      'its policy': ['PutResourcePolicy', { resourceArn: tableArn, policy: '{}' }],
      'no policy': ['DeleteResourcePolicy', { resourceArn: tableArn }],
      'an older one by its name': ['RestoreTableFromBackup', { targetTableName: tableName }],
      'an older one': ['RestoreTableToPointInTime', { targetTableName: tableName, sourceTableName: 'x' }],
    },
    {
      'another table': ['DeleteTable', { tableName: 'some-table' }],
      'the policy of another table': ['PutResourcePolicy', { resourceArn: archiveArn('dynamodb', 'table/other') }],
    },
  ),
  ValidatorMemoryWritten: samples(
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
    },
    {
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
    },
    { 'another queue': ['DeleteQueue', { queueUrl: queueUrl.replace(TRAIL, 'some') }] },
  ),
  RoleTampering: samples(
    'iam.amazonaws.com',
    {
      'made again': ['CreateRole', { roleName: `${TRAIL}-repair` }],
      deleted: ['DeleteRole', { roleName: `${TRAIL}-log-delivery` }],
      'its sessions': ['UpdateRole', { roleName: `${TRAIL}-log-delivery`, maxSessionDuration: 3600 }],
      'its trust': ['UpdateAssumeRolePolicy', { roleName: `${TRAIL}-log-delivery`, policyDocument: '{}' }],
      'a policy more': ['PutRolePolicy', { roleName: `${TRAIL}-alerts-eu-central-1`, policyName: 'x' }],
      'a policy less': ['DeleteRolePolicy', { roleName: `${TRAIL}-alerts-eu-central-1`, policyName: 'x' }],
      'a managed policy more': ['AttachRolePolicy', { roleName: `${TRAIL}-repair`, policyArn: 'x' }],
      'a managed policy less': ['DetachRolePolicy', { roleName: `${TRAIL}-repair`, policyArn: 'x' }],
      'a boundary more': ['PutRolePermissionsBoundary', { roleName: `${TRAIL}-repair` }],
      'a boundary less': ['DeleteRolePermissionsBoundary', { roleName: `${TRAIL}-repair` }],
      'the trust of a deployment role': [
        'UpdateAssumeRolePolicy',
        { roleName: `cdk-hnb659fds-cfn-exec-role-${MANAGEMENT_ACCOUNT}-${HOME_REGION}`, policyDocument: '{}' },
      ],
    },
    {
      'another role': ['DeleteRole', { roleName: 'some-role' }],
      'a role of the CDK that only looks': [
        'DeleteRole',
        { roleName: `cdk-hnb659fds-lookup-role-${MANAGEMENT_ACCOUNT}` },
      ],
      'tags of ours': ['TagRole', { roleName: `${TRAIL}-repair` }],
    },
  ),
  OrganizationTampering: samples(
    'organizations.amazonaws.com',
    {
      'trusted access': ['DisableAWSServiceAccess', { servicePrincipal: 'cloudtrail.amazonaws.com' }],
      'an administrator more': [
        'RegisterDelegatedAdministrator',
        { accountId: '333333333333', servicePrincipal: 'cloudtrail.amazonaws.com' },
      ],
      'an administrator less': [
        'DeregisterDelegatedAdministrator',
        { accountId: '333333333333', servicePrincipal: 'cloudtrail.amazonaws.com' },
      ],
      'a policy, which could be ours': ['DeletePolicy', { policyId: 'p-examplepolicy' }],
      'a policy off its target': ['DetachPolicy', { policyId: 'p-examplepolicy', targetId: 'r-root' }],
      'a policy changed': ['UpdatePolicy', { policyId: 'p-examplepolicy', content: '{}' }],
      'policies of a type': ['DisablePolicyType', { rootId: 'r-root', policyType: 'SERVICE_CONTROL_POLICY' }],
      'the organization': ['DeleteOrganization', null],
      'the log archive account out': ['RemoveAccountFromOrganization', { accountId: LOG_ARCHIVE_ACCOUNT }],
      'the log archive account elsewhere': ['MoveAccount', { accountId: LOG_ARCHIVE_ACCOUNT }],
      'the log archive account closed': ['CloseAccount', { accountId: LOG_ARCHIVE_ACCOUNT }],
    },
    {
      'another service': ['DisableAWSServiceAccess', { servicePrincipal: 'ram.amazonaws.com' }],
      'another account': ['MoveAccount', { accountId: '333333333333' }],
    },
  ),
  AccountTampering: samples(
    'account.amazonaws.com',
    {
      'the home Region off': ['DisableRegion', { regionName: HOME_REGION }],
      'out of the organization': ['LeaveOrganization', null, { eventSource: 'organizations.amazonaws.com' }],
    },
    { 'another Region off': ['DisableRegion', { regionName: 'af-south-1' }] },
  ),
};
