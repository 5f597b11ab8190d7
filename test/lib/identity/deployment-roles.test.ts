// The roles by which the app is really deployed, as its cloud assembly names them, put to the policies, the guardrail and
// the exceptions of the repair; and roles that only look like them.
import {
  App,
  BootstraplessSynthesizer,
  CliCredentialsStackSynthesizer,
  DefaultStackSynthesizer,
  LegacyStackSynthesizer,
  NestedStack,
  Stack,
  type AppProps,
  type IStackSynthesizer,
} from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import {
  AlarmTopic,
  DigestValidation,
  LogArchive,
  OrganizationTrail,
  TrailConfigRules,
  TrailGuardrail,
  type TrailIdentity,
} from '../../../lib';
import { ValidationNames } from '../../../lib/identity/validation-names';
import { matchesInItsAccount } from '../../support/event-pattern/evaluate';
import { record, WHO } from '../../../bin/cdk-organization-trail/verify/samples/record';
import { guardrailPolicies } from '../../support/guardrail';
import {
  deployedResources,
  resourcesOfType,
  role,
  testTable,
  theResource,
  type Policies,
  type PolicyDocument,
  type Principal,
  type Row,
} from '../../support/iam';
import { managementStack, ORGANIZATION, organizationTrail, synthError, trailWith } from '../../support/stacks';

const { managementAccountId: MANAGEMENT, logArchiveAccountId: ARCHIVE } = ORGANIZATION;
const HOME = 'eu-west-1';
const trail = organizationTrail({ homeRegion: HOME });
const names = new ValidationNames(trail);
const QUALIFIER = { '@aws-cdk/core:bootstrapQualifier': 'audit' };
const OWN_ROLES = {
  cloudFormationExecutionRole: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/delivery/exec-${AWS::Region}',
  deployRoleArn: 'arn:${AWS::Partition}:iam::${AWS::AccountId}:role/delivery/deploy-${Qualifier}',
};

interface Variant {
  readonly app?: AppProps;
  readonly synthesizer?: () => IStackSynthesizer;
}

const VARIANTS: Record<string, Variant> = {
  'the bootstrap as it is': {},
  'a qualifier in the context': { app: { context: QUALIFIER } },
  'a qualifier of each synthesizer': { synthesizer: () => new DefaultStackSynthesizer({ qualifier: 'audit' }) },
  "a qualifier of the app's synthesizer": {
    app: { defaultStackSynthesizer: new DefaultStackSynthesizer({ qualifier: 'audit' }) },
  },
  'roles with names of their own': { synthesizer: () => new DefaultStackSynthesizer(OWN_ROLES) },
};

/** The whole trail, over both accounts. */
function assemblyOf({ app: props, synthesizer }: Variant): CloudAssembly {
  const app = new App(props);
  const stackIn = (id: string, account: string) =>
    new Stack(app, id, { env: { account, region: HOME }, synthesizer: synthesizer?.() });
  const [archive, beside] = [stackIn('Archive', ARCHIVE), stackIn('Trail', MANAGEMENT)];
  const topicIn = (stack: Stack) => new AlarmTopic(stack, 'Topic', { trail, emailAddresses: ['security@example.com'] });
  const logArchive = new LogArchive(archive, 'LogArchive', { trail });
  new DigestValidation(archive, 'Validation', { logArchive, alarmTopic: topicIn(archive) });
  const organizationTrailOfApp = new OrganizationTrail(beside, 'Trail', { trail });
  new TrailConfigRules(beside, 'Rules', { organizationTrail: organizationTrailOfApp, alarmTopic: topicIn(beside) });
  new TrailGuardrail(stackIn('Guardrail', MANAGEMENT), 'Guardrail', { trail, targetIds: ['r-abcd'] });
  return app.synth();
}

const deployed = (assembly: CloudAssembly, name: string, accountId: string) =>
  deployedResources(assembly.getStackByName(name).template as object, { accountId, region: HOME });

/** A role of the assembly, whose ARN leaves the partition open. */
function principalOf(arn = ''): Principal {
  const [, , , , account, resource] = arn.replace('${AWS::Partition}', 'aws').split(':');
  return role(account, resource.replace('role/', ''));
}

