// What each call of the AWS SDK needs that a function makes, and which functions make it. A call that no function makes
// by its own role has the reason instead.
import { AUTHORIZATION, type Source } from '../lifecycle/source';
import { by, type CallRow, type CallSite, type Need } from './call-site';
import type { DeployedLayout } from './deployed-layout';

interface FunctionCall extends CallRow {
  /** The functions, by their names without the trail's. */
  readonly functions: readonly string[];
}

interface NoFunction {
  readonly reason: string;
}

const VALIDATOR = 'digest-validator';
const SHARD = 'digest-validator-shard';
const MERGE = 'digest-validator-merge';
const PUBLISHER = 'digest-publisher';
const WATCH = 'evidence-watch';
const ALERT_GROUPS = 'alert-groups';
const REPORTER = 'alarm-reporter';
const CHANNEL_READER = 'channel-reader';
const READERS = [VALIDATOR, SHARD];
const KEEPERS = [VALIDATOR, MERGE];

type Needs = (site: CallSite, layout: DeployedLayout) => readonly Need[];

const row = (functions: readonly string[], needs: Needs, source: Source = AUTHORIZATION): FunctionCall => ({
  ...{ functions, needs, source },
});
const env = ({ inputs }: CallSite, name: string) => String(inputs[name]);
const trailName = (site: CallSite) => env(site, 'TRAIL_ARN').split(':trail/')[1];
const arn = (service: string, { region, account }: CallSite, resource: string) =>
  `arn:aws:${service}:${region}:${account}:${resource}`;
const isFunction = (site: CallSite, ...names: string[]) => names.includes(site.functionName ?? '');

/** Where CloudTrail delivers to in the log bucket. */
function delivered(site: CallSite): string {
  const { inputs, account } = site;
  const prefix = inputs.KEY_PREFIX === undefined ? '' : `${env(site, 'KEY_PREFIX')}/`;
  return `${prefix}AWSLogs/${String(inputs.ORGANIZATION_ID ?? env(site, 'TRAIL_ARN').split(':')[4] ?? account)}/`;
}

interface Folder {
  readonly bucket: string;
  readonly prefix: string;
  /** It is the trail's own. */
  readonly isTrail?: true;
}

/** The folders that a function reads. */
function readFolders(site: CallSite): Folder[] {
  const evidence = (name: string) => ({ bucket: env(site, 'EVIDENCE_BUCKET'), prefix: `${trailName(site)}/${name}/` });
  const work = { bucket: env(site, 'WORK_BUCKET'), prefix: 'runs/r1/' };
  if (isFunction(site, WATCH)) return [evidence('reports')];
  if (isFunction(site, PUBLISHER)) return [evidence('reports'), evidence('notified')];
  return [
    work,
    ...(isFunction(site, ...KEEPERS) ? [evidence('reports'), evidence('acknowledgements')] : []),
    ...(isFunction(site, VALIDATOR) ? [evidence('verdicts')] : []),
    ...(isFunction(site, ...READERS) ? [evidence('seals')] : []),
    ...(isFunction(site, ...READERS)
      ? [{ bucket: env(site, 'LOG_BUCKET'), prefix: delivered(site), isTrail: true as const }]
      : []),
  ];
}

function evidenceOf(site: CallSite, name: string): Folder[] {
  return [{ bucket: env(site, 'EVIDENCE_BUCKET'), prefix: `${trailName(site)}/${name}/` }];
}

const reports = (site: CallSite): Folder[] => evidenceOf(site, 'reports');

function writtenFolders(site: CallSite): Folder[] {
  const evidence = (name: string) => ({ bucket: env(site, 'EVIDENCE_BUCKET'), prefix: `${trailName(site)}/${name}/` });
  if (isFunction(site, PUBLISHER)) return [evidence('notified')];
  const work = { bucket: env(site, 'WORK_BUCKET'), prefix: 'runs/r1/' };
  return [
    ...(isFunction(site, ...KEEPERS) ? ['reports', 'verdicts', 'coverage', 'runs', 'settings'].map(evidence) : []),
    ...(isFunction(site, ...READERS) ? [work, evidence('seals')] : []),
  ];
}

function keyOf({ bucket }: Folder, site: CallSite, layout: DeployedLayout, action: string): Need[] {
  const found = layout.withArn(`arn:aws:s3:::${bucket}`);
  const [, key] = /"KMSMasterKeyID":"([^"]+)"/.exec(JSON.stringify(found?.properties.BucketEncryption ?? {})) ?? [];
  if (key === undefined) return [];
  return [{ action, on: key, where: by('s3', site, bucket) }];
}

const objects =
  (action: string, keyAction: string, folders: (site: CallSite) => Folder[]): Needs =>
  (site, layout) =>
    folders(site).flatMap((folder) => [
      { action, on: `arn:aws:s3:::${folder.bucket}/${folder.prefix}x` },
      ...keyOf(folder, site, layout, keyAction),
    ]);

