// What one account does to its own channel is reported to the people of the other: the forwarded events, the bus and its policy, the
// heartbeat, and every way to take one of them away.
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic, TamperAlerts, TrailAlarms, type TrailIdentity } from '../../../lib';
import { AlarmSeverity } from '../../../lib/shared/alarm-severity';
import { TAMPER_TEXTS } from '../../../lib/detection/alerts/tamper-texts';
import type { TamperAlertName } from '../../../lib/protection/protected-resource';
import { eventOf } from '../../../bin/cdk-organization-trail/verify/samples/event-bridge';
import { objectDeleted } from '../../../bin/cdk-organization-trail/verify/samples/object-events';
import {
  HOME_REGION,
  LOG_ARCHIVE_ACCOUNT,
  MANAGEMENT_ACCOUNT,
  type CloudTrailRecord,
} from '../../../bin/cdk-organization-trail/verify/samples/record';
import { TAMPER_SAMPLES } from '../../../bin/cdk-organization-trail/verify/samples/tamper-samples';
import { Metrics, stateAt, type AlarmProperties } from '../../support/alarms/evaluate';
import { matchesEventPattern } from '../../support/event-pattern/evaluate';
import { guardrailPolicies } from '../../support/guardrail';
import {
  decide,
  deployedResources,
  resourcesOfType,
  role,
  rootUser,
  type PolicyDocument,
  type Resource,
} from '../../support/iam';
import { organizationTrail, synthError } from '../../support/stacks';
import { walkToPeople, type DeployedStack } from '../../support/walk';

interface Rule {
  readonly Name: string;
  readonly EventBusName?: string;
  readonly EventPattern?: object;
  readonly ScheduleExpression?: string;
  readonly Targets?: { readonly Arn: string; readonly RoleArn: string }[];
}

interface Deployed extends DeployedStack {
  readonly resources: Readonly<Record<string, Resource>>;
}

const trail = organizationTrail({ homeRegion: HOME_REGION });
const TRAIL = 'organization-trail';
const PLACES = TamperAlerts.placesOf(trail);
const OTHER: Readonly<Record<string, string>> = {
  [MANAGEMENT_ACCOUNT]: LOG_ARCHIVE_ACCOUNT,
  [LOG_ARCHIVE_ACCOUNT]: MANAGEMENT_ACCOUNT,
};
const busArn = (account: string) => `arn:aws:events:${HOME_REGION}:${account}:event-bus/${TRAIL}-alerts`;

function stackIn(account: string, region: string, identity: TrailIdentity = trail): Stack {
  const stack = new Stack(new App(), 'Stack', { env: { account, region } });
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail: identity, emailAddresses: ['a@example.com'] });
  new TamperAlerts(stack, 'TamperAlerts', { trail: identity, alarmTopic });
  if (account === identity.managementAccountId && region === identity.homeRegion)
    new TrailAlarms(stack, 'Alarms', { trail: identity, alarmTopic });
  return stack;
}

function deploy(accountId: string, region: string, identity?: TrailIdentity): Deployed {
  const template = Template.fromStack(stackIn(accountId, region, identity)).toJSON();
  const resources = deployedResources(template, { accountId, region });
  return { accountId, region, template: { Resources: resources }, resources };
}

const deployed = PLACES.map(({ accountId, region }) => deploy(accountId, region));
const placeOf = (account: string, region = HOME_REGION) =>
  deployed.find((each) => each.accountId === account && each.region === region)!;
const all = <T>({ resources }: Deployed, type: string) =>
  resourcesOfType(resources, type).map(({ Properties }) => Properties as T);
const rulesOf = (place: Deployed) => all<Rule>(place, 'AWS::Events::Rule');
const onBus = (place: Deployed) => rulesOf(place).filter(({ EventBusName }) => EventBusName !== undefined);
const isForwarding = ({ Targets = [] }: Rule) => Targets.some(({ Arn }) => Arn.includes(':event-bus/'));

