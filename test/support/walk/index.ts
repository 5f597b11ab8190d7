// Walks every alarm and every EventBridge rule of a set of templates to a person: from the metric filter or rule over the
// action, the topic, the policies of topic and key or the execution role, to a subscription; over the bus of the other
// account too. What it can't follow is a gap. No template can verify that somebody confirmed an e-mail subscription, so these are named apart.
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

interface Metric {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: { readonly Name: string; readonly Value: string }[];
}

interface Alarm extends Metric {
  readonly AlarmName: string;
  readonly ActionsEnabled?: boolean;
  readonly AlarmActions?: string[];
  /** What an expression is made of, in place of one metric. */
  readonly Metrics?: readonly { readonly MetricStat?: { readonly Metric: Metric } }[];
  /** Of an alarm that is made of others: by their names. */
  readonly AlarmRule?: string;
}

interface Rule {
  readonly Name: string;
  /** The bus it is on, where that is not the default one. */
  readonly EventBusName?: string;
  readonly ScheduleExpression?: string;
  readonly EventPattern?: { readonly 'detail-type'?: readonly unknown[] };
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
  const places = Place.all(stacks);
  for (const place of places) {
    const alarms = place.all<Alarm>('AWS::CloudWatch::Alarm');
    const rules = place.all<Rule>('AWS::Events::Rule');
    for (const alarm of [...alarms, ...compositesIn(place)])
      note(walk, place, `alarm ${alarm.AlarmName}`, await gapsOfAlarm(place, alarm, rules));
    for (const rule of rules) note(walk, place, `rule ${nameOf(rule)}`, await gapsOfRule(place, rule, places));
    for (const schedule of place.all<Schedule>('AWS::Scheduler::Schedule').filter(startsReader))
      note(walk, place, `reader ${schedule.Name}`, await gapsOfReader(place, schedule, places));
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

const nameOf = ({ Name, EventBusName }: Rule) => (EventBusName === undefined ? Name : `${EventBusName}/${Name}`);

const compositesIn = (place: Place) => place.all<Alarm>('AWS::CloudWatch::CompositeAlarm');

async function gapsOfAlarm(place: Place, alarm: Alarm, rules: readonly Rule[]): Promise<string[]> {
  const { AlarmName, AlarmActions = [] } = alarm;
  const { Namespace, MetricName } = metricOf(alarm);
  // What a composite alarm is made of notifies people by it.
  const whole = compositesIn(place).find(({ AlarmRule = '' }) =>
    AlarmRule.includes(`("${place.arn('cloudwatch', `alarm:${AlarmName}`)}")`),
  );
  if (whole !== undefined) return gapsOfAlarm(place, whole, rules);
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
    ...(Namespace === 'AWS/Events' && !rules.some((rule) => isAbout(alarm, rule)) ? ['there is no such rule'] : []),
    ...(alarm.ActionsEnabled === false ? ['its actions are disabled'] : []),
    ...(topics.length === 0 ? ['it has no topic as its action'] : []),
    ...reaching.flat(),
  ];
}

/** A bus is at the end of many rules: each rule on it is followed once. */
const FOLLOWED = new WeakMap<Rule, Promise<string[]>>();

function gapsOfRule(place: Place, rule: Rule, places: readonly Place[]): Promise<string[]> {
  const gaps = FOLLOWED.get(rule) ?? findGapsOfRule(place, rule, places);
  FOLLOWED.set(rule, gaps);
  return gaps;
}

/** A rule publishes or does something else, and has an alarm for the day on which it can't. */
async function findGapsOfRule(place: Place, rule: Rule, places: readonly Place[]): Promise<string[]> {
  const { State, Targets = [], ScheduleExpression } = rule;
  const alarms = place.all<Alarm>('AWS::CloudWatch::Alarm');
  const gaps = State === 'DISABLED' ? ['it is disabled'] : [];
  const counting = alarms.filter((alarm) => isAbout(alarm, rule) && metricOf(alarm).MetricName === 'TriggeredRules');
  if (Targets.length === 0 && counting.length === 0) gaps.push('it has no target');
  if (Targets.length === 0)
    for (const alarm of counting) gaps.push(...(await gapsOfAlarm(place, alarm, place.all<Rule>('AWS::Events::Rule'))));
  // A heartbeat that can't be sent is noticed where it does not arrive.
  const isHeartbeat = ScheduleExpression !== undefined && Targets.every(({ Arn }) => isBus(Arn));
  if (!isHeartbeat && Targets.length > 0 && !alarms.some((alarm) => watches(alarm, rule)))
    gaps.push('it has no alarm on its failed invocations');
  for (const { Arn, RoleArn } of Targets) {
    const found = RoleArn === undefined ? undefined : place.find<Role>('AWS::IAM::Role', RoleArn);
    if (found === undefined) {
      gaps.push(`no execution role for ${Arn}`);
      continue;
    }
    gaps.push(...(await gapsOfRole(place, rule, found)));
    const gapsOf = isTopic(Arn) ? gapsOfTopic : isQueueOfPeople(Arn) ? gapsOfQueue : undefined;
    if (isBus(Arn)) gaps.push(...(await gapsOfBus(Arn, rule, publisherBy(place, found), places)));
    if (gapsOf)
      gaps.push(...(await once(place, `${Arn} ${RoleArn}`, () => gapsOf(place, Arn, publisherBy(place, found)))));
    if (/:stateMachine:/.test(Arn)) gaps.push(...(await gapsOfStateMachine(place, Arn)));
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
  const by = publisherBy(place, found);
  const topicArns = new Set(
    Object.values(JSON.parse(reader.Environment?.Variables?.ALARM_TOPICS ?? '{}') as Record<string, string>),
  );
  const reaching = await Promise.all([...topicArns].map((arn) => gapsOfTopic(place, arn, by)));
  return [
    ...(source.Enabled === false ? [`nothing is read from ${queueArn}`] : []),
    ...(await gapsOfUse(place, queueArn, sender, ['sqs:SendMessage'])),
    ...(await gapsOfUse(place, queueArn, by, ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'])),
    ...(await gapsOfQueueKey(place, queue.KmsMasterKeyId, queueArn, [sender, by])),
    ...(topicArns.size === 0 ? [`${source.FunctionName} publishes to no topic`] : []),
    ...reaching.flat(),
  ];
}

interface Reader {
  readonly Role: string;
  readonly Environment?: {
    readonly Variables?: {
      readonly ALARM_TOPICS?: string;
      readonly ALARM_TOPIC?: string;
      readonly READING_ROLE?: string;
    };
  };
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

interface Schedule {
  readonly Name: string;
  readonly GroupName: string;
  readonly State?: string;
  readonly Target: { readonly Arn: string; readonly RoleArn: string };
}

/** What reads the other account; the functions of the validation publish by way of their reports. */
const startsReader = ({ Target }: Schedule) => /:function:[^:]*-channel-reader$/.test(Target.Arn);

/** From a schedule over the function that it starts and the role of the other account to the topic that the function is given. */
async function gapsOfReader(place: Place, { GroupName, State, Target }: Schedule, places: readonly Place[]) {
  const starter = place.find<Role>('AWS::IAM::Role', Target.RoleArn);
  const reader = place.find<Reader>('AWS::Lambda::Function', Target.Arn);
  const found = reader && place.find<Role>('AWS::IAM::Role', reader.Role);
  if (starter === undefined || found === undefined)
    return [`no schedule starts ${Target.Arn} by a role, or it has none`];
  const { ALARM_TOPIC, READING_ROLE = '' } = reader?.Environment?.Variables ?? {};
  const trusted = places.flatMap((each) => each.find<Role>('AWS::IAM::Role', READING_ROLE) ?? []).at(0);
  const by = publisherBy(place, found);
  const where = {
    'aws:SourceAccount': place.accountId,
    'aws:SourceArn': place.arn('scheduler', `schedule-group/${GroupName}`),
  };
  const decisions = [
    await decide(
      { resourcePolicy: starter.AssumeRolePolicyDocument },
      { who: service('scheduler.amazonaws.com'), does: 'sts:AssumeRole', on: Target.RoleArn, where },
    ),
    await decide({}, { who: publisherBy(place, starter).who, does: 'lambda:InvokeFunction', on: Target.Arn }),
    await decide(
      { resourcePolicy: trusted?.AssumeRolePolicyDocument },
      { who: by.who, does: 'sts:AssumeRole', on: READING_ROLE },
    ),
  ];
  return [
    ...(State === 'DISABLED' ? ['its schedule is disabled'] : []),
    ...(trusted === undefined ? [`no template has the role ${READING_ROLE}`] : []),
    ...decisions.flatMap((decision, index) => (decision === 'allowed' ? [] : [`${STEPS[index]}: ${decision}`])),
    ...(ALARM_TOPIC === undefined ? ['it is given no topic'] : await gapsOfTopic(place, ALARM_TOPIC, by)),
  ];
}

const STEPS = ['the scheduler may not assume its role', 'its role may not start the function', 'it may not read'];

const isBus = (arn: string) => /^arn:[^:]+:events:[^:]+:[^:]+:event-bus\//.test(arn);

/** Another account's bus: its policy lets the role of the rule put such events, and a rule on it takes them. */
async function gapsOfBus(busArn: string, rule: Rule, { who }: Publisher, places: readonly Place[]): Promise<string[]> {
  const place = places.find((each) => each.find('AWS::Events::EventBus', busArn) !== undefined);
  if (place === undefined) return [`no template has the bus ${busArn}`];
  const { Policy, Name } = place.find<{ Policy?: PolicyDocument; Name: string }>('AWS::Events::EventBus', busArn)!;
  const scheduled = rule.ScheduleExpression === undefined ? [] : ['Scheduled Event'];
  const matchers = [...(rule.EventPattern?.['detail-type'] ?? []), ...scheduled];
  const detailTypes = matchers.map((matcher) =>
    typeof matcher === 'string' ? matcher : 'AWS API Call via CloudTrail',
  );
  const receiving = place.all<Rule>('AWS::Events::Rule').filter(({ EventBusName }) => EventBusName === Name);
  const gaps: string[] = [];
  for (const type of detailTypes) {
    const where = { 'events:detail-type': [type], 'events:source': ['aws.x'] };
    const decision = await decide({ resourcePolicy: Policy }, { who, does: 'events:PutEvents', on: busArn, where });
    if (decision !== 'allowed') gaps.push(`${who.name} may not put "${type}" on ${busArn}: ${decision}`);
    const taking = receiving.filter(({ EventPattern }) => takes(EventPattern?.['detail-type'] ?? [], type));
    const beyond = await Promise.all(taking.map((each) => gapsOfRule(place, each, places)));
    if (beyond.every((further) => further.length > 0))
      gaps.push(`nobody hears of "${type}" on ${busArn}: ${beyond.flat().join('; ') || 'no rule takes it'}`);
  }
  return gaps;
}

const takes = (matchers: readonly unknown[], type: string) =>
  matchers.some((matcher) =>
    typeof matcher === 'string' ? matcher === type : type.endsWith(String((matcher as { suffix?: string }).suffix)),
  );

const isTopic = (arn: string) => /^arn:[^:]+:sns:/.test(arn);

function isAbout(alarm: Alarm, { Name, EventBusName }: Rule): boolean {
  const { Namespace, Dimensions = [] } = metricOf(alarm);
  const valueOf = (name: string) => Dimensions.find((dimension) => dimension.Name === name)?.Value;
  return Namespace === 'AWS/Events' && valueOf('RuleName') === Name && valueOf('EventBusName') === EventBusName;
}

/** The one metric of an alarm, also where it is in an expression. */
function metricOf(alarm: Alarm): Metric {
  return alarm.Metrics?.find(({ MetricStat }) => MetricStat !== undefined)?.MetricStat?.Metric ?? alarm;
}

function watches(alarm: Alarm, rule: Rule): boolean {
  return isAbout(alarm, rule) && metricOf(alarm).MetricName === 'FailedInvocations';
}

async function gapsOfRole(place: Place, rule: Rule, { RoleName, AssumeRolePolicyDocument }: Role): Promise<string[]> {
  const decision = await decide(
    { resourcePolicy: AssumeRolePolicyDocument },
    {
      who: service('events.amazonaws.com'),
      does: 'sts:AssumeRole',
      on: place.arn('iam', `role/${RoleName}`),
      where: { 'aws:SourceAccount': place.accountId, 'aws:SourceArn': place.arn('events', `rule/${nameOf(rule)}`) },
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
  const functions = subscriptions.filter(({ Protocol }) => Protocol === 'lambda');
  const isForPeople = subscriptions.length > functions.length;
  const behind = await Promise.all(functions.map((subscription) => gapsOfFunction(place, subscription)));
  return [
    ...(isForPeople ? [] : behind.flat()),
    ...(policy === undefined ? [`${topicArn} has no policy`] : []),
    ...(publish === 'allowed' ? [] : [`${who.name} may not publish to ${topicArn}: ${publish}`]),
    ...(await gapsOfKey(place, topic.KmsMasterKeyId, topicArn, { who, where })),
    ...(subscriptions.length === 0 ? [`nobody is subscribed to ${topicArn}`] : []),
  ];
}

interface LambdaFunction {
  readonly FunctionName: string;
  readonly Role: string;
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
}

interface LambdaPermission {
  readonly FunctionName: string;
  readonly Principal: string;
  readonly SourceArn: string;
}

/** Behind a topic for a function: it may be invoked, and publishes to topics for people by its role. */
async function gapsOfFunction(place: Place, { TopicArn, Endpoint = '' }: Subscription): Promise<string[]> {
  const found = place.find<LambdaFunction>('AWS::Lambda::Function', Endpoint);
  if (found === undefined) return [`no template has the function ${Endpoint}`];
  const mayBeInvoked = place
    .all<LambdaPermission>('AWS::Lambda::Permission')
    .some(
      ({ FunctionName, Principal, SourceArn }) =>
        FunctionName === Endpoint && Principal === 'sns.amazonaws.com' && SourceArn === TopicArn,
    );
  const topics = Object.values(JSON.parse(found.Environment?.Variables.ALARM_TOPICS ?? '{}') as Record<string, string>);
  const gaps = await gapsOfPublishing(place, found.Role, topics, Endpoint);
  return [...(mayBeInvoked ? [] : [`${TopicArn} may not invoke ${Endpoint}`]), ...gaps];
}

interface StateMachineResource {
  readonly RoleArn: string;
  readonly DefinitionString: string;
}

interface PublishingState {
  readonly Resource?: string;
  readonly Parameters?: { readonly TopicArn?: string };
}

/** Behind a rule that starts a state machine: its states publish to topics by its role. */
async function gapsOfStateMachine(place: Place, arn: string): Promise<string[]> {
  const found = place.find<StateMachineResource>('AWS::StepFunctions::StateMachine', arn);
  if (found === undefined) return [`no template has the state machine ${arn}`];
  const { States } = JSON.parse(found.DefinitionString) as { States: Record<string, PublishingState> };
  const topics = Object.values(States).flatMap(({ Resource = '', Parameters }) =>
    Resource.endsWith(':sns:publish') && Parameters?.TopicArn !== undefined ? [Parameters.TopicArn] : [],
  );
  return gapsOfPublishing(place, found.RoleArn, topics, arn);
}

async function gapsOfPublishing(
  place: Place,
  roleArn: string,
  topics: readonly string[],
  from: string,
): Promise<string[]> {
  const found = place.find<Role>('AWS::IAM::Role', roleArn);
  if (found === undefined) return [`no execution role for ${from}`];
  const reaching = await Promise.all(topics.map((topic) => gapsOfTopic(place, topic, publisherBy(place, found))));
  return [...(topics.length === 0 ? [`${from} publishes to no topic`] : []), ...reaching.flat()];
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
