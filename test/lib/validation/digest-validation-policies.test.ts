// The synthesized roles of digest validation, its buckets, keys and table, put to an IAM evaluator.
import { aws_iam as iam } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic, DigestValidation, LogArchive } from '../../../lib';
import { FUNCTION_IDS, ValidationNames, type FunctionId } from '../../../lib/identity/validation-names';
import { guardrailPolicies } from '../../support/guardrail';
import {
  decide,
  deployedResources,
  policiesOfRole,
  role,
  roleSession,
  rootUser,
  service,
  testTable,
  theResource,
  type Policies,
  type PolicyDocument,
  type Principal,
  type Row,
} from '../../support/iam';
import {
  archiveStack,
  BREAK_GLASS_ROLE_ARN,
  MEMBER_ACCOUNT_ID,
  ORGANIZATION,
  organizationTrail,
  trailWith,
} from '../../support/stacks';

const { logArchiveAccountId: ARCHIVE, managementAccountId: MANAGEMENT, homeRegion, organizationId } = ORGANIZATION;
const trail = organizationTrail({ keyPrefix: 'audit' });
const names = new ValidationNames(trail);
const ORGANIZATIONS_ROLE = `arn:aws:iam::${MANAGEMENT}:role/organization-reader`;
const ACKNOWLEDGER_ROLE_ARN = `arn:aws:iam::${ARCHIVE}:role/on-call`;
const AUDITOR = 'auditor';
const resources = synthesized([ACKNOWLEDGER_ROLE_ARN]);

function synthesized(acknowledgerRoleArns?: string[]) {
  const stack = archiveStack();
  const principals = { breakGlassRoleArns: [BREAK_GLASS_ROLE_ARN], acknowledgerRoleArns };
  const ofTrail = trailWith(principals, { keyPrefix: 'audit' });
  const validation = new DigestValidation(stack, 'DigestValidation', {
    logArchive: new LogArchive(stack, 'LogArchive', { trail: ofTrail }),
    alarmTopic: new AlarmTopic(stack, 'AlarmTopic', { trail: ofTrail, emailAddresses: ['security@example.com'] }),
    organizationsRoleArn: ORGANIZATIONS_ROLE,
  });
  validation.grantRead(
    new iam.Role(stack, 'Auditor', { roleName: AUDITOR, assumedBy: new iam.AccountRootPrincipal() }),
  );
  return deployedResources(Template.fromStack(stack).toJSON(), { accountId: ARCHIVE, region: homeRegion });
}

type RoleId = FunctionId | 'StateMachine' | 'Schedule';
const ROLE_IDS: readonly RoleId[] = [...FUNCTION_IDS, 'StateMachine', 'Schedule'];
const by = (id: RoleId): Principal =>
  role(ARCHIVE, names.roleName(id), ...policiesOfRole(resources, names.roleName(id)));

const keyOf = (alias: string): string => {
  const { TargetKeyId } = theResource(resources, 'AWS::KMS::Alias', { AliasName: alias }).Properties;
  return String(TargetKeyId);
};
const LOG_KEY = keyOf(trail.keyAliasName);
const EVIDENCE_KEY = keyOf(names.evidenceKeyAlias);
const VALIDATION_KEY = keyOf(names.validationKeyAlias);
const CHECKPOINT_KEY = keyOf(names.checkpointKeyAlias);
const SIGNING_KEY = keyOf(names.signingKeyAlias);

const CONTEXT = 'kms:EncryptionContext:aws:s3:arn';
const standIns = { [CONTEXT]: 'aws:RequestTag/bucket' };
const allowAll = (Principal: object): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
});

/** KMS asks the policy of the key as well, and another account the trust of its role. */
function policiesOn(on: string): Policies {
  if (on === ORGANIZATIONS_ROLE) return { resourcePolicy: allowAll({ AWS: `arn:aws:iam::${ARCHIVE}:root` }) };
  const key = /:key\/(?<id>\w+)$/.exec(on)?.groups?.id;
  return key === undefined
    ? { standIns }
    : { standIns, resourcePolicy: resources[key].Properties.KeyPolicy as PolicyDocument };
}
const viaS3 = (bucketArn: string) => ({ 'kms:ViaService': `s3.${homeRegion}.amazonaws.com`, [CONTEXT]: bucketArn });
const trailKey = { ...viaS3(trail.logBucketArn), 'kms:ResourceAliases': [trail.keyAliasName] };
const viaDynamoDb = { 'kms:ViaService': `dynamodb.${homeRegion}.amazonaws.com` };
const inLogBucket = (key: string) => `${trail.logBucketArn}/${key}`;
const LOG_FILE = inLogBucket(`audit/AWSLogs/${organizationId}/${MEMBER_ACCOUNT_ID}/CloudTrail/us-east-1/a.json.gz`);
const inEvidence = (key: string) => `${trail.evidenceBucketArn}/${trail.trailName}/${key}`;
const EVIDENCE = inEvidence('reports/2026/01/01/a.json');
/** The lists that a report names. */
const LISTS = ['verdicts', 'coverage', 'runs', 'settings'].map((folder) =>
  inEvidence(`${folder}/2026/01/01/a.ndjson.gz`),
);
const SEAL = inEvidence(`seals/${MEMBER_ACCOUNT_ID}/us-east-1/2026/01/01-1.json.gz`);
const ACKNOWLEDGEMENT = inEvidence('acknowledgements/x.json');
const MARK = inEvidence('notified/x.json');
const WORK = `${names.workBucketArn}/runs/r1/manifest.json`;