/** The rules by which an event in a place reaches the people of the other account, in two steps. */
function heardOf(place: Deployed, event: Record<string, unknown>): string[] {
  const sent = { ...event, account: place.accountId, region: place.region };
  const isForwarded = rulesOf(place).some(
    (rule) => isForwarding(rule) && rule.EventPattern !== undefined && matchesEventPattern(rule.EventPattern, sent),
  );
  if (!isForwarded) return [];
  return onBus(placeOf(OTHER[place.accountId]))
    .filter(({ EventPattern, Targets = [] }) => Targets.length > 0 && matchesEventPattern(EventPattern!, sent))
    .map(({ Name }) => Name.replace(`${TRAIL}-`, ''));
}

const CRITICAL = Object.keys(TAMPER_TEXTS).filter(
  (name) => TAMPER_TEXTS[name as TamperAlertName].severity === AlarmSeverity.CRITICAL,
);
const placesOfAlert = (name: string) =>
  deployed.filter((place) => rulesOf(place).some(({ Name }) => Name === `${TRAIL}-${name}`));

describe('what the other account hears of', () => {
  test.each(CRITICAL)('%s, wherever it is raised, by each call that raises it and was not refused', (name) => {
    const { raising, nearMisses } = TAMPER_SAMPLES[name as TamperAlertName];
    const places = placesOfAlert(name);
    expect(places.length).toBeGreaterThan(0);
    for (const place of places) {
      const local = rulesOf(place).find(({ Name }) => Name === `${TRAIL}-${name}`)!;
      for (const call of Object.values({ ...raising, ...nearMisses })) {
        const event: Record<string, unknown> = { ...eventOf(call), account: place.accountId, region: place.region };
        const isDone = call.errorCode === undefined;
        const isRaised = matchesEventPattern(local.EventPattern!, event);
        // Another alert may be raised by it too.
        if (isRaised && isDone) expect(heardOf(place, event)).toEqual(['received-calls']);
        if (isRaised) expect(heardOf(place, { ...event, detail: { ...call, errorCode: 'AccessDenied' } })).toEqual([]);
      }
    }
  });

  /** A policy about all log groups is about that of the trail too, which is CRITICAL. */
  const isOfTrailToo = ({ eventName }: CloudTrailRecord) => eventName === 'PutAccountPolicy';

  test.each(['ConfigTampering', 'RepairTampering', 'DetectionTampering', 'ValidatorLogTampering'] as const)(
    'not %s, which is HIGH',
    (name) => {
      const places = placesOfAlert(name);
      expect(places.length).toBeGreaterThan(0);
      for (const place of places)
        for (const call of Object.values(TAMPER_SAMPLES[name].raising).filter((each) => !isOfTrailToo(each)))
          expect(heardOf(place, eventOf(call))).toEqual([]);
    },
  );

  test('deletions from the log archive', () => {
    const event = objectDeleted({ bucketName: trail.logBucketName, reason: 'DeleteObject' }) as Record<string, unknown>;
    expect(heardOf(placeOf(LOG_ARCHIVE_ACCOUNT), event)).toEqual(['received-objects']);
  });

  const alarmEvent = (place: Deployed, alarmName: string, description: string, value = 'ALARM') => ({
    source: 'aws.cloudwatch',
    'detail-type': 'CloudWatch Alarm State Change',
    resources: [`arn:aws:cloudwatch:${place.region}:${place.accountId}:alarm:${alarmName}`],
    detail: { alarmName, configuration: { description }, state: { value } },
  });

  test('every alarm that is CRITICAL, those about alerts that were not delivered among them', () => {
    const heard = deployed.flatMap((place) =>
      all<{ AlarmName: string; AlarmDescription: string }>(place, 'AWS::CloudWatch::Alarm')
        .filter((alarm) => heardOf(place, alarmEvent(place, alarm.AlarmName, alarm.AlarmDescription)).length > 0)
        .map(({ AlarmName }) => AlarmName.replace(`${TRAIL}-`, '')),
    );
    expect(heard).toEqual(expect.arrayContaining(['CloudTrailChanges', 'CustomerManagedKeyDeletion']));
    const undelivered = deployed.flatMap((place) =>
      rulesOf(place)
        .filter((rule) => rule.EventBusName === undefined && !isForwarding(rule))
        .map(({ Name }) => `${Name.replace(`${TRAIL}-`, '')}-undelivered`),
    );
    expect(undelivered.length).toBeGreaterThan(20);
    expect(heard).toEqual(expect.arrayContaining(undelivered));
    expect(heard.filter((name) => /RootAccountUsage|FirstDay|silent/.test(name))).toEqual([]);
  });

  test('no alarm about this channel itself, which would start anew by its own failure to be forwarded', () => {
    const place = placeOf(MANAGEMENT_ACCOUNT);
    const own = all<{ AlarmName: string; AlarmDescription: string }>(place, 'AWS::CloudWatch::Alarm').filter(
      ({ AlarmName }) => /-forward-undelivered$|-received-/.test(AlarmName),
    );
    expect(own.map(({ AlarmName }) => AlarmName)).toEqual(
      expect.arrayContaining([`${TRAIL}-alarms-forward-undelivered`, `${TRAIL}-received-calls-undelivered`]),
    );
    for (const { AlarmName, AlarmDescription } of own)
      expect(heardOf(place, alarmEvent(place, AlarmName, AlarmDescription))).toEqual([]);
  });

  test('no alarm that is over, is not ours or is in another account', () => {
    const place = placeOf(MANAGEMENT_ACCOUNT);
    const text = '[CRITICAL] x';
    expect(heardOf(place, alarmEvent(place, `${TRAIL}-x`, text))).toEqual(['received-alarms']);
    expect(heardOf(place, alarmEvent(place, `${TRAIL}-x`, text, 'OK'))).toEqual([]);
    expect(heardOf(place, alarmEvent(place, `${TRAIL}-x`, 'x [CRITICAL]'))).toEqual([]);
    expect(heardOf(place, alarmEvent(place, 'some-alarm', text))).toEqual([]);
    const foreign = alarmEvent(placeOf(LOG_ARCHIVE_ACCOUNT), `${TRAIL}-x`, text);
    expect(heardOf(place, foreign)).toEqual([]);
  });

  test('nothing that arrived from there: no event goes round', () => {
    for (const place of deployed)
      for (const { EventPattern } of rulesOf(place).filter((rule) => isForwarding(rule) && rule.EventPattern))
        expect(EventPattern).toMatchObject({ account: [place.accountId] });
    for (const place of deployed) for (const rule of onBus(place)) expect(isForwarding(rule)).toBe(false);
  });

  test('nothing of a third account, nor of its own', () => {
    const [call] = Object.values(TAMPER_SAMPLES.TrailTampering.raising);
    for (const place of [placeOf(MANAGEMENT_ACCOUNT), placeOf(LOG_ARCHIVE_ACCOUNT)])
      for (const account of ['333333333333', place.accountId])
        for (const { EventPattern } of onBus(place))
          expect(matchesEventPattern(EventPattern!, { ...eventOf(call), account })).toBe(false);
  });
});

