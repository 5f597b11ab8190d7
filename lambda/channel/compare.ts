// What is deployed, and what there is: the differences, one for each part of the channel that is not as it was deployed.
import type {
  DeployedAlarm,
  DeployedBus,
  DeployedKey,
  DeployedPlace,
  DeployedRule,
  DeployedTopic,
} from '../../lib/shared/deployed-form';
import { ruleName, type FoundPlace } from '../aws/channel/found-place';
import type { FoundTopic } from '../aws/channel/found-topic';

export interface Difference {
  readonly accountId: string;
  readonly region: string;
  /** The resource, as people know it. */
  readonly of: string;
  /** What about it differs. */
  readonly what: string;
  /** No deployment does that: people are notified at once. */
  readonly isGrave: boolean;
}

type Found = Omit<Difference, 'accountId' | 'region'>;

export function compare(expected: DeployedPlace, found: FoundPlace): Difference[] {
  const { accountId, region, topics, keys, buses, rules, alarms } = expected;
  const differences = [
    ...topics.flatMap((topic) => ofTopic(topic, found)),
    ...keys.flatMap((key) => ofKey(key, found)),
    ...buses.flatMap((bus) => ofBus(bus, found)),
    ...rules.flatMap((rule) => ofRule(rule, found)),
    ...alarms.flatMap((alarm) => ofAlarm(alarm, found)),
  ];
  return differences.map((difference) => ({ accountId, region, ...difference }));
}

function ofTopic(expected: DeployedTopic, { topics, keys }: FoundPlace): Found[] {
  const of = `topic ${expected.arn}`;
  const found = topics.get(expected.arn);
  if (found === undefined) return [grave(of, 'it is gone')];
  const keyArn = expected.keyAlias && keys.get(expected.keyAlias)?.arn;
  return [
    ...differing(of, 'its policy', expected.policy, found.policy),
    ...differing(of, 'its key', keyArn, found.keyArn),
    ...subscriptionsOf(of, expected, found),
  ];
}

/** Each that is found stands for one that is expected. Those of which the endpoint is known choose first. */
function subscriptionsOf(of: string, { subscriptions }: DeployedTopic, found: FoundTopic): Found[] {
  const isConfirmed = found.subscriptions.some((one) => one.isConfirmed);
  if (subscriptions === undefined) return isConfirmed ? [] : [grave(of, 'it has no confirmed subscription')];
  const left = [...found.subscriptions].sort((one, other) => Number(other.isConfirmed) - Number(one.isConfirmed));
  const sorted = [...subscriptions].sort((one, other) => Number(!one.endpoint) - Number(!other.endpoint));
  return sorted.flatMap(({ protocol, endpoint, settings }) => {
    const what = `the subscription of ${protocol}${endpoint === undefined ? '' : ` ${endpoint}`}`;
    const at = left.findIndex((one) => one.protocol === protocol && (endpoint ?? one.endpoint) === one.endpoint);
    if (at < 0) return [grave(of, `${what} is gone`)];
    const [one] = left.splice(at, 1);
    if (!one.isConfirmed) return [{ of, what: `${what} is not confirmed`, isGrave: false }];
    return differing(of, `${what}: its filter or form`, settings, one.settings);
  });
}

function ofKey({ alias, policy }: DeployedKey, { keys }: FoundPlace): Found[] {
  const of = `key ${alias}`;
  const found = keys.get(alias);
  if (found === undefined) return [grave(of, 'it is gone, or its alias is')];
  if (!found.isEnabled) return [grave(of, 'it is disabled, or is about to be deleted')];
  return differing(of, 'its policy', policy, found.policy);
}

function ofBus({ name, policy }: DeployedBus, { buses }: FoundPlace): Found[] {
  const of = `event bus ${name}`;
  const found = buses.get(name);
  return found === undefined ? [minor(of, 'it is gone')] : differing(of, 'its policy', policy, found.policy);
}

function ofRule(expected: DeployedRule, { rules }: FoundPlace): Found[] {
  const of = `rule ${ruleName(expected)}`;
  const found = rules.get(ruleName(expected));
  if (found === undefined) return [minor(of, 'it is gone')];
  return [
    ...(found.state === DISABLED && expected.state !== DISABLED
      ? [grave(of, 'it is disabled')]
      : differing(of, 'its state', expected.state, found.state)),
    ...differing(of, 'its pattern or schedule', expected.pattern, found.pattern),
    ...differing(of, 'its targets', expected.targets, found.targets),
  ];
}

const DISABLED = 'DISABLED';

function ofAlarm(expected: DeployedAlarm, { alarms }: FoundPlace): Found[] {
  const of = `alarm ${expected.name}`;
  const found = alarms.get(expected.name);
  if (found === undefined) return [minor(of, 'it is gone')];
  return [
    ...differing(of, 'its actions', expected.actions, found.actions),
    ...differing(of, 'what it watches, or says', expected.definition, found.definition),
  ];
}

/** What could not be known at synthesis is not compared. */
function differing(of: string, what: string, expected: string | undefined, found: string): Found[] {
  return expected === undefined || expected === found ? [] : [minor(of, `${what} is not as deployed`)];
}

const grave = (of: string, what: string): Found => ({ of, what, isGrave: true });
const minor = (of: string, what: string): Found => ({ of, what, isGrave: false });
