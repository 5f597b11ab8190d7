// What the tests of constructs share: one organization, its identity, and stacks in its accounts.
import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  TrailIdentity,
  TrailPrincipals,
  type OrganizationTrailIdentityProps,
  type TrailPrincipalsProps,
} from '../../lib';

export const ORGANIZATION = {
  organizationId: 'o-exampleorgid',
  managementAccountId: '111111111111',
  logArchiveAccountId: '222222222222',
  homeRegion: 'us-east-1',
} as const;
export const MEMBER_ACCOUNT_ID = '333333333333';
export const BREAK_GLASS_ROLE_ARN = `arn:aws:iam::${ORGANIZATION.logArchiveAccountId}:role/break-glass`;

export function organizationTrail(changes: Partial<OrganizationTrailIdentityProps> = {}): TrailIdentity {
  return TrailIdentity.organization({ ...ORGANIZATION, ...changes });
}

/** The same trail, with principals of its own. */
export function trailWith(
  principals: TrailPrincipalsProps,
  changes: Partial<OrganizationTrailIdentityProps> = {},
): TrailIdentity {
  return organizationTrail({ ...changes, principals: new TrailPrincipals(principals) });
}

export function managementStack(props: StackProps = {}): Stack {
  return stackIn(ORGANIZATION.managementAccountId, props);
}

export function archiveStack(props: StackProps = {}): Stack {
  return stackIn(ORGANIZATION.logArchiveAccountId, props);
}

function stackIn(account: string, props: StackProps): Stack {
  return new Stack(new App(), 'Stack', { env: { account, region: ORGANIZATION.homeRegion }, ...props });
}

/** What the CDK writes for a value that was not resolved, as text or as number. */
export const UNRESOLVED = /[$#]\{Token\[|-?\d\.\d+e\+\d{3}/;

/** The message of the error that the synthesis ends with. */
export function synthError(stack: Stack): string {
  try {
    Template.fromStack(stack);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected the synthesis to fail');
}

/** The warnings of a stack that contain this text. */
export function warnings(stack: Stack, text: string): unknown[] {
  const pattern = Match.stringLikeRegexp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return Annotations.fromStack(stack).findWarning('*', pattern);
}