describe('who may put events on the bus', () => {
  const forwardRole = (account: string, region: string) => {
    const place = placeOf(account, region);
    const { Policies, RoleName } = all<{ RoleName: string; Policies: { PolicyDocument: PolicyDocument }[] }>(
      place,
      'AWS::IAM::Role',
    ).find((each) => each.RoleName === `${TRAIL}-forward-${region}`)!;
    return role(account, RoleName, ...Policies.map(({ PolicyDocument }) => PolicyDocument));
  };
  const resourcePolicy = (account: string) =>
    all<{ Policy: PolicyDocument }>(placeOf(account), 'AWS::Events::EventBus')[0].Policy;
  const put = (who: ReturnType<typeof role>, account: string, type: string) =>
    decide(
      { resourcePolicy: resourcePolicy(account), ...guardrailPolicies({ trail }) },
      {
        who,
        does: 'events:PutEvents',
        on: busArn(account),
        where: { 'events:detail-type': [type], 'events:source': ['aws.sns'] },
      },
    );
  const CALL = 'AWS API Call via CloudTrail';

  test.each(PLACES.map(({ accountId, region }) => [accountId, region]))(
    'the forwarding role of %s in %s, on the bus of the other account and on no other',
    async (account, region) => {
      const who = forwardRole(account, region);
      for (const type of [CALL, 'CloudWatch Alarm State Change', 'Scheduled Event', 'Object Deleted'])
        expect(await put(who, OTHER[account], type)).toBe('allowed');
      expect(await put(who, OTHER[account], 'Some Event')).toBe('not allowed');
      expect(await put(who, account, CALL)).toBe('not allowed');
      const elsewhere = {
        who,
        does: 'events:PutEvents',
        on: busArn(OTHER[account]).replace(`${TRAIL}-alerts`, 'default'),
      };
      expect(await decide({}, { ...elsewhere, where: { 'events:detail-type': [CALL] } })).toBe('not allowed');
      expect(await decide({}, { who, does: 'sns:Publish', on: `arn:aws:sns:${region}:${account}:x` })).toBe(
        'not allowed',
      );
    },
  );

  test.each([
    ['an administrator of the other account', role(MANAGEMENT_ACCOUNT, 'administrator')],
    ['its root user', rootUser(MANAGEMENT_ACCOUNT)],
    ['a role of the same name in a third account', role('333333333333', `${TRAIL}-forward-${HOME_REGION}`)],
    ['the forwarding role of a Region that has none', role(MANAGEMENT_ACCOUNT, `${TRAIL}-forward-eu-west-3`)],
  ])('not %s', async (_, who) => {
    expect(await put(who, LOG_ARCHIVE_ACCOUNT, CALL)).toBe('not allowed');
  });

  test.each(['DeleteEventBus', 'UpdateEventBus', 'PutPermission', 'RemovePermission'])(
    'the guardrail denies %s on the bus of the log archive account',
    async (call) => {
      const who = role(LOG_ARCHIVE_ACCOUNT, 'administrator');
      const isOfBus = call.endsWith('Bus');
      const on = isOfBus ? busArn(LOG_ARCHIVE_ACCOUNT) : '*';
      const request = { who, does: `events:${call}`, on, ownedBy: LOG_ARCHIVE_ACCOUNT };
      expect(await decide(guardrailPolicies({ trail }), request)).toBe('denied');
      const other = { ...request, on: on.replace(`${TRAIL}-alerts`, 'some-bus') };
      if (isOfBus) expect(await decide(guardrailPolicies({ trail }), other)).toBe('allowed');
    },
  );
});

