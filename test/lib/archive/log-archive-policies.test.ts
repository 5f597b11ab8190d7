// The synthesized policies of bucket, key and role, put to an IAM evaluator.
import { aws_iam as iam } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { LogArchive, OrganizationTrail } from '../../../lib';
import {
  deployedResources,
  policiesOfRole,
  role,
  rootUser,
  roleSession,
  service,
  testTable,
  theResource,
  withContext,
  type PolicyDocument,
  type Row,
} from '../../support/iam';
import {
  archiveStack,
  BREAK_GLASS_ROLE_ARN,
  managementStack,
  MEMBER_ACCOUNT_ID,
  ORGANIZATION,
  trailWith,
} from '../../support/stacks';

const { logArchiveAccountId, managementAccountId, homeRegion, organizationId } = ORGANIZATION;
const trail = trailWith({ breakGlassRoleArns: [BREAK_GLASS_ROLE_ARN] }, { keyPrefix: 'audit' });
const READER = 'log-reader';
const DEPLOYMENT = `cdk-hnb659fds-cfn-exec-role-${logArchiveAccountId}-${homeRegion}`;

function archiveResources() {
  const stack = archiveStack();
  const archive = new LogArchive(stack, 'LogArchive', { trail });
  archive.grantRead(new iam.Role(stack, 'Reader', { roleName: READER, assumedBy: new iam.AccountRootPrincipal() }));
  return deployedResources(Template.fromStack(stack).toJSON(), { accountId: logArchiveAccountId, region: homeRegion });
}

const resources = archiveResources();
const bucketPolicy = theResource(resources, 'AWS::S3::BucketPolicy', { Bucket: trail.logBucketName }).Properties
  .PolicyDocument as PolicyDocument;
const accessLogBucketPolicy = theResource(resources, 'AWS::S3::BucketPolicy', { Bucket: trail.accessLogBucketName })
  .Properties.PolicyDocument as PolicyDocument;
const keyPolicy = theResource(resources, 'AWS::KMS::Key').Properties.KeyPolicy as PolicyDocument;

const forTrail = (trailArn: string) => withContext(service('cloudtrail.amazonaws.com'), { 'aws:SourceArn': trailArn });
const cloudTrail = { ...forTrail(trail.trailArn), name: 'CloudTrail for this trail' };
const otherTrail = {
  ...forTrail(`arn:aws:cloudtrail:us-east-1:${MEMBER_ACCOUNT_ID}:trail/organization-trail`),
  name: "CloudTrail for another account's trail",
};
const archiveAdministrator = role(logArchiveAccountId, 'administrator');
const memberAdministrator = role(MEMBER_ACCOUNT_ID, 'administrator');
const breakGlass = role(logArchiveAccountId, 'break-glass');
const breakGlassSession = roleSession(logArchiveAccountId, 'break-glass', 'on-call');
const namesake = role(MEMBER_ACCOUNT_ID, 'break-glass');
const deployment = role(logArchiveAccountId, DEPLOYMENT);

