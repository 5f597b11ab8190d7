// The synthesized policies of the repair's roles, put to an IAM evaluator, and the runbook run by them.
import { Template } from 'aws-cdk-lib/assertions';
import {
  AlarmTopic,
  ConfigRecorder,
  LogArchive,
  OrganizationTrail,
  TrailConfigRules,
  type OrganizationTrailOptions,
} from '../../../lib';
import { settingsOf } from '../../../lib/trail/settings';
import { CONFIGURE_CLOUDTRAIL_LOGGING, runAutomation, StandInCloudTrail, type ApiCall } from '../../support/automation';
import {
  decide,
  deployedResources,
  policiesOfRole,
  role,
  service,
  testTable,
  theResource,
  type PolicyDocument,
  type Principal,
  type Row,
} from '../../support/iam';
import { archiveStack, managementStack, ORGANIZATION, organizationTrail } from '../../support/stacks';

const trail = organizationTrail();
const { managementAccountId: ACCOUNT, logArchiveAccountId: ARCHIVE } = ORGANIZATION;
const TRAIL_ARN = trail.trailArn;
const OTHER_TRAIL_ARN = `${TRAIL_ARN}-2`;
const KEY_ARN = `arn:aws:kms:us-east-1:${ARCHIVE}:key/1b4b1c4e-0000-4000-8000-000000000000`;
const REPAIR_ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/organization-trail-repair`;

function resources(options: OrganizationTrailOptions = {}) {
  const stack = managementStack();
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
  new TrailConfigRules(stack, 'Rules', {
    organizationTrail: new OrganizationTrail(stack, 'Trail', { trail, ...options }),
    alarmTopic,
    configRecorder: ConfigRecorder.create(),
  });
  return deployedResources(Template.fromStack(stack).toJSON(), { accountId: ACCOUNT, region: 'us-east-1' });
}

const deployed = resources();
const roleOf = (purpose: string, ...more: Parameters<typeof role>[2][]): Principal => {
  const name = `organization-trail-${purpose}`;
  return role(ACCOUNT, name, ...policiesOfRole(deployed, name), ...more);
};
const onTrail = (who: Principal, expected: Row['expected'], ...operations: string[]): Row[] =>
  operations.map((operation) => ({ who, does: `cloudtrail:${operation}`, on: TRAIL_ARN, expected }));

describe('the role of AWS-ConfigureCloudTrailLogging', () => {
  const who = roleOf('start-logging');
  const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  const withEverything = roleOf('start-logging', everything);

  testTable(
    () => ({}),
    [
      ...onTrail(who, 'allowed', 'GetTrailStatus', 'StartLogging'),
      ...onTrail(
        who,
        'denied',
        'StopLogging',
        'DeleteTrail',
        'UpdateTrail',
        'PutEventSelectors',
        'PutInsightSelectors',
      ),
      { who, does: 'cloudtrail:StartLogging', on: OTHER_TRAIL_ARN, expected: 'not allowed' },
      { who, does: 'iam:PassRole', on: trail.logRoleArn, expected: 'denied' },
      ...onTrail(
        withEverything,
        'denied',
        'StopLogging',
        'DeleteTrail',
        'UpdateTrail',
        'PutEventSelectors',
        'RemoveTags',
      ),
    ],
  );
});

describe('the runbook AWS-ConfigureCloudTrailLogging, by that role,', () => {
  const authorize = async ({ service, api, inputs }: ApiCall): Promise<void> => {
    const request = { who: roleOf('start-logging'), does: `${service}:${api}`, on: String(inputs.Name) };
    if ((await decide({}, request)) !== 'allowed') throw new Error(`AccessDeniedException: ${api}`);
  };
  const settings = settingsOf({ trail, dataEvents: [], insightTypes: [] });

  function run(world: StandInCloudTrail, arn = TRAIL_ARN) {
    return runAutomation(CONFIGURE_CLOUDTRAIL_LOGGING, { CloudTrailArn: arn }, world.callApi);
  }
  function world(isLogging: boolean): StandInCloudTrail {
    const cloudTrail = new StandInCloudTrail({ trailArn: TRAIL_ARN, settings, keyArn: KEY_ARN, authorize });
    cloudTrail.isLogging = isLogging;
    return cloudTrail;
  }
  /** Fails the status call of these ordinal numbers. */
  function failing(cloudTrail: StandInCloudTrail, message: string, ...calls: number[]): void {
    let count = 0;
    cloudTrail.beforeCall = ({ api }) => {
      if (api === 'GetTrailStatus' && calls.includes((count += 1))) throw new Error(message);
    };
  }

  test('starts a stopped trail', async () => {
    const cloudTrail = world(false);
    expect((await run(cloudTrail)).status).toBe('Success');
    expect(cloudTrail.isLogging).toBe(true);
  });

  test('leaves a logging trail alone', async () => {
    const cloudTrail = world(true);
    expect((await run(cloudTrail)).steps.map(({ name }) => name)).toEqual(['GetCloudTrailStatus', 'End']);
    expect(cloudTrail.writes).toEqual([]);
  });

  describe.each(['ThrottlingException', 'AccessDeniedException', 'TrailNotFoundException'])(
    'when the status answers with %s',
    (message) => {
      test.each([
        ['once', [1]],
        ['twice', [1, 2]],
        ['the second time', [2]],
      ])('%s, never stops a logging trail', async (_, calls) => {
        const cloudTrail = world(true);
        failing(cloudTrail, message, ...calls);
        await run(cloudTrail);
        expect(cloudTrail.isLogging).toBe(true);
      });
    },
  );

  test('ends in the branch that stops logging, and fails there', async () => {
    const cloudTrail = world(true);
    failing(cloudTrail, 'ThrottlingException', 1);
    const { status, steps } = await run(cloudTrail);
    expect([status, steps.at(-1)]).toEqual([
      'Failed',
      { name: 'DisableLogging', failure: 'AccessDeniedException: StopLogging' },
    ]);
  });

  test('never stops a trail that somebody starts while it runs', async () => {
    const cloudTrail = world(false);
    let count = 0;
    cloudTrail.beforeCall = ({ api }) => {
      if (api === 'GetTrailStatus' && (count += 1) === 2) cloudTrail.isLogging = true;
    };
    await run(cloudTrail);
    expect(cloudTrail.isLogging).toBe(true);
  });

  test('never stops another trail', async () => {
    const cloudTrail = world(true);
    await run(cloudTrail, OTHER_TRAIL_ARN);
    expect(cloudTrail.isLogging).toBe(true);
  });
});

describe('the role of the repair', () => {
  const who = roleOf('repair');
  const serviceRole = (service: string, name: string) =>
    `arn:aws:iam::${ACCOUNT}:role/aws-service-role/${service}.amazonaws.com/${name}`;
  const ofCloudTrail = serviceRole('cloudtrail', 'AWSServiceRoleForCloudTrail');
  const createServiceRole = (on: string, service: string) => ({
    who,
    does: 'iam:CreateServiceLinkedRole',
    on,
    where: { 'iam:AWSServiceName': `${service}.amazonaws.com` },
  });
  const pass = (on: string, service: string) => ({
    who,
    does: 'iam:PassRole',
    on,
    where: { 'iam:PassedToService': service },
  });

  testTable(
    () => ({}),
    [
      ...onTrail(who, 'allowed', 'GetTrail', 'GetTrailStatus', 'GetEventSelectors'),
      ...onTrail(who, 'allowed', 'UpdateTrail', 'PutEventSelectors', 'StartLogging'),
      ...onTrail(who, 'denied', 'StopLogging', 'DeleteTrail'),
      ...onTrail(who, 'not allowed', 'PutInsightSelectors', 'RemoveTags'),
      { who, does: 'cloudtrail:UpdateTrail', on: OTHER_TRAIL_ARN, expected: 'not allowed' },
      { ...pass(trail.logRoleArn, 'cloudtrail.amazonaws.com'), expected: 'allowed' },
      { ...pass(trail.logRoleArn, 'ec2.amazonaws.com'), expected: 'not allowed' },
      { ...pass(REPAIR_ROLE_ARN, 'cloudtrail.amazonaws.com'), expected: 'not allowed' },
      { who, does: 'iam:GetRole', on: ofCloudTrail, expected: 'allowed' },
      { who, does: 'iam:GetRole', on: REPAIR_ROLE_ARN, expected: 'not allowed' },
      { ...createServiceRole(ofCloudTrail, 'cloudtrail'), expected: 'allowed' },
      { ...createServiceRole(ofCloudTrail, 'config'), expected: 'not allowed' },
      { ...createServiceRole(serviceRole('config', 'AWSServiceRoleForConfig'), 'cloudtrail'), expected: 'not allowed' },
      { who, does: 'iam:DeleteServiceLinkedRole', on: ofCloudTrail, expected: 'not allowed' },
      { who, does: 'organizations:ListDelegatedAdministrators', on: '*', expected: 'allowed' },
      { who, does: 'organizations:RegisterDelegatedAdministrator', on: '*', expected: 'not allowed' },
      { who, does: 'ssm:DescribeAutomationExecutions', on: '*', expected: 'allowed' },
      { who, does: 'ssm:StartAutomationExecution', on: deployedDocumentArn(), expected: 'not allowed' },
    ],
  );

  // The key belongs to another account, so its policy has a say as well.
  const describeKey = { who, does: 'kms:DescribeKey', on: KEY_ARN };
  const archive = archiveStack();
  new LogArchive(archive, 'LogArchive', { trail });
  const template = deployedResources(Template.fromStack(archive).toJSON(), { accountId: ARCHIVE, region: 'us-east-1' });
  const resourcePolicy = theResource(template, 'AWS::KMS::Key').Properties.KeyPolicy as PolicyDocument;
  testTable(
    () => ({ resourcePolicy }),
    [
      { ...describeKey, where: { 'kms:RequestAlias': trail.keyAliasName }, expected: 'allowed' },
      { ...describeKey, where: { 'kms:RequestAlias': 'alias/other' }, expected: 'not allowed' },
      { ...describeKey, who: role(ACCOUNT, 'administrator'), expected: 'not allowed' },
      { ...describeKey, does: 'kms:Decrypt', where: {}, expected: 'not allowed' },
    ],
  );

  // Of a trail that names its key by its ARN, the role reads that key and no other.
  const keyed = policiesOfRole(resources({ encryptionKeyArn: KEY_ARN }), 'organization-trail-repair');
  const byArn = { ...describeKey, who: role(ACCOUNT, 'organization-trail-repair', ...keyed) };
  testTable(
    () => ({ resourcePolicy }),
    [
      { ...byArn, expected: 'allowed' },
      { ...byArn, on: KEY_ARN.replace('1b4b', '2b4b'), expected: 'not allowed' },
    ],
  );
});

describe('the role by which EventBridge starts the repair', () => {
  const who = roleOf('repair-starter');
  const ofSsm = (resource: string) => `arn:aws:ssm:us-east-1:${ACCOUNT}:${resource}`;
  const document = ofSsm(`document/${documentName()}`);
  const automation = ofSsm(`automation-definition/${documentName()}:$DEFAULT`);
  const toAutomation = { 'iam:PassedToService': 'ssm.amazonaws.com' };

  testTable(
    () => ({}),
    [
      ...[automation, document, ofSsm('automation-execution/00000000-0000-4000-8000-000000000000')].map((on) => ({
        ...{ who, does: 'ssm:StartAutomationExecution', on },
        expected: 'allowed' as const,
      })),
      ...[automation, document].map((on) => ({
        ...{ who, does: 'ssm:StartAutomationExecution', on: on.replace('-repair', '-x') },
        expected: 'not allowed' as const,
      })),
      {
        ...{ who, does: 'ssm:StartAutomationExecution', on: automation.replace('$DEFAULT', '1') },
        expected: 'not allowed',
      },
      { who, does: 'ssm:StopAutomationExecution', on: ofSsm('automation-execution/x'), expected: 'not allowed' },
      { who, does: 'iam:PassRole', on: REPAIR_ROLE_ARN, where: toAutomation, expected: 'allowed' },
      { who, does: 'iam:PassRole', on: trail.logRoleArn, where: toAutomation, expected: 'not allowed' },
      ...onTrail(who, 'not allowed', 'UpdateTrail', 'StartLogging', 'StopLogging'),
    ],
  );
});

describe('the role of the Config recorder', () => {
  const who = roleOf('config-recorder');
  const bucket = `arn:aws:s3:::config-${ACCOUNT}-us-east-1`;
  const history = `${bucket}/AWSLogs/${ACCOUNT}/Config/us-east-1/2026/1/1/ConfigHistory/a.json.gz`;
  const where = { 's3:x-amz-acl': 'bucket-owner-full-control' };
  const propertiesOf = (logicalId: RegExp) =>
    deployed[Object.keys(deployed).find((id) => logicalId.test(id))!].Properties;
  const ofBucket = propertiesOf(/^RulesRecorderBucketPolicy/).PolicyDocument as PolicyDocument;
  const trust = propertiesOf(/^RulesRecorderRole/).AssumeRolePolicyDocument as PolicyDocument;

  testTable(
    () => ({ resourcePolicy: ofBucket }),
    [
      { who, does: 's3:GetBucketAcl', on: bucket, expected: 'allowed' },
      { who, does: 's3:PutObject', on: history, where, expected: 'allowed' },
      { who, does: 's3:PutObject', on: history, expected: 'not allowed' },
      { who, does: 's3:PutObject', on: `${bucket}/other`, where, expected: 'not allowed' },
      { who, does: 's3:DeleteObject', on: history, expected: 'denied' },
      { who, does: 's3:PutObject', on: `arn:aws:s3:::${trail.logBucketName}/x`, where, expected: 'not allowed' },
    ],
  );

  const assumes = (principal: string, account: string) => ({
    ...{ who: service(principal), does: 'sts:AssumeRole', where: { 'aws:SourceAccount': account } },
    on: `arn:aws:iam::${ACCOUNT}:role/organization-trail-config-recorder`,
  });
  testTable(
    () => ({ resourcePolicy: trust }),
    [
      { ...assumes('config.amazonaws.com', ACCOUNT), expected: 'allowed' },
      { ...assumes('config.amazonaws.com', ARCHIVE), expected: 'not allowed' },
      { ...assumes('ssm.amazonaws.com', ACCOUNT), expected: 'not allowed' },
    ],
  );
});

describe('the role by which EventBridge notifies people', () => {
  const who = roleOf('repair-notifier');
  const topic = `arn:aws:sns:us-east-1:${ACCOUNT}:organization-trail-alarms`;
  const keyOfTopic = Object.keys(deployed).find(
    (id) => deployed[id].Type === 'AWS::KMS::Key' && id.startsWith('AlarmTopic'),
  )!;
  const encrypt = { who, does: 'kms:GenerateDataKey', on: `arn:aws:kms:us-east-1:${ACCOUNT}:key/${keyOfTopic}` };
  const resourcePolicy = deployed[keyOfTopic].Properties.KeyPolicy as PolicyDocument;

  testTable(
    () => ({ resourcePolicy }),
    [
      { ...encrypt, expected: 'allowed' },
      { ...encrypt, on: `${encrypt.on}-2`, expected: 'not allowed' },
    ],
  );
  testTable(
    () => ({}),
    [
      { who, does: 'sns:Publish', on: topic, expected: 'allowed' },
      { who, does: 'sns:Publish', on: `${topic}-2`, expected: 'not allowed' },
    ],
  );
});

function deployedDocumentArn(): string {
  return `arn:aws:ssm:us-east-1:${ACCOUNT}:automation-definition/${documentName()}:$DEFAULT`;
}

function documentName(): string {
  return theResource(deployed, 'AWS::SSM::Document').Properties.Name as string;
}
