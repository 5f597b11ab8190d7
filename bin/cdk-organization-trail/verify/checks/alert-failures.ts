import type { Plan } from '../plan/deployment';
import { alarmTopics, deployedTopicArn } from './alarm-topics';
import { defineCheck, failed, ok, type Context, type Subject } from './check';
import { onEverything } from './grants';
import { datapointsOf, type Metric } from './metrics';
import { deployedName, resourceSubjects } from './resource-subjects';
import { ago, DAY } from './times';

type MetricContext = Context<'getMetricData'>;

interface ChannelSubject extends Subject {
  /** What counts its failures. */
  metric(context: MetricContext): Promise<Metric>;
}

const LOOK_BACK = 14 * DAY;

function channels(plan: Plan): ChannelSubject[] {
  const rules = resourceSubjects(
    'AWS::Events::Rule',
    'Name',
  )(plan).map((rule) => ({
    ...{ ...rule, name: `rule ${rule.name}` },
    metric: async (context: MetricContext) => ({
      ...failures('AWS/Events', 'FailedInvocations', 'RuleName', await deployedName(rule, context)),
      eventBusName: rule.resource.properties.EventBusName as string | undefined,
    }),
  }));
  const topics = alarmTopics(plan).map((topic) => ({
    ...{ ...topic, name: `topic ${topic.name}` },
    metric: async (context: MetricContext) =>
      failures('AWS/SNS', 'NumberOfNotificationsFailed', 'TopicName', lastPart(await deployedTopicArn(topic, context))),
  }));
  return [...rules, ...topics];
}

const lastPart = (arn: string) => arn.slice(arn.lastIndexOf(':') + 1);

const failures = (namespace: string, name: string, dimension: string, value: string): Metric => ({
  ...{ namespace, name, statistic: 'Sum', dimension: [dimension, value] },
});

export const ALERT_FAILURES = defineCheck({
  id: 'alert-failures',
  question: 'Could every alert of the last fourteen days be delivered?',
  calls: { getMetricData: (plan) => onEverything(channels(plan)) },
  subjects: channels,
  async ask(subject: ChannelSubject, context: MetricContext) {
    const end = context.now();
    const window = { start: end - LOOK_BACK, end, period: 3600 };
    const points = await datapointsOf(subject, await subject.metric(context), window, context.pages);
    const failing = points.filter(({ value }) => value > 0);
    const count = failing.reduce((sum, { value }) => sum + value, 0);
    if (count === 0) return ok('none failed');
    return failed(
      `${count} failed, the last ${ago(failing.at(-1)!.time, end)}`,
      'look at the policies of the topic and of its key, and at who is subscribed',
    );
  },
});
