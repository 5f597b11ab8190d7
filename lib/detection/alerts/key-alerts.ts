import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { IAlarmTopic } from '../i-alarm-topic';
import type { TrailIdentity } from '../../identity/trail-identity';
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
  /** The alarms that start when EventBridge could not deliver an alert. */
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, { trail, alarmTopic, name, keys }: KeyAlertsProps) {
    super(scope, id);
    const { account, region } = Stack.of(this);
    const ruleName = nameOf(trail, name);
    const context = { trail, topicArn: alarmTopic.topicArn, keys, exemptRoleNames: [], stackNames: [] };
    const alert = tamperAlert('KeyTampering', trail, tamperPattern('KeyTampering', context));
    this.alarms = addAlerts(this, {
      trail,
      alarmTopic,
      alerts: [{ ...alert, id: 'Resource', ruleName }],
      role: {
        roleName: `${ruleName}-alerts`,
        description: `EventBridge notifies people by this role who tampers with keys of the trail ${trail.trailName}`,
        accountId: account,
        ruleArns: [`arn:${trail.partition}:events:${region}:${account}:rule/${ruleName}`],
      },
    });
  }
}
