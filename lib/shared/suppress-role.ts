import type * as iam from 'aws-cdk-lib/aws-iam';
import { acknowledge, nistAndPci } from './suppress';

/** Gives compliance checks the reason for the inline policy of a role, and for its wildcards. */
export function acknowledgeRole(role: iam.Role, wildcardReason = '', wildcards: readonly string[] = []): void {
  const resource = role.node.defaultChild!;
  const inline = 'An inline policy belongs to this one role and goes nowhere without it';
  acknowledge(resource, inline, nistAndPci('IAMNoInlinePolicy'));
  acknowledge(
    resource,
    wildcardReason,
    wildcards.map((arn) => `AwsSolutions-IAM5[Resource::${arn}]`),
  );
}
