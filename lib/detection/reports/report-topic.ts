import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct, type IConstruct } from 'constructs';
import type { ReportNames } from '../../identity/report-names';
import { controlTower, suppress } from '../../shared/suppress';
import { denyWithoutTls } from '../../shared/tls';
import { alarmsMayPublish } from '../topic-policy';

export interface ReportTopicProps {
  readonly names: ReportNames;
  readonly accountId: string;
  readonly key: kms.IKey;
  /** The ARNs of the alarms that publish. */
  readonly alarmArns: string[];
}

/** The topic that alarms act on, with the reporter as its subscriber, and the queue of what it could not be given. */
export class ReportTopic extends Construct {
  public readonly queue: sqs.Queue;
  private readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, { names, accountId, key, alarmArns }: ReportTopicProps) {
    super(scope, id);
    this.topic = new sns.Topic(this, 'Resource', { topicName: names.topicName, masterKey: key });
    this.topic.addToResourcePolicy(denyWithoutTls(['sns:Publish'], [names.topicArn]));
    this.topic.addToResourcePolicy(alarmsMayPublish(names.topicArn, { accountId, alarmArns }));
    this.queue = this.createQueue(names, key);
  }

  /** Once the function is there. */
  public subscribe(reporter: IConstruct, { names, accountId }: Pick<ReportTopicProps, 'names' | 'accountId'>): void {
    const permission = new lambda.CfnPermission(this, 'MayInvoke', {
      action: 'lambda:InvokeFunction',
      functionName: names.functionArn,
      principal: 'sns.amazonaws.com',
      sourceArn: names.topicArn,
      sourceAccount: accountId,
    });
    const subscription = new sns.CfnSubscription(this, 'Reporter', {
      topicArn: names.topicArn,
      protocol: 'lambda',
      endpoint: names.functionArn,
      redrivePolicy: { deadLetterTargetArn: names.queueArn },
    });
    permission.node.addDependency(reporter);
    subscription.node.addDependency(this.topic, this.queue, reporter);
  }

  private createQueue({ queueName, queueArn, topicArn }: ReportNames, key: kms.IKey): sqs.Queue {
    const queue = new sqs.Queue(this, 'DeadLetterQueue', {
      queueName,
      encryption: sqs.QueueEncryption.KMS,
      encryptionMasterKey: key,
      retentionPeriod: Duration.days(14),
    });
    queue.addToResourcePolicy(denyWithoutTls(['sqs:*'], [queueArn]));
    queue.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'TopicKeepsWhatFailed',
        principals: [new iam.ServicePrincipal('sns.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': topicArn } },
      }),
    );
    suppress(queue.node.defaultChild!, 'It is the dead-letter queue', [controlTower('sqs_dlq_check')]);
    return queue;
  }
}
