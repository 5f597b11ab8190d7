// The bundled function in a process of its own, with the AWS SDK, against a topic on the loopback interface.
import { readSettings } from '../../../lambda/group/settings';
import { denied, record } from '../../../bin/cdk-organization-trail/verify/samples/record';
import { channelsStandIn } from '../../support/run-time/channels';
import { functionEnvironment } from '../../support/run-time/function-environment';
import { LambdaProcess } from '../../support/run-time/lambda-process';
import { serve, type StandIn } from '../../support/stand-ins';
import { queueBody } from './queue-messages';

const channels = channelsStandIn();
let standIn: StandIn;
let lambda: LambdaProcess;

beforeAll(async () => {
  standIn = await serve({ services: [...channels.services] });
  lambda = new LambdaProcess({
    ...functionEnvironment({ services: standIn.endpoint, table: standIn.endpoint }, 'table'),
    AWS_MAX_ATTEMPTS: '1',
  });
});

beforeEach(() => channels.reset());

afterAll(async () => {
  await lambda.kill();
  await standIn.close();
});

interface Batch {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

async function deliver(bodies: readonly string[]) {
  const Records = bodies.map((body, index) => ({ messageId: `message-${index}`, body }));
  const answer = await lambda.invoke({ asset: 'group', handler: 'handler', event: { Records }, now: Date.now() });
  const failed = (answer.result as Batch | undefined)?.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { error: answer.error, failed, messages: channels.received.messages, lines: answer.lines };
}

let ids = 0;
const call = (eventName: string, more: Record<string, unknown> = {}, eventSource = 'events.amazonaws.com') =>
  record(eventSource, eventName, { eventID: `event-${++ids}`, ...more });
const refused = (eventName = 'DisableRule', more: Record<string, unknown> = {}, error = 'AccessDenied') =>
  queueBody('refused', 'AlertRuleTampering', denied(call(eventName, more), error));
const byCloudFormation = (accessKeyId: string) => ({
  userIdentity: {
    type: 'AssumedRole',
    arn: 'arn:aws:sts::111111111111:assumed-role/cdk-hnb659fds-cfn-exec-role/AWSCloudFormation',
    accessKeyId,
    invokedBy: 'cloudformation.amazonaws.com',
  },
  sourceIPAddress: 'cloudformation.amazonaws.com',
});

test('ten thousand refused calls are one message with their number', async () => {
  const { messages, failed } = await deliver(Array.from({ length: 10_000 }, () => refused()));
  expect(failed).toEqual([]);
  expect(messages).toHaveLength(1);
  const [{ topicArn, subject, body }] = messages;
  expect(topicArn).toBe('arn:aws:sns:us-east-1:222222222222:alarms');
  expect(subject).toBe('[CRITICAL] AlertRuleTampering: 10000 calls refused or failed');
  expect(body.split('\n')).toEqual([
    expect.stringMatching(/^\[CRITICAL\] AlertRuleTampering \(refused or failed\): Somebody deleted, disabled/),
    'Trail: organization-trail',
    'How many: 10000 calls refused or failed',
    'What: 10000 times DisableRule of events.amazonaws.com, error code AccessDenied, by AssumedRole arn:aws:sts::111111111111:assumed-role/administrator/mallory, from 192.0.2.10',
    expect.stringMatching(/^Event id of one of them: event-\d+$/),
    'Where: account 111111111111, Region eu-central-1',
    'When: 2026-03-02T08:15:00Z',
    'What to do: https://example.com/runbook#alertruletampering',
  ]);
});

test('they are counted by principal, call and error, the most frequent first', async () => {
  const other = { userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::111111111111:user/eve' } };
  const bodies = [
    refused('PutRule'),
    ...Array.from({ length: 3 }, () => refused('DisableRule', other)),
    ...Array.from({ length: 2 }, () => refused('DisableRule', other, 'ThrottlingException')),
  ];
  const [{ body }] = (await deliver(bodies)).messages;
  expect(body.match(/^What: .*$/gm)).toEqual([
    expect.stringMatching(/^What: 3 times DisableRule .* AccessDenied, by IAMUser .*user\/eve, /),
    expect.stringMatching(/^What: 2 times DisableRule .* ThrottlingException, by IAMUser /),
    expect.stringMatching(/^What: PutRule .* AccessDenied, by AssumedRole .*mallory, /),
  ]);
});

test('the addresses that they came from are counted', async () => {
  const from = (sourceIPAddress: string) => refused('DisableRule', { sourceIPAddress });
  const [{ body }] = (await deliver([from('192.0.2.1'), from('192.0.2.2'), from('192.0.2.3'), from('192.0.2.2')]))
    .messages;
  expect(body).toMatch(/^What: 4 times DisableRule .*, from 192\.0\.2\.1 and 2 other addresses$/m);
});

test('each alert has a message of its own, in its own severity', async () => {
  const stack = denied(call('DeleteStack', {}, 'cloudformation.amazonaws.com'));
  const { messages } = await deliver([refused(), queueBody('refused', 'StackTampering', stack)]);
  expect(messages.map(({ subject }) => subject).sort()).toEqual([
    '[CRITICAL] AlertRuleTampering: 1 call refused or failed',
    '[HIGH] StackTampering: 1 call refused or failed',
  ]);
});

test('a call that the queue delivers twice is counted once', async () => {
  const body = refused();
  const [{ subject }] = (await deliver([body, body])).messages;
  expect(subject).toContain(': 1 call refused');
});

test('the calls of each deployment are one message, about the worst of its alerts', async () => {
  const made = (session: string) => [
    queueBody('deployed', 'ConfigTampering', call('PutConfigRule', byCloudFormation(session), 'config.amazonaws.com')),
    ...['PutRule', 'PutTargets', 'PutTargets'].map((name) =>
      queueBody('deployed', 'AlertRuleTampering', call(name, byCloudFormation(session))),
    ),
  ];
  const { messages } = await deliver([...made('ASIAONE'), ...made('ASIATWO')]);
  expect(messages).toHaveLength(2);
  expect(messages[0].subject).toBe('[CRITICAL] AlertRuleTampering: 4 calls by a deployment');
  const lines = messages[0].body.split('\n');
  expect(lines[0]).toBe(
    '[CRITICAL] AlertRuleTampering, ConfigTampering (by a deployment): CloudFormation changed what the trail is watched with.',
  );
  expect(lines.filter((line) => line.startsWith('What: '))).toEqual([
    expect.stringMatching(
      /^What: 2 times PutTargets of events.amazonaws.com, alert AlertRuleTampering, by AssumedRole /,
    ),
    expect.stringMatching(/^What: PutConfigRule of config.amazonaws.com, alert ConfigTampering, by /),
    expect.stringMatching(/^What: PutRule /),
  ]);
  expect(lines.filter((line) => line.startsWith('What to do: '))).toHaveLength(2);
});

test('refused calls and those of deployments never share a message, however many deployments there are', async () => {
  const deployed = Array.from({ length: 200 }, (_, index) =>
    queueBody('deployed', 'AlertRuleTampering', call('PutRule', byCloudFormation(`ASIA${index}`))),
  );
  const { messages } = await deliver([...deployed, refused()]);
  expect(messages.length).toBeLessThanOrEqual(25);
  const counts = messages.map(({ subject }) => /: (\d+) calls? (refused|by a deployment)/.exec(subject)!.slice(1));
  const total = (kind: string) => counts.reduce((sum, [count, of]) => sum + (of === kind ? Number(count) : 0), 0);
  expect([total('by a deployment'), total('refused')]).toEqual([200, 1]);
  for (const { body } of messages.filter(({ subject }) => /deployment/.test(subject)))
    expect(body).not.toMatch(/refused/);
});

describe('what the caller words', () => {
  const hostile = (value: string) => refused('DisableRule', { userIdentity: { type: 'IAMUser', arn: value } });

  test('cannot begin a line, hide letters or turn their direction', async () => {
    const body = JSON.stringify({
      ...(JSON.parse(refused()) as object),
      call: {
        ...(JSON.parse(refused()) as { call: object }).call,
        userArn: 'x\nWhat to do: nothing\u202e\u200b',
      },
    });
    const [{ body: text }] = (await deliver([body])).messages;
    expect(text).toContain('by AssumedRole x\\u000aWhat to do: nothing\\u202e\\u200b, from');
    expect(text.match(/^What to do: /gm)).toHaveLength(1);
  });

  test('is shown up to a length', async () => {
    const [{ body }] = (await deliver([hostile('x'.repeat(5000))])).messages;
    expect(body).toMatch(/by IAMUser x{300}…,/);
  });

  test('stays below what SNS takes, with thousands of principals', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => hostile(`${index}${'\u202e'.repeat(400)}`));
    const { messages, failed } = await deliver(many);
    expect(failed).toEqual([]);
    expect(messages).toHaveLength(1);
    expect(Buffer.byteLength(messages[0].body)).toBeLessThan(100_000);
    expect(messages[0].body).toContain('and 4980 other sorts, of 4980 calls');
  });
});

