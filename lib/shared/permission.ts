import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge, nistAndPci } from './suppress';

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
    roleName: props.roleName,
    description: props.description,
    assumedBy: props.assumedBy,
    inlinePolicies: { Permissions: new iam.PolicyDocument({ statements: permissions.map(toStatement) }) },
  });
  const resource = role.node.defaultChild!;
  acknowledge(
    resource,
    'An inline policy belongs to this one role and goes nowhere without it',
    nistAndPci('IAMNoInlinePolicy'),
  );
  for (const { wildcard, resources } of permissions) {
    const ids = resources.filter((arn) => arn.includes('*')).map((arn) => `AwsSolutions-IAM5[Resource::${arn}]`);
    if (wildcard !== undefined) acknowledge(resource, wildcard, ids);
  }
  return role;
}

function toStatement({ sid, actions, resources, conditions }: Permission): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid, actions, resources, conditions });
}