describe('the log bucket', () => {
  const owned = (key: string) => `${trail.logBucketArn}/${key}`;
  const organizationLog = owned(
    `audit/AWSLogs/${organizationId}/${MEMBER_ACCOUNT_ID}/CloudTrail/us-east-1/2026/01/01/a.json.gz`,
  );
  const managementLog = owned(`audit/AWSLogs/${managementAccountId}/CloudTrail/us-east-1/2026/01/01/a.json.gz`);
  const acl = { 's3:x-amz-acl': 'bucket-owner-full-control', 's3:TlsVersion': '1.2' };
  const request = (row: Omit<Row, 'ownedBy'>): Row => ({
    where: { 's3:TlsVersion': '1.2' },
    ...row,
    ownedBy: logArchiveAccountId,
  });

  describe('writes', () => {
    const put = (who: Row['who'], on: string, expected: Row['expected'], where: Row['where'] = acl) =>
      request({ who, does: 's3:PutObject', on, where, expected });
    testTable(
      () => ({ resourcePolicy: bucketPolicy }),
      [
        put(cloudTrail, organizationLog, 'allowed'),
        put(cloudTrail, managementLog, 'allowed'),
        put(cloudTrail, owned(`AWSLogs/${organizationId}/a.json.gz`), 'not allowed'),
        put(cloudTrail, owned(`audit/AWSLogs/${MEMBER_ACCOUNT_ID}/a.json.gz`), 'not allowed'),
        put(cloudTrail, owned(`audit/AWSLogs/${organizationId}x/a.json.gz`), 'not allowed'),
        put(cloudTrail, organizationLog, 'not allowed', { 's3:TlsVersion': '1.2' }),
        put(cloudTrail, organizationLog, 'denied', { ...acl, 'aws:SecureTransport': 'false' }),
        put(cloudTrail, organizationLog, 'denied', { ...acl, 's3:TlsVersion': '1.1' }),
        put(otherTrail, organizationLog, 'denied'),
        put(service('cloudtrail.amazonaws.com'), organizationLog, 'denied'),
        put(service('logging.s3.amazonaws.com'), organizationLog, 'denied'),
        put(archiveAdministrator, organizationLog, 'denied'),
        put(breakGlass, organizationLog, 'denied'),
        put(rootUser(logArchiveAccountId), organizationLog, 'denied'),
        put(memberAdministrator, organizationLog, 'denied'),
        ...['s3:ReplicateObject', 's3:ReplicateDelete', 's3:PutObjectAcl', 's3:PutObjectVersionAcl'].map((does) =>
          request({ who: archiveAdministrator, does, on: organizationLog, expected: 'denied' }),
        ),
        request({ who: cloudTrail, does: 's3:GetBucketAcl', on: trail.logBucketArn, expected: 'allowed' }),
        request({ who: otherTrail, does: 's3:GetBucketAcl', on: trail.logBucketArn, expected: 'not allowed' }),
        request({ who: cloudTrail, does: 's3:GetObject', on: organizationLog, expected: 'not allowed' }),
      ],
    );
  });

  describe('deletions and ends of retention', () => {
    const actions = [
      's3:DeleteObject',
      's3:DeleteObjectVersion',
      's3:BypassGovernanceRetention',
      's3:PutObjectRetention',
      's3:PutObjectLegalHold',
    ];
    const rows = (who: Row['who'], expected: Row['expected']) =>
      actions.map((does) => request({ who, does, on: organizationLog, expected }));
    testTable(
      () => ({ resourcePolicy: bucketPolicy }),
      [
        ...rows(archiveAdministrator, 'denied'),
        ...rows(rootUser(logArchiveAccountId), 'denied'),
        ...rows(memberAdministrator, 'denied'),
        ...rows(namesake, 'denied'),
        ...rows(deployment, 'denied'),
        ...rows(breakGlass, 'allowed'),
        ...rows(breakGlassSession, 'allowed'),
      ],
    );
  });

  describe('what CloudFormation does to update the bucket', () => {
    const actions = [
      's3:PutBucketPolicy',
      's3:DeleteBucketPolicy',
      's3:PutLifecycleConfiguration',
      's3:PutBucketObjectLockConfiguration',
      's3:PutBucketVersioning',
      's3:PutEncryptionConfiguration',
      's3:PutBucketLogging',
      's3:PutBucketPublicAccessBlock',
      's3:PutBucketOwnershipControls',
      's3:PutBucketTagging',
    ];
    testTable(
      () => ({ resourcePolicy: bucketPolicy }),
      actions.map((does) => request({ who: deployment, does, on: trail.logBucketArn, expected: 'allowed' })),
    );
  });

  describe('the reader who got a grant', () => {
    const reader = role(logArchiveAccountId, READER, ...policiesOfRole(resources, READER));
    const row = (does: string, on: string, expected: Row['expected']) => request({ who: reader, does, on, expected });
    testTable(
      () => ({ resourcePolicy: bucketPolicy }),
      [
        row('s3:ListBucket', trail.logBucketArn, 'allowed'),
        row('s3:ListBucketVersions', trail.logBucketArn, 'allowed'),
        row('s3:GetBucketLocation', trail.logBucketArn, 'allowed'),
        row('s3:GetObject', organizationLog, 'allowed'),
        row('s3:GetObjectVersion', organizationLog, 'allowed'),
        row('s3:GetObject', `${trail.accessLogBucketArn}/a`, 'not allowed'),
        row('s3:GetBucketPolicy', trail.logBucketArn, 'not allowed'),
        row('s3:PutObject', organizationLog, 'denied'),
      ],
    );
  });
});

