// A deployment is moved to another configuration, and back.
import { planOf } from './plan';
import { destroyByProcedure } from './procedures';
import type { Report } from './report';
import { deployAll, describe, failureOf, FAULT, shortName, shortType, typesOf } from './scenarios';
import { stackKey, type StackSpec } from './stack-spec';
import { administratorOf, deploy } from './tools';
import type { Physical, World } from './world';

export interface Move {
  readonly name: string;
  readonly from: readonly StackSpec[];
  readonly to: readonly StackSpec[];
  /** Whether somebody destroys the stacks that the app no longer has. The command line does not. */
  readonly destroysDropped?: boolean;
}

/** What goes on acting without a stack. */
const ACTIVE: readonly string[] = [
  ...['AWS::SNS::Subscription', 'AWS::CloudTrail::Trail', 'AWS::Organizations::Policy', 'AWS::Scheduler::Schedule'],
  ...[
    'AWS::Events::Rule',
    'AWS::CloudWatch::Alarm',
    'AWS::Config::ConfigRule',
    'AWS::Config::RemediationConfiguration',
  ],
];

export async function moveAndBack(report: Report, move: Move, world: World): Promise<void> {
  const deployer = administratorOf(world.managementAccountId);
  await deployAll(world, move.from, deployer);
  for (const [name, before, after] of [
    ['there', move.from, move.to],
    ['back', move.to, move.from],
  ] as const) {
    await noteRollbacks(report, name, after, world);
    const left = new Set(world.leftBehind().map(({ serial }) => serial));
    const dropped = before.filter((spec) => !after.some((other) => stackKey(other) === stackKey(spec)));
    if (move.destroysDropped) for (const spec of dropped) await destroyByProcedure(report, world, spec, deployer);
    for (const spec of after) await noteDeployment(report, name, spec, world);
    const active = world.leftBehind().filter(({ serial, type }) => !left.has(serial) && ACTIVE.includes(type));
    report.fault(
      FAULT.leftActive,
      typesOf(active).map((type) => `${name}: ${type}`),
    );
    report.fault(
      FAULT.oldDocument,
      outdatedDocuments(world).map(() => name),
    );
  }
}

async function noteDeployment(report: Report, name: string, spec: StackSpec, world: World): Promise<void> {
  const deployer = administratorOf(world.managementAccountId);
  const before = world.copy();
  const result = await deploy(world, spec, deployer);
  const left = world.leftBehind().filter(({ serial, owner }) => before.ownerOf(serial) !== owner);
  report.step(`${name}: ${shortName(spec)}`, describe(result), typesOf(left));
  const places = failureOf(spec, result).map((place) => `${name}: ${place}`);
  if (places.length === 0) return;
  const imported = await deploy(before, spec, deployer, { importsExisting: true });
  report.fault(FAULT.fails, imported.failures.length > 0 ? places : places.map((it) => `${it}, unless it is imported`));
}

/** An update that fails at its very end has the most to take back. */
async function noteRollbacks(report: Report, name: string, specs: readonly StackSpec[], before: World): Promise<void> {
  for (const spec of specs.filter((it) => before.stacks.has(stackKey(it)))) {
    const world = before.copy();
    const failsAfter = planOf(spec).length;
    const result = await deploy(world, spec, administratorOf(world.managementAccountId), { failsAfter });
    if (result.status !== 'UPDATE_ROLLBACK_FAILED') continue;
    report.step(`${name}: ${shortName(spec)}`, describe(result), [], 'at its end');
    const failures = result.failures.slice(1);
    report.fault(
      FAULT.updateRollback,
      failures.map(({ type, reason }) => `${name}: ${shortType(type)} ${reason}`),
    );
  }
}

/** Documents whose default version is not the newest, and that somebody starts by the default version. */
function outdatedDocuments(world: World): Physical[] {
  return world
    .ofType('AWS::SSM::Document')
    .filter((document) => document.versions !== undefined && document.owner !== undefined)
    .filter(({ versions }) => versions!.standard < versions!.contents.length - 1)
    .filter((document) => world.all().some((other) => startsDefaultVersion(other, String(document.properties.Name))));
}

function startsDefaultVersion({ type, properties }: Physical, documentName: string): boolean {
  if (type === 'AWS::Config::RemediationConfiguration') {
    return properties.TargetId === documentName && (properties.TargetVersion ?? '$DEFAULT') === '$DEFAULT';
  }
  const targets = type === 'AWS::Events::Rule' ? ((properties.Targets ?? []) as { Arn: string }[]) : [];
  return targets.some(({ Arn }) =>
    new RegExp(`:(automation-definition|document)/${documentName}(:\\$DEFAULT)?$`).test(Arn),
  );
}
