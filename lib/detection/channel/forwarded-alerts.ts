// Alerts that are made beside the tamper alerts of an account and Region, and forwarded with them: by a role of the tamper alerts,
// whichever of the two is made first.
import { Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IConstruct } from 'constructs';
import { ChannelNames } from '../../identity/channel-names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { isSame } from '../../shared/problems';
import type { Alert } from '../alerts/add-alerts';
import type { IAlarmTopic } from '../i-alarm-topic';
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

/** In each app. */
const FORWARDERS = new WeakMap<IConstruct, Forwarder[]>();
const ALERTS = new WeakMap<IConstruct, ForwardedAlerts[]>();

/** Has the alerts of other constructs in this account and Region forwarded too, those of later ones among them. */
export function forwardOthers(forwarder: Forwarder): void {
  const { root } = forwarder.role.node;
  FORWARDERS.set(root, [...(FORWARDERS.get(root) ?? []), forwarder]);
  for (const alerts of ALERTS.get(root) ?? []) alerts.forwardBy(forwarder);
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
    const { root } = this.node;
    ALERTS.set(root, [...(ALERTS.get(root) ?? []), this]);
    for (const forwarder of FORWARDERS.get(root) ?? []) this.forwardBy(forwarder);
  }

  public forwardBy({ trail, otherAccountId, role }: Forwarder): void {
    const [here, there] = [Stack.of(this), Stack.of(role)];
    const isHere = isSame(here.account, there.account) && isSame(here.region, there.region);
    if (!isHere || trail.trailArn !== this.props.trail.trailArn || this.alarms.length > 0) return;
    // By its name: no stack refers to another.
    const roleArn = new ChannelNames(trail).forwardRoleArn(here.account, here.region);
    const { alarmTopic, alerts } = this.props;
    this.alarms.push(
      ...addForwardRules(this, alerts.flatMap(ruleOfAlert), {
        ...{ trail, alarmTopic, otherAccountId, role, roleArn },
      }),
    );
  }
}
