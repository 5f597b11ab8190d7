import {
  GetSubscriptionAttributesCommand,
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  type SNSClient,
  type Subscription,
} from '@aws-sdk/client-sns';
import { policyHash, settingsHash, type DeployedTopic } from '../../../lib/shared/deployed-form';
import { toAwsError } from '../errors';

export interface FoundSubscription {
  readonly protocol: string;
  readonly endpoint: string;
  /** Somebody has agreed to it, so that it gets messages. */
  readonly isConfirmed: boolean;
  readonly settings: string;
}

export interface FoundTopic {
  readonly policy: string;
  readonly keyArn: string;
  readonly subscriptions: readonly FoundSubscription[];
}

/** SNS shows a hundred at a time. Whoever adds thousands hides others at most, which then count as missing. */
const MOST_PAGES = 20;
const MOST_SUBSCRIPTIONS = 100;

/** A topic with those of its subscriptions that are expected. */
export function readTopic(
  client: Pick<SNSClient, 'send'>,
  { arn: TopicArn, subscriptions: expected }: DeployedTopic,
): Promise<FoundTopic | undefined> {
  const isMeant = ({ Protocol, Endpoint }: Subscription) =>
    expected?.some(({ protocol, endpoint = Endpoint }) => protocol === Protocol && endpoint === Endpoint) ?? true;
  return foundOrMissing(async () => {
    const { Attributes = {} } = await client.send(new GetTopicAttributesCommand({ TopicArn }));
    const subscriptions: FoundSubscription[] = [];
    let NextToken: string | undefined;
    for (let page = 0; page < MOST_PAGES && (page === 0 || NextToken !== undefined); page++) {
      const listed = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn, NextToken }));
      const room = MOST_SUBSCRIPTIONS - subscriptions.length;
      for (const one of (listed.Subscriptions ?? []).filter(isMeant).slice(0, room))
        subscriptions.push(await readSubscription(client, one));
      NextToken = listed.NextToken;
    }
    const { Policy, KmsMasterKeyId = '' } = Attributes;
    return { policy: policyHash(Policy), keyArn: KmsMasterKeyId, subscriptions };
  });
}

/** In place of its ARN one that nobody has confirmed has a word. */
async function readSubscription(
  client: Pick<SNSClient, 'send'>,
  { SubscriptionArn = '', Protocol = '', Endpoint = '' }: Subscription,
): Promise<FoundSubscription> {
  const found = { protocol: Protocol, endpoint: Endpoint };
  const attributes = SubscriptionArn.startsWith('arn:')
    ? await foundOrMissing(() => client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn })))
    : undefined;
  const { PendingConfirmation, ...settings } = attributes?.Attributes ?? {};
  return {
    ...found,
    isConfirmed: attributes !== undefined && PendingConfirmation !== 'true',
    settings: settingsHash(settings),
  };
}

const MISSING = ['NotFound', 'NotFoundException', 'ResourceNotFoundException'];

/** Only what the service says is not there is missing: whatever else it answers, nothing is known. */
export async function foundOrMissing<Found>(read: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await read();
  } catch (error) {
    if (MISSING.includes(toAwsError(error).code)) return undefined;
    throw error;
  }
}