describe('the access-log bucket', () => {
  const log = `${trail.accessLogBucketArn}/2026-01-01-00-00-00-0`;
  const from = (source: string, account: string) =>
    withContext(service('logging.s3.amazonaws.com'), {
      'aws:SourceArn': source,
      'aws:SourceAccount': account,
      's3:TlsVersion': '1.2',
    });
  const row = (
    who: Row['who'],
    does: string,
    expected: Row['expected'],
    where: Row['where'] = { 's3:TlsVersion': '1.2' },
  ): Row => ({
    who,
    does,
    on: log,
    where,
    ownedBy: logArchiveAccountId,
    expected,
  });
  testTable(
    () => ({ resourcePolicy: accessLogBucketPolicy }),
    [
      row(from(trail.logBucketArn, logArchiveAccountId), 's3:PutObject', 'allowed'),
      row(from(`${trail.logBucketArn}-questions`, logArchiveAccountId), 's3:PutObject', 'allowed'),
      row(from('arn:aws:s3:::another-bucket', logArchiveAccountId), 's3:PutObject', 'not allowed'),
      row(from(trail.logBucketArn, MEMBER_ACCOUNT_ID), 's3:PutObject', 'not allowed'),
      row(from(trail.logBucketArn, logArchiveAccountId), 's3:PutObject', 'denied', {
        's3:TlsVersion': '1.2',
        'aws:SecureTransport': 'false',
      }),
      row(archiveAdministrator, 's3:DeleteObject', 'denied'),
      row(archiveAdministrator, 's3:DeleteObjectVersion', 'denied'),
      row(breakGlass, 's3:DeleteObjectVersion', 'allowed'),
    ],
  );
});

describe('the key', () => {
  const key = `arn:aws:kms:${homeRegion}:${logArchiveAccountId}:key/00000000-0000-0000-0000-000000000000`;
  // The evaluator drops every kms:EncryptionContext key. It is put a copy of policy and request with the keys renamed
  // to tags, which it takes: what is tested is the operator and the values, not the name of the key.
  const trailContext = 'kms:EncryptionContext:aws:cloudtrail:arn';
  const bucketContext = 'kms:EncryptionContext:aws:s3:arn';
  const standIns = { [trailContext]: 'aws:RequestTag/trail', [bucketContext]: 'aws:RequestTag/bucket' };
  const row = (who: Row['who'], does: string, expected: Row['expected'], where: Row['where'] = {}): Row => ({
    who,
    does,
    on: key,
    where,
    expected,
  });
  const generate = (who: Row['who'], expected: Row['expected'], where: Row['where']) =>
    row(who, 'kms:GenerateDataKey', expected, where);
  const memberRegion = `arn:aws:cloudtrail:eu-west-1:${managementAccountId}:trail/organization-trail`;

  describe('is used by CloudTrail', () => {
    testTable(
      () => ({ resourcePolicy: keyPolicy, standIns }),
      [
        generate(cloudTrail, 'allowed', { [trailContext]: trail.trailArn }),
        generate(cloudTrail, 'allowed', { [trailContext]: memberRegion }),
        generate(cloudTrail, 'allowed', { [bucketContext]: trail.logBucketArn }),
        generate(cloudTrail, 'not allowed', {}),
        generate(cloudTrail, 'not allowed', { [trailContext]: `${trail.trailArn}-2` }),
        generate(cloudTrail, 'not allowed', {
          [trailContext]: memberRegion.replace(managementAccountId, MEMBER_ACCOUNT_ID),
        }),
        generate(cloudTrail, 'not allowed', { [bucketContext]: 'arn:aws:s3:::another-bucket' }),
        generate(otherTrail, 'not allowed', { [trailContext]: trail.trailArn }),
        generate(otherTrail, 'not allowed', { [bucketContext]: trail.logBucketArn }),
        row(cloudTrail, 'kms:Decrypt', 'allowed'),
        row(cloudTrail, 'kms:DescribeKey', 'allowed'),
        row(otherTrail, 'kms:Decrypt', 'not allowed'),
        row(otherTrail, 'kms:DescribeKey', 'not allowed'),
        row(cloudTrail, 'kms:ScheduleKeyDeletion', 'denied'),
        row(cloudTrail, 'kms:PutKeyPolicy', 'not allowed'),
      ],
    );
  });

  describe('is neither deleted nor disabled', () => {
    const window = 'kms:ScheduleKeyDeletionPendingWindowInDays';
    const deletions = (who: Row['who'], expected: Row['expected'], ...days: number[]) =>
      days.map((pending) => row(who, 'kms:ScheduleKeyDeletion', expected, { [window]: String(pending) }));
    const rows = (who: Row['who'], expected: Row['expected']) => [
      ...deletions(who, expected, 7, 29, 30),
      ...['kms:ScheduleKeyDeletion', 'kms:DisableKey'].map((does) => row(who, does, expected)),
    ];
    testTable(
      () => ({ resourcePolicy: keyPolicy, standIns }),
      [
        ...rows(archiveAdministrator, 'denied'),
        ...rows(rootUser(logArchiveAccountId), 'denied'),
        ...rows(namesake, 'denied'),
        // A deployment that is rolled back, with the longest window.
        ...deletions(deployment, 'allowed', 30),
        row(deployment, 'kms:ScheduleKeyDeletion', 'allowed'),
        ...deletions(deployment, 'denied', 7, 29),
        row(deployment, 'kms:DisableKey', 'denied'),
        ...rows(breakGlass, 'allowed'),
        ...rows(breakGlassSession, 'allowed'),
      ],
    );
  });

  describe('stays changeable by CloudFormation', () => {
    testTable(
      () => ({ resourcePolicy: keyPolicy, standIns }),
      [
        'kms:PutKeyPolicy',
        'kms:GetKeyPolicy',
        'kms:EnableKeyRotation',
        'kms:TagResource',
        'kms:UpdateKeyDescription',
        'kms:DescribeKey',
      ].map((does) => row(deployment, does, 'allowed')),
    );
  });

  describe('is granted to services only, since a grant outlives the policies that allowed it', () => {
    const grant = (who: Row['who'], forService: string, expected: Row['expected']) =>
      row(who, 'kms:CreateGrant', expected, { 'kms:GrantIsForAWSResource': forService });
    testTable(
      () => ({ resourcePolicy: keyPolicy, standIns }),
      [
        grant(archiveAdministrator, 'false', 'denied'),
        grant(breakGlass, 'false', 'denied'),
        grant(archiveAdministrator, 'true', 'allowed'),
        row(archiveAdministrator, 'kms:CreateGrant', 'denied'),
      ],
    );
  });

  describe('decrypts for the reader who got a grant', () => {
    const [, arn] = /"Resource":"(arn:aws:kms:[^"]+)"/.exec(JSON.stringify(policiesOfRole(resources, READER)))!;
    const reader = role(logArchiveAccountId, READER, ...policiesOfRole(resources, READER));
    const by = (viaService: string, alias: string, expected: Row['expected']): Row => ({
      who: reader,
      does: 'kms:Decrypt',
      on: arn,
      where: { 'kms:ViaService': viaService, 'kms:ResourceAliases': [alias] },
      expected,
    });
    testTable(
      () => ({ resourcePolicy: keyPolicy, standIns }),
      [
        by('s3.us-east-1.amazonaws.com', trail.keyAliasName, 'allowed'),
        by('secretsmanager.us-east-1.amazonaws.com', trail.keyAliasName, 'not allowed'),
        by('s3.us-east-1.amazonaws.com', 'alias/another', 'not allowed'),
      ],
    );
  });
});

