import { App } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { OrganizationTrailStacks, TrailIdentity, type OrganizationTrailStacksProps } from '../../../lib';
import { BREAK_GLASS_ROLE_ARN, trailWith } from '../../support/stacks';

export const trail = trailWith({ breakGlassRoleArns: [BREAK_GLASS_ROLE_ARN] });
export const noOrganization = TrailIdentity.account({ accountId: '111111111111', homeRegion: 'us-east-1' });
export const GOOD = { trail, alarmEmails: ['security@example.com'], guardrailTargetIds: ['r-abcd'] };
export const REASON = 'another tool does it';

export type Changes = Partial<OrganizationTrailStacksProps>;

export function stacksWith(changes: Changes = {}, scope: Construct = new App()): OrganizationTrailStacks {
  return new OrganizationTrailStacks(scope, 'Trail', { ...GOOD, ...changes });
}

/** The lines of the error that the synthesis ends with. */
export function problemsOf(changes: Changes, scope: Construct = new App()): string[] {
  stacksWith(changes, scope);
  try {
    (scope.node.root as App).synth();
  } catch (error) {
    return (error as Error).message.split('\n').filter((line) => line.includes(': got '));
  }
  return [];
}
