// What AWS answers of one account and Region, in the form in which it is compared. What is missing is not there.
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeEventBusCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListTargetsByRuleCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';
import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms';
import { SNSClient } from '@aws-sdk/client-sns';
import {
  actionsHash,
  definitionHash,
  patternHash,
  policyHash,
  targetsHash,
  type DeployedPlace,
  type DeployedRule,
} from '../../../lib/shared/deployed-form';
import { foundOrMissing, readTopic, type FoundTopic } from './found-topic';

export interface FoundKey {
  readonly arn: string;
  readonly policy: string;
  /** Not disabled, and not about to be deleted. */
  readonly isEnabled: boolean;
}

export interface FoundBus {
  readonly policy: string;
}

export interface FoundRule {
  readonly state: string;
  readonly pattern: string;
  readonly targets: string;
}

export interface FoundAlarm {
  readonly actions: string;
  readonly definition: string;
}

/** By what each is named in {@link DeployedPlace}; of rules by {@link ruleName}. */
export interface FoundPlace {
  readonly topics: ReadonlyMap<string, FoundTopic>;
  readonly keys: ReadonlyMap<string, FoundKey>;
  readonly buses: ReadonlyMap<string, FoundBus>;
  readonly rules: ReadonlyMap<string, FoundRule>;
  readonly alarms: ReadonlyMap<string, FoundAlarm>;
}

/** As EventBridge writes it into the ARN. */
export function ruleName({ name, bus }: Pick<DeployedRule, 'name' | 'bus'>): string {
  return bus === undefined ? name : `${bus}/${name}`;
}

/** The services of one Region, by the rights of the role that reads. */
export interface PlaceClients {
  readonly topics: Pick<SNSClient, 'send'>;
  readonly keys: Pick<KMSClient, 'send'>;
  readonly events: Pick<EventBridgeClient, 'send'>;
  readonly alarms: Pick<CloudWatchClient, 'send'>;
}

/** Asks about everything that is to be there, one after the other: the quotas of these calls are low. */
export async function readPlace(clients: PlaceClients, expected: DeployedPlace): Promise<FoundPlace> {
  return {
    topics: await each(
      expected.topics,
      ({ arn }) => arn,
      (topic) => readTopic(clients.topics, topic),
    ),
    keys: await each(
      expected.keys,
      ({ alias }) => alias,
      ({ alias }) => readKey(clients.keys, alias),
    ),
    buses: await each(
      expected.buses,
      ({ name }) => name,
      ({ name }) => readBus(clients.events, name),
    ),
    rules: await each(expected.rules, ruleName, (rule) => readRule(clients.events, rule)),
    alarms: await readAlarms(
      clients.alarms,
      expected.alarms.map(({ name }) => name),
    ),
  };
}

async function each<Expected, Found>(
  expected: readonly Expected[],
  nameOf: (one: Expected) => string,
  read: (one: Expected) => Promise<Found | undefined>,
): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  for (const one of expected) {
    const answer = await read(one);
    if (answer !== undefined) found.set(nameOf(one), answer);
  }
  return found;
}

function readKey(client: PlaceClients['keys'], alias: string): Promise<FoundKey | undefined> {
  return foundOrMissing(async () => {
    const { KeyMetadata } = await client.send(new DescribeKeyCommand({ KeyId: alias }));
    const { Policy } = await client.send(new GetKeyPolicyCommand({ KeyId: KeyMetadata?.KeyId, PolicyName: 'default' }));
    return {
      arn: KeyMetadata?.Arn ?? '',
      policy: policyHash(Policy),
      isEnabled: KeyMetadata?.KeyState === 'Enabled',
    };
  });
}

function readBus(client: PlaceClients['events'], Name: string): Promise<FoundBus | undefined> {
  return foundOrMissing(async () => {
    const { Policy } = await client.send(new DescribeEventBusCommand({ Name }));
    return { policy: policyHash(Policy) };
  });
}

function readRule(
  client: PlaceClients['events'],
  { name: Name, bus: EventBusName }: DeployedRule,
): Promise<FoundRule | undefined> {
  return foundOrMissing(async () => {
    const { State, EventPattern, ScheduleExpression } = await client.send(
      new DescribeRuleCommand({ Name, EventBusName }),
    );
    const targets: Target[] = [];
    let NextToken: string | undefined;
    do {
      const page = await client.send(new ListTargetsByRuleCommand({ Rule: Name, EventBusName, NextToken }));
      targets.push(...(page.Targets ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return {
      state: State ?? '',
      pattern: patternHash({ EventPattern, ScheduleExpression }),
      targets: targetsHash(targets),
    };
  });
}

/** The most that CloudWatch takes at once. */
const ALARMS_AT_ONCE = 100;

async function readAlarms(client: PlaceClients['alarms'], names: readonly string[]): Promise<Map<string, FoundAlarm>> {
  const found = new Map<string, FoundAlarm>();
  for (let start = 0; start < names.length; start += ALARMS_AT_ONCE) {
    const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
      new DescribeAlarmsCommand({
        AlarmNames: names.slice(start, start + ALARMS_AT_ONCE),
        AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
        MaxRecords: ALARMS_AT_ONCE,
      }),
    );
    for (const alarm of [...MetricAlarms, ...CompositeAlarms]) {
      const fields = { ...alarm };
      found.set(alarm.AlarmName ?? '', { actions: actionsHash(fields), definition: definitionHash(fields) });
    }
  }
  return found;
}
