import { CALLS, type CallName } from './aws/calls';
import type { ActionGrant, Grant } from './checks/check';
import type { Plan } from './plan/deployment';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Grant['conditions'];
}

export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** What makes calls: a check, or a step of a drill. */
export interface Asking {
  readonly calls: { readonly [Name in CallName]?: (plan: Plan) => readonly Grant[] };
  readonly alsoNeeds?: (plan: Plan) => readonly ActionGrant[];
}

/** The least that is needed in each account, by the tables from which the calls are made. */
export function policiesFor(plan: Plan, asking: readonly Asking[]): Map<string, PolicyDocument> {
  const grants = asking.flatMap((one) => grantsOf(plan, one));
  return new Map(
    plan.accountIds.map((accountId) => {
      const own = grants.filter((grant) => grant.accountId === accountId);
      return [accountId, { Version: '2012-10-17', Statement: statementsOf(own) }];
    }),
  );
}

export function grantsOf(plan: Plan, { calls, alsoNeeds }: Asking): ActionGrant[] {
  const own = (Object.keys(calls) as CallName[]).flatMap((name) =>
    (calls[name]?.(plan) ?? []).map((grant) => ({ ...grant, actions: CALLS[name].actions })),
  );
  return [...own, ...(alsoNeeds?.(plan) ?? [])];
}

/** One statement for each set of resources and conditions, with all its actions. */
function statementsOf(grants: readonly ActionGrant[]): Statement[] {
  const byAction = new Map<string, { action: string; conditions: Grant['conditions']; resources: Set<string> }>();
  for (const { actions, resources, conditions } of grants) {
    for (const action of actions) {
      const key = `${action} ${JSON.stringify(conditions ?? {})}`;
      const entry = byAction.get(key) ?? { action, conditions, resources: new Set<string>() };
      resources.forEach((resource) => entry.resources.add(resource));
      byAction.set(key, entry);
    }
  }
  const statements = new Map<string, Statement & { readonly Action: string[] }>();
  for (const { action, conditions, resources } of [...byAction.values()].sort((a, b) =>
    a.action < b.action ? -1 : 1,
  )) {
    const Resource = collapse([...resources]);
    const key = JSON.stringify([Resource, conditions]);
    const Condition = conditions && { Condition: conditions };
    const statement = statements.get(key) ?? { Effect: 'Allow', Action: [], Resource, ...Condition };
    statement.Action.push(action);
    statements.set(key, statement);
  }
  return joined([...statements.values()]);
}

/**
 * A managed policy has 6,144 characters. What is asked of some of the resources of a service is allowed on all of them that
 * another statement names: all are of the trail, and the calls only read.
 */
function joined(statements: readonly (Statement & { readonly Action: string[] })[]): Statement[] {
  const kept: (Statement & { readonly Action: string[] })[] = [];
  const byRoom = [...statements].sort((a, b) => b.Resource.length - a.Resource.length);
  for (const statement of byRoom) {
    const wider = kept.find((other) => isWithin(statement, other));
    if (wider === undefined) kept.push(statement);
    else wider.Action.push(...statement.Action);
  }
  for (const { Action } of kept) Action.sort();
  return kept.sort((a, b) => (a.Action[0] < b.Action[0] ? -1 : 1));
}

function isWithin(one: Statement, other: Statement): boolean {
  const services = new Set([...one.Action, ...other.Action].map((action) => action.split(':')[0]));
  const isAlike = JSON.stringify(one.Condition) === JSON.stringify(other.Condition);
  return services.size === 1 && isAlike && one.Resource.every((resource) => other.Resource.includes(resource));
}

/** More names than this with the same beginning are given by it. */
const MOST_NAMES = 2;
/** So many characters are a beginning. */
const BEGINNING = 3;

/** Names that begin alike, as those of the library do by the name of the trail, are given by what they share. */
function collapse(arns: readonly string[]): string[] {
  if (arns.includes('*')) return ['*'];
  const groups = new Map<string, string[]>();
  for (const arn of arns) {
    const kind = /^(.*[/:])[^/:]+$/.exec(arn)?.[1];
    const beginning = kind === undefined ? arn : arn.slice(0, kind.length + BEGINNING);
    groups.set(beginning, [...(groups.get(beginning) ?? []), arn]);
  }
  return [...groups.values()]
    .flatMap((members) => (members.length > MOST_NAMES ? [`${sharedStart(members)}*`] : members))
    .filter((arn, _, all) => !all.some((other) => other !== arn && isCovered(arn, other)))
    .sort();
}

function isCovered(arn: string, by: string): boolean {
  return by.endsWith('*') && arn.startsWith(by.slice(0, -1));
}

function sharedStart(texts: readonly string[]): string {
  return texts.reduce((shared, text) => {
    let length = 0;
    while (length < shared.length && shared[length] === text[length]) length += 1;
    return shared.slice(0, length);
  });
}
