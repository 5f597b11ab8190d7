import { RemovalPolicies } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Keeps everything in this scope when its stack is deleted, whoever deletes it, and however the resource came to be
 * there. A first deployment that rolls back still removes what it made, so that the next one finds its names free.
 */
export function retain(scope: IConstruct): void {
  RemovalPolicies.of(scope).retainOnUpdateOrDelete();
}
