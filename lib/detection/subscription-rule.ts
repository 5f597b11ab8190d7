import { having } from '../shared/problems';

/** What a subscription to a topic must be. */
export const SUBSCRIPTION = having('bind', 'a subscription', 'make it by a class of aws-cdk-lib/aws-sns-subscriptions');
