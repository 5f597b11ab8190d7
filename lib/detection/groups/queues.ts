import { Duration } from 'aws-cdk-lib';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ALERT_GROUPS, type AlertGroup } from '../../shared/contract';
import { denyEveryone } from '../../shared/deny';
import { exceptRoles } from '../../shared/principals';
import { controlTower, suppress } from '../../shared/suppress';
import { denyWithoutTls } from '../../shared/tls';
import type { IAlarmTopic } from '../i-alarm-topic';
import type { GroupNames } from '../../identity/group-names';

export interface GroupQueuesProps {
  readonly names: GroupNames;
  readonly alarmTopic: IAlarmTopic;
  /** The role by which the rules send. */
  readonly senderRoleArn: string;
}

const IDS: Readonly<Record<AlertGroup, string>> = { refused: 'Refused', deployed: 'Deployed' };

/** After so many attempts to notify people of them, messages are dead letters. */
const MOST_RECEIVES = 5;
const KEPT = Duration.days(14);

/** What Lambda asks for, so that no message is read twice: six times the timeout of the function, and the longest window. */
const VISIBILITY_TIMEOUT = Duration.minutes(11);

/** The queues between the rules and the function that groups, with one for what the function could not send. */
export class GroupQueues extends Construct {
  private readonly queues: ReadonlyMap<AlertGroup, sqs.Queue>;

  constructor(scope: Construct, id: string, props: GroupQueuesProps) {
    super(scope, id);
    const { names } = props;
    const deadLetters = this.createQueue('DeadLetters', names.deadLettersName, props);
    suppress(deadLetters.node.defaultChild!, 'It is the dead-letter queue', [controlTower('sqs_dlq_check')]);
    this.queues = new Map(
      ALERT_GROUPS.map((kind) => {
        const queue = this.createQueue(IDS[kind], names.queueName(kind), props, {
          visibilityTimeout: VISIBILITY_TIMEOUT,
          deadLetterQueue: { queue: deadLetters, maxReceiveCount: MOST_RECEIVES },
        });
        this.keepOthersOut(queue, names.queueArn(kind), props);
        return [kind, queue];
      }),
    );
  }

  public queue(kind: AlertGroup): sqs.Queue {
    return this.queues.get(kind)!;
  }

  /** With the key of the topic, which those who send to the one and publish to the other may use anyway. */
  private createQueue(
    id: string,
    queueName: string,
    { names, alarmTopic: { encryptionKey } }: GroupQueuesProps,
    more: sqs.QueueProps = {},
  ): sqs.Queue {
    const queue = new sqs.Queue(this, id, {
      ...more,
      queueName,
      retentionPeriod: KEPT,
      ...(encryptionKey
        ? { encryption: sqs.QueueEncryption.KMS, encryptionMasterKey: encryptionKey }
        : { encryption: sqs.QueueEncryption.SQS_MANAGED }),
    });
    queue.addToResourcePolicy(denyWithoutTls(['sqs:*'], [names.arn('sqs', queueName)]));
    return queue;
  }

  /** Whoever reads a message first keeps it from people, and whoever sends one reports to them what never happened. */
  private keepOthersOut(queue: sqs.Queue, queueArn: string, { names, senderRoleArn }: GroupQueuesProps): void {
    const reading = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:ChangeMessageVisibility'];
    queue.addToResourcePolicy(
      denyEveryone('OnlyRulesSend', ['sqs:SendMessage'], [queueArn], exceptRoles([senderRoleArn])),
    );
    queue.addToResourcePolicy(denyEveryone('OnlyFunctionReads', reading, [queueArn], exceptRoles([names.roleArn])));
  }
}
