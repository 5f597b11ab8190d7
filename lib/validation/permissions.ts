// What each function of digest validation may do. One row a function; nothing else is granted to it anywhere.
import type { EvidenceFolder, FunctionId } from '../identity/validation-names';
import { viaService } from '../identity/via-service';
import type { Permission } from '../shared/permission';
import type { ValidationContext } from './context';
import { readFormerLocations } from './former-locations';
import { signReports } from './signing';

type Permissions = (context: ValidationContext) => Permission[];

export const FUNCTION_PERMISSIONS: Readonly<Record<FunctionId, Permissions>> = {
  Validator: (context) => [
    ...readTrail(context),
    seeLogBucket(context, [
      ...['s3:GetBucketLocation', 's3:GetLifecycleConfiguration'],
      ...['s3:GetBucketVersioning', 's3:GetBucketObjectLockConfiguration'],
    ]),
    seeLogKey(context),
    seeLocks(context),
    ...readTable(context),
    ...writeTable(context),
    ...readEvidence(context, ['verdicts', 'seals']),
    ...writeEvidence(context, ['seals']),
    ...readWork(context),
    ...writeWork(context),
    ...startMap(context),
    ...publish(context),
    ...askOrganizations(context),
    ...authenticate(context),
    signReports(context),
    ...run('Validator')(context),
  ],
  Shard: (context) => [
    ...readTrail(context),
    seeLogBucket(context, ['s3:GetBucketLocation']),
    seeLocks(context),
    ...sealDays(context),
    ...readWork(context),
    ...writeWork(context),
    ...authenticate(context),
    ...run('Shard')(context),
  ],
  Merge: (context) => [
    ...readTable(context),
    ...writeTable(context),
    ...readEvidence(context),
    ...writeEvidence(context),
    ...readWork(context),
    ...publish(context),
    ...authenticate(context),
    signReports(context),
    ...run('Merge')(context),
  ],
  Publisher: (context) => [
    ...readReports(context),
    ...markReports(context),
    { sid: 'VerifyEvidence', actions: ['kms:VerifyMac'], resources: [context.checkpointKeyArn] },
    ...notify(context),
    ...run('Publisher')(context),
  ],
  Watch: (context) => [listReports(context), ...run('Watch')(context)],
};

/**
 * Objects of the trail's own prefixes and nothing beside them; names of all that lies below `AWSLogs/`, since what CloudTrail
 * does not write there is a finding. S3 takes the key of an object that is not there for the prefix when
 * it decides whether the caller may know that: so a missing log file can be distinguished from a forbidden one.
 */
const readTrail: Permissions = ({ trail, formerLocations }) => [
  {
    sid: 'ListLogFiles',
    actions: ['s3:ListBucket', 's3:ListBucketVersions'],
    resources: [trail.logBucketArn],
    // All owners lie in one folder, in which nothing else may lie.
    conditions: { StringLike: { 's3:prefix': foldersAbove(trail.deliveryPaths).map((path) => `${path}/*`) } },
  },
  {
    sid: 'ReadLogFiles',
    actions: ['s3:GetObject'],
    resources: trail.deliveryPaths.map((path) => `${trail.logBucketArn}/${path}/*`),
    wildcard: 'CloudTrail chooses the names of its log files and digests, all of them below these prefixes',
  },
  {
    sid: 'DecryptLogFiles',
    actions: ['kms:Decrypt'],
    resources: [`arn:${trail.partition}:kms:${trail.homeRegion}:${trail.logArchiveAccountId}:key/*`],
    conditions: {
      StringEquals: viaService(trail, 's3'),
      'ForAnyValue:StringEquals': { 'kms:ResourceAliases': trail.keyAliasName },
    },
    wildcard: 'The condition names the one key by its alias, so that no stack refers to another',
  },
  {
    sid: 'ListPublicKeys',
    actions: ['cloudtrail:ListPublicKeys'],
    resources: ['*'],
    wildcard: 'ListPublicKeys knows no resources: it gives public keys of AWS to anyone who asks',
  },
  ...readFormerLocations({ trail, formerLocations }),
];

function foldersAbove(paths: readonly string[]): string[] {
  return [...new Set(paths.map((path) => path.slice(0, path.lastIndexOf('/'))))];
}

function seeLogBucket({ trail }: ValidationContext, actions: string[]): Permission {
  return { sid: 'SeeLogBucket', actions, resources: [trail.logBucketArn] };
}

