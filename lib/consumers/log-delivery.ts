import type { Duration } from 'aws-cdk-lib';
import type { MessageForm } from './message-form';

/**
 * What can be chosen about the queue of a consumer.
 */
export interface QueueDeliveryOptions {
  /**
   * In which form a message says which log file was delivered.
   *
   * @default MessageForm.EVENT_BRIDGE
   */
  readonly messageForm?: MessageForm;

  /**
   * How long the consumer may take for a message before the queue offers it again, from 30 seconds to 12 hours.
   *
   * @default Duration.minutes(5)
   */
  readonly visibilityTimeout?: Duration;

  /**
   * How old a message may be before people are notified, from one minute to 13 days. After 14 days it is gone; the log
   * file stays in the bucket.
   *
   * @default Duration.hours(1)
   */
  readonly maxAge?: Duration;
}

/**
 * What can be chosen about the topic of a consumer.
 */
export interface TopicDeliveryOptions {
  /**
   * In which form a message says which log file was delivered.
   *
   * @default MessageForm.EVENT_BRIDGE
   */
  readonly messageForm?: MessageForm;

  /**
   * The addresses that the messages are sent to, each starting with `https://`. Each receives a request first, which the
   * vendor confirms.
   *
   * @default - none; subscribe to the topic of the consumer
   */
  readonly httpsUrls?: string[];
}

/**
 * How a consumer is notified of a new log file. Whichever it is, the consumer reads the log file from the bucket itself.
 */
export class LogDelivery {
  /**
   * By a queue, with a dead-letter queue for what the consumer gave up three times.
   */
  public static sqs(options: QueueDeliveryOptions = {}): LogDelivery {
    return new LogDelivery('sqs', options, undefined);
  }

  /**
   * By a topic.
   */
  public static sns(options: TopicDeliveryOptions = {}): LogDelivery {
    return new LogDelivery('sns', undefined, options);
  }

  /**
   * By listing the bucket itself, as often as the consumer wants.
   */
  public static listing(): LogDelivery {
    return new LogDelivery('list', undefined, undefined);
  }

  private constructor(
    /** By what: `sqs`, `sns` or `list`. */
    public readonly kind: string,
    /** What was chosen about the queue; undefined where there is none. */
    public readonly queue: QueueDeliveryOptions | undefined,
    /** What was chosen about the topic; undefined where there is none. */
    public readonly topic: TopicDeliveryOptions | undefined,
  ) {}
}
