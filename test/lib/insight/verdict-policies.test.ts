// Who may read the verdicts, put to the policies of the reader, the evidence bucket, its key and the guardrail.
import { aws_iam as iam } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic, TrailAthena, type TrailAthenaProps } from '../../../lib';
import { guardrailPolicies } from '../../support/guardrail';
import { deployedResources, policiesOfRole, role, testTable, theResource } from '../../support/iam';
import type { Decision, PolicyDocument, Principal, Row } from '../../support/iam';
import { archiveStack, MEMBER_ACCOUNT_ID, ORGANIZATION, organizationTrail } from '../../support/stacks';
import { LAYOUTS, templatesOf } from '../../app/layouts';

const { logArchiveAccountId: ARCHIVE, homeRegion: REGION } = ORGANIZATION;
const ANALYST = `arn:aws:iam::${MEMBER_ACCOUNT_ID}:role/analyst`;
const trail = organizationTrail();
const TLS = { 's3:TlsVersion': '1.2' };

function athenaStack(props: Partial<TrailAthenaProps>) {
  const stack = archiveStack();
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
  return { stack, construct: new TrailAthena(stack, 'Questions', { trail, alarmTopic, ...props }) };
}

describe('who reads the verdicts', () => {
  const { stack, construct } = athenaStack({ readerArns: [ANALYST] });
  const named = (name: string) =>
    new iam.Role(stack, name, { roleName: name, assumedBy: new iam.AccountRootPrincipal() });
  construct.grantQuery(named('everything'));
  construct.grantQuery(named('team'), { accountIds: [MEMBER_ACCOUNT_ID] });
  const both = named('both');
  construct.grantQuery(both, { accountIds: [MEMBER_ACCOUNT_ID] });
  construct.grantVerdicts(both);
  const { stack: unvalidated, construct: without } = athenaStack({ verdicts: false, readerArns: [ANALYST] });
  without.grantVerdicts(
    new iam.Role(unvalidated, 'none', { roleName: 'none', assumedBy: new iam.AccountRootPrincipal() }),
  );
  const deployed = (of: typeof stack) =>
    deployedResources(Template.fromStack(of).toJSON(), { accountId: ARCHIVE, region: REGION });
  const [resources, others] = [stack, unvalidated].map(deployed);
  const READER = 'read-organization-trail-questions';
  const readers = [READER, 'everything', 'both'].map((name) => role(ARCHIVE, name, ...policiesOfRole(resources, name)));
  const nobody = [
    role(ARCHIVE, 'team', ...policiesOfRole(resources, 'team')),
    { ...role(ARCHIVE, READER, ...policiesOfRole(others, READER)), name: 'the reader where nothing is validated' },
  ];

  const bucket = trail.evidenceBucketArn;
  const record = (folder: string) => `${bucket}/organization-trail/${folder}/2026/01/01/a.ndjson.gz`;
  const row = (who: Principal, does: string, on: string, expected: Decision, where: Row['where'] = {}): Row => ({
    ...{ who, does, on, expected, ownedBy: ARCHIVE, where: { ...where, ...(does.startsWith('s3:') && TLS) } },
  });
  const list = (who: Principal, prefix: string, expected: Decision) =>
    row(who, 's3:ListBucket', bucket, expected, { 's3:prefix': prefix });
  const key = `arn:aws:kms:${REGION}:${ARCHIVE}:key/00000000-0000-0000-0000-000000000000`;
  const context = 'kms:EncryptionContext:aws:s3:arn';
  const decrypt = (who: Principal, expected: Decision, where: Row['where'] = {}) =>
    row(who, 'kms:Decrypt', key, expected, {
      ...{ 'kms:ViaService': `s3.${REGION}.amazonaws.com`, [context]: bucket },
      ...{ 'kms:ResourceAliases': [`${trail.keyAliasName}-evidence`], ...where },
    });
  const evidence = (who: Principal, expected: Decision) => [
    row(who, 's3:GetObject', record('verdicts'), expected),
    row(who, 's3:GetObject', record('coverage'), expected),
    row(who, 's3:GetObject', record('runs'), expected),
    row(who, 's3:GetObject', record('settings'), expected),
    row(who, 's3:GetBucketLocation', bucket, expected),
    list(who, 'organization-trail/verdicts/2026/01/01/', expected),
    list(who, 'organization-trail/coverage/2026/01/01/', expected),
    list(who, 'organization-trail/runs/2026/01/01/', expected),
    list(who, 'organization-trail/settings/2026/01/01/', expected),
    decrypt(who, expected),
  ];
  const never = (who: Principal) => [
    ...['reports', 'seals', 'acknowledgements', 'notified', 'verdicts-2'].map((folder) =>
      row(who, 's3:GetObject', record(folder), 'not allowed'),
    ),
    row(who, 's3:GetObject', record('verdicts').replace('organization', 'other'), 'not allowed'),
    row(who, 's3:GetObjectVersion', record('verdicts'), 'not allowed'),
    row(who, 's3:PutObject', record('verdicts'), 'denied'),
    row(who, 's3:DeleteObject', record('coverage'), 'denied'),
    row(who, 's3:PutObject', record('runs'), 'denied'),
    row(who, 's3:PutObject', record('settings'), 'denied'),
    list(who, '', 'not allowed'),
    list(who, 'organization-trail/reports/', 'not allowed'),
    decrypt(who, 'not allowed', { 'kms:ViaService': `secretsmanager.${REGION}.amazonaws.com` }),
    decrypt(who, 'not allowed', { 'kms:ResourceAliases': [`${trail.keyAliasName}-validation`] }),
    decrypt(who, 'not allowed', { [context]: `${bucket}-work` }),
    row(who, 'kms:GenerateDataKey', key, 'not allowed', { 'kms:ResourceAliases': [`${trail.keyAliasName}-evidence`] }),
  ];

  const guardrail = guardrailPolicies({ trail });
  const validation = deployedResources(
    templatesOf(LAYOUTS['management account and log archive account'])
      .get('OrganizationTrail-DigestValidation')!
      .toJSON(),
    { accountId: ARCHIVE, region: REGION },
  );
  const bucketPolicy = theResource(validation, 'AWS::S3::BucketPolicy', { Bucket: trail.evidenceBucketName }).Properties
    .PolicyDocument as PolicyDocument;
  const keyPolicy = theResource(validation, 'AWS::KMS::Key', {
    Description: 'Encrypts the evidence about the trail organization-trail',
  }).Properties.KeyPolicy as PolicyDocument;
  const rows = [
    ...readers.flatMap((who) => [...evidence(who, 'allowed'), ...never(who)]),
    ...nobody.flatMap((who) => [...evidence(who, 'not allowed'), ...never(who)]),
  ];
  const isAboutKey = ({ does }: Row) => does.startsWith('kms:');
  const standIns = { [context]: 'aws:RequestTag/bucket' };
  testTable(
    () => ({ ...guardrail, resourcePolicy: bucketPolicy }),
    rows.filter((each) => !isAboutKey(each)),
  );
  testTable(() => ({ ...guardrail, resourcePolicy: keyPolicy, standIns }), rows.filter(isAboutKey));
});
