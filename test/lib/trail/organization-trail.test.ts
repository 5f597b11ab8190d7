import { App, aws_cloudtrail as cloudtrail, aws_kms as kms, aws_logs as logs, Fn, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { DataEvents, LogArchive, OrganizationTrail, TrailIdentity, type OrganizationTrailProps } from '../../../lib';
import { expectRetention } from '../../support/retention';
import {
  archiveStack,
  managementStack,
  ORGANIZATION,
  organizationTrail,
  synthError,
  trailWith,
} from '../../support/stacks';

const trail = organizationTrail({ keyPrefix: 'audit' });

function stackWith(props: Partial<OrganizationTrailProps> = {}, stack = managementStack()) {
  new OrganizationTrail(stack, 'Trail', { trail, ...props });
  return stack;
}
const synthesized = (props: Partial<OrganizationTrailProps> = {}) => Template.fromStack(stackWith(props));

describe('the trail', () => {
  const template = synthesized();

  test.each<[string, Record<string, unknown>]>([
    ['is logging', { IsLogging: true }],
    ['records every Region', { IsMultiRegionTrail: true }],
    ['records the organization', { IsOrganizationTrail: true }],
    ['records global services', { IncludeGlobalServiceEvents: true }],
    ['can be validated', { EnableLogFileValidation: true }],
    [
      'encrypts by the alias of the archive',
      { KMSKeyId: 'arn:aws:kms:us-east-1:222222222222:alias/organization-trail' },
    ],
    ['delivers to the log bucket', { S3BucketName: 'trail-logs-222222222222-us-east-1', S3KeyPrefix: 'audit' }],
    [
      'delivers to the log group',
      { CloudWatchLogsLogGroupArn: `${trail.logGroupArn}:*`, CloudWatchLogsRoleArn: trail.logRoleArn },
    ],
    ['has the name that the policies are pinned to', { TrailName: 'organization-trail' }],
    [
      'records all management events, and leaves none out',
      { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, ExcludeManagementEventSources: [] }] },
    ],
    ['records no data events unless asked to', { AdvancedEventSelectors: Match.absent() }],
  ])('%s', (_, properties) => {
    template.hasResourceProperties('AWS::CloudTrail::Trail', properties);
  });

  describe('has a tag', () => {
    const tagged = (tag: (stack: Stack) => void) => {
      const stack = stackWith();
      tag(stack);
      const [trailResource] = Object.values(Template.fromStack(stack).findResources('AWS::CloudTrail::Trail'));
      return (trailResource as { Properties: { Tags?: unknown } }).Properties.Tags;
    };
    const own = { Key: 'ManagedBy', Value: 'cdk-organization-trail' };

    test('of its own, for Security Hub CloudTrail.9', () => {
      expect(tagged(() => undefined)).toEqual([own]);
    });

    test('of the app besides', () => {
      expect(tagged((stack) => Tags.of(stack).add('CostCenter', '42'))).toEqual([
        { Key: 'CostCenter', Value: '42' },
        own,
      ]);
    });

    test('that the app can give another value, or remove', () => {
      expect(tagged((stack) => Tags.of(stack).add('ManagedBy', 'platform'))).toEqual([{ ...own, Value: 'platform' }]);
      expect(tagged((stack) => Tags.of(stack).remove('ManagedBy'))).toBeUndefined();
    });
  });

  test('of an account is no organization trail', () => {
    const identity = TrailIdentity.account({ accountId: '111111111111', homeRegion: 'us-east-1' });
    synthesized({ trail: identity }).hasResourceProperties('AWS::CloudTrail::Trail', {
      IsOrganizationTrail: false,
      IsMultiRegionTrail: true,
      TrailName: 'account-trail',
    });
  });

  test('comes after everything that CloudTrail tests when it is created', () => {
    const stack = managementStack();
    const identity = organizationTrail({ logArchiveAccountId: ORGANIZATION.managementAccountId });
    const logArchive = new LogArchive(stack, 'LogArchive', { trail: identity });
    new OrganizationTrail(stack, 'Trail', { trail: identity, logArchive });
    const template = Template.fromStack(stack).toJSON() as {
      Resources: Record<string, { Type: string; DependsOn: string[] }>;
    };
    const [resource] = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::CloudTrail::Trail');
    const types = resource.DependsOn.map((id) => template.Resources[id].Type);
    expect(new Set(types)).toEqual(
      new Set([
        'AWS::IAM::Role',
        'AWS::KMS::Alias',
        'AWS::KMS::Key',
        'AWS::Logs::LogGroup',
        'AWS::S3::Bucket',
        'AWS::S3::BucketPolicy',
      ]),
    );
  });

  test('of another stack comes after the stack of its archive, and refers to nothing in it', () => {
    const archive = archiveStack();
    const logArchive = new LogArchive(archive, 'LogArchive', { trail });
    const stack = stackWith({ logArchive }, managementStackBeside(archive));
    expect(JSON.stringify(Template.fromStack(stack))).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput|"Export"/);
    expect(stack.dependencies.map(({ node }) => node.path)).toEqual([archive.node.path]);
  });
});

