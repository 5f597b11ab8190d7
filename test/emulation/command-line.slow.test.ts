// The life of the whole app in each of its layouts, by the CDK's own command line on an emulated AWS: bootstrap, deploy,
// deploy what has changed, lift the protection, destroy, deploy again. It shows that the commands of the documents work, that
// CloudFormation can resolve the templates in the order of their deployment and in the accounts that they are for, and
// what is there afterwards of that which moto knows. It shows nothing of policies: moto ignores their conditions.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { GetBucketEncryptionCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addStacks, trailOf } from '../../bin/app';
import type { AppConfiguration } from '../../bin/app-configuration';
import { ValidationNames } from '../../lib/identity/validation-names';
import { LAYOUT_WITH_ALL, LAYOUTS } from '../app/layouts';
import { describeWith, MOTO } from '../support/programs';
import { cdk } from './command-line';
import { Moto, type Access } from './moto';

/** moto knows no change sets of a stack that exists, and no parameters that keep their value. */
const DIRECTLY = ['--require-approval', 'never', '--method=direct', '--previous-parameters=false'];
const IMPORTING = ['--require-approval', 'never', '--import-existing-resources'];
const LOG_FILE = 'AWSLogs/a-log-file';

describeWith(MOTO).each(Object.entries({ ...LAYOUTS, 'all that is opt-in': LAYOUT_WITH_ALL }))(
  '%s',
  (_, configuration) => {
    const trail = trailOf(configuration);
    const names = new ValidationNames(trail);
    const { stacks, assembly } = synthesize(configuration);
    const changed = synthesize({ ...configuration, lockDays: 300 }).assembly;
    let moto: Moto;
    let archive: Access;
    let client: S3Client;

    /** A command by the administrator of the management account. */
    const run = async (...args: readonly string[]) =>
      cdk(await moto.accessTo(trail.managementAccountId, trail.homeRegion), args);
    const statuses = async () =>
      Promise.all(
        stacks.map(async ({ stackName, account, region }) =>
          moto.stackStatus(await moto.accessTo(account, region), stackName),
        ),
      );
    const every = (status: string) => stacks.map(() => status);

    beforeAll(async () => {
      moto = await Moto.start();
      archive = await moto.accessTo(trail.logArchiveAccountId, trail.homeRegion);
      client = new S3Client({ ...archive, forcePathStyle: true });
    });
    afterAll(() => moto.stop());

    test('every account and Region is bootstrapped, and trusts the account that deploys', async () => {
      for (const place of new Set(stacks.map(({ account, region }) => `${account}/${region}`))) {
        const access = await moto.accessTo(place.split('/')[0], trail.homeRegion);
        const trust = ['--trust', trail.managementAccountId];
        const policies = ['--cloudformation-execution-policies', 'arn:aws:iam::aws:policy/AdministratorAccess'];
        const ended = await cdk(access, ['bootstrap', `aws://${place}`, ...trust, ...policies, '--app', assembly]);
        expect(ended).toMatchObject({ failure: undefined, output: expect.stringContaining('bootstrapped') });
      }
    });

    test('every stack is created', async () => {
      expect(await run('deploy', '--all', '--app', assembly, ...DIRECTLY)).toMatchObject({ failure: undefined });
      expect(await statuses()).toEqual(every('CREATE_COMPLETE'));
    });

    test('the functions are in the log archive account', async () => {
      const { Functions = [] } = await new LambdaClient(archive).send(new ListFunctionsCommand({}));
      expect(Functions.map(({ FunctionName }) => FunctionName).sort()).toEqual(
        functionsOf(
          stacks.filter(({ account, region }) => account === trail.logArchiveAccountId && region === trail.homeRegion),
        ).sort(),
      );
      expect(new Set(Functions.map(({ Runtime }) => Runtime))).toEqual(new Set(['nodejs24.x']));
    });

    test('the table and the state machine are there, and refer to what is there', async () => {
      const { Table } = await new DynamoDBClient(archive).send(
        new DescribeTableCommand({ TableName: names.tableName }),
      );
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
        const { ServerSideEncryptionConfiguration } = await client.send(new GetBucketEncryptionCommand({ Bucket }));
        const [rule] = ServerSideEncryptionConfiguration?.Rules ?? [];
        expect(rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm).toBe('aws:kms');
      },
    );

    test('what has not changed is deployed again', async () => {
      expect(await run('deploy', '--all', '--app', assembly, ...DIRECTLY)).toMatchObject({ failure: undefined });
    });

    test('a change is deployed', async () => {
      const { failure, output } = await run('deploy', '--all', '--app', changed, ...DIRECTLY);
      expect(failure).toBeUndefined();
      expect(output).toContain('are locked for 300 days each');
    });

    test('no stack can be destroyed while it is protected', async () => {
      for (const { stackName, node } of stacks) {
        const { failure } = await run('destroy', node.path, '--exclusively', '--force', '--app', changed);
        expect(failure).toContain(`Stack [${stackName}] cannot be deleted while TerminationProtection is enabled`);
      }
      expect(await statuses()).toEqual(every('UPDATE_COMPLETE'));
    });

    test('without the protection all of them are, and the log files are still there', async () => {
      await client.send(new PutObjectCommand({ Bucket: trail.logBucketName, Key: LOG_FILE, Body: 'evidence' }));
      for (const { stackName, account, region } of stacks) {
        await moto.liftProtection(await moto.accessTo(account, region), stackName);
      }
      expect(await run('destroy', '--all', '--force', '--app', changed)).toMatchObject({ failure: undefined });
      expect(await statuses()).toEqual(every(''));
      expect(await new LambdaClient(archive).send(new ListFunctionsCommand({}))).toMatchObject({ Functions: [] });
      await client.send(new HeadObjectCommand({ Bucket: trail.logBucketName, Key: LOG_FILE }));
    });

    test('all of them can be deployed again, and take over what was retained', async () => {
      const alone = await run('deploy', '--all', '--app', assembly, ...DIRECTLY);
      expect(alone.failure).toMatch(new RegExp(`AWS::S3::Bucket ${trail.logBucketName}\\S* already exists`));
      const imported = await run('deploy', '--all', '--app', assembly, ...IMPORTING);
      expect(imported.failure).toBeUndefined();
      expect(await statuses()).toEqual(every('CREATE_COMPLETE'));
      await client.send(new HeadObjectCommand({ Bucket: trail.logBucketName, Key: LOG_FILE }));
    });
  },
);

/** The functions of the templates, by their names. */
function functionsOf(stacks: readonly Stack[]): string[] {
  const functions = stacks.flatMap((stack) =>
    Object.values(Template.fromStack(stack).findResources('AWS::Lambda::Function')),
  );
  return functions.map(({ Properties }) => Properties.FunctionName as string);
}

/** The stacks of the app in the order of their deployment, and the folder of their templates. */
function synthesize(configuration: AppConfiguration): { readonly stacks: readonly Stack[]; readonly assembly: string } {
  const app = new App({ outdir: mkdtempSync(path.join(tmpdir(), 'assembly-')) });
  const { stacks } = addStacks(app, configuration);
  return { stacks, assembly: app.synth().directory };
}
