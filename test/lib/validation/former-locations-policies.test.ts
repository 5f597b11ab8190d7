// What the functions of digest validation may do in the locations that the trail delivered to before, put to an IAM evaluator.
import { Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic, DigestValidation, LogArchive } from '../../../lib';
import { FUNCTION_IDS, ValidationNames, type FunctionId } from '../../../lib/identity/validation-names';
import { guardrailPolicies } from '../../support/guardrail';
import { decide, deployedResources, policiesOfRole, role, type PolicyDocument } from '../../support/iam';
import { archiveStack, BREAK_GLASS_ROLE_ARN, MEMBER_ACCOUNT_ID, ORGANIZATION, trailWith } from '../../support/stacks';

const { logArchiveAccountId: ARCHIVE, managementAccountId: MANAGEMENT, homeRegion, organizationId } = ORGANIZATION;
const trail = trailWith({ breakGlassRoleArns: [BREAK_GLASS_ROLE_ARN] }, { keyPrefix: 'audit' });
const names = new ValidationNames(trail);
const OTHER = '444444444444';
const KEY = `arn:aws:kms:eu-west-1:${OTHER}:key/1234abcd`;
const times = { since: '2025-01-01T00:00:00Z', until: '2026-01-01T00:00:00Z' };
const resources = synthesized();

function synthesized() {
  const stack = archiveStack();
  new DigestValidation(stack, 'DigestValidation', {
    logArchive: new LogArchive(stack, 'LogArchive', { trail }),
    alarmTopic: new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] }),
    formerLocations: [
      { bucketName: 'former-logs', ownerAccountId: OTHER, encryptionKeyArn: KEY, ...times },
      { bucketName: trail.logBucketName, ownerAccountId: ARCHIVE, ...times },
    ],
  });
  return deployedResources(Template.fromStack(stack).toJSON(), { accountId: ARCHIVE, region: homeRegion });
}

/** The owner of the former bucket lets the roles read. */
const resourcePolicy: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ARCHIVE}:root` }, Action: ['s3:*', 'kms:*'], Resource: '*' },
  ],
};
const guardrail = guardrailPolicies({ trail });

type Call = readonly [does: string, on: string, ownedBy: string, where?: Record<string, string>];

const FORMER = 'arn:aws:s3:::former-logs';
const there = (path: string) => `${FORMER}/${path}`;
const viaS3 = { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' };
const inOrganization = `AWSLogs/${organizationId}/${MEMBER_ACCOUNT_ID}/CloudTrail/us-east-1/a.json.gz`;

const MAY: readonly Call[] = [
  ['s3:GetObject', there(inOrganization), OTHER],
  ['s3:GetObject', there(`AWSLogs/${MANAGEMENT}/CloudTrail-Digest/us-east-1/a.json.gz`), OTHER],
  ['s3:ListBucket', FORMER, OTHER, { 's3:prefix': `AWSLogs/${organizationId}/` }],
  ['s3:ListBucketVersions', FORMER, OTHER, { 's3:prefix': inOrganization }],
  ['s3:GetBucketLocation', FORMER, OTHER],
  ['kms:Decrypt', KEY, OTHER, viaS3],
  // Below the former prefix of the bucket that it delivers to now.
  ['s3:GetObject', `${trail.logBucketArn}/${inOrganization}`, ARCHIVE],
  ['s3:ListBucket', trail.logBucketArn, ARCHIVE, { 's3:prefix': `AWSLogs/${organizationId}/` }],
];

const NOBODY_MAY: readonly Call[] = [
  // Somebody else has a bucket of that name now.
  ['s3:GetObject', there(inOrganization), '555555555555'],
  ['s3:ListBucket', FORMER, '555555555555', { 's3:prefix': `AWSLogs/${organizationId}/` }],
  ['s3:GetBucketLocation', FORMER, '555555555555'],
  ['s3:GetObject', there(`audit/${inOrganization}`), OTHER],
  ['s3:GetObject', there(`AWSLogs/${MEMBER_ACCOUNT_ID}/CloudTrail/a.json.gz`), OTHER],
  ['s3:GetObject', there('secrets.txt'), OTHER],
  ['s3:ListBucket', FORMER, OTHER, { 's3:prefix': '' }],
  ['s3:ListBucket', FORMER, OTHER],
  ['s3:PutObject', there(inOrganization), OTHER],
  ['s3:DeleteObject', there(inOrganization), OTHER],
  ['s3:GetBucketPolicy', FORMER, OTHER],
  ['kms:Decrypt', KEY, OTHER],
  ['kms:Decrypt', KEY, OTHER, { 'kms:ViaService': 's3.us-east-1.amazonaws.com' }],
  ['kms:Decrypt', `${KEY}0`, OTHER, viaS3],
  ['kms:GenerateDataKey', KEY, OTHER, viaS3],
];

const READERS: readonly FunctionId[] = ['Validator', 'Shard'];

function expectCall(id: FunctionId, [does, on, ownedBy, where]: Call, isAllowed: boolean): void {
  const context = where === undefined ? '' : ` with ${JSON.stringify(where)}`;
  test(`${id} ${isAllowed ? 'may' : 'may not'} ${does} on ${on} of ${ownedBy}${context}`, async () => {
    const who = role(ARCHIVE, names.roleName(id), ...policiesOfRole(resources, names.roleName(id)));
    const request = { who, does, on, ownedBy, ...(where && { where }) };
    for (const policies of [{ resourcePolicy }, { ...guardrail, resourcePolicy }]) {
      expect((await decide(policies, request)) === 'allowed').toBe(isAllowed);
    }
  });
}

describe.each(FUNCTION_IDS)('%s', (id) => {
  for (const call of MAY) expectCall(id, call, READERS.includes(id));
  for (const call of NOBODY_MAY) expectCall(id, call, false);
});