describe('what is taken away from the way to the other account', () => {
  const without = (type: string, isMeant: (properties: Record<string, unknown>) => boolean) =>
    deployed.map((place): DeployedStack => ({
      ...place,
      template: {
        Resources: Object.fromEntries(
          Object.entries(place.resources).filter(([, { Type, Properties }]) => Type !== type || !isMeant(Properties)),
        ),
      },
    }));
  const withChange = (type: string, change: (properties: Record<string, unknown>) => object) =>
    deployed.map((place): DeployedStack => ({
      ...place,
      template: {
        Resources: Object.fromEntries(
          Object.entries(place.resources).map(([id, { Type, Properties }]) => [
            id,
            { Type, Properties: Type === type ? { ...Properties, ...change(Properties) } : Properties },
          ]),
        ),
      },
    }));
  const walk = walkToPeople(deployed);

  test('all is there, and everything reaches a person', async () => {
    const { gaps, reached } = await walk;
    expect(gaps).toEqual([]);
    expect(reached.filter((what) => what.endsWith('-forward')).length).toBeGreaterThan(20);
    for (const { accountId, region } of PLACES)
      expect(reached).toContain(`${accountId} in ${region}: rule ${TRAIL}-heartbeat`);
    for (const { accountId, region } of PLACES.filter((each) => each.region === HOME_REGION))
      expect(reached).toContain(`${accountId} in ${region}: reader ${TRAIL}-channel-reader`);
  });

  test.each<[string, readonly DeployedStack[], RegExp]>([
    ['the bus', without('AWS::Events::EventBus', () => true), /no template has the bus/],
    ['its policy', withChange('AWS::Events::EventBus', () => ({ Policy: undefined })), /may not put/],
    [
      'a role in it',
      withChange('AWS::Events::EventBus', ({ Policy }) => ({
        Policy: JSON.parse(JSON.stringify(Policy).replace(/-forward-us-east-1/g, '-x')) as object,
      })),
      /role organization-trail-forward-us-east-1 of \d+ may not put/,
    ],
    [
      'a kind of event in it',
      withChange('AWS::Events::EventBus', ({ Policy }) => ({
        Policy: JSON.parse(JSON.stringify(Policy).replace('Scheduled Event', 'x')) as object,
      })),
      /rule organization-trail-heartbeat: .* may not put "Scheduled Event"/,
    ],
    [
      'the roles that forward',
      without('AWS::IAM::Role', ({ RoleName }) => String(RoleName).includes('-forward-')),
      /-forward: no execution role/,
    ],
    [
      'the rule that notifies people of calls',
      without('AWS::Events::Rule', ({ Name }) => Name === `${TRAIL}-received-calls`),
      /nobody hears of "AWS API Call via CloudTrail"/,
    ],
    [
      'the role by which it does',
      without('AWS::IAM::Role', ({ RoleName }) => RoleName === `${TRAIL}-received-alerts`),
      /nobody hears of "AWS API Call via CloudTrail"/,
    ],
    [
      'the rules that count heartbeats',
      without('AWS::Events::Rule', ({ Name }) => String(Name).startsWith(`${TRAIL}-heartbeat-`)),
      /nobody hears of "Scheduled Event"/,
    ],
    [
      'the schedule that starts the reader of the other account',
      withChange('AWS::Scheduler::Schedule', () => ({ State: 'DISABLED' })),
      /reader organization-trail-channel-reader: its schedule is disabled/,
    ],
    [
      'the role by which it reads',
      without('AWS::IAM::Role', ({ RoleName }) => String(RoleName).startsWith('read-')),
      /reader organization-trail-channel-reader: no template has the role/,
    ],
    [
      'what the reader may do',
      withChange('AWS::IAM::Role', ({ RoleName, Policies }) => ({
        Policies: RoleName === `${TRAIL}-channel-reader` ? undefined : Policies,
      })),
      /reader organization-trail-channel-reader: role .* may not publish/,
    ],
    ['the alarm on them', without('AWS::CloudWatch::CompositeAlarm', () => true), /nobody hears of "Scheduled Event"/],
    [
      'what it is made of',
      without('AWS::CloudWatch::Alarm', ({ AlarmName }) => String(AlarmName).endsWith('-silent')),
      /nobody hears of "Scheduled Event"/,
    ],
  ])('%s', async (_, stacks, gap) => {
    const { gaps } = await walkToPeople(stacks);
    expect(gaps).toContainEqual(expect.stringMatching(gap));
  });
});

