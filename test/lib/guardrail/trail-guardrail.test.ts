import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Fn, type Stack } from 'aws-cdk-lib';
import { TrailGuardrail, TrailIdentity, type TrailGuardrailProps } from '../../../lib';
import { sizeOf, type PolicyContent } from '../../../lib/guardrail/policy-size';
import {
  archiveStack,
  BREAK_GLASS_ROLE_ARN,
  managementStack,
  ORGANIZATION,
  organizationTrail,
  synthError,
  trailWith,
  warnings,
} from '../../support/stacks';
import { expectRetention } from '../../support/retention';

const { managementAccountId, logArchiveAccountId } = ORGANIZATION;
const ROOT = 'r-abcd';

function guardrail(props: Partial<TrailGuardrailProps> = {}, stack: Stack = managementStack()): Stack {
  new TrailGuardrail(stack, 'Guardrail', { trail: organizationTrail(), targetIds: [ROOT], ...props });
  return stack;
}

function policies(type: string, props: Partial<TrailGuardrailProps> = {}) {
  const found = Template.fromStack(guardrail(props)).findResources('AWS::Organizations::Policy', {
    Properties: { Type: type },
  });
  return Object.values(found).map(({ Properties }) => Properties as { Content: PolicyContent; TargetIds: string[] });
}

const roleArns = (count: number) =>
  Array.from(
    { length: count },
    (_, index) => `arn:aws:iam::${logArchiveAccountId}:role/operations/break-glass-${index}`,
  );

test.each(['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'])('each %s is attached to the targets', (type) => {
  const targetIds = [ROOT, 'ou-abcd-12345678', '333333333333'];
  const attached = policies(type, { targetIds }).map(({ TargetIds }) => TargetIds);
  expect(attached).toEqual(attached.map(() => targetIds));
  expect(attached).not.toEqual([]);
});

test('policies go with their stack, so that a later one can have their names', () => {
  expectRetention(Template.fromStack(guardrail()));
});

test('nothing but policies is deployed, so nothing is enabled or disabled', () => {
  const types = Object.values(Template.fromStack(guardrail()).toJSON().Resources as { Type: string }[]);
  expect(new Set(types.map(({ Type }) => Type))).toEqual(new Set(['AWS::Organizations::Policy']));
});

describe('size', () => {
  test.each(['SERVICE_CONTROL_POLICY', 'RESOURCE_CONTROL_POLICY'])('each %s is within 5,120 characters', (type) => {
    const sizes = policies(type, { trail: trailWith({ breakGlassRoleArns: [BREAK_GLASS_ROLE_ARN] }) }).map(
      ({ Content }) => sizeOf(Content),
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5120);
  });

  test('a service control policy that would not fit is split, and loses no statement', () => {
    const sids = (props: Partial<TrailGuardrailProps>) =>
      policies('SERVICE_CONTROL_POLICY', props).map(({ Content }) => Content.Statement.map(({ Sid }) => Sid));
    const one = sids({});
    const many = sids({ trail: trailWith({ breakGlassRoleArns: roleArns(12) }) });
    expect(many.length).toBeGreaterThan(one.length);
    expect(many.flat().sort()).toEqual(one.flat().sort());
  });

  test('no more service control policies are made than need be, where the archive is in another Region', () => {
    const trail = trailWith({ breakGlassRoleArns: roleArns(2) }, { homeRegion: 'eu-west-1' });
    const stack = managementStack({ env: { account: managementAccountId, region: 'eu-west-1' } });
    const made = Template.fromStack(guardrail({ trail }, stack)).findResources('AWS::Organizations::Policy', {
      Properties: { Type: 'SERVICE_CONTROL_POLICY' },
    });
    expect(Object.keys(made)).toHaveLength(2);
  });

  test('the policies of both types are made one after the other', () => {
    const template = Template.fromStack(guardrail({ trail: trailWith({ breakGlassRoleArns: roleArns(12) }) }));
    const made = Object.entries(template.findResources('AWS::Organizations::Policy'));
    expect(new Set(made.map(([, { Properties }]) => Properties.Type)).size).toBe(2);
    for (const [index, [, { DependsOn }]] of made.entries()) {
      expect(DependsOn).toEqual(index === made.length - 1 ? undefined : [made[index + 1][0]]);
    }
  });

  const placesWith = (count: number) => {
    const props = { trail: trailWith({ breakGlassRoleArns: roleArns(count) }) };
    const all = policies('SERVICE_CONTROL_POLICY', props).map(({ Content }) => Content.Statement);
    return new Map(all.flatMap((statements, index) => statements.map(({ Sid }) => [Sid, index] as const)));
  };

  test('a statement keeps its policy when a role is added, as long as the policy has room', () => {
    expect(placesWith(2)).toEqual(placesWith(0));
    expect(new Set(placesWith(0).values()).size).toBe(2);
  });

  test('from where a policy is full statements move to later policies alone, which are deployed first', () => {
    const moved = new Set<string>();
    for (let count = 0; count < 16; count += 1) {
      const [before, after] = [placesWith(count), placesWith(count + 1)];
      for (const [sid, index] of after) {
        if (index !== before.get(sid)) moved.add(String(sid));
        expect(index).toBeGreaterThanOrEqual(before.get(sid)!);
      }
    }
    expect(moved).toContain('GuardHandingOn');
  });

  test('service control policies of 10,240 characters are an option, and resource control policies stay as they are', () => {
    const props = { trail: trailWith({ breakGlassRoleArns: roleArns(16) }) };
    const sizesOf = (type: string, more: Partial<TrailGuardrailProps> = {}) =>
      policies(type, { ...props, ...more }).map(({ Content }) => sizeOf(Content));
    const large = sizesOf('SERVICE_CONTROL_POLICY', { largeServiceControlPolicies: true });
    expect(large).toHaveLength(2);
    expect(Math.max(...large)).toBeGreaterThan(5120);
    expect(Math.max(...large)).toBeLessThanOrEqual(10_240);
    expect(sizesOf('SERVICE_CONTROL_POLICY').length).toBeGreaterThan(2);
    expect(sizesOf('RESOURCE_CONTROL_POLICY', { largeServiceControlPolicies: true })).toEqual(
      sizesOf('RESOURCE_CONTROL_POLICY'),
    );
  });

  test('more policies than a target takes are rejected with their sizes', () => {
    expect(synthError(guardrail({ trail: trailWith({ breakGlassRoleArns: roleArns(33) }) }))).toMatch(
      /ServiceControlPolicy: got "\d policies of [\d, ]+ characters", expected at most 4 policies/,
    );
  });

  test('a statement that fits into no policy is rejected with its size', () => {
    expect(synthError(guardrail({ trail: trailWith({ breakGlassRoleArns: roleArns(90) }) }))).toMatch(
      /got "a statement of \d+ characters", expected at most 5120 characters/,
    );
  });
});

