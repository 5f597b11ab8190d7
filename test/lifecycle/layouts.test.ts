// The synthesized app of every layout through its life, on a model of CloudFormation: see test/support/lifecycle/index.ts.
// LIFECYCLE_TABLE=<file> writes every step, with what exists after it, into a file.
import { appendFileSync, readFileSync } from 'node:fs';
import type { AppConfiguration } from '../../bin/app-configuration';
import { LAYOUT_WITH_ALL, LAYOUTS } from '../app/layouts';
import {
  administratorOf,
  deployTwice,
  FAULT,
  moveAndBack,
  moveBeside,
  PROCEDURE,
  Report,
  shortName,
  simulateLife,
  specsOf,
  tableOf,
  without,
  World,
  type Deployer,
  type Move,
  type StackSpec,
} from '../support/lifecycle';
import { ELSEWHERE, FAULTS_OF_DEPLOYERS, PROCEDURES_OF_MOVES, proceduresOf, stepOf, TWO } from './expected';

const MANAGEMENT = LAYOUTS[TWO].managementAccountId;
const base = LAYOUTS[TWO];
const context = { '@aws-cdk/core:bootstrapQualifier': 'custom' };

const NEW = { ...LAYOUTS[TWO], accountRegionalBucketNames: true };

test.each(Object.entries({ ...LAYOUTS, 'account-regional names': NEW, 'all that is opt-in': LAYOUT_WITH_ALL }))(
  '%s: no fault',
  async (layout, configuration) => {
    const { managementAccountId } = configuration;
    const report = await simulateLife({ layout, managementAccountId, specs: specsOf(configuration) });
    write(report);
    expect(report.faults()).toEqual({});
    expect(report.procedures()).toEqual(proceduresOf(specsOf(configuration)));
  },
);

test('two trails in one account and Region: no fault', async () => {
  const second = { ...base, trailName: 'audit', logBucketName: 'audit-logs', stackNamePrefix: 'Audit' };
  const report = new Report('two trails');
  const specs = [...specsOf(base), ...specsOf(second)];
  await deployTwice(report, specs, new World(MANAGEMENT), administratorOf(MANAGEMENT));
  write(report);
  expect(report.faults()).toEqual({});
});

const pages = ['deploying', 'day-2', 'principals', 'leaving'].map((name) => readFileSync(`docs/${name}.md`, 'utf8'));

test.each(Object.values(PROCEDURE))('the documents have the command for when $name', ({ command }) => {
  expect(pages.join('\n')).toContain(command);
});

