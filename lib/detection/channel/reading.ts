// What asks the other account each half hour what is still there of its way to people, and notifies the people of this one of what
// is not as it was deployed: a subscription that somebody ended by the link in an e-mail makes no call that a rule sees.
import { Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { ChannelNames, type ReaderNames } from '../../identity/channel-names';
import { placesOf } from '../../identity/places';
import type { TrailIdentity } from '../../identity/trail-identity';
import { AlarmSeverity } from '../../shared/alarm-severity';
import { bundledCode } from '../../shared/bundled-code';
import { clipped } from '../../shared/clipped';
import { CHANNEL_ENVIRONMENT, ENVIRONMENT, NOTHING_READ } from '../../shared/contract';
import { createRole, type Permission } from '../../shared/permission';
import { controlTower, nistAndPci, suppress } from '../../shared/suppress';
import type { IAlarmTopic } from '../i-alarm-topic';
import { deployedPlace } from './deployed-place';
import { addReadingAlarms } from './reading-alarms';

export interface ReadingProps {
  readonly trail: TrailIdentity;
  readonly alarmTopic: IAlarmTopic;
  /** The account that is read. */
  readonly otherAccountId: string;
  /** On while this account is not deployed for a day. */
  readonly firstDay: cloudwatch.Alarm;
}

/** What must be so in two readings in a row is found within 75 minutes. */
const INTERVAL = Duration.minutes(30);

/** Some hundred calls one after the other, in each of two Regions, with retries where AWS throttles. */
const TIMEOUT = Duration.minutes(10);

/** Belongs into the home Region. */
export class Reading extends Construct {
  /** The alarms about single failures. */
  public readonly alarms: readonly cloudwatch.Alarm[];
  private readonly names: ReaderNames;

  constructor(scope: Construct, id: string, props: ReadingProps) {
    super(scope, id);
    const { trail, alarmTopic, firstDay } = props;
    this.names = new ChannelNames(trail).readerOf(Stack.of(this).account);
    const parameter = new ssm.CfnParameter(this, 'Readings', {
      name: this.names.parameterName,
      type: 'String',
      value: NOTHING_READ,
      description: `What the reader of the other account has seen last (${trail.trailName}). It writes this itself.`,
    });
    const reader = this.createFunction(props);
    reader.node.addDependency(parameter);
    this.createSchedule(props).node.addDependency(reader);
    const { notRead, failed } = addReadingAlarms(this, { trail, names: this.names, firstDay });
    for (const alarm of [notRead, failed]) alarmTopic.notify(alarm);
    this.alarms = [failed];
  }

  private createFunction({ trail, alarmTopic, otherAccountId }: ReadingProps): lambda.Function {
    const { names } = this;
    const description = `Reads what notifies people in the account ${otherAccountId} (${trail.trailName})`;
    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      logGroupName: names.functionLogGroupName,
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = createRole(this, 'Role', {
      roleName: names.roleName,
      description,
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      permissions: this.permissions(trail, alarmTopic, otherAccountId),
    });
    const reader = new lambda.Function(this, 'Function', {
      functionName: clipped(names.functionName),
      description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: bundledCode('channel'),
      handler: 'index.handler',
      timeout: TIMEOUT,
      memorySize: 256,
      // Its policy is complete: the L2 would add wider statements of its own.
      role: role.withoutPolicyUpdates(),
      environment: {
        [ENVIRONMENT.trailArn]: trail.trailArn,
        [ENVIRONMENT.alarmTopic]: alarmTopic.topicArnFor(AlarmSeverity.CRITICAL),
        [ENVIRONMENT.runbookUrl]: trail.runbookUrl,
        [CHANNEL_ENVIRONMENT.role]: new ChannelNames(trail).readRoleArn(otherAccountId),
        [CHANNEL_ENVIRONMENT.parameter]: names.parameterName,
      },
      logGroup,
      loggingFormat: lambda.LoggingFormat.JSON,
      retryAttempts: 1,
      maxEventAge: Duration.minutes(15),
    });
    reader.node.addDependency(role);
    acceptFindings(reader, logGroup);
    return reader;
  }

  private permissions(trail: TrailIdentity, alarmTopic: IAlarmTopic, otherAccountId: string): Permission[] {
    const { names } = this;
    return [
      {
        sid: 'ReadOtherAccount',
        actions: ['sts:AssumeRole'],
        resources: [new ChannelNames(trail).readRoleArn(otherAccountId)],
      },
      { sid: 'KeepReading', actions: ['ssm:GetParameter', 'ssm:PutParameter'], resources: [names.parameterArn] },
      {
        sid: 'WriteOwnLog',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [`${names.arn('logs', `log-group:${names.functionLogGroupName}`)}:*`],
        wildcard: 'Lambda chooses the names of the log streams, all of them in this one log group',
      },
      ...alarmTopic.publishStatements(this).map(({ actions, resources, conditions }, index) => ({
        sid: index === 0 ? 'NotifyPeople' : `UseKeyOfTopic${index}`,
        ...{ actions, resources, conditions: conditions as iam.Conditions },
        wildcard: 'The condition names the one key by its alias, so that no stack refers to another',
      })),
    ];
  }

  /** The input of a schedule may have 256 KB, which is far more than all of this. */
  private createSchedule({ trail, otherAccountId }: ReadingProps): scheduler.CfnSchedule {
    const { names } = this;
    const group = new scheduler.CfnScheduleGroup(this, 'ScheduleGroup', { name: names.scheduleGroupName });
    const role = createRole(this, 'ScheduleRole', {
      roleName: names.scheduleRoleName,
      description: `EventBridge Scheduler starts the reader of the account ${otherAccountId} by this role (${trail.trailName})`,
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnEquals: { 'aws:SourceArn': names.arn('scheduler', `schedule-group/${names.scheduleGroupName}`) },
        },
      }),
      permissions: [{ sid: 'StartReader', actions: ['lambda:InvokeFunction'], resources: [names.functionArn] }],
    });
    const schedule = new scheduler.CfnSchedule(this, 'Schedule', {
      name: names.scheduleName,
      groupName: names.scheduleGroupName,
      description: `Reads what notifies people in the account ${otherAccountId} (${trail.trailName})`,
      state: 'ENABLED',
      flexibleTimeWindow: { mode: 'OFF' },
      scheduleExpression: scheduler.ScheduleExpression.rate(INTERVAL).expressionString,
      target: {
        arn: names.functionArn,
        roleArn: role.roleArn,
        input: Lazy.string({ produce: () => JSON.stringify({ places: this.expected(trail, otherAccountId) }) }),
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 900 },
      },
    });
    schedule.node.addDependency(group, role);
    return schedule;
  }

  /** What this app deploys to the other account. What another app makes is not known here. */
  private expected(trail: TrailIdentity, otherAccountId: string) {
    return placesOf(trail)
      .filter(({ accountId }) => accountId === otherAccountId)
      .flatMap((place) => deployedPlace(this, trail, place) ?? []);
  }
}

function acceptFindings(reader: lambda.Function, logGroup: logs.LogGroup): void {
  const reasons: [string, string[]][] = [
    [
      'It calls public endpoints of AWS and holds no inbound connection; a VPC would need a NAT gateway or endpoints',
      [...nistAndPci('LambdaInsideVPC'), controlTower('lambda_inside_vpc_check')],
    ],
    ['Its schedule starts one run each half hour', nistAndPci('LambdaConcurrency')],
    ['The next run reads again, and an alarm says that one failed', nistAndPci('LambdaDLQ')],
  ];
  for (const [reason, ids] of reasons) suppress(reader.node.defaultChild!, reason, ids);
  suppress(
    logGroup.node.defaultChild!,
    'It holds how many differences there were, and nothing of what they are; CloudWatch encrypts it with a key of its own',
    [...nistAndPci('CloudWatchLogGroupEncrypted'), controlTower('cloudwatch_log_group_encrypted_check')],
  );
}
