// How alarms and roles are let through a topic, wherever the topic was made.
import { Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { nameOf } from '../identity/names';
import type { TrailIdentity } from '../identity/trail-identity';
import { AlarmSeverity } from '../shared/alarm-severity';
import { isSame, Problems } from '../shared/problems';
import type { IAlarmTopic } from './i-alarm-topic';

/** The ARN of the topic that is made for a trail in the account and Region of a stack. */
export function alarmTopicArn(trail: TrailIdentity, { account, region }: Stack, name = 'alarms'): string {
  return `arn:${trail.partition}:sns:${region}:${account}:${nameOf(trail, name)}`;
}

/** The alias of its key. */
export function alarmKeyAliasName({ keyAliasName }: TrailIdentity): string {
  return `${keyAliasName}-alarms`;
}

/**
 * Lets an alarm publish to a topic when it starts, and when it is over where people want that. Answers with the ARN by which
 * policies name it.
 */
export function addTopicActions(alarm: cloudwatch.AlarmBase, topic: IAlarmTopic, topicArn: string): string {
  const action: cloudwatch.IAlarmAction = { bind: () => ({ alarmActionArn: topicArn }) };
  alarm.addAlarmAction(action);
  if (topic.notifiesWhenOver) alarm.addOkAction(action);

  const { alarmName: physicalName } = alarm.node.defaultChild as cloudwatch.CfnAlarm | cloudwatch.CfnCompositeAlarm;
  const alarmName = Stack.of(alarm).resolve(physicalName) as string | undefined;
  const { account, region } = Stack.of(topic);
  Problems.of(alarm)
    .unless(alarmName !== undefined, {
      what: 'alarmName',
      given: alarmName,
      allowed: 'a fixed name',
      todo: `give the alarm ${alarm.node.path} a name: the policy of the topic is pinned to it`,
    })
    .unless(isSame(account, Stack.of(alarm).account) && isSame(region, Stack.of(alarm).region), {
      what: 'the stack of the alarm',
      given: `${Stack.of(alarm).account} in ${Stack.of(alarm).region}`,
      allowed: `the account and Region of the topic, ${account} in ${region}`,
      todo: `make an AlarmTopic in the stack of ${alarm.node.path}`,
    });
  return `arn:${topic.trail.partition}:cloudwatch:${region}:${account}:alarm:${alarmName}`;
}

/** The severity of an alarm, which its description begins with; undefined where it says none. */
export function severityOf(alarm: cloudwatch.AlarmBase): AlarmSeverity | undefined {
  const { alarmDescription } = alarm.node.defaultChild as cloudwatch.CfnAlarm | cloudwatch.CfnCompositeAlarm;
  const name = /^\[(\w+)\]/.exec(alarmDescription ?? '')?.[1];
  return Object.values(AlarmSeverity).find((severity) => severity === name);
}

/** The topics of a place as its functions are given them: by severity, in JSON. */
export function topicsBySeverity(scope: Construct, topic: IAlarmTopic): string {
  return Stack.of(scope).toJsonString({
    CRITICAL: topic.topicArnFor(AlarmSeverity.CRITICAL),
    HIGH: topic.topicArnFor(AlarmSeverity.HIGH),
    other: topic.topicArn,
  });
}

const USE_KEY = ['kms:GenerateDataKey', 'kms:Decrypt'];

export function publishTo(...topicArns: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: ['sns:Publish'], resources: topicArns });
}

export function useKey({ keyArn }: IKey): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: USE_KEY, resources: [keyArn] });
}

/** For roles of other stacks than that of the key, since no stack refers to another. */
export function useKeyByAlias(trail: TrailIdentity, { account, region }: Stack): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: USE_KEY,
    resources: [`arn:${trail.partition}:kms:${region}:${account}:key/*`],
    conditions: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alarmKeyAliasName(trail) } },
  });
}
