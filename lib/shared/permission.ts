import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { clipped } from './clipped';
import { suppressRole, type WildcardReason } from './suppress-role';

/** What a role may do, and why where a wildcard says more than one resource. */
export interface Permission {
  readonly sid: string;
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions?: iam.Conditions;
  /** Why its resources hold a wildcard. Without a reason the wildcard is a finding. */
  readonly wildcard?: string;
}

export interface RoleProps {
  readonly roleName: string;
  readonly description: string;
  readonly assumedBy: iam.IPrincipal;
  readonly permissions: readonly Permission[];
}

/** A role with one inline policy, and with a reason for each of its wildcards. */
export function createRole(scope: Construct, id: string, props: RoleProps): iam.Role {
  const { permissions } = props;
  const role = new iam.Role(scope, id, {
    roleName: clipped(props.roleName),
    description: props.description,
    assumedBy: props.assumedBy,
    inlinePolicies: { Permissions: new iam.PolicyDocument({ statements: permissions.map(toStatement) }) },
  });
  suppressRole(role, ...permissions.flatMap(wildcardsOf));
  return role;
}

function wildcardsOf({ wildcard, resources }: Permission): WildcardReason[] {
  return wildcard === undefined ? [] : [{ reason: wildcard, arns: resources.filter((arn) => arn.includes('*')) }];
}

function toStatement({ sid, actions, resources, conditions }: Permission): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid, actions, resources, conditions });
}
