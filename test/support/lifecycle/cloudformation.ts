// CloudFormation as far as this library meets it: a stack is created, rolled back, updated or deleted, resource by
// resource, by the execution role.
import { planOf, type Planned } from './plan';
import { changeOf, createResource, deleteResource, updateResource, type Failure } from './operations';
import { stackKey, type StackSpec } from './stack-spec';
import { typeRow } from './types';
import type { Physical, StackStatus, World } from './world';

export interface StackOptions {
  /** Fails after this many resources were made, changed or removed. */
  readonly failsAfter?: number;
  /** `--import-existing-resources`. */
  readonly importsExisting?: boolean;
}

export interface StackResult {
  readonly status: StackStatus | 'DELETE_COMPLETE';
  readonly failures: readonly Failure[];
}

const INJECTED = { logicalId: '', type: '', reason: 'injected' } as const;

/** Makes a stack; what fails is rolled back. */
export async function createStack(world: World, spec: StackSpec, options: StackOptions = {}): Promise<StackResult> {
  if (options.importsExisting) importByName(world, spec);
  const own = world.ownedBy(stackKey(spec));
  const imported = new Set(own.keys());
  const failure = await createAll(world, spec, options, imported);
  if (failure === undefined) return finish(world, spec, 'CREATE_COMPLETE', []);
  return rollBackCreation(world, spec, imported, failure);
}

/** Removes what a failed creation made. What it had imported belongs to nobody again. */
export async function rollBackCreation(
  world: World,
  spec: StackSpec,
  imported: ReadonlySet<string> = new Set(),
  failure: Failure = INJECTED,
): Promise<StackResult> {
  const failures = [failure];
  for (const resource of newestFirst(world, spec)) {
    if (imported.has(resource.logicalId) || resource.deletionPolicy === 'Retain') leave(world, resource);
    else failures.push(...(await deleteResource(world, spec, resource)));
  }
  return finish(world, spec, failures.length === 1 ? 'ROLLBACK_COMPLETE' : 'ROLLBACK_FAILED', failures);
}

export async function deleteStack(world: World, spec: StackSpec): Promise<StackResult> {
  const failures: Failure[] = [];
  for (const resource of newestFirst(world, spec)) {
    if (resource.deletionPolicy !== 'Delete') leave(world, resource);
    else failures.push(...(await deleteResource(world, spec, resource)));
  }
  if (failures.length > 0) return finish(world, spec, 'DELETE_FAILED', failures);
  world.stacks.delete(stackKey(spec));
  return { status: 'DELETE_COMPLETE', failures };
}

/** Changes a stack to another template; what fails is rolled back to the template before. */
export async function updateStack(world: World, spec: StackSpec, options: StackOptions = {}): Promise<StackResult> {
  if (options.importsExisting) importByName(world, spec);
  const before = world.copy();
  const failure = await updateAll(world, spec, options);
  if (failure === undefined) {
    await cleanUp(world, spec, before);
    return finish(world, spec, 'UPDATE_COMPLETE', []);
  }
  const failures = [failure, ...(await rollBackUpdate(world, spec, before))];
  const status = failures.length === 1 ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_ROLLBACK_FAILED';
  return finish(world, before.stacks.get(stackKey(spec))!.spec, status, failures);
}

async function createAll(
  world: World,
  spec: StackSpec,
  { failsAfter }: StackOptions,
  existing: ReadonlySet<string>,
): Promise<Failure | undefined> {
  for (const [index, planned] of planOf(spec).entries()) {
    if (index === failsAfter) return INJECTED;
    const failure = existing.has(planned.logicalId) ? undefined : await createResource(world, spec, planned);
    if (failure !== undefined) return failure;
  }
  return failsAfter === undefined ? undefined : INJECTED;
}

