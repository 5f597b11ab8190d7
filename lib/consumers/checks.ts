import { Duration, Token } from 'aws-cdk-lib';
import { MAX_NAME_LENGTH } from '../shared/clipped';
import { checkedDuration, type DurationRule } from '../shared/durations';
import { listOf, type Problems } from '../shared/problems';
import { RULES } from '../shared/rules';
import { nameOf } from '../identity/names';
import type { TrailIdentity } from '../identity/trail-identity';
import type { QueueDeliveryOptions } from './log-delivery';
import type { LogConsumerProps } from './options';

/** What vendors ask for beyond s3:GetObject that changes nothing. */
const READING_ACTIONS = {
  's3:GetObjectVersion': 'object',
  's3:GetObjectTagging': 'object',
  's3:GetObjectAttributes': 'object',
  's3:ListBucketVersions': 'bucket',
  's3:GetBucketNotification': 'bucket',
} as const satisfies Record<string, 'object' | 'bucket'>;

/** The actions of these that are about objects, or about the bucket. */
export function readingActions(given: readonly string[] | undefined, about: 'object' | 'bucket'): string[] {
  const known: Readonly<Record<string, string>> = READING_ACTIONS;
  return listOf(given).filter((action) => known[action] === about);
}

export function checkConsumer(problems: Problems, trail: TrailIdentity, props: LogConsumerProps): void {
  const { consumerName, trust, delivery } = props;
  problems
    .required('consumerName', consumerName, RULES.consumerName)
    .matchAll('accountIds', props.accountIds, RULES.accountId)
    .matchAll('delivery.httpsUrls', delivery?.topic?.httpsUrls, RULES.httpsUrl)
    .match('trust.accountId', trust?.accountId, RULES.accountId)
    .match('trust.externalId', trust?.externalId, RULES.externalId)
    .match('trust.servicePrincipal', trust?.servicePrincipal, RULES.servicePrincipal);
  checkActions(problems, props);
  const name = nameOf(trail, `consumer-${consumerName}-key-forward`);
  problems.unless(Token.isUnresolved(name) || name.length <= MAX_NAME_LENGTH, {
    what: 'consumerName',
    given: consumerName,
    allowed: `a name with which ${name} has at most ${MAX_NAME_LENGTH} characters, since a rule is named so`,
    todo: 'give a shorter one',
  });
}

/** A vendor's sample policy that asks for s3:DeleteObject asks for the end of the evidence. */
function checkActions(problems: Problems, { moreActions, trust }: LogConsumerProps): void {
  for (const [index, action] of listOf(moreActions).entries()) {
    problems.unless(action in READING_ACTIONS, {
      what: `moreActions[${index}]`,
      given: action,
      allowed: `what only reads: ${Object.keys(READING_ACTIONS).join(', ')}`,
      todo: 'leave it out, and switch off at the vendor what deletes or changes log files',
    });
  }
  problems.unless(listOf(moreActions).length === 0 || trust !== undefined, {
    what: 'moreActions',
    given: moreActions,
    allowed: 'nothing where no role is made',
    todo: 'say in trust who assumes the role',
  });
}

const VISIBILITY: DurationRule = { unit: 'minutes', least: 1, most: 720, todo: 'use Duration.minutes' };
/** A message is gone after 14 days. */
const AGE: DurationRule = { unit: 'minutes', least: 1, most: 13 * 24 * 60, isKnown: true, todo: 'use Duration.hours' };

export interface QueueTimes {
  readonly visibilityTimeout: Duration;
  readonly maxAge: Duration;
}

export function queueTimes(problems: Problems, options: QueueDeliveryOptions): QueueTimes {
  const { visibilityTimeout = Duration.minutes(5), maxAge = Duration.hours(1) } = options;
  return {
    visibilityTimeout: checkedDuration(problems, 'delivery.visibilityTimeout', visibilityTimeout, VISIBILITY),
    maxAge: checkedDuration(problems, 'delivery.maxAge', maxAge, AGE),
  };
}