describe('every rule that is taken away, and every pair of them', () => {
  type Act = readonly [rule: string, call: string, parameters: CloudTrailRecord];
  const [template] = Object.values(TAMPER_SAMPLES.AlertRuleTampering.raising);
  const HEARTBEAT = `${TRAIL}-heartbeat`;
  const acts = (place: Deployed): Act[] =>
    rulesOf(place)
      .filter(({ EventBusName }) => EventBusName === undefined)
      .flatMap(({ Name }) => [
        ...['DisableRule', 'DeleteRule', 'PutRule'].map((call): Act => [Name, call, { name: Name }]),
        ...['RemoveTargets', 'PutTargets'].map((call): Act => [Name, call, { rule: Name }]),
      ]);

  /** With these rules switched off at once, for they may not see their own end: whether the other account hears of one call. */
  function isHeard(place: Deployed, off: readonly Act[]): boolean {
    const names = off.map(([name]) => name);
    const resources = Object.fromEntries(
      Object.entries(place.resources).filter(([, { Properties }]) => !names.includes(String(Properties.Name))),
    );
    return off.some(([, eventName, requestParameters]) => {
      const call = { ...template, eventSource: 'events.amazonaws.com', eventName, requestParameters };
      return heardOf({ ...place, resources }, eventOf(call)).length > 0;
    });
  }

  test.each(PLACES.map(({ accountId, region }) => [accountId, region]))(
    'in %s, %s: the other account hears of it in seconds, or misses the heartbeat',
    (account, region) => {
      const place = placeOf(account, region);
      const single = acts(place);
      expect(single.length).toBeGreaterThan(50);
      expect(single.filter((act) => !isHeard(place, [act]))).toEqual([]);
      const disabling = single.filter(([, call]) => call === 'DisableRule');
      const pairs = disabling.flatMap((a, index) => disabling.slice(index + 1).map((b) => [a, b]));
      const unheard = pairs.filter((pair) => !isHeard(place, pair)).map((pair) => pair.map(([name]) => name));
      expect(unheard).toEqual([[`${TRAIL}-AlertRuleTampering-forward`, HEARTBEAT]]);
    },
  );

  test('a role that forwards: by that of the Region of IAM, whose own is missed by its heartbeat', () => {
    const [call] = Object.values(TAMPER_SAMPLES.RoleTampering.raising);
    for (const { accountId, region } of PLACES) {
      const requestParameters = { roleName: `${TRAIL}-forward-${region}`, policyName: 'ReachTarget' };
      const event = eventOf({ ...call, eventName: 'DeleteRolePolicy', requestParameters });
      expect(heardOf(placeOf(accountId, 'us-east-1'), event)).toEqual(['received-calls']);
    }
  });
});

