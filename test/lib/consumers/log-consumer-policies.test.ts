// The roles of consumers, with the policies of bucket and organization, put to an IAM evaluator.
import { aws_iam as iam } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic, ConsumerTrust, LogArchive, LogConsumer } from '../../../lib';
import {
  deployedResources,
  policiesOfRole,
  role,
  service,
  testTable,
  theResource,
  withContext,
  type PolicyDocument,
  type Row,
} from '../../support/iam';
import { guardrailPolicies } from '../../support/guardrail';
import { archiveStack, MEMBER_ACCOUNT_ID, organizationTrail, ORGANIZATION } from '../../support/stacks';

const { logArchiveAccountId: ARCHIVE, homeRegion: REGION, organizationId, managementAccountId } = ORGANIZATION;
const VENDOR_ACCOUNT = '999999999999';
const EXTERNAL_ID = 'example-external-id';
const trail = organizationTrail();
const guardrail = guardrailPolicies({ trail });

function build() {
  const stack = archiveStack();
  const archive = new LogArchive(stack, 'LogArchive', { trail });
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
  new LogConsumer(stack, 'Vendor', {
    ...{ trail, alarmTopic, consumerName: 'vendor' },
    trust: ConsumerTrust.vendor({ accountId: VENDOR_ACCOUNT, externalId: EXTERNAL_ID }),
    moreActions: ['s3:GetObjectVersion', 's3:ListBucketVersions'],
  });
  new LogConsumer(stack, 'Member', {
    ...{ trail, alarmTopic, consumerName: 'member' },
    trust: ConsumerTrust.account(MEMBER_ACCOUNT_ID),
    accountIds: [MEMBER_ACCOUNT_ID],
  });
  new LogConsumer(stack, 'Pipeline', {
    ...{ trail, alarmTopic, consumerName: 'pipeline' },
    trust: ConsumerTrust.service('osis-pipelines.amazonaws.com'),
  });
  archive.grantRead(new iam.Role(stack, 'Team', { roleName: 'team', assumedBy: new iam.AccountRootPrincipal() }), {
    accountIds: [MEMBER_ACCOUNT_ID],
  });
  return deployedResources(Template.fromStack(stack).toJSON(), { accountId: ARCHIVE, region: REGION });
}

const resources = build();
const bucketPolicy = theResource(resources, 'AWS::S3::BucketPolicy', { Bucket: trail.logBucketName }).Properties
  .PolicyDocument as PolicyDocument;
const keyPolicy = theResource(resources, 'AWS::KMS::Key', {
  Description: 'Encrypts the log files of the trail organization-trail',
}).Properties.KeyPolicy as PolicyDocument;
const trustOf = (name: string) =>
  theResource(resources, 'AWS::IAM::Role', { RoleName: name }).Properties.AssumeRolePolicyDocument as PolicyDocument;
const roleArn = (name: string) => `arn:aws:iam::${ARCHIVE}:role/${name}`;
const reader = (name: string) => role(ARCHIVE, name, ...policiesOfRole(resources, name));

const key = (account: string, folder = 'CloudTrail') =>
  `AWSLogs/${organizationId}/${account}/${folder}/us-east-1/2026/01/01/a.json.gz`;
const object = (account: string, folder?: string) => `${trail.logBucketArn}/${key(account, folder)}`;
const tls = { 's3:TlsVersion': '1.2' };
const listing = (prefix: string) => ({ ...tls, 's3:prefix': prefix });
const theKey = `arn:aws:kms:${REGION}:${ARCHIVE}:key/1b4b1c4e-0000-4000-8000-000000000000`;
const via = (name: string, alias = trail.keyAliasName) => ({
  'kms:ViaService': `${name}.${REGION}.amazonaws.com`,
  'kms:ResourceAliases': [alias],
});
const queue = (name: string) => `arn:aws:sqs:${REGION}:${ARCHIVE}:read-organization-trail-${name}`;