const listing =
  (action: string, except: (folder: Folder) => boolean = () => false): Needs =>
  (site) =>
    readFolders(site)
      .filter((folder) => !except(folder))
      .map(({ bucket, prefix }) => ({ action, on: `arn:aws:s3:::${bucket}`, where: { 's3:prefix': prefix } }));

/** DynamoDB encrypts and decrypts by the rights of the caller. */
const inTable =
  (action: string, ...keyActions: string[]): Needs =>
  (site, layout) => {
    const on = arn('dynamodb', site, `table/${env(site, 'TABLE')}`);
    const encryption = layout.withArn(on)?.properties.SSESpecification as { KMSMasterKeyId?: string } | undefined;
    const where = by('dynamodb', site);
    const keys = keyActions.map((name) => ({ action: name, on: String(encryption?.KMSMasterKeyId), where }));
    return [{ action, on }, ...(encryption?.KMSMasterKeyId === undefined ? [] : keys)];
  };

const withKey =
  (action: string, variable: string): Needs =>
  (site) => [{ action, on: env(site, variable) }];

const onLogGroup =
  (action: string): Needs =>
  (site) => [{ action, on: arn('logs', site, `log-group:${env(site, 'LOG_GROUP')}`) }];

const READ = ['kms:Decrypt'];
const WRITE = ['kms:Decrypt', 'kms:GenerateDataKey'];
const DYNAMODB: Source = {
  text: 'Amazon DynamoDB Developer Guide: DynamoDB encryption at rest, usage notes (as lib/validation cites it)',
  date: '2026-10',
};
const BY_OTHERS =
  'the role in organizationsRoleArn, which the user makes, asks it; docs/validation.md lists what it needs';

const BY_ROLE_OF_OTHER_ACCOUNT =
  'the role of the other account that is read, which test/lib/detection/channel-reading.test.ts puts to each call';

function ownParameter(action: string): Needs {
  return (site) => [{ action, on: arn('ssm', site, `parameter/${env(site, 'READINGS_PARAMETER')}`) }];
}