describe('with the log archive in the management account', () => {
  const trail = organizationTrail({ logArchiveAccountId: managementAccountId });

  test('no resource control policy is made', () => {
    expect(policies('RESOURCE_CONTROL_POLICY', { trail })).toEqual([]);
  });

  test('the service control policy says nothing of the archive', () => {
    const sids = policies('SERVICE_CONTROL_POLICY', { trail }).flatMap(({ Content }) =>
      Content.Statement.map(({ Sid }) => Sid),
    );
    expect(sids).toEqual(['GuardTrails', 'KeepMembership', 'GuardRoles', 'GuardHandingOn']);
  });

  test('a warning says so', () => {
    expect(warnings(guardrail({ trail }), 'so no policy guards it')).toHaveLength(1);
  });
});

describe('at synthesis it is said', () => {
  test.each([
    'binds the management account 111111111111',
    'or service-linked roles',
    'aws organizations enable-policy-type --root-id r-… --policy-type SERVICE_CONTROL_POLICY',
    '--policy-type RESOURCE_CONTROL_POLICY',
  ])('"%s"', (text) => {
    expect(Annotations.fromStack(guardrail()).findInfo('*', Match.stringLikeRegexp(text))).toHaveLength(1);
  });

  test('that "*" binds the trails of every team', () => {
    expect(warnings(guardrail({ memberTrailNames: ['*'] }), 'no team can change')).toHaveLength(1);
  });

  test('nothing of targets where the log archive account is not known yet', () => {
    const trail = organizationTrail({ logArchiveAccountId: Fn.importValue('LogArchiveAccount') });
    expect(warnings(guardrail({ trail, targetIds: ['333333333333'] }), 'name it in targetIds')).toEqual([]);
  });

  test('that the log archive account is no target', () => {
    expect(warnings(guardrail({ targetIds: ['333333333333'] }), 'name it in targetIds')).toHaveLength(1);
  });
});

describe('wrong input is failure:', () => {
  test.each([
    ['no target', { targetIds: [] }, 'targetIds: got []'],
    ['a malformed target', { targetIds: ['root'] }, 'targetIds[0]: got "root"'],
    ['the management account as target', { targetIds: [managementAccountId] }, 'no such policy binds'],
    ['a trail by its ARN', { memberTrailNames: ['arn:aws:cloudtrail:*:*:trail/x'] }, 'memberTrailNames[0]'],
  ])('%s', (_, props, message) => {
    expect(synthError(guardrail(props))).toContain(message);
  });

  test('but not a management account that is not known yet', () => {
    const trail = organizationTrail({ managementAccountId: Fn.importValue('ManagementAccount') });
    expect(() => Template.fromStack(guardrail({ trail }))).not.toThrow();
  });

  test('the trail of an account', () => {
    const trail = TrailIdentity.account({ accountId: managementAccountId, homeRegion: 'us-east-1' });
    expect(synthError(guardrail({ trail }))).toContain('policies of AWS Organizations need an organization');
  });

  test('a stack in another account', () => {
    expect(synthError(guardrail({}, archiveStack()))).toContain(`the management account ${managementAccountId}`);
  });
});

test.each([
  ['a qualifier', { bootstrapQualifier: 'audit' }, 'role/cdk-audit-cfn-exec-role-222222222222-us-east-1'],
  ['deployment roles', { deploymentRoleArns: [`arn:aws:iam::${logArchiveAccountId}:role/pipeline`] }, 'role/pipeline'],
])('%s is followed', (_, props, expected) => {
  const [{ Content }] = policies('SERVICE_CONTROL_POLICY', { trail: trailWith(props) });
  expect(Content.Statement[0].Condition).toEqual({
    ArnNotEquals: { 'aws:PrincipalArn': [`arn:aws:iam::${logArchiveAccountId}:${expected}`] },
  });
});
