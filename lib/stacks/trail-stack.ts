import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Plan } from './plan';

/** A stack in one of the accounts of the trail. Its name is explicit, and its deletion has to be allowed first. */
export function trailStack(
  scope: Construct,
  { stackNamePrefix, trail }: Plan,
  id: string,
  { account, region = trail.homeRegion, description }: { account: string; region?: string; description: string },
): Stack {
  return new Stack(scope, id, {
    env: { account, region },
    stackName: `${stackNamePrefix}${id}`,
    description,
    terminationProtection: true,
  });
}
