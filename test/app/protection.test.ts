import type { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import type { AppConfiguration } from '../../bin/app-configuration';
import { LAYOUTS, stacksOf, templatesOf } from './layouts';

const [, configuration] = Object.entries(LAYOUTS)[0];
const { managementAccountId, logArchiveAccountId } = configuration;
const roleIn = (accountId: string | undefined) => `arn:aws:iam::${accountId}:role/pipeline`;

function stack(name: string, changes: Partial<AppConfiguration>): Template | undefined {
  return templatesOf({ ...configuration, ...changes }).get(`OrganizationTrail-${name}`);
}

const TARGETS = { guardrailTargetIds: ['r-abcd'] };

test('without targets there is no guardrail', () => {
  expect(stack('Guardrail', { guardrailTargetIds: undefined })).toBeUndefined();
});

test.each([
  ['the log archive account', logArchiveAccountId, 'role/pipeline'],
  ['the management account, which is not the log archive account', managementAccountId, 'role/cdk-hnb659fds-cfn-exec'],
])('a deployment role of %s leaves the guardrail with %s', (_, accountId, expected) => {
  const template = stack('Guardrail', { ...TARGETS, deploymentRoleArns: [roleIn(accountId)] });
  const [{ Properties }] = Object.values(template!.findResources('AWS::Organizations::Policy'));
  const spared: string[] = Properties.Content.Statement[0].Condition.ArnNotEquals['aws:PrincipalArn'];
  expect(spared.filter((arn) => !arn.includes('break-glass'))).toEqual([
    expect.stringContaining(`arn:aws:iam::${logArchiveAccountId}:${expected}`),
  ]);
});

test('the guardrail comes after everything that it guards, in every Region', () => {
  const stacks = stacksOf({ ...configuration, ...TARGETS, homeRegion: 'eu-west-1' });
  const guardrail = stacks.get('OrganizationTrail-Guardrail')!;
  const before = (stack: Stack): Stack[] => stack.dependencies.flatMap((each) => [each, ...before(each)]);
  expect(new Set([...before(guardrail), guardrail])).toEqual(new Set(stacks.values()));
});

test('a deployment role of the management account never starts a repair', () => {
  const template = stack('Trail', { deploymentRoleArns: [roleIn(managementAccountId)] });
  const rules = template!.findResources('AWS::Events::Rule', {
    Properties: { Name: 'organization-trail-repair-on-calls' },
  });
  expect(JSON.stringify(rules)).toContain(roleIn(managementAccountId));
});

test.each([
  ['existing', 0],
  ['create', 1],
] as const)('with the Config recorder "%s", %i is made', (configRecorder, count) => {
  expect(() =>
    stack('Trail', { configRecorder })!.resourceCountIs('AWS::Config::ConfigurationRecorder', count),
  ).not.toThrow();
});
