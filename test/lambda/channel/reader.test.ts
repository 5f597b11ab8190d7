import { ARCHIVE, DAY, HOUR, MANAGEMENT, openChannelWorld, START, type ChannelWorld } from './world';
import type { DeployedRegion } from '../../support/run-time/deployed-account';

const HOME = 'eu-west-1';
const GLOBAL = 'us-east-1';
const TRAIL = 'organization-trail';
const topicArn = (account: string, region = HOME) => `arn:aws:sns:${region}:${account}:${TRAIL}-alarms`;

describe('the management account, by the log archive account', () => {
  test('as it was deployed has no difference', async () => {
    const world = await openChannelWorld(MANAGEMENT);
    const { lines } = await world.read(START, world.whole);
    await world.close();
    expect(lines.join('\n')).toMatch(/"places":2,"differences":0,"failures":0,"messages":0/);
  });
});

describe('the log archive account, by the management account', () => {
  const account = ARCHIVE;
  let world: ChannelWorld;
  beforeAll(async () => {
    world = await openChannelWorld(account);
  });
  afterAll(() => world.close());
  beforeEach(async () => {
    world.reset();
    await world.hours(START, 1);
  });

  /** What people get of the readings of these hours, after the first of which nothing was wrong. */
  const notices = async (change: (region: DeployedRegion) => unknown, hours = 3, region = HOME) => {
    change(world.region(region));
    const messages = await world.hours(START + HOUR, hours);
    return messages.map(({ subject, body }) => `${subject}\n${body}`);
  };
  const alarm = ({ alarms }: DeployedRegion, end: string) => alarms.get(`${TRAIL}-${end}`)!;
  const topic = ({ topics, region }: DeployedRegion) => topics.get(topicArn(account, region))!;
  const rule = ({ rules }: DeployedRegion, name = 'AlertRuleTampering') => rules.get(`${TRAIL}-${name}`)!;

  test('as it was deployed has no difference, and everything was asked about', async () => {
    const { places } = world.whole;
    expect(places.map(({ region }) => region).sort()).toEqual([HOME, GLOBAL]);
    for (const { rules, alarms } of places) expect(Math.min(rules.length, alarms.length)).toBeGreaterThan(20);
    const { lines } = await world.read(START + HOUR, world.whole);
    expect(lines.join('\n')).toMatch(/"places":2,"differences":0,"failures":0,"messages":0/);
    expect(new Set(world.asked())).toEqual(
      new Set([
        ...['sns:GetTopicAttributes', 'sns:ListSubscriptionsByTopic', 'sns:GetSubscriptionAttributes'],
        ...['kms:DescribeKey', 'kms:GetKeyPolicy', 'events:DescribeEventBus', 'events:DescribeRule'],
        ...['events:ListTargetsByRule', 'monitoring:DescribeAlarms'],
      ]),
    );
  });

  test('as it was deployed notifies nobody in days', async () => {
    expect(await world.hours(START + HOUR, 30)).toEqual([]);
  });

  test.each<[string, (region: DeployedRegion) => unknown, RegExp]>([
    ['the topic is deleted', ({ topics, region }) => topics.delete(topicArn(account, region)), /it is gone/],
    [
      'somebody ends the subscription by the link in a mail',
      (region) => topic(region).subscriptions.splice(0),
      /the subscription of email security@example.com is gone/,
    ],
    [
      'another address is subscribed instead',
      (region) => (topic(region).subscriptions[0].endpoint = 'mallory@example.com'),
      /security@example.com is gone/,
    ],
    ['the key is disabled', ({ keys }) => (keys.get(`alias/${TRAIL}-alarms`)!.state = 'Disabled'), /it is disabled/],
    [
      'the key is to be deleted',
      ({ keys }) => (keys.get(`alias/${TRAIL}-alarms`)!.state = 'PendingDeletion'),
      /about to be deleted/,
    ],
    ['its alias is deleted', ({ keys }) => keys.delete(`alias/${TRAIL}-alarms`), /its alias is/],
    ['a rule is disabled', (region) => (rule(region).State = 'DISABLED'), /AlertRuleTampering: it is disabled/],
  ])('%s: people are notified by the next reading, and once', async (_what, change, line) => {
    for (const region of [HOME, GLOBAL]) {
      world.reset();
      await world.hours(START, 1);
      const messages = await notices(change, 2, region);
      expect(messages).toHaveLength(1);
      expect(messages[0]).toMatch(/^\[CRITICAL\] OtherAccountDiffers: [12] difference/);
      expect(messages[0]).toMatch(line);
      expect(messages[0]).toContain(`account ${account}, Region ${region}: `);
    }
  });

  test.each<[string, (region: DeployedRegion) => unknown, RegExp]>([
    [
      'the policy of the topic',
      (region) => (topic(region).policy = '{"Statement":[]}'),
      /its policy is not as deployed/,
    ],
    ['another key of the topic', (region) => (topic(region).keyArn = 'alias/aws/sns'), /its key is not as deployed/],
    ['no key of the topic', (region) => (topic(region).keyArn = ''), /its key is not as deployed/],
    [
      'a filter of the subscription',
      (region) => (topic(region).subscriptions[0].attributes.FilterPolicy = '{"a":["b"]}'),
      /its filter or form is not as deployed/,
    ],
    [
      'the policy of the key',
      ({ keys }) => (keys.get(`alias/${TRAIL}-alarms`)!.policy = '{"Statement":[]}'),
      /key alias\/organization-trail-alarms: its policy/,
    ],
    ['the bus', ({ buses }) => buses.delete(`${TRAIL}-alerts`), /event bus organization-trail-alerts: it is gone/],
    ['the policy of the bus', ({ buses }) => (buses.get(`${TRAIL}-alerts`)!.policy = ''), /event bus .* its policy/],
    ['a rule', ({ rules }) => rules.delete(`${TRAIL}-AlertRuleTampering`), /AlertRuleTampering: it is gone/],
    [
      'a rule of the bus',
      ({ rules }) => rules.delete(`${TRAIL}-alerts/${TRAIL}-received-calls`),
      /rule organization-trail-alerts\/organization-trail-received-calls: it is gone/,
    ],
    [
      'the pattern of a rule',
      (region) => (rule(region).EventPattern = { source: ['nothing'] }),
      /AlertRuleTampering: its pattern/,
    ],
    [
      'the pattern of a rule that names keys',
      (region) => (rule(region, 'KeyTampering').EventPattern = { source: ['nothing'] }),
      /KeyTampering: its pattern/,
    ],
    ['the targets of a rule', (region) => (rule(region).Targets = []), /AlertRuleTampering: its targets/],
    [
      'the text of a target',
      (region) => {
        const [target] = rule(region).Targets!;
        rule(region).Targets = [{ ...target, InputTransformer: { InputTemplate: '"all is well"' } }];
      },
      /AlertRuleTampering: its targets/,
    ],
    [
      'the schedule of heartbeats',
      (region) => (rule(region, 'heartbeat').ScheduleExpression = 'rate(1 day)'),
      /heartbeat/,
    ],
    [
      'an alarm',
      ({ alarms }) =>
        alarms.delete(`${TRAIL}-OtherAccountSilent`) || alarms.delete(`${TRAIL}-received-OtherAccountSilent`),
      /OtherAccountSilent: it is gone/,
    ],
    [
      'the actions of an alarm',
      (region) => (alarm(region, 'AlertRuleTampering-undelivered').AlarmActions = []),
      /AlertRuleTampering-undelivered: its actions/,
    ],
    [
      'that its actions are enabled',
      (region) => (alarm(region, 'AlertRuleTampering-undelivered').ActionsEnabled = false),
      /AlertRuleTampering-undelivered: its actions/,
    ],
    [
      'its threshold',
      (region) => (alarm(region, 'AlertRuleTampering-undelivered').Threshold = 1e9),
      /AlertRuleTampering-undelivered: what it watches/,
    ],
    [
      'the severity in its description',
      (region) => (alarm(region, 'AlertRuleTampering-undelivered').AlarmDescription = '[LOW] x'),
      /AlertRuleTampering-undelivered: what it watches/,
    ],
  ])('%s: people are notified where it is so in two readings', async (_what, change, line) => {
    expect(await notices(change, 1)).toEqual([]);
    const messages = await world.hours(START + 2 * HOUR, 3);
    expect(messages.map(({ subject }) => subject)).toEqual([
      '[CRITICAL] OtherAccountDiffers: 1 difference, organization-trail',
    ]);
    expect(messages[0].body).toMatch(line);
  });

  test('what stays so is said again each day, and what comes back in between is news', async () => {
    const { topics } = world.region(HOME);
    const arn = topicArn(account);
    const deleted = topics.get(arn)!;
    topics.delete(arn);
    expect(await world.hours(START + HOUR, 3)).toHaveLength(1);
    expect(await world.hours(START + HOUR + DAY - 1, 1)).toHaveLength(0);
    expect(await world.hours(START + HOUR + DAY, 1)).toHaveLength(1);
    topics.set(arn, deleted);
    expect(await world.hours(START + 2 * HOUR + DAY, 1)).toEqual([]);
    topics.delete(arn);
    expect(await world.hours(START + 3 * HOUR + DAY, 1)).toHaveLength(1);
  });

  test('a deployment of the other account and then of this one, within the hour, notifies nobody', async () => {
    const region = world.region(HOME);
    for (const one of region.alarms.values()) one.Threshold = 7;
    for (const one of region.rules.values()) one.EventPattern = { source: ['of a later version'] };
    expect(await world.hours(START + HOUR, 1)).toEqual([]);
    // What this account expects follows.
    const later = JSON.parse(JSON.stringify(world.input)) as {
      places: { region: string; alarms: object[]; rules: object[] }[];
    };
    for (const place of later.places.filter((each) => each.region === HOME)) {
      place.alarms = [];
      place.rules = [];
    }
    for (let hour = 2; hour < 6; hour++) expect((await world.read(START + hour * HOUR, later)).error).toBeUndefined();
    expect(world.channels.received.messages).toEqual([]);
  });

  test('this account first, and then the other: what was seen under another expectation does not count', async () => {
    const later = JSON.parse(JSON.stringify(world.input)) as { places: { alarms: { definition: string }[] }[] };
    for (const { alarms } of later.places) for (const one of alarms) one.definition = 'another';
    const changed = world.region(HOME);
    alarm(changed, 'AlertRuleTampering-undelivered').Threshold = 7;
    await world.read(START + HOUR);
    expect((await world.read(START + 2 * HOUR, later)).error).toBeUndefined();
    expect(world.channels.received.messages).toEqual([]);
  });

  test.each([
    ['AssumeRole', undefined],
    ['GetTopicAttributes', HOME],
    ['DescribeAlarms', GLOBAL],
    ['ListTargetsByRule', HOME],
  ])(
    'what does not answer %s could not be checked: said after three readings, and once a day',
    async (operation, region) => {
      if (operation === 'AssumeRole') world.channels.isRoleDenied = true;
      else world.accounts.read.fault = { operation, code: 'AccessDeniedException', region };
      expect(await world.hours(START + HOUR, 2)).toEqual([]);
      const wasDenied = () => (world.channels.isRoleDenied = operation === 'AssumeRole');
      world.channels.reset();
      wasDenied();
      for (let hour = 3; hour < 8; hour++) await world.read(START + hour * HOUR);
      const messages = world.channels.received.messages;
      expect(messages.map(({ subject }) => subject)).toEqual([
        '[CRITICAL] OtherAccountNotRead: could not check, organization-trail',
      ]);
      expect(messages[0].body).toContain('AccessDenied');
      expect(messages[0].body).not.toContain('Somebody');
    },
  );

  test('a Region that does not answer keeps nothing from people of the other', async () => {
    world.accounts.read.fault = { operation: 'DescribeAlarms', code: 'AccessDeniedException', region: GLOBAL };
    const messages = await notices((region) => topic(region).subscriptions.splice(0), 1);
    expect(messages).toHaveLength(1);
    expect(messages[0]).toContain('OtherAccountDiffers');
  });

  test('what is kept and is no record makes nobody wait', async () => {
    world.parameter.value = '{"version":1}';
    const messages = await notices((region) => topic(region).subscriptions.splice(0), 1);
    expect(messages).toHaveLength(1);
  });

  test('a message that can not be sent is tried again', async () => {
    topic(world.region(HOME)).subscriptions.splice(0);
    world.channels.isTopicGone = true;
    expect((await world.read(START + HOUR)).error).toBeDefined();
    world.channels.isTopicGone = false;
    expect(await world.hours(START + HOUR, 1)).toHaveLength(1);
  });
});

