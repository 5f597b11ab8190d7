import { resourcesIn } from '../find';
import type { World } from '../world';
import type { Answers } from '.';

export function snsAnswers(world: World): Answers {
  return {
    'sns:ListSubscriptionsByTopic': ({ input: { TopicArn }, ...place }) => ({
      Subscriptions: resourcesIn(world, 'AWS::SNS::Subscription', place)
        .filter(({ Properties }) => Properties.TopicArn === TopicArn)
        .map(({ Properties: { Endpoint, Protocol } }, index) => ({
          ...{ SubscriptionArn: `${String(TopicArn)}:${index}`, Endpoint, Protocol, TopicArn },
        })),
    }),
    'sns:GetSubscriptionAttributes': ({ input }) => ({
      Attributes: { entry: [{ key: 'SubscriptionArn', value: input.SubscriptionArn }] },
    }),
    'sns:Publish': ({ requestId }) => ({ MessageId: `message-${requestId}` }),
  };
}
