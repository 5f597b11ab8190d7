// Amazon Macie, put to the policies of the log archive with and without `allowMacie`.
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addStacks } from '../../../bin/app';
import { LogArchive } from '../../../lib';
import {
  deployedResources,
  role,
  serviceLinkedRole,
  testTable,
  theResource,
  user,
  withContext,
  type PolicyDocument,
  type Principal,
  type Row,
} from '../../support/iam';
import { guardrailPolicies } from '../../support/guardrail';
import { archiveStack, MEMBER_ACCOUNT_ID, ORGANIZATION, organizationTrail } from '../../support/stacks';
import { LAYOUTS } from '../../app/layouts';

const { logArchiveAccountId: ARCHIVE, homeRegion, organizationId } = ORGANIZATION;
const trail = organizationTrail();

function policiesWith(allowMacie?: boolean) {
  const stack = archiveStack();
  new LogArchive(stack, 'LogArchive', { trail, allowMacie });
  const resources = deployedResources(Template.fromStack(stack).toJSON(), { accountId: ARCHIVE, region: homeRegion });
  return {
    bucket: theResource(resources, 'AWS::S3::BucketPolicy', { Bucket: trail.logBucketName }).Properties
      .PolicyDocument as PolicyDocument,
    key: theResource(resources, 'AWS::KMS::Key').Properties.KeyPolicy as PolicyDocument,
  };
}

/** What the policy that AWS manages for the role lets it do with buckets; it holds nothing about KMS. */
const OF_THE_ROLE: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ['s3:GetObject', 's3:GetBucket*', 's3:ListBucket'], Resource: 'arn:aws:s3:::*' },
  ],
};

function macieOf(accountId: string): Principal {
  const linked = serviceLinkedRole(accountId, 'macie.amazonaws.com', 'AWSServiceRoleForAmazonMacie');
  return { ...linked, identityPolicies: [OF_THE_ROLE] };
}

const macie = macieOf(ARCHIVE);
const withoutRights: PolicyDocument = { Version: '2012-10-17', Statement: [] };
const key = `arn:aws:kms:${homeRegion}:${ARCHIVE}:key/00000000-0000-0000-0000-000000000000`;
const decrypt = (who: Principal, expected: Row['expected'], service = 's3', does = 'kms:Decrypt'): Row => ({
  ...{ who, does, on: key, ownedBy: ARCHIVE, expected },
  where: { 'kms:ViaService': `${service}.${homeRegion}.amazonaws.com` },
});
const organizations = guardrailPolicies({ trail });

describe('with allowMacie', () => {
  const { bucket, key: keyPolicy } = policiesWith(true);
  const logFile = `${trail.logBucketArn}/AWSLogs/${organizationId}/${MEMBER_ACCOUNT_ID}/CloudTrail/us-east-1/2026/01/01/a.json.gz`;
  const row = (does: string, on: string, expected: Row['expected']): Row => ({
    ...{ who: macie, does, on, ownedBy: ARCHIVE, expected, where: { 's3:TlsVersion': '1.2' } },
  });

  describe('the bucket', () => {
    testTable(
      () => ({ ...organizations, resourcePolicy: bucket }),
      [
        row('s3:GetObject', logFile, 'allowed'),
        row('s3:ListBucket', trail.logBucketArn, 'allowed'),
        row('s3:PutObject', logFile, 'denied'),
        row('s3:DeleteObject', logFile, 'denied'),
        row('s3:PutBucketPolicy', trail.logBucketArn, 'not allowed'),
      ],
    );
  });

  describe('the key', () => {
    testTable(
      () => ({ ...organizations, resourcePolicy: keyPolicy }),
      [
        decrypt(macie, 'allowed'),
        decrypt(macie, 'not allowed', 'secretsmanager'),
        decrypt(macie, 'not allowed', 's3', 'kms:GenerateDataKey'),
        decrypt(macie, 'denied', 's3', 'kms:CreateGrant'),
        decrypt(macieOf(MEMBER_ACCOUNT_ID), 'not allowed'),
        decrypt(role(ARCHIVE, 'AWSServiceRoleForAmazonMacie', withoutRights), 'not allowed'),
        decrypt(role(ARCHIVE, 'macie.amazonaws.com/AWSServiceRoleForAmazonMacie', withoutRights), 'not allowed'),
        decrypt(user(ARCHIVE, 'AWSServiceRoleForAmazonMacie', withoutRights), 'not allowed'),
        // The condition asks for the account as well as for the role.
        decrypt(withContext(macie, { 'aws:PrincipalAccount': MEMBER_ACCOUNT_ID }), 'not allowed'),
      ],
    );
  });
});

describe.each([undefined, false])('with allowMacie %s', (allowMacie) => {
  const { key: keyPolicy } = policiesWith(allowMacie);
  testTable(() => ({ ...organizations, resourcePolicy: keyPolicy }), [decrypt(macie, 'not allowed')]);
});

test.each([
  [undefined, false],
  [true, true],
])('allowMacie in cdk.json: %s', (allowMacie, expected) => {
  const { logArchiveStack } = addStacks(new App(), {
    ...LAYOUTS['management account and log archive account'],
    allowMacie,
  });
  const template = JSON.stringify(Template.fromStack(logArchiveStack).toJSON());
  expect(template.includes('MacieDecryptsLogFiles')).toBe(expected);
});
