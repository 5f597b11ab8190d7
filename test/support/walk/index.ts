// Walks every alarm and every EventBridge rule of a set of templates to a person: from the metric filter or rule over the
// action, the topic, the policies of topic and key or the execution role, to a subscription. What it can't follow is a
// gap. No template can verify that somebody confirmed an e-mail subscription, so these are named apart.
import { decide, role, service, type PolicyDocument, type Principal } from '../iam';
import { Place, type DeployedStack } from './place';

export type { DeployedStack } from './place';

export interface Walk {
  /** Alarms and rules that reach somebody. */
  readonly reached: string[];
  /** What is missing on the way, or does not let it through. */
  readonly gaps: string[];
  /** E-mail addresses that get nothing until somebody confirms. */
  readonly pendingConfirmations: string[];
}

interface Alarm {
  readonly AlarmName: string;
  readonly ActionsEnabled?: boolean;
  readonly AlarmActions?: string[];
  readonly OKActions?: string[];
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: { readonly Name: string; readonly Value: string }[];
}

interface Rule {
  readonly Name: string;
  readonly State?: string;
  readonly Targets?: { readonly Arn: string; readonly RoleArn?: string }[];
}

interface MetricFilter {
  readonly FilterName: string;
  readonly MetricTransformations: { readonly MetricNamespace: string; readonly MetricName: string }[];
}

interface Role {
  readonly RoleName: string;
  readonly AssumeRolePolicyDocument: PolicyDocument;
  readonly Policies?: { readonly PolicyDocument: PolicyDocument }[];
}

interface Subscription {
  readonly TopicArn: string;
  readonly Protocol: string;
  readonly Endpoint?: string;
}

/** Who publishes, and with which condition keys. */
interface Publisher {
  readonly who: Principal;
  readonly where: Record<string, string>;
}

export async function walkToPeople(stacks: readonly DeployedStack[]): Promise<Walk> {
  const walk: Walk = { reached: [], gaps: [], pendingConfirmations: [] };
  for (const place of Place.all(stacks)) {
    const alarms = place.all<Alarm>('AWS::CloudWatch::Alarm');
    const rules = place.all<Rule>('AWS::Events::Rule');
    for (const alarm of alarms) note(walk, place, `alarm ${alarm.AlarmName}`, await gapsOfAlarm(place, alarm, rules));
    for (const rule of rules) note(walk, place, `rule ${rule.Name}`, await gapsOfRule(place, rule, alarms));
    for (const filter of place.all<MetricFilter>('AWS::Logs::MetricFilter')) {
      note(walk, place, `metric filter ${filter.FilterName}`, gapsOfFilter(filter, alarms));
    }
    walk.pendingConfirmations.push(
      ...place
        .all<Subscription>('AWS::SNS::Subscription')
        .filter(({ Protocol }) => Protocol === 'email')
        .map(({ Endpoint, TopicArn }) => `${Endpoint} must confirm the subscription to ${TopicArn}`),
    );
  }
  return walk;
}

function note(walk: Walk, place: Place, what: string, gaps: readonly string[]): void {
  if (gaps.length === 0) walk.reached.push(`${place.name}: ${what}`);
  walk.gaps.push(...gaps.map((gap) => `${place.name}: ${what}: ${gap}`));
}

async function gapsOfAlarm(place: Place, alarm: Alarm, rules: readonly Rule[]): Promise<string[]> {
  const { AlarmName, AlarmActions = [], OKActions = [], Namespace, MetricName } = alarm;
  const filters = place.all<MetricFilter>('AWS::Logs::MetricFilter').flatMap((filter) => filter.MetricTransformations);
  const isCounted = filters.some((made) => made.MetricNamespace === Namespace && made.MetricName === MetricName);
  const topics = AlarmActions.filter(isTopic);
  const publisher = {
    who: service('cloudwatch.amazonaws.com'),
    where: { 'aws:SourceAccount': place.accountId, 'aws:SourceArn': place.arn('cloudwatch', `alarm:${AlarmName}`) },
  };
  const reaching = await Promise.all(topics.map((arn) => gapsOfTopic(place, arn, publisher)));
  return [
    ...(Namespace === 'LogMetrics' && !isCounted ? [`no metric filter counts ${MetricName}`] : []),
    ...(Namespace === 'AWS/Events' && !rules.some((rule) => watches(alarm, rule)) ? ['there is no such rule'] : []),
    ...(alarm.ActionsEnabled === false ? ['its actions are disabled'] : []),
    ...(topics.length === 0 ? ['it has no topic as its action'] : []),
    ...topics.filter((arn) => !OKActions.includes(arn)).map((arn) => `${arn} is not notified when it is over`),
    ...reaching.flat(),
  ];
}