describe.each(Object.entries(VARIANTS))('with %s', (_, variant) => {
  const assembly = assemblyOf(variant);
  const archive = deployed(assembly, 'Archive', ARCHIVE);
  const { assumeRoleArn, cloudFormationExecutionRoleArn } = assembly.getStackByName('Archive');
  const execution = principalOf(cloudFormationExecutionRoleArn);
  const deploy = principalOf(assumeRoleArn);
  const foreign = [
    role(ARCHIVE, `cdk-foreign-cfn-exec-role-${ARCHIVE}-${HOME}`),
    ...(variant.app || variant.synthesizer ? [role(ARCHIVE, `cdk-hnb659fds-cfn-exec-role-${ARCHIVE}-${HOME}`)] : []),
  ];
  const guardrail: Policies = guardrailOf(deployed(assembly, 'Guardrail', MANAGEMENT));
  const policyOf = (type: string, properties: Record<string, unknown>, property: string) =>
    theResource(archive, type, properties).Properties[property] as PolicyDocument;
  const row = (who: Principal, does: string, on: string, expected: Row['expected'], more: Partial<Row> = {}): Row => ({
    ...{ who, does, on, expected, ownedBy: ARCHIVE },
    ...more,
  });

  describe('the guardrail and the policy of a bucket let the execution role change the bucket, and no other', () => {
    const resourcePolicy = policyOf('AWS::S3::BucketPolicy', { Bucket: trail.logBucketName }, 'PolicyDocument');
    testTable(
      () => ({ ...guardrail, resourcePolicy }),
      ['s3:PutBucketPolicy', 's3:PutLifecycleConfiguration'].flatMap((does) => [
        row(execution, does, trail.logBucketArn, 'allowed'),
        ...foreign.map((who) => row(who, does, trail.logBucketArn, 'denied')),
      ]),
    );
  });

  describe('the guardrail and the policy of a key let the execution role change the key, and no other', () => {
    const key = `arn:aws:kms:${HOME}:${ARCHIVE}:key/1b4b1c4e-0000-4000-8000-000000000000`;
    const where = { 'kms:ResourceAliases': [trail.keyAliasName] };
    const description = `Encrypts the log files of the trail ${trail.trailName}`;
    const resourcePolicy = policyOf('AWS::KMS::Key', { Description: description }, 'KeyPolicy');
    testTable(
      () => ({ ...guardrail, resourcePolicy }),
      [
        row(execution, 'kms:PutKeyPolicy', key, 'allowed', { where }),
        ...foreign.map((who) => row(who, 'kms:PutKeyPolicy', key, 'denied', { where })),
      ],
    );
  });

  describe('the policy of the table lets the execution role change the table, and no other', () => {
    const { PolicyDocument: resourcePolicy } = theResource(archive, 'AWS::DynamoDB::Table').Properties
      .ResourcePolicy as { PolicyDocument: PolicyDocument };
    testTable(
      () => ({ resourcePolicy }),
      ['dynamodb:UpdateTable', 'dynamodb:PutResourcePolicy'].flatMap((does) => [
        row(execution, does, names.tableArn, 'allowed'),
        ...foreign.map((who) => row(who, does, names.tableArn, 'denied')),
      ]),
    );
  });

  describe('the guardrail lets the deploy role drive stacks and pass the execution role, and no other', () => {
    const stack = `arn:aws:cloudformation:${HOME}:${ARCHIVE}:stack/Archive/1b4b1c4e`;
    const where = { 'iam:PassedToService': 'cloudformation.amazonaws.com' };
    testTable(
      () => guardrail,
      [
        row(deploy, 'cloudformation:ExecuteChangeSet', stack, 'allowed'),
        row(deploy, 'iam:PassRole', execution.arn, 'allowed', { where }),
        ...foreign.flatMap((who) => [
          row(who, 'cloudformation:ExecuteChangeSet', stack, 'denied'),
          row(who, 'iam:PassRole', execution.arn, 'denied', { where }),
        ]),
        ...[execution, deploy].map(({ arn }) => row(role(ARCHIVE, 'admin'), 'iam:PutRolePolicy', arn, 'denied')),
      ],
    );
  });

  test('calls of the role that deploys the trail start no repair, and calls of others do', () => {
    const rules = resourcesOfType(deployed(assembly, 'Trail', MANAGEMENT), 'AWS::Events::Rule');
    const { Properties } = rules.find(({ Properties: { Name } }) => Name === 'organization-trail-repair-on-calls')!;
    const starts = (arn: string) => matchesInItsAccount(Properties.EventPattern as object, updateTrailBy(arn));
    const { cloudFormationExecutionRoleArn: real } = assembly.getStackByName('Trail');
    expect(starts(principalOf(real).arn)).toBe(false);
    expect(starts(`arn:aws:iam::${MANAGEMENT}:role/cdk-foreign-cfn-exec-role-${MANAGEMENT}-${HOME}`)).toBe(true);
  });
});

