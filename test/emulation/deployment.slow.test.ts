// The whole app, deployed to an emulated AWS in each of its layouts. It shows that CloudFormation can resolve the
// templates, in the order of their deployment and in the accounts that they are for, and that what moto knows then stands.
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, GetBucketEncryptionCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Template } from 'aws-cdk-lib/assertions';
import { trailOf } from '../../bin/app';
import { FUNCTION_IDS, ValidationNames } from '../../lib/identity/validation-names';
import { LAYOUTS, stacksOf, templatesOf } from '../app/layouts';
import { describeWith, MOTO } from '../support/programs';
import { Moto, type Access } from './moto';

interface Code {
  readonly S3Bucket: string;
  readonly S3Key: string;
}

describeWith(MOTO).each(Object.entries(LAYOUTS))('%s', (_, configuration) => {
  let moto: Moto;
  const statuses: Record<string, string> = {};
  const stacks = stacksOf(configuration);
  const trail = trailOf(configuration);
  const names = new ValidationNames(trail);
  let archive: Access;

  beforeAll(async () => {
    moto = await Moto.start();
    for (const [name, template] of templatesOf(configuration)) {
      const { account, region } = stacks.get(name)!;
      const access = await moto.accessTo(account, region);
      await bootstrap(access, template);
      statuses[name] = await moto.createStack(access, name, JSON.stringify(template.toJSON()));
    }
    archive = await moto.accessTo(trail.logArchiveAccountId, trail.homeRegion);
  });
  afterAll(() => moto.stop());

  test('every stack is created', () => {
    expect(statuses).toEqual(Object.fromEntries([...stacks.keys()].map((name) => [name, 'CREATE_COMPLETE'])));
  });

  test('the functions stand in the log archive account', async () => {
    const { Functions = [] } = await new LambdaClient(archive).send(new ListFunctionsCommand({}));
    expect(Functions.map(({ FunctionName }) => FunctionName).sort()).toEqual(
      FUNCTION_IDS.map((id) => names.functionName(id)).sort(),
    );
    expect(new Set(Functions.map(({ Runtime }) => Runtime))).toEqual(new Set(['nodejs24.x']));
  });

  test('the table and the state machine stand, and refer to what is there', async () => {
    const { Table } = await new DynamoDBClient(archive).send(new DescribeTableCommand({ TableName: names.tableName }));
    expect(Table?.KeySchema?.map(({ AttributeName }) => AttributeName)).toEqual(['pk', 'sk']);
    const stateMachine = await new SFNClient(archive).send(
      new DescribeStateMachineCommand({ stateMachineArn: names.stateMachineArn }),
    );
    expect(stateMachine.roleArn).toBe(names.roleArn('StateMachine'));
    expect(stateMachine.definition).toContain(names.functionArn('Shard'));
  });

  test.each([trail.logBucketName, trail.evidenceBucketName, names.workBucketName])(
    '%s is encrypted',
    async (Bucket) => {
      const client = new S3Client({ ...archive, forcePathStyle: true });
      const { ServerSideEncryptionConfiguration } = await client.send(new GetBucketEncryptionCommand({ Bucket }));
      const [rule] = ServerSideEncryptionConfiguration?.Rules ?? [];
      expect(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('aws:kms');
    },
  );
});

/** What "cdk bootstrap" and the upload of assets leave, as far as templates ask for it. */
async function bootstrap(access: Access, template: Template): Promise<void> {
  await new SSMClient(access).send(
    new PutParameterCommand({
      ...{ Name: '/cdk-bootstrap/hnb659fds/version', Value: '33' },
      ...{ Type: 'String', Overwrite: true },
    }),
  );
  const codes = Object.values(template.findResources('AWS::Lambda::Function')).map(
    ({ Properties }) => (Properties as { Code: Code }).Code,
  );
  const client = new S3Client({ ...access, forcePathStyle: true });
  for (const Bucket of new Set(codes.map(({ S3Bucket }) => S3Bucket))) {
    const isElsewhere = access.region !== 'us-east-1';
    await client.send(
      new CreateBucketCommand({
        Bucket,
        ...(isElsewhere && { CreateBucketConfiguration: { LocationConstraint: access.region as 'eu-west-1' } }),
      }),
    );
  }
  for (const { S3Bucket, S3Key } of codes) {
    await client.send(new PutObjectCommand({ Bucket: S3Bucket, Key: S3Key, Body: 'a bundle' }));
  }
}
