import { Aws, Stack } from 'aws-cdk-lib';
import { TrailIdentity, type OrganizationTrailIdentityProps } from '../../../lib';
import { PARTITIONS } from '../../../lib/shared/partitions';
import { RULES } from '../../../lib/shared/rules';
import { ORGANIZATION, organizationTrail } from '../../support/stacks';

describe('the address of a runbook', () => {
  const withRunbook = (runbookUrl: string) => () => organizationTrail({ runbookUrl });

  test.each([
    'https://wiki.example.com',
    'https://wiki.example.com/spaces/SEC/pages/123/CloudTrail?x=1',
    Aws.URL_SUFFIX,
    `https://wiki.${Aws.URL_SUFFIX}/cloudtrail`,
  ])('%s', (url) => {
    expect(withRunbook(url)).not.toThrow();
  });

  test.each([
    'http://wiki.example.com',
    'https://user:password@wiki.example.com',
    'https://wiki.example.com/cloudtrail#section',
    'https://wiki.example.com/"',
    'https://wiki.example.com/<eventName>',
    'https://wiki.example.com/a b',
    `https://wiki.example.com/${'r'.repeat(176)}`,
    '',
  ])('not %j', (url) => {
    expect(withRunbook(url)).toThrow(/runbookUrl: got .+ expected an address of at most 200 characters/);
  });
});

describe('the roles of every partition', () => {
  test.each(PARTITIONS.map(({ name }) => name))('%s', (partition) => {
    expect(RULES.breakGlassRoleArn.pattern.test(`arn:${partition}:iam::111111111111:role/break-glass`)).toBe(true);
    expect(RULES.breakGlassRoleArn.pattern.test(`arn:${partition}x:iam::111111111111:role/break-glass`)).toBe(false);
  });
});

describe('the names of an organization trail', () => {
  const trail = organizationTrail();

  test.each<[keyof TrailIdentity, unknown]>([
    ['partition', 'aws'],
    ['isOrganizationTrail', true],
    ['trailArn', 'arn:aws:cloudtrail:us-east-1:111111111111:trail/organization-trail'],
    ['logBucketArn', 'arn:aws:s3:::trail-logs-222222222222-us-east-1'],
    ['accessLogBucketArn', 'arn:aws:s3:::trail-logs-222222222222-us-east-1-access-logs'],
    ['evidenceBucketArn', 'arn:aws:s3:::trail-logs-222222222222-us-east-1-evidence'],
    ['keyAliasArn', 'arn:aws:kms:us-east-1:222222222222:alias/organization-trail'],
    ['logGroupArn', 'arn:aws:logs:us-east-1:111111111111:log-group:/aws/cloudtrail/organization-trail'],
    ['logRoleArn', 'arn:aws:iam::111111111111:role/organization-trail-log-delivery'],
    ['deliveryPaths', ['AWSLogs/111111111111', 'AWSLogs/o-exampleorgid']],
  ])('%s', (name, expected) => {
    expect(trail[name]).toEqual(expected);
  });

  test('the prefix is on both delivery paths', () => {
    expect(organizationTrail({ keyPrefix: 'security/trail' }).deliveryPaths).toEqual([
      'security/trail/AWSLogs/111111111111',
      'security/trail/AWSLogs/o-exampleorgid',
    ]);
  });

  test('a period, which an alias can not have, becomes a dash', () => {
    expect(organizationTrail({ trailName: 'org.trail' }).keyAliasName).toBe('alias/org-trail');
  });
});

test.each<[Partial<OrganizationTrailIdentityProps>, keyof TrailIdentity, string]>([
  [{ evidenceBucketName: 'evidence' }, 'evidenceBucketArn', 'arn:aws:s3:::evidence'],
  [{ logGroupName: '/trail' }, 'logGroupArn', 'arn:aws:logs:us-east-1:111111111111:log-group:/trail'],
])('a name that was chosen, %p, is part of %s', (names, arn, expected) => {
  expect(organizationTrail(names)[arn]).toBe(expected);
});

