import type { Plan, PlannedResource } from '../plan/deployment';
import type { Context, Grant, Subject } from './check';
import { grouped } from './grants';

/** A resource of a stack that a check asks about. */
export interface ResourceSubject extends Subject {
  readonly resource: PlannedResource;
  /** Whether its name is the one in the template, and not its logical id. */
  readonly isNamed: boolean;
}

/** Gives the resources of a type by their names, or by their logical ids where CloudFormation makes the name. */
export function resourceSubjects(type: string, nameProperty: string): (plan: Plan) => ResourceSubject[] {
  return (plan) =>
    plan.resources(type).map((resource) => {
      const { stack, properties, logicalId } = resource;
      const { accountId, region } = stack;
      const name = properties[nameProperty];
      const isNamed = typeof name === 'string';
      return { name: isNamed ? name : logicalId, isNamed, accountId, region, stack, resource };
    });
}

/** The name by which AWS knows a resource. */
export async function deployedName(
  { isNamed, name, resource }: ResourceSubject,
  { deployed }: Pick<Context, 'deployed'>,
) {
  if (isNamed) return name;
  return (await deployed(resource.stack)).resolver.resolve<string>({ Ref: resource.logicalId });
}

/** A grant for resources by their names; by `*` for one whose name only the deployment knows. */
export function grantsOn(
  subjects: readonly ResourceSubject[],
  arnOf: (name: string, stack: PlannedResource['stack']) => string,
): Grant[] {
  return grouped(
    subjects.map(({ accountId, name, isNamed, resource }) => [accountId, arnOf(isNamed ? name : '*', resource.stack)]),
  );
}

/** What a deployment puts back. */
export function revertDrift({ stack }: Subject): string {
  return `put it back: npx cdk deploy ${stack?.path ?? ''} --revert-drift`;
}
