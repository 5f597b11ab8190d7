// Who is let in and who is kept out, with the guardrail and with termination protection made wrong, or right, by hand.
import { LAYOUTS } from '../app/layouts';
import {
  administratorOf,
  changed,
  deploy,
  deployTwice,
  destroy,
  failFirstDeployment,
  FAULT,
  PROCEDURE,
  protect,
  replacingText,
  Report,
  specsOf,
  World,
  type Deployer,
  type StackSpec,
  type TemplateResource,
} from '../support/lifecycle';
import { TWO } from './expected';

const base = LAYOUTS[TWO];
const { managementAccountId, logArchiveAccountId } = base;
const specs = specsOf(base);
const deployer = administratorOf(managementAccountId);
const world = () => new World(managementAccountId);

async function failing(mutated: readonly StackSpec[]) {
  const report = new Report('mutated');
  await failFirstDeployment(report, mutated, world());
  return report.procedures();
}

describe('the guardrail', () => {
  const pipeline: Deployer = { roleArn: 'arn:aws:iam::333333333333:role/pipeline', tool: 'CDK Pipelines' };
  const twice = async (mutated: readonly StackSpec[], by: Deployer) => {
    const report = new Report('mutated');
    await deployTwice(report, mutated, world(), by);
    return report.faults();
  };
  const otherBootstrap = specs.map((spec) => ({
    ...spec,
    deployRoleArn: spec.deployRoleArn.replace('hnb659fds', 'another'),
    executionRoleArn: spec.executionRoleArn.replace('hnb659fds', 'another'),
  }));

  test('that spares the roles of another bootstrap locks the deployment out', async () => {
    const faults = await twice(otherBootstrap, deployer);
    expect(faults[FAULT.lockedOut]).toContain('LogArchive: cloudformation:CreateChangeSet');
    expect(faults[FAULT.denied]).toContain('LogArchive: KMS::Key kms:PutKeyPolicy');
  });

  test('that spares the roles that deploy does not', async () => {
    const named = replacingText(otherBootstrap, 'cdk-hnb659fds-', 'cdk-another-');
    expect(await twice(named, deployer)).toEqual({});
  });

  test('locks out a pipeline that nobody named, and not one that is', async () => {
    const passer = `arn:aws:iam::${logArchiveAccountId}:role/cdk-hnb659fds-deploy-role-${logArchiveAccountId}-us-east-1`;
    const naming = (roleArns: string[]) =>
      changed(specs, (resource) =>
        resource.Type !== 'AWS::Organizations::Policy'
          ? resource
          : (JSON.parse(
              JSON.stringify(resource)
                .replaceAll(`,"${pipeline.roleArn}"`, '')
                .replaceAll(`"${passer}"`, [passer, ...roleArns].map((arn) => `"${arn}"`).join(',')),
            ) as TemplateResource),
      );
    expect((await twice(naming([]), pipeline))[FAULT.lockedOut]).toContain('LogArchive: sts:AssumeRole');
    expect((await twice(naming([pipeline.roleArn]), pipeline))[FAULT.lockedOut]).toBeUndefined();
  });
});

describe('termination protection', () => {
  const protectedSpecs = (terminationProtection: boolean) => specs.map((spec) => ({ ...spec, terminationProtection }));
  const [archive] = protectedSpecs(true);

  test('keeps the command line from deleting a stack that failed, until somebody lifts it', async () => {
    const { name, command } = PROCEDURE.retry;
    expect((await failing(protectedSpecs(true)))[`${name}: ${command}`]).toContain('LogArchive');
    expect(await failing(protectedSpecs(false))).not.toHaveProperty([`${name}: ${command}`]);
    const accounts = world();
    await deploy(accounts, archive, deployer, { failsAfter: 1 });
    expect((await deploy(accounts, archive, deployer)).status).toBe('PROTECTED');
    protect(accounts, archive, false);
    expect((await deploy(accounts, archive, deployer)).status).toBe('CREATE_COMPLETE');
  });

  test.each([
    ['command line', 'PROTECTED'],
    ['CDK Pipelines', 'DELETE_COMPLETE'],
  ] as const)('is set by the %s: a deletion ends in %s', async (tool, status) => {
    const accounts = world();
    await deploy(accounts, archive, { ...deployer, tool });
    expect((await destroy(accounts, archive, deployer)).status).toBe(status);
  });
});
