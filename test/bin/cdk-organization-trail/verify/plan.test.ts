// What verify takes from the synthesized app, and the sample events that it makes of it.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { readPlan } from '../../../../bin/cdk-organization-trail/verify/plan/deployment';
import { Resolver } from '../../../../bin/cdk-organization-trail/verify/plan/resolve';
import { DRIFT_READS } from '../../../../bin/cdk-organization-trail/verify/checks/drift-reads';
import { filterSamples } from '../../../../bin/cdk-organization-trail/verify/samples/filter-samples';
import { ruleSamples } from '../../../../bin/cdk-organization-trail/verify/samples/rule-samples';
import { LAYOUTS } from '../../../app/layouts';
import { matchesEventPattern } from '../../../support/event-pattern/evaluate';
import { evaluateFilterPattern } from '../../../support/filter-pattern/evaluate';
import { synthesize } from '../../../support/deployment/app';

interface Stack {
  readonly name: string;
  readonly environment?: string;
  readonly resources?: object;
}

const trail = (name: string, more: object = {}) => ({
  Type: 'AWS::CloudTrail::Trail',
  Properties: { TrailName: name, S3BucketName: 'logs', ...more },
});

const MANAGEMENT = 'aws://111111111111/eu-west-1';
const ARN = 'arn:aws:cloudtrail:eu-west-1:111111111111:trail/first';

/** Writes a cloud assembly; in a stage, its stacks lie in a folder of their own. */
function assembly(stacks: readonly Stack[], stage?: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'assembly-'));
  const inner = stage === undefined ? folder : path.join(folder, stage);
  mkdirSync(inner, { recursive: true });
  const artifacts = stacks.map(({ name, environment = MANAGEMENT, resources = {} }) => {
    writeFileSync(path.join(inner, `${name}.json`), JSON.stringify({ Resources: resources }));
    const properties = { templateFile: `${name}.json`, stackName: name, terminationProtection: true };
    return [`${name}Artifact`, { type: 'aws:cloudformation:stack', environment, properties }];
  });
  writeFileSync(path.join(inner, 'manifest.json'), JSON.stringify({ artifacts: Object.fromEntries(artifacts) }));
  if (stage !== undefined) {
    const nested = { type: 'cdk:cloud-assembly', properties: { directoryName: stage } };
    const others = { Tree: { type: 'cdk:tree', properties: { file: 'tree.json' } } };
    writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify({ artifacts: { nested, ...others } }));
  }
  return folder;
}

describe('the stacks of the trail', () => {
  const archive = { name: 'Archive', environment: 'aws://222222222222/eu-west-1' };
  const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'logs' } };
  const names = { Type: 'AWS::SNS::Topic', Properties: { DisplayName: ARN } };
  const stacks: readonly Stack[] = [
    { name: 'Trail', resources: { Trail: trail('first') } },
    { ...archive, resources: { Bucket: bucket, Names: names } },
    { name: 'Alerts', resources: { Rule: { Type: 'AWS::Events::Rule', Properties: { Name: 'first-RoleTampering' } } } },
    { name: 'Network', resources: { Vpc: { Type: 'AWS::EC2::VPC' } } },
  ];

  test.each([undefined, 'assembly-Production'])('are those that name it, in the stage %s', async (stage) => {
    const plan = await readPlan([assembly(stacks, stage)], undefined);
    expect(plan.stacks.map(({ name }) => name)).toEqual(['Trail', 'Archive', 'Alerts']);
    expect(plan.trail).toMatchObject({ arn: ARN, bucket: 'logs', accountId: '111111111111', region: 'eu-west-1' });
    expect(plan.logArchiveAccountId).toBe('222222222222');
    expect(plan.accountIds).toEqual(['111111111111', '222222222222']);
  });

  test('may come from several apps', async () => {
    const plan = await readPlan([assembly(stacks.slice(0, 1)), assembly(stacks.slice(1))], undefined);
    expect(plan.stacks.map(({ name }) => name)).toEqual(['Trail', 'Archive', 'Alerts']);
  });

  test('are those of the trail that is chosen', async () => {
    const folder = assembly([...stacks, { name: 'Other', resources: { Trail: trail('second') } }]);
    const chosen = await readPlan([folder], ARN.replace('first', 'second'));
    expect(chosen.stacks.map(({ name }) => name)).toEqual(['Other']);
    await expect(readPlan([folder], undefined)).rejects.toThrow(`expected one of ${ARN}, `);
  });

  test.each<[string, readonly Stack[], string]>([
    ['no trail', stacks.slice(1), 'the app has no trail'],
    [
      'no account',
      [{ name: 'T', environment: 'aws://unknown-account/eu-west-1', resources: { Trail: trail('first') } }],
      'the stack T has no account or Region',
    ],
    [
      'no Region',
      [{ name: 'T', environment: 'aws://111111111111/unknown-region', resources: { Trail: trail('first') } }],
      'the stack T has no account or Region',
    ],
  ])('%s can not be verified', async (_, given, message) => {
    await expect(readPlan([assembly(given)], undefined)).rejects.toThrow(message);
  });

  test('a folder that nobody synthesized can not be read', async () => {
    const message = 'none/manifest.json cannot be read (ENOENT)';
    await expect(readPlan(['none'], undefined)).rejects.toThrow(message);
  });
});

