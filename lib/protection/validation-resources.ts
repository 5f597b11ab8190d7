// What validates the log files, in the log archive account; what reports alarms, in the management account; and what groups
// alerts, in both. All are made of the same kinds of resources, with names of the trail.
import { readerScheduleRoleArns } from '../identity/channel-names';
import { groupRoleArns } from '../identity/group-names';
import { ReportNames } from '../identity/report-names';
import { ValidationNames, type FunctionId, type ServiceRoleId } from '../identity/validation-names';
import { readingPrefix } from '../identity/reading-names';
import type { TrailIdentity } from '../identity/trail-identity';
import { anyResource, archiveArns, inArns, namedOurs, namesNothing, noArns, parameters, WHERE } from './ours';
import { LOG_GROUP_CALLS, logGroupFields } from './log-groups';
import { because, type ProtectedResource } from './protected-resource';
import { DATA_EVENT, DEPLOY_AGAIN, UNBOUND } from './reasons';

const roleArns =
  (...ids: readonly (FunctionId | ServiceRoleId)[]) =>
  (trail: TrailIdentity): string[] =>
    ids.map((id) => new ValidationNames(trail).roleArn(id));

const FUNCTIONS: ProtectedResource = {
  name: 'the functions of the validator and of the reporter of alarms, and those that group alerts and read the other account',
  service: 'lambda',
  hasVersionedEvents: true,
  types: ['function'],
  where: WHERE.everywhere,
  fields: (context) => ({
    ...parameters([...namedOurs(context), ...inArns(context, 'function:')], 'functionName'),
    ...parameters(inArns(context, 'function:'), 'resourceArn'),
  }),
  arns: archiveArns('lambda', 'function:'),
  alert: 'ValidatorTampering',
  guard: ['GuardArchive'],
  repair: DEPLOY_AGAIN,
  calls: [
    ...['UpdateFunction*', 'DeleteFunction*', 'PutFunction*', 'PutRuntimeManagementConfig'],
    ...['AddPermission', 'RemovePermission', 'PutResourcePolicy', 'DeleteResourcePolicy', 'CreateFunctionUrlConfig'],
    ...['UpdateAlias', 'DeleteAlias'],
  ],
};

const EVENT_SOURCES: ProtectedResource = {
  ...FUNCTIONS,
  name: 'event sources that invoke one of these functions',
  types: [],
  arns: noArns,
  guard: because('Lambda accepts no event source that the role of the function may not read'),
  calls: ['CreateEventSourceMapping'],
};

/** A change names an event source by an id that AWS chose, and says in its answer which function it invokes. */
const EVENT_SOURCE_CHANGES: ProtectedResource = {
  ...FUNCTIONS,
  name: 'the event sources of the function that groups alerts, and the others of the log archive account',
  types: ['eventSourceMapping'],
  fields: (context) => ({ 'responseElements.functionArn': inArns(context, 'function:') }),
  arns: ({ partition, logArchiveAccountId }) => [
    `arn:${partition}:lambda:*:${logArchiveAccountId}:event-source-mapping:*`,
  ],
  calls: ['UpdateEventSourceMapping', 'DeleteEventSourceMapping'],
};

/** Whoever could invoke these could report an old run as the newest. Invoking covers every way that Lambda has. */
const INVOCATIONS: ProtectedResource = {
  ...FUNCTIONS,
  name: 'invocations of these functions',
  where: WHERE.archive,
  alert: DATA_EVENT,
  guard: ['GuardRuns'],
  repair: because('a run changes nothing of the trail'),
  callers: (trail) => [
    ...roleArns('Schedule', 'Validator', 'StateMachine', 'Merge')(trail),
    ...readerScheduleRoleArns(trail),
  ],
  calls: ['Invoke*'],
};

const SCHEDULES: ProtectedResource = {
  ...FUNCTIONS,
  name: 'the schedules of these functions and their groups',
  service: 'scheduler',
  hasVersionedEvents: false,
  where: WHERE.both,
  types: ['schedule', 'schedule-group'],
  fields: (context) => parameters(namedOurs(context), 'name'),
  arns: archiveArns('scheduler', 'schedule/*/', 'schedule-group/'),
  calls: ['UpdateSchedule', 'DeleteSchedule*'],
};