describe('on the first day', () => {
  let world: ChannelWorld;
  beforeAll(async () => {
    world = await openChannelWorld(ARCHIVE);
  });
  afterAll(() => world.close());
  beforeEach(() => world.reset());

  test('an account that is deployed within a day notifies nobody', async () => {
    world.channels.isRoleDenied = true;
    for (let hour = 0; hour < 20; hour++) await world.read(START + hour * HOUR);
    const subscriptions = world.region(HOME).topics.get(topicArn(ARCHIVE))!.subscriptions;
    subscriptions[0].isConfirmed = false;
    world.channels.isRoleDenied = false;
    for (let hour = 20; hour < 23; hour++) await world.read(START + hour * HOUR);
    subscriptions[0].isConfirmed = true;
    expect(await world.hours(START + 23 * HOUR, 4)).toEqual([]);
  });

  test('one that is not is said after it', async () => {
    world.channels.isRoleDenied = true;
    for (let hour = 0; hour < 24; hour++) await world.read(START + hour * HOUR);
    expect(world.channels.received.messages).toEqual([]);
    await world.read(START + DAY);
    expect(world.channels.received.messages).toHaveLength(1);
  });

  test('a subscription that nobody confirms is said after it', async () => {
    world.region(HOME).topics.get(topicArn(ARCHIVE))!.subscriptions[0].isConfirmed = false;
    expect(await world.hours(START, 2)).toEqual([]);
    expect(await world.hours(START + 23 * HOUR, 1)).toEqual([]);
    const messages = await world.hours(START + DAY, 3);
    expect(messages).toHaveLength(1);
    expect(messages[0].body).toContain('the subscription of email security@example.com is not confirmed');
  });
});

describe('what can not be run', () => {
  let world: ChannelWorld;
  beforeAll(async () => {
    world = await openChannelWorld(ARCHIVE);
  });
  afterAll(() => world.close());

  test.each([[{}], [{ places: 1 }], [{ places: [{ accountId: 'x' }] }]])('an input like %j fails', async (event) => {
    const { error } = await world.read(START, event);
    expect(error?.message).toMatch(/the input of the schedule/);
  });

  test('each reading writes its metric, also where the other account did not answer', async () => {
    world.channels.isRoleDenied = true;
    const { lines } = await world.read(START);
    expect(lines.join('\n')).toMatch(/"ReadingsMade":1/);
  });
});