describe('the log group', () => {
  test('is encrypted and keeps events for a year', () => {
    synthesized().hasResourceProperties('AWS::Logs::LogGroup', {
      LogGroupName: '/aws/cloudtrail/organization-trail',
      RetentionInDays: 365,
      KmsKeyId: Match.anyValue(),
    });
  });

  test('can keep them longer', () => {
    synthesized({ logGroupRetention: logs.RetentionDays.INFINITE }).hasResourceProperties('AWS::Logs::LogGroup', {
      RetentionInDays: Match.absent(),
    });
  });

  test('rejects a shorter time', () => {
    expect(synthError(stackWith({ logGroupRetention: logs.RetentionDays.SIX_MONTHS }))).toContain(
      'logGroupRetention: got 180, expected RetentionDays.ONE_YEAR (365) or longer',
    );
  });
});

test('in China the service principal of CloudWatch Logs has the suffix of that partition', () => {
  const stack = managementStack({ env: { account: ORGANIZATION.managementAccountId, region: 'cn-north-1' } });
  const template = Template.fromStack(stackWith({ trail: organizationTrail({ homeRegion: 'cn-north-1' }) }, stack));
  expect(JSON.stringify(template)).toContain('"Service":"logs.cn-north-1.amazonaws.com.cn"');
});

describe('data events', () => {
  const selectors = (...dataEvents: DataEvents[]) => {
    const [resource] = Object.values(synthesized({ dataEvents }).findResources('AWS::CloudTrail::Trail'));
    return resource.Properties.AdvancedEventSelectors as { Name: string; FieldSelectors: Record<string, unknown>[] }[];
  };
  const field = (selector: { FieldSelectors: Record<string, unknown>[] }, name: string) =>
    selector.FieldSelectors.find(({ Field }) => Field === name);

  test('writes to the table of the validator alone need classic selectors, which every tool reads', () => {
    Template.fromStack(stackWith({ dataEvents: [DataEvents.validatorTable()] })).hasResourceProperties(
      'AWS::CloudTrail::Trail',
      {
        AdvancedEventSelectors: Match.absent(),
        EventSelectors: [
          { ReadWriteType: 'All', IncludeManagementEvents: true, ExcludeManagementEventSources: [] },
          {
            ReadWriteType: 'WriteOnly',
            IncludeManagementEvents: false,
            DataResources: [
              {
                Type: 'AWS::DynamoDB::Table',
                Values: ['arn:aws:dynamodb:us-east-1:222222222222:table/organization-trail-digest-validation'],
              },
            ],
          },
        ],
      },
    );
  });

  test.each<[string, DataEvents[]]>([
    ['all objects', [DataEvents.s3Objects()]],
    ['the table and deletions', [DataEvents.validatorTable(), DataEvents.logBucketDeletions()]],
    ['tables whose ARNs start alike', [DataEvents.dynamoDbItems({ resourceArnPrefixes: ['arn:aws:dynamodb'] })]],
  ])(
    'for %s the selectors are advanced, and that of management events is named as the console names it',
    (_, dataEvents) => {
      expect(selectors(...dataEvents)[0].Name).toBe('Management events selector');
    },
  );

  test('stand beside all management events, in advanced selectors alone', () => {
    synthesized({ dataEvents: [DataEvents.lambdaInvocations()] }).hasResourceProperties('AWS::CloudTrail::Trail', {
      EventSelectors: Match.absent(),
      AdvancedEventSelectors: [
        { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] },
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Data'] },
            { Field: 'resources.type', Equals: ['AWS::Lambda::Function'] },
          ],
        },
      ],
    });
  });

  test.each([
    ['all objects', DataEvents.s3Objects()],
    ['the objects of some buckets', DataEvents.s3Objects({ resourceArnPrefixes: ['arn:aws:s3:::'] })],
    ['objects, by the name of their type', DataEvents.ofResourceType('AWS::S3::Object')],
  ])('of %s leave out the buckets of the trail, which would feed themselves', (_, events) => {
    expect(field(selectors(events)[1], 'resources.ARN')).toMatchObject({
      NotStartsWith: [`${trail.logBucketArn}/`, `${trail.accessLogBucketArn}/`, `${trail.evidenceBucketArn}/`],
    });
  });

  test('of the log bucket are deletions and changes of retention only', () => {
    const [, selector] = selectors(DataEvents.logBucketDeletions());
    expect(field(selector, 'eventName')).toEqual({
      Field: 'eventName',
      Equals: ['DeleteObject', 'DeleteObjects', 'PutObjectRetention', 'PutObjectLegalHold'],
    });
    expect(field(selector, 'resources.ARN')).toEqual({
      Field: 'resources.ARN',
      StartsWith: [`${trail.logBucketArn}/`],
    });
  });

  test('can be narrowed to resources, names and writes', () => {
    const [, selector] = selectors(
      DataEvents.dynamoDbItems({
        resourceArnPrefixes: ['a'],
        exceptResourceArnPrefixes: ['b'],
        eventNames: ['PutItem'],
        writeOnly: true,
      }),
    );
    expect(selector.FieldSelectors).toEqual([
      { Field: 'eventCategory', Equals: ['Data'] },
      { Field: 'resources.type', Equals: ['AWS::DynamoDB::Table'] },
      { Field: 'eventName', Equals: ['PutItem'] },
      { Field: 'readOnly', Equals: ['false'] },
      { Field: 'resources.ARN', StartsWith: ['a'], NotStartsWith: ['b'] },
    ]);
  });

  // One condition selects management events, and two more the category and the type.
  test.each([
    [497, false],
    [498, true],
  ])('with %d resources are rejected: %s', (count, isRejected) => {
    const resourceArnPrefixes = Array.from(
      { length: count },
      (_, index) => `arn:aws:lambda:us-east-1:111111111111:function:f${index}`,
    );
    const stack = stackWith({ dataEvents: [DataEvents.lambdaInvocations({ resourceArnPrefixes })] });
    const synthesis = () => Template.fromStack(stack);
    if (isRejected) expect(synthesis).toThrow('dataEvents: got "501 conditions", expected at most 500 conditions');
    else expect(synthesis).not.toThrow();
  });
});

