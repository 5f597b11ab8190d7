import { Aws, Fn } from 'aws-cdk-lib';
import { TrailPrincipals, type TrailPrincipalsProps } from '../../../lib';
import {
  BREAK_GLASS_ROLE_ARN,
  MEMBER_ACCOUNT_ID,
  ORGANIZATION,
  organizationTrail,
  trailWith,
} from '../../support/stacks';

const { logArchiveAccountId: ARCHIVE, managementAccountId: MANAGEMENT } = ORGANIZATION;
const roleArn = (account: string, name: string) => `arn:aws:iam::${account}:role/${name}`;

describe('what is rejected', () => {
  const ROLES = ['breakGlassRoleArns', 'deploymentRoleArns', 'deployerRoleArns', 'acknowledgerRoleArns'] as const;
  const MORE_THAN_A_ROLE = [
    'arn:aws:iam::222222222222:role/*',
    'arn:aws:iam::222222222222:role/break-*',
    'arn:aws:iam::*:role/break-glass',
    '*',
    'arn:aws:iam::222222222222:root',
    'arn:aws:iam::222222222222:user/x',
  ];

  test.each(ROLES.flatMap((property) => MORE_THAN_A_ROLE.map((arn) => [property, arn] as const)))(
    'in %s what is not one role: %s',
    (property, arn) => {
      expect(() => new TrailPrincipals({ [property]: [BREAK_GLASS_ROLE_ARN, arn] })).toThrow(
        `${property}[1]: got "${arn}", expected the exact ARN of one IAM role`,
      );
    },
  );

  test.each(ROLES)('in %s a role that is no list', (property) => {
    expect(() => new TrailPrincipals({ [property]: BREAK_GLASS_ROLE_ARN } as TrailPrincipalsProps)).toThrow(
      `${property}: got "${BREAK_GLASS_ROLE_ARN}", expected a list, each the exact ARN`,
    );
  });

  test.each(['', 'longer than ten', 'a.b'])('a qualifier that is none: %j', (bootstrapQualifier) => {
    expect(() => new TrailPrincipals({ bootstrapQualifier })).toThrow('bootstrapQualifier: got');
  });

  test('everything that is wrong, in one error', () => {
    expect(() => new TrailPrincipals({ breakGlassRoleArns: ['x'], bootstrapQualifier: '' })).toThrow(
      /^TrailPrincipals has 2 problems:\n {2}- breakGlassRoleArns\[0\]: [^\n]+\n {2}- bootstrapQualifier: [^\n]+$/,
    );
  });

  test('a deployment role of an account to which nothing of the trail is deployed', () => {
    const deploymentRoleArns = [roleArn(ARCHIVE, 'a'), roleArn(MANAGEMENT, 'b'), roleArn(MEMBER_ACCOUNT_ID, 'c')];
    expect(() => trailWith({ deploymentRoleArns })).toThrow(
      `principals.deploymentRoleArns[2]: got "${deploymentRoleArns[2]}", expected a role of the account ${MANAGEMENT} or ${ARCHIVE}`,
    );
  });

  test('properties in the place of principals, from JavaScript', () => {
    const principals = { breakGlassRoleArns: [BREAK_GLASS_ROLE_ARN] } as never;
    expect(() => organizationTrail({ principals })).toThrow('principals: got "object", expected TrailPrincipals');
  });
});

test('what is known at deployment only passes', () => {
  const unknown = Fn.importValue('Role');
  const { deploymentRoleArns } = trailWith({
    breakGlassRoleArns: Fn.split(',', unknown),
    deploymentRoleArns: [unknown, `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/deploy`],
    acknowledgerRoleArns: Fn.split(',', unknown),
  }).principals;
  expect(deploymentRoleArns).toHaveLength(2);
});

test('break-glass roles acknowledge, unless others are named', () => {
  const breakGlassRoleArns = [BREAK_GLASS_ROLE_ARN];
  const onCall = [roleArn(ARCHIVE, 'on-call')];
  expect(new TrailPrincipals({ breakGlassRoleArns }).acknowledgerRoleArns).toEqual(breakGlassRoleArns);
  expect(new TrailPrincipals({ breakGlassRoleArns, acknowledgerRoleArns: onCall }).acknowledgerRoleArns).toEqual(
    onCall,
  );
});

test('without principals nobody is exempt', () => {
  expect(trailWith({}).principals).toEqual(new TrailPrincipals());
  expect(new TrailPrincipals().breakGlassRoleArns).toEqual([]);
});
