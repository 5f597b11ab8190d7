import { Duration, RemovalPolicy, type IResolvable } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as stepfunctions from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { AlarmSeverity } from '../../shared/alarm-severity';
import { addEventRole, addEventRule, addFailedInvocationsAlarm } from '../../shared/event-rules';
import { createRole } from '../../shared/permission';
import { whatToDo } from '../../shared/runbook';
import type { IAlarmTopic } from '../i-alarm-topic';
import { fallbackMachine } from './fallback-machine';
import { fallbackPermissions, type ReportContext } from './permissions';

export interface AlarmFallbackProps {
  readonly context: ReportContext;
  readonly alarmTopic: IAlarmTopic;
  readonly key: kms.IKey;
  /** The names of the alarms that people get by the reporter alone. */
  readonly alarmNames: IResolvable;
}

/** How long people wait at most for what only the reporter sends. */
export const REPORTED_WITHIN = Duration.minutes(10);

/** The path of an alarm to people that does not depend on the reporter: EventBridge, Step Functions, the topic. */
export class AlarmFallback extends Construct {
  public readonly undelivered: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: AlarmFallbackProps) {
    super(scope, id);
    const { trail, names } = props.context;
    const machine = this.createMachine(props);
    const starter = addEventRole(this, 'StarterRole', {
      roleName: names.roleName('starter'),
      description: `EventBridge starts the fallback of alarms about the trail ${trail.trailName} by this role`,
      accountId: trail.managementAccountId,
      ruleArns: [names.arn('events', `rule/${names.ruleName}`)],
      statements: [new iam.PolicyStatement({ actions: ['states:StartExecution'], resources: [names.stateMachineArn] })],
    });
    const rule = addEventRule(this, 'Rule', {
      ruleName: names.ruleName,
      description: `Alarms about the trail ${trail.trailName} that people get by the reporter alone`,
      pattern: {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        detail: { alarmName: props.alarmNames, state: { value: ['ALARM'] } },
      } as never,
      target: { arn: names.stateMachineArn, roleArn: starter.roleArn },
      patternHolds: 'trailName, filters',
    });
    rule.node.addDependency(machine, starter);
    this.undelivered = addFailedInvocationsAlarm(this, 'Undelivered', {
      ruleName: names.ruleName,
      nameSuffix: 'undelivered',
      description: `EventBridge could not start the fallback of an alarm. ${whatToDo(trail, 'AlertsUndelivered')}`,
    });
  }

  private createMachine({ context, alarmTopic, key }: AlarmFallbackProps): stepfunctions.CfnStateMachine {
    const { trail, names } = context;
    const logGroup = new logs.LogGroup(this, 'LogGroup', {
      logGroupName: names.stateMachineLogGroupName,
      encryptionKey: key,
      retention: logs.RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = createRole(this, 'Role', {
      roleName: names.roleName('fallback'),
      description: `Step Functions sends alarms about the trail ${trail.trailName} that were not reported by this role`,
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': trail.managementAccountId },
          ArnLike: { 'aws:SourceArn': names.stateMachineArn },
        },
      }),
      permissions: fallbackPermissions(context),
    });
    const machine = new stepfunctions.CfnStateMachine(this, 'StateMachine', {
      stateMachineName: names.stateMachineName,
      stateMachineType: 'STANDARD',
      roleArn: role.roleArn,
      definitionString: JSON.stringify(
        fallbackMachine({
          partition: trail.partition,
          tableName: names.tableName,
          // Nobody may be waiting for a report: whoever sees to what is HIGH looks at once.
          topicArn: alarmTopic.topicArnFor(AlarmSeverity.HIGH),
          trailName: trail.trailName,
          waitSeconds: REPORTED_WITHIN.toSeconds(),
        }),
      ),
      loggingConfiguration: {
        level: 'ALL',
        includeExecutionData: true,
        destinations: [
          {
            cloudWatchLogsLogGroup: {
              logGroupArn: `${names.arn('logs', `log-group:${names.stateMachineLogGroupName}`)}:*`,
            },
          },
        ],
      },
      tracingConfiguration: { enabled: true },
    });
    machine.node.addDependency(role, logGroup);
    return machine;
  }
}