type Call = readonly [does: string, on: string, where?: Row['where']];

/** Each role may do what is in its own rows, and nothing of what is in the rows of others. */
const GRANTS: Readonly<Record<string, { readonly roles: readonly RoleId[]; readonly calls: readonly Call[] }>> = {
  'read the trail': {
    roles: ['Validator', 'Shard'],
    calls: [
      ['s3:GetObject', LOG_FILE],
      ['s3:GetObject', inLogBucket(`audit/AWSLogs/${MANAGEMENT}/CloudTrail-Digest/a.json.gz`)],
      ['s3:ListBucket', trail.logBucketArn, { 's3:prefix': `audit/AWSLogs/${organizationId}/` }],
      ['s3:ListBucket', trail.logBucketArn, { 's3:prefix': 'audit/AWSLogs/' }],
      ['s3:ListBucketVersions', trail.logBucketArn, { 's3:prefix': `audit/AWSLogs/${organizationId}/x` }],
      ['s3:GetBucketLocation', trail.logBucketArn],
      ['kms:Decrypt', LOG_KEY, trailKey],
      ['cloudtrail:ListPublicKeys', '*'],
    ],
  },
  'see what keeps the log files': {
    roles: ['Validator'],
    calls: [
      ['s3:GetLifecycleConfiguration', trail.logBucketArn],
      ['s3:GetBucketVersioning', trail.logBucketArn],
      ['s3:GetBucketObjectLockConfiguration', trail.logBucketArn],
      ['kms:DescribeKey', LOG_KEY, { 'kms:ResourceAliases': [trail.keyAliasName] }],
    ],
  },
  'see for how long a file is locked': {
    roles: ['Validator', 'Shard'],
    calls: [['s3:GetObjectRetention', LOG_FILE]],
  },
  'list seals': {
    roles: ['Validator', 'Shard', 'Merge'],
    calls: [['s3:ListBucketVersions', trail.evidenceBucketArn, { 's3:prefix': `${trail.trailName}/seals/x` }]],
  },
  'compare with seals, and seal': {
    roles: ['Validator', 'Shard'],
    calls: [
      ['s3:GetObject', SEAL],
      ['s3:GetObjectVersion', SEAL],
      ['s3:PutObject', SEAL],
    ],
  },
  'seal by what earlier runs have verified': {
    roles: ['Validator'],
    calls: [
      ['s3:GetObject', LISTS[0]],
      ['s3:GetObjectVersion', LISTS[0]],
    ],
  },
  'read the memory': {
    roles: ['Validator', 'Merge'],
    calls: [
      ['dynamodb:GetItem', names.tableArn],
      ['dynamodb:Query', names.tableArn],
      ['kms:DescribeKey', VALIDATION_KEY, viaDynamoDb],
    ],
  },
  'write the memory': {
    roles: ['Validator', 'Merge'],
    calls: [
      ['dynamodb:PutItem', names.tableArn],
      ['dynamodb:DeleteItem', names.tableArn],
      ['kms:Encrypt', VALIDATION_KEY, viaDynamoDb],
    ],
  },
  'make a code': {
    roles: ['Validator', 'Shard', 'Merge'],
    calls: [['kms:GenerateMac', CHECKPOINT_KEY]],
  },
  'verify what carries a code': {
    roles: ['Validator', 'Shard', 'Merge', 'Publisher'],
    calls: [['kms:VerifyMac', CHECKPOINT_KEY]],
  },
  'sign reports': {
    roles: ['Validator', 'Merge'],
    calls: [['kms:Sign', SIGNING_KEY]],
  },
  'read reports': {
    roles: ['Validator', 'Merge', 'Publisher'],
    calls: [
      ['s3:GetObject', EVIDENCE],
      ['s3:GetObjectVersion', EVIDENCE],
    ],
  },
  // The shards read seals alone of it.
  'decrypt the evidence': {
    roles: ['Validator', 'Shard', 'Merge', 'Publisher'],
    calls: [['kms:Decrypt', EVIDENCE_KEY, viaS3(trail.evidenceBucketArn)]],
  },
  'read acknowledgements': {
    roles: ['Validator', 'Merge'],
    calls: [
      ['s3:GetObject', ACKNOWLEDGEMENT],
      ['s3:GetObjectVersion', ACKNOWLEDGEMENT],
      ['s3:ListBucketVersions', trail.evidenceBucketArn, { 's3:prefix': `${trail.trailName}/acknowledgements/` }],
    ],
  },
  'list reports': {
    roles: ['Validator', 'Merge', 'Watch'],
    calls: [['s3:ListBucket', trail.evidenceBucketArn, { 's3:prefix': `${trail.trailName}/reports/` }]],
  },
  'add reports': {
    roles: ['Validator', 'Merge'],
    calls: [
      ...[EVIDENCE, ...LISTS].map((on): Call => ['s3:PutObject', on]),
      ['lambda:InvokeFunction', names.functionArn('Publisher')],
    ],
  },
  'add to the evidence': {
    roles: ['Validator', 'Shard', 'Merge', 'Publisher'],
    calls: [['kms:GenerateDataKey', EVIDENCE_KEY, viaS3(trail.evidenceBucketArn)]],
  },
  'mark reports': { roles: ['Publisher'], calls: [['s3:PutObject', MARK]] },
  'read what shards leave': {
    roles: ['Validator', 'Shard', 'Merge', 'StateMachine'],
    calls: [
      ['s3:GetObject', WORK],
      ['kms:Decrypt', EVIDENCE_KEY, viaS3(names.workBucketArn)],
    ],
  },
  'leave something for the merge': { roles: ['Validator', 'Shard'], calls: [['s3:PutObject', WORK]] },
  'leave what the map says': {
    roles: ['Validator', 'Shard', 'StateMachine'],
    calls: [
      ['s3:PutObject', `${names.workBucketArn}/runs/r1/map/manifest.json`],
      ['kms:GenerateDataKey', EVIDENCE_KEY, viaS3(names.workBucketArn)],
    ],
  },
  'start the map': {
    roles: ['Validator', 'StateMachine'],
    calls: [['states:StartExecution', names.stateMachineArn]],
  },
  'stop shards': {
    roles: ['StateMachine'],
    calls: [['states:StopExecution', names.arn('states', `execution:${names.stateMachineName}/Map:x`)]],
  },
  'call the functions of the map': {
    roles: ['StateMachine'],
    calls: [
      ['lambda:InvokeFunction', names.functionArn('Shard')],
      ['lambda:InvokeFunction', names.functionArn('Merge')],
    ],
  },
  'start runs': {
    roles: ['Schedule'],
    calls: [
      ['lambda:InvokeFunction', names.functionArn('Validator')],
      ['lambda:InvokeFunction', names.functionArn('Watch')],
    ],
  },
  'ask AWS Organizations': { roles: ['Validator'], calls: [['sts:AssumeRole', ORGANIZATIONS_ROLE]] },
  'notify people and services': {
    roles: ['Publisher'],
    calls: [
      ['sns:Publish', `arn:aws:sns:${homeRegion}:${ARCHIVE}:organization-trail-alarms`],
      ['events:PutEvents', names.arn('events', 'event-bus/default')],
      ['securityhub:BatchImportFindings', names.arn('securityhub', `product/${ARCHIVE}/default`)],
    ],
  },
  'keep what failed': {
    roles: [...FUNCTION_IDS, 'Schedule'],
    calls: [
      ['sqs:SendMessage', names.queueArn],
      ['kms:GenerateDataKey', VALIDATION_KEY],
    ],
  },
};

