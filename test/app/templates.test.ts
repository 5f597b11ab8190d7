import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { CONTEXT_KEY, readConfiguration } from '../../bin/app-configuration';
import type { AppConfiguration } from '../../bin/app-configuration';
import { expectRetention } from '../support/retention';
import { warnings } from '../support/stacks';
import { LAYOUTS, stacksOf, templatesOf } from './layouts';

interface BucketProperties {
  readonly BucketName: string;
  readonly BucketNamespace?: string;
}

const flags = JSON.parse(
  readFileSync(path.join(__dirname, '../../node_modules/aws-cdk-lib-newest/recommended-feature-flags.json'), 'utf8'),
) as Record<string, unknown>;
const TWO_ACCOUNTS = LAYOUTS['management account and log archive account'];

describe.each(Object.entries(LAYOUTS))('%s', (_, configuration) => {
  const templates = templatesOf(configuration);

  test.each([...templates])('%s refers to no other stack', (_name, template) => {
    expect(JSON.stringify(template)).not.toMatch(/Fn::GetStackOutput|Fn::ImportValue|"Export"/);
  });

  test.each([...templates])('of %s evidence is kept, and all else goes with the stack', (_name, template) => {
    expectRetention(template);
  });

  test('nothing is warned of', () => {
    const messages = [...stacksOf(configuration).values()].flatMap((stack) =>
      stack.node.findAll().flatMap(({ node }) => node.metadata.filter(({ type }) => type === 'aws:cdk:warning')),
    );
    expect(messages.map(({ data }) => data)).toEqual([]);
  });
});

test('the archive is deployed before the trail', () => {
  const stacks = stacksOf(TWO_ACCOUNTS);
  const archive = stacks.get('OrganizationTrail-LogArchive')!;
  const trail = stacks.get('OrganizationTrail-Trail')!;
  expect(trail.dependencies).toContain(archive);
  expect([archive.account, trail.account]).toEqual(['222222222222', '111111111111']);
});

test('a single account has both in that account', () => {
  const stacks = stacksOf(LAYOUTS['management account alone']);
  expect(new Set([...stacks.values()].map(({ account }) => account))).toEqual(new Set(['111111111111']));
});

test('the configuration reaches the archive', () => {
  const template = templatesOf({
    ...TWO_ACCOUNTS,
    retentionDays: 800,
    lockMode: 'COMPLIANCE',
    complianceLockAcknowledged: 'asked for by the auditors',
    lockDays: 500,
  }).get('OrganizationTrail-LogArchive')!;
  template.hasResourceProperties('AWS::S3::Bucket', {
    ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'COMPLIANCE', Days: 500 } } },
  });
});

test('the ARN of the key reaches the trail', () => {
  const encryptionKeyArn = 'arn:aws:kms:us-east-1:222222222222:key/1b4b1c4e-0000-4000-8000-000000000000';
  const template = templatesOf({ ...TWO_ACCOUNTS, encryptionKeyArn }).get('OrganizationTrail-Trail')!;
  template.hasResourceProperties('AWS::CloudTrail::Trail', { KMSKeyId: encryptionKeyArn });
});

describe('validation', () => {
  const VALIDATION = 'OrganizationTrail-DigestValidation';
  const ON_CALL = 'arn:aws:iam::222222222222:role/on-call';
  const validation = (changes: Partial<AppConfiguration> = {}) =>
    JSON.stringify(
      templatesOf({ ...TWO_ACCOUNTS, ...changes })
        .get(VALIDATION)!
        .toJSON(),
    );

  test('notifies Security Hub, unless that is switched off', () => {
    expect(validation()).toContain('securityhub:BatchImportFindings');
    expect(validation({ securityHub: true })).toEqual(validation());
    expect(validation({ securityHub: false })).not.toContain('securityhub:BatchImportFindings');
  });

  test('lets the roles acknowledge that are named, and nobody takes them over', () => {
    const changes = { acknowledgerRoleArns: [ON_CALL] };
    expect(validation(changes)).toContain(ON_CALL);
    const stacks = templatesOf({ ...TWO_ACCOUNTS, ...changes });
    const policies = Object.values(
      stacks.get('OrganizationTrail-Guardrail')!.findResources('AWS::Organizations::Policy'),
    );
    const statements = policies.flatMap(
      ({ Properties }) =>
        (Properties as { Content: { Statement: { Sid: string; Resource: string[] }[] } }).Content.Statement,
    );
    expect(statements.find(({ Sid }) => Sid === 'GuardRoles')!.Resource).toContain(ON_CALL);
  });

  test.each([
    ['nobody', { breakGlassRoleArns: undefined }, 1],
    ['a role', { breakGlassRoleArns: undefined, acknowledgerRoleArns: [ON_CALL] }, 0],
  ])('warns where %s may acknowledge', (_, changes, count) => {
    const stack = stacksOf({ ...TWO_ACCOUNTS, ...changes }).get(VALIDATION)!;
    expect(warnings(stack, 'nobody can acknowledge a finding')).toHaveLength(count);
  });
});

test.each([
  [true, 'account-regional'],
  [false, undefined],
])('account-regional names of buckets: %j', (accountRegionalBucketNames, namespace) => {
  const configuration = { ...LAYOUTS['management account alone'], accountRegionalBucketNames };
  const buckets = [...templatesOf(configuration).values()].flatMap((template) =>
    Object.values(template.findResources('AWS::S3::Bucket')).map(({ Properties }) => Properties as BucketProperties),
  );
  expect(buckets.length).toBeGreaterThan(4);
  expect(new Set(buckets.map(({ BucketNamespace }) => BucketNamespace))).toEqual(new Set([namespace]));
  for (const { BucketName } of buckets)
    expect(BucketName.endsWith('-111111111111-us-east-1-an')).toBe(namespace !== undefined);
});

test('the configuration in cdk.json is well formed', () => {
  const { context } = JSON.parse(readFileSync(path.join(__dirname, '../../cdk.json'), 'utf8')) as {
    context: Record<string, unknown>;
  };
  expect(readConfiguration(context[CONTEXT_KEY])).toMatchObject({ organizationId: 'o-exampleorgid' });
});

test('the templates of the app', () => {
  const templates = templatesOf(TWO_ACCOUNTS, { context: flags });
  expect(
    Object.fromEntries([...templates].map(([name, template]) => [name, template.toJSON() as unknown])),
  ).toMatchSnapshot();
});
