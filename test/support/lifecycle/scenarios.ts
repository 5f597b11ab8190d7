// The life of a deployment, as steps that are the same for every layout. Each notes its outcome and the faults it meets.
import { importKeys, isImportable } from './cloudformation';
import { deniedCall } from './rights';
import { planOf, type Planned } from './plan';
import { destroyByProcedure, PROCEDURE } from './procedures';
import type { Report } from './report';
import { stackKey, type StackSpec } from './stack-spec';
import { administratorOf, deploy, type Deployer, type Deployment } from './tools';
import { typeRow } from './types';
import { World, type Physical } from './world';

/** The names of the faults that the steps look for. */
export const FAULT = {
  deniedAtRollback: 'CloudFormation is denied a deletion when a first deployment is rolled back',
  stuckAtRollback: 'a protected or filled resource stays when a first deployment is rolled back',
  retry: 'the retry of a first deployment finds a name taken',
  retryWithImport: 'the retry with --import-existing-resources finds a name taken',
  comesBackTaken: 'a deleted stack can not be deployed again: its name is taken, and it can not be imported',
  comesBackTwice: 'a deleted stack that is deployed again is there twice',
  otherKey: 'what a later deployment imports refers to a key that is not the one of the stack',
  denied: 'CloudFormation is denied a call once the guardrail is in force',
  lockedOut: 'whoever deploys is locked out once the guardrail is in force',
  fails: 'a deployment fails',
  leftActive: 'a resource that was taken out of the template goes on working',
  oldDocument: 'the repair may restore settings of before the update',
  updateRollback: 'an update that fails can not be rolled back',
} as const;

export async function deployAll(
  world: World,
  specs: readonly StackSpec[],
  deployer: Deployer,
  importsExisting = false,
): Promise<Map<string, Deployment>> {
  const results = new Map<string, Deployment>();
  for (const spec of specs) results.set(shortName(spec), await deploy(world, spec, deployer, { importsExisting }));
  return results;
}

async function destroyAll(report: Report, world: World, specs: readonly StackSpec[]): Promise<void> {
  const deployer = administratorOf(world.managementAccountId);
  for (const spec of [...specs].reverse()) await destroyByProcedure(report, world, spec, deployer);
}

/** Every stack is deleted and deployed again, keys imported beforehand by their ids, the rest by name. */
export async function deleteAndDeployAgain(report: Report, specs: readonly StackSpec[], world: World): Promise<void> {
  const deployer = administratorOf(world.managementAccountId);
  await deployAll(world, specs, deployer);
  await destroyAll(report, world, specs);
  report.step('every stack is deleted', 'DELETE_COMPLETE', typesOf(world.leftBehind()));
  for (const spec of specs) {
    noteImports(report, spec);
    report.fault(FAULT.comesBackTaken, places(spec, collisions(world, spec, true)));
    report.fault(FAULT.comesBackTwice, places(spec, collisions(world, spec, true, 'duplicated')));
    for (const { how, importsExisting, importsKeys } of WAYS_BACK) {
      const copy = world.copy();
      if (importsKeys) importKeys(copy, spec);
      const result = await deploy(copy, spec, deployer, { importsExisting });
      const taken = typesOf(collisions(world, spec, importsExisting));
      const others = referringToOthers(copy, spec);
      report.step(`${shortName(spec)} is deployed again ${how}`, describe(result), [
        ...taken.map((type) => `${type} before it`),
        ...typesOf(others).map((type) => `${type} with a former key`),
      ]);
      if (importsKeys) report.fault(FAULT.otherKey, places(spec, others));
    }
  }
}

function noteImports(report: Report, spec: StackSpec): void {
  const kept = planOf(spec).filter(({ deletionPolicy }) => deletionPolicy !== 'Delete');
  const isKey = ({ type }: Planned) => type === 'AWS::KMS::Key';
  if (kept.some(isKey)) report.procedure(PROCEDURE.keys, spec);
  if (!kept.every(isKey)) report.procedure(PROCEDURE.rest, spec);
}

