import { nameOf } from './names';
import type { TrailIdentity } from './trail-identity';

/** The roles by which alarms are reported. */
const ROLES = {
  reporter: 'alarm-reporter',
  schedule: 'alarm-reports-schedule',
  fallback: 'alarm-fallback',
  starter: 'alarm-fallback-starter',
} as const;

export type ReportRole = keyof typeof ROLES;

/** The fixed names of everything that reports alarms, and the ARNs made of them: in the account and Region of the trail. */
export class ReportNames {
  public readonly functionName: string;
  public readonly functionArn: string;
  public readonly functionLogGroupName: string;
  public readonly topicName: string;
  public readonly topicArn: string;
  public readonly queueName: string;
  public readonly queueArn: string;
  public readonly tableName: string;
  public readonly tableArn: string;
  public readonly scheduleGroupName: string;
  public readonly stateMachineName: string;
  public readonly stateMachineArn: string;
  public readonly stateMachineLogGroupName: string;
  public readonly ruleName: string;
  public readonly keyAliasName: string;

  public constructor(private readonly trail: TrailIdentity) {
    this.functionName = nameOf(trail, 'alarm-reporter');
    this.functionArn = this.arn('lambda', `function:${this.functionName}`);
    this.functionLogGroupName = `/aws/lambda/${this.functionName}`;
    this.topicName = nameOf(trail, 'alarm-reports');
    this.topicArn = this.arn('sns', this.topicName);
    this.queueName = nameOf(trail, 'alarm-reports-dead-letters');
    this.queueArn = this.arn('sqs', this.queueName);
    this.tableName = nameOf(trail, 'alarm-reports');
    this.tableArn = this.arn('dynamodb', `table/${this.tableName}`);
    this.scheduleGroupName = nameOf(trail, 'alarm-reports');
    this.stateMachineName = nameOf(trail, 'alarm-fallback');
    this.stateMachineArn = this.arn('states', `stateMachine:${this.stateMachineName}`);
    this.stateMachineLogGroupName = `/aws/vendedlogs/states/${this.stateMachineName}`;
    this.ruleName = nameOf(trail, 'AlarmFallback');
    this.keyAliasName = `${trail.keyAliasName}-reports`;
  }

  public roleName(role: ReportRole): string {
    return nameOf(this.trail, ROLES[role]);
  }

  public roleArn(role: ReportRole): string {
    return `arn:${this.trail.partition}:iam::${this.trail.managementAccountId}:role/${this.roleName(role)}`;
  }

  /** An ARN in the account and home Region of the trail. */
  public arn(service: string, resource: string): string {
    const { partition, homeRegion, managementAccountId } = this.trail;
    return `arn:${partition}:${service}:${homeRegion}:${managementAccountId}:${resource}`;
  }
}