describe('references in a template', () => {
  const stack = {
    ...{
      name: 'Stack',
      accountId: '111111111111',
      region: 'cn-north-1',
      partition: 'aws-cn',
      path: 'Stack',
      terminationProtection: true,
    },
    template: {
      Resources: {
        Key: { Type: 'AWS::KMS::Key' },
        Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } },
        Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'letters' } },
        Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'repair' } },
      },
    },
  };
  const resolver = new Resolver(stack, new Map([['Key', '0123']]));

  test.each<[unknown, unknown]>([
    [{ Ref: 'AWS::AccountId' }, '111111111111'],
    [{ 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, { Ref: 'AWS::Region' }]] }, 'arn:aws-cn:cn-north-1'],
    [{ 'Fn::GetAtt': ['Key', 'Arn'] }, 'arn:aws-cn:kms:cn-north-1:111111111111:key/0123'],
    [{ 'Fn::GetAtt': 'Role.Arn' }, 'arn:aws-cn:iam::111111111111:role/repair'],
    [{ Ref: 'Topic' }, 'arn:aws-cn:sns:cn-north-1:111111111111:alarms'],
    [{ Ref: 'Queue' }, 'https://sqs.cn-north-1.amazonaws.com.cn/111111111111/letters'],
    [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws-cn:sqs:cn-north-1:111111111111:letters'],
    [
      { 'Fn::Sub': 'x-${AWS::StackName}-${Key}-${Role.Arn}-${!Literal}' },
      'x-Stack-0123-arn:aws-cn:iam::111111111111:role/repair-${Literal}',
    ],
    [{ 'Fn::Sub': ['${a}', { a: { Ref: 'AWS::URLSuffix' } }] }, 'amazonaws.com.cn'],
    [{ 'Fn::Select': [1, { 'Fn::Split': ['-', 'a-b'] }] }, 'b'],
    [{ a: [{ Ref: 'AWS::NoValue' }, 1], b: { Ref: 'AWS::NoValue' } }, { a: [1] }],
  ])('%j', (value, expected) => {
    expect(resolver.resolve(value)).toEqual(expected);
  });

  test.each<[unknown, string]>([
    [{ Ref: 'Nothing' }, 'the id of Nothing in Stack is not known'],
    [{ 'Fn::GetAtt': ['Key', 'Age'] }, 'Age of Key in Stack is not known'],
    [{ 'Fn::ImportValue': 'x' }, 'uses Fn::ImportValue'],
  ])('%j is not guessed', (value, message) => {
    expect(() => resolver.resolve(value)).toThrow(message);
  });

  test('to what is not deployed are not followed', () => {
    expect(() => new Resolver(stack).resolve({ Ref: 'Key' })).toThrow('the id of Key in Stack is not known');
  });
});

