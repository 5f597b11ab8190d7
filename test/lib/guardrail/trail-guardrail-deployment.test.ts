// Who may let CloudFormation act in the log archive account, put to an IAM evaluator, for both layouts of Regions.
import { guardrailPolicies } from '../../support/guardrail';
import { role, roleSession, rootUser, testTable, type Principal, type Row } from '../../support/iam';
import {
  BREAK_GLASS_ROLE_ARN,
  MEMBER_ACCOUNT_ID,
  ORGANIZATION,
  organizationTrail,
  trailWith,
} from '../../support/stacks';

const { managementAccountId: MANAGEMENT, logArchiveAccountId: ARCHIVE } = ORGANIZATION;
const GLOBAL_REGION = 'us-east-1';

const administrator = role(ARCHIVE, 'administrator');
const breakGlass = role(ARCHIVE, 'break-glass');
const bootstrapRole = (name: string, region: string) => `cdk-hnb659fds-${name}-${ARCHIVE}-${region}`;
const roleArn = (name: string) => `arn:aws:iam::${ARCHIVE}:role/${name}`;
const arn = (service: string, region: string, resource: string, account: string = ARCHIVE) =>
  `arn:aws:${service}:${region}:${account}:${resource}`;

const STACK_CALLS = [
  ...['UpdateStack', 'DeleteStack', 'RollbackStack', 'CancelUpdateStack', 'ContinueUpdateRollback'],
  ...['CreateChangeSet', 'ExecuteChangeSet', 'CreateStackRefactor', 'ExecuteStackRefactor', 'SetStackPolicy'],
].map((name) => `cloudformation:${name}`);

const rows = (who: Principal, expected: Row['expected'], on: string, ...actions: string[]): Row[] =>
  actions.map((does) => ({ who, does, on, expected }));

