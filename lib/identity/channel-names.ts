import { nameOf } from './names';
import { readingName } from './reading-names';
import type { TrailIdentity } from './trail-identity';

/**
 * The fixed names of what each of the two accounts needs to watch the other: neither refers to the stacks of the other, and
 * either can be deployed first.
 */
export class ChannelNames {
  public readonly busName: string;
  public readonly heartbeatRuleName: string;
  public readonly alarmsRuleName: string;
  public readonly silenceAlarmName: string;

  public constructor(private readonly trail: TrailIdentity) {
    this.busName = nameOf(trail, 'alerts');
    this.heartbeatRuleName = nameOf(trail, 'heartbeat');
    this.alarmsRuleName = nameOf(trail, 'alarms-forward');
    this.silenceAlarmName = this.receivingName('received-OtherAccountSilent');
  }

  /** The bus on which an account receives the alerts of the other, in the home Region. */
  public busArn(accountId: string): string {
    const { partition, homeRegion } = this.trail;
    return `arn:${partition}:events:${homeRegion}:${accountId}:event-bus/${this.busName}`;
  }

  /** The role by which the alerts of an account and Region are forwarded. */
  public forwardRoleName(region: string): string {
    return nameOf(this.trail, `forward-${region}`);
  }

  public forwardRoleArn(accountId: string, region: string): string {
    return `arn:${this.trail.partition}:iam::${accountId}:role/${this.forwardRoleName(region)}`;
  }

  /** The rule that forwards what an alert is about. */
  public forwardRuleName(alert: string): string {
    return nameOf(this.trail, `${alert}-forward`);
  }

  /** The rule of the default bus that sends heartbeats. */
  public heartbeatRuleArn(accountId: string, region: string): string {
    return `arn:${this.trail.partition}:events:${region}:${accountId}:rule/${this.heartbeatRuleName}`;
  }

  /** The rule of the bus that receives the heartbeats of a Region. */
  public receivedHeartbeatRuleName(region: string): string {
    return nameOf(this.trail, `heartbeat-${region}`);
  }

  /** What reads the other account, in the account that it runs in. */
  public readerOf(accountId: string): ReaderNames {
    return new ReaderNames(this.trail, accountId);
  }

  /** The role by which the other account reads this one. The guardrail denies nobody to assume it, and all others to change it. */
  public readRoleName(): string {
    return readingName(this.trail, 'second_channel');
  }

  public readRoleArn(accountId: string): string {
    return `arn:${this.trail.partition}:iam::${accountId}:role/${this.readRoleName()}`;
  }

  /** Anything else that receives. */
  public receivingName(what: string): string {
    return nameOf(this.trail, what);
  }
}

/** The fixed names of what reads the other account, and the ARNs made of them: in an account, in the home Region. */
export class ReaderNames {
  public readonly functionName: string;
  public readonly functionArn: string;
  public readonly functionLogGroupName: string;
  public readonly roleName: string;
  public readonly roleArn: string;
  public readonly parameterName: string;
  public readonly parameterArn: string;
  public readonly scheduleName: string;
  public readonly scheduleGroupName: string;
  public readonly scheduleRoleName: string;
  public readonly scheduleRoleArn: string;

  public constructor(
    private readonly trail: TrailIdentity,
    private readonly accountId: string,
  ) {
    this.functionName = nameOf(trail, 'channel-reader');
    this.functionArn = this.arn('lambda', `function:${this.functionName}`);
    this.functionLogGroupName = `/aws/lambda/${this.functionName}`;
    this.roleName = nameOf(trail, 'channel-reader');
    this.roleArn = this.roleArnOf(this.roleName);
    this.parameterName = nameOf(trail, 'channel-readings');
    this.parameterArn = this.arn('ssm', `parameter/${this.parameterName}`);
    this.scheduleName = nameOf(trail, 'channel-reader');
    this.scheduleGroupName = nameOf(trail, 'channel-reader');
    this.scheduleRoleName = nameOf(trail, 'channel-schedule');
    this.scheduleRoleArn = this.roleArnOf(this.scheduleRoleName);
  }

  public arn(service: string, resource: string): string {
    const { partition, homeRegion } = this.trail;
    return `arn:${partition}:${service}:${homeRegion}:${this.accountId}:${resource}`;
  }

  private roleArnOf(name: string): string {
    return `arn:${this.trail.partition}:iam::${this.accountId}:role/${name}`;
  }
}

/** The account that watches an account of a trail; undefined where there is no other. */
export function otherAccountOf(trail: TrailIdentity, accountId: string): string | undefined {
  const { managementAccountId, logArchiveAccountId } = trail;
  if (managementAccountId === logArchiveAccountId) return undefined;
  return [managementAccountId, logArchiveAccountId].find((other) => other !== accountId);
}

/** The role by which the log archive account starts to read the other; none where there is no other. */
export function readerScheduleRoleArns(trail: TrailIdentity): string[] {
  const { logArchiveAccountId } = trail;
  return otherAccountOf(trail, logArchiveAccountId) === undefined
    ? []
    : [new ReaderNames(trail, logArchiveAccountId).scheduleRoleArn];
}
