// Every check, against AWS as it answers: one fault that it has to find, and a denial of each call that it makes, after
// which it can't say that anything is in order.
import { CHECKS } from '../../../../bin/cdk-organization-trail/verify/checks/table';
import { CALLS, type CallName } from '../../../../bin/cdk-organization-trail/verify/aws/calls';
import type { PolicyDocument } from '../../../../bin/cdk-organization-trail/verify/policy';
import { LAYOUTS } from '../../../app/layouts';
import { small, synthesize } from '../../../support/deployment/app';
import { NOW, ServiceError, World } from '../../../support/deployment/world';
import { answersOf, verify } from './run';

let world: World;

beforeAll(async () => {
  world = await World.open(synthesize(LAYOUTS['management account and log archive account'], small));
});

afterEach(() => world.reset());

afterAll(() => world.close());

const isIn = (text: string | null, part: string | RegExp) =>
  typeof part === 'string' ? text?.includes(part) : part.test(text ?? '');

const HOUR = 3_600_000;
const before = (hours: number) => new Date(NOW - hours * HOUR);

interface Fault {
  readonly check: string;
  readonly operation: string;
  /** What AWS answers instead, by what it answers where all is in order. */
  readonly change: (output: never, asked: { readonly input: Readonly<Record<string, unknown>> }) => object;
  /** What is found. */
  readonly found: string;
  /** What is to be done. */
  readonly todo: string | RegExp;
}

const fault = (
  check: string,
  operation: string,
  change: (output: never, asked: { readonly input: Readonly<Record<string, unknown>> }) => object,
  found: string,
  todo: string | RegExp,
): Fault => ({ check, operation, change, found, todo });

/** Changes the first item of a list in an answer. */
const firstOf = (list: string, changes: object) => (output: never) => {
  const [first, ...others] = (output as Record<string, object[]>)[list];
  return { ...(output as object), [list]: [{ ...first, ...changes }, ...others] };
};

const withFields = (changes: object) => (output: never) => ({ ...(output as object), ...changes });

const noRetention = () => {
  throw new ServiceError(
    'NoSuchObjectLockConfiguration',
    'The specified object does not have a ObjectLock configuration',
    404,
  );
};

const gone = (code: string, message: string) => () => {
  throw new ServiceError(code, message);
};