describe.each(Object.entries(LAYOUTS))('%s', (_, configuration) => {
  const app = synthesize(configuration);
  const resources = app.stacks.flatMap((stack) =>
    Object.values(stack.resources).map((resource) => ({ stack, resource })),
  );
  const ofType = (type: string) => resources.filter(({ resource }) => resource.Type === type);

  test('every stack of the app has to do with the trail', async () => {
    const plan = await readPlan([app.folder], undefined);
    expect(plan.stacks.map(({ name }) => name).sort()).toEqual(app.stacks.map(({ name }) => name).sort());
  });

  test('every rule has sample events, which it answers as meant', async () => {
    const plan = await readPlan([app.folder], undefined);
    const wrong = ofType('AWS::Events::Rule').flatMap(({ stack, resource: { Properties } }) => {
      const pattern = Properties.EventPattern as object;
      const samples = ruleSamples(plan, String(Properties.Name), stack, pattern);
      const missing = [
        ...(samples.some(({ isFound }) => isFound) ? [] : ['no sample that it finds']),
        ...(samples.some(({ isFound }) => !isFound) ? [] : ['no near miss']),
      ];
      const failures = samples.filter(({ event, isFound }) => matchesEventPattern(pattern, event) !== isFound);
      return [...missing, ...failures.map(({ name }) => name)].map((what) => `${String(Properties.Name)}: ${what}`);
    });
    expect(wrong).toEqual([]);
  });

  test('every metric filter has sample events, which it answers as meant', async () => {
    const plan = await readPlan([app.folder], undefined);
    const wrong = ofType('AWS::Logs::MetricFilter').flatMap(({ resource: { Properties } }) => {
      const samples = filterSamples(plan, String(Properties.FilterName));
      const answers = (message: string) => evaluateFilterPattern(String(Properties.FilterPattern), JSON.parse(message));
      const missing = [
        ...(samples.some(({ isFound }) => isFound) ? [] : ['no sample that it finds']),
        ...(samples.some(({ isFound }) => !isFound) ? [] : ['no near miss']),
      ];
      const failures = samples.filter(({ message, isFound }) => answers(message) !== (isFound ? 'match' : 'no match'));
      return [...missing, ...failures.map(({ name }) => name)].map(
        (what) => `${String(Properties.FilterName)}: ${what}`,
      );
    });
    expect(wrong).toEqual([]);
  });

  /** What CloudFormation can't compare, or reads with another resource. */
  const NOT_READ = ['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy'];

  test('what CloudFormation reads of each type is known', () => {
    const types = [...new Set(resources.map(({ resource }) => resource.Type))];
    expect(types.filter((type) => !(type in DRIFT_READS) && !NOT_READ.includes(type))).toEqual([]);
  });
});

test('samples are about the trail by its own names', async () => {
  const plan = await readPlan(
    [
      synthesize({
        ...LAYOUTS['management account and log archive account'],
        ...{ managementAccountId: '222222222222', logArchiveAccountId: '111111111111', homeRegion: 'eu-west-1' },
        ...{ trailName: 'audit', logBucketName: 'audit-logs' },
        ...{ breakGlassRoleArns: ['arn:aws:iam::111111111111:role/break-glass'], acknowledgerRoleArns: undefined },
      }).folder,
    ],
    undefined,
  );
  const place = { accountId: '222222222222', region: 'eu-west-1' };
  const texts = JSON.stringify(ruleSamples(plan, 'audit-LogBucketTampering', place, {}));
  expect(texts).toContain('"bucketName":"audit-logs-evidence"');
  expect(texts).toContain('"accountId":"111111111111"');
  expect(texts).not.toMatch(/organization-trail|trail-logs|eu-central-1/);
});