function testCall(id: RoleId, [does, on, where]: Call, isAllowed: boolean): void {
  const context = where === undefined ? '' : ` with ${JSON.stringify(where)}`;
  test(`${names.roleName(id)} ${isAllowed ? 'may' : 'may not'} ${does} on ${on}${context}`, async () => {
    const owner = /^arn:aws:s3|^\*$/.test(on) ? { ownedBy: ARCHIVE } : {};
    const decision = await decide(policiesOn(on), { who: by(id), does, on, ...owner, ...(where && { where }) });
    expect(decision === 'allowed').toBe(isAllowed);
  });
}

describe.each(Object.entries(GRANTS))('%s', (_, { roles, calls }) => {
  for (const id of ROLE_IDS) for (const call of calls) testCall(id, call, roles.includes(id));
});

describe('a reader of the evidence', () => {
  const auditor = role(ARCHIVE, AUDITOR, ...policiesOfRole(resources, AUDITOR));
  const rows: [Call, Row['expected']][] = [
    [['s3:ListBucketVersions', trail.evidenceBucketArn], 'allowed'],
    [['s3:GetObject', EVIDENCE], 'allowed'],
    [['s3:GetObjectVersion', ACKNOWLEDGEMENT], 'allowed'],
    [['kms:Decrypt', EVIDENCE_KEY, viaS3(trail.evidenceBucketArn)], 'allowed'],
    [['kms:Decrypt', EVIDENCE_KEY, viaS3(names.workBucketArn)], 'not allowed'],
    [['kms:Decrypt', VALIDATION_KEY, viaS3(trail.evidenceBucketArn)], 'not allowed'],
    [['s3:GetObject', WORK], 'not allowed'],
    [['s3:GetObject', LOG_FILE], 'not allowed'],
    [['s3:PutObject', ACKNOWLEDGEMENT], 'not allowed'],
    [['s3:DeleteObject', EVIDENCE], 'not allowed'],
  ];
  test.each(rows)('%j is %s', async ([does, on, where], expected) => {
    const owner = on.startsWith('arn:aws:s3') ? { ownedBy: ARCHIVE } : {};
    expect(await decide(policiesOn(on), { who: auditor, does, on, ...owner, ...(where && { where }) })).toBe(expected);
  });
});