/** A rule publishes or does something else, and has an alarm for the day on which it can't. */
async function gapsOfRule(place: Place, rule: Rule, alarms: readonly Alarm[]): Promise<string[]> {
  const { State, Targets = [] } = rule;
  const gaps = State === 'DISABLED' ? ['it is disabled'] : [];
  if (Targets.length === 0) gaps.push('it has no target');
  if (!alarms.some((alarm) => watches(alarm, rule))) gaps.push('it has no alarm on its failed invocations');
  for (const { Arn, RoleArn } of Targets) {
    const found = RoleArn === undefined ? undefined : place.find<Role>('AWS::IAM::Role', RoleArn);
    if (found === undefined) {
      gaps.push(`no execution role for ${Arn}`);
      continue;
    }
    gaps.push(...(await gapsOfRole(place, rule, found)));
    const gapsOf = isTopic(Arn) ? gapsOfTopic : isQueueOfPeople(Arn) ? gapsOfQueue : undefined;
    if (gapsOf)
      gaps.push(...(await once(place, `${Arn} ${RoleArn}`, () => gapsOf(place, Arn, publisherBy(place, found)))));
  }
  return gaps;
}

/** What is known of a place already: many rules have one target and one role. */
const KNOWN = new WeakMap<Place, Map<string, Promise<string[]>>>();

function once(place: Place, key: string, find: () => Promise<string[]>): Promise<string[]> {
  const known = KNOWN.get(place) ?? new Map<string, Promise<string[]>>();
  KNOWN.set(place, known);
  const found = known.get(key) ?? find();
  known.set(key, found);
  return found;
}

interface EventSource {
  readonly EventSourceArn: string;
  readonly FunctionName: string;
  readonly Enabled?: boolean;
}

/** Not that of a consumer, which is no person. */
const isQueueOfPeople = (arn: string) => /^arn:[^:]+:sqs:/.test(arn) && !/:read-[^:]*$/.test(arn);

/** From a queue over the function that reads it, by its role, to the topic that the function is given. */
async function gapsOfQueue(place: Place, queueArn: string, sender: Publisher): Promise<string[]> {
  const queue = place.find<{ KmsMasterKeyId?: string }>('AWS::SQS::Queue', queueArn);
  if (queue === undefined) return [`no template has the queue ${queueArn}`];
  const source = place
    .all<EventSource>('AWS::Lambda::EventSourceMapping')
    .find(({ EventSourceArn }) => EventSourceArn === queueArn);
  const reader = source && place.find<Reader>('AWS::Lambda::Function', place.functionArn(source.FunctionName));
  const found = reader && place.find<Role>('AWS::IAM::Role', reader.Role);
  if (source === undefined || reader === undefined || found === undefined) return [`no function reads ${queueArn}`];
  const [by, topicArn] = [publisherBy(place, found), reader.Environment?.Variables?.ALARM_TOPIC ?? ''];
  return [
    ...(source.Enabled === false ? [`nothing is read from ${queueArn}`] : []),
    ...(await gapsOfUse(place, queueArn, sender, ['sqs:SendMessage'])),
    ...(await gapsOfUse(place, queueArn, by, ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'])),
    ...(await gapsOfQueueKey(place, queue.KmsMasterKeyId, queueArn, [sender, by])),
    ...(await gapsOfTopic(place, topicArn, by)),
  ];
}

interface Reader {
  readonly Role: string;
  readonly Environment?: { readonly Variables?: { readonly ALARM_TOPIC?: string } };
}

async function gapsOfUse(place: Place, queueArn: string, { who, where }: Publisher, actions: readonly string[]) {
  const resourcePolicy = place.queuePolicy(queueArn);
  const gaps: string[] = resourcePolicy === undefined ? [`${queueArn} has no policy`] : [];
  for (const does of actions) {
    const decision = await decide(
      { resourcePolicy },
      { who, does, on: queueArn, where: { ...where, 'aws:SecureTransport': 'true' } },
    );
    if (decision !== 'allowed') gaps.push(`${who.name} may not ${does} on ${queueArn}: ${decision}`);
  }
  return gaps;
}

async function gapsOfQueueKey(place: Place, keyArn: string | undefined, queueArn: string, users: readonly Publisher[]) {
  const key = keyArn && place.find<{ KeyPolicy: PolicyDocument }>('AWS::KMS::Key', keyArn);
  if (!key) return [`no template has the key of ${queueArn}`];
  const gaps: string[] = [];
  for (const [{ who, where }, does] of [
    [users[0], 'kms:GenerateDataKey'],
    [users[0], 'kms:Decrypt'],
    [users[1], 'kms:Decrypt'],
  ] as const) {
    const more = {
      'kms:ViaService': `sqs.${place.region}.amazonaws.com`,
      'kms:ResourceAliases': place.aliasesOf(keyArn),
    };
    const decision = await decide(
      { resourcePolicy: key.KeyPolicy },
      { who, does, on: keyArn, where: { ...where, ...more } },
    );
    if (decision !== 'allowed') gaps.push(`${who.name} may not ${does} with the key of ${queueArn}: ${decision}`);
  }
  return gaps;
}

const isTopic = (arn: string) => /^arn:[^:]+:sns:/.test(arn);

function watches({ Namespace, MetricName, Dimensions = [] }: Alarm, { Name }: Rule): boolean {
  const isItsOwn = Dimensions.some((dimension) => dimension.Name === 'RuleName' && dimension.Value === Name);
  return Namespace === 'AWS/Events' && MetricName === 'FailedInvocations' && isItsOwn;
}

async function gapsOfRole(place: Place, rule: Rule, { RoleName, AssumeRolePolicyDocument }: Role): Promise<string[]> {
  const decision = await decide(
    { resourcePolicy: AssumeRolePolicyDocument },
    {
      who: service('events.amazonaws.com'),
      does: 'sts:AssumeRole',
      on: place.arn('iam', `role/${RoleName}`),
      where: { 'aws:SourceAccount': place.accountId, 'aws:SourceArn': place.arn('events', `rule/${rule.Name}`) },
    },
  );
  return decision === 'allowed' ? [] : [`EventBridge may not assume ${RoleName}: ${decision}`];
}

function publisherBy(place: Place, { RoleName, Policies = [] }: Role): Publisher {
  const nothing = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'sns:DeleteTopic', Resource: '*' }] };
  const policies = Policies.map(({ PolicyDocument }) => PolicyDocument);
  return { who: role(place.accountId, RoleName, ...(policies.length > 0 ? policies : [nothing])), where: {} };
}

