// What stands in the way of the model of CloudFormation: policies, objects in a bucket, versions of a document.
import { createStack, deleteStack, updateStack } from './cloudformation';
import { ACCOUNT, bucket, emptyWorld, KEPT, key, MANAGEMENT, stack } from './small-stacks';
import type { StackSpec } from './stack-spec';
import { World } from './world';

describe('the execution role', () => {
  const exec = stack({}).executionRoleArn;
  const deny = (Action: string, Condition?: object) => ({
    ...{ Effect: 'Deny', Principal: { AWS: '*' }, Action, Resource: '*' },
    ...(Condition && { Condition }),
  });
  const except = { ArnNotEquals: { 'aws:PrincipalArn': exec } };

  test.each([
    ['is denied by the policy of a key', deny('kms:ScheduleKeyDeletion'), 'DELETE_FAILED'],
    ['is spared by the policy of a key', deny('kms:ScheduleKeyDeletion', except), 'DELETE_COMPLETE'],
  ])('%s', async (_, statement, status) => {
    const accounts = emptyWorld();
    const spec = stack({ K: key([statement]) });
    await createStack(accounts, spec);
    expect((await deleteStack(accounts, spec)).status).toBe(status);
  });

  test('is denied by a policy of the organization, and not in the management account', async () => {
    const guardrail = (account: string) => {
      const Content = {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Deny', Action: 's3:CreateBucket', Resource: '*' }],
      };
      const Properties = { Name: 'p', Type: 'SERVICE_CONTROL_POLICY', Content };
      return stack({ P: { Type: 'AWS::Organizations::Policy', Properties } }, { name: 'Guardrail', account });
    };
    const accounts = emptyWorld();
    await createStack(accounts, guardrail(MANAGEMENT));
    const inMember = await createStack(accounts, stack({ A: bucket('a') }));
    expect(inMember.failures[0].reason).toBe('AccessDenied s3:CreateBucket');
    const executionRoleArn = exec.replace(ACCOUNT, MANAGEMENT);
    const inManagement = stack({ A: bucket('a') }, { account: MANAGEMENT, executionRoleArn });
    expect((await createStack(accounts, inManagement)).status).toBe('CREATE_COMPLETE');
  });

  test('is denied by the policy of a bucket as long as that exists', async () => {
    const PolicyDocument = { Version: '2012-10-17', Statement: [deny('s3:DeleteBucket')] };
    const policy = { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: 'a', PolicyDocument } };
    for (const [policies, status] of [
      [{}, 'DELETE_COMPLETE'],
      [KEPT, 'DELETE_FAILED'],
    ] as const) {
      const accounts = emptyWorld();
      const spec = stack({ A: bucket('a'), P: { ...policy, ...policies, DependsOn: 'A' } });
      await createStack(accounts, spec);
      expect((await deleteStack(accounts, spec)).status).toBe(status);
    }
  });
});

test.each([
  [true, 'DELETE_COMPLETE'],
  [false, 'DELETE_FAILED'],
])(
  'a workgroup in which somebody asked goes with its stack where its contents may go too: %s',
  async (given, status) => {
    const accounts = emptyWorld();
    const Properties = { Name: 'w', RecursiveDeleteOption: given };
    const spec = stack({ W: { Type: 'AWS::Athena::WorkGroup', Properties } });
    await createStack(accounts, spec);
    expect((await deleteStack(accounts, spec)).status).toBe(status);
  },
);

describe('a bucket', () => {
  test('stays filled when what filled it is gone', async () => {
    const logging = { DestinationBucketName: 'a' };
    const source = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'b', LoggingConfiguration: logging } };
    const accounts = emptyWorld();
    const spec = stack({ A: bucket('a'), B: source });
    await createStack(accounts, spec);
    const result = await deleteStack(accounts, spec);
    expect(result.failures.map(({ logicalId, reason }) => [logicalId, reason])).toEqual([['A', 'BucketNotEmpty']]);
  });

  test.each([
    ['AWS::Config::DeliveryChannel', { Name: 'n', S3BucketName: 'a' }],
    ['AWS::CloudTrail::Trail', { TrailName: 't', S3BucketName: 'a' }],
  ])('is filled by %s', async (type, Properties) => {
    const accounts = emptyWorld();
    await createStack(accounts, stack({ A: bucket('a'), X: { Type: type, Properties } }));
    expect(accounts.filledBuckets.size).toBe(1);
  });

  test.each([
    ['rate(1 hour)', ['A']],
    ['cron(40 3 ? * SUN *)', []],
  ])('is filled by a function that a schedule of %s invokes, if its role may write to it', async (rate, filled) => {
    const policies = [
      { PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: 'arn:aws:s3:::a/*' }] } },
    ];
    const accounts = emptyWorld();
    const roleArn = `arn:aws:iam::${ACCOUNT}:role/r`;
    const functionArn = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`;
    const Target = { Arn: functionArn, RoleArn: roleArn };
    await createStack(
      accounts,
      stack({
        ...{ A: bucket('a'), B: bucket('b') },
        R: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'r', Policies: policies } },
        F: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'f', Role: roleArn } },
        S: {
          Type: 'AWS::Scheduler::Schedule',
          Properties: { Name: 's', GroupName: 'g', ScheduleExpression: rate, Target },
        },
      }),
    );
    const serials = filled.map((id) => accounts.ownedAs(`${ACCOUNT}/us-east-1/Stack`, id)!.serial);
    expect([...accounts.filledBuckets]).toEqual(serials);
  });
});

describe('a document in versions', () => {
  const document = (content: string): StackSpec =>
    stack({
      D: { Type: 'AWS::SSM::Document', Properties: { Name: 'd', UpdateMethod: 'NewVersion', Content: { content } } },
    });

  test.each([
    ['stays', 0],
    ['follows', 1],
  ] as const)('has a default version that %s', async (standard, index) => {
    const accounts = new World(MANAGEMENT, standard);
    await createStack(accounts, document('one'));
    await updateStack(accounts, document('two'));
    expect(accounts.all()[0].versions).toEqual({ contents: [expect.any(String), expect.any(String)], standard: index });
  });

  test('takes no content a second time', async () => {
    const accounts = emptyWorld();
    await createStack(accounts, document('one'));
    await updateStack(accounts, document('two'));
    expect((await updateStack(accounts, document('one'))).failures[0].reason).toBe('DuplicateDocumentContent');
  });
});