describe('what no role of it may do', () => {
  const calls: Call[] = [
    ...[
      's3:PutObject',
      's3:DeleteObject',
      's3:DeleteObjectVersion',
      's3:PutObjectRetention',
      's3:PutObjectTagging',
    ].map((does): Call => [does, LOG_FILE]),
    ...['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention', 's3:PutObjectRetention'].flatMap(
      (does) => [EVIDENCE, ...LISTS, SEAL].map((on): Call => [does, on]),
    ),
    // Nobody has to read a list to write the next one; those of verdicts say what may be sealed.
    ...LISTS.slice(1).map((on): Call => ['s3:GetObject', on]),
    ['s3:BypassGovernanceRetention', LOG_FILE],
    ['s3:PutBucketVersioning', trail.logBucketArn],
    ['s3:PutBucketObjectLockConfiguration', trail.logBucketArn],
    ['s3:GetBucketObjectLockConfiguration', trail.evidenceBucketArn],
    ['s3:GetObjectRetention', EVIDENCE],
    ['s3:PutObject', inEvidence('seals')],
    ['kms:DescribeKey', LOG_KEY],
    ['kms:DescribeKey', LOG_KEY, { 'kms:ResourceAliases': ['alias/another'] }],
    ...[trail.logBucketArn, trail.evidenceBucketArn, names.workBucketArn].flatMap((bucket): Call[] => [
      ['s3:PutBucketPolicy', bucket],
      ['s3:PutLifecycleConfiguration', bucket],
      ['s3:DeleteBucket', bucket],
    ]),
    ['s3:GetObject', inLogBucket(`audit/AWSLogs/${MEMBER_ACCOUNT_ID}/CloudTrail/a.json.gz`)],
    ['s3:GetObject', inLogBucket('another-trail/AWSLogs/a.json.gz')],
    ['s3:GetObject', 'arn:aws:s3:::some-bucket/x'],
    ['s3:GetObject', `${trail.accessLogBucketArn}/x`],
    ['s3:GetObject', `${trail.evidenceBucketArn}/another-trail/reports/x.json`],
    ['s3:PutObject', ACKNOWLEDGEMENT],
    ['s3:PutObject', inEvidence('x.json')],
    ['s3:GetLifecycleConfiguration', trail.evidenceBucketArn],
    ['s3:GetLifecycleConfiguration', names.workBucketArn],
    ['s3:GetBucketPolicy', trail.logBucketArn],
    ['s3:ListBucket', trail.logBucketArn, { 's3:prefix': '' }],
    ['s3:ListBucket', trail.logBucketArn, { 's3:prefix': 'another-trail/' }],
    ['s3:ListBucket', trail.logBucketArn],
    ['kms:Decrypt', LOG_KEY],
    ['kms:Decrypt', LOG_KEY, { ...trailKey, 'kms:ResourceAliases': ['alias/another'] }],
    ['kms:Decrypt', LOG_KEY, { ...trailKey, 'kms:ViaService': 's3.eu-west-1.amazonaws.com' }],
    ['kms:Decrypt', EVIDENCE_KEY, viaS3('arn:aws:s3:::some-bucket')],
    ['kms:GenerateDataKey', LOG_KEY, trailKey],
    ['kms:ScheduleKeyDeletion', CHECKPOINT_KEY],
    ['kms:PutKeyPolicy', EVIDENCE_KEY],
    ['kms:ReEncryptFrom', VALIDATION_KEY, viaDynamoDb],
    ['kms:ReEncryptTo', VALIDATION_KEY, viaDynamoDb],
    ['dynamodb:UpdateItem', names.tableArn],
    ['dynamodb:DeleteTable', names.tableArn],
    ['dynamodb:PutResourcePolicy', names.tableArn],
    ['dynamodb:PutItem', names.arn('dynamodb', 'table/some-table')],
    ['lambda:UpdateFunctionCode', names.functionArn('Validator')],
    ['cloudtrail:StopLogging', trail.trailArn],
    ['iam:PassRole', `arn:aws:iam::${ARCHIVE}:role/${names.roleName('Validator')}`],
    ['sts:AssumeRole', `arn:aws:iam::${MANAGEMENT}:role/administrator`],
    ['states:StartExecution', names.arn('states', 'stateMachine:some')],
    ['sns:Publish', `arn:aws:sns:${homeRegion}:${ARCHIVE}:some-topic`],
  ];
  for (const id of ROLE_IDS) for (const call of calls) testCall(id, call, false);
});

