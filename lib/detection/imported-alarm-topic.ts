import { Stack } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { requiredTrail } from '../identity/part-of-trail';
import type { TrailIdentity } from '../identity/trail-identity';
import { Problems, warn } from '../shared/problems';
import type { AlarmTopicAttributes } from './alarm-topic-options';
import type { IAlarmTopic } from './i-alarm-topic';
import { addTopicActions, alarmTopicArn, publishTo, useKey, useKeyByAlias } from './topic-users';

/** A topic that another stack or app made: its policy and its key can't be seen. */
export class ImportedAlarmTopic extends Construct implements IAlarmTopic {
  public readonly trail: TrailIdentity;
  public readonly topic: sns.ITopic;
  public readonly topicArn: string;
  public readonly encryptionKey?: kms.IKey;
  public readonly notifiesWhenOver = false;

  constructor(scope: Construct, id: string, attributes: AlarmTopicAttributes) {
    super(scope, id);
    this.trail = requiredTrail(Problems.of(this), attributes.trail);
    this.topicArn = attributes.topicArn ?? alarmTopicArn(this.trail, Stack.of(this));
    this.topic = sns.Topic.fromTopicArn(this, 'Topic', this.topicArn);
    this.encryptionKey = attributes.encryptionKey;
  }

  public topicArnFor(): string {
    return this.topicArn;
  }

  public notify(alarm: cloudwatch.AlarmBase): void {
    const alarmArn = addTopicActions(alarm, this, this.topicArn);
    warn(
      alarm,
      'imported-topic',
      `the policies of the topic ${this.topicArn} and of its key can't be seen; they must let cloudwatch.amazonaws.com publish and encrypt for the alarm ${alarmArn}`,
    );
  }

  public publishStatements(): iam.PolicyStatement[] {
    const key = this.encryptionKey;
    return [publishTo(this.topicArn), key ? useKey(key) : useKeyByAlias(this.trail, Stack.of(this))];
  }
}
