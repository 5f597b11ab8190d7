// Each fault, put into the synthesized app by hand, is found; made right by hand, it is not. So the simulation is known to
// find them whatever the templates of the day are like.
import { LAYOUTS } from '../app/layouts';
import {
  administratorOf,
  changed,
  deleteAndDeployAgain,
  deployAll,
  denyingKeyDeletion,
  documentsByContent,
  documentsInVersions,
  failFirstDeployment,
  FAULT,
  holdsEvidence,
  moveAndBack,
  PROCEDURE,
  Report,
  retaining,
  specsOf,
  without,
  withProperty,
  World,
  type StackSpec,
  type TemplateResource,
} from '../support/lifecycle';
import { TWO } from './expected';

const base = LAYOUTS[TWO];
const { managementAccountId } = base;
const specs = specsOf(base);
const world = () => new World(managementAccountId);
const RECORDER = 'AWS::Config::ConfigurationRecorder';
const isAlways = () => true;
const byDeployment = ({ executionRoleArn }: StackSpec) => [executionRoleArn];

async function failing(mutated: readonly StackSpec[]) {
  return (await failingReport(mutated)).faults();
}

async function failingReport(mutated: readonly StackSpec[]) {
  const report = new Report('mutated');
  await failFirstDeployment(report, mutated, world());
  return report;
}

async function deletedAndDeployed(mutated: readonly StackSpec[]) {
  const report = new Report('mutated');
  await deleteAndDeployAgain(report, mutated, world());
  return report.faults();
}

async function moved(from: readonly StackSpec[], to: readonly StackSpec[], destroysDropped = false) {
  const report = new Report('mutated');
  await moveAndBack(report, { name: 'move', from, to, destroysDropped }, world());
  return report.faults();
}

describe('key policies', () => {
  test('that deny the deletion to CloudFormation, too, leave every key behind', async () => {
    const faults = await failing(denyingKeyDeletion(specs, () => []));
    expect(faults[FAULT.deniedAtRollback]).toEqual(
      ['DigestValidation', 'LogArchive', 'Trail'].map((stack) => `${stack}: KMS::Key`),
    );
  });

  test('that let CloudFormation delete are in no way', async () => {
    expect((await failing(denyingKeyDeletion(specs, byDeployment)))[FAULT.deniedAtRollback]).toBeUndefined();
  });

  test('that name the roles of another bootstrap are no better than none', async () => {
    const ofAnother = (spec: StackSpec) => [spec.executionRoleArn.replace('hnb659fds', 'another')];
    expect((await failing(denyingKeyDeletion(specs, ofAnother)))[FAULT.deniedAtRollback]).toHaveLength(3);
  });
});

describe('the recorder of AWS Config', () => {
  const name = 'management account alone';
  const withRecorder = specsOf(LAYOUTS[name]);
  const statusWith = async (RoleARN?: string) => {
    const mutated = RoleARN ? withProperty(withRecorder, RECORDER, 'RoleARN', RoleARN) : withRecorder;
    const results = await deployAll(world(), mutated, administratorOf(managementAccountId));
    return [...results.values()].flatMap(({ failures }) => failures.map(({ type, reason }) => `${type} ${reason}`));
  };

  test('by the service-linked role can not be made in an account without one', async () => {
    const path = 'aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig';
    const failures = await statusWith(`arn:aws:iam::${managementAccountId}:role/${path}`);
    expect(failures).toContain(`${RECORDER} NoSuchRole`);
  });

  test('by a role of its own can be made in any', async () => {
    expect(await statusWith()).toEqual([]);
  });
});

describe('a table that is protected against deletion', () => {
  const table = 'DigestValidation: DynamoDB::Table';
  const protecting = (isProtected: boolean) =>
    withProperty(specs, 'AWS::DynamoDB::Table', 'DeletionProtectionEnabled', isProtected);

  test('stays at the rollback, and the retry meets it', async () => {
    const faults = await failing(protecting(true));
    expect(faults[FAULT.stuckAtRollback]).toContain(table);
    expect(faults[FAULT.retry]).toContain(table);
  });

  test('and the same without protection', async () => {
    const faults = await failing(protecting(false));
    expect(faults).toEqual({});
  });

  test('refers to a key that is gone, where the key alone goes at the rollback', async () => {
    const faults = await failing(denyingKeyDeletion(protecting(true), byDeployment));
    expect(faults[FAULT.otherKey]).toContain(table);
  });
});

