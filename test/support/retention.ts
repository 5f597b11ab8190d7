// What has to stay when a stack is deleted, and what has to go with it.
import type { Template } from 'aws-cdk-lib/assertions';
import { holdsEvidence, type TemplateResource } from './lifecycle';

/** Evidence, and what it needs to stay readable and to continue, stays; all else goes, or the next stack would meet it. */
export function expectRetention(template: Template): void {
  const { Resources } = template.toJSON() as { Resources: Record<string, TemplateResource> };
  const policies = (isRetained: (resource: TemplateResource) => boolean) =>
    Object.entries(Resources).map(([id, resource]) => [
      id,
      ...(isRetained(resource) ? ['RetainExceptOnCreate', 'Retain'] : ['Delete', 'Delete']),
    ]);
  const found = Object.entries(Resources).map(([id, { DeletionPolicy, UpdateReplacePolicy }]) => [
    id,
    DeletionPolicy ?? 'Delete',
    UpdateReplacePolicy ?? 'Delete',
  ]);
  expect(found).toEqual(policies(holdsEvidence));
}
