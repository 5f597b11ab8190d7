import type * as iam from 'aws-cdk-lib/aws-iam';
import { nistAndPci, suppress } from './suppress';

/** Why ARNs with wildcards stand in the policy of a role. */
export interface WildcardReason {
  readonly reason: string;
  readonly arns: readonly string[];
}

/** Suppresses what compliance rules find in the inline policy of a role, and in its wildcards. */
export function suppressRole(role: iam.Role, ...wildcards: readonly WildcardReason[]): void {
  const resource = role.node.defaultChild!;
  const inline = 'An inline policy belongs to this one role and goes nowhere without it';
  suppress(resource, inline, nistAndPci('IAMNoInlinePolicy'));
  for (const { reason, arns } of wildcards) {
    suppress(
      resource,
      reason,
      arns.map((arn) => `AwsSolutions-IAM5[Resource::${arn}]`),
    );
  }
}