describe('the heartbeat', () => {
  const MINUTE = 60_000;
  const START = Date.UTC(2026, 2, 2, 8);
  const place = placeOf(LOG_ARCHIVE_ACCOUNT);
  const alarms = all<AlarmProperties & { AlarmName: string }>(place, 'AWS::CloudWatch::Alarm');
  const alarmNamed = (end: string) => alarms.find(({ AlarmName }) => AlarmName === `${TRAIL}-${end}`)!;
  const [composite] = all<{ AlarmRule: string; AlarmActions: string[] }>(place, 'AWS::CloudWatch::CompositeAlarm');

  /** Whether people are notified at a minute, where heartbeats were sent and arrived in these minutes. */
  function notifies(at: number, sent: (minute: number) => boolean, arrived: (minute: number) => boolean): boolean {
    const metrics = new Metrics();
    // No alarm looks at more than a day.
    for (let minute = at - 60 * 26; minute < at; minute++) {
      const point = { time: START + minute * MINUTE, value: 1 };
      const own = { RuleName: `${TRAIL}-heartbeat` };
      if (sent(minute)) metrics.record('AWS/Events', 'TriggeredRules', own, point);
      for (const region of [HOME_REGION, 'us-east-1']) {
        const received = { EventBusName: `${TRAIL}-alerts`, RuleName: `${TRAIL}-heartbeat-${region}` };
        if (arrived(minute)) metrics.record('AWS/Events', 'TriggeredRules', received, point);
      }
    }
    const states = new Map(
      alarms.map((alarm) => [
        `arn:aws:cloudwatch:${HOME_REGION}:${LOG_ARCHIVE_ACCOUNT}:alarm:${alarm.AlarmName}`,
        () => stateAt(alarm, metrics, START + at * MINUTE, 'OK'),
      ]),
    );
    const expression = composite.AlarmRule.replace(/(OK|ALARM)\("([^"]+)"\)/g, (_, state: string, arn: string) =>
      String(states.get(arn)!() === state),
    )
      .replaceAll('AND', '&&')
      .replaceAll('OR', '||');
    expect(expression).toMatch(/^[()&| truefals]+$/);
    return Function(`return ${expression}`)() as boolean;
  }

  const always = () => true;

  test('notifies nobody in a healthy week', () => {
    for (let hour = 0; hour <= 168; hour += 7) expect(notifies(hour * 60, always, always)).toBe(false);
  });

  test('that stops is noticed within a quarter of an hour', () => {
    const stopped = (minute: number) => minute < 600;
    expect(notifies(605, always, stopped)).toBe(false);
    expect(notifies(615, always, stopped)).toBe(true);
    expect(notifies(60 * 72, always, stopped)).toBe(true);
  });

  test('that never arrived notifies nobody on the first day, and somebody after it', () => {
    const since = (start: number) => (minute: number) => minute >= start;
    expect(notifies(60, since(0), () => false)).toBe(false);
    expect(notifies(60 * 12, since(0), () => false)).toBe(false);
    expect(notifies(60 * 25, since(0), () => false)).toBe(true);
  });

  test('that misses nine times in a row by metrics that were not delivered notifies nobody', () => {
    for (let minute = 600; minute < 660; minute++)
      expect(notifies(minute, always, (sent) => sent <= 600 || sent > 609)).toBe(false);
  });

  test('is counted by its source, account, Region and rule, which nobody can forge', () => {
    const [{ EventPattern }] = onBus(place).filter(({ Name }) => Name === `${TRAIL}-heartbeat-us-east-1`);
    const event = {
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      account: MANAGEMENT_ACCOUNT,
      region: 'us-east-1',
      resources: [`arn:aws:events:us-east-1:${MANAGEMENT_ACCOUNT}:rule/${TRAIL}-heartbeat`],
      detail: {},
    };
    expect(matchesEventPattern(EventPattern!, event)).toBe(true);
    for (const change of [
      { source: 'custom' },
      { account: LOG_ARCHIVE_ACCOUNT },
      { resources: [`arn:aws:events:us-east-1:${MANAGEMENT_ACCOUNT}:rule/other`] },
    ])
      expect(matchesEventPattern(EventPattern!, { ...event, ...change })).toBe(false);
  });

  test('alarms look at what EventBridge itself counts', () => {
    const Namespace = 'AWS/Events';
    expect(alarmNamed('heartbeat-FirstDay')).toMatchObject({ Namespace, TreatMissingData: 'breaching' });
    for (const region of [HOME_REGION, 'us-east-1']) {
      const { Metrics: queries = [], ...alarm } = alarmNamed(`heartbeat-${region}-silent`);
      expect(alarm.TreatMissingData).toBe('breaching');
      expect(queries.flatMap(({ MetricStat }) => MetricStat?.Metric.Namespace ?? [])).toEqual([Namespace]);
    }
  });
});

describe('one account', () => {
  const one = organizationTrail({ homeRegion: HOME_REGION, logArchiveAccountId: MANAGEMENT_ACCOUNT });

  test('has one channel only, which the synthesis says', () => {
    const stack = stackIn(MANAGEMENT_ACCOUNT, HOME_REGION, one);
    Template.fromStack(stack).resourceCountIs('AWS::Events::EventBus', 0);
    const infos = Annotations.fromStack(stack).findInfo('*', Match.anyValue());
    expect(JSON.stringify(infos.map(({ entry }) => entry.data))).toContain('There is one channel to people only');
  });
});

test('names that are too long are reported', () => {
  const long = organizationTrail({ homeRegion: HOME_REGION, trailName: 'x'.repeat(38), logRoleName: 'delivery' });
  expect(synthError(stackIn(MANAGEMENT_ACCOUNT, HOME_REGION, long))).toMatch(
    /TamperAlerts\/Forwarding\] trailName: .* characters shorter/,
  );
});
