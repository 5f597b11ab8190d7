import type { SynthesizedStack } from '../plan/assembly';
import type { Plan } from '../plan/deployment';
import { Resolver, Unresolved } from '../plan/resolve';
import { arn } from '../plan/resources';
import type { Context, Subject } from './check';
import { grouped } from './grants';

/** A topic that alarms and alerts are sent to. */
export interface TopicSubject extends Subject {
  /** Its ARN, as the template has it. */
  readonly topic: unknown;
  readonly synthesized: SynthesizedStack;
  /** Its ARN, where the template alone gives it. */
  readonly topicArn?: string;
}

/** The topics that alarms and rules of these stacks send to, those that others made included. */
export function alarmTopics(plan: Plan): TopicSubject[] {
  const sent = plan.resources('AWS::CloudWatch::Alarm', 'AWS::Events::Rule').flatMap(({ properties, stack }) => {
    const { AlarmActions = [], Targets = [] } = properties as {
      AlarmActions?: unknown[];
      Targets?: { Arn: unknown }[];
    };
    return [...AlarmActions, ...Targets.map(({ Arn }) => Arn)].map((topic) => toSubject(topic, stack));
  });
  const topics = sent.filter(({ topic, topicArn, synthesized }) => isTopic(topicArn ?? topic, synthesized));
  return [...new Map(topics.map((subject) => [subject.topicArn ?? JSON.stringify(subject.topic), subject])).values()];
}

function toSubject(topic: unknown, synthesized: SynthesizedStack): TopicSubject {
  const topicArn = fixedArn(topic, synthesized);
  const { accountId, region } = synthesized;
  const stack = synthesized;
  if (topicArn === undefined) return { name: logicalIdIn(topic), accountId, region, stack, topic, synthesized };
  const [, , , ownRegion, owner, name] = topicArn.split(':');
  return { name, accountId: owner, region: ownRegion, stack, topic, synthesized, topicArn };
}

/** Undefined where CloudFormation makes the name of the topic. */
function fixedArn(topic: unknown, stack: SynthesizedStack): string | undefined {
  try {
    return new Resolver(stack).resolve<string>(topic);
  } catch (error) {
    if (error instanceof Unresolved) return undefined;
    throw error;
  }
}

function isTopic(topic: unknown, { template }: SynthesizedStack): boolean {
  if (typeof topic === 'string') return /^arn:[\w-]+:sns:/.test(topic);
  return template.Resources?.[logicalIdIn(topic)]?.Type === 'AWS::SNS::Topic';
}

/** The resource that a reference names. */
function logicalIdIn(reference: unknown): string {
  const [value] = Object.values(reference as object);
  return String([value].flat()[0]).split('.')[0];
}

/** The ARN of a topic as it is deployed. */
export async function deployedTopicArn(
  { topicArn, topic, synthesized }: TopicSubject,
  context: Pick<Context, 'deployed'>,
) {
  return topicArn ?? (await context.deployed(synthesized)).resolver.resolve<string>(topic);
}

export function onAlarmTopics(plan: Plan) {
  return grouped(
    alarmTopics(plan).map(({ topicArn, synthesized, accountId }) => [
      accountId,
      topicArn ?? arn('sns', '*', synthesized),
    ]),
  );
}