const FAULTS: readonly Fault[] = [
  fault(
    'stack-deployed',
    'cloudformation:DescribeStacks',
    firstOf('Stacks', { StackStatus: 'UPDATE_ROLLBACK_COMPLETE' }),
    'UPDATE_ROLLBACK_COMPLETE',
    'npx cdk deploy OrganizationTrail/Trail',
  ),
  fault(
    'stack-deployed',
    'cloudformation:DescribeStacks',
    gone('ValidationError', 'Stack with id x does not exist'),
    'does not exist',
    'npx cdk deploy OrganizationTrail/Trail',
  ),
  fault(
    'stack-template',
    'cloudformation:GetTemplate',
    ({ TemplateBody }: { TemplateBody: string }) => ({
      TemplateBody: TemplateBody.replace('"IsLogging":true', '"IsLogging":false'),
    }),
    'another one, by OrganizationTrail7F291DBA',
    'npx cdk diff OrganizationTrail/Trail',
  ),
  fault(
    'stack-protection',
    'cloudformation:DescribeStacks',
    firstOf('Stacks', { EnableTerminationProtection: false }),
    'off',
    'aws cloudformation update-termination-protection --enable-termination-protection --region us-east-1 --stack-name OrganizationTrail-Trail',
  ),
  fault(
    'stack-drift',
    'cloudformation:DescribeStackResourceDrifts',
    firstOf('StackResourceDrifts', {
      StackResourceDriftStatus: 'MODIFIED',
      PropertyDifferences: [{ PropertyPath: '/KeyPolicy' }],
    }),
    'MODIFIED at /KeyPolicy',
    'npx cdk deploy OrganizationTrail/Trail --revert-drift',
  ),
  fault(
    'stack-drift',
    'cloudformation:DescribeStackResourceDrifts',
    firstOf('StackResourceDrifts', {
      ...{ StackResourceDriftStatus: 'MODIFIED', ResourceType: 'AWS::SSM::Parameter' },
      PropertyDifferences: [{ PropertyPath: '/Value' }, { PropertyPath: '/Type' }],
    }),
    'MODIFIED at /Value, /Type',
    '--revert-drift',
  ),
  fault(
    'stack-drift',
    'cloudformation:DescribeStackResourceDrifts',
    firstOf('StackResourceDrifts', { StackResourceDriftStatus: 'DELETED' }),
    'DELETED',
    '--revert-drift',
  ),
  fault(
    'trail-logging',
    'cloudtrail:GetTrailStatus',
    withFields({ IsLogging: false, StopLoggingTime: before(1) }),
    'stopped at 2026-03-10T09:03:20Z',
    'aws cloudtrail start-logging',
  ),
  fault(
    'trail-logging',
    'cloudtrail:GetTrailStatus',
    gone('TrailNotFoundException', 'Unknown trail'),
    'Unknown trail',
    'npx cdk deploy OrganizationTrail/Trail',
  ),
  fault(
    'log-file-delivery',
    'cloudtrail:GetTrailStatus',
    withFields({ LatestDeliveryError: 'AccessDenied' }),
    'the last one failed: AccessDenied',
    'policies of the log bucket',
  ),
  fault(
    'log-file-delivery',
    'cloudtrail:GetTrailStatus',
    withFields({ LatestDeliveryTime: before(3) }),
    'the last one 3 hours ago',
    'policies of the log bucket',
  ),
  fault(
    'digest-delivery',
    'cloudtrail:GetTrailStatus',
    withFields({ LatestDigestDeliveryError: 'NoSuchBucket' }),
    'the last one failed: NoSuchBucket',
    'policies of the log bucket',
  ),
  fault(
    'digest-delivery',
    'cloudtrail:GetTrailStatus',
    withFields({ LatestDigestDeliveryTime: undefined }),
    'none so far',
    'validates log files',
  ),
  fault(
    'log-group-delivery',
    'cloudtrail:GetTrailStatus',
    withFields({ LatestCloudWatchLogsDeliveryTime: before(50) }),
    'the last one 2 days ago',
    'role-permissions',
  ),
  fault(
    'trail-key',
    'cloudtrail:GetTrail',
    ({ Trail }: { Trail: object }) => ({
      Trail: { ...Trail, KmsKeyId: 'arn:aws:kms:us-east-1:222222222222:key/another' },
    }),
    'the trail has arn:aws:kms:us-east-1:222222222222:key/another',
    '--kms-key-id arn:aws:kms:us-east-1:222222222222:alias/organization-trail; if it does not follow the alias, deploy the trail with encryptionKeyArn arn:aws:kms:us-east-1:222222222222:key/',
  ),
  fault(
    'trail-key',
    'kms:DescribeKey',
    ({ KeyMetadata }: { KeyMetadata: object }) => ({ KeyMetadata: { ...KeyMetadata, KeyState: 'PendingDeletion' } }),
    'is in state PendingDeletion',
    'aws kms enable-key',
  ),
  fault(
    'object-lock',
    's3:GetObjectRetention',
    noRetention,
    'last.json.gz has no retention',
    'aws s3api get-object-lock-configuration --bucket trail-logs-222222222222-us-east-1',
  ),
  fault(
    'object-lock',
    's3:GetObjectRetention',
    ({ Mode }: { Mode: string }) => ({ Mode, RetainUntilDate: new Date(NOW + 30 * 24 * HOUR) }),
    'the template says 365 days',
    'get-object-lock-configuration',
  ),
  fault(
    'object-lock',
    's3:GetObjectRetention',
    withFields({ Mode: 'COMPLIANCE' }),
    'the template says GOVERNANCE',
    'get-object-lock-configuration',
  ),
  fault(
    'metric-filters',
    'logs:DescribeMetricFilters',
    ({ metricFilters: [filter] }: { metricFilters: object[] }) => ({
      metricFilters: [{ ...filter, filterPattern: '{$.eventName=Other}' }],
    }),
    'has the pattern {$.eventName=Other}',
    '--revert-drift',
  ),
  fault(
    'metric-filters',
    'logs:DescribeMetricFilters',
    () => ({ metricFilters: [] }),
    'the log group has no such filter',
    '--revert-drift',
  ),
  fault(
    'metric-filters',
    'logs:TestMetricFilter',
    ({ matches }: { matches: object[] }) => ({ matches: matches.slice(1) }),
    'misses',
    'please report it',
  ),
  fault(
    'metric-filters',
    'logs:TestMetricFilter',
    (_, { input }) => ({
      matches: (input.logEventMessages as string[]).map((eventMessage, index) => ({
        eventMessage,
        eventNumber: index + 1,
      })),
    }),
    'finds',
    'please report it',
  ),
  fault(
    'event-patterns',
    'events:DescribeRule',
    withFields({ State: 'DISABLED' }),
    'it is DISABLED, not ENABLED',
    '--revert-drift',
  ),
  fault(
    'event-patterns',
    'events:DescribeRule',
    withFields({ EventPattern: '{"source":["aws.s3"]}' }),
    'has another pattern',
    '--revert-drift',
  ),
  fault(
    'event-patterns',
    'events:DescribeRule',
    withFields({ ScheduleExpression: 'rate(1 day)' }),
    'has another schedule',
    '--revert-drift',
  ),
  fault('event-patterns', 'events:TestEventPattern', () => ({ Result: false }), 'misses', 'please report it'),
  fault('event-patterns', 'events:TestEventPattern', () => ({ Result: true }), 'matches', 'please report it'),
  fault(
    'event-patterns',
    'events:DescribeRule',
    gone('ResourceNotFoundException', 'Rule does not exist'),
    'Rule does not exist',
    'npx cdk deploy OrganizationTrail/LogArchive',
  ),
  fault(
    'subscriptions',
    'sns:ListSubscriptionsByTopic',
    firstOf('Subscriptions', { SubscriptionArn: 'PendingConfirmation' }),
    'security@example.com is not confirmed',
    'confirm by the link',
  ),
  fault(
    'subscriptions',
    'sns:ListSubscriptionsByTopic',
    () => ({ Subscriptions: [] }),
    'security@example.com has no subscription',
    'subscribe again',
  ),
  fault(
    'subscriptions',
    'sns:ListSubscriptionsByTopic',
    ({ Subscriptions }: { Subscriptions: object[] }) => ({
      Subscriptions: [
        ...Subscriptions,
        {
          SubscriptionArn: 'arn:aws:sns:us-east-1:111111111111:organization-trail-alarms:9',
          Endpoint: 'mallory@example.com',
        },
      ],
    }),
    'mallory@example.com is not in the app',
    'unsubscribe',
  ),
  fault(
    'subscriptions',
    'sns:GetSubscriptionAttributes',
    () => ({ Attributes: { entry: [{ key: 'FilterPolicy', value: '{"x":["y"]}' }] } }),
    'security@example.com has the filter {"x":["y"]}',
    'subscribe',
  ),
  fault(
    'alert-failures',
    'cloudwatch:GetMetricData',
    () => metric(26 * HOUR, 4),
    '4 failed, the last 26 hours ago',
    'policies of the topic',
  ),
  fault(
    'config-rules',
    'config:DescribeComplianceByConfigRule',
    firstOf('ComplianceByConfigRules', { Compliance: { ComplianceType: 'NON_COMPLIANT' } }),
    'NON_COMPLIANT',
    'aws configservice get-compliance-details-by-config-rule --region us-east-1 --config-rule-name organization-trail-is-logging',
  ),
  fault(
    'config-rules',
    'config:DescribeConfigRuleEvaluationStatus',
    firstOf('ConfigRulesEvaluationStatus', { LastErrorCode: 'AccessDenied', LastErrorMessage: 'no' }),
    'AccessDenied: no',
    'start-config-rules-evaluation',
  ),
  fault(
    'config-rules',
    'config:DescribeConfigRuleEvaluationStatus',
    firstOf('ConfigRulesEvaluationStatus', { LastSuccessfulEvaluationTime: before(3) }),
    'COMPLIANT, evaluated 3 hours ago',
    'start-config-rules-evaluation',
  ),
  fault(
    'config-remediation',
    'config:DescribeRemediationExceptions',
    () => ({
      RemediationExceptions: [
        { ResourceType: 'AWS::::Account', ResourceId: '111111111111', Message: 'five attempts failed' },
      ],
    }),
    'given up for 111111111111: five attempts failed',
    '--resource-keys ResourceType=AWS::::Account,ResourceId=111111111111',
  ),
  fault(
    'repair-document',
    'ssm:DescribeDocument',
    ({ Document }: { Document: object }) => ({ Document: { ...Document, DefaultVersion: '2' } }),
    'the default version is 2, the deployed one is 1',
    /aws ssm update-document-default-version --region us-east-1 --name organization-trail-repair-[0-9a-f]{8} --document-version 1/,
  ),
  fault(
    'repair-document',
    'ssm:GetDocument',
    ({ Content }: { Content: string }) => ({ Content: Content.replace('StartLogging', 'StopLogging') }),
    'version 1 has another content',
    '--revert-drift',
  ),
  fault(
    'role-permissions',
    'iam:SimulatePrincipalPolicy',
    firstOf('EvaluationResults', {
      EvalDecision: 'explicitDeny',
      OrganizationsDecisionDetail: { AllowedByOrganizations: false },
    }),
    'is explicitDeny, not allowed, by a policy of the organization',
    'service control policies',
  ),
  fault(
    'role-permissions',
    'iam:SimulatePrincipalPolicy',
    firstOf('EvaluationResults', {
      ResourceSpecificResults: [{ EvalResourceName: 'x', EvalResourceDecision: 'implicitDeny' }],
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    }),
    'is implicitDeny, not allowed, by its permissions boundary',
    'permissions boundary',
  ),
  fault(
    'policy-validation',
    'access-analyzer:ValidatePolicy',
    () => ({
      findings: [{ findingType: 'ERROR', issueCode: 'INVALID_ACTION', findingDetails: 'The action does not exist.' }],
    }),
    'INVALID_ACTION: The action does not exist.',
    'please report it',
  ),
  fault(
    'guardrail-targets',
    'organizations:ListTargetsForPolicy',
    () => ({ Targets: [{ TargetId: 'ou-other' }] }),
    'not attached to r-examplerootid',
    'npx cdk deploy OrganizationTrail/Guardrail --revert-drift',
  ),
  fault(
    'validator-runs',
    'cloudwatch:GetMetricData',
    () => metric(HOUR, 0),
    'none succeeded in three hours',
    'aws logs tail',
  ),
  fault(
    'validator-findings',
    'cloudwatch:GetMetricData',
    () => metric(HOUR, 2),
    '2 objects tampered with, 2 items not verified',
    'runbook',
  ),
  fault(
    'validator-report',
    's3:ListObjectsV2',
    () => ({ Contents: [] }),
    'there is no report in two days',
    'aws logs tail',
  ),
  fault(
    'validator-report',
    's3:ListObjectsV2',
    firstOf('Contents', { LastModified: before(5) }),
    'stored 5 hours ago',
    'EvidenceTooOld',
  ),
  fault('validator-report', 's3:GetObjectRetention', noRetention, 'has no retention', 'default retention'),
  fault(
    'function-errors',
    'cloudwatch:GetMetricData',
    () => metric(2 * HOUR, 3),
    '3 errors, the last 2 hours ago',
    'aws logs tail --region us-east-1 /aws/lambda/organization-trail-digest-validator --since 1d',
  ),
  fault(
    'security-hub',
    'securityhub:GetFindings',
    firstOf('Findings', {
      Compliance: {
        SecurityControlId: 'CloudWatch.1',
        Status: 'FAILED',
        StatusReasons: [{ ReasonCode: 'SNS_SUBSCRIPTION_NOT_PRESENT' }],
      },
    }),
    'FAILED SNS_SUBSCRIPTION_NOT_PRESENT',
    'look at the finding of CloudWatch.1',
  ),
];

