// What the stacks of a trail make of the way to people in one account and Region, in the form in which it is compared with
// what is there. It comes from the templates alone, never from what somebody in that account could have written.
import type { IConstruct } from 'constructs';
import { namePrefixes } from '../../identity/names';
import { stacksOfTrail } from '../../identity/part-of-trail';
import type { TrailIdentity } from '../../identity/trail-identity';
import {
  actionsHash,
  definitionHash,
  patternHash,
  policyHash,
  settingsHash,
  targetsHash,
  type DeployedPlace,
  type DeployedTopic,
} from '../../shared/deployed-form';
import { isSame } from '../../shared/problems';
import { isKnown, TemplateValues, withAnyKey, type Fields, type TemplateResource } from './template-values';

interface Location {
  readonly accountId: string;
  readonly region: string;
}

/** Undefined where no stack of the app is there: another app makes them. */
export function deployedPlace(scope: IConstruct, trail: TrailIdentity, location: Location): DeployedPlace | undefined {
  const { accountId, region } = location;
  const stacks = stacksOfTrail(scope, trail).filter(
    (stack) => isSame(stack.account, accountId) && isSame(stack.region, region),
  );
  if (stacks.length === 0) return undefined;
  const resources = stacks.flatMap((stack) => new TemplateValues(stack, trail.partition).resources(TYPES));
  const named = (type: string, property: string) =>
    resources.filter((each) => each.type === type && isOurs(trail, each.properties[property]));
  const keys = keysOf(resources);
  const rules = named('AWS::Events::Rule', 'Name');
  const alarms = [
    ...named('AWS::CloudWatch::Alarm', 'AlarmName'),
    ...named('AWS::CloudWatch::CompositeAlarm', 'AlarmName'),
  ];
  const topics = topicsOf(resources, usedTopics(rules, alarms), keys);
  return {
    accountId,
    region,
    topics,
    keys: keys
      .filter(({ alias }) => topics.some(({ keyAlias }) => keyAlias === alias))
      .map(({ alias, policy }) => ({ alias, policy })),
    buses: named('AWS::Events::EventBus', 'Name').map(({ properties: { Name, Policy } }) => ({
      name: String(Name),
      policy: ifKnown(Policy, policyHash),
    })),
    rules: rules.map(({ properties: { Name, EventBusName, State = 'ENABLED', Targets, ...rule } }) => ({
      name: String(Name),
      ...(EventBusName !== undefined && { bus: String(EventBusName) }),
      state: String(State),
      pattern: ifKnown(withAnyKey(rule) as Fields, patternHash),
      targets: ifKnown(Targets ?? [], targetsHash),
    })),
    alarms: alarms.map(({ properties }) => ({
      name: String(properties.AlarmName),
      actions: ifKnown(actionsIn(properties), actionsHash),
      definition: ifKnown(properties, definitionHash),
    })),
  };
}

const TYPES = [
  ...['AWS::SNS::Topic', 'AWS::SNS::TopicPolicy', 'AWS::SNS::Subscription', 'AWS::KMS::Key', 'AWS::KMS::Alias'],
  ...['AWS::Events::EventBus', 'AWS::Events::Rule', 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'],
];

function isOurs(trail: TrailIdentity, name: unknown): boolean {
  return typeof name === 'string' && namePrefixes(trail).some((prefix) => name.startsWith(prefix));
}

/** Those that rules and alarms act on. */
function usedTopics(rules: readonly TemplateResource[], alarms: readonly TemplateResource[]): string[] {
  const arns = [
    ...rules.flatMap(({ properties }) => listOf(properties.Targets).map((target) => (target as Fields).Arn)),
    ...alarms.flatMap(({ properties: { AlarmActions } }) => listOf(AlarmActions)),
  ];
  const isTopic = (arn: unknown): arn is string => typeof arn === 'string' && /^arn:[^:]+:sns:/.test(arn);
  return [...new Set(arns.filter(isTopic))].sort();
}

interface Key {
  readonly logicalId: unknown;
  readonly alias: string;
  readonly policy?: string;
}

/** A key is named by its alias: its id is made by AWS. */
function keysOf(resources: readonly TemplateResource[]): Key[] {
  const keys = resources.filter(({ type }) => type === 'AWS::KMS::Key');
  return resources
    .filter(({ type }) => type === 'AWS::KMS::Alias')
    .flatMap(({ properties: { AliasName, TargetKeyId } }) => {
      const key = keys.find(({ id }) => id === TargetKeyId);
      if (key === undefined || typeof AliasName !== 'string') return [];
      return [{ logicalId: key.id, alias: AliasName, policy: ifKnown(key.properties.KeyPolicy, policyHash) }];
    });
}

function topicsOf(
  resources: readonly TemplateResource[],
  arns: readonly string[],
  keys: readonly Key[],
): DeployedTopic[] {
  return arns.map((arn) => {
    const made = resources.find(({ type, id }) => type === 'AWS::SNS::Topic' && id === arn);
    if (made === undefined) return { arn };
    const policy = resources.find(
      ({ type, properties }) => type === 'AWS::SNS::TopicPolicy' && listOf(properties.Topics).includes(arn),
    );
    const key = keys.find(({ logicalId }) => logicalId === made.properties.KmsMasterKeyId);
    const subscriptions = resources.filter(
      ({ type, properties }) => type === 'AWS::SNS::Subscription' && properties.TopicArn === arn,
    );
    return {
      arn,
      policy: ifKnown(policy?.properties.PolicyDocument, policyHash),
      ...(key && { keyAlias: key.alias }),
      subscriptions: subscriptions.map(({ properties: { Protocol, Endpoint, ...settings } }) => ({
        protocol: String(Protocol),
        ...(typeof Endpoint === 'string' && { endpoint: Endpoint }),
        settings: ifKnown(settings, settingsHash),
      })),
    };
  });
}

function actionsIn({
  ActionsEnabled,
  AlarmActions,
  OKActions,
  InsufficientDataActions,
  ActionsSuppressor,
}: Fields): Fields {
  return { ActionsEnabled, AlarmActions, OKActions, InsufficientDataActions, ActionsSuppressor };
}

function ifKnown<Value>(value: Value | undefined, hash: (value: Value) => string): string | undefined {
  return value === undefined || !isKnown(value) ? undefined : hash(value);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