const STATE_MACHINE: ProtectedResource = {
  name: 'the state machines that validate in shards and send alarms that were not reported, and their executions',
  service: 'states',
  types: ['statemachine', 'execution', 'maprun'],
  where: WHERE.both,
  fields: (context) => ({
    ...parameters(inArns(context, ':stateMachine:'), 'stateMachineArn'),
    ...parameters(inArns(context, ':execution:'), 'executionArn'),
    ...parameters(inArns(context, ':mapRun:'), 'mapRunArn'),
  }),
  arns: archiveArns('states', 'stateMachine:', 'execution:', 'mapRun:'),
  alert: 'ValidatorMapTampering',
  guard: ['GuardArchive'],
  repair: DEPLOY_AGAIN,
  calls: [
    { events: ['UpdateStateMachine'], actions: ['UpdateStateMachine*'] },
    { events: ['DeleteStateMachine'], actions: ['DeleteStateMachine*'] },
    'UpdateMapRun',
  ],
};

/** A map that ends early stops the executions that it started. */
const STOPS: ProtectedResource = {
  ...STATE_MACHINE,
  name: 'executions of these state machines that are under way',
  types: ['execution'],
  fields: (context) => parameters(inArns(context, ':execution:'), 'executionArn'),
  arns: archiveArns('states', 'execution:'),
  guard: ['GuardRuns'],
  callers: roleArns('StateMachine'),
  calls: ['StopExecution'],
};

const RUNS: ProtectedResource = {
  ...STATE_MACHINE,
  name: 'starts of the state machine that validates',
  types: ['statemachine', 'execution'],
  fields: (context) => ({
    ...parameters(inArns(context, ':stateMachine:'), 'stateMachineArn'),
    ...parameters(inArns(context, ':execution:'), 'executionArn'),
  }),
  arns: archiveArns('states', 'stateMachine:', 'execution:'),
  alert: 'ValidatorMapStarted',
  guard: ['GuardRuns'],
  repair: because('a run changes nothing of the trail'),
  callers: roleArns('Validator', 'StateMachine'),
  calls: ['StartExecution', 'StartSyncExecution', 'RedriveExecution'],
};

/** A start by somebody else sends people an alarm that there was not. */
const FALLBACK_RUNS: ProtectedResource = {
  ...RUNS,
  name: 'starts of the state machine that sends alarms that were not reported',
  arns: noArns,
  guard: UNBOUND,
  callers: (trail) => [new ReportNames(trail).roleArn('starter')],
};

const TABLE: ProtectedResource = {
  name: 'the tables of the validator and of the reporter, and their backups',
  service: 'dynamodb',
  types: ['table', 'backup'],
  where: WHERE.both,
  fields: (context) => ({
    ...parameters([...namedOurs(context), ...inArns(context, ':table/')], 'tableName'),
    ...parameters(namedOurs(context), 'targetTableName'),
    ...parameters(inArns(context, ':table/'), 'resourceArn', 'backupArn'),
  }),
  arns: archiveArns('dynamodb', 'table/'),
  alert: 'ValidatorTableTampering',
  guard: ['GuardArchive'],
  repair: DEPLOY_AGAIN,
  calls: [
    { events: ['UpdateTable'], actions: ['Update*Table*'] },
    { events: ['DeleteTable'], actions: ['DeleteTable*'] },
    ...['UpdateTimeToLive', 'UpdateContinuousBackups', 'PutResourcePolicy', 'DeleteResourcePolicy', 'DeleteBackup'],
    {
      calls: ['RestoreTable*'],
      guard: because('it takes a name that is free: ours is once the table is deleted, which is denied'),
    },
  ],
};

const ITEMS: ProtectedResource = {
  ...TABLE,
  name: 'the items of the table of the validator',
  types: ['table'],
  fields: ({ trail }) => ({ 'resources.ARN': [new ValidationNames(trail).tableArn] }),
  arns: (trail) => [new ValidationNames(trail).tableArn],
  alert: 'ValidatorTableWritten',
  guard: ['GuardTable'],
  repair: because("the next run finds what it can't authenticate"),
  callers: roleArns('Validator', 'Merge'),
  calls: [
    {
      events: ['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems'],
      actions: ['PutItem', 'UpdateItem', 'DeleteItem'],
    },
    'BatchWriteItem',
    {
      events: ['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction'],
      actions: ['PartiQLInsert', 'PartiQLUpdate', 'PartiQLDelete'],
    },
  ],
};

