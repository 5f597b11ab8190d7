// What ends well only after a step that somebody takes by hand. Each step stands in the documents, by its command.
import { deploy, destroy, protect, type Deployer, type Deployment } from './tools';
import type { Report } from './report';
import { continueRollback, type StackOptions } from './cloudformation';
import type { StackSpec } from './stack-spec';
import type { World } from './world';

export interface Procedure {
  /** What needs the step. */
  readonly name: string;
  readonly command: string;
}

const LIFT_PROTECTION = 'aws cloudformation update-termination-protection --no-enable-termination-protection';

export const PROCEDURE = {
  retry: { name: 'a failed first deployment is tried again', command: LIFT_PROTECTION },
  filled: { name: 'a failed first deployment left a bucket that had filled', command: '--import-existing-resources' },
  deletion: { name: 'a stack is deleted', command: LIFT_PROTECTION },
  keys: { name: 'a deleted stack is deployed again, its keys first', command: 'npx cdk import' },
  rest: { name: 'a deleted stack is deployed again, then the rest', command: '--import-existing-resources' },
  named: { name: 'a name of an earlier configuration is taken', command: '--import-existing-resources' },
  stuck: {
    name: 'the rollback of an update meets a bucket that had filled',
    command: 'aws cloudformation continue-update-rollback --resources-to-skip',
  },
  oldTrail: { name: 'a trail is left that nothing needs any more', command: 'aws cloudtrail delete-trail' },
} as const satisfies Readonly<Record<string, Procedure>>;

/** `cdk deploy`, and what the documents say of a stack whose protection is in its way. */
export async function deployByProcedure(
  report: Report,
  world: World,
  spec: StackSpec,
  deployer: Deployer,
  options: StackOptions = {},
): Promise<Deployment> {
  const first = await deploy(world, spec, deployer, options);
  if (first.status !== 'PROTECTED') return first;
  report.procedure(PROCEDURE.retry, spec);
  protect(world, spec, false);
  return deploy(world, spec, deployer, options);
}

/** `cdk deploy`, and what the documents say where a name is taken that an earlier configuration left. */
export async function deployMoved(
  report: Report,
  world: World,
  spec: StackSpec,
  deployer: Deployer,
): Promise<Deployment> {
  const first = await deploy(world, spec, deployer);
  if (first.failures.length === 0 || !first.failures.every(({ reason }) => reason === 'AlreadyExists')) return first;
  const again = await deploy(world, spec, deployer, { importsExisting: true });
  if (again.failures.length === 0) report.procedure(PROCEDURE.named, spec);
  return again.failures.length === 0 ? again : first;
}

/** What the documents say of an update whose rollback can't delete a bucket: the bucket is left, and imported next time. */
export async function goOnAfterRollback(
  report: Report,
  world: World,
  spec: StackSpec,
  deployer: Deployer,
): Promise<Deployment> {
  continueRollback(world, spec);
  report.procedure(PROCEDURE.stuck, spec);
  return deploy(world, spec, deployer, { importsExisting: true });
}

/** What the documents say of a trail that its stack left behind: it goes, and its bucket stays. */
export function deleteLeftTrails(report: Report, world: World, known: ReadonlySet<number>): void {
  for (const trail of world.leftBehind()) {
    if (trail.type !== 'AWS::CloudTrail::Trail' || known.has(trail.serial)) continue;
    report.procedure(PROCEDURE.oldTrail, { name: 'Trail' });
    world.remove(trail);
  }
}

/** `cdk destroy`, and what the documents say of a stack whose protection is in its way. */
export async function destroyByProcedure(
  report: Report,
  world: World,
  spec: StackSpec,
  deployer: Deployer,
): Promise<Deployment> {
  const first = await destroy(world, spec, deployer);
  if (first.status !== 'PROTECTED') return first;
  report.procedure(PROCEDURE.deletion, spec);
  protect(world, spec, false);
  return destroy(world, spec, deployer);
}
