import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { nameOf } from '../../identity/names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { bundledCode } from '../../shared/bundled-code';
import { clipped } from '../../shared/clipped';
import { ALERT_GROUPS, ENVIRONMENT, NOTICE_ENVIRONMENT, type AlertGroup } from '../../shared/contract';
import { createRole, type Permission } from '../../shared/permission';
import { whatToDo } from '../../shared/runbook';
import { controlTower, nistAndPci, suppress } from '../../shared/suppress';
import type { IAlarmTopic } from '../i-alarm-topic';
import { topicsBySeverity } from '../topic-users';
import { GROUP_ALARMS, type GroupAlarmRow } from './alarm-table';
import { GroupNames } from '../../identity/group-names';
import { GroupQueues } from './queues';

export interface AlertGroupsProps {
  readonly trail: TrailIdentity;
  readonly alarmTopic: IAlarmTopic;
  /** The role by which the rules send. */
  readonly senderRoleArn: string;
}

/**
 * How long alerts are gathered before people are notified of them. A deployment has made most of its calls after some minutes,
 * and five are the most that Lambda waits.
 */
const WINDOWS: Readonly<Record<AlertGroup, Duration>> = { refused: Duration.minutes(1), deployed: Duration.minutes(5) };

/** The most that Lambda takes. Six megabytes end a batch as well. */
const BATCH_SIZE = 10_000;

/** The fewest that can be chosen: each that runs beside another sends messages of its own. */
const RUNS_AT_ONCE = 2;

/** A batch of six megabytes, whole and parsed. */
const MEMORY = 512;

/** Notifies people together of alerts that come by the thousand: refused calls, and calls of deployments. */
export class AlertGroups extends Construct {
  /** The alarms that start when people are not notified. */
  public readonly alarms: cloudwatch.Alarm[];
  /** The queues to which rules send what is gathered. */
  public readonly queueArns: Readonly<Record<AlertGroup, string>>;
  private readonly names: GroupNames;

  constructor(scope: Construct, id: string, props: AlertGroupsProps) {
    super(scope, id);
    this.names = new GroupNames(props.trail, Stack.of(this));
    const queues = new GroupQueues(this, 'Queues', { ...props, names: this.names });
    const handler = this.createFunction(props);
    this.queueArns = { refused: queues.queue('refused').queueArn, deployed: queues.queue('deployed').queueArn };
    for (const kind of ALERT_GROUPS) this.readFrom(queues, kind, handler);
    this.alarms = GROUP_ALARMS.map((row) => this.createAlarm(row, props.trail));
    for (const alarm of this.alarms) props.alarmTopic.notify(alarm);
  }

  private createFunction({ trail, alarmTopic }: AlertGroupsProps): lambda.Function {
    const { names } = this;
    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      logGroupName: names.logGroupName,
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const description = 'Notifies people together of alerts on refused calls and deployments';
    const role = createRole(this, 'Role', {
      roleName: names.roleName,
      description: `${description} (${trail.trailName})`,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      permissions: this.permissions(alarmTopic),
    });
    const handler = new lambda.Function(this, 'Function', {
      functionName: clipped(names.functionName),
      description: `${description} (${trail.trailName})`,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: bundledCode('group'),
      handler: 'index.handler',
      timeout: Duration.minutes(1),
      memorySize: MEMORY,
      // Its policy is complete: the L2 would add wider statements of its own.
      role: role.withoutPolicyUpdates(),
      environment: {
        [ENVIRONMENT.trailArn]: trail.trailArn,
        [NOTICE_ENVIRONMENT.topics]: topicsBySeverity(this, alarmTopic),
        [ENVIRONMENT.runbookUrl]: trail.runbookUrl,
      },
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
    });
    handler.node.addDependency(role);
    acceptFindings(handler, logGroup);
    return handler;
  }

  private permissions(alarmTopic: IAlarmTopic): Permission[] {
    const { names } = this;
    return [
      {
        sid: 'WriteOwnLog',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [`${names.logGroupArn}:*`],
        wildcard: 'Lambda chooses the names of the log streams, all of them in this one log group',
      },
      {
        sid: 'ReadQueues',
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: ALERT_GROUPS.map((kind) => names.queueArn(kind)),
      },
      ...alarmTopic.publishStatements(this).map(({ actions, resources, conditions }, index) => ({
        sid: ['NotifyPeople', 'UseKeyOfTopicAndQueues'][index] ?? `UseKeyOfTopic${index}`,
        ...{ actions, resources, conditions: conditions as iam.Conditions },
        wildcard: 'The condition names the one key by its alias, so that no stack refers to another',
      })),
    ];
  }

  private readFrom(queues: GroupQueues, kind: AlertGroup, target: lambda.Function): void {
    new lambda.EventSourceMapping(this, `${kind}Source`, {
      target,
      eventSourceArn: queues.queue(kind).queueArn,
      batchSize: BATCH_SIZE,
      maxBatchingWindow: WINDOWS[kind],
      maxConcurrency: RUNS_AT_ONCE,
      reportBatchItemFailures: true,
    });
  }

  private createAlarm({ name, severity, description, metric, threshold }: GroupAlarmRow, trail: TrailIdentity) {
    return new cloudwatch.Alarm(this, name, {
      alarmName: nameOf(trail, name),
      alarmDescription: `[${severity}] ${description} ${whatToDo(trail, 'AlertsUndelivered')}`,
      metric: metric(this.names),
      threshold,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}

function acceptFindings(handler: lambda.Function, logGroup: logs.LogGroup): void {
  const reasons: [string, string[]][] = [
    [
      'It calls one public endpoint of AWS and holds no inbound connection; a VPC would need a NAT gateway or an endpoint',
      [...nistAndPci('LambdaInsideVPC'), controlTower('lambda_inside_vpc_check')],
    ],
    ['Its event sources start two runs at once at most', nistAndPci('LambdaConcurrency')],
    ['What it could not send stays in its queues, which have a dead-letter queue', nistAndPci('LambdaDLQ')],
  ];
  for (const [reason, ids] of reasons) suppress(handler.node.defaultChild!, reason, ids);
  suppress(
    logGroup.node.defaultChild!,
    'It holds how many messages were sent, and nothing of what they say; CloudWatch encrypts it with a key of its own',
    [...nistAndPci('CloudWatchLogGroupEncrypted'), controlTower('cloudwatch_log_group_encrypted_check')],
  );
}
