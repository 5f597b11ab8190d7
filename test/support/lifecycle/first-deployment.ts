// A first deployment that fails after each of its resources but the last, is rolled back, and is tried again.
import { deleteStack, rollBackCreation } from './cloudformation';
import { createResource, type Failure } from './operations';
import { planOf, type Planned } from './plan';
import { deployByProcedure, PROCEDURE } from './procedures';
import type { Report } from './report';
import { collisions, describe, FAULT, places, referringToOthers, shortName, typesOf } from './scenarios';
import { stackKey, type StackSpec } from './stack-spec';
import { administratorOf, deploy, protect } from './tools';
import type { World } from './world';

export async function failFirstDeployment(report: Report, specs: readonly StackSpec[], world: World): Promise<void> {
  const deployer = administratorOf(world.managementAccountId);
  for (const spec of specs) {
    await failAfterEach(report, spec, world);
    await deploy(world, spec, deployer);
  }
}

async function failAfterEach(report: Report, spec: StackSpec, before: World): Promise<void> {
  const world = before.copy();
  const seen = new Set<string>();
  // With the last one a stack is complete: nothing is left that could fail.
  for (const planned of planOf(spec).slice(0, -1)) {
    const failure = await createResource(world, spec, planned);
    if (failure !== undefined) throw new Error(`${spec.name}: ${planned.logicalId} can't be made: ${failure.reason}`);
    const rolledBack = world.copy();
    const result = await rollBackCreation(rolledBack, spec);
    const failures = result.failures.slice(1);
    const remains = typesOf([...rolledBack.ownedBy(stackKey(spec)).values()]);
    report.step(`${shortName(spec)} is deployed first`, describe(result), remains, `after ${planned.logicalId}`);
    const signature = JSON.stringify(failures.map(({ logicalId }) => logicalId).sort());
    if (!seen.has(signature)) await noteRollback(report, spec, failures, rolledBack);
    seen.add(signature);
  }
}

async function noteRollback(
  report: Report,
  spec: StackSpec,
  failures: readonly Failure[],
  rolledBack: World,
): Promise<void> {
  const isDenied = ({ reason }: Failure) => reason.startsWith('AccessDenied');
  const others = failures.filter((it) => !isDenied(it));
  const plain = await retry(report, spec, rolledBack, false);
  const importing = await retry(report, spec, rolledBack, true);
  report.fault(FAULT.deniedAtRollback, places(spec, failures.filter(isDenied)));
  if (importing.isComplete && others.length > 0 && [...others, ...plain.taken].every(isBucket)) {
    report.procedure(PROCEDURE.filled, spec);
  } else {
    report.fault(FAULT.stuckAtRollback, places(spec, others));
    report.fault(FAULT.retry, places(spec, plain.taken));
    report.fault(FAULT.retryWithImport, places(spec, importing.taken));
  }
}

function isBucket({ type }: { readonly type: string }): boolean {
  return type === 'AWS::S3::Bucket';
}

interface Retry {
  /** Everything is there, and refers to keys of the stack itself. */
  readonly isComplete: boolean;
  /** What could not be made since its name was taken. */
  readonly taken: readonly Planned[];
}

/** The command line deletes what failed and makes it anew, once the protection that the app asks for is lifted. */
async function retry(report: Report, spec: StackSpec, failed: World, importsExisting: boolean): Promise<Retry> {
  const deployer = administratorOf(failed.managementAccountId);
  protect(failed, spec, spec.terminationProtection);
  const deleted = failed.copy();
  await deleteStack(deleted, spec);
  const world = failed.copy();
  const result = await deployByProcedure(report, world, spec, deployer, { importsExisting });
  const how = importsExisting ? 'the retry with import' : 'the retry';
  report.step(`${shortName(spec)}: ${how}`, describe(result), typesOf(deleted.leftBehind()));
  const others = referringToOthers(world, spec);
  report.fault(FAULT.otherKey, places(spec, others));
  const isComplete = result.status === 'CREATE_COMPLETE' && others.length === 0;
  return { isComplete, taken: collisions(deleted, spec, importsExisting) };
}