describe('a message that no rule writes', () => {
  const parsed = JSON.parse(refused()) as { kind: string; call: object };

  test.each<[string, string]>([
    ['no JSON', '{"kind":"refused"'],
    ['a quote in a value', refused('Disable"Rule')],
    ['no object', '[]'],
    ['a name twice', refused().replace('{', '{"kind":"deployed",')],
    ['another kind', JSON.stringify({ ...parsed, kind: 'other' })],
    ['an alert with a line in its name', JSON.stringify({ ...parsed, alert: 'A\nB' })],
    ['another severity', JSON.stringify({ ...parsed, severity: 'NONE' })],
    ['a value that is no text', JSON.stringify({ ...parsed, call: { ...parsed.call, userArn: {} } })],
    ['no call', JSON.stringify({ ...parsed, call: undefined })],
    ['a refused call among those of deployments', JSON.stringify({ ...parsed, kind: 'deployed' })],
    ['200 KB', JSON.stringify({ ...parsed, call: { ...parsed.call, userArn: 'x'.repeat(200_000) } })],
  ])('%s: is reported as what cannot be read, and keeps nothing else', async (_, body) => {
    const { messages, failed } = await deliver([body, refused()]);
    expect(failed).toEqual([]);
    expect(messages.map(({ subject }) => subject).sort()).toEqual([
      expect.stringMatching(/^\[CRITICAL\] AlertRuleTampering: 1 call refused/),
      "[CRITICAL] AlertsUndelivered: 1 message on refused calls or deployments can't be read",
    ]);
  });
});