describe('under the policies of bucket and organization', () => {
  const row = (who: Row['who'], does: string, on: string, expected: Row['expected'], where: Row['where'] = tls) => ({
    ...{ who, does, on, where, expected },
    ownedBy: ARCHIVE,
  });
  const vendor = reader('read-organization-trail-vendor');
  const member = reader('read-organization-trail-member');
  const team = reader('team');
  const nothingElse = (who: Row['who']) => [
    row(who, 's3:GetObject', object(MEMBER_ACCOUNT_ID, 'CloudTrail-Digest'), 'not allowed'),
    row(who, 's3:ListBucket', trail.logBucketArn, 'not allowed', listing('AWSLogs/')),
    row(who, 's3:ListBucket', trail.logBucketArn, 'not allowed', listing(key(MEMBER_ACCOUNT_ID, 'CloudTrail-Digest'))),
    row(who, 's3:GetObject', `${trail.evidenceBucketArn}/organization-trail/reports/a.json`, 'not allowed'),
    row(who, 's3:PutObject', object(MEMBER_ACCOUNT_ID), 'denied', { ...tls }),
    row(who, 's3:DeleteObject', object(MEMBER_ACCOUNT_ID), 'denied'),
    row(who, 's3:GetObject', object(MEMBER_ACCOUNT_ID), 'denied', { ...tls, 'aws:SecureTransport': 'false' }),
  ];
  testTable(
    () => ({ ...guardrail, resourcePolicy: bucketPolicy }),
    [
      row(vendor, 's3:GetObject', object(MEMBER_ACCOUNT_ID), 'allowed'),
      row(vendor, 's3:GetObject', object(managementAccountId), 'allowed'),
      row(vendor, 's3:GetObjectVersion', object(MEMBER_ACCOUNT_ID), 'allowed'),
      row(vendor, 's3:ListBucket', trail.logBucketArn, 'allowed', listing(key(MEMBER_ACCOUNT_ID))),
      row(vendor, 's3:ListBucketVersions', trail.logBucketArn, 'allowed'),
      ...nothingElse(vendor),
      row(member, 's3:GetObject', object(MEMBER_ACCOUNT_ID), 'allowed'),
      row(member, 's3:GetObject', object(managementAccountId), 'not allowed'),
      row(member, 's3:GetObjectVersion', object(MEMBER_ACCOUNT_ID), 'not allowed'),
      row(member, 's3:ListBucket', trail.logBucketArn, 'not allowed', listing(key(managementAccountId))),
      ...nothingElse(member),
      row(team, 's3:GetObject', object(MEMBER_ACCOUNT_ID), 'allowed'),
      row(team, 's3:GetObject', object(managementAccountId), 'not allowed'),
      row(team, 's3:ListBucket', trail.logBucketArn, 'allowed', listing(key(MEMBER_ACCOUNT_ID))),
      ...nothingElse(team),
      // Without a role of the archive account nobody from outside gets in, whatever a policy of their own says.
      row(
        withContext(role(VENDOR_ACCOUNT, 'reader'), { 'aws:PrincipalOrgID': 'o-otherotherr' }),
        's3:GetObject',
        object(MEMBER_ACCOUNT_ID),
        'denied',
      ),
    ],
  );

  testTable(
    () => guardrail,
    [
      ...['vendor', 'member', 'pipeline'].flatMap((name): Row[] => {
        const who = reader(`read-organization-trail-${name}`);
        return [
          ...['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'].map((does) => ({
            ...{ who, does, on: queue(name), expected: 'allowed' as const },
          })),
          { who, does: 'sqs:ReceiveMessage', on: queue('other'), expected: 'not allowed' },
          { who, does: 'sqs:PurgeQueue', on: queue(name), expected: 'not allowed' },
          { who, does: 'sqs:SendMessage', on: queue(name), expected: 'not allowed' },
          { who, does: 'iam:PutRolePolicy', on: roleArn(`read-organization-trail-${name}`), expected: 'denied' },
        ];
      }),
      ...['iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy', 'iam:DeleteRole'].map((does): Row => ({
        ...{ who: role(ARCHIVE, 'administrator'), does, on: roleArn('read-organization-trail-vendor') },
        expected: 'denied',
      })),
    ],
  );
});

describe('the key of the log files', () => {
  testTable(
    () => ({ ...guardrail, resourcePolicy: keyPolicy }),
    ['vendor', 'member', 'pipeline'].flatMap((name): Row[] => {
      const request = { who: reader(`read-organization-trail-${name}`), does: 'kms:Decrypt', on: theKey };
      return [
        { ...request, where: via('s3'), expected: 'allowed' },
        { ...request, where: via('dynamodb'), expected: 'not allowed' },
        { ...request, where: via('s3', 'alias/other'), expected: 'not allowed' },
        { ...request, does: 'kms:GenerateDataKey', where: via('s3'), expected: 'not allowed' },
      ];
    }),
  );
});

describe('who assumes the role', () => {
  const assume = (name: string, who: Row['who'], expected: Row['expected'], where?: Row['where']): Row => ({
    ...{ who, does: 'sts:AssumeRole', on: roleArn(name), expected, where },
  });
  const outside = { 'aws:PrincipalOrgID': 'o-otherotherr' };
  const outsider = withContext(role(VENDOR_ACCOUNT, 'reader'), outside);

  describe('of a vendor', () => {
    const name = 'read-organization-trail-vendor';
    testTable(
      () => ({ resourcePolicy: trustOf(name) }),
      [
        assume(name, outsider, 'allowed', { 'sts:ExternalId': EXTERNAL_ID }),
        assume(name, outsider, 'not allowed', { 'sts:ExternalId': 'of-another-customer' }),
        assume(name, outsider, 'not allowed'),
        assume(name, role(MEMBER_ACCOUNT_ID, 'a'), 'not allowed', { 'sts:ExternalId': EXTERNAL_ID }),
      ],
    );
  });

  describe('of an account of the organization, under the guardrail', () => {
    const name = 'read-organization-trail-member';
    testTable(
      () => ({ ...guardrail, resourcePolicy: trustOf(name) }),
      [
        assume(name, role(MEMBER_ACCOUNT_ID, 'analyst'), 'allowed'),
        assume(name, withContext(role(MEMBER_ACCOUNT_ID, 'analyst'), outside), 'not allowed'),
        assume(name, role('444444444444', 'analyst'), 'not allowed'),
      ],
    );
  });

  describe('of a service', () => {
    const name = 'read-organization-trail-pipeline';
    const pipeline = (account: string) =>
      withContext(service('osis-pipelines.amazonaws.com'), { 'aws:SourceAccount': account });
    testTable(
      () => ({ resourcePolicy: trustOf(name) }),
      [assume(name, pipeline(ARCHIVE), 'allowed'), assume(name, pipeline(MEMBER_ACCOUNT_ID), 'not allowed')],
    );
  });
});

describe('the role by which EventBridge sends', () => {
  const name = 'organization-trail-consumer-vendor-sender';
  const sender = reader(name);
  testTable(
    () => guardrail,
    [
      { who: sender, does: 'sqs:SendMessage', on: queue('vendor'), expected: 'allowed' },
      { who: sender, does: 'sqs:SendMessage', on: queue('member'), expected: 'not allowed' },
      { who: sender, does: 'sqs:ReceiveMessage', on: queue('vendor'), expected: 'not allowed' },
    ],
  );
});