async function gapsOfTopic(place: Place, topicArn: string, { who, where }: Publisher): Promise<string[]> {
  const topic = place.find<{ KmsMasterKeyId?: string }>('AWS::SNS::Topic', topicArn);
  if (topic === undefined) return [`no template has the topic ${topicArn}`];
  const policy = place.topicPolicy(topicArn);
  const subscriptions = place
    .all<Subscription>('AWS::SNS::Subscription')
    .filter(({ TopicArn, Endpoint }) => TopicArn === topicArn && Endpoint !== undefined);
  const publish = await decide({ resourcePolicy: policy }, { who, does: 'sns:Publish', on: topicArn, where });
  return [
    ...(policy === undefined ? [`${topicArn} has no policy`] : []),
    ...(publish === 'allowed' ? [] : [`${who.name} may not publish to ${topicArn}: ${publish}`]),
    ...(await gapsOfKey(place, topic.KmsMasterKeyId, topicArn, { who, where })),
    ...(subscriptions.length === 0 ? [`nobody is subscribed to ${topicArn}`] : []),
  ];
}

/** SNS sets the context when it encrypts for a publisher; the evaluator takes no such key under its own name. */
const CONTEXT_KEY = 'kms:EncryptionContext:aws:sns:topicArn';

async function gapsOfKey(
  place: Place,
  keyArn: string | undefined,
  topicArn: string,
  { who, where }: Publisher,
): Promise<string[]> {
  if (keyArn === undefined) return [`${topicArn} is not encrypted`];
  const key = place.find<{ KeyPolicy: PolicyDocument }>('AWS::KMS::Key', keyArn);
  if (key === undefined) return [`no template has the key ${keyArn}`];
  const gaps: string[] = [];
  for (const does of ['kms:GenerateDataKey', 'kms:Decrypt']) {
    const decision = await decide(
      { resourcePolicy: key.KeyPolicy, standIns: { [CONTEXT_KEY]: 'aws:RequestTag/topicArn' } },
      {
        who,
        does,
        on: keyArn,
        where: {
          ...where,
          [CONTEXT_KEY]: topicArn,
          'kms:ViaService': `sns.${place.region}.amazonaws.com`,
          'kms:ResourceAliases': place.aliasesOf(keyArn),
        },
      },
    );
    if (decision !== 'allowed') gaps.push(`${who.name} may not ${does} with the key of ${topicArn}: ${decision}`);
  }
  return gaps;
}

function gapsOfFilter({ MetricTransformations }: MetricFilter, alarms: readonly Alarm[]): string[] {
  return MetricTransformations.filter(
    (made) =>
      !alarms.some(({ Namespace, MetricName }) => Namespace === made.MetricNamespace && MetricName === made.MetricName),
  ).map(({ MetricName }) => `no alarm watches ${MetricName}`);
}