async function updateAll(world: World, spec: StackSpec, { failsAfter }: StackOptions): Promise<Failure | undefined> {
  for (const [index, planned] of planOf(spec).entries()) {
    if (index === failsAfter) return INJECTED;
    const existing = world.ownedAs(stackKey(spec), planned.logicalId);
    const change = changeOf(existing, planned);
    const failure =
      change === 'none'
        ? undefined
        : change === 'update'
          ? await updateResource(world, spec, existing!, planned)
          : await createResource(world, spec, planned, change === 'replace' ? existing : undefined);
    if (failure !== undefined) return failure;
  }
  return failsAfter === undefined ? undefined : INJECTED;
}

/** The last step of an update: what it replaced or no longer has is deleted or left. A failure here fails nothing. */
async function cleanUp(world: World, spec: StackSpec, before: World): Promise<void> {
  const kept = new Set(planOf(spec).map(({ logicalId }) => logicalId));
  for (const old of newestFirst(before, spec)) {
    const now = world.ownedAs(stackKey(spec), old.logicalId);
    const isReplaced = kept.has(old.logicalId) && now?.serial !== old.serial;
    if (kept.has(old.logicalId) && !isReplaced) continue;
    const policy = isReplaced ? old.replacePolicy : old.deletionPolicy;
    const failures = policy === 'Delete' ? await deleteResource(world, spec, old) : [];
    if (policy !== 'Delete' || failures.length > 0) leave(world, old);
  }
}

async function rollBackUpdate(world: World, spec: StackSpec, before: World): Promise<Failure[]> {
  const earlier = before.ownedBy(stackKey(spec));
  const failures: Failure[] = [];
  for (const resource of newestFirst(world, spec)) {
    const old = earlier.get(resource.logicalId);
    if (old === resource) continue;
    if (old?.serial === resource.serial) {
      const failure = await updateResource(world, spec, resource, old);
      if (failure !== undefined) failures.push(failure);
    } else {
      if (resource.deletionPolicy === 'Retain') leave(world, resource);
      else failures.push(...(await deleteResource(world, spec, resource)));
      if (old !== undefined) world.put(old);
    }
  }
  return failures;
}

/** `continue-update-rollback` that skips what could not be deleted: it belongs to no stack from then on. */
export function continueRollback(world: World, spec: StackSpec): void {
  const key = stackKey(spec);
  const isSkipped = (it: Physical) => it.owner === key && world.ownedAs(key, it.logicalId)?.serial !== it.serial;
  for (const resource of world.all().filter(isSkipped)) leave(world, resource);
  const before = world.stacks.get(key)!;
  finish(world, before.spec, 'UPDATE_ROLLBACK_COMPLETE', []);
}

/** What a change set with `--import-existing-resources` takes: named as in the template, and of no stack. */
function importByName(world: World, spec: StackSpec): void {
  for (const planned of planOf(spec)) {
    const existing = world.named(planned.name);
    if (existing === undefined || existing.owner !== undefined || !isImportable(planned)) continue;
    world.put({ ...existing, logicalId: planned.logicalId, owner: stackKey(spec) });
  }
}

/** `cdk import` of the keys, by the ids that somebody looked up. */
export function importKeys(world: World, spec: StackSpec): void {
  for (const { type, logicalId } of planOf(spec).filter((it) => it.type === 'AWS::KMS::Key')) {
    const left = world.ofType(type).filter((it) => it.logicalId === logicalId && it.owner === undefined);
    const key = left.filter(({ account, region }) => account === spec.account && region === spec.region).at(-1);
    if (key !== undefined) world.put({ ...key, owner: stackKey(spec) });
  }
}

export function isImportable({ type, hasStaticName, deletionPolicy }: Planned): boolean {
  return typeRow(type).importable && hasStaticName && deletionPolicy !== 'Delete';
}

function newestFirst(world: World, spec: StackSpec): Physical[] {
  return [...world.ownedBy(stackKey(spec)).values()].sort((one, other) => other.serial - one.serial);
}

function leave(world: World, resource: Physical): void {
  world.put({ ...resource, owner: undefined });
}

function finish(world: World, spec: StackSpec, status: StackStatus, failures: readonly Failure[]): StackResult {
  const terminationProtection = world.stacks.get(stackKey(spec))?.terminationProtection ?? false;
  world.stacks.set(stackKey(spec), { spec, status, terminationProtection });
  return { status, failures };
}
