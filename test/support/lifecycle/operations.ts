// What CloudFormation does with one resource: create, update or delete it, or say why it can't.
import { fillBuckets, obstacleToCreation, obstacleToDeletion } from './obstacles';
import type { Planned } from './plan';
import { registryEntry } from './registry';
import { deniedCall } from './rights';
import { stackKey, type StackSpec } from './stack-spec';
import { typeRow } from './types';
import type { Physical, World } from './world';

export interface Failure {
  readonly logicalId: string;
  readonly type: string;
  /** The error's name, and what it is about. */
  readonly reason: string;
}

type Change = 'none' | 'create' | 'update' | 'replace';

const DOCUMENT = 'AWS::SSM::Document';

export function changeOf(existing: Physical | undefined, planned: Planned): Change {
  if (existing === undefined) return 'create';
  if (existing.type !== planned.type) return 'replace';
  const changed = changedProperties(existing, planned);
  if (changed.length === 0) return 'none';
  return changed.some((property) => isReplacing(planned, property)) ? 'replace' : 'update';
}

function changedProperties(existing: Physical, { properties }: Planned): string[] {
  const names = new Set([...Object.keys(existing.properties), ...Object.keys(properties)]);
  return [...names].filter((name) => JSON.stringify(existing.properties[name]) !== JSON.stringify(properties[name]));
}

/** A document is replaced by whatever may replace it, unless it asks for new versions. */
function isReplacing({ type, properties }: Planned, property: string): boolean {
  const replaces = registryEntry(type).replacing.get(property);
  return replaces === 'yes' || (replaces === 'maybe' && properties.UpdateMethod !== 'NewVersion');
}

/** Makes a resource, or says why not. A name can't be given twice, not even to what replaces its holder. */
export async function createResource(
  world: World,
  spec: StackSpec,
  planned: Planned,
  replaced?: Physical,
): Promise<Failure | undefined> {
  if (replaced !== undefined && replaced.name !== undefined && replaced.name === planned.name) {
    return failure(planned, 'CustomNameReplaced');
  }
  const { whenTaken } = typeRow(planned.type);
  const taken = world.named(planned.name);
  if (taken !== undefined && whenTaken === 'rejected') return failure(planned, 'AlreadyExists');
  const denied = await deniedCall(world, spec.executionRoleArn, { ...planned, ...spec }, 'create');
  if (denied !== undefined) return failure(planned, `AccessDenied ${denied}`);
  const obstacle = obstacleToCreation(world, planned);
  if (obstacle !== undefined) return failure(planned, obstacle);
  if (taken !== undefined && whenTaken === 'adopted') world.remove(taken);
  const contents = [JSON.stringify(planned.properties.Content)];
  const versions = planned.type === DOCUMENT ? { contents, standard: 0 } : undefined;
  world.add(planned, spec, { owner: stackKey(spec), means: meaningsOf(world, spec, planned), versions });
  fillBuckets(world);
  return undefined;
}

export async function updateResource(
  world: World,
  spec: StackSpec,
  existing: Physical,
  planned: Planned,
): Promise<Failure | undefined> {
  const denied = await deniedCall(
    world,
    spec.executionRoleArn,
    { ...existing, properties: planned.properties },
    'update',
  );
  if (denied !== undefined) return failure(existing, `AccessDenied ${denied}`);
  const versions = nextVersions(world, existing, planned);
  if (versions === 'duplicate') return failure(existing, 'DuplicateDocumentContent');
  const means = meaningsOf(world, spec, planned);
  const { serial, account, region } = existing;
  world.put({ ...planned, ...{ serial, account, region, means, versions }, owner: stackKey(spec) });
  return undefined;
}

/** Schedules the deletion of a key: for the stack it is gone. */
export async function deleteResource(world: World, spec: StackSpec, resource: Physical): Promise<Failure[]> {
  const denied = await deniedCall(world, spec.executionRoleArn, resource, 'delete');
  if (denied !== undefined) return [failure(resource, `AccessDenied ${denied}`)];
  const obstacle = obstacleToDeletion(world, resource);
  if (obstacle !== undefined) return [failure(resource, obstacle)];
  world.remove(resource);
  return [];
}

/** Systems Manager takes no content that a version has already. */
function nextVersions(world: World, { type, versions }: Physical, planned: Planned) {
  if (type !== DOCUMENT || versions === undefined) return versions;
  const content = JSON.stringify(planned.properties.Content);
  if (versions.contents.at(-1) === content) return versions;
  if (versions.contents.includes(content)) return 'duplicate';
  const contents = [...versions.contents, content];
  return { contents, standard: world.documentDefault === 'follows' ? contents.length - 1 : versions.standard };
}

function meaningsOf(world: World, spec: StackSpec, { refersTo }: Planned): Map<string, number> {
  const own = refersTo.map((id) => [id, world.ownedAs(stackKey(spec), id)?.serial] as const);
  return new Map(own.filter((pair): pair is [string, number] => pair[1] !== undefined));
}

function failure({ logicalId, type }: Pick<Planned, 'logicalId' | 'type'>, reason: string): Failure {
  return { logicalId, type, reason };
}
