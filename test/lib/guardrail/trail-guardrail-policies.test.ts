// The synthesized service and resource control policies, put to an IAM evaluator: who, what, on what, expected.
import { Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic, DigestValidation, LogArchive, TamperAlerts } from '../../../lib';
import { FUNCTION_IDS, ValidationNames, type FunctionId } from '../../../lib/identity/validation-names';
import { guardrailPolicies } from '../../support/guardrail';
import {
  deployedResources,
  resourcesOfType,
  role,
  roleSession,
  rootUser,
  service,
  serviceLinkedRole,
  testTable,
  theResource,
  withContext,
  type Policies,
  type PolicyDocument,
  type Principal,
  type Row,
} from '../../support/iam';
import { archiveStack, BREAK_GLASS_ROLE_ARN, MEMBER_ACCOUNT_ID, ORGANIZATION, trailWith } from '../../support/stacks';

const { managementAccountId: MANAGEMENT, logArchiveAccountId: ARCHIVE, homeRegion: REGION } = ORGANIZATION;
const breakGlassInMember = `arn:aws:iam::${MEMBER_ACCOUNT_ID}:role/operations/break-glass`;
const PIPELINE = `arn:aws:iam::${MEMBER_ACCOUNT_ID}:role/pipeline`;

const roleArn = (name: string, account: string = ARCHIVE) => `arn:aws:iam::${account}:role/${name}`;

const trail = trailWith({
  breakGlassRoleArns: [BREAK_GLASS_ROLE_ARN, breakGlassInMember],
  deployerRoleArns: [PIPELINE],
  acknowledgerRoleArns: [roleArn('on-call')],
});
const names = new ValidationNames(trail);
const policies = guardrailPolicies({ trail, memberTrailNames: ['security-*'] });
const scpOnly: Policies = { ...policies, resourceControlPolicies: [] };
const rcpOnly: Policies = { ...policies, serviceControlPolicies: [] };

const EXECUTION_ROLE = `cdk-hnb659fds-cfn-exec-role-${ARCHIVE}-${REGION}`;
const DEPLOY_ROLE = `cdk-hnb659fds-deploy-role-${ARCHIVE}-${REGION}`;
const administrator = role(ARCHIVE, 'administrator');
const administratorOfMember = role(MEMBER_ACCOUNT_ID, 'administrator');
const executionRole = role(ARCHIVE, EXECUTION_ROLE);
const breakGlass = role(ARCHIVE, 'break-glass');

const key = `arn:aws:kms:${REGION}:${ARCHIVE}:key/1b4b1c4e-0000-4000-8000-000000000000`;
const ofTheTrail = { 'kms:ResourceAliases': [trail.keyAliasName] };
const arn = (name: string, resource: string) => `arn:aws:${name}:${REGION}:${ARCHIVE}:${resource}`;

interface Call {
  readonly does: string;
  readonly on: string;
  readonly ownedBy?: string;
  readonly where?: Record<string, string | string[]>;
}

const calls = (on: string, more: Partial<Call>, ...actions: string[]): Call[] =>
  actions.map((does) => ({ does, on, ...more }));
const inArchive = { ownedBy: ARCHIVE };

const ARCHIVE_CALLS: Call[] = [
  ...[trail.logBucketArn, trail.accessLogBucketArn, trail.evidenceBucketArn, names.workBucketArn].flatMap((bucket) =>
    calls(
      bucket,
      inArchive,
      ...['s3:PutBucketPolicy', 's3:DeleteBucketPolicy', 's3:DeleteBucket', 's3:PutBucketVersioning'],
      ...['s3:PutLifecycleConfiguration', 's3:PutBucketObjectLockConfiguration', 's3:PutEncryptionConfiguration'],
      ...['s3:PutBucketPublicAccessBlock', 's3:PutBucketAcl', 's3:PutBucketLogging', 's3:PutReplicationConfiguration'],
      ...['s3:PutBucketNotification', 's3:PutBucketOwnershipControls'],
    ),
  ),
  ...calls(
    `${trail.logBucketArn}/AWSLogs/x.json.gz`,
    inArchive,
    ...['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention', 's3:PutObjectRetention'],
    ...['s3:PutObjectLegalHold', 's3:PutObjectAcl', 's3:UpdateObjectEncryption'],
  ),
];

