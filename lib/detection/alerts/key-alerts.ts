import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { IAlarmTopic } from '../i-alarm-topic';
import type { TrailIdentity } from '../../identity/trail-identity';
import { ForwardedAlerts } from '../channel/forwarded-alerts';
import { addAlerts } from './add-alerts';
import { nameOf } from '../../identity/names';
import { tamperAlert, tamperPattern } from './tamper-alert';

export interface KeyAlertsProps {
  readonly trail: TrailIdentity;
  readonly alarmTopic: IAlarmTopic;
  /** The name of the rule, after that of the trail. */
  readonly name: string;
  readonly keys: readonly IKey[];
}

/** Watches the keys of a stack that has no tamper alerts: the ids of keys are known in their own stack only. */
export class KeyAlerts extends Construct {
  private readonly undelivered: readonly cloudwatch.Alarm[];
  private readonly forwarded: ForwardedAlerts;

  constructor(scope: Construct, id: string, { trail, alarmTopic, name, keys }: KeyAlertsProps) {
    super(scope, id);
    const { account, region } = Stack.of(this);
    const ruleName = nameOf(trail, name);
    const context = { trail, topicArn: alarmTopic.topicArn, keys, exemptRoleNames: [], stackNames: [] };
    const alert = tamperAlert('KeyTampering', trail, tamperPattern('KeyTampering', context));
    const alerts = [{ ...alert, id: 'Resource', ruleName }];
    this.undelivered = addAlerts(this, {
      ...{ trail, alarmTopic, alerts },
      role: {
        roleName: `${ruleName}-alerts`,
        description: `EventBridge notifies people by this role who tampers with keys of the trail ${trail.trailName}`,
        accountId: account,
        ruleArns: [`arn:${trail.partition}:events:${region}:${account}:rule/${ruleName}`],
      },
    });
    this.forwarded = new ForwardedAlerts(this, 'Forwarding', { trail, alarmTopic, alerts });
  }

  /** The alarms that start when EventBridge could not deliver an alert, also to the other account. */
  public get alarms(): cloudwatch.Alarm[] {
    return [...this.undelivered, ...this.forwarded.alarms];
  }
}
