// Where an account receives the alerts of the other: a bus of its own, beside the default one, onto which nobody but the other
// account's roles can put an event, and rules that notify the people of this account.
import { Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { ChannelNames } from '../../identity/channel-names';
import { placesOf } from '../../identity/places';
import { nameOf } from '../../identity/names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { AlarmSeverity } from '../../shared/alarm-severity';
import { addAlerts, type Alert } from '../alerts/add-alerts';
import { objectText } from '../alerts/bucket-alerts';
import { CALL_TEXT, RUN_TEXT, type AlertText } from '../alerts/message';
import type { IAlarmTopic } from '../i-alarm-topic';
import { addSilenceAlarm, heartbeatPattern, inRegion } from './heartbeat';

export interface ReceivingProps {
  readonly trail: TrailIdentity;
  readonly alarmTopic: IAlarmTopic;
  /** The account whose alerts arrive. */
  readonly otherAccountId: string;
}

/** The events that the other account may send. */
const DETAIL_TYPES = [
  ...['AWS API Call via CloudTrail', 'AWS Service Event via CloudTrail', 'AWS Console Action via CloudTrail'],
  ...['CloudWatch Alarm State Change', 'Object Deleted', 'Object Created', 'Scheduled Event'],
  'EC2 Automation Execution Status-change Notification',
];

/** Belongs into the home Region. */
export class Receiving extends Construct {
  /** The alarms that start when EventBridge could not deliver an alert of the other account. */
  public readonly alarms: cloudwatch.Alarm[];
  /** On while this account is not deployed for a day. */
  public readonly firstDay: cloudwatch.Alarm;
  private readonly trail: TrailIdentity;

  constructor(scope: Construct, id: string, props: ReceivingProps) {
    super(scope, id);
    const { trail, alarmTopic, otherAccountId } = props;
    this.trail = trail;
    const names = new ChannelNames(trail);
    const { account, region } = Stack.of(this);
    const regions = placesOf(trail).flatMap((place) => (place.accountId === otherAccountId ? [place.region] : []));
    const bus = this.addBus(names, otherAccountId, regions);
    const alerts = receivedAlerts(names, otherAccountId);
    this.alarms = addAlerts(this, {
      ...{ trail, alarmTopic, alerts },
      role: {
        roleName: nameOf(trail, 'received-alerts'),
        description: `EventBridge notifies people by this role of what the account ${otherAccountId} reports about the trail ${trail.trailName}`,
        accountId: account,
        ruleArns: [`arn:${trail.partition}:events:${region}:${account}:rule/${names.busName}/*`],
      },
    });
    for (const from of regions) this.receiveHeartbeats(names, otherAccountId, from);
    const { silence, firstDay } = addSilenceAlarm(this, { trail, otherAccountId, regions });
    alarmTopic.notify(silence);
    this.firstDay = firstDay;
    for (const child of this.node.children) if (child !== bus) child.node.addDependency(bus);
  }

  /** The roles may be made later: a policy that names one that does not exist is rejected, a condition is not. */
  private addBus(names: ChannelNames, accountId: string, regions: readonly string[]): events.CfnEventBus {
    const { account } = Stack.of(this);
    return new events.CfnEventBus(this, 'Bus', {
      name: names.busName,
      description: `Receives the alerts of the account ${accountId}.`,
      policy: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'OtherAccountTellsOfAlerts',
            Effect: 'Allow',
            Principal: { AWS: `arn:${this.trail.partition}:iam::${accountId}:root` },
            Action: 'events:PutEvents',
            Resource: names.busArn(account),
            Condition: {
              ArnEquals: { 'aws:PrincipalArn': regions.map((region) => names.forwardRoleArn(accountId, region)) },
              'ForAllValues:StringEquals': { 'events:detail-type': DETAIL_TYPES },
            },
          },
        ],
      },
    });
  }

  /** It has no target: a rule counts what it matches without one. */
  private receiveHeartbeats(names: ChannelNames, accountId: string, region: string): void {
    new events.CfnRule(this, inRegion('Heartbeat', region), {
      name: names.receivedHeartbeatRuleName(region),
      eventBusName: names.busName,
      description: `Counts the heartbeats of the account ${accountId} in ${region}, and does nothing else.`,
      eventPattern: heartbeatPattern(names, accountId, region),
      state: 'ENABLED',
    });
  }
}

/** What people are notified of, one row an alert. */
const ROWS: readonly (Pick<Alert, 'id' | 'section' | 'description' | 'text'> & { readonly pattern: object })[] = [
  {
    id: 'received-calls',
    section: 'OtherAccountTampering',
    description: 'In the other account of the trail somebody weakened the trail, or what its people are notified by.',
    text: CALL_TEXT,
    pattern: { source: [{ prefix: 'aws.' }], 'detail-type': [{ suffix: ' via CloudTrail' }] },
  },
  {
    id: 'received-objects',
    section: 'OtherAccountTampering',
    description: 'In the other account of the trail somebody deleted an object of the log archive.',
    text: objectText('deletion-type'),
    pattern: { source: ['aws.s3'], 'detail-type': ['Object Deleted'] },
  },
  {
    id: 'received-alarms',
    section: 'OtherAccountAlarm',
    description: 'In the other account of the trail an alarm started that is CRITICAL.',
    text: alarmText(),
    pattern: { source: ['aws.cloudwatch'], 'detail-type': ['CloudWatch Alarm State Change'] },
  },
  {
    id: 'received-repairs',
    section: 'OtherAccountTampering',
    description: 'In the other account of the trail a repair of the trail did not end well.',
    text: RUN_TEXT,
    pattern: { source: ['aws.ssm'], 'detail-type': ['EC2 Automation Execution Status-change Notification'] },
  },
];

/** The sections of the runbook about what the other account reports. */
export const CHANNEL_SECTIONS: readonly string[] = [...new Set(ROWS.map(({ section }) => section))];

function receivedAlerts(names: ChannelNames, accountId: string): Alert[] {
  return ROWS.map(({ id, pattern, ...row }) => ({
    ...row,
    id,
    severity: AlarmSeverity.CRITICAL,
    ruleName: names.receivingName(id),
    eventBusName: names.busName,
    patternHolds: 'trailName',
    pattern: { ...pattern, account: [accountId] },
  }));
}

/** Not the description of the alarm, nor its reason: whoever holds the other account words them. */
function alarmText(): AlertText {
  return {
    lines: ['What: the alarm <alarmName> is <state>'],
    paths: { alarmName: '$.detail.alarmName', state: '$.detail.state.value' },
  };
}
