import { RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { viaService } from '../identity/via-service';
import type { TrailIdentity } from '../identity/trail-identity';
import { createRole, type Permission } from '../shared/permission';
import { STATE_MACHINE_PERMISSIONS } from '../shared/state-machine-permissions';
import { validationMap } from './map';
import type { ValidationNames } from '../identity/validation-names';

export interface ValidationStateMachineProps {
  readonly trail: TrailIdentity;
  readonly names: ValidationNames;
  readonly key: kms.IKey;
  readonly evidenceKeyArn: string;
  readonly maxConcurrency: number;
}

/** The state machine of runs that are too big for one function, its role and its log group. */
export class ValidationStateMachine extends Construct {
  constructor(scope: Construct, id: string, props: ValidationStateMachineProps) {
    super(scope, id);
    const { trail, names, key, maxConcurrency } = props;
    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      logGroupName: names.stateMachineLogGroupName,
      encryptionKey: key,
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = createRole(this, 'Role', {
      roleName: names.roleName('StateMachine'),
      description: `Step Functions verifies the digests of the trail ${trail.trailName} shard by shard by this role`,
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': trail.logArchiveAccountId },
          ArnLike: { 'aws:SourceArn': sourceArns(names) },
        },
      }),
      permissions: permissions(props),
    });
    const resource = new stepfunctions.CfnStateMachine(this, 'Resource', {
      stateMachineName: names.stateMachineName,
      stateMachineType: 'STANDARD',
      roleArn: role.roleArn,
      definitionString: JSON.stringify(validationMap({ partition: trail.partition, names, maxConcurrency })),
      loggingConfiguration: {
        level: 'ALL',
        includeExecutionData: true,
        destinations: [
          { cloudWatchLogsLogGroup: { logGroupArn: `${names.logGroupArn(names.stateMachineLogGroupName)}:*` } },
        ],
      },
      tracingConfiguration: { enabled: true },
    });
    resource.node.addDependency(role, logGroup);
  }
}

/** The state machine; its executions, of which AWS's pages show two forms; and the runs of its map. */
function sourceArns(names: ValidationNames): string[] {
  const { stateMachineArn, stateMachineName } = names;
  return [stateMachineArn, `${stateMachineArn}/*`, names.arn('states', `mapRun:${stateMachineName}/*`)];
}

function permissions({ trail, names, evidenceKeyArn }: ValidationStateMachineProps): Permission[] {
  const { stateMachineName, workBucketArn } = names;
  return [
    {
      sid: 'InvokeFunctions',
      actions: ['lambda:InvokeFunction'],
      resources: [names.functionArn('Shard'), names.functionArn('Merge')],
    },
    { sid: 'StartShards', actions: ['states:StartExecution'], resources: [names.stateMachineArn] },
    {
      sid: 'FollowShards',
      actions: ['states:DescribeExecution', 'states:StopExecution'],
      resources: [`execution:${stateMachineName}:*`, `execution:${stateMachineName}/*`].map((execution) =>
        names.arn('states', execution),
      ),
      wildcard: 'Step Functions names the executions of a Distributed Map, all of them of this one state machine',
    },
    {
      sid: 'ReadManifests',
      actions: ['s3:GetObject'],
      resources: [`${workBucketArn}/runs/*`],
      wildcard: 'Each run has a folder of its own',
    },
    {
      sid: 'WriteResultsOfMap',
      actions: ['s3:PutObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'],
      resources: [`${workBucketArn}/runs/*/map/*`],
      wildcard: 'Each run has a folder of its own, and Step Functions names what it writes there',
    },
    {
      sid: 'UseEvidenceKey',
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: [evidenceKeyArn],
      conditions: {
        StringEquals: {
          ...viaService(trail, 's3'),
          'kms:EncryptionContext:aws:s3:arn': workBucketArn,
        },
      },
    },
    ...STATE_MACHINE_PERMISSIONS,
  ];
}