describe('the publisher', () => {
  const reading = (key: string): Call[] => [
    ['s3:GetObject', inEvidence(key)],
    ['s3:GetObjectVersion', inEvidence(key)],
  ];
  const listing = (prefix?: string): Call => [
    's3:ListBucketVersions',
    trail.evidenceBucketArn,
    prefix === undefined ? {} : { 's3:prefix': `${trail.trailName}/${prefix}` },
  ];
  const may: Call[] = [
    ...[...reading('reports/x.json'), ...reading('notified/x.json')],
    // A version of a report that a delete marker hides is found by its whole key.
    ...[listing('notified/'), listing('notified/x'), listing('reports/x.json')],
  ];
  const mayNot: Call[] = [
    ...reading('acknowledgements/x.json'),
    ...reading('x.json'),
    ...[listing('acknowledgements/'), listing('tol'), listing(''), listing()],
    ['s3:PutObject', EVIDENCE],
    ['kms:GenerateDataKey', EVIDENCE_KEY, viaS3(names.workBucketArn)],
    ['kms:GenerateMac', CHECKPOINT_KEY],
    ['kms:Sign', SIGNING_KEY],
  ];
  for (const call of may) testCall('Publisher', call, true);
  for (const call of mayNot) testCall('Publisher', call, false);
});

describe('who assumes the roles', () => {
  const trust = (id: RoleId) =>
    theResource(resources, 'AWS::IAM::Role', { RoleName: names.roleName(id) }).Properties
      .AssumeRolePolicyDocument as PolicyDocument;
  const rows = (id: RoleId, principal: string, sourceArn: string, other: string): [RoleId, Row[]] => {
    const request = (arn: string, account: string, expected: Row['expected']): Row => ({
      who: service(principal),
      does: 'sts:AssumeRole',
      on: names.roleArn(id),
      where: { 'aws:SourceArn': arn, 'aws:SourceAccount': account },
      expected,
    });
    return [
      id,
      [
        request(sourceArn, ARCHIVE, 'allowed'),
        request(other, ARCHIVE, 'not allowed'),
        request(sourceArn, MEMBER_ACCOUNT_ID, 'not allowed'),
      ],
    ];
  };
  for (const [id, list] of [
    rows('StateMachine', 'states.amazonaws.com', names.stateMachineArn, names.arn('states', 'stateMachine:some')),
    rows(
      'StateMachine',
      'states.amazonaws.com',
      names.arn('states', `mapRun:${names.stateMachineName}/Shards:x`),
      names.arn('states', 'mapRun:some/Shards:x'),
    ),
    rows(
      'Schedule',
      'scheduler.amazonaws.com',
      names.arn('scheduler', `schedule-group/${names.scheduleGroupName}`),
      names.arn('scheduler', 'schedule-group/default'),
    ),
  ])
    testTable(() => ({ resourcePolicy: trust(id) }), list);
});

const administrator = role(ARCHIVE, 'administrator');
const breakGlass = role(ARCHIVE, 'break-glass');
const deployment = role(ARCHIVE, `cdk-hnb659fds-cfn-exec-role-${ARCHIVE}-${homeRegion}`);
const lambdaSession = (id: RoleId): Principal => ({
  ...roleSession(ARCHIVE, names.roleName(id), 'run'),
  identityPolicies: by(id).identityPolicies,
});