test('Insights are looked for when asked to', () => {
  synthesized({
    insightTypes: [cloudtrail.InsightType.API_CALL_RATE, cloudtrail.InsightType.API_ERROR_RATE],
  }).hasResourceProperties('AWS::CloudTrail::Trail', {
    InsightSelectors: [{ InsightType: 'ApiCallRateInsight' }, { InsightType: 'ApiErrorRateInsight' }],
  });
});

test('delivery notifications go to an encrypted topic of their own', () => {
  const template = synthesized({ deliveryNotifications: true });
  template.hasResourceProperties('AWS::SNS::Topic', {
    TopicName: 'organization-trail-deliveries',
    KmsMasterKeyId: Match.anyValue(),
  });
  template.hasResourceProperties('AWS::CloudTrail::Trail', {
    SnsTopicName: 'arn:aws:sns:us-east-1:111111111111:organization-trail-deliveries',
  });
});

test('the trail, its log group with the role, and all keys outlive the stack; the delivery topic does not', () => {
  expectRetention(synthesized({ deliveryNotifications: true }));
});

describe('what is rejected', () => {
  test('another account than the management account, with the case of a delegated administrator', () => {
    const error = synthError(stackWith({}, archiveStack()));
    expect(error).toContain(
      'the account of the stack: got "222222222222", expected the management account 111111111111',
    );
    expect(error).toMatch(/delegated administrator[^]*StartLogging[^]*TrailNotFound/);
  });

  test('another Region than the home Region', () => {
    const stack = managementStack({ env: { account: '111111111111', region: 'eu-west-1' } });
    expect(synthError(stackWith({}, stack))).toContain(
      'the Region of the stack: got "eu-west-1", expected the home Region us-east-1',
    );
  });
});