describe('moved to another configuration, and back', () => {
  const to = (changes: Partial<AppConfiguration>) => () => specsOf({ ...base, ...changes });
  const moves: (Pick<Move, 'name' | 'destroysDropped' | 'liftsGuardrail'> & { target: () => readonly StackSpec[] })[] =
    [
      {
        name: 'other times',
        target: to({ retentionDays: 400, lockDays: 100, lockMode: 'COMPLIANCE', complianceLockAcknowledged: 'a test' }),
      },
      { name: 'another prefix', target: to({ keyPrefix: 'audit' }) },
      { name: 'another e-mail address', target: to({ alarmEmails: ['other@example.com'] }) },
      { name: 'other targets', target: to({ guardrailTargetIds: ['ou-abcd-12345678'], memberTrailNames: ['x'] }) },
      { name: 'no break-glass role', target: to({ breakGlassRoleArns: [] }) },
      { name: 'no guardrail', target: to({ guardrailTargetIds: undefined }), destroysDropped: true },
      { name: 'a filter and a rule less', target: () => withoutFilterAndRule(specsOf(base)) },
      { name: 'another log bucket', target: to({ logBucketName: 'audit-logs' }) },
      { name: 'another name of the trail', target: to({ trailName: 'audit' }) },
      { name: 'another bootstrap', target: () => specsOf(base, { context }), liftsGuardrail: true },
      { name: 'one account', target: to({ logArchiveAccountId: undefined, guardrailTargetIds: undefined }) },
    ];

  test.each(moves)('$name: no fault, and no step but those that docs/day-2.md has', async ({ target, ...move }) => {
    const report = new Report(move.name);
    await moveAndBack(report, { ...move, from: specsOf(base), to: target() }, new World(MANAGEMENT));
    write(report);
    expect(report.faults()).toEqual({});
    expect(report.procedures()).toEqual(PROCEDURES_OF_MOVES[move.name] ?? {});
  });

  test('another bootstrap under the former guardrail: locked out', async () => {
    const report = new Report('another bootstrap under the former guardrail');
    const to = specsOf(base, { context });
    await moveAndBack(report, { name: '', from: specsOf(base), to }, new World(MANAGEMENT));
    expect(report.faults()[FAULT.lockedOut]).toContain('there: LogArchive: cloudformation:CreateChangeSet');
  });

  test('another home Region, beside the former one: no fault', async () => {
    const report = new Report('another home Region');
    const beside = { ...LAYOUTS[ELSEWHERE], trailName: 'audit', stackNamePrefix: 'Audit' };
    // Under the former guardrail no role but these says who may send to a bus of the log archive account.
    const bootstrapRole = (use: string) => (region: string) =>
      `arn:aws:iam::222222222222:role/cdk-hnb659fds-${use}-role-222222222222-${region}`;
    const from = specsOf({
      ...base,
      deploymentRoleArns: [base.homeRegion, beside.homeRegion].map(bootstrapRole('cfn-exec')),
      deployerRoleArns: [beside.homeRegion].map(bootstrapRole('deploy')),
    });
    await moveBeside(report, { from, to: specsOf(beside) }, new World(MANAGEMENT));
    write(report);
    expect(report.faults()).toEqual({});
    expect(report.procedures()).toEqual({
      [stepOf(PROCEDURE.deletion)]: specsOf(base).map(shortName).sort(),
      [stepOf(PROCEDURE.oldTrail)]: ['Trail'],
    });
  });
});

describe('deployed twice', () => {
  const pipeline: Deployer = { roleArn: 'arn:aws:iam::333333333333:role/pipeline', tool: 'CDK Pipelines' };
  const deployers: { name: string; specs: () => readonly StackSpec[]; deployer: Deployer }[] = [
    { name: 'a pipeline of a third account', specs: () => specsOf(base), deployer: pipeline },
    {
      name: 'a pipeline that is named',
      specs: () => specsOf({ ...base, deployerRoleArns: [pipeline.roleArn] }),
      deployer: pipeline,
    },
    {
      name: 'the roles of a custom bootstrap',
      specs: () => specsOf(base, { context }),
      deployer: administratorOf(MANAGEMENT),
    },
  ];

  test.each(deployers)('by $name: exactly the known faults', async ({ name, specs, deployer }) => {
    const report = new Report(name);
    await deployTwice(report, specs(), new World(MANAGEMENT), deployer);
    write(report);
    expect(report.faults()).toEqual(FAULTS_OF_DEPLOYERS[name] ?? {});
  });
});

/** The first of both in each stack: nothing else refers to them. */
function withoutFilterAndRule(specs: readonly StackSpec[]): StackSpec[] {
  const firstOf = (type: string, spec: StackSpec) =>
    Object.entries(spec.template.Resources).find(([, { Type }]) => Type === type)?.[0];
  return specs.map((spec) => {
    const taken = ['AWS::Logs::MetricFilter', 'AWS::Events::Rule'].map((type) => firstOf(type, spec));
    return without([spec], (logicalId) => taken.includes(logicalId))[0];
  });
}

function write(report: Report): void {
  const file = process.env.LIFECYCLE_TABLE;
  if (file !== undefined) appendFileSync(file, tableOf(report.steps));
}
