import type { Stack } from 'aws-cdk-lib';

/** What newer versions of the CDK call it; the older name is deprecated there. */
interface NewerStack {
  addStackDependency?(target: Stack, reason?: string): void;
}

/** Has a stack deployed after another one, and deleted before it. Nothing where there is no such stack. */
export function deployedAfter(stack: Stack | undefined, target: Stack, reason: string): void {
  const newer = stack as NewerStack | undefined;
  if (newer?.addStackDependency) newer.addStackDependency(target, reason);
  else stack?.addDependency(target, reason);
}