/** Whoever writes there can have an alarm count as reported. */
const REPORT_ITEMS: ProtectedResource = {
  ...ITEMS,
  name: 'the items of the table of the reporter',
  fields: ({ trail }) => ({ 'resources.ARN': [new ReportNames(trail).tableArn] }),
  arns: noArns,
  guard: UNBOUND,
  repair: because('people are notified of who wrote, and of each alarm directly where it is grave'),
  callers: (trail) => [new ReportNames(trail).roleArn('reporter')],
};

const LOG_GROUPS: ProtectedResource = {
  name: 'the log groups of the validator, of the reporter, and of the function that groups alerts',
  service: 'logs',
  types: ['log-group', 'log-stream'],
  where: WHERE.everywhere,
  fields: (context) =>
    logGroupFields(
      ['/aws/lambda/', '/aws/vendedlogs/states/'].flatMap((folder) => [
        ...namedOurs(context, folder),
        ...inArns(context, `:log-group:${folder}`),
      ]),
    ),
  arns: archiveArns('logs', 'log-group:/aws/*/'),
  alert: 'ValidatorLogTampering',
  guard: ['GuardArchive'],
  repair: DEPLOY_AGAIN,
  calls: LOG_GROUP_CALLS,
};

const LOG_POLICIES: ProtectedResource = {
  ...LOG_GROUPS,
  name: 'the policies of the log archive account about all log groups',
  where: WHERE.archive,
  types: [],
  fields: namesNothing,
  arns: anyResource,
  guard: ['GuardAccount'],
  calls: [
    'PutAccountPolicy',
    {
      calls: ['PutResourcePolicy'],
      alert: because('Step Functions puts one for the log group of the state machine, and a line more hides no other'),
      guard: because('the state machine needs it for its log group'),
    },
  ],
};

const QUEUE: ProtectedResource = {
  name: 'the queues of what failed, and those of alerts that are grouped',
  service: 'sqs',
  types: ['queue'],
  where: WHERE.everywhere,
  fields: (context) => ({
    ...parameters(inArns(context, '/'), 'queueUrl'),
    ...parameters(inArns(context, ':'), 'sourceArn'),
  }),
  arns: archiveArns('sqs', ''),
  alert: 'ValidatorQueueTampering',
  guard: ['GuardArchive'],
  repair: DEPLOY_AGAIN,
  calls: [
    ...['DeleteQueue', 'PurgeQueue', 'SetQueueAttributes', 'AddPermission', 'RemovePermission', 'StartMessageMoveTask'],
  ],
};

/** The function that groups alerts deletes what it has notified people of. */
const MESSAGES: ProtectedResource = {
  ...QUEUE,
  name: 'the messages in these queues',
  alert: DATA_EVENT,
  guard: ['GuardRuns'],
  repair: because('nothing brings a message back'),
  callers: groupRoleArns,
  calls: ['DeleteMessage', 'ChangeMessageVisibility'],
};

const CONSUMER_QUEUES: ProtectedResource = {
  ...QUEUE,
  name: 'the queues of consumers',
  where: WHERE.archive,
  fields: ({ trail }) => ({
    ...parameters([{ wildcard: `*/${readingPrefix(trail)}*` }], 'queueUrl'),
    ...parameters([{ wildcard: `*:${readingPrefix(trail)}*` }], 'sourceArn'),
  }),
  arns: noArns,
  guard: because('a consumer deletes the messages that it has read; the log files that they name stay in the bucket'),
};

export const VALIDATION_RESOURCES: readonly ProtectedResource[] = [
  ...[
    FUNCTIONS,
    EVENT_SOURCES,
    EVENT_SOURCE_CHANGES,
    INVOCATIONS,
    SCHEDULES,
    STATE_MACHINE,
    STOPS,
    RUNS,
    FALLBACK_RUNS,
  ],
  ...[TABLE, ITEMS, REPORT_ITEMS, LOG_GROUPS, LOG_POLICIES, QUEUE, MESSAGES, CONSUMER_QUEUES],
];
