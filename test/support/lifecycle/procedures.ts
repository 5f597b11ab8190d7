// What ends well only after a step that somebody takes by hand. Each step stands in the README, by its command.
import { deploy, destroy, protect, type Deployer, type Deployment } from './tools';
import type { Report } from './report';
import type { StackOptions } from './cloudformation';
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
} as const satisfies Readonly<Record<string, Procedure>>;

/** `cdk deploy`, and what the README says of a stack whose protection is in its way. */
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

/** `cdk destroy`, and what the README says of a stack whose protection is in its way. */
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
