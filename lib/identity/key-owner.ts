import type { Construct } from 'constructs';
import type { KeyOwner } from '../shared/customer-managed-key';
import { knownExecutionRolesOfStack } from './deployment-roles';
import type { TrailIdentity } from './trail-identity';

/** Whose key of a trail it is that a construct makes in this account, and who may do to it what nobody else may. */
export function keyOwner(scope: Construct, trail: TrailIdentity, accountId: string): KeyOwner {
  return {
    accountId,
    partition: trail.partition,
    breakGlassRoleArns: trail.principals.breakGlassRoleArns,
    deploymentRoleArns: knownExecutionRolesOfStack(scope, trail, accountId),
  };
}