describe.each([
  ['us-east-1', ['us-east-1']],
  ['eu-west-1', ['eu-west-1', GLOBAL_REGION]],
])('with the home Region %s', (homeRegion, regions) => {
  const pipeline = `arn:aws:iam::${MEMBER_ACCOUNT_ID}:role/pipeline`;
  const trail = trailWith(
    { breakGlassRoleArns: [BREAK_GLASS_ROLE_ARN], deployerRoleArns: [pipeline, roleArn('stack-sets')] },
    { homeRegion },
  );
  const policies = guardrailPolicies({ trail });

  describe.each(regions)('what the bootstrap made in %s', (region) => {
    const executionRole = role(ARCHIVE, bootstrapRole('cfn-exec-role', region));
    const deployRole = roleSession(ARCHIVE, bootstrapRole('deploy-role', region), 'aws-cdk-user');
    const stack = arn('cloudformation', region, 'stack/OrganizationTrail-LogArchive/1b4b1c4e');
    const staged = `arn:aws:s3:::cdk-hnb659fds-assets-${ARCHIVE}-${region}/x.zip`;
    const toCloudFormation = { where: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } };
    const pass = { does: 'iam:PassRole', on: roleArn(bootstrapRole('cfn-exec-role', region)), ...toCloudFormation };

    describe('still deploys', () => {
      testTable(
        () => policies,
        [
          ...rows(deployRole, 'allowed', stack, ...STACK_CALLS, 'cloudformation:CreateStack'),
          { who: deployRole, ...pass, expected: 'allowed' },
          {
            who: role(ARCHIVE, bootstrapRole('file-publishing-role', region)),
            ...{ does: 's3:PutObject', on: staged, ownedBy: ARCHIVE, expected: 'allowed' },
          },
          ...rows(
            executionRole,
            'allowed',
            arn('sns', region, 'organization-trail-alarms'),
            ...['sns:CreateTopic', 'sns:SetTopicAttributes', 'sns:DeleteTopic'],
          ),
          ...rows(executionRole, 'allowed', roleArn(`organization-trail-alerts-${region}`), 'iam:CreateRole'),
          ...rows(
            executionRole,
            'allowed',
            arn('events', region, 'rule/organization-trail-RoleTampering'),
            'events:PutRule',
          ),
          ...rows(
            executionRole,
            'allowed',
            arn('cloudwatch', region, 'alarm:organization-trail-RoleTamperingUndelivered'),
            'cloudwatch:PutMetricAlarm',
          ),
        ],
      );
    });

    describe('is driven and taken over by nobody else', () => {
      const guarded = ['cfn-exec-role', 'deploy-role'].map((name) => roleArn(bootstrapRole(name, region)));
      testTable(
        () => policies,
        [
          ...rows(administrator, 'denied', stack, ...STACK_CALLS),
          ...rows(rootUser(ARCHIVE), 'denied', stack, 'cloudformation:UpdateStack', 'cloudformation:ExecuteChangeSet'),
          { who: administrator, ...pass, expected: 'denied' },
          ...guarded.flatMap((on) =>
            rows(administrator, 'denied', on, 'iam:UpdateAssumeRolePolicy', 'iam:CreateRole', 'iam:PutRolePolicy'),
          ),
        ],
      );
    });

    describe('is all there is of alerts in this Region, and is guarded', () => {
      testTable(
        () => policies,
        [
          ...rows(
            administrator,
            'denied',
            arn('sns', region, 'organization-trail-alarms'),
            ...['sns:DeleteTopic', 'sns:SetTopicAttributes', 'sns:SetSubscriptionAttributes'],
          ),
          ...rows(
            administrator,
            'denied',
            arn('events', region, 'rule/organization-trail-RoleTampering'),
            ...['events:DisableRule', 'events:RemoveTargets'],
          ),
          ...rows(
            administrator,
            'denied',
            arn('cloudwatch', region, 'alarm:organization-trail-RoleTamperingUndelivered'),
            ...['cloudwatch:DeleteAlarms', 'cloudwatch:PutAlarmMuteRule'],
          ),
          ...rows(
            administrator,
            'denied',
            arn('kms', region, `${trail.keyAliasName}-alarms`),
            ...['kms:DeleteAlias', 'kms:UpdateAlias'],
          ),
        ],
      );
      testTable(
        () => ({
          ...policies,
          resourcePolicy: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ARCHIVE}:root` }, Action: 'kms:*', Resource: '*' },
            ],
          },
        }),
        rows(
          administrator,
          'denied',
          arn('kms', region, 'key/1b4b1c4e-0000-4000-8000-000000000000'),
          ...['kms:DisableKey', 'kms:ScheduleKeyDeletion', 'kms:PutKeyPolicy'],
        ).map((row) => ({ ...row, where: { 'kms:ResourceAliases': [`${trail.keyAliasName}-alarms`] } })),
      );
    });
  });

  describe('stacks', () => {
    const another = arn('cloudformation', 'eu-central-1', 'stack/of-a-team/2c5c2d5f');
    const inMember = arn('cloudformation', homeRegion, 'stack/of-a-team/2c5c2d5f', MEMBER_ACCOUNT_ID);
    testTable(
      () => policies,
      [
        // Any stack of the account may have been deployed with the execution role.
        ...rows(administrator, 'denied', another, ...STACK_CALLS),
        ...rows(
          administrator,
          'allowed',
          another,
          ...['CreateStack', 'DescribeStacks', 'GetTemplate', 'DetectStackDrift'].map(
            (name) => `cloudformation:${name}`,
          ),
        ),
        ...rows(breakGlass, 'allowed', another, ...STACK_CALLS),
        ...rows(role(ARCHIVE, 'stack-sets'), 'allowed', another, ...STACK_CALLS),
        ...rows(role(ARCHIVE, 'elsewhere/stack-sets'), 'denied', another, 'cloudformation:UpdateStack'),
        ...rows(role(MEMBER_ACCOUNT_ID, 'administrator'), 'allowed', inMember, ...STACK_CALLS),
        ...rows(
          role(MANAGEMENT, 'administrator'),
          'allowed',
          arn('cloudformation', homeRegion, 'stack/OrganizationTrail-Trail/3d6d3e6a', MANAGEMENT),
          ...STACK_CALLS,
        ),
      ],
    );
  });
});

test('with the home Region us-east-1 no role of another Region is spared', () => {
  expect(JSON.stringify(guardrailPolicies({ trail: organizationTrail() }))).not.toMatch(/role-\d{12}-(?!us-east-1)/);
});