/** Whether the key that encrypts the log files can be used. */
const seeLogKey = ({ trail }: ValidationContext): Permission => ({
  sid: 'SeeLogKey',
  actions: ['kms:DescribeKey'],
  resources: [`arn:${trail.partition}:kms:${trail.homeRegion}:${trail.logArchiveAccountId}:key/*`],
  conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': trail.keyAliasName } },
  wildcard: 'The condition names the one key by its alias, so that no stack refers to another',
});

/** For how long a file is locked that a sweep has chosen. */
const seeLocks = ({ trail }: ValidationContext): Permission => ({
  sid: 'SeeLocks',
  actions: ['s3:GetObjectRetention'],
  resources: trail.deliveryPaths.map((path) => `${trail.logBucketArn}/${path}/*`),
  wildcard: 'CloudTrail chooses the names of its log files and digests, all of them below these prefixes',
});

const readTable: Permissions = (context) => [
  { sid: 'ReadTable', actions: ['dynamodb:GetItem', 'dynamodb:Query'], resources: [context.names.tableArn] },
  useTableKey(context, 'DecryptTable', ['kms:Decrypt', 'kms:DescribeKey']),
];

/** What the functions leave for each other carries a code, too: the results of the shards and the evidence. */
const authenticate: Permissions = ({ checkpointKeyArn }) => [
  { sid: 'Authenticate', actions: ['kms:GenerateMac', 'kms:VerifyMac'], resources: [checkpointKeyArn] },
];

const writeTable: Permissions = (context) => [
  { sid: 'WriteTable', actions: ['dynamodb:PutItem', 'dynamodb:DeleteItem'], resources: [context.names.tableArn] },
  useTableKey(context, 'EncryptTable', ['kms:Encrypt', 'kms:GenerateDataKey']),
];

function useTableKey({ trail, validationKeyArn }: ValidationContext, sid: string, actions: string[]): Permission {
  return {
    sid,
    actions,
    resources: [validationKeyArn],
    conditions: {
      StringEquals: viaService(trail, 'dynamodb'),
    },
  };
}

