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
  const { AlarmName, AlarmActions = [], Namespace, MetricName } = alarm;
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
    if (isTopic(Arn)) gaps.push(...(await gapsOfTopic(place, Arn, publisherBy(place, found))));
    if (/:stateMachine:/.test(Arn)) gaps.push(...(await gapsOfStateMachine(place, Arn)));
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
