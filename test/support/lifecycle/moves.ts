// A deployment is moved to another configuration, and back.
import { planOf } from './plan';
import { deleteLeftTrails, deployMoved, destroyByProcedure, goOnAfterRollback } from './procedures';
import type { Report } from './report';
import { deployAll, describe, failureOf, FAULT, lockOutOf, shortName, shortType, typesOf } from './scenarios';
import { stackKey, type StackSpec } from './stack-spec';
import { administratorOf, deploy } from './tools';
import type { Physical, World } from './world';

export interface Move {
  readonly name: string;
  readonly from: readonly StackSpec[];
  readonly to: readonly StackSpec[];
  /** Whether somebody destroys the stacks that the app no longer has. The command line does not. */
  readonly destroysDropped?: boolean;
  /** Whether somebody destroys the guardrail beforehand, and it is deployed again at the end. */
  readonly liftsGuardrail?: boolean;
}

/** What goes on acting without a stack. */
const ACTIVE: readonly string[] = [
  ...['AWS::SNS::Subscription', 'AWS::CloudTrail::Trail', 'AWS::Organizations::Policy', 'AWS::Scheduler::Schedule'],
  ...[
    'AWS::Events::Rule',
    'AWS::CloudWatch::Alarm',
    'AWS::CloudWatch::CompositeAlarm',
    'AWS::Events::EventBus',
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
    if (move.liftsGuardrail) {
      for (const spec of before.filter(isGuardrail)) await destroyByProcedure(report, world, spec, deployer);
    }
    for (const spec of after) await noteDeployment(report, name, spec, world);
    deleteLeftTrails(report, world, left);
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

/**
 * A second deployment is made beside the first, which is destroyed then: so nothing goes unrecorded. This is how
 * the documents move what can't be changed in place.
 */
export async function moveBeside(report: Report, { from, to }: Pick<Move, 'from' | 'to'>, world: World): Promise<void> {
  const deployer = administratorOf(world.managementAccountId);
  await deployAll(world, from, deployer);
  for (const spec of to) await noteDeployment(report, 'beside', spec, world);
  for (const spec of [...from].reverse()) {
    const result = await destroyByProcedure(report, world, spec, deployer);
    report.step(`the former ${shortName(spec)} is destroyed`, describe(result), typesOf(world.leftBehind()));
  }
  deleteLeftTrails(report, world, new Set());
  report.fault(FAULT.leftActive, typesOf(world.leftBehind().filter(({ type }) => ACTIVE.includes(type))));
  for (const spec of to) await noteDeployment(report, 'again', spec, world);
}

const isGuardrail = ({ name }: StackSpec) => name.endsWith('-Guardrail');

async function noteDeployment(report: Report, name: string, spec: StackSpec, world: World): Promise<void> {
  const deployer = administratorOf(world.managementAccountId);
  const before = world.copy();
  const result = await deployMoved(report, world, spec, deployer);
  const left = world.leftBehind().filter(({ serial, owner }) => before.ownerOf(serial) !== owner);
  report.step(`${name}: ${shortName(spec)}`, describe(result), typesOf(left));
  report.fault(
    FAULT.lockedOut,
    lockOutOf(spec, result).map((place) => `${name}: ${place}`),
  );
  report.fault(
    FAULT.fails,
    failureOf(spec, result).map((place) => `${name}: ${place}`),
  );
}

/** An update that fails at its very end has the most to take back. */
async function noteRollbacks(report: Report, name: string, specs: readonly StackSpec[], before: World): Promise<void> {
  for (const spec of specs.filter((it) => before.stacks.has(stackKey(it)))) {
    const world = before.copy();
    const failsAfter = planOf(spec).length;
    const deployer = administratorOf(world.managementAccountId);
    const result = await deploy(world, spec, deployer, { failsAfter });
    if (result.status !== 'UPDATE_ROLLBACK_FAILED') continue;
    report.step(`${name}: ${shortName(spec)}`, describe(result), [], 'at its end');
    const failures = result.failures.slice(1);
    if (failures.every(({ reason }) => reason === 'BucketNotEmpty')) {
      const { failures: left } = await goOnAfterRollback(report, world, spec, deployer);
      if (left.length === 0) continue;
    }
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
