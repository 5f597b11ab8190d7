// A template as a plan: its resources in the order in which they are made, references resolved, names known.
import { deployedResources } from '../iam';
import type { StackSpec, TemplateResource } from './stack-spec';
import { typeRow } from './types';
import { valueAt } from './value-at';

export interface Planned {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** The name by which it collides with another; undefined where CloudFormation makes up a new one. */
  readonly name?: string;
  /** Whether a template holds the name as plain text: only then a change set imports by it. */
  readonly hasStaticName: boolean;
  readonly deletionPolicy: string;
  readonly replacePolicy: string;
  /** The logical ids of the resources that it refers to. */
  readonly refersTo: readonly string[];
}

const plans = new WeakMap<object, readonly Planned[]>();

export function planOf(spec: StackSpec): readonly Planned[] {
  const known = plans.get(spec.template);
  if (known !== undefined) return known;
  const plan = makePlan(spec);
  plans.set(spec.template, plan);
  return plan;
}

function makePlan(spec: StackSpec): Planned[] {
  const { account: accountId, region } = spec;
  const resolved = deployedResources(spec.template, { accountId, region });
  return inOrder(spec.template.Resources).map((logicalId) => {
    const resource = spec.template.Resources[logicalId];
    const { DeletionPolicy: deletionPolicy = 'Delete', UpdateReplacePolicy: replacePolicy = 'Delete' } = resource;
    const { Type: type, Properties: properties = {} } = resolved[logicalId];
    return {
      ...{ logicalId, type, properties, deletionPolicy, replacePolicy },
      name: nameOf(type, properties, spec),
      hasStaticName: typeRow(type).name.every((property) => isPlain(valueAt(resource.Properties ?? {}, property))),
      refersTo: [...referencesIn(resource.Properties)],
    };
  });
}

/** Dependencies first; otherwise as the template has them. */
function inOrder(resources: Readonly<Record<string, TemplateResource>>): string[] {
  const ordered = new Set<string>();
  const add = (logicalId: string): void => {
    if (ordered.has(logicalId) || !(logicalId in resources)) return;
    const { Properties, DependsOn = [] } = resources[logicalId];
    for (const other of [...referencesIn(Properties), ...[DependsOn].flat()]) add(other);
    ordered.add(logicalId);
  };
  Object.keys(resources).forEach(add);
  return [...ordered];
}

function referencesIn(value: unknown): Set<string> {
  const found = new Set<string>();
  const visit = (item: unknown): void => {
    if (typeof item !== 'object' || item === null) return;
    for (const [key, argument] of Object.entries(item)) {
      if (key === 'Ref') found.add(String(argument));
      else if (key === 'Fn::GetAtt') found.add(String([argument].flat()[0]).split('.')[0]);
      else if (key === 'Fn::Sub')
        for (const [, id] of String([argument].flat()[0]).matchAll(/\$\{(\w+)/g)) found.add(id);
      visit(argument);
    }
  };
  visit(value);
  return found;
}

function nameOf(
  type: string,
  properties: Readonly<Record<string, unknown>>,
  { account, region }: StackSpec,
): string | undefined {
  const row = typeRow(type);
  const parts = row.name.map((property) => valueAt(properties, property));
  if (parts.length === 0 || parts.some((part) => part === undefined)) return undefined;
  const places = { everywhere: '', organization: 'organization', account, Region: `${account}/${region}` };
  return [type, places[row.reach], ...parts.map((part) => JSON.stringify(part))].join(' ');
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object';
}