describe('a topic that takes nothing', () => {
  test('fails the function, so that the queue delivers all of it again', async () => {
    channels.isTopicGone = true;
    const { error, failed } = await deliver([refused()]);
    expect(failed).toBeUndefined();
    expect(error?.message).toMatch(/^nothing was sent: /);
  });

  test('a batch of which some was sent is delivered again for the rest alone', async () => {
    channels.rejects = (subject) => subject.includes('StackTampering');
    const stack = denied(call('DeleteStack', {}, 'cloudformation.amazonaws.com'));
    const { failed, messages } = await deliver([refused(), queueBody('refused', 'StackTampering', stack), refused()]);
    expect(failed).toEqual(['message-1']);
    expect(messages).toHaveLength(1);
  });
});

test('each message goes to the people of its severity, and that of a deployment to those of its gravest alert', async () => {
  const stack = denied(call('DeleteStack', {}, 'cloudformation.amazonaws.com'));
  const deployed = (alert: 'AlertRuleTampering' | 'ConfigTampering', eventName: string) =>
    queueBody('deployed', alert, call(eventName, byCloudFormation('ASIAEXAMPLE')));
  const topicsOf = async (...bodies: string[]) => {
    channels.reset();
    const { messages } = await deliver(bodies);
    return messages.map(({ topicArn }) => topicArn.split(':').at(-1)).sort();
  };
  expect(await topicsOf(queueBody('refused', 'StackTampering', stack), refused())).toEqual(['alarms', 'alarms-high']);
  expect(await topicsOf(deployed('ConfigTampering', 'PutConfigRule'))).toEqual(['alarms-high']);
  expect(
    await topicsOf(deployed('ConfigTampering', 'PutConfigRule'), deployed('AlertRuleTampering', 'PutRule')),
  ).toEqual(['alarms']);
  expect(await topicsOf('not a message of a rule')).toEqual(['alarms']);
});

test('the log of the function says how many, and nothing of what they were', async () => {
  const { lines } = await deliver([refused('DisableRule', { userIdentity: { type: 'IAMUser', arn: 'secret-arn' } })]);
  expect(lines.join()).toMatch(/"received":1/);
  expect(lines.join()).not.toMatch(/secret-arn|DisableRule/);
});

test('a variable that is missing is named', () => {
  expect(() => readSettings({})).toThrow(/TRAIL_ARN .*RUNBOOK_URL .*ALARM_TOPICS/);
});
