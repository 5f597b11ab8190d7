// Alerts that are made beside the tamper alerts of an account and Region, and forwarded with them: by a role of the tamper alerts,
// whichever of the two is made first.
import { Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ChannelNames } from '../../identity/channel-names';
import type { TrailIdentity } from '../../identity/trail-identity';
import type { Alert } from '../alerts/add-alerts';
import type { IAlarmTopic } from '../i-alarm-topic';
import { Offers } from '../offers';
import { addForwardRules, ruleOfAlert } from './forward-rules';

/** What forwards the alerts of an account and Region. */
export interface Forwarder {
  readonly trail: TrailIdentity;
  readonly otherAccountId: string;
  readonly role: iam.Role;
}

export interface ForwardedAlertsProps {
  readonly trail: TrailIdentity;
  readonly alarmTopic: IAlarmTopic;
  readonly alerts: readonly Alert[];
}

const FORWARDERS = new Offers<Forwarder>();

/** Has the alerts of other constructs in this account and Region forwarded too, those of later ones among them. */
export function forwardOthers(forwarder: Forwarder): void {
  FORWARDERS.make(forwarder.role, forwarder);
}

/** Nothing where there are no tamper alerts, or no other account. */
export class ForwardedAlerts extends Construct {
  /** The alarms that start when EventBridge could not forward an alert. */
  public readonly alarms: cloudwatch.Alarm[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ForwardedAlertsProps,
  ) {
    super(scope, id);
    FORWARDERS.take(this, props.trail, (forwarder) => this.forwardBy(forwarder));
  }

  private forwardBy({ trail, otherAccountId, role }: Forwarder): void {
    const { account, region } = Stack.of(this);
    // By its name: no stack refers to another.
    const roleArn = new ChannelNames(trail).forwardRoleArn(account, region);
    const { alarmTopic, alerts } = this.props;
    this.alarms.push(
      ...addForwardRules(this, alerts.flatMap(ruleOfAlert), {
        ...{ trail, alarmTopic, otherAccountId, role, roleArn },
      }),
    );
  }
}