const WAYS_BACK = [
  { how: 'without import', importsExisting: false, importsKeys: false },
  { how: 'with --import-existing-resources', importsExisting: true, importsKeys: false },
  { how: 'with its keys imported first by `cdk import`, then the rest', importsExisting: true, importsKeys: true },
] as const;

/** The guardrail is in force: everything is deployed a second time, and CloudFormation changes and deletes all of it. */
export async function deployTwice(
  report: Report,
  specs: readonly StackSpec[],
  world: World,
  deployer: Deployer,
): Promise<void> {
  const first = await deployAll(world, specs, deployer);
  const second = await deployAll(world, specs, deployer);
  for (const spec of specs) {
    const name = shortName(spec);
    report.step(
      `${name} is deployed, and deployed again by ${deployer.roleArn}`,
      [first, second].map((it) => describe(it.get(name)!)).join(', '),
    );
    const results = [first.get(name)!, second.get(name)!];
    report.fault(
      FAULT.fails,
      results.flatMap((result) => failureOf(spec, result)),
    );
    report.fault(
      FAULT.lockedOut,
      results.flatMap((result) => lockOutOf(spec, result)),
    );
    report.fault(FAULT.denied, await deniedOperations(world, spec));
  }
}

/** What CloudFormation would be denied if it changed or deleted each resource of a stack. */
async function deniedOperations(world: World, spec: StackSpec): Promise<string[]> {
  const found: string[] = [];
  for (const resource of world.ownedBy(stackKey(spec)).values()) {
    for (const operation of ['update', 'delete'] as const) {
      const denied = await deniedCall(world, spec.executionRoleArn, resource, operation);
      if (denied !== undefined) found.push(`${shortName(spec)}: ${shortType(resource.type)} ${denied}`);
    }
  }
  return found;
}

/** What can't be made since its name is taken, or is made a second time. */
export function collisions(
  world: World,
  spec: StackSpec,
  importsExisting: boolean,
  whenTaken: 'rejected' | 'duplicated' = 'rejected',
): Planned[] {
  return planOf(spec).filter((planned) => {
    const taken = world.named(planned.name);
    if (taken === undefined || typeRow(planned.type).whenTaken !== whenTaken) return false;
    return !(importsExisting && taken.owner === undefined && isImportable(planned));
  });
}

/** Imported under a name that both deployments have, but made for a key that the new deployment did not get. */
export function referringToOthers(world: World, spec: StackSpec): Physical[] {
  const own = world.ownedBy(stackKey(spec));
  return [...own.values()].filter(({ means }) =>
    [...means].some(
      ([logicalId, serial]) => own.get(logicalId)?.type === 'AWS::KMS::Key' && own.get(logicalId)!.serial !== serial,
    ),
  );
}

export function describe({ status, failures }: Deployment): string {
  const reasons = [...new Set(failures.map(({ type, reason }) => `${shortType(type)} ${reason}`.trim()))];
  return reasons.length === 0 ? status : `${status} (${reasons.join(', ')})`;
}

/** What a deployment failed with, as the place of a fault. A refusal is a fault of its own. */
export function failureOf(spec: StackSpec, { status, failures: [failure] }: Deployment): string[] {
  if (failure === undefined || status === 'LOCKED_OUT') return [];
  return [`${shortName(spec)}: ${shortType(failure.type)} ${failure.reason}`];
}

export function lockOutOf(spec: StackSpec, { status, failures: [failure] }: Deployment): string[] {
  return status === 'LOCKED_OUT' ? [`${shortName(spec)}: ${failure.reason}`] : [];
}

export function places(spec: StackSpec, resources: readonly { readonly type: string }[]): string[] {
  return typesOf(resources).map((type) => `${shortName(spec)}: ${type}`);
}

export function typesOf(resources: readonly { readonly type: string }[]): string[] {
  return [...new Set(resources.map(({ type }) => shortType(type)))].sort();
}

export function shortName({ name }: Pick<StackSpec, 'name'>): string {
  return name.replace(/^OrganizationTrail-/, '');
}

export function shortType(type: string): string {
  return type.replace(/^AWS::/, '');
}
