import { Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { IConstruct } from 'constructs';
import type { Problem } from '../shared/problem';
import { warn, type Problems } from '../shared/problems';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Principal?: { readonly Service?: string | string[] } | string;
}

/**
 * Rejects a topic that is known to let no alarm through. Looks at the end of the synthesis, when every policy is
 * written, and warns of what can't be seen.
 */
export function reviewExistingTopic(scope: IConstruct, problems: Problems, topic: sns.ITopic, route = ''): void {
  const property = [route, 'existingTopic'].filter(Boolean).join('.');
  problems.atSynthesis(() => problemsOf(scope, topic, property));
  const visible = topic.node.defaultChild instanceof sns.CfnTopic;
  if (!visible) {
    warn(
      scope,
      `existing-topic${route && `-${route}`}`,
      `the policy of the topic ${topic.topicArn} can't be seen; it must allow cloudwatch.amazonaws.com sns:Publish for the alarms of this account`,
    );
  }
  if (!visible || (topic.masterKey !== undefined && !(topic.masterKey instanceof kms.Key))) {
    warn(
      scope,
      `existing-topic${route && `-${route}`}-key`,
      `the key of the topic ${topic.topicArn} can't be seen; if there is one, its policy must allow cloudwatch.amazonaws.com kms:GenerateDataKey* and kms:Decrypt, and the topic must be given with its key so that tamper alerts may use it`,
    );
  }
}

function problemsOf(scope: IConstruct, topic: sns.ITopic, property: string): Problem[] {
  const { region } = Stack.of(scope);
  const topicRegion = topic.env.region;
  const elsewhere = !Token.isUnresolved(region) && !Token.isUnresolved(topicRegion) && topicRegion !== region;
  const candidates: (Problem & { readonly found: boolean })[] = [
    {
      found: elsewhere,
      what: property,
      given: topicRegion,
      allowed: `a topic in ${region}`,
      todo: 'alarms and rules can publish in their own Region only: take a topic there',
    },
    {
      found: topic.fifo,
      what: property,
      given: topic.node.path,
      allowed: 'a standard topic',
      todo: 'a FIFO topic can send no e-mail',
    },
    {
      found: usesAwsManagedKey(topic),
      what: `the key of ${property}`,
      given: 'alias/aws/sns',
      allowed: 'a customer managed key',
      todo: "the policy of the AWS managed key lets no alarm through and can't be changed",
    },
    {
      found: policyLacksAlarms(topic),
      what: `the policy of ${property}`,
      given: topic.node.path,
      allowed: 'a policy that allows cloudwatch.amazonaws.com sns:Publish',
      todo: 'add the statement: a policy replaces the default one, and this one drops every alarm silently',
    },
    {
      found: keyLacksAlarms(topic),
      what: `the key policy of ${property}`,
      given: topic.masterKey?.node.path,
      allowed: 'a policy that allows cloudwatch.amazonaws.com kms:GenerateDataKey* and kms:Decrypt',
      todo: "add the statement: without it alarms can't be encrypted and are dropped silently",
    },
  ];
  return candidates.filter(({ found }) => found);
}

function usesAwsManagedKey(topic: sns.ITopic): boolean {
  const resource = topic.node.defaultChild;
  if (!(resource instanceof sns.CfnTopic)) return false;
  return /alias\/aws\/sns"/.test(JSON.stringify(Stack.of(topic).resolve(resource.kmsMasterKeyId)) ?? '');
}

function policyLacksAlarms(topic: sns.ITopic): boolean {
  const stack = Stack.of(topic);
  const topicRef = JSON.stringify(stack.resolve(topic.topicArn));
  const policies = stack.node
    .findAll()
    .filter((child) => child instanceof sns.CfnTopicPolicy)
    .filter(({ topics }) => JSON.stringify(stack.resolve(topics)).includes(topicRef));
  return policies.some(({ policyDocument }) => !allows(stack.resolve(policyDocument), ['sns:Publish']));
}

function keyLacksAlarms({ masterKey }: sns.ITopic): boolean {
  if (!(masterKey instanceof kms.Key)) return false;
  const { keyPolicy } = masterKey.node.defaultChild as kms.CfnKey;
  return !allows(Stack.of(masterKey).resolve(keyPolicy), ['kms:GenerateDataKey', 'kms:Decrypt']);
}

/** Whether a policy allows CloudWatch all of these actions, on whatever condition. */
function allows(policy: { readonly Statement: readonly Statement[] }, actions: readonly string[]): boolean {
  const granted = policy.Statement.filter(
    ({ Effect, Principal }) =>
      Effect === 'Allow' &&
      (Principal === '*' ||
        (typeof Principal === 'object' && [Principal.Service].flat().includes('cloudwatch.amazonaws.com'))),
  ).flatMap(({ Action }) => Action);
  return actions.every((action) => granted.some((pattern) => covers(pattern, action)));
}

function covers(pattern: string, action: string): boolean {
  const [start, ...rest] = pattern.toLowerCase().split('*');
  const name = action.toLowerCase();
  return rest.length === 0 ? start === name : name.startsWith(start);
}
