// What AWS answers about the way to people in the accounts of an app: everything as its templates say, until a test changes it.
import { randomUUID } from 'node:crypto';
import type { DeployedStack } from '../deployment/app';
import { decode, ServiceError, type ServiceRequest, type StandInService } from '../stand-ins';

type Fields = Record<string, unknown>;

export interface DeployedSubscription {
  protocol: string;
  endpoint: string;
  isConfirmed: boolean;
  attributes: Record<string, string>;
}

/** One account and Region, by the names by which AWS is asked. Whatever is deleted is gone. */
export interface DeployedRegion {
  readonly accountId: string;
  readonly region: string;
  readonly topics: Map<string, { policy: string; keyArn: string; subscriptions: DeployedSubscription[] }>;
  readonly keys: Map<string, { arn: string; policy: string; state: string }>;
  readonly buses: Map<string, { policy: string }>;
  /** With the bus before the name, where it has one. */
  readonly rules: Map<string, Fields & { Targets?: Fields[] }>;
  readonly alarms: Map<string, Fields>;
}

export interface DeployedAccounts {
  readonly regions: readonly DeployedRegion[];
  readonly service: StandInService;
  /** What is answered instead, by operation. */
  fault?: { readonly operation: string; readonly code: string; readonly region?: string };
  readonly asked: string[];
}

/** The account that is read, whose Regions are distinguished by how requests are signed. */
export function deployedAccounts(stacks: readonly DeployedStack[], accountId: string): DeployedAccounts {
  const own = stacks.filter((stack) => stack.accountId === accountId);
  const regions = [...new Set(own.map(({ region }) => region))].map((region) =>
    regionOf(own.filter((stack) => stack.region === region)),
  );
  const accounts: DeployedAccounts = {
    regions,
    asked: [],
    service: (request) => {
      const asked = decode(request);
      const answer = asked && ANSWERS[`${asked.service}:${asked.name}`];
      const region = regions.find((each) => each.region === request.region);
      if (asked === undefined || answer === undefined || region === undefined) return undefined;
      accounts.asked.push(`${asked.service}:${asked.name}`);
      try {
        const { fault } = accounts;
        if (fault?.operation === asked.name && (fault.region ?? region.region) === region.region)
          throw new ServiceError(fault.code, 'not answered', 400);
        return asked.encode(answer(region, asked.input as Record<string, string>, asked));
      } catch (error) {
        if (error instanceof ServiceError) return asked.encodeError(error);
        throw error;
      }
    },
  };
  return accounts;
}

/** Keys have ids as AWS makes them. */
function regionOf(stacks: readonly DeployedStack[]): DeployedRegion {
  const [{ accountId, region }] = stacks;
  const keyIds = new Map(
    stacks.flatMap(({ resources }) =>
      Object.entries(resources).flatMap(([id, { Type }]) => (Type === 'AWS::KMS::Key' ? [[id, randomUUID()]] : [])),
    ) as [string, string][],
  );
  const text = JSON.stringify(stacks.flatMap(({ resources }) => Object.entries(resources)));
  const renamed = [...keyIds].reduce(
    (all, [id, uuid]) => all.replaceAll(`"${id}"`, `"${uuid}"`).replaceAll(`key/${id}`, `key/${uuid}`),
    text,
  );
  const resources = JSON.parse(renamed) as [string, { Type: string; Properties: Fields }][];
  const ofType = (type: string) => resources.filter(([, { Type }]) => Type === type);
  const keyArn = (id: string) => `arn:aws:kms:${region}:${accountId}:key/${id}`;
  const topicArn = (name: unknown) => `arn:aws:sns:${region}:${accountId}:${String(name)}`;
  return {
    accountId,
    region,
    topics: new Map(
      ofType('AWS::SNS::Topic').map(([, { Properties }]) => {
        const arn = topicArn(Properties.TopicName);
        const policy = ofType('AWS::SNS::TopicPolicy').find(([, each]) =>
          (each.Properties.Topics as string[]).includes(arn),
        );
        const subscriptions = ofType('AWS::SNS::Subscription').filter(([, each]) => each.Properties.TopicArn === arn);
        return [
          arn,
          {
            policy: JSON.stringify(policy?.[1].Properties.PolicyDocument),
            keyArn: String(Properties.KmsMasterKeyId),
            subscriptions: subscriptions.map(([, each]) => ({
              protocol: String(each.Properties.Protocol),
              endpoint: String(each.Properties.Endpoint),
              isConfirmed: true,
              attributes: {
                RawMessageDelivery: 'false',
                ...(each.Properties.RedrivePolicy !== undefined && {
                  RedrivePolicy: JSON.stringify(each.Properties.RedrivePolicy),
                }),
              },
            })),
          },
        ] as const;
      }),
    ),
    keys: new Map(
      ofType('AWS::KMS::Alias').flatMap(([, { Properties }]) => {
        const found = ofType('AWS::KMS::Key').find(([id]) => String(Properties.TargetKeyId).endsWith(id));
        if (found === undefined) return [];
        const policy = JSON.stringify(found[1].Properties.KeyPolicy);
        return [[String(Properties.AliasName), { arn: keyArn(found[0]), policy, state: 'Enabled' }] as const];
      }),
    ),
    buses: new Map(
      ofType('AWS::Events::EventBus').map(([, { Properties }]) => [
        String(Properties.Name),
        { policy: JSON.stringify(Properties.Policy) },
      ]),
    ),
    rules: new Map(
      ofType('AWS::Events::Rule').map(([, { Properties }]) => [
        [Properties.EventBusName, Properties.Name].filter((part) => part !== undefined).join('/'),
        Properties,
      ]),
    ),
    alarms: new Map(
      [...ofType('AWS::CloudWatch::Alarm'), ...ofType('AWS::CloudWatch::CompositeAlarm')].map(
        ([, { Properties, Type }]) => [String(Properties.AlarmName), { ...Properties, Type }],
      ),
    ),
  };
}

