import { RemovalPolicies } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Keeps what is in this scope when its stack is deleted, whoever deletes it: for evidence, and for what evidence needs to
 * stay readable and to continue. All else goes with its stack, since most of it can't be imported into the next one: a
 * rule, a topic or a policy that stayed would keep that from being deployed, and go on acting meanwhile.
 *
 * A first deployment that rolls back removes what it made, so that the next one finds its names free.
 */
export function retain(scope: IConstruct): void {
  RemovalPolicies.of(scope).retainOnUpdateOrDelete();
}
