// A first deployment that fails after each of its resources in turn, is rolled back, and is tried again.
import { deleteStack, rollBackCreation } from './cloudformation';
import { createResource, type Failure } from './operations';
import { planOf } from './plan';
import { deployByProcedure } from './procedures';
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
  for (const planned of planOf(spec)) {
    const failure = await createResource(world, spec, planned);
    if (failure !== undefined) throw new Error(`${spec.name}: ${planned.logicalId} can't be made: ${failure.reason}`);
    const rolledBack = world.copy();
    const result = await rollBackCreation(rolledBack, spec);
    const failures = result.failures.slice(1);
    const remains = typesOf([...rolledBack.ownedBy(stackKey(spec)).values()]);
    report.step(`${shortName(spec)} is deployed first`, describe(result), remains, `after ${planned.logicalId}`);
    noteRollback(report, spec, failures);
    const signature = JSON.stringify(failures.map(({ logicalId }) => logicalId).sort());
    if (!seen.has(signature)) await retry(report, spec, rolledBack);
    seen.add(signature);
  }
}

function noteRollback(report: Report, spec: StackSpec, failures: readonly Failure[]): void {
  const isDenied = ({ reason }: Failure) => reason.startsWith('AccessDenied');
  report.fault(FAULT.deniedAtRollback, places(spec, failures.filter(isDenied)));
  report.fault(
    FAULT.stuckAtRollback,
    places(
      spec,
      failures.filter((it) => !isDenied(it)),
    ),
  );
}

/** The command line deletes what failed and makes it anew, once the protection that the app asks for is lifted. */
async function retry(report: Report, spec: StackSpec, failed: World): Promise<void> {
  const deployer = administratorOf(failed.managementAccountId);
  protect(failed, spec, spec.terminationProtection);
  const deleted = failed.copy();
  await deleteStack(deleted, spec);
  for (const importsExisting of [false, true]) {
    const world = failed.copy();
    const result = await deployByProcedure(report, world, spec, deployer, { importsExisting });
    const taken = collisions(deleted, spec, importsExisting);
    const how = importsExisting ? 'the retry with import' : 'the retry';
    report.step(`${shortName(spec)}: ${how}`, describe(result), typesOf(deleted.leftBehind()));
    report.fault(FAULT.otherKey, places(spec, referringToOthers(world, spec)));
    report.fault(importsExisting ? FAULT.retryWithImport : FAULT.retry, places(spec, taken));
  }
}
