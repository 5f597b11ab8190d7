// Calls that weaken digest validation, as rows of the table of tamper alerts.
import { AlarmSeverity } from '../../shared/alarm-severity';
import type { Matcher } from '../../shared/event-pattern';
import { inArns, startingLikeOurs } from './tamper-fields';
import type { TamperRow } from './tamper-table';
import { ValidationNames } from '../../identity/validation-names';

const startingWith = (...prefixes: string[]): Matcher[] => prefixes.map((prefix) => ({ prefix }));

export const VALIDATION_TAMPER_ROWS: readonly TamperRow[] = [
  {
    name: 'ValidatorTampering',
    severity: AlarmSeverity.CRITICAL,
    meaning: 'Somebody deleted or changed a function that validates the log files, or its schedule.',
    isHere: ({ hasArchive }) => hasArchive,
    eventSources: ['lambda.amazonaws.com', 'scheduler.amazonaws.com'],
    eventNames: [
      ...startingWith('DeleteFunction', 'UpdateFunction', 'PutFunction', 'AddPermission', 'RemovePermission'),
      ...startingWith('PutRuntimeManagementConfig'),
      ...['DeleteSchedule', 'UpdateSchedule', 'DeleteScheduleGroup'],
    ],
    fields: (context) => ({
      'requestParameters.functionName': [...startingLikeOurs(context), ...inArns(context, 'function:')],
      'requestParameters.name': startingLikeOurs(context),
    }),
  },
  {
    name: 'ValidatorMapTampering',
    severity: AlarmSeverity.CRITICAL,
    meaning: 'Somebody deleted or changed the state machine that validates in shards, or stopped a validation.',
    isHere: ({ hasArchive }) => hasArchive,
    eventSources: ['states.amazonaws.com'],
    eventNames: ['UpdateStateMachine', 'DeleteStateMachine', 'StopExecution', 'UpdateMapRun'],
    fields: (context) => ({
      'requestParameters.stateMachineArn': inArns(context, ':stateMachine:'),
      'requestParameters.executionArn': inArns(context, ':execution:'),
      'requestParameters.mapRunArn': inArns(context, ':mapRun:'),
    }),
  },
  {
    name: 'ValidatorMapStarted',
    severity: AlarmSeverity.HIGH,
    meaning:
      'Somebody other than the validator started a validation in shards, or tried to: an old one could be told anew.',
    isHere: ({ hasArchive }) => hasArchive,
    eventSources: ['states.amazonaws.com'],
    eventNames: ['StartExecution', 'StartSyncExecution', 'RedriveExecution'],
    fields: (context) => ({
      'requestParameters.stateMachineArn': inArns(context, ':stateMachine:'),
      'requestParameters.executionArn': inArns(context, ':execution:'),
    }),
    except: ({ trail }) => {
      const names = new ValidationNames(trail);
      return [names.roleArn('Validator'), names.roleArn('StateMachine')];
    },
  },
  {
    name: 'ValidatorMemoryTampering',
    severity: AlarmSeverity.CRITICAL,
    meaning: 'Somebody deleted or changed the table in which the validator remembers, or took an older one for it.',
    isHere: ({ hasArchive }) => hasArchive,
    eventSources: ['dynamodb.amazonaws.com'],
    eventNames: [
      ...['DeleteTable', 'UpdateTable', 'UpdateTimeToLive', 'UpdateContinuousBackups', 'PutResourcePolicy'],
      ...['DeleteResourcePolicy', 'RestoreTableFromBackup', 'RestoreTableToPointInTime'],
    ],
    fields: (context) => ({
      'requestParameters.tableName': [...startingLikeOurs(context), ...inArns(context, ':table/')],
      'requestParameters.targetTableName': startingLikeOurs(context),
      'requestParameters.resourceArn': inArns(context, ':table/'),
    }),
  },
  {
    name: 'ValidatorMemoryWritten',
    severity: AlarmSeverity.CRITICAL,
    meaning: 'Somebody other than the validator wrote to the table in which it remembers, or tried to.',
    isHere: ({ hasArchive }) => hasArchive,
    eventSources: ['dynamodb.amazonaws.com'],
    eventNames: [
      ...['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems', 'ExecuteStatement'],
      ...['BatchExecuteStatement', 'ExecuteTransaction'],
    ],
    fields: ({ trail }) => ({ 'resources.ARN': [new ValidationNames(trail).tableArn] }),
    except: ({ trail }) => {
      const names = new ValidationNames(trail);
      return [names.roleArn('Validator'), names.roleArn('Merge')];
    },
  },
  {
    name: 'ValidatorLogTampering',
    severity: AlarmSeverity.HIGH,
    meaning: 'Somebody deleted or changed a log group of the validator.',
    isHere: ({ hasArchive }) => hasArchive,
    eventSources: ['logs.amazonaws.com'],
    eventNames: [
      ...['DeleteLogGroup', 'DeleteLogStream', 'PutRetentionPolicy', 'DeleteRetentionPolicy', 'AssociateKmsKey'],
      ...['DisassociateKmsKey', 'PutDataProtectionPolicy', 'PutLogGroupDeletionProtection'],
    ],
    fields: (context) => {
      const ours = ['/aws/lambda/', '/aws/vendedlogs/states/'].flatMap((folder) => [
        ...startingLikeOurs(context, folder),
        ...inArns(context, `:log-group:${folder}`),
      ]);
      return {
        'requestParameters.logGroupName': ours,
        'requestParameters.logGroupIdentifier': ours,
        'requestParameters.resourceIdentifier': ours,
      };
    },
  },
  {
    name: 'ValidatorQueueTampering',
    severity: AlarmSeverity.HIGH,
    meaning: 'Somebody deleted, emptied or changed the queue of validations that failed.',
    isHere: ({ hasArchive }) => hasArchive,
    eventSources: ['sqs.amazonaws.com'],
    eventNames: ['DeleteQueue', 'PurgeQueue', 'SetQueueAttributes', 'AddPermission', 'RemovePermission'],
    fields: (context) => ({ 'requestParameters.queueUrl': inArns(context, '/') }),
  },
];