describe('the key of the log files', () => {
  const KEY = 'arn:aws:kms:us-east-1:222222222222:key/1b4b1c4e-0000-4000-8000-000000000000';
  const keyOf = (encryptionKeyArn?: string) =>
    Object.values(synthesized({ encryptionKeyArn }).findResources('AWS::CloudTrail::Trail'))[0].Properties
      .KMSKeyId as unknown;

  test('is named by its alias, or by its own ARN', () => {
    expect(keyOf()).toBe(trail.keyAliasArn);
    expect(keyOf(KEY)).toBe(KEY);
    expect(keyOf(KEY.replace('key/', 'key/mrk-'))).toBe(KEY.replace('key/', 'key/mrk-'));
  });

  test('may be known at deployment only', () => {
    expect(keyOf(Fn.importValue('Key'))).toEqual({ 'Fn::ImportValue': 'Key' });
  });

  const MALFORMED = /encryptionKeyArn: got .*, expected the ARN of one KMS key, .*, not that of an alias; copy it from/;
  const ELSEWHERE =
    /encryptionKeyArn: got .*, expected a key of the log archive, arn:aws:kms:us-east-1:222222222222:key\/…; give the ARN of the key that alias\/organization-trail names/;
  const WRONG: [string, string, RegExp][] = [
    ['an alias', trail.keyAliasArn, MALFORMED],
    ['an id alone', KEY.split('/')[1], MALFORMED],
    ['a key of the management account', KEY.replace('222222222222', '111111111111'), ELSEWHERE],
    ['a key in another Region', KEY.replace('us-east-1', 'eu-west-1'), ELSEWHERE],
    ['a key in another partition', KEY.replace('arn:aws:', 'arn:aws-cn:'), ELSEWHERE],
  ];

  test.each(WRONG)('is not %s', (_, encryptionKeyArn, message) => {
    expect(synthError(stackWith({ encryptionKeyArn }))).toMatch(message);
  });

  test.each(WRONG)('of a trail that exists is not %s', (_, encryptionKeyArn, message) => {
    const stack = managementStack();
    OrganizationTrail.fromOrganizationTrailAttributes(stack, 'Trail', { trail, encryptionKeyArn });
    expect(synthError(stack)).toMatch(message);
  });
});

describe('the notice of what must be there before', () => {
  const EXECUTION_POLICIES = '--cloudformation-execution-policies arn:aws:iam::aws:policy/AdministratorAccess';
  const notice = (identity: TrailIdentity) =>
    Annotations.fromStack(stackWith({ trail: identity }))
      .findInfo('*', Match.stringLikeRegexp('Before the first deployment'))
      .map(({ entry }) => String(entry.data))
      .join();

  test.each([
    'aws organizations enable-all-features',
    'aws organizations enable-aws-service-access --service-principal cloudtrail.amazonaws.com',
    'npx cdk bootstrap aws://111111111111/us-east-1',
    `npx cdk bootstrap aws://222222222222/us-east-1 --trust 111111111111 ${EXECUTION_POLICIES}`,
  ])('has the command: %s', (command) => {
    expect(notice(trail)).toContain(command);
  });

  test('has the accounts of deployers, and the qualifier, in the commands', () => {
    const principals = { deployerRoleArns: ['arn:aws:iam::333333333333:role/pipeline'], bootstrapQualifier: 'ours' };
    for (const account of ['111111111111', '222222222222'])
      expect(notice(trailWith(principals))).toContain(
        `aws://${account}/us-east-1 --trust 333333333333 ${EXECUTION_POLICIES} --qualifier ours`,
      );
  });

  test('has one bootstrap for each account, with all Regions in which it has stacks', () => {
    const homeRegion = 'eu-central-1';
    const elsewhere = TrailIdentity.organization({ ...ORGANIZATION, homeRegion });
    const app = new App();
    const env = { account: ORGANIZATION.managementAccountId, region: homeRegion };
    new OrganizationTrail(new Stack(app, 'Elsewhere', { env }), 'Trail', { trail: elsewhere });
    const [{ entry }] = Annotations.fromStack(app.node.findChild('Elsewhere') as Stack).findInfo(
      '*',
      Match.stringLikeRegexp('Before the first deployment'),
    );
    expect(String(entry.data).match(/npx cdk bootstrap( aws:\/\/[\w/-]+)+/g)).toEqual(
      ['111111111111', '222222222222'].map(
        (account) => `npx cdk bootstrap aws://${account}/eu-central-1 aws://${account}/us-east-1`,
      ),
    );
  });

  test('says nothing of an organization to those who have none', () => {
    const identity = TrailIdentity.account({ accountId: '111111111111', homeRegion: 'us-east-1' });
    expect(notice(identity)).not.toContain('organizations');
  });
});

test('a trail that exists already has what its attributes say', () => {
  const stack = managementStack();
  const attributes = {
    deliveryTopicArn: 'arn:aws:sns:us-east-1:111111111111:delivery',
    encryptionKeys: [kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111111111111:key/of-the-log-group')],
  };
  const imported = OrganizationTrail.fromOrganizationTrailAttributes(stack, 'Trail', { trail, ...attributes });
  expect(imported).toMatchObject(attributes);
  expect(imported.logGroup.logGroupName).toBe(trail.logGroupName);
});

function managementStackBeside(other: Stack) {
  return new Stack(other.node.root, 'Management', {
    env: { account: ORGANIZATION.managementAccountId, region: ORGANIZATION.homeRegion },
  });
}