function metric(age: number, value: number): object {
  return { MetricDataResults: [{ Timestamps: [(NOW - age) / 1000], Values: [value] }] };
}

test('every check has a fault', () => {
  const without = CHECKS.filter(({ id }) => !FAULTS.some(({ check }) => check === id));
  expect(without.map(({ id }) => id)).toEqual([]);
});

test.each(CHECKS.map(({ id }) => id))('%s is in order where all is in order', async (id) => {
  const { status, answers } = await answersOf(world, id);
  expect(answers.length).toBeGreaterThan(0);
  expect(answers.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(status).toBe(0);
});

/** What every check may call, to learn how a stack is deployed. */
const COMMON = ['cloudformation:DescribeStacks', 'cloudformation:ListStackResources'];

test.each(CHECKS.map(({ id }) => id))('%s is allowed by its own policy, which allows nothing else', async (id) => {
  await answersOf(world, id);
  const made = new Set(world.requests.asked.map(({ accountId, action }) => `${accountId} ${action}`));
  const { stdout } = await verify(world, ['--print-policy', '--output', 'json', '--check', id]);
  const policies = Object.entries(JSON.parse(stdout) as Record<string, PolicyDocument>);
  const allowed = policies.flatMap(([accountId, { Statement }]) =>
    Statement.flatMap(({ Action }) => Action.map((action) => `${accountId} ${action}`)),
  );
  expect([...made].filter((call) => !call.includes(' sts:') && !allowed.includes(call))).toEqual([]);
  // CloudFormation reads by the caller's credentials what it compares.
  const more = allowed.filter((call) => !made.has(call) && !COMMON.some((action) => call.endsWith(` ${action}`)));
  expect(id === 'stack-drift' ? [] : more).toEqual([]);
});

test.each(FAULTS.map((row) => [row.check, row.found, row] as const))('%s finds: %s', async (check, found, row) => {
  world.fault(row.operation, row.change);
  const { status, answers } = await answersOf(world, check);
  const failed = answers.filter(({ state }) => state === 'failed');
  expect(failed.map((answer) => answer.found).filter((text) => text.includes(found))).not.toEqual([]);
  expect(failed.map(({ todo }) => todo).filter((text) => isIn(text, row.todo))).not.toEqual([]);
  expect(status).toBe(1);
});

const DENIALS = CHECKS.flatMap(({ id, calls }) => {
  const names = [...(Object.keys(calls) as CallName[])];
  const common: CallName[] = names.length === 0 ? ['describeStacks', 'listStackResources'] : [];
  return [...names, ...common].map((name) => [id, CALLS[name].actions[0]] as const);
});

test.each(DENIALS)('%s says nothing where %s is denied', async (id, action) => {
  world.denied.add(action);
  const { status, answers } = await answersOf(world, id);
  expect(answers.filter(({ state }) => state === 'failed')).toEqual([]);
  const open = answers.filter(({ state }) => state === 'could-not-check');
  expect(open.length).toBeGreaterThan(0);
  for (const { found, todo } of open) {
    expect(found).toContain(`${action} in us-east-1: AccessDeniedException`);
    expect(todo).toContain(`allow ${action}`);
  }
  expect(status).toBe(2);
});

describe('what is not known yet is neither in order nor wrong', () => {
  test.each<[string, string, (output: never) => object, string]>([
    [
      'stack-deployed',
      'cloudformation:DescribeStacks',
      firstOf('Stacks', { StackStatus: 'UPDATE_IN_PROGRESS' }),
      'UPDATE_IN_PROGRESS',
    ],
    [
      'stack-drift',
      'cloudformation:DescribeStackDriftDetectionStatus',
      withFields({ DetectionStatus: 'DETECTION_FAILED', DetectionStatusReason: 'no access to a key' }),
      'DETECTION_FAILED: no access to a key',
    ],
    [
      'stack-drift',
      'cloudformation:DescribeStackDriftDetectionStatus',
      withFields({ DetectionStatus: 'DETECTION_IN_PROGRESS' }),
      'it took more than ten minutes',
    ],
    [
      'digest-delivery',
      'cloudtrail:GetTrailStatus',
      withFields({ LatestDigestDeliveryTime: undefined, StartLoggingTime: before(1) }),
      'logging began 60 minutes ago, none so far',
    ],
    ['object-lock', 's3:ListObjectsV2', () => ({}), 'there is no file of today or yesterday'],
    [
      'config-rules',
      'config:DescribeComplianceByConfigRule',
      firstOf('ComplianceByConfigRules', { Compliance: { ComplianceType: 'INSUFFICIENT_DATA' } }),
      'INSUFFICIENT_DATA',
    ],
    ['security-hub', 'securityhub:GetFindings', () => ({ Findings: [] }), 'no result'],
    [
      'security-hub',
      'securityhub:GetFindings',
      firstOf('Findings', { Compliance: { SecurityControlId: 'CloudWatch.1', Status: 'WARNING' } }),
      'WARNING',
    ],
    [
      'security-hub',
      'securityhub:GetFindings',
      gone('InvalidAccessException', 'Account is not subscribed to AWS Security Hub'),
      'not subscribed',
    ],
    [
      'role-permissions',
      'iam:SimulatePrincipalPolicy',
      firstOf('EvaluationResults', { EvalDecision: 'implicitDeny', MissingContextValues: ['aws:SourceIp'] }),
      'the simulator asks for aws:SourceIp',
    ],
  ])('%s: %s', async (check, operation, change, found) => {
    world.fault(operation, change);
    const { status, answers } = await answersOf(world, check);
    const open = answers.filter(({ state }) => state === 'could-not-check');
    expect(open.map((answer) => answer.found).filter((text) => text.includes(found))).not.toEqual([]);
    expect(status).toBe(2);
  });

  test.each(['validator-runs', 'validator-findings'])('%s: the first run is still to come', async (check) => {
    world.fault('cloudwatch:GetMetricData', () => ({ MetricDataResults: [{ Timestamps: [], Values: [] }] }));
    world.fault('cloudformation:DescribeStacks', firstOf('Stacks', { CreationTime: before(1) }));
    const { status, answers } = await answersOf(world, check);
    expect(answers[0].todo).toContain('run it again after 2026-03-10T12:03:20Z');
    expect(status).toBe(2);
  });
});

describe('the policies of the organization', () => {
  test('that do not except the state machine keep it from its own map', async () => {
    const itself = '"arn:aws:iam::222222222222:role/organization-trail-digest-validation-map"';
    world.guardrail = (policy) =>
      JSON.parse(JSON.stringify(policy).replaceAll(`,${itself}`, '')) as ReturnType<typeof world.guardrail>;
    const { answers } = await answersOf(world, 'role-permissions');
    const failed = answers.filter(({ state }) => state === 'failed');
    const denied = ['lambda:InvokeFunction', 'states:StartExecution', 'states:StopExecution'];
    expect(failed.map(({ found }) => found)).toEqual([
      denied.map((action) => `${action} is explicitDeny, not allowed`).join(', '),
    ]);
  });
});
