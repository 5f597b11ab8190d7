import { nameOf } from './names';
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

  /** Anything else that receives. */
  public receivingName(what: string): string {
    return nameOf(this.trail, what);
  }
}

/** The account that watches an account of a trail; undefined where there is no other. */
export function otherAccountOf(trail: TrailIdentity, accountId: string): string | undefined {
  const { managementAccountId, logArchiveAccountId } = trail;
  if (managementAccountId === logArchiveAccountId) return undefined;
  return [managementAccountId, logArchiveAccountId].find((other) => other !== accountId);
}