type Answer = (region: DeployedRegion, input: Record<string, string>, asked: ServiceRequest) => object;

function found<Value>(value: Value | undefined, code: string): Value {
  if (value === undefined) throw new ServiceError(code, 'it does not exist', 404);
  return value;
}

const rule = ({ rules }: DeployedRegion, name: string, bus?: string) =>
  found(rules.get([bus, name].filter((part) => part !== undefined).join('/')), 'ResourceNotFoundException');

const entries = (attributes: Record<string, string>) => ({
  Attributes: { entry: Object.entries(attributes).map(([key, value]) => ({ key, value })) },
});

const ANSWERS: Readonly<Record<string, Answer>> = {
  'sns:GetTopicAttributes': ({ topics }, { TopicArn }) => {
    const { policy, keyArn } = found(topics.get(TopicArn), 'NotFound');
    return entries({ TopicArn, Policy: policy, KmsMasterKeyId: keyArn });
  },
  'sns:ListSubscriptionsByTopic': ({ topics }, { TopicArn }) => ({
    Subscriptions: found(topics.get(TopicArn), 'NotFound').subscriptions.map(
      ({ protocol, endpoint, isConfirmed }, index) => ({
        ...{ Protocol: protocol, Endpoint: endpoint, TopicArn },
        SubscriptionArn: isConfirmed ? `${TopicArn}:${index}` : 'PendingConfirmation',
      }),
    ),
  }),
  'sns:GetSubscriptionAttributes': ({ topics }, { SubscriptionArn }) => {
    const at = SubscriptionArn.lastIndexOf(':');
    const topic = found(topics.get(SubscriptionArn.slice(0, at)), 'NotFound');
    return entries({
      ...{ SubscriptionArn, PendingConfirmation: 'false', ConfirmationWasAuthenticated: 'false' },
      ...topic.subscriptions[Number(SubscriptionArn.slice(at + 1))].attributes,
    });
  },
  'kms:DescribeKey': ({ keys }, { KeyId }) => {
    const { arn, state } = found(keys.get(KeyId), 'NotFoundException');
    return { KeyMetadata: { KeyId: arn.split('/')[1], Arn: arn, KeyState: state } };
  },
  'kms:GetKeyPolicy': ({ keys }, { KeyId }) => {
    const key = [...keys.values()].find(({ arn }) => arn.endsWith(`/${KeyId}`));
    return { Policy: found(key, 'NotFoundException').policy };
  },
  'events:DescribeEventBus': ({ buses }, { Name }) => ({
    ...{ Name, Policy: found(buses.get(Name), 'ResourceNotFoundException').policy },
  }),
  'events:DescribeRule': (region, { Name, EventBusName }) => {
    const { EventPattern, State, ScheduleExpression } = rule(region, Name, EventBusName);
    return {
      ...{ Name, State, ScheduleExpression },
      EventPattern: EventPattern === undefined ? undefined : JSON.stringify(EventPattern),
    };
  },
  'events:ListTargetsByRule': (region, { Rule, EventBusName }) => ({
    Targets: rule(region, Rule, EventBusName).Targets ?? [],
  }),
  'monitoring:DescribeAlarms': ({ alarms }, input) => {
    const names = input.AlarmNames as unknown as string[];
    const meant: Fields[] = names.flatMap((name) => (alarms.has(name) ? [alarms.get(name)!] : []));
    const answer = (type: string) =>
      meant.filter(({ Type }) => Type === type).map((alarm) => ({ ActionsEnabled: true, ...alarm, Type: undefined }));
    return {
      MetricAlarms: answer('AWS::CloudWatch::Alarm'),
      CompositeAlarms: answer('AWS::CloudWatch::CompositeAlarm'),
    };
  },
};
