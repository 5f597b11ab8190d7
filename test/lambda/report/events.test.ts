// What is taken from an event, and how events are put together.
import { toActivity } from '../../../lambda/report/events/activity';
import { valueAt } from '../../../lambda/report/events/fields';
import { byPrincipalAndCall, toGroup } from '../../../lambda/report/events/groups';
import {
  denied,
  record,
  signIn,
  WHO,
  type CloudTrailRecord,
} from '../../../bin/cdk-organization-trail/verify/samples/record';

const OWN = ['organization-trail', 'trail-logs-222222222222'];

function activityOf(event: CloudTrailRecord, timestamp = 1) {
  return toActivity({ timestamp, message: JSON.stringify(event) }, OWN)!;
}

const createUser = (fields: CloudTrailRecord = {}) =>
  record('iam.amazonaws.com', 'TagUser', { requestParameters: { userName: 'carol' }, ...fields });

describe('who acts', () => {
  const session = (fields: CloudTrailRecord) => ({ ...WHO.role, ...fields });
  test.each<[string, CloudTrailRecord, string]>([
    ['the root user', WHO.root, 'the root user of 111111111111'],
    ['a user', WHO.user, 'user bob of 111111111111'],
    [
      'the person behind a session',
      WHO.singleSignOn,
      'alice@example.com as role AWSReservedSSO_Administrator_0123456789abcdef of 111111111111',
    ],
    [
      'the source identity before the name of the session, which its holder chose',
      session({ sessionContext: { ...WHO.role.sessionContext, sourceIdentity: 'carol' } }),
      'carol / mallory as role administrator of 111111111111',
    ],
    [
      'a session through a service',
      session({ invokedBy: 'cloudformation.amazonaws.com' }),
      'mallory as role administrator through cloudformation.amazonaws.com of 111111111111',
    ],
    ['a service', { type: 'AWSService', invokedBy: 'config.amazonaws.com' }, 'the service config.amazonaws.com'],
    [
      'another account',
      { type: 'AWSAccount', accountId: '999999999999', principalId: 'AROAX:x' },
      'account 999999999999 (AROAX:x)',
    ],
    ['what is not known', { type: 'Unknown' }, 'Unknown unknown'],
    ['nobody', {}, 'identity unknown'],
  ])('is %s', (_, userIdentity, shown) => {
    expect(activityOf(createUser({ userIdentity })).principal).toBe(shown);
  });
});

describe('an event', () => {
  test('gives its fixed fields', () => {
    expect(activityOf(denied(createUser()), 7)).toEqual({
      received: 7,
      time: '2026-03-02T08:15:00Z',
      principal: 'mallory as role administrator of 111111111111',
      call: 'iam.amazonaws.com TagUser',
      accountId: '111111111111',
      region: 'eu-central-1',
      address: '192.0.2.10',
      resources: [],
      errorCode: 'AccessDenied',
      urgency: [],
    });
  });

  test('names what it is about, and nothing else of its parameters', () => {
    const requestParameters = { userName: 'carol', password: 'secret', tags: [{ key: 'x', value: 'secret' }] };
    const activity = activityOf(createUser({ requestParameters }));
    expect(activity.resources).toEqual(['userName carol']);
    expect(JSON.stringify(activity)).not.toContain('secret');
  });

  test('names the resources that CloudTrail lists', () => {
    expect(activityOf(createUser({ resources: [{ ARN: 'arn:aws:s3:::b', type: 'x' }, {}] })).resources).toEqual([
      'arn:aws:s3:::b',
    ]);
  });

  test('of the console is refused where the response says so', () => {
    expect(activityOf(signIn('ConsoleLogin', 'Failure')).errorCode).toBe('Failure');
    expect(activityOf(signIn('ConsoleLogin', 'Success')).errorCode).toBeUndefined();
  });

  test.each(['', '[]', 'null', '"text"', '{"eventName":1}', '{', `${'['.repeat(200_000)}`])(
    'is none of %#',
    (message) => {
      expect(toActivity({ timestamp: 0, message }, OWN)).toBeUndefined();
    },
  );

  test('with names that objects inherit has none of their values', () => {
    expect(valueAt({}, 'constructor')).toBeUndefined();
    expect(valueAt({ constructor: 'own' }, 'constructor')).toBe('own');
  });
});

