import { ServiceError } from '../stand-ins';
import type { Resource } from '../iam';
import type { DeployedStack } from './app';
import type { Asked } from './requests';
import type { World } from './world';

/** A resource in its stack. */
export interface Found extends Resource {
  readonly id: string;
  readonly stack: DeployedStack;
}

/** The resources of a type in an account and a Region, or in all of them. */
export function resourcesIn(world: World, type: string, place?: Pick<Asked, 'accountId' | 'region'>): Found[] {
  return world.stacks
    .filter(({ accountId, region }) => !place || (accountId === place.accountId && region === place.region))
    .flatMap((stack) => Object.entries(stack.resources).map(([id, resource]) => ({ ...resource, id, stack })))
    .filter(({ Type }) => Type === type);
}

/** The one resource of a type with a name, where it is asked for. */
export function named(world: World, type: string, property: string, name: unknown, asked: Asked): Found {
  const found = resourcesIn(world, type, asked).find(({ Properties }) => Properties[property] === name);
  if (found) return found;
  throw new ServiceError('ResourceNotFoundException', `there is no ${type} ${String(name)}`);
}

export function stackNamed(world: World, name: unknown, { accountId, region }: Asked): DeployedStack {
  const found = world.stacks.find(
    (stack) => stack.name === name && stack.accountId === accountId && stack.region === region,
  );
  if (found) return found;
  throw new ServiceError('ValidationError', `Stack with id ${String(name)} does not exist`);
}