function guardrailOf(resources: ReturnType<typeof deployedResources>): Policies {
  const ofType = (type: string) =>
    resourcesOfType(resources, 'AWS::Organizations::Policy')
      .filter(({ Properties }) => Properties.Type === type)
      .map(({ Properties }) => Properties.Content as PolicyDocument);
  return {
    managementAccountId: MANAGEMENT,
    serviceControlPolicies: ofType('SERVICE_CONTROL_POLICY'),
    resourceControlPolicies: ofType('RESOURCE_CONTROL_POLICY'),
  };
}

function updateTrailBy(arn: string): object {
  const sessionContext = {
    ...WHO.role.sessionContext,
    sessionIssuer: { ...WHO.role.sessionContext.sessionIssuer, arn },
  };
  return {
    source: 'aws.cloudtrail',
    'detail-type': 'AWS API Call via CloudTrail',
    detail: record('cloudtrail.amazonaws.com', 'UpdateTrail', {
      requestParameters: { name: trail.trailName },
      userIdentity: { ...WHO.role, sessionContext },
    }),
  };
}

describe('a guardrail alone in its app', () => {
  const spared = (of: TrailIdentity, stack: Stack) => {
    const { serviceControlPolicies } = guardrailPolicies({ trail: of }, stack);
    const [{ Condition }] = serviceControlPolicies![0].Statement as { Condition: Record<string, object> }[];
    return Condition.ArnNotEquals;
  };
  const home = { account: MANAGEMENT, region: HOME };
  const execution = (qualifier: string) => ({
    'aws:PrincipalArn': [HOME, 'us-east-1'].map(
      (region) => `arn:aws:iam::${ARCHIVE}:role/cdk-${qualifier}-cfn-exec-role-${ARCHIVE}-${region}`,
    ),
  });

  test('takes the qualifier of the context for the log archive account', () => {
    const stack = new Stack(new App({ context: QUALIFIER }), 'Stack', { env: home });
    expect(spared(trail, stack)).toEqual(execution('audit'));
  });

  test("takes the app's synthesizer for the log archive account, not that of its own stack", () => {
    const defaultStackSynthesizer = new DefaultStackSynthesizer({ qualifier: 'audit' });
    const synthesizer = new DefaultStackSynthesizer({ qualifier: 'other' });
    const stack = new Stack(new App({ defaultStackSynthesizer }), 'Stack', { env: home, synthesizer });
    expect(spared(trail, stack)).toEqual(execution('audit'));
  });

  test('takes the qualifier of the principals before both', () => {
    const named = trailWith({ bootstrapQualifier: 'named' }, { homeRegion: HOME });
    expect(spared(named, new Stack(new App({ context: QUALIFIER }), 'Stack', { env: home }))).toEqual(
      execution('named'),
    );
  });

  test('leaves nothing in the app', () => {
    const stack = new Stack(new App(), 'Stack', { env: home });
    spared(trail, stack);
    expect(stack.node.root.node.children.map(({ node }) => node.id)).not.toContain('NewStackOfThisApp');
  });
});

describe('roles that are named', () => {
  const named = `arn:aws:iam::${ARCHIVE}:role/pipeline`;

  test('hold for their account alone; the other one keeps those of the synthesizer', () => {
    const of = trailWith({ deploymentRoleArns: [named] });
    const stack = managementStack();
    const { serviceControlPolicies } = guardrailPolicies({ trail: of }, stack);
    expect(JSON.stringify(serviceControlPolicies)).toContain(named);
    const beside = managementStack();
    repairIn(beside, of);
    expect(synthesized(beside)).not.toContain(named);
    expect(synthesized(beside)).toContain(`cdk-hnb659fds-cfn-exec-role-${MANAGEMENT}`);
  });
});

