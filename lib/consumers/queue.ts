import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { nameOf } from '../identity/names';
import { readingName } from '../identity/reading-names';
import type { TrailIdentity } from '../identity/trail-identity';
import { AlarmSeverity } from '../shared/alarm-severity';
import { whatToDo } from '../shared/runbook';
import { controlTower, suppress } from '../shared/suppress';
import { denyWithoutTls } from '../shared/tls';
import type { QueueTimes } from './checks';

export interface ConsumerQueueProps {
  readonly trail: TrailIdentity;
  readonly consumerName: string;
  readonly key: kms.IKey;
  readonly times: QueueTimes;
}

/** How often a consumer may fail with a message before it goes to the dead-letter queue. */
const MOST_RECEIVES = 3;
const KEPT = Duration.days(14);

/** The queue of a consumer, its dead-letter queue, and the alarms about both. */
export class ConsumerQueue extends Construct {
  public readonly queue: sqs.Queue;
  public readonly deadLetterQueue: sqs.Queue;
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: ConsumerQueueProps) {
    super(scope, id);
    this.deadLetterQueue = this.createQueue('DeadLetters', deadLettersOf(props.trail, props.consumerName), props);
    suppress(this.deadLetterQueue.node.defaultChild!, 'It is the dead-letter queue', [controlTower('sqs_dlq_check')]);
    this.queue = this.createQueue('Queue', readingName(props.trail, props.consumerName), props, {
      visibilityTimeout: props.times.visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetterQueue, maxReceiveCount: MOST_RECEIVES },
    });
    this.alarms = [this.behind(props), this.deadLetters(props)];
  }

  private createQueue(id: string, queueName: string, props: ConsumerQueueProps, more: sqs.QueueProps = {}): sqs.Queue {
    const { trail, key } = props;
    const queue = new sqs.Queue(this, id, {
      ...more,
      queueName,
      encryption: sqs.QueueEncryption.KMS,
      encryptionMasterKey: key,
      retentionPeriod: KEPT,
    });
    const queueArn = `arn:${trail.partition}:sqs:${trail.homeRegion}:${trail.logArchiveAccountId}:${queueName}`;
    queue.addToResourcePolicy(denyWithoutTls(['sqs:*'], [queueArn]));
    return queue;
  }

  private behind({ trail, consumerName, times }: ConsumerQueueProps): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, 'Behind', {
      ...ALARM,
      alarmName: nameOf(trail, `consumer-${consumerName}-behind`),
      alarmDescription: `[${AlarmSeverity.HIGH}] The consumer ${consumerName} has not read messages about log files for longer than it may. ${whatToDo(trail, 'ConsumerBehind')}`,
      metric: queueMetric(readingName(trail, consumerName), 'ApproximateAgeOfOldestMessage'),
      threshold: times.maxAge.toSeconds(),
    });
  }

  private deadLetters({ trail, consumerName }: ConsumerQueueProps): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, 'GaveUp', {
      ...ALARM,
      alarmName: nameOf(trail, `consumer-${consumerName}-dead-letters`),
      alarmDescription: `[${AlarmSeverity.HIGH}] The consumer ${consumerName} gave up messages about log files. ${whatToDo(trail, 'ConsumerDeadLetters')}`,
      metric: queueMetric(deadLettersOf(trail, consumerName), 'ApproximateNumberOfMessagesVisible'),
      threshold: 1,
    });
  }
}

const ALARM = {
  comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  evaluationPeriods: 1,
  treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
};

function deadLettersOf(trail: TrailIdentity, consumerName: string): string {
  return readingName(trail, `${consumerName}-dead-letters`);
}

/** By the fixed name: the alarm refers to nothing. */
function queueMetric(queueName: string, metricName: string): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/SQS',
    metricName,
    dimensionsMap: { QueueName: queueName },
    statistic: cloudwatch.Stats.MAXIMUM,
  });
}