function listEvidence({ trail }: ValidationContext, actions: string[], ...prefixes: string[]): Permission {
  return {
    sid: 'ListEvidence',
    actions,
    resources: [trail.evidenceBucketArn],
    conditions: { StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
  };
}

const readEvidence = (context: ValidationContext, more: readonly EvidenceFolder[] = []): Permission[] => [
  listEvidence(context, ['s3:ListBucket', 's3:ListBucketVersions'], `${context.trail.trailName}/`),
  readFolders(context, ['reports', 'acknowledgements', ...more], 'What is read of the evidence is named by its time'),
  decryptEvidence(context),
];

/** A report, and the lists that it names. */
const OF_RUNS: readonly EvidenceFolder[] = ['reports', 'verdicts', 'coverage', 'runs', 'settings'];

const writeEvidence = (context: ValidationContext, more: readonly EvidenceFolder[] = []): Permission[] => [
  addTo(context, [...OF_RUNS, ...more]),
  encryptEvidence(context),
];

/** A sweep over the state machine compares with seals, and seals, where it reads. */
const sealDays: Permissions = (context) => [
  listEvidence(context, ['s3:ListBucketVersions'], context.names.evidencePrefix('seals')),
  readFolders(context, ['seals'], 'A seal is named by the day that it is of'),
  decryptEvidence(context),
  addTo(context, ['seals']),
  encryptEvidence(context),
];

function addTo({ names }: ValidationContext, folders: readonly EvidenceFolder[]): Permission {
  return {
    sid: 'AddEvidence',
    actions: ['s3:PutObject'],
    resources: folders.map((folder) => names.evidenceArn(folder)),
    wildcard: 'What a run leaves is named by its time or its day; Object Lock keeps each version that was ever written',
  };
}

const listReports = (context: ValidationContext): Permission =>
  listEvidence(context, ['s3:ListBucket'], context.names.evidencePrefix('reports'));

/** Of an object that a delete marker hides, or a newer version, each version is looked at. */
const readReports: Permissions = (context) => [
  listEvidence(
    context,
    ['s3:ListBucketVersions'],
    context.names.evidencePrefix('reports'),
    context.names.evidencePrefix('notified'),
  ),
  readFolders(context, ['reports', 'notified'], 'Reports, and the marks of them, are named by their time'),
  decryptEvidence(context),
];

const markReports: Permissions = (context) => [
  {
    sid: 'MarkReports',
    actions: ['s3:PutObject'],
    resources: [context.names.evidenceArn('notified')],
    wildcard: 'A mark is named by the report that it is about',
  },
  encryptEvidence(context),
];

function readFolders({ names }: ValidationContext, folders: EvidenceFolder[], wildcard: string): Permission {
  return {
    sid: 'ReadEvidence',
    actions: ['s3:GetObject', 's3:GetObjectVersion'],
    resources: folders.map((folder) => names.evidenceArn(folder)),
    wildcard,
  };
}

const decryptEvidence = (context: ValidationContext): Permission =>
  useBucketKey(context, 'DecryptEvidence', 'kms:Decrypt', context.trail.evidenceBucketArn);

const encryptEvidence = (context: ValidationContext): Permission =>
  useBucketKey(context, 'EncryptEvidence', 'kms:GenerateDataKey', context.trail.evidenceBucketArn);

const readWork: Permissions = (context) => [
  {
    sid: 'ListWork',
    actions: ['s3:ListBucket', 's3:ListBucketVersions'],
    resources: [context.names.workBucketArn],
    conditions: { StringLike: { 's3:prefix': ['runs/*'] } },
  },
  {
    sid: 'ReadWork',
    actions: ['s3:GetObject', 's3:GetObjectVersion'],
    resources: [`${context.names.workBucketArn}/runs/*`],
    wildcard: 'Each run has a folder of its own',
  },
  useBucketKey(context, 'DecryptWork', 'kms:Decrypt', context.names.workBucketArn),
];

const writeWork: Permissions = (context) => [
  {
    sid: 'WriteWork',
    actions: ['s3:PutObject'],
    resources: [`${context.names.workBucketArn}/runs/*`],
    wildcard: 'Each run has a folder of its own',
  },
  useBucketKey(context, 'EncryptWork', 'kms:GenerateDataKey', context.names.workBucketArn),
];

/** With a Bucket Key the encryption context is the ARN of the bucket. */
function useBucketKey(
  { trail, evidenceKeyArn }: ValidationContext,
  sid: string,
  action: string,
  bucketArn: string,
): Permission {
  return {
    sid,
    actions: [action],
    resources: [evidenceKeyArn],
    conditions: {
      StringEquals: {
        ...viaService(trail, 's3'),
        'kms:EncryptionContext:aws:s3:arn': bucketArn,
      },
    },
  };
}

const startMap: Permissions = ({ names }) => [
  { sid: 'StartMap', actions: ['states:StartExecution'], resources: [names.stateMachineArn] },
  {
    sid: 'SeeMap',
    actions: ['states:DescribeExecution'],
    resources: [names.arn('states', `execution:${names.stateMachineName}:*`)],
    wildcard: 'Executions are named after the runs that start them',
  },
];

const publish: Permissions = ({ names }) => [
  { sid: 'StartPublisher', actions: ['lambda:InvokeFunction'], resources: [names.functionArn('Publisher')] },
];

const askOrganizations: Permissions = ({ organizationsRoleArn }) =>
  organizationsRoleArn === undefined
    ? []
    : [{ sid: 'AskOrganizations', actions: ['sts:AssumeRole'], resources: [organizationsRoleArn] }];

/** @see https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-custom-providers.html */
const notify: Permissions = ({ trail, names, securityHub }) => [
  {
    sid: 'PutResultEvents',
    actions: ['events:PutEvents'],
    resources: [names.arn('events', 'event-bus/default')],
  },
  ...(securityHub
    ? [
        {
          sid: 'ImportFindings',
          actions: ['securityhub:BatchImportFindings'],
          resources: [names.arn('securityhub', `product/${trail.logArchiveAccountId}/default`)],
        },
      ]
    : []),
];

/** What every function needs to run: its log, its traces, its environment, and the queue for what failed. */
const run =
  (id: FunctionId): Permissions =>
  ({ names, validationKeyArn }) => [
    {
      sid: 'WriteOwnLog',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [`${names.logGroupArn(names.functionLogGroupName(id))}:*`],
      wildcard: 'Lambda chooses the names of the log streams, all of them in this one log group',
    },
    {
      sid: 'SendTraces',
      actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'],
      resources: ['*'],
      wildcard: 'X-Ray knows no resources for traces that are sent to it',
    },
    { sid: 'KeepWhatFailed', actions: ['sqs:SendMessage'], resources: [names.queueArn] },
    {
      sid: 'UseEnvironmentAndQueue',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [validationKeyArn],
    },
  ];