function repairIn(stack: Stack, of: TrailIdentity): void {
  new TrailConfigRules(stack, 'Rules', {
    organizationTrail: new OrganizationTrail(stack, 'Trail', { trail: of }),
    alarmTopic: new AlarmTopic(stack, 'Topic', { trail: of, emailAddresses: ['security@example.com'] }),
  });
}

function synthesized(stack: Stack): string {
  const assembly = (stack.node.root as App).synth();
  return JSON.stringify(assembly.getStackByName(stack.stackName).template);
}

describe('synthesizers without an execution role', () => {
  const WITHOUT: [string, () => IStackSynthesizer][] = [
    ['LegacyStackSynthesizer', () => new LegacyStackSynthesizer()],
    ['CliCredentialsStackSynthesizer', () => new CliCredentialsStackSynthesizer()],
  ];
  const repair = (synthesizer: IStackSynthesizer, of = organizationTrail()) => {
    const stack = managementStack({ synthesizer });
    repairIn(stack, of);
    return stack;
  };

  test.each(WITHOUT)('are rejected: %s', (name, synthesizer) => {
    expect(synthError(repair(synthesizer()))).toContain(
      `[Stack/Rules] principals.deploymentRoleArns: got nothing, expected the role by which CloudFormation deploys to the account ${MANAGEMENT}, since ${name} of the stack Stack names none; name it in TrailPrincipals, or take DefaultStackSynthesizer`,
    );
  });

  test.each(WITHOUT)('pass where the roles are named: %s', (_, synthesizer) => {
    const deployment = `arn:aws:iam::${MANAGEMENT}:role/deployment`;
    const stack = repair(synthesizer(), trailWith({ deploymentRoleArns: [deployment] }));
    expect(synthesized(stack)).toContain(deployment);
  });

  test('are rejected by the guardrail, for a stack that it guards', () => {
    const app = new App();
    const env = { account: ARCHIVE, region: ORGANIZATION.homeRegion };
    const archive = new Stack(app, 'Archive', { env, synthesizer: new LegacyStackSynthesizer() });
    new LogArchive(archive, 'LogArchive', { trail: organizationTrail() });
    const stack = new Stack(app, 'Guardrail', { env: { ...env, account: MANAGEMENT } });
    new TrailGuardrail(stack, 'Guardrail', { trail: organizationTrail(), targetIds: ['r-abcd'] });
    expect(synthError(stack)).toContain('LegacyStackSynthesizer of the stack Archive names none');
  });

  test('BootstraplessSynthesizer passes by the roles that it deploys with', () => {
    const synthesizer = new BootstraplessSynthesizer({
      deployRoleArn: `arn:aws:iam::${MANAGEMENT}:role/deploy`,
      cloudFormationExecutionRoleArn: `arn:aws:iam::${MANAGEMENT}:role/execute`,
    });
    expect(synthesized(repair(synthesizer))).toContain(`arn:aws:iam::${MANAGEMENT}:role/execute`);
  });
});

test('a nested stack is deployed by the roles of the stack that it is in', () => {
  const synthesizer = new DefaultStackSynthesizer({ qualifier: 'audit' });
  const stack = managementStack({ synthesizer });
  const nested = new NestedStack(stack, 'Nested');
  repairIn(nested, organizationTrail());
  const rules = nested.node.findAll().map((child) => nested.resolve((child as { eventPattern?: object }).eventPattern));
  expect(JSON.stringify(rules)).toContain(`cdk-audit-cfn-exec-role-${MANAGEMENT}`);
});

test('a stack that is made after the guardrail, and is deployed by other roles, is reported', () => {
  const app = new App();
  const env = { account: MANAGEMENT, region: ORGANIZATION.homeRegion };
  const stack = new Stack(app, 'Guardrail', { env });
  new TrailGuardrail(stack, 'Guardrail', { trail: organizationTrail(), targetIds: ['r-abcd'] });
  const synthesizer = new DefaultStackSynthesizer({ qualifier: 'late' });
  const archive = new Stack(app, 'Archive', { env: { ...env, account: ARCHIVE }, synthesizer });
  new LogArchive(archive, 'LogArchive', { trail: organizationTrail() });
  expect(synthError(stack)).toMatch(
    /\[Guardrail\/Guardrail\] principals\.deploymentRoleArns: .*cdk-late-cfn-exec-role.* by which the stack Archive is deployed; make Guardrail\/Guardrail after that stack/,
  );
});