const KEY_CALLS: Call[] = [
  ...calls(
    key,
    { where: ofTheTrail },
    ...['kms:ScheduleKeyDeletion', 'kms:DisableKey', 'kms:DisableKeyRotation', 'kms:PutKeyPolicy', 'kms:CreateGrant'],
    ...['kms:RevokeGrant', 'kms:RetireGrant'],
  ),
];

/** Lets the policies of identities decide. */
const accountKey: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ARCHIVE}:root` }, Action: 'kms:*', Resource: '*' }],
};

const OTHER_ARCHIVE_CALLS: Call[] = [
  ...calls(trail.keyAliasArn, {}, 'kms:UpdateAlias', 'kms:DeleteAlias'),
  ...calls(
    arn('lambda', 'event-source-mapping:1b4b1c4e-0000-4000-8000-000000000000'),
    {},
    'lambda:UpdateEventSourceMapping',
    'lambda:DeleteEventSourceMapping',
  ),
  ...calls(
    arn('lambda', 'function:organization-trail-validator'),
    {},
    ...['lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration', 'lambda:DeleteFunction'],
    ...['lambda:PutFunctionConcurrency', 'lambda:AddPermission', 'lambda:PutFunctionEventInvokeConfig'],
    ...['lambda:DeleteFunctionConcurrency', 'lambda:PutRuntimeManagementConfig', 'lambda:UpdateAlias'],
    ...['lambda:DeleteAlias', 'lambda:PutResourcePolicy', 'lambda:DeleteResourcePolicy'],
    'lambda:CreateFunctionUrlConfig',
  ),
  ...calls(arn('states', 'mapRun:organization-trail-validator/1b4b1c4e:2c5c2d5f'), {}, 'states:UpdateMapRun'),
  ...calls(
    arn('states', 'stateMachine:organization-trail-validator'),
    {},
    'states:UpdateStateMachine',
    'states:DeleteStateMachine',
  ),
  ...calls(
    arn('scheduler', 'schedule/default/organization-trail-validator'),
    {},
    'scheduler:UpdateSchedule',
    'scheduler:DeleteSchedule',
  ),
  ...calls(
    arn('scheduler', 'schedule-group/organization-trail-digest-validation'),
    {},
    'scheduler:DeleteScheduleGroup',
  ),
  ...calls(
    arn('dynamodb', 'table/organization-trail-memory'),
    {},
    ...['dynamodb:DeleteTable', 'dynamodb:UpdateTable', 'dynamodb:UpdateContinuousBackups'],
    'dynamodb:PutResourcePolicy',
  ),
  ...calls(
    arn('sns', 'organization-trail-alarms'),
    {},
    ...['sns:DeleteTopic', 'sns:SetTopicAttributes', 'sns:AddPermission', 'sns:Unsubscribe'],
    'sns:SetSubscriptionAttributes',
  ),
  ...calls(
    arn('cloudwatch', 'alarm:organization-trail-tampering'),
    {},
    ...['cloudwatch:DeleteAlarms', 'cloudwatch:DisableAlarmActions', 'cloudwatch:PutMetricAlarm'],
    ...['cloudwatch:SetAlarmState', 'cloudwatch:PutCompositeAlarm', 'cloudwatch:PutLogAlarm'],
    'cloudwatch:PutAlarmMuteRule',
  ),
  ...calls(
    arn('events', 'rule/organization-trail-tampering'),
    {},
    ...['events:DeleteRule', 'events:DisableRule', 'events:EnableRule', 'events:RemoveTargets', 'events:PutTargets'],
  ),
  ...calls(arn('events', 'event-bus/default'), {}, 'events:UpdateEventBus'),
  ...calls(
    arn('sqs', 'organization-trail-dead-letters'),
    {},
    ...['sqs:DeleteQueue', 'sqs:PurgeQueue', 'sqs:SetQueueAttributes', 'sqs:AddPermission', 'sqs:RemovePermission'],
    ...['sqs:DeleteMessage', 'sqs:ChangeMessageVisibility', 'sqs:StartMessageMoveTask'],
  ),
  ...calls(
    arn('logs', 'log-group:/aws/lambda/organization-trail-validator'),
    {},
    ...['logs:DeleteLogGroup', 'logs:PutRetentionPolicy', 'logs:DeleteRetentionPolicy', 'logs:PutTransformer'],
    ...['logs:PutDataProtectionPolicy', 'logs:PutLogGroupDeletionProtection', 'logs:DisassociateKmsKey'],
    ...['logs:PutSubscriptionFilter', 'logs:PutBearerTokenAuthentication', 'logs:PutSyslogConfiguration'],
  ),
  ...calls(arn('logs', 'log-group:/aws/lambda/organization-trail-validator:log-stream:x'), {}, 'logs:DeleteLogStream'),
];

const rows = (who: Principal, expected: Row['expected'], list: readonly Call[]): Row[] =>
  list.map((call) => ({ who, expected, ...call }));

const TRAIL_CALLS = ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors', 'PutInsightSelectors'].map(
  (name) => `cloudtrail:${name}`,
);
const memberTrail = (name: string) => `arn:aws:cloudtrail:eu-west-1:${MEMBER_ACCOUNT_ID}:trail/${name}`;

describe('trails', () => {
  testTable(
    () => policies,
    [
      ...rows(administratorOfMember, 'denied', calls(trail.trailArn, {}, ...TRAIL_CALLS)),
      ...rows(administratorOfMember, 'denied', calls(memberTrail('security-audit'), {}, ...TRAIL_CALLS)),
      ...rows(rootUser(MEMBER_ACCOUNT_ID), 'denied', calls(memberTrail('security-audit'), {}, ...TRAIL_CALLS)),
      ...rows(
        roleSession(MEMBER_ACCOUNT_ID, 'administrator', 'x'),
        'denied',
        calls(trail.trailArn, {}, TRAIL_CALLS[0]),
      ),
      ...rows(administratorOfMember, 'allowed', calls(memberTrail('of-a-team'), {}, ...TRAIL_CALLS)),
      ...rows(
        administratorOfMember,
        'allowed',
        calls(
          memberTrail('security-audit'),
          {},
          'cloudtrail:StartLogging',
          'cloudtrail:GetTrailStatus',
          'cloudtrail:AddTags',
        ),
      ),
      ...rows(
        role(MEMBER_ACCOUNT_ID, 'operations/break-glass'),
        'allowed',
        calls(memberTrail('security-audit'), {}, ...TRAIL_CALLS),
      ),
      ...rows(
        role(MEMBER_ACCOUNT_ID, 'break-glass'),
        'denied',
        calls(memberTrail('security-audit'), {}, TRAIL_CALLS[0]),
      ),
      ...rows(role(MANAGEMENT, 'administrator'), 'allowed', calls(trail.trailArn, {}, ...TRAIL_CALLS)),
      ...rows(
        serviceLinkedRole(MEMBER_ACCOUNT_ID, 'cloudtrail.amazonaws.com', 'AWSServiceRoleForCloudTrail'),
        'allowed',
        calls(memberTrail('security-audit'), {}, TRAIL_CALLS[0]),
      ),
    ],
  );
});

describe('the archive, guarded by the service control policy', () => {
  const all = [...ARCHIVE_CALLS, ...OTHER_ARCHIVE_CALLS];
  testTable(
    () => scpOnly,
    [
      ...rows(administrator, 'denied', all),
      ...rows(rootUser(ARCHIVE), 'denied', all),
      ...rows(breakGlass, 'allowed', all),
      ...rows(executionRole, 'allowed', all),
    ],
  );

  testTable(
    () => scpOnly,
    rows(administrator, 'allowed', [
      ...calls(trail.logBucketArn, inArchive, 's3:GetBucketPolicy', 's3:ListBucket', 's3:GetBucketVersioning'),
      ...calls(`${trail.logBucketArn}/AWSLogs/x.json.gz`, inArchive, 's3:GetObject'),
      ...calls(`${trail.evidenceBucketArn}/report.json`, inArchive, 's3:PutObject'),
      ...calls('arn:aws:s3:::another-bucket', inArchive, 's3:PutBucketPolicy', 's3:DeleteBucket'),
      ...calls(arn('kms', 'alias/another'), {}, 'kms:DeleteAlias'),
      ...calls(arn('lambda', 'function:another'), {}, 'lambda:UpdateFunctionCode', 'lambda:DeleteFunction'),
      ...calls(arn('lambda', 'function:organization-trail-validator'), {}, 'lambda:GetFunction'),
      ...calls(arn('lambda', 'function:another'), {}, 'lambda:InvokeFunction', 'lambda:InvokeFunctionUrl'),
      ...calls(
        arn('states', 'stateMachine:organization-trail-validator'),
        {},
        'states:DescribeStateMachine',
        'states:ListExecutions',
      ),
      ...calls(arn('states', 'stateMachine:another'), {}, 'states:StartExecution', 'states:StartSyncExecution'),
      ...calls(arn('states', 'execution:another:r1'), {}, 'states:RedriveExecution'),
      ...calls(arn('dynamodb', 'table/another'), {}, 'dynamodb:DeleteTable'),
      ...calls(arn('dynamodb', 'table/organization-trail-memory'), {}, 'dynamodb:GetItem', 'dynamodb:PutItem'),
      // None of these has a name that starts with the trail's, and the validator has none of them.
      ...calls('*', inArchive, 'logs:DeleteResourcePolicy', 'logs:DeleteAccountPolicy'),
      ...calls(arn('cloudwatch', 'alarm-mute-rule:another'), {}, 'cloudwatch:DeleteAlarmMuteRule'),
      ...calls(arn('sns', 'another'), {}, 'sns:DeleteTopic', 'sns:SetSubscriptionAttributes'),
      ...calls(arn('sns', 'organization-trail-alarms'), {}, 'sns:Subscribe', 'sns:Publish'),
      ...calls(arn('cloudwatch', 'alarm:another'), {}, 'cloudwatch:DeleteAlarms', 'cloudwatch:PutAlarmMuteRule'),
      ...calls(arn('events', 'rule/another'), {}, 'events:DeleteRule'),
      ...calls(arn('events', 'rule/organization-trail-tampering'), {}, 'events:DescribeRule'),
      ...calls(arn('events', 'event-bus/another'), {}, 'events:UpdateEventBus'),
      ...calls(arn('sqs', 'organization-trail-dead-letters'), {}, 'sqs:ReceiveMessage', 'sqs:GetQueueAttributes'),
      ...calls(arn('sqs', 'another'), {}, 'sqs:DeleteMessage'),
    ]),
  );

  testTable(
    () => ({ ...scpOnly, resourcePolicy: accountKey }),
    [
      ...rows(administrator, 'denied', KEY_CALLS),
      ...rows(rootUser(ARCHIVE), 'denied', KEY_CALLS),
      ...rows(breakGlass, 'allowed', KEY_CALLS),
      ...rows(executionRole, 'allowed', KEY_CALLS),
      ...rows(administrator, 'allowed', [
        ...calls(
          key,
          { where: ofTheTrail },
          'kms:DescribeKey',
          'kms:Decrypt',
          'kms:GetKeyPolicy',
          'kms:EnableKeyRotation',
        ),
        ...calls(
          key,
          { where: { 'kms:ResourceAliases': ['alias/another'] } },
          'kms:ScheduleKeyDeletion',
          'kms:DisableKey',
        ),
      ]),
    ],
  );
});

describe('the archive, guarded by the resource control policy', () => {
  const stack = archiveStack();
  new LogArchive(stack, 'LogArchive', { trail });
  const resources = deployedResources(Template.fromStack(stack).toJSON(), { accountId: ARCHIVE, region: REGION });
  const bucketPolicy = theResource(resources, 'AWS::S3::BucketPolicy', { Bucket: trail.logBucketName }).Properties
    .PolicyDocument as PolicyDocument;
  const accessLogPolicy = theResource(resources, 'AWS::S3::BucketPolicy', { Bucket: trail.accessLogBucketName })
    .Properties.PolicyDocument as PolicyDocument;
  const keyPolicy = theResource(resources, 'AWS::KMS::Key').Properties.KeyPolicy as PolicyDocument;

  testTable(
    () => rcpOnly,
    [
      ...rows(administrator, 'denied', ARCHIVE_CALLS),
      ...rows(rootUser(ARCHIVE), 'denied', ARCHIVE_CALLS),
      ...rows(executionRole, 'allowed', ARCHIVE_CALLS),
    ],
  );
  testTable(
    () => ({ ...rcpOnly, resourcePolicy: accountKey }),
    [
      ...rows(administrator, 'denied', KEY_CALLS),
      ...rows(executionRole, 'allowed', KEY_CALLS),
      ...rows(administrator, 'allowed', calls(key, { where: ofTheTrail }, 'kms:DescribeKey', 'kms:Decrypt')),
    ],
  );

  describe('leaves the services their delivery:', () => {
    const anyService: PolicyDocument = {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'any.amazonaws.com' }, Action: ['s3:*', 'kms:*'], Resource: '*' },
      ],
    };
    testTable(
      () => ({ ...policies, resourcePolicy: anyService }),
      rows(service('any.amazonaws.com'), 'allowed', [...ARCHIVE_CALLS, ...KEY_CALLS]),
    );

    const cloudTrail = withContext(service('cloudtrail.amazonaws.com'), {
      'aws:SourceArn': trail.trailArn,
      'aws:SourceAccount': MANAGEMENT,
      's3:TlsVersion': '1.2',
    });
    const s3Logs = withContext(service('logging.s3.amazonaws.com'), {
      'aws:SourceArn': trail.logBucketArn,
      'aws:SourceAccount': ARCHIVE,
      's3:TlsVersion': '1.2',
    });
    const inKms = withContext(service('cloudtrail.amazonaws.com'), {
      'aws:SourceArn': trail.trailArn,
      'aws:SourceAccount': MANAGEMENT,
    });
    // The evaluator drops kms:EncryptionContext:*, so another key stands for it, in the policy and in the request.
    const contextOfBucket = 'kms:EncryptionContext:aws:s3:arn';
    const standIns = {
      [contextOfBucket]: 'aws:RequestTag/bucket',
      'kms:EncryptionContext:aws:cloudtrail:arn': 'aws:RequestTag/trail',
    };

    testTable(
      () => ({ ...policies, resourcePolicy: bucketPolicy }),
      [
        {
          who: cloudTrail,
          does: 's3:PutObject',
          on: `${trail.logBucketArn}/${trail.deliveryPaths[1]}/x.json.gz`,
          ownedBy: ARCHIVE,
          where: { 's3:x-amz-acl': 'bucket-owner-full-control' },
          expected: 'allowed',
        },
        { who: cloudTrail, does: 's3:GetBucketAcl', on: trail.logBucketArn, ownedBy: ARCHIVE, expected: 'allowed' },
      ],
    );
    testTable(
      () => ({ ...policies, resourcePolicy: accessLogPolicy }),
      [
        {
          who: s3Logs,
          does: 's3:PutObject',
          on: `${trail.accessLogBucketArn}/${trail.logBucketName}/x`,
          ownedBy: ARCHIVE,
          expected: 'allowed',
        },
      ],
    );
    testTable(
      () => ({ ...policies, resourcePolicy: keyPolicy, standIns }),
      [
        {
          who: inKms,
          does: 'kms:GenerateDataKey',
          on: key,
          where: { ...ofTheTrail, [contextOfBucket]: trail.logBucketArn },
          expected: 'allowed',
        },
        { who: inKms, does: 'kms:DescribeKey', on: key, where: ofTheTrail, expected: 'allowed' },
      ],
    );
  });

  describe('keeps outsiders out, even where a policy would let them in:', () => {
    const outsider = withContext(role('999999999999', 'mallory'), { 'aws:PrincipalOrgID': 'o-other' });
    const letsEveryoneIn: PolicyDocument = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: '*', Action: ['s3:*', 'kms:*'], Resource: '*' }],
    };
    testTable(
      () => ({ ...rcpOnly, resourcePolicy: letsEveryoneIn }),
      [
        { who: outsider, does: 's3:GetObject', on: `${trail.logBucketArn}/x`, ownedBy: ARCHIVE, expected: 'denied' },
        { who: outsider, does: 'kms:Decrypt', on: key, where: ofTheTrail, expected: 'denied' },
        {
          who: administratorOfMember,
          does: 's3:GetObject',
          on: `${trail.logBucketArn}/x`,
          ownedBy: ARCHIVE,
          expected: 'allowed',
        },
      ],
    );
  });
});

describe('an exemption is not taken over', () => {
  const ROLE_CALLS = [
    ...['iam:CreateRole', 'iam:DeleteRole', 'iam:UpdateAssumeRolePolicy', 'iam:PutRolePolicy', 'iam:DeleteRolePolicy'],
    ...['iam:AttachRolePolicy', 'iam:DetachRolePolicy', 'iam:TagRole', 'iam:UntagRole', 'iam:UpdateRole'],
    ...['iam:PutRolePermissionsBoundary', 'iam:DeleteRolePermissionsBoundary'],
  ];
  const guarded = [
    BREAK_GLASS_ROLE_ARN,
    roleArn(EXECUTION_ROLE),
    roleArn(DEPLOY_ROLE),
    roleArn('on-call'),
    roleArn('organization-trail-validator'),
  ];
  testTable(
    () => policies,
    [
      ...guarded.flatMap((on) => rows(administrator, 'denied', calls(on, {}, ...ROLE_CALLS))),
      ...guarded.flatMap((on) => rows(rootUser(ARCHIVE), 'denied', calls(on, {}, 'iam:UpdateAssumeRolePolicy'))),
      ...rows(administratorOfMember, 'denied', calls(breakGlassInMember, {}, ...ROLE_CALLS)),
      ...rows(administratorOfMember, 'denied', calls(PIPELINE, {}, ...ROLE_CALLS)),
      ...guarded.flatMap((on) => rows(breakGlass, 'allowed', calls(on, {}, ...ROLE_CALLS))),
      ...guarded.flatMap((on) => rows(executionRole, 'allowed', calls(on, {}, ...ROLE_CALLS))),
      ...guarded.flatMap((on) => rows(administrator, 'allowed', calls(on, {}, 'iam:GetRole'))),
      ...rows(administrator, 'allowed', calls(roleArn('another'), {}, ...ROLE_CALLS)),
      // It acknowledges, and is spared nothing.
      ...rows(role(ARCHIVE, 'on-call'), 'denied', calls(roleArn('on-call'), {}, ...ROLE_CALLS)),
      ...rows(role(ARCHIVE, 'on-call'), 'denied', calls(trail.logBucketArn, inArchive, 's3:PutBucketPolicy')),
      ...rows(administrator, 'allowed', calls(roleArn('on-call'), {}, 'iam:PassRole')),
    ],
  );

  describe('by a role of the same name at another path, or in another account', () => {
    testTable(
      () => policies,
      [
        ...rows(
          role(ARCHIVE, 'elsewhere/break-glass'),
          'denied',
          calls(trail.logBucketArn, inArchive, 's3:PutBucketPolicy'),
        ),
        ...rows(role(MEMBER_ACCOUNT_ID, EXECUTION_ROLE), 'denied', calls(trail.trailArn, {}, 'cloudtrail:StopLogging')),
      ],
    );
  });

  describe('by a stack that uses the execution role', () => {
    const toCloudFormation = { where: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } };
    const pass = calls(roleArn(EXECUTION_ROLE), toCloudFormation, 'iam:PassRole');
    const assume = calls(roleArn(DEPLOY_ROLE), {}, 'sts:AssumeRole');
    const trusting: PolicyDocument = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: [MANAGEMENT, ARCHIVE, MEMBER_ACCOUNT_ID].map((id) => `arn:aws:iam::${id}:root`) },
          Action: 'sts:AssumeRole',
        },
      ],
    };
    testTable(
      () => policies,
      [
        ...rows(administrator, 'denied', pass),
        ...rows(rootUser(ARCHIVE), 'denied', pass),
        ...rows(role(ARCHIVE, DEPLOY_ROLE), 'allowed', pass),
        ...rows(breakGlass, 'allowed', pass),
        ...rows(administrator, 'allowed', calls(roleArn('another'), toCloudFormation, 'iam:PassRole')),
        ...rows(administrator, 'denied', calls(roleArn('organization-trail-validator'), {}, 'iam:PassRole')),
        ...rows(executionRole, 'allowed', calls(roleArn('organization-trail-validator'), {}, 'iam:PassRole')),
      ],
    );
    testTable(
      () => ({ ...policies, resourcePolicy: trusting }),
      [
        ...rows(administrator, 'denied', assume),
        ...rows(administratorOfMember, 'denied', assume),
        ...rows(role(MEMBER_ACCOUNT_ID, 'pipeline'), 'allowed', assume),
        ...rows(role(MANAGEMENT, 'administrator'), 'allowed', assume),
        ...rows(administrator, 'allowed', calls(roleArn('another'), {}, 'sts:AssumeRole')),
      ],
    );
  });
});

describe('accounts stay in reach', () => {
  const everywhere = (does: string, account: string): Call => ({ does, on: '*', ownedBy: account });
  const account = (id: string) => `arn:aws:account::${id}:account`;
  testTable(
    () => policies,
    [
      ...rows(administratorOfMember, 'denied', [everywhere('organizations:LeaveOrganization', MEMBER_ACCOUNT_ID)]),
      ...rows(rootUser(MEMBER_ACCOUNT_ID), 'denied', [
        everywhere('organizations:LeaveOrganization', MEMBER_ACCOUNT_ID),
      ]),
      ...rows(administratorOfMember, 'denied', calls(account(MEMBER_ACCOUNT_ID), {}, 'account:CloseAccount')),
      ...rows(administratorOfMember, 'denied', [
        everywhere('cloudtrail:DeregisterOrganizationDelegatedAdmin', MEMBER_ACCOUNT_ID),
      ]),
      ...rows(administratorOfMember, 'allowed', [everywhere('organizations:DescribeOrganization', MEMBER_ACCOUNT_ID)]),
      ...rows(administrator, 'denied', calls(account(ARCHIVE), {}, 'account:DisableRegion')),
      ...rows(administrator, 'denied', [
        everywhere('logs:PutAccountPolicy', ARCHIVE),
        everywhere('s3:PutAccountPublicAccessBlock', ARCHIVE),
      ]),
      ...rows(administrator, 'allowed', calls(account(ARCHIVE), {}, 'account:EnableRegion')),
      ...rows(administratorOfMember, 'allowed', [
        everywhere('logs:PutAccountPolicy', MEMBER_ACCOUNT_ID),
        everywhere('s3:PutAccountPublicAccessBlock', MEMBER_ACCOUNT_ID),
      ]),
      ...rows(administratorOfMember, 'allowed', calls(account(MEMBER_ACCOUNT_ID), {}, 'account:DisableRegion')),
    ],
  );
});

test('the roles of the repair are guarded by name, though no policy binds their account', () => {
  const statements = policies.serviceControlPolicies!.flatMap(({ Statement }) => Statement);
  const guardRoles = statements.find(({ Sid }) => Sid === 'GuardRoles')!;
  expect(guardRoles.Resource).toContain(roleArn('organization-trail-*', MANAGEMENT));
});

describe('runs are started by the validation itself', () => {
  const invoked = FUNCTION_IDS.flatMap((id) =>
    calls(names.functionArn(id), {}, 'lambda:InvokeFunction', 'lambda:InvokeFunctionUrl', 'lambda:InvokeAsync'),
  );
  const aliased = calls(`${names.functionArn('Publisher')}:live`, {}, 'lambda:InvokeFunction');
  const execution = names.arn('states', `execution:${names.stateMachineName}:r1`);
  const elsewhere = calls(
    arn('lambda', 'function:organization-trail-later').replace(REGION, 'eu-west-1'),
    {},
    'lambda:InvokeFunction',
  );
  const started = [
    ...calls(names.stateMachineArn, {}, 'states:StartExecution', 'states:StartSyncExecution'),
    ...calls(execution, {}, 'states:RedriveExecution', 'states:StopExecution'),
  ];
  const all = [...invoked, ...aliased, ...elsewhere, ...started];
  const validation = (id: Parameters<typeof names.roleName>[0]) => role(ARCHIVE, names.roleName(id));
  const lambdaCall = (id: FunctionId) => calls(names.functionArn(id), {}, 'lambda:InvokeFunction');
  const start = calls(names.stateMachineArn, {}, 'states:StartExecution');
  const letsEveryoneInvoke: PolicyDocument = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: '*', Action: 'lambda:*', Resource: '*' }],
  };

  testTable(
    () => policies,
    [
      ...[administrator, rootUser(ARCHIVE), roleSession(ARCHIVE, 'administrator', 'x'), validation('Shard')].flatMap(
        (who) => rows(who, 'denied', all),
      ),
      ...[
        validation('Publisher'),
        validation('Watch'),
        role(ARCHIVE, `elsewhere/${names.roleName('Validator')}`),
      ].flatMap((who) => rows(who, 'denied', all)),
      ...[breakGlass, executionRole].flatMap((who) => rows(who, 'allowed', all)),
      ...rows(validation('Schedule'), 'allowed', [...lambdaCall('Validator'), ...lambdaCall('Watch')]),
      ...rows(validation('Validator'), 'allowed', [...lambdaCall('Publisher'), ...start]),
      ...rows(validation('StateMachine'), 'allowed', [...lambdaCall('Shard'), ...lambdaCall('Merge'), ...start]),
      ...rows(validation('StateMachine'), 'allowed', calls(execution, {}, 'states:StopExecution')),
      ...rows(validation('Merge'), 'allowed', lambdaCall('Publisher')),
    ],
  );
  testTable(
    () => ({ ...policies, resourcePolicy: letsEveryoneInvoke }),
    [
      ...rows(administratorOfMember, 'denied', lambdaCall('Publisher')),
      ...rows(role(MANAGEMENT, 'administrator'), 'allowed', lambdaCall('Publisher')),
    ],
  );

  test('each role that the validation starts something by is spared, and no other', () => {
    const statements = policies.serviceControlPolicies!.flatMap(({ Statement }) => Statement);
    const { Condition } = statements.find(({ Sid }) => Sid === 'GuardRuns')!;
    const spared = (Condition as { ArnNotEquals: Record<string, string[]> }).ArnNotEquals['aws:PrincipalArn'];
    const stack = archiveStack();
    const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['a@example.com'] });
    new DigestValidation(stack, 'DigestValidation', {
      logArchive: new LogArchive(stack, 'LogArchive', { trail }),
      alarmTopic,
    });
    new TamperAlerts(stack, 'TamperAlerts', { trail, alarmTopic });
    const starting = resourcesOfType(
      deployedResources(Template.fromStack(stack).toJSON(), { accountId: ARCHIVE, region: REGION }),
      'AWS::IAM::Role',
    ).filter(({ Properties }) =>
      /"(lambda:Invoke|states:Start|sqs:DeleteMessage)/.test(JSON.stringify(Properties.Policies)),
    );
    const expected = starting.map(({ Properties }) => roleArn(String(Properties.RoleName)));
    // The pattern is for those of every Region.
    const ofThisRegion = spared.map((each) => each.replace('-alert-groups-*', `-alert-groups-${REGION}`));
    expect(ofThisRegion.filter((each) => each.includes('organization-trail-')).sort()).toEqual(expected.sort());
  });
});

describe('the memory of the validator', () => {
  const writes = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'].map((name) => `dynamodb:${name}`);
  const onTable = calls(names.tableArn, {}, ...writes);
  testTable(
    () => rcpOnly,
    [
      ...rows(role(ARCHIVE, names.roleName('Validator')), 'allowed', onTable),
      ...rows(role(ARCHIVE, names.roleName('Merge')), 'allowed', onTable),
      ...[administrator, breakGlass, executionRole, role(ARCHIVE, names.roleName('Shard'))].flatMap((who) =>
        rows(who, 'denied', onTable),
      ),
      ...rows(administrator, 'allowed', calls(arn('dynamodb', 'table/some-table'), {}, ...writes)),
      ...rows(administrator, 'allowed', calls(names.tableArn, {}, 'dynamodb:GetItem')),
    ],
  );
});