export const FUNCTION_CALLS: Readonly<Record<string, FunctionCall | NoFunction>> = {
  'dynamodb:GetItem': row([...KEEPERS, REPORTER], inTable('dynamodb:GetItem', ...READ), DYNAMODB),
  'dynamodb:Query': row([...KEEPERS, REPORTER], inTable('dynamodb:Query', ...READ), DYNAMODB),
  'dynamodb:UpdateItem': row([REPORTER], inTable('dynamodb:UpdateItem', ...WRITE), DYNAMODB),
  'dynamodb:PutItem': row([...KEEPERS, REPORTER], inTable('dynamodb:PutItem', ...WRITE), DYNAMODB),
  'dynamodb:DeleteItem': row(KEEPERS, inTable('dynamodb:DeleteItem', ...READ), DYNAMODB),
  'kms:GenerateMac': row([...READERS, MERGE], withKey('kms:GenerateMac', 'CHECKPOINT_KEY')),
  'kms:VerifyMac': row([...READERS, MERGE, PUBLISHER], withKey('kms:VerifyMac', 'CHECKPOINT_KEY')),
  // The reader of the other account calls it too, by a role there: test/lib/detection/channel-reading.test.ts puts that to it.
  'kms:DescribeKey': row([VALIDATOR], (site, layout) =>
    keyOf({ bucket: env(site, 'LOG_BUCKET'), prefix: '' }, site, layout, 'kms:DescribeKey').map(({ action, on }) => ({
      ...{ action, on },
    })),
  ),
  'kms:Sign': row(KEEPERS, withKey('kms:Sign', 'SIGNING_KEY')),
  'lambda:Invoke': row(KEEPERS, (site) => [
    { action: 'lambda:InvokeFunction', on: arn('lambda', site, `function:${env(site, 'PUBLISHER')}`) },
  ]),
  'sfn:StartExecution': row([VALIDATOR], (site) => [
    { action: 'states:StartExecution', on: env(site, 'STATE_MACHINE') },
  ]),
  'sfn:DescribeExecution': row([VALIDATOR], (site) => [
    {
      action: 'states:DescribeExecution',
      on: `${env(site, 'STATE_MACHINE').replace(':stateMachine:', ':execution:')}:r1`,
    },
  ]),
  'cloudtrail:ListPublicKeys': row(READERS, () => [{ action: 'cloudtrail:ListPublicKeys', on: '*' }]),
  's3:GetObject': row([...READERS, MERGE, PUBLISHER], objects('s3:GetObject', 'kms:Decrypt', readFolders)),
  's3:HeadObject': row(KEEPERS, objects('s3:GetObjectVersion', 'kms:Decrypt', reports)),
  's3:PutObject': row([...READERS, MERGE, PUBLISHER], objects('s3:PutObject', 'kms:GenerateDataKey', writtenFolders)),
  's3:ListObjectsV2': row([...READERS, WATCH], (site, layout) =>
    // The validator lists the trail's folders; of the evidence and of a run it lists versions.
    listing('s3:ListBucket', ({ isTrail }) => !isFunction(site, WATCH) && !isTrail)(site, layout),
  ),
  's3:ListObjectVersions': row([...READERS, MERGE, PUBLISHER], (site, layout) => [
    ...listing('s3:ListBucketVersions')(site, layout),
    // The marks of the publisher say which reports there must be.
    ...(isFunction(site, ...KEEPERS)
      ? evidenceOf(site, 'notified').map(({ bucket, prefix }) => ({
          ...{ action: 's3:ListBucketVersions', on: `arn:aws:s3:::${bucket}`, where: { 's3:prefix': prefix } },
        }))
      : []),
  ]),
  's3:GetBucketLocation': row(READERS, (site) => [
    { action: 's3:GetBucketLocation', on: `arn:aws:s3:::${env(site, 'LOG_BUCKET')}` },
  ]),
  's3:GetBucketLifecycleConfiguration': row([VALIDATOR], (site) => [
    { action: 's3:GetLifecycleConfiguration', on: `arn:aws:s3:::${env(site, 'LOG_BUCKET')}` },
  ]),
  's3:GetBucketVersioning': row([VALIDATOR], (site) => [
    { action: 's3:GetBucketVersioning', on: `arn:aws:s3:::${env(site, 'LOG_BUCKET')}` },
  ]),
  's3:GetObjectLockConfiguration': row([VALIDATOR], (site) => [
    { action: 's3:GetBucketObjectLockConfiguration', on: `arn:aws:s3:::${env(site, 'LOG_BUCKET')}` },
  ]),
  's3:GetObjectRetention': row(READERS, (site) => [
    { action: 's3:GetObjectRetention', on: `arn:aws:s3:::${env(site, 'LOG_BUCKET')}/${delivered(site)}x` },
  ]),
  's3:HeadBucket': { reason: 'S3 answers with the Region of the bucket also where it denies the call' },
  'securityhub:BatchImportFindings': row([PUBLISHER], (site) =>
    site.inputs.SECURITY_HUB === 'true'
      ? [{ action: 'securityhub:BatchImportFindings', on: arn('securityhub', site, `product/${site.account}/default`) }]
      : [],
  ),
  'eventbridge:PutEvents': row([PUBLISHER], (site) => [
    { action: 'events:PutEvents', on: arn('events', site, `event-bus/default`) },
  ]),
  'cloudwatch-logs:FilterLogEvents': row([REPORTER], onLogGroup('logs:FilterLogEvents')),
  'cloudwatch-logs:DescribeMetricFilters': row([REPORTER], onLogGroup('logs:DescribeMetricFilters')),
  'ssm:GetParameter': row([CHANNEL_READER], ownParameter('ssm:GetParameter')),
  'ssm:PutParameter': row([CHANNEL_READER], ownParameter('ssm:PutParameter')),
  ...Object.fromEntries(
    [
      ...['sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic', 'sns:GetSubscriptionAttributes'],
      ...['kms:GetKeyPolicy', 'cloudwatch:DescribeAlarms'],
      ...['eventbridge:DescribeRule', 'eventbridge:ListTargetsByRule', 'eventbridge:DescribeEventBus'],
    ].map((call) => [call, { reason: BY_ROLE_OF_OTHER_ACCOUNT }]),
  ),
  'sns:Publish': row([PUBLISHER, REPORTER, ALERT_GROUPS, CHANNEL_READER], (site, layout) => {
    const topics =
      isFunction(site, REPORTER) || isFunction(site, ALERT_GROUPS)
        ? Object.values(JSON.parse(env(site, 'ALARM_TOPICS')) as Record<string, string>)
        : [env(site, 'ALARM_TOPIC')];
    const where = by('sns', site);
    return topics.flatMap((topic) => {
      const key = layout.withArn(topic)?.properties.KmsMasterKeyId;
      const uses = key === undefined ? [] : ['kms:GenerateDataKey', 'kms:Decrypt'];
      return [{ action: 'sns:Publish', on: topic }, ...uses.map((action) => ({ action, on: String(key), where }))];
    });
  }),
  'sts:AssumeRole': row([VALIDATOR, CHANNEL_READER], ({ inputs }) =>
    [inputs.ORGANIZATIONS_ROLE, inputs.READING_ROLE].flatMap((role) =>
      role === undefined ? [] : [{ action: 'sts:AssumeRole', on: String(role) }],
    ),
  ),
  'sts:GetCallerIdentity': { reason: 'it needs no permission' },
  'cloudtrail:DescribeTrails': { reason: 'the command line alone asks it, by the rights of the person' },
  'cloudtrail:GetTrail': { reason: 'the command line alone asks it, by the rights of the person' },
  'organizations:DescribeOrganization': { reason: BY_OTHERS },
  'organizations:ListAccounts': { reason: BY_OTHERS },
  'account:ListRegions': { reason: BY_OTHERS },
};