describe('the table', () => {
  const policy = theResource(resources, 'AWS::DynamoDB::Table').Properties.ResourcePolicy as {
    readonly PolicyDocument: PolicyDocument;
  };
  const rows = (who: Principal, expected: Row['expected'], ...actions: string[]): Row[] =>
    actions.map((does) => ({ who, does, on: names.tableArn, expected }));
  const writes = ['dynamodb:PutItem', 'dynamodb:DeleteItem'];
  const others = ['dynamodb:UpdateItem', 'dynamodb:BatchWriteItem', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLDelete'];
  const allWrites = [...writes, ...others];
  const changes = ['dynamodb:PutResourcePolicy', 'dynamodb:DeleteResourcePolicy', 'dynamodb:DeleteTable'];
  const settings = ['dynamodb:UpdateTable', 'dynamodb:UpdateTimeToLive', 'dynamodb:UpdateContinuousBackups'];
  testTable(
    () => ({ resourcePolicy: policy.PolicyDocument }),
    [
      ...rows(lambdaSession('Validator'), 'allowed', ...writes),
      ...rows(lambdaSession('Merge'), 'allowed', ...writes),
      ...[administrator, rootUser(ARCHIVE), breakGlass, deployment, lambdaSession('Shard')].flatMap((who) =>
        rows(who, 'denied', ...allWrites),
      ),
      ...[administrator, rootUser(ARCHIVE), lambdaSession('Validator')].flatMap((who) =>
        rows(who, 'denied', ...changes, ...settings),
      ),
      ...[breakGlass, deployment].flatMap((who) => rows(who, 'allowed', ...changes, ...settings)),
      ...rows(administrator, 'allowed', 'dynamodb:GetItem', 'dynamodb:DescribeTable'),
    ],
  );
});

describe('the key of the memory', () => {
  const logicalId = CHECKPOINT_KEY.split('/')[1];
  const policy = resources[logicalId].Properties.KeyPolicy as PolicyDocument;
  const rows = (who: Principal, expected: Row['expected'], ...actions: string[]): Row[] =>
    actions.map((does) => ({ who, does, on: CHECKPOINT_KEY, expected }));
  testTable(
    () => ({ resourcePolicy: policy }),
    [
      ...(['Validator', 'Shard', 'Merge'] as const).flatMap((id) =>
        rows(lambdaSession(id), 'allowed', 'kms:GenerateMac'),
      ),
      ...[administrator, rootUser(ARCHIVE), breakGlass, deployment].flatMap((who) =>
        rows(who, 'denied', 'kms:GenerateMac'),
      ),
      ...rows(administrator, 'denied', 'kms:ScheduleKeyDeletion', 'kms:DisableKey'),
      ...rows(breakGlass, 'allowed', 'kms:ScheduleKeyDeletion', 'kms:DisableKey'),
      ...rows(deployment, 'allowed', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'),
      ...rows(deployment, 'denied', 'kms:DisableKey'),
    ],
  );
});

describe('the key that signs reports', () => {
  const policy = resources[SIGNING_KEY.split('/')[1]].Properties.KeyPolicy as PolicyDocument;
  const rows = (who: Principal, expected: Row['expected'], ...actions: string[]): Row[] =>
    actions.map((does) => ({ who, does, on: SIGNING_KEY, expected }));
  const member = role(MEMBER_ACCOUNT_ID, 'administrator');
  const auditor = role(ARCHIVE, AUDITOR, ...policiesOfRole(resources, AUDITOR));
  const table: Row[] = [
    ...(['Validator', 'Merge'] as const).flatMap((id) => rows(lambdaSession(id), 'allowed', 'kms:Sign')),
    ...(['Shard', 'Publisher', 'Watch'] as const).flatMap((id) => rows(lambdaSession(id), 'denied', 'kms:Sign')),
    ...[administrator, rootUser(ARCHIVE), breakGlass, deployment, member, auditor].flatMap((who) =>
      rows(who, 'denied', 'kms:Sign'),
    ),
    ...rows(administrator, 'allowed', 'kms:GetPublicKey', 'kms:DescribeKey', 'kms:Verify'),
    ...rows(auditor, 'allowed', 'kms:GetPublicKey', 'kms:DescribeKey'),
    ...rows(auditor, 'not allowed', 'kms:PutKeyPolicy', 'kms:GetKeyPolicy'),
    ...rows(member, 'not allowed', 'kms:GetPublicKey'),
    ...rows(administrator, 'denied', 'kms:ScheduleKeyDeletion', 'kms:DisableKey'),
    ...rows(breakGlass, 'allowed', 'kms:ScheduleKeyDeletion', 'kms:DisableKey'),
    ...rows(deployment, 'allowed', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion'),
    ...rows(deployment, 'denied', 'kms:DisableKey'),
  ];
  testTable(() => ({ resourcePolicy: policy }), table);

  describe('below the guardrail', () => {
    const guardrail = guardrailPolicies({
      trail: trailWith({ breakGlassRoleArns: [BREAK_GLASS_ROLE_ARN] }, { keyPrefix: 'audit' }),
    });
    const where = { 'kms:ResourceAliases': [names.signingKeyAlias] };
    const weakening = ['kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:PutKeyPolicy', 'kms:CreateGrant'];
    const below: Row[] = [
      ...(['Validator', 'Merge'] as const).flatMap((id) => rows(lambdaSession(id), 'allowed', 'kms:Sign')),
      ...rows(administrator, 'denied', 'kms:Sign', ...weakening),
      ...rows(auditor, 'allowed', 'kms:GetPublicKey'),
      ...rows(breakGlass, 'allowed', 'kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:PutKeyPolicy'),
    ];
    testTable(
      () => ({ ...guardrail, resourcePolicy: policy }),
      below.map((row) => ({ ...row, where })),
    );
  });
});

describe('the evidence bucket', () => {
  const policyIn = (of: typeof resources) =>
    theResource(of, 'AWS::S3::BucketPolicy', { Bucket: trail.evidenceBucketName }).Properties
      .PolicyDocument as PolicyDocument;
  const onCall = role(ARCHIVE, 'on-call');
  const onCallElsewhere = role(ARCHIVE, 'elsewhere/on-call');
  const onCallOfMember = role(MEMBER_ACCOUNT_ID, 'on-call');
  const added = { 's3:TlsVersion': '1.2', 's3:if-none-match': '*', 's3:ObjectCreationOperation': 'true' };
  const tls = { 's3:TlsVersion': '1.2' };
  const over = { 's3:TlsVersion': '1.2', 's3:ObjectCreationOperation': 'true' };
  const row = (
    who: Principal,
    does: string,
    on: string,
    expected: Row['expected'],
    where: Row['where'] = added,
  ): Row => ({
    ...{ who, does, on, expected, where },
    ownedBy: ARCHIVE,
  });
  const put = (who: Principal, on: string, expected: Row['expected'], where = added): Row =>
    row(who, 's3:PutObject', on, expected, where);
  /** May write anywhere, as far as its own policies go. */
  const withRights = (id: RoleId) => role(ARCHIVE, names.roleName(id));
  const people = [administrator, rootUser(ARCHIVE), deployment];

  testTable(
    () => ({ resourcePolicy: policyIn(resources) }),
    [
      ...[lambdaSession('Validator'), lambdaSession('Merge')].flatMap((who) =>
        [EVIDENCE, ...LISTS].map((on) => put(who, on, 'allowed')),
      ),
      ...LISTS.flatMap((on) => [
        row(lambdaSession('Merge'), 's3:PutObject', on, 'denied', over),
        ...[administrator, breakGlass, onCall, withRights('Publisher'), withRights('Shard')].map((who) =>
          put(who, on, 'denied'),
        ),
        ...['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutObjectRetention'].map((does) =>
          row(administrator, does, on, 'denied', tls),
        ),
      ]),
      ...(['Validator', 'Shard'] as const).flatMap((id) => [
        put(lambdaSession(id), SEAL, 'allowed'),
        row(lambdaSession(id), 's3:PutObject', SEAL, 'denied', over),
      ]),
      ...[...people, breakGlass, onCall, withRights('Merge'), withRights('Publisher')].map((who) =>
        put(who, SEAL, 'denied'),
      ),
      ...[administrator, withRights('Validator')].flatMap((who) =>
        ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutObjectRetention', 's3:ReplicateObject'].map((does) =>
          row(who, does, SEAL, 'denied', tls),
        ),
      ),
      put(lambdaSession('Publisher'), MARK, 'allowed'),
      ...[onCall, roleSession(ARCHIVE, 'on-call', 'jane')].map((who) => put(who, ACKNOWLEDGEMENT, 'allowed')),
      row(lambdaSession('Validator'), 's3:PutObject', EVIDENCE, 'denied', over),
      row(lambdaSession('Publisher'), 's3:PutObject', MARK, 'denied', over),
      row(onCall, 's3:PutObject', ACKNOWLEDGEMENT, 'denied', over),

      ...[...people, breakGlass, onCall, withRights('Publisher'), withRights('Shard')].map((who) =>
        put(who, EVIDENCE, 'denied'),
      ),
      ...[...people, breakGlass, onCallElsewhere, onCallOfMember].map((who) => put(who, ACKNOWLEDGEMENT, 'denied')),
      ...(['Validator', 'Merge', 'Publisher'] as const).map((id) => put(withRights(id), ACKNOWLEDGEMENT, 'denied')),
      ...[...people, breakGlass, onCall, withRights('Validator'), withRights('Merge')].map((who) =>
        put(who, MARK, 'denied'),
      ),
      ...[administrator, onCall, withRights('Validator'), withRights('Publisher')].flatMap((who) =>
        ['x.json', 'notified-x/x.json', 'acknowledgement/x.json'].map((key) => put(who, inEvidence(key), 'denied')),
      ),
      put(onCall, `${trail.evidenceBucketArn}/another-trail/acknowledgements/x.json`, 'denied'),
      ...[administrator, onCall, withRights('Validator')].flatMap((who) =>
        ['s3:ReplicateObject', 's3:ReplicateDelete'].map((does) => row(who, does, ACKNOWLEDGEMENT, 'denied', tls)),
      ),

      ...['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention', 's3:PutObjectRetention'].flatMap(
        (does) => [row(administrator, does, EVIDENCE, 'denied', tls), row(breakGlass, does, EVIDENCE, 'allowed', tls)],
      ),
      row(onCall, 's3:DeleteObject', ACKNOWLEDGEMENT, 'denied', tls),
      row(administrator, 's3:GetObject', EVIDENCE, 'allowed', tls),
      row(administrator, 's3:GetObject', EVIDENCE, 'denied', { ...tls, 'aws:SecureTransport': 'false' }),
      row(administrator, 's3:GetObject', EVIDENCE, 'denied', { 's3:TlsVersion': '1.1' }),
    ],
  );

  describe('where nobody is named to acknowledge, the break-glass roles do', () => {
    testTable(
      () => ({ resourcePolicy: policyIn(synthesized()) }),
      [
        put(breakGlass, ACKNOWLEDGEMENT, 'allowed'),
        put(breakGlass, EVIDENCE, 'denied'),
        ...[...people, onCall].map((who) => put(who, ACKNOWLEDGEMENT, 'denied')),
      ],
    );
  });

  describe('where an empty list is given, nobody does', () => {
    testTable(
      () => ({ resourcePolicy: policyIn(synthesized([])) }),
      [...people, breakGlass, onCall].map((who) => put(who, ACKNOWLEDGEMENT, 'denied')),
    );
  });
});

describe('seals below the guardrail', () => {
  const guardrail = guardrailPolicies({
    trail: trailWith({ breakGlassRoleArns: [BREAK_GLASS_ROLE_ARN] }, { keyPrefix: 'audit' }),
  });
  const row = (who: Principal, does: string, on: string, expected: Row['expected']): Row => ({
    ...{ who, does, on, expected },
    ownedBy: ARCHIVE,
  });
  const elsewhere = role(MEMBER_ACCOUNT_ID, 'administrator');
  testTable(
    () => guardrail,
    [
      ...(['Validator', 'Shard'] as const).flatMap((id) => [
        ...['s3:PutObject', 's3:GetObjectVersion'].map((does) => row(lambdaSession(id), does, SEAL, 'allowed')),
        row(lambdaSession(id), 's3:GetObjectRetention', LOG_FILE, 'allowed'),
      ]),
      ...['s3:GetBucketVersioning', 's3:GetBucketObjectLockConfiguration'].map((does) =>
        row(lambdaSession('Validator'), does, trail.logBucketArn, 'allowed'),
      ),
      ...['s3:DeleteObjectVersion', 's3:PutObjectRetention', 's3:BypassGovernanceRetention'].map((does) =>
        row(administrator, does, SEAL, 'denied'),
      ),
      row(elsewhere, 's3:PutObject', SEAL, 'not allowed'),
    ],
  );
});

describe('the work bucket', () => {
  const policy = theResource(resources, 'AWS::S3::BucketPolicy', { Bucket: names.workBucketName }).Properties
    .PolicyDocument as PolicyDocument;
  const put = (who: Principal, expected: Row['expected']): Row => ({
    who,
    does: 's3:PutObject',
    on: WORK,
    where: { 's3:TlsVersion': '1.2' },
    ownedBy: ARCHIVE,
    expected,
  });
  testTable(
    () => ({ resourcePolicy: policy }),
    [
      put(lambdaSession('Validator'), 'allowed'),
      put(lambdaSession('Shard'), 'allowed'),
      ...[administrator, rootUser(ARCHIVE), breakGlass, deployment].map((who) => put(who, 'denied')),
    ],
  );
});
