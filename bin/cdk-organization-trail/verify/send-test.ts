import { defineCheck, ok, type Context, type Subject } from './checks/check';
import { alarmTopics, deployedTopicArn, onAlarmTopics, type TopicSubject } from './checks/alarm-topics';
import type { Plan, PlannedResource } from './plan/deployment';
import { arn } from './plan/resources';

/** The text of the message, which says that it is a test. */
export function testMessage({ trail }: Plan, time: number): { readonly Subject: string; readonly Message: string } {
  return {
    Subject: `[TEST] Alarms about ${trail.name}`.slice(0, 100),
    Message: [
      `This is a test of the way of alarms about the trail ${trail.arn}.`,
      `It was sent by "cdk-organization-trail verify --send-test" at ${new Date(time).toISOString()}.`,
      'Nothing is wrong. Let the sender know that it has arrived.',
    ].join('\n'),
  };
}

export const SEND_TEST = defineCheck({
  id: 'send-test',
  question: 'Does each alarm topic take a message? Whoever is subscribed has to say that it arrived.',
  calls: { publish: onAlarmTopics },
  alsoNeeds: (plan) => topicsOfPeople(plan).flatMap((topic) => useOfKey(plan, topic)),
  subjects: topicsOfPeople,
  async ask(subject: TopicSubject, { plan, now, repeat, deployed }: Context<'publish'>) {
    const TopicArn = await deployedTopicArn(subject, { deployed });
    const { MessageId } = await repeat('publish', subject, { TopicArn, ...testMessage(plan, now()) });
    return ok(`accepted as ${MessageId}`);
  },
});

/** A function that reads a topic would take the test for a fault. */
function topicsOfPeople(plan: Plan): TopicSubject[] {
  const read = plan.resources('AWS::SNS::Subscription').filter(({ properties }) => properties.Protocol === 'lambda');
  const isRead = ({ topic, synthesized }: TopicSubject) =>
    read.some(
      ({ properties, stack }) => stack === synthesized && JSON.stringify(properties.TopicArn) === JSON.stringify(topic),
    );
  return alarmTopics(plan).filter((subject) => !isRead(subject));
}

/** Whoever publishes to an encrypted topic uses its key. */
function useOfKey(plan: Plan, { name, accountId, region }: Subject) {
  const topic = plan
    .resources('AWS::SNS::Topic')
    .find(
      ({ properties, stack }) =>
        properties.TopicName === name && stack.accountId === accountId && stack.region === region,
    );
  const alias = topic && aliasOf(plan, topic);
  if (topic === undefined || alias === undefined) return [];
  const actions = ['kms:Decrypt', 'kms:GenerateDataKey'];
  const conditions = { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': alias } };
  return [{ accountId, actions, resources: [arn('kms', 'key/*', topic.stack)], conditions }];
}

function aliasOf(plan: Plan, { properties, stack }: PlannedResource): string | undefined {
  const key = JSON.stringify(properties.KmsMasterKeyId);
  const aliases = plan.resources('AWS::KMS::Alias').filter((alias) => alias.stack === stack);
  const found = aliases.find((alias) => JSON.stringify(alias.properties.TargetKeyId) === key);
  return found && String(found.properties.AliasName);
}
