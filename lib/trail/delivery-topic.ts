import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { keyOwner } from '../identity/key-owner';
import type { TrailIdentity } from '../identity/trail-identity';
import { CustomerManagedKey } from '../shared/customer-managed-key';
import { nameOf } from '../identity/names';
import { denyWithoutTls } from '../shared/tls';

export interface DeliveryTopicProps {
  readonly trail: TrailIdentity;
}

/** The topic to which CloudTrail publishes every log file that it delivered. */
export class DeliveryTopic extends Construct {
  public readonly topic: sns.Topic;
  public readonly topicArn: string;
  public readonly key: IKey;

  constructor(scope: Construct, id: string, { trail }: DeliveryTopicProps) {
    super(scope, id);
    const name = nameOf(trail, 'deliveries');
    this.topicArn = `arn:${trail.partition}:sns:${trail.homeRegion}:${trail.managementAccountId}:${name}`;
    const byThisTrail = { StringEquals: { 'aws:SourceArn': trail.trailArn } };
    const cloudTrail = new iam.ServicePrincipal('cloudtrail.amazonaws.com');

    this.key = new CustomerManagedKey(this, 'Key', {
      aliasName: `${trail.keyAliasName}-deliveries`,
      description: `Encrypts the delivery notifications of the trail ${trail.trailName}`,
      ...keyOwner(this, trail, trail.managementAccountId),
      isForEvidence: false,
      statements: [
        new iam.PolicyStatement({
          sid: 'CloudTrailEncryptsNotifications',
          principals: [cloudTrail],
          actions: ['kms:GenerateDataKey*', 'kms:Decrypt'],
          resources: ['*'],
          conditions: byThisTrail,
        }),
      ],
    }).key;
    this.topic = new sns.Topic(this, 'Resource', { topicName: name, masterKey: this.key });
    const policy = new sns.TopicPolicy(this, 'Policy', { topics: [this.topic] });
    policy.document.addStatements(
      new iam.PolicyStatement({
        sid: 'AWSCloudTrailSNSPolicy20131101',
        principals: [cloudTrail],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: byThisTrail,
      }),
      denyWithoutTls(['sns:Publish'], [this.topicArn]),
    );
  }
}