describe('the role that CloudTrail writes to the log group by', () => {
  const stack = managementStack();
  new OrganizationTrail(stack, 'Trail', { trail });
  const deployed = deployedResources(Template.fromStack(stack).toJSON(), {
    accountId: managementAccountId,
    region: homeRegion,
  });
  const who = role(managementAccountId, trail.logRoleName, ...policiesOfRole(deployed, trail.logRoleName));
  const stream = (name: string, group = trail.logGroupArn) => `${group}:log-stream:${name}`;
  const row = (does: string, on: string, expected: Row['expected']): Row => ({ who, does, on, expected });
  const ownStreams = [
    `${managementAccountId}_CloudTrail_us-east-1`,
    `${organizationId}_${MEMBER_ACCOUNT_ID}_CloudTrail_us-east-1_2`,
  ];
  testTable(
    () => ({}),
    [
      ...ownStreams.flatMap((name) => [
        row('logs:CreateLogStream', stream(name), 'allowed'),
        row('logs:PutLogEvents', stream(name), 'allowed'),
        row('logs:DeleteLogStream', stream(name), 'not allowed'),
      ]),
      row('logs:PutLogEvents', stream('something-else'), 'not allowed'),
      row('logs:PutLogEvents', stream(ownStreams[0], `${trail.logGroupArn}-2`), 'not allowed'),
      row('logs:DeleteLogGroup', trail.logGroupArn, 'not allowed'),
      row('logs:PutRetentionPolicy', trail.logGroupArn, 'not allowed'),
      row('s3:PutObject', `${trail.logBucketArn}/a`, 'not allowed'),
    ],
  );
});