describe('people are notified at once of', () => {
  const iam = (eventName: string, requestParameters: CloudTrailRecord = {}) =>
    record('iam.amazonaws.com', eventName, { requestParameters });
  const everything = JSON.stringify({ Statement: { Effect: 'Allow', Action: ['s3:GetObject', '*'], Resource: '*' } });
  const some = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] });
  const noneOfAll = JSON.stringify({ Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] });
  const administrator = { policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' };

  test.each<[string, CloudTrailRecord, string[]]>([
    ['an access key', iam('CreateAccessKey'), ['new credentials']],
    ['MFA taken away', iam('DeactivateMFADevice'), ['new credentials']],
    ['administrator rights', iam('AttachRolePolicy', administrator), ['administrator rights']],
    ['a document that allows all', iam('PutUserPolicy', { policyDocument: everything }), ['administrator rights']],
    ['a document that nobody can read', iam('CreatePolicyVersion', { policyDocument: '{' }), ['administrator rights']],
    [
      'all but some',
      iam('CreatePolicy', { policyDocument: JSON.stringify({ Statement: { Effect: 'Allow', NotAction: 'x:y' } }) }),
      ['administrator rights'],
    ],
    ['who may assume a role', iam('UpdateAssumeRolePolicy'), ['change of the trust of a role']],
    [
      'a role of the trail',
      iam('DetachRolePolicy', { roleName: 'Organization-Trail-repair' }),
      ['resource of the trail'],
    ],
    [
      'its bucket, however deep',
      iam('X', { a: [{ b: 'arn:aws:s3:::trail-logs-222222222222' }] }),
      ['resource of the trail'],
    ],
    ['nothing else', iam('PutUserPolicy', { policyDocument: some }), []],
    ['no rights that are taken', iam('PutUserPolicy', { policyDocument: noneOfAll }), []],
    [
      'no policy of AWS for reading',
      iam('AttachRolePolicy', { policyArn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }),
      [],
    ],
    ['no call of that name elsewhere', record('other.amazonaws.com', 'CreateAccessKey'), []],
    ['no name within another', iam('X', { roleName: 'my-organization-trail' }), []],
  ])('%s', (_, event, urgency) => {
    expect(activityOf(event).urgency).toEqual(urgency);
  });

  test('parameters that are nested to hide something', () => {
    const nested = Array.from({ length: 30 }).reduce<CloudTrailRecord>((inner) => ({ inner }), {});
    expect(activityOf(iam('X', nested)).urgency).toEqual(['resource of the trail']);
  });
});

describe('a group', () => {
  const events = [
    createUser(),
    denied(createUser({ eventTime: '2026-03-02T08:10:00Z', sourceIPAddress: '192.0.2.11' })),
    createUser({ userIdentity: WHO.user }),
    record('iam.amazonaws.com', 'CreateAccessKey', { userIdentity: WHO.user }),
  ];
  const groups = byPrincipalAndCall(events.map((event, index) => activityOf(event, index))).map(toGroup);

  test('is of one principal and call, the urgent first', () => {
    expect(groups.map(({ principal, call, count }) => [principal, call, count])).toEqual([
      ['user bob of 111111111111', 'iam.amazonaws.com CreateAccessKey', 1],
      ['mallory as role administrator of 111111111111', 'iam.amazonaws.com TagUser', 2],
      ['user bob of 111111111111', 'iam.amazonaws.com TagUser', 1],
    ]);
  });

  test('has what its events have', () => {
    expect(groups[1]).toMatchObject({
      refused: 1,
      errorCodes: { values: ['AccessDenied'], hasMore: false },
      addresses: { values: ['192.0.2.10', '192.0.2.11'], hasMore: false },
      first: '2026-03-02T08:10:00Z',
      last: '2026-03-02T08:15:00Z',
      received: 1,
    });
  });

  test('is of bounded size', () => {
    const many = Array.from({ length: 5000 }, (_, index) => createUser({ sourceIPAddress: `192.0.2.${index}` }));
    const [group] = byPrincipalAndCall(many.map((event) => activityOf(event))).map(toGroup);
    expect([group.count, group.addresses.values.length, group.addresses.hasMore]).toEqual([5000, 5, true]);
  });
});
