import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { nameOf } from '../../identity/names';
import { bundledCode } from '../../shared/bundled-code';
import { clipped } from '../../shared/clipped';
import { createRole } from '../../shared/permission';
import { controlTower, nistAndPci, suppress } from '../../shared/suppress';
import { reporterPermissions, schedulePermissions, type ReportContext } from './permissions';

export interface ReportFunctionProps {
  readonly context: ReportContext;
  readonly key: kms.IKey;
  readonly environment: Record<string, string>;
  /** What failed is kept here too. */
  readonly queue: sqs.IQueue;
  /** Who gets the message of an alarm that could not be reported. */
  readonly failureTopicArn: string;
}

/** What stays on is followed, and a digest sent once it is due, so often. */
const FOLLOW_INTERVAL = Duration.minutes(15);

/** The function that reports alarms, with its role, its log group and its schedule. */
export class ReportFunction extends Construct {
  constructor(scope: Construct, id: string, props: ReportFunctionProps) {
    super(scope, id);
    const { trail, names } = props.context;
    const description = `Reports alarms about the trail ${trail.trailName} with who did what`;
    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      logGroupName: names.functionLogGroupName,
      encryptionKey: props.key,
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = createRole(this, 'Role', {
      roleName: names.roleName('reporter'),
      description,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      permissions: reporterPermissions(props.context),
    });
    const resource = new lambda.Function(this, 'Resource', {
      functionName: clipped(names.functionName),
      description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: bundledCode('report'),
      handler: 'index.handler',
      timeout: Duration.minutes(5),
      memorySize: 512,
      // Its policy is complete: the L2 would add wider statements of its own.
      role: role.withoutPolicyUpdates(),
      environment: props.environment,
      environmentEncryption: props.key,
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      tracing: lambda.Tracing.ACTIVE,
      retryAttempts: 2,
      maxEventAge: Duration.minutes(10),
      deadLetterQueue: props.queue,
      onFailure: { bind: () => ({ destination: props.failureTopicArn }) },
    });
    resource.node.addDependency(role);
    suppress(
      resource.node.defaultChild!,
      'It calls public endpoints of AWS and holds no inbound connection; a VPC would need a NAT gateway or endpoints',
      [...nistAndPci('LambdaInsideVPC'), controlTower('lambda_inside_vpc_check')],
    );
    suppress(
      resource.node.defaultChild!,
      'Alarms come one by one. Reserved concurrency fails to deploy where an account has the quota of a new one',
      nistAndPci('LambdaConcurrency'),
    );
    this.createSchedule(props.context);
  }

  private createSchedule(context: ReportContext): void {
    const { trail, names } = context;
    const group = new scheduler.CfnScheduleGroup(this, 'ScheduleGroup', { name: names.scheduleGroupName });
    const role = createRole(this, 'ScheduleRole', {
      roleName: names.roleName('schedule'),
      description: `EventBridge Scheduler starts the reporter of alarms about the trail ${trail.trailName} by this role`,
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': trail.managementAccountId },
          ArnEquals: { 'aws:SourceArn': names.arn('scheduler', `schedule-group/${names.scheduleGroupName}`) },
        },
      }),
      permissions: schedulePermissions(context),
    });
    const schedule = new scheduler.CfnSchedule(this, 'Follow', {
      name: nameOf(trail, 'alarm-reports'),
      groupName: names.scheduleGroupName,
      description: `Follows alarms that stay on, and sends the daily digest (${trail.trailName})`,
      state: 'ENABLED',
      flexibleTimeWindow: { mode: 'OFF' },
      scheduleExpression: scheduler.ScheduleExpression.rate(FOLLOW_INTERVAL).expressionString,
      target: {
        arn: names.functionArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ mode: 'follow' }),
        deadLetterConfig: { arn: names.queueArn },
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 600 },
      },
    });
    schedule.node.addDependency(group, role);
  }
}
