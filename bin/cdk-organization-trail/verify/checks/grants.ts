import type { Place } from '../plan/assembly';
import type { Plan } from '../plan/deployment';
import { arn } from '../plan/resources';
import type { Grant } from './check';

/** In the account of each place, on everything: for actions that IAM knows no resources for. */
export function onEverything(places: readonly Place[]): Grant[] {
  return [...new Set(places.map(({ accountId }) => accountId))].map((accountId) => ({ accountId, resources: ['*'] }));
}

/** On the trail. */
export function onTrail({ trail }: Plan): Grant[] {
  return [{ accountId: trail.accountId, resources: [trail.arn] }];
}

/** On each stack. The end of its ARN is made by CloudFormation. */
export function onStacks({ stacks }: Plan): Grant[] {
  return grouped(stacks.map((stack) => [stack.accountId, arn('cloudformation', `stack/${stack.name}/*`, stack)]));
}

/** One grant for each account, with all its resources. */
export function grouped(pairs: readonly (readonly [accountId: string, resource: string])[]): Grant[] {
  const accountIds = [...new Set(pairs.map(([accountId]) => accountId))];
  return accountIds.map((accountId) => ({
    accountId,
    resources: [...new Set(pairs.filter(([id]) => id === accountId).map(([, resource]) => resource))].sort(),
  }));
}
