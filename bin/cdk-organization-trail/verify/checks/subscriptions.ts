import { defineCheck, failed, ok, some, type Context, type Subject, type Verdict } from './check';
import { alarmTopics, deployedTopicArn, onAlarmTopics, type TopicSubject } from './alarm-topics';

type TopicContext = Context<'listSubscriptions' | 'getSubscriptionAttributes'>;

export const SUBSCRIPTIONS = defineCheck({
  id: 'subscriptions',
  question: 'Is every subscription of each alarm topic confirmed, without a filter, and in the app?',
  calls: {
    listSubscriptions: onAlarmTopics,
    getSubscriptionAttributes: onAlarmTopics,
  },
  subjects: alarmTopics,
  async ask(subject: TopicSubject, context: TopicContext) {
    const topicArn = await deployedTopicArn(subject, context);
    const pages = await context.pages('listSubscriptions', subject, { TopicArn: topicArn });
    const found = pages.flatMap(({ Subscriptions = [] }) => Subscriptions);
    const expected = await expectedSubscriptions(topicArn, subject, context);
    const isExpected = ({ Endpoint }: Found) => expected.some((one) => one.Endpoint === Endpoint);
    const problems = [
      ...expected.flatMap(({ Endpoint = '' }) => problemOf(Endpoint, found)),
      ...found.flatMap((one) => (isExpected(one) ? [] : [`${one.Endpoint} is not in the app`])),
      ...(await filtered(subject, found, expected, context)),
    ];
    return verdictOn(problems, found);
  },
});

interface Found {
  readonly SubscriptionArn?: string;
  readonly Endpoint?: string;
}

const isConfirmed = ({ SubscriptionArn = '' }: Found) => SubscriptionArn.startsWith('arn:');

/** A subscription in a template. */
interface Expected {
  readonly TopicArn?: string;
  readonly Endpoint?: string;
  readonly FilterPolicy?: unknown;
}

async function expectedSubscriptions(topicArn: string, place: Subject, { plan, deployed }: TopicContext) {
  const near = plan
    .resources('AWS::SNS::Subscription')
    .filter(({ stack }) => stack.accountId === place.accountId && stack.region === place.region);
  const subscriptions = near.map(async ({ properties, stack }) =>
    (await deployed(stack)).resolver.resolve<Expected>(properties),
  );
  return (await Promise.all(subscriptions)).filter(({ TopicArn }) => TopicArn === topicArn);
}

function problemOf(endpoint: string, found: readonly Found[]): string[] {
  const subscription = found.find(({ Endpoint }) => Endpoint === endpoint);
  if (subscription === undefined) return [`${endpoint} has no subscription`];
  return isConfirmed(subscription) ? [] : [`${endpoint} is not confirmed`];
}

/** A filter that the app does not have keeps alarms from who should get them. */
async function filtered(
  place: Subject,
  found: readonly Found[],
  expected: readonly Expected[],
  { read }: TopicContext,
): Promise<string[]> {
  const mayFilter = (endpoint: string | undefined) =>
    expected.some(({ Endpoint, FilterPolicy }) => Endpoint === endpoint && FilterPolicy !== undefined);
  const texts = await Promise.all(
    found.filter(isConfirmed).map(async ({ SubscriptionArn, Endpoint }) => {
      const { Attributes = {} } = await read('getSubscriptionAttributes', place, { SubscriptionArn });
      const isFiltered = Attributes.FilterPolicy !== undefined && !mayFilter(Endpoint);
      return isFiltered ? [`${Endpoint} has the filter ${Attributes.FilterPolicy}`] : [];
    }),
  );
  return texts.flat();
}

function verdictOn(problems: readonly string[], found: readonly Found[]): Verdict {
  const confirmed = found.filter(isConfirmed).length;
  const all = confirmed === 0 && problems.length === 0 ? ['it has no subscription: nobody gets an alarm'] : problems;
  if (all.length === 0) return ok(`${confirmed} confirmed`);
  return failed(
    some(all),
    'confirm by the link in the e-mail, or subscribe again with "aws sns subscribe"; unsubscribe whom the app does not name',
  );
}