describe('names of the own namespace of an account', () => {
  const trail = organizationTrail({ accountRegionalBucketNames: true });
  const ENDING = '-222222222222-us-east-1-an';

  test.each<[keyof TrailIdentity, string]>([
    ['logBucketName', `trail-logs${ENDING}`],
    ['accessLogBucketName', `trail-logs-access-logs${ENDING}`],
    ['evidenceBucketName', `trail-logs-evidence${ENDING}`],
  ])('%s', (name, expected) => {
    expect(trail[name]).toBe(expected);
  });

  test('the names of other buckets follow a name that was chosen', () => {
    const { evidenceBucketName } = organizationTrail({ logBucketName: `audit${ENDING}` });
    expect(evidenceBucketName).toBe(`audit-evidence${ENDING}`);
  });

  test.each<[Partial<OrganizationTrailIdentityProps>, RegExp]>([
    [{ logBucketName: 'audit-an' }, /logBucketName: got "audit-an", expected a name that ends with "-222222222222-us/],
    [{ logBucketName: 'audit-333333333333-us-east-1-an' }, /logBucketName: got "audit-333333333333-us-east-1-an"/],
    [{ evidenceBucketName: 'audit-222222222222-us-east-2-an' }, /evidenceBucketName: got "audit-222222222222-us-east/],
    [{ logBucketName: 'audit', accountRegionalBucketNames: true }, /logBucketName: got "audit", .* is on/],
  ])('not %j', (names, message) => {
    expect(() => organizationTrail(names)).toThrow(message);
  });

  test.each([Aws.ACCOUNT_ID, `audit-${Aws.ACCOUNT_ID}-an`])('a token passes: %s', (logBucketName) => {
    expect(() => organizationTrail({ logBucketName })).not.toThrow();
  });
});

describe('the trail of an account', () => {
  const trail = TrailIdentity.account({ accountId: '111111111111', homeRegion: 'eu-west-1' });

  test('has no organization and one delivery path', () => {
    expect(trail.isOrganizationTrail).toBe(false);
    expect(trail.organizationId).toBeUndefined();
    expect(trail.deliveryPaths).toEqual(['AWSLogs/111111111111']);
  });

  test('keeps its archive in the same account', () => {
    expect(trail.logArchiveAccountId).toBe('111111111111');
  });
});

test.each([
  ['eu-central-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
])('the partition of %s is %s, in every ARN', (homeRegion, partition) => {
  const trail = organizationTrail({ homeRegion });
  for (const arn of [trail.trailArn, trail.logBucketArn, trail.keyAliasArn, trail.logGroupArn, trail.logRoleArn]) {
    expect(arn).toMatch(new RegExp(`^arn:${partition}:`));
  }
});

describe('what is rejected', () => {
  test.each<[string, Partial<OrganizationTrailIdentityProps>, string]>([
    [
      'an organization id that is malformed',
      { organizationId: 'r-exampleroot' },
      'organizationId: got "r-exampleroot"',
    ],
    ['an account id that lost its zeros', { managementAccountId: '1234' }, 'managementAccountId: got "1234"'],
    ['an archive account that is no account', { logArchiveAccountId: 'archive' }, 'logArchiveAccountId: got "archive"'],
    ['a Region that is none', { homeRegion: 'virginia' }, 'homeRegion: got "virginia"'],
    ['a trail name of two characters', { trailName: 'ab' }, 'trailName: got "ab"'],
    ['a trail name with a space', { trailName: 'my trail' }, 'trailName: got "my trail"'],
    ['a trail name with two dashes in a row', { trailName: 'my--trail' }, 'trailName: got "my--trail"'],
    ['a trail name like an IP address', { trailName: '192.168.5.4' }, 'trailName: got "192.168.5.4"'],
    ['a prefix with a slash at its end', { keyPrefix: 'logs/' }, 'keyPrefix: got "logs/"'],
    ['a prefix that looks like the path below it', { keyPrefix: 'AWSLogs' }, 'keyPrefix: got "AWSLogs"'],
    ['an empty prefix', { keyPrefix: '' }, 'keyPrefix: got ""'],
    ['a bucket name with capitals', { logBucketName: 'Trail-Logs' }, 'logBucketName: got "Trail-Logs"'],
    [
      'a bucket name whose access-log bucket has none left',
      { logBucketName: 'b'.repeat(60) },
      'accessLogBucketName: got',
    ],
    ['an alias without its prefix', { keyAliasName: 'trail' }, 'keyAliasName: got "trail"'],
    ['an alias of AWS', { keyAliasName: 'alias/aws/s3' }, 'keyAliasName: got "alias/aws/s3"'],
    ['a role name that gets too long', { trailName: 't'.repeat(60) }, 'logRoleName: got'],
    ['a partition of another Region', { partition: 'aws-cn' }, 'partition: got "aws-cn", expected "aws"'],
    ['a partition that this library was not made for', { partition: 'aws-xx' }, 'partition: got "aws-xx"'],
  ])('%s', (_, changes, message) => {
    expect(() => organizationTrail(changes)).toThrow(message);
  });

  test('an organization trail without its organization', () => {
    const { organizationId, ...others } = ORGANIZATION;
    expect(organizationId).toBeDefined();
    expect(() => TrailIdentity.organization(others as OrganizationTrailIdentityProps)).toThrow(
      'organizationId: got nothing',
    );
  });

  test('everything that is wrong, in one error that says what to do', () => {
    expect(() => organizationTrail({ organizationId: 'x', homeRegion: 'y', trailName: 'z' })).toThrow(
      /has 3 problems:[^]*homeRegion[^]*organizationId[^]*describe-organization[^]*trailName/,
    );
  });
});

test('what is known at deployment only is let through', () => {
  const stack = new Stack();
  const trail = TrailIdentity.organization({
    organizationId: Aws.STACK_NAME,
    managementAccountId: Aws.ACCOUNT_ID,
    homeRegion: Aws.REGION,
    partition: Aws.PARTITION,
  });
  expect(stack.resolve(trail.trailArn)).toEqual({
    'Fn::Join': [
      '',
      [
        'arn:',
        { Ref: 'AWS::Partition' },
        ':cloudtrail:',
        { Ref: 'AWS::Region' },
        ':',
        { Ref: 'AWS::AccountId' },
        ':trail/organization-trail',
      ],
    ],
  });
});
