// The bundled reporter against CloudWatch Logs, DynamoDB and SNS on the loopback interface.
import { REPORT_METRICS } from '../../../lib/shared/contract';
import { denied, record, WHO, type CloudTrailRecord } from '../../../bin/cdk-organization-trail/verify/samples/record';
import { DAY, HOUR, MINUTE, openReportWorld, START, TOPICS, type ReportWorld } from './world';

const vpc = (fields: CloudTrailRecord = {}) =>
  record('ec2.amazonaws.com', 'DeleteVpc', { requestParameters: { vpcId: 'vpc-1' }, ...fields });
const group = (fields: CloudTrailRecord = {}) =>
  record('ec2.amazonaws.com', 'CreateSecurityGroup', { requestParameters: { groupName: 'web' }, ...fields });
const policy = (requestParameters: CloudTrailRecord) =>
  record('iam.amazonaws.com', 'AttachRolePolicy', { requestParameters });

let world: ReportWorld;

beforeAll(async () => {
  world = await openReportWorld();
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const bodies = () => world.messages().map(({ body }) => body);

describe('an alarm', () => {
  test('is reported with who did what, to those whom its severity concerns', async () => {
    world.record(START - 2 * MINUTE, vpc(), denied(vpc({ userIdentity: WHO.singleSignOn })));
    expect((await world.alarm('VpcChanges', START)).error).toBeUndefined();
    const [{ topicArn, subject, body }] = world.messages();
    expect([topicArn, subject]).toEqual([TOPICS.other, '[MEDIUM] VpcChanges: 2 events, organization-trail']);
    expect(body).toContain('1 x ec2.amazonaws.com DeleteVpc by mallory as role administrator of 111111111111\n');
    expect(body).toContain(
      'by alice@example.com as role AWSReservedSSO_Administrator_0123456789abcdef of 111111111111, refused (AccessDenied)',
    );
    expect(body).toContain(
      'Account 111111111111; Region eu-central-1; from 192.0.2.10\n  On vpcId vpc-1\n  2026-03-02T08:15:00Z',
    );
    expect(body).toContain('What to do: https://example.com/runbook#vpcchanges');
    expect(body).toContain('Saved query: organization-trail/VpcChanges');
  });

  test.each([
    ['StopLogging', 'CloudTrailChanges', TOPICS.CRITICAL],
    ['StopConfigurationRecorder', 'ConfigChanges', TOPICS.HIGH],
  ])('on %s goes to %s of its severity', async (eventName, filterName, topicArn) => {
    const source = filterName === 'ConfigChanges' ? 'config.amazonaws.com' : 'cloudtrail.amazonaws.com';
    world.record(START, record(source, eventName));
    await world.alarm(filterName, START);
    expect(world.messages()).toMatchObject([{ topicArn }]);
  });

  test('is about its own events, in its own time', async () => {
    world.record(START - 40 * MINUTE, vpc());
    world.record(START - 3 * MINUTE, group());
    await world.alarm('VpcChanges', START);
    expect(world.logGroup.searches).toEqual([{ from: START - 16 * MINUTE, to: START }]);
    expect(bodies()).toEqual([expect.stringContaining('The search found no event')]);
  });

  test('whose search finds nothing is reported once an hour', async () => {
    for (const minutes of [0, 10, 59, 61]) await world.alarm('VpcChanges', START + minutes * MINUTE);
    expect(bodies()).toHaveLength(2);
  });

  test('is found behind pages without an event', async () => {
    world.logGroup.emptyPages = 3;
    world.record(START - MINUTE, vpc());
    await world.alarm('VpcChanges', START);
    expect(bodies()).toEqual([expect.stringContaining('1 x ec2.amazonaws.com DeleteVpc')]);
  });

  test('is found where searches are throttled', async () => {
    world.logGroup.fault = { code: 'ThrottlingException', times: 2 };
    world.record(START - MINUTE, vpc());
    expect((await world.alarm('VpcChanges', START)).error).toBeUndefined();
    expect(bodies()).toHaveLength(1);
  });

  test('of 5,000 events by many principals is one message that SNS takes', async () => {
    const people = Array.from({ length: 5000 }, (_, index) =>
      vpc({ userIdentity: { type: 'IAMUser', userName: `user-${index % 1000}`, accountId: '333333333333' } }),
    );
    world.record(START - MINUTE, ...people);
    expect((await world.alarm('VpcChanges', START)).error).toBeUndefined();
    const [{ subject, body }, ...others] = world.messages();
    expect([others, subject]).toEqual([[], '[MEDIUM] VpcChanges: 5000 events, organization-trail']);
    expect(body).toContain('and 950 groups more, in the saved query');
    expect(Buffer.byteLength(body)).toBeLessThan(262_144);
  });

  test('that there is no time to search to the end says so', async () => {
    world.logGroup.pageSize = 1;
    world.record(START - MINUTE, vpc(), vpc(), vpc());
    await world.alarm('VpcChanges', START, 'ALARM', 30_000);
    expect(bodies()).toEqual([expect.stringContaining('The search did not come to its end in time')]);
  });

  test('does nothing to whoever reads it, whatever its events hold', async () => {
    const evil = 'x\u001b[31m\r\nSubject: fake\u202egnp.exe\u0000\ud800<b>';
    const userIdentity = { type: 'AssumedRole', arn: `arn:aws:sts::1:assumed-role/r/${evil}`, accountId: evil };
    world.record(
      START - MINUTE,
      vpc({ userIdentity, sourceIPAddress: evil, awsRegion: evil, eventTime: evil, errorCode: evil }),
      vpc({ requestParameters: { vpcId: evil, blob: 'p'.repeat(200_000) }, userAgent: 'secret-agent' }),
    );
    world.logGroup.lines.push({ timestamp: START - MINUTE, message: 'not JSON' });
    await world.alarm('VpcChanges', START);
    const [body] = bodies();
    expect(body).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|^Subject: fake|ppp|secret-agent/m);
    expect(body).toContain('x\\u001b[31m\\u000d\\u000aSubject: fake\\u202egnp.exe\\u0000\\ud800<b>');
    expect(body).toContain('1 line of the log group could not be read as an event.');
    expect(body.length).toBeLessThan(4000);
  });

  test.each([
    ['the log group', () => void (world.logGroup.fault = { code: 'ResourceNotFoundException', times: 99 })],
    ['the right to search', () => void (world.logGroup.fault = { code: 'AccessDeniedException', times: 99 })],
    ['its metric filter', () => void (world.logGroup.filters = [])],
    ['the topic', () => void (world.channels.isTopicGone = true)],
    ['the table', () => void (world.table.fault = 'throttled')],
  ])('that can not be reported without %s fails, and is not marked as handled', async (_, takeAway) => {
    world.record(START - MINUTE, vpc());
    takeAway();
    const { error } = await world.alarm('VpcChanges', START);
    expect(error).toBeDefined();
    world.table.fault = undefined;
    expect(await handled('VpcChanges')).toBeUndefined();
  });

  test('of another trail is rejected', async () => {
    expect((await world.invoke({ Records: [{ Sns: { Message: '{"AlarmName":"x"}' } }] }, START)).error).toBeDefined();
  });

  test('is marked as handled', async () => {
    world.record(START - MINUTE, vpc());
    const { lines } = await world.alarm('VpcChanges', START);
    expect(await handled('VpcChanges')).toMatch(/^2026-03-02T08:20:00\.\d{3}Z$/);
    expect(lines.join()).toContain(`"${REPORT_METRICS.alarms}":1`);
  });

  test('that is over is reported only where people asked for it', async () => {
    await world.alarm('RouteTableChanges', START, 'OK');
    expect(bodies()).toEqual([]);
    await world.alarm('VpcChanges', START, 'OK');
    expect(world.messages()).toMatchObject([{ subject: 'OK: VpcChanges, organization-trail' }]);
  });
});

describe('an alarm that stays on or comes again', () => {
  test('is reported at most hourly of the same principal and call, with what is new', async () => {
    world.record(START - MINUTE, vpc());
    await world.alarm('VpcChanges', START);
    world.record(START + 10 * MINUTE, vpc(), vpc());
    await world.alarm('VpcChanges', START + 11 * MINUTE);
    for (const minutes of [15, 30, 45]) await world.tick(START + minutes * MINUTE);
    expect(ofAlarms()).toHaveLength(1);
    await world.tick(START + 61 * MINUTE);
    expect(ofAlarms()).toHaveLength(2);
    expect(ofAlarms()[1]).toContain('2 x ec2.amazonaws.com DeleteVpc');
    await world.tick(START + 2 * HOUR);
    expect(ofAlarms()).toHaveLength(2);
  });

  test('is reported at once of another principal', async () => {
    world.record(START - MINUTE, vpc());
    await world.alarm('VpcChanges', START);
    world.record(START + MINUTE, vpc(), vpc({ userIdentity: WHO.user }));
    await world.tick(START + 15 * MINUTE);
    expect(ofAlarms()[1]).toContain('user bob');
    expect(ofAlarms()[1]).not.toContain('mallory');
  });

  test('is followed while it is on, and no more when it is over', async () => {
    world.record(START - MINUTE, vpc());
    await world.alarm('VpcChanges', START);
    await world.alarm('VpcChanges', START + 5 * MINUTE, 'OK');
    world.record(START + 2 * HOUR, vpc());
    await world.tick(START + 2 * HOUR + MINUTE);
    expect(ofAlarms()).toHaveLength(1);
  });

  test('is reported on the hour also when it was over before', async () => {
    world.record(START - MINUTE, vpc());
    await world.alarm('VpcChanges', START);
    world.record(START + 10 * MINUTE, vpc());
    await world.alarm('VpcChanges', START + 11 * MINUTE);
    await world.alarm('VpcChanges', START + 16 * MINUTE, 'OK');
    await world.tick(START + 61 * MINUTE);
    expect(ofAlarms()).toHaveLength(2);
  });

  const ofAlarms = () => world.messages().flatMap(({ subject, body }) => (subject.startsWith('[') ? [body] : []));
});

describe('a filter of the daily digest', () => {
  const alerts = () => world.messages().filter(({ subject }) => subject.startsWith('['));
  const digests = () => world.messages().filter(({ subject }) => subject.startsWith('Daily digest'));

  test('is reported of the first such call of a principal, and again after 30 days', async () => {
    for (const days of [0, 1, 29, 60]) {
      const now = START + days * DAY;
      world.record(now - MINUTE, group());
      await world.alarm('SecurityGroupChanges', now);
      await world.alarm('SecurityGroupChanges', now + 5 * MINUTE, 'OK');
    }
    expect(alerts().map(({ body }) => body.includes('first such call of this principal in 30 days'))).toEqual([
      true,
      true,
    ]);
  });

  test('is reported at once of administrator rights, and not of others', async () => {
    const given = (policyArn: string) => policy({ roleName: 'r', policyArn });
    world.record(START - MINUTE, given('arn:aws:iam::aws:policy/ReadOnlyAccess'));
    await world.alarm('IamPolicyChanges', START);
    world.record(START + 5 * MINUTE, given('arn:aws:iam::aws:policy/ReadOnlyAccess'));
    await world.alarm('IamPolicyChanges', START + 6 * MINUTE);
    expect(alerts()).toHaveLength(1);
    world.record(START + 10 * MINUTE, given('arn:aws:iam::aws:policy/AdministratorAccess'));
    await world.alarm('IamPolicyChanges', START + 11 * MINUTE);
    expect(alerts()[1].body).toContain('Note: administrator rights');
  });

  test('is reported at once of a resource of the trail', async () => {
    for (const [minutes, groupName] of [
      [0, 'web'],
      [10, 'organization-trail-x'],
    ] as const) {
      world.record(START + minutes * MINUTE, group({ requestParameters: { groupName } }));
      await world.alarm('SecurityGroupChanges', START + minutes * MINUTE + MINUTE);
    }
    expect(alerts()[1].body).toContain('Note: resource of the trail');
  });

  test('is counted for the day by principal and account, once each', async () => {
    const due = Date.UTC(2026, 2, 3, 7);
    await world.tick(START - HOUR);
    const others = { type: 'IAMUser', userName: 'carol', accountId: '333333333333' };
    for (const hours of [0, 1, 2]) {
      const now = START + hours * HOUR;
      world.record(now - MINUTE, group(), group({ userIdentity: others, recipientAccountId: '333333333333' }));
      await world.alarm('SecurityGroupChanges', now);
      await world.alarm('SecurityGroupChanges', now + MINUTE);
    }
    await world.tick(due - MINUTE);
    expect(digests()).toHaveLength(1);
    const { lines } = await world.tick(due + MINUTE);
    const [, { topicArn, subject, body }] = digests();
    expect([topicArn, subject]).toEqual([TOPICS.other, 'Daily digest: 4 events, organization-trail']);
    expect(body).toContain(
      'SecurityGroupChanges:\n' +
        '  2 x ec2.amazonaws.com CreateSecurityGroup by mallory as role administrator of 111111111111 in 111111111111\n' +
        '  2 x ec2.amazonaws.com CreateSecurityGroup by user carol of 333333333333 in 333333333333',
    );
    expect(lines.join()).toContain(`"${REPORT_METRICS.digests}":1`);
  });
});

describe('the daily digest', () => {
  const subjects = () => world.messages().map(({ subject }) => subject);

  test('comes at once after a deployment, and then every day, also with nothing in it', async () => {
    for (const now of [START, START + HOUR, START + 22 * HOUR, START + 23 * HOUR, START + 2 * DAY])
      await world.tick(now);
    expect(subjects()).toEqual(Array.from({ length: 3 }, () => 'Daily digest: 0 events, organization-trail'));
    expect(bodies()[0]).toContain('There were none.');
  });

  test('of days that were missed comes later', async () => {
    await world.tick(START);
    await world.tick(START + 3 * DAY);
    expect(bodies().map((body) => /from (\S+)T07/.exec(body)?.[1])).toEqual([
      ...['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'],
    ]);
  });

  test('that SNS did not take is sent again', async () => {
    world.channels.isTopicGone = true;
    const { error, lines } = await world.tick(START);
    expect(error).toBeDefined();
    expect(lines.join()).not.toContain(REPORT_METRICS.digests);
    world.channels.isTopicGone = false;
    await world.tick(START + 15 * MINUTE);
    expect(subjects()).toHaveLength(1);
  });

  test('comes also where an alarm can not be followed', async () => {
    world.record(START - MINUTE, vpc());
    await world.alarm('VpcChanges', START);
    world.logGroup.fault = { code: 'AccessDeniedException', times: 99 };
    expect((await world.tick(START + MINUTE)).error?.message).toContain('not all was followed');
    expect(subjects().filter((subject) => subject.startsWith('Daily digest'))).toHaveLength(1);
    expect(bodies().at(-1)).toContain('Alarms that are on: organization-trail-VpcChanges');
  });
});

test('a function that was set up wrongly says all that is wrong', async () => {
  const wrong = await openReportWorld({ OWN_NAMES: '{}', DIGEST_HOUR: 'x', ALARM_TOPICS: '[]' });
  const { error } = await wrong.tick(START);
  await wrong.close();
  for (const name of ['OWN_NAMES', 'DIGEST_HOUR', 'ALARM_TOPICS']) expect(error?.message).toContain(name);
});

async function handled(filterName: string): Promise<string | undefined> {
  const items = await world.table.items();
  return items.find(({ sk }) => sk.S === `organization-trail-${filterName}`)?.handledAt?.S;
}
