import { App, aws_cloudtrail as cloudtrail, Lazy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import {
  AlarmTopic,
  ConfigRecorder,
  DataEvents,
  OrganizationTrail,
  TrailConfigRules,
  type IOrganizationTrail,
  type TrailConfigRulesProps,
} from '../../../lib';
import { managementStack, ORGANIZATION, organizationTrail, synthError, trailWith } from '../../support/stacks';

const ACCOUNT = ORGANIZATION.managementAccountId;
const TRAIL_ARN = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/organization-trail`;
const REPAIR_ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/organization-trail-repair`;

function rulesIn(stack: Stack, props: Partial<TrailConfigRulesProps> = {}, trail = organizationTrail()) {
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
  const trailOfStack = new OrganizationTrail(stack, 'Trail', { trail });
  return new TrailConfigRules(stack, 'Rules', { organizationTrail: trailOfStack, alarmTopic, ...props });
}

function templateOf(props: Partial<TrailConfigRulesProps> = {}, trail = organizationTrail()): Template {
  const stack = managementStack();
  rulesIn(stack, props, trail);
  return Template.fromStack(stack);
}

function documentNameIn(template: Template): string {
  return Object.values(template.findResources('AWS::SSM::Document'))[0].Properties.Name as string;
}

describe('the rules', () => {
  const template = templateOf();

  test.each([
    [
      'CLOUD_TRAIL_ENABLED',
      {
        s3BucketName: 'trail-logs-222222222222-us-east-1',
        cloudWatchLogsLogGroupArn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/cloudtrail/organization-trail:*`,
      },
    ],
    [
      'MULTI_REGION_CLOUD_TRAIL_ENABLED',
      {
        s3BucketName: 'trail-logs-222222222222-us-east-1',
        cloudWatchLogsLogGroupArn: `arn:aws:logs:us-east-1:${ACCOUNT}:log-group:/aws/cloudtrail/organization-trail:*`,
        includeManagementEvents: 'true',
        readWriteType: 'ALL',
      },
    ],
    ['CLOUDTRAIL_SECURITY_TRAIL_ENABLED', Match.absent()],
    ['CLOUD_TRAIL_LOG_FILE_VALIDATION_ENABLED', Match.absent()],
    ['CLOUD_TRAIL_ENCRYPTION_ENABLED', Match.absent()],
    ['CLOUD_TRAIL_CLOUD_WATCH_LOGS_ENABLED', Match.absent()],
  ])('hold %s, checked every hour, with %j', (SourceIdentifier, InputParameters) => {
    template.hasResourceProperties('AWS::Config::ConfigRule', {
      Source: { Owner: 'AWS', SourceIdentifier },
      InputParameters,
      MaximumExecutionFrequency: 'One_Hour',
    });
  });

  test('are six', () => {
    template.resourceCountIs('AWS::Config::ConfigRule', 6);
  });

  test('come after the trail, since they would find a missing one non-compliant', () => {
    const [trailId] = Object.keys(template.findResources('AWS::CloudTrail::Trail'));
    for (const { DependsOn } of Object.values(template.findResources('AWS::Config::ConfigRule'))) {
      expect(DependsOn).toContain(trailId);
    }
  });
});

describe('the remediation', () => {
  const template = templateOf();
  const constant = (value: string) => ({ StaticValue: { Values: [value] } });

  test('of a stopped trail is the runbook, for this trail, by the role that can only start it', () => {
    template.hasResourceProperties('AWS::Config::RemediationConfiguration', {
      ConfigRuleName: 'organization-trail-is-logging',
      TargetType: 'SSM_DOCUMENT',
      TargetId: 'AWS-ConfigureCloudTrailLogging',
      Automatic: true,
      MaximumAutomaticAttempts: 5,
      RetryAttemptSeconds: 60,
      Parameters: {
        AutomationAssumeRole: constant(`arn:aws:iam::${ACCOUNT}:role/organization-trail-start-logging`),
        CloudTrailArn: constant(TRAIL_ARN),
      },
    });
  });

  test.each(['organization-trail-is-multi-region', 'organization-trail-follows-best-practices'])(
    'of %s is the own document',
    (ConfigRuleName) => {
      template.hasResourceProperties('AWS::Config::RemediationConfiguration', {
        ConfigRuleName,
        TargetId: documentNameIn(template),
        Parameters: { AutomationAssumeRole: constant(REPAIR_ROLE_ARN) },
        Automatic: true,
      });
    },
  );

  test('is not started by AWS Config for the rules that report every trail by itself', () => {
    template.resourceCountIs('AWS::Config::RemediationConfiguration', 3);
  });
});

describe('the document', () => {
  const template = templateOf();

  test('is replaced by another one where its content changes', () => {
    template.hasResourceProperties('AWS::SSM::Document', {
      Name: Match.stringLikeRegexp('^organization-trail-repair-[0-9a-f]{8}$'),
      DocumentType: 'Automation',
      UpdateMethod: 'Replace',
    });
    const other = templateOf({}, organizationTrail({ keyPrefix: 'audit' }));
    expect(documentNameIn(other)).not.toBe(documentNameIn(template));
  });

  test('keeps its name while its content is the same, whatever else is in the app', () => {
    expect(documentNameIn(templateOf({ configRecorder: ConfigRecorder.create() }))).toBe(documentNameIn(template));
  });

  test.each(['first', 'second'])('has a name by what tokens stand for, where the app makes them %s', (position) => {
    const stack = managementStack();
    if (position === 'second') Lazy.string({ produce: () => 'another token' });
    const keyPrefix = Lazy.string({ produce: () => 'audit' });
    rulesIn(stack, {}, organizationTrail({ keyPrefix }));
    expect(documentNameIn(Template.fromStack(stack))).toBe(
      documentNameIn(templateOf({}, organizationTrail({ keyPrefix: 'audit' }))),
    );
  });

  test('is made and started before the trail changes, so that no repair restores what it was before', () => {
    const [documentId] = Object.keys(template.findResources('AWS::SSM::Document'));
    const starters = Object.keys(
      template.findResources('AWS::Events::Rule', { Properties: { Name: Match.stringLikeRegexp('-repair-on-') } }),
    );
    expect(starters).toHaveLength(2);
    for (const id of [documentId, ...starters]) {
      template.hasResource('AWS::CloudTrail::Trail', { DependsOn: Match.arrayWith([id]) });
    }
  });

  test('holds the settings of the trail in the same template', () => {
    const [{ Properties: trail }] = Object.values(template.findResources('AWS::CloudTrail::Trail'));
    const steps: { name: string; inputs: Record<string, unknown> }[] = Object.values(
      template.findResources('AWS::SSM::Document'),
    )[0].Properties.Content.mainSteps;
    const { inputs } = steps.find(({ name }) => name === 'UpdateTrail')!;
    expect(inputs).toEqual({
      Service: 'cloudtrail',
      Api: 'UpdateTrail',
      Name: TRAIL_ARN,
      S3BucketName: trail.S3BucketName,
      S3KeyPrefix: '',
      KmsKeyId: trail.KMSKeyId,
      CloudWatchLogsLogGroupArn: trail.CloudWatchLogsLogGroupArn,
      CloudWatchLogsRoleArn: trail.CloudWatchLogsRoleArn,
      IsMultiRegionTrail: trail.IsMultiRegionTrail,
      IsOrganizationTrail: trail.IsOrganizationTrail,
      IncludeGlobalServiceEvents: trail.IncludeGlobalServiceEvents,
      EnableLogFileValidation: trail.EnableLogFileValidation,
    });
  });
});

describe('the roles of the automations', () => {
  test.each(['organization-trail-repair', 'organization-trail-start-logging'])(
    '%s trusts Automation alone',
    (RoleName) => {
      templateOf().hasResourceProperties('AWS::IAM::Role', {
        RoleName,
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Effect: 'Allow',
              Action: 'sts:AssumeRole',
              Principal: { Service: 'ssm.amazonaws.com' },
              Condition: {
                StringEquals: { 'aws:SourceAccount': ACCOUNT },
                ArnLike: { 'aws:SourceArn': `arn:aws:ssm:*:${ACCOUNT}:automation-execution/*` },
              },
            },
          ],
        },
      });
    },
  );
});

describe('what starts the document', () => {
  test.each(['organization-trail-repair-on-calls', 'organization-trail-repair-on-non-compliance'])(
    'is the EventBridge rule %s',
    (Name) => {
      templateOf().hasResourceProperties('AWS::Events::Rule', {
        Name,
        State: 'ENABLED',
        Targets: [
          {
            Arn: `arn:aws:ssm:us-east-1:${ACCOUNT}:automation-definition/${documentNameIn(templateOf())}:$DEFAULT`,
            RoleArn: `arn:aws:iam::${ACCOUNT}:role/organization-trail-repair-starter`,
            Input: JSON.stringify({ AutomationAssumeRole: [REPAIR_ROLE_ARN], DryRun: ['false'] }),
            Id: 'Target',
          },
        ],
      });
    },
  );

  test('raises an alarm when it could not', () => {
    templateOf().hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'organization-trail-repair-on-calls-not-started',
      Namespace: 'AWS/Events',
      MetricName: 'FailedInvocations',
      Dimensions: [{ Name: 'RuleName', Value: 'organization-trail-repair-on-calls' }],
      AlarmActions: [`arn:aws:sns:us-east-1:${ACCOUNT}:organization-trail-alarms`],
    });
  });
});

test.each([
  'organization-trail-repair-failed',
  'organization-trail-repair-denied',
  'organization-trail-repair-exhausted',
  'organization-trail-repair-impossible',
])('%s notifies through the alarm topic, with what to do', (Name) => {
  templateOf().hasResourceProperties('AWS::Events::Rule', {
    Name,
    Targets: [
      Match.objectLike({
        Arn: `arn:aws:sns:us-east-1:${ACCOUNT}:organization-trail-alarms`,
        RoleArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^RulesNoticesRole'), 'Arn'] },
        InputTransformer: Match.objectLike({ InputTemplate: Match.stringLikeRegexp('docs/runbook.md#') }),
      }),
    ],
  });
});

test.each(['failed', 'denied', 'exhausted', 'impossible'])(
  'a notice of repair-%s that could not be delivered raises an alarm, and says with the severity where it happened',
  (end) => {
    const template = templateOf();
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `organization-trail-repair-${end}-undelivered`,
      MetricName: 'FailedInvocations',
      Dimensions: [{ Name: 'RuleName', Value: `organization-trail-repair-${end}` }],
      AlarmActions: [`arn:aws:sns:us-east-1:${ACCOUNT}:organization-trail-alarms`],
    });
    template.hasResourceProperties('AWS::Events::Rule', {
      Name: `organization-trail-repair-${end}`,
      Targets: [
        Match.objectLike({
          InputTransformer: Match.objectLike({
            InputTemplate: Match.stringLikeRegexp(
              '^"\\[CRITICAL\\] [\\s\\S]*"Where: account <account>, Region <region>"',
            ),
          }),
        }),
      ],
    });
  },
);

test('all alarms about the repair can be shown', () => {
  const stack = managementStack();
  const { alarms } = rulesIn(stack);
  expect(alarms).toHaveLength(Object.keys(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm')).length);
});

describe('the Config recorder', () => {
  test('is not made unless asked for', () => {
    templateOf().resourceCountIs('AWS::Config::ConfigurationRecorder', 0);
  });

  test('is made when asked for, with a role of its own and a bucket without Object Lock', () => {
    const template = templateOf({ configRecorder: ConfigRecorder.create() });
    template.hasResourceProperties('AWS::Config::ConfigurationRecorder', {
      RoleARN: { 'Fn::GetAtt': [Match.stringLikeRegexp('^RulesRecorderRole'), 'Arn'] },
      RecordingGroup: { ResourceTypes: ['AWS::CloudTrail::Trail'] },
    });
    template.hasResourceProperties('AWS::Config::DeliveryChannel', { S3BucketName: `config-${ACCOUNT}-us-east-1` });
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: `config-${ACCOUNT}-us-east-1`,
      ObjectLockEnabled: Match.absent(),
    });
  });

  test('delivers to a bucket from which nobody deletes, over TLS 1.2 or later, and whose history ends', () => {
    const template = templateOf({ configRecorder: ConfigRecorder.create() });
    template.hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: `config-${ACCOUNT}-us-east-1`,
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
            Condition: Match.absent(),
          }),
          Match.objectLike({ Effect: 'Deny', Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: `config-${ACCOUNT}-us-east-1`,
      LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ ExpirationInDays: 365 })]) },
    });
  });

  test('records the types of resources that are named', () => {
    const resourceTypes = ['AWS::CloudTrail::Trail', 'AWS::S3::Bucket'];
    templateOf({ configRecorder: ConfigRecorder.create({ resourceTypes }) }).hasResourceProperties(
      'AWS::Config::ConfigurationRecorder',
      { RecordingGroup: { ResourceTypes: resourceTypes } },
    );
  });

  test('has a role that it can be made with whether AWS Config was ever set up or not', () => {
    const template = templateOf({ configRecorder: ConfigRecorder.create() });
    template.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'organization-trail-config-recorder',
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWS_ConfigRole'],
    });
    template.resourceCountIs('AWS::IAM::ServiceLinkedRole', 0);
    expect(JSON.stringify(template.toJSON())).not.toContain('AWSServiceRoleForConfig');
  });

  test('starts with its delivery channel, after the bucket, its policy and the role: neither can be without the other', () => {
    const template = templateOf({ configRecorder: ConfigRecorder.create() });
    const DependsOn = Match.arrayWith(
      ['BucketPolicy', 'Bucket', 'Role'].map((id) => Match.stringLikeRegexp(`^RulesRecorder${id}[0-9A-F]{8}$`)),
    );
    for (const type of ['ConfigurationRecorder', 'DeliveryChannel'])
      template.hasResource(`AWS::Config::${type}`, { DependsOn });
  });

  test('is never a second one in the app', () => {
    const app = new App();
    const env = { account: ACCOUNT, region: 'us-east-1' };
    rulesIn(new Stack(app, 'One', { env }), { configRecorder: ConfigRecorder.create() });
    const two = new Stack(app, 'Two', { env });
    rulesIn(two, { configRecorder: ConfigRecorder.create() }, organizationTrail({ trailName: 'other' }));
    expect(synthError(two)).toContain(
      `configRecorder: got "ConfigRecorder.create()", expected one recorder for ${ACCOUNT}/us-east-1, and`,
    );
  });
});

describe('wrong input', () => {
  test('a trail in another stack is rejected', () => {
    const stack = managementStack();
    const trail = organizationTrail();
    const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
    const other = new Stack(stack.node.root as App, 'Other', { env: { account: ACCOUNT, region: 'us-east-1' } });
    const trailOfStack = new OrganizationTrail(stack, 'Trail', { trail });
    new TrailConfigRules(other, 'Rules', { organizationTrail: trailOfStack, alarmTopic });
    expect(synthError(other)).toContain('expected a trail in the same stack');
  });

  test('a trail name that Systems Manager reserves is rejected', () => {
    const stack = managementStack();
    rulesIn(stack, {}, organizationTrail({ trailName: 'aws-trail' }));
    expect(synthError(stack)).toMatch(
      /trailName, in the name of the Automation document: got "aws-trail-repair-[0-9a-f]{8}"/,
    );
  });

  test('a trail name that is too long for the names of roles is rejected', () => {
    const trail = organizationTrail({ trailName: 'x'.repeat(60), logRoleName: 'log' });
    const stack = managementStack();
    rulesIn(stack, {}, trail);
    expect(synthError(stack)).toContain('trailName, in the longest name made of it');
  });

  test('more deployment roles than fit into an event pattern are rejected', () => {
    const deploymentRoleArns = Array.from({ length: 40 }, (_, index) => `arn:aws:iam::${ACCOUNT}:role/deploy-${index}`);
    const stack = managementStack();
    rulesIn(stack, {}, trailWith({ deploymentRoleArns }));
    expect(synthError(stack)).toContain('deploymentRoleArns: got "a pattern of 2');
  });
});

test('a trail that exists already is put back to its attributes, as one of this app is', () => {
  const attributes = {
    trail: organizationTrail(),
    dataEvents: [DataEvents.lambdaInvocations()],
    insightTypes: [cloudtrail.InsightType.API_CALL_RATE],
  };
  const documentOf = (make: (stack: Stack) => IOrganizationTrail) => {
    const stack = managementStack();
    const trail = attributes.trail;
    const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
    new TrailConfigRules(stack, 'Rules', { organizationTrail: make(stack), alarmTopic });
    const template = Template.fromStack(stack);
    return { template, documents: Object.values(template.findResources('AWS::SSM::Document')) };
  };
  const own = documentOf((stack) => new OrganizationTrail(stack, 'Trail', attributes));
  const imported = documentOf((stack) => OrganizationTrail.fromOrganizationTrailAttributes(stack, 'Trail', attributes));
  expect(imported.documents).toEqual(own.documents);
  imported.template.resourceCountIs('AWS::CloudTrail::Trail', 0);
});

describe('its alarms', () => {
  test('are found by their names', () => {
    const rules = rulesIn(managementStack());
    const found = ['repair-on-calls-not-started', 'repair-failed-undelivered'].map((name) => rules.alarm(name));
    expect(rules.alarms).toEqual(expect.arrayContaining(found));
    expect(found[0].node.id).toBe('OnCallsNotStarted');
  });

  test('by a name that is misspelled, an error with the names', () => {
    expect(() => rulesIn(managementStack()).alarm('repair-on-call')).toThrow(
      /^Stack\/Rules has a problem:\n {2}- the name of the alarm: got "repair-on-call", expected repair-on-calls-not-started, .*; take one of these names$/,
    );
  });
});