describe('a bucket that is filled at once', () => {
  const bucket = 'LogArchive: S3::Bucket';
  const filled = `${PROCEDURE.filled.name}: ${PROCEDURE.filled.command}`;
  const logging = (isLogging: boolean) =>
    changed(specs, (resource) => {
      if (resource.Type !== 'AWS::S3::Bucket') return resource;
      const {
        LoggingConfiguration = { DestinationBucketName: 'trail-logs-222222222222-us-east-1-access-logs' },
        ...Properties
      } = resource.Properties ?? {};
      return { ...resource, Properties: isLogging ? { ...Properties, LoggingConfiguration } : Properties };
    });

  test('stays at the rollback; the retry needs an import, which docs/deploying.md has', async () => {
    const report = await failingReport(logging(true));
    expect(report.procedures()[filled]).toEqual(['LogArchive']);
    expect(report.faults()).toEqual({});
  });

  test('and is encrypted with a key of its stack stays, and the import finds that key gone', async () => {
    const atOnce = changed(specs, (resource) => ({ ...resource, DependsOn: undefined }));
    const faults = await failing(atOnce);
    const evidence = 'DigestValidation: S3::Bucket';
    expect(faults[FAULT.stuckAtRollback]).toEqual([evidence]);
    expect(faults[FAULT.otherKey]).toEqual([evidence]);
  });

  test('can not be imported without a name in the template', async () => {
    const unnamed = changed(logging(true), (resource) =>
      resource.Type === 'AWS::S3::Bucket'
        ? { ...resource, Properties: { ...resource.Properties, BucketName: nameByFunction(resource) } }
        : resource,
    );
    const faults = await failing(unnamed);
    for (const fault of [FAULT.stuckAtRollback, FAULT.retry, FAULT.retryWithImport]) {
      expect(faults[fault]).toContain(bucket);
    }
  });

  test('and the same with nothing that fills it', async () => {
    const report = await failingReport(logging(false));
    expect(report.procedures()).not.toHaveProperty([filled]);
    expect(report.faults()).toEqual({});
  });
});

/** The same name, but not as plain text. */
function nameByFunction({ Properties }: TemplateResource): object {
  return { 'Fn::Join': ['', [Properties?.BucketName]] };
}

describe('what is retained', () => {
  test('is everything: a deleted stack can not come back', async () => {
    const faults = await deletedAndDeployed(retaining(specs, isAlways));
    expect(faults[FAULT.comesBackTaken]).toEqual(
      expect.arrayContaining(['Trail: Events::Rule', 'Trail: SNS::Topic', 'Guardrail: Organizations::Policy']),
    );
    expect(faults[FAULT.comesBackTwice]).toEqual(['Trail: Logs::QueryDefinition']);
  });

  test('is evidence: a deleted stack comes back', async () => {
    expect(await deletedAndDeployed(retaining(specs, holdsEvidence))).toEqual({});
  });

  test.each([
    ['everything: guardrails can not be put back', isAlways, ['back: Guardrail: Organizations::Policy AlreadyExists']],
    ['evidence: guardrails are put back', holdsEvidence, undefined],
  ])('is %s', async (_, isRetained, expected) => {
    const retained = retaining(specs, isRetained);
    const dropped = retained.filter(({ name }) => !name.endsWith('Guardrail'));
    expect((await moved(retained, dropped, true))[FAULT.fails]).toEqual(expected);
  });

  test.each([
    ['everything: an address that is taken out goes on receiving', isAlways, ['there: SNS::Subscription']],
    ['evidence: an address that is taken out receives nothing', holdsEvidence, undefined],
  ])('is %s', async (_, isRetained, expected) => {
    const retained = retaining(specs, isRetained);
    const fewer = without(retained, (__, { Type }) => Type === 'AWS::SNS::Subscription');
    expect((await moved(retained, fewer))[FAULT.leftActive]).toEqual(expected);
  });
});

describe('a document', () => {
  const changedContent = (of: readonly StackSpec[]) =>
    changed(of, (resource) => {
      const content = { ...(resource.Properties?.Content as object), description: 'changed' };
      return resource.Type === 'AWS::SSM::Document'
        ? { ...resource, Properties: { ...resource.Properties, Content: content } }
        : resource;
    });
  const kept = retaining(specs, holdsEvidence);

  test('in versions that is started by its default may be an old one, and can not go back', async () => {
    const from = documentsInVersions(kept, '$DEFAULT');
    const faults = await moved(from, changedContent(from));
    expect(faults[FAULT.oldDocument]).toEqual(['back', 'there']);
    expect(faults[FAULT.updateRollback]).toEqual(['there: SSM::Document DuplicateDocumentContent']);
  });

  test('in versions that is started by its newest is the one of the template', async () => {
    const from = documentsInVersions(kept, '$LATEST');
    expect((await moved(from, changedContent(from)))[FAULT.oldDocument]).toBeUndefined();
  });

  test('with its content in its name is the one of the template, there and back', async () => {
    expect(await moved(documentsByContent(kept), documentsByContent(changedContent(kept)))).toEqual({});
  });

  test('that is replaced under its name can not be updated at all', async () => {
    const from = withProperty(kept, 'AWS::SSM::Document', 'UpdateMethod', 'Replace');
    const faults = await moved(from, changedContent(from));
    expect(faults[FAULT.fails]).toContain('there: Trail: SSM::Document CustomNameReplaced');
  });
});
