import { TABLE } from '../../../../lib/shared/contract';
import { partitionNamed } from '../../../../lib/shared/partitions';
import { CallFailure } from '../aws/failure';
import { onTrail } from '../checks/grants';
import { resourceSubjects } from '../checks/resource-subjects';
import type { Plan } from '../plan/deployment';
import { arn, roleArn } from '../plan/resources';
import type { DrillContext, Step } from './step';

const homeOf = ({ trail: { accountId, region } }: Plan) => ({ accountId, region });

const archiveOf = (plan: Plan) => ({ accountId: plan.logArchiveAccountId, region: plan.trail.region });

const onBucket = (plan: Plan) => [
  { accountId: plan.logArchiveAccountId, resources: [`arn:${plan.trail.partition}:s3:::${plan.trail.bucket}`] },
];

/** What CloudTrail asks of whoever changes an organization trail. */
function organizationTrailNeeds({ trail }: Plan) {
  const role = 'aws-service-role/cloudtrail.amazonaws.com/AWSServiceRoleForCloudTrail';
  const { accountId, partition } = trail;
  return [
    {
      ...{ accountId, actions: ['iam:CreateServiceLinkedRole', 'iam:GetRole'] },
      resources: [`arn:${partition}:iam::${accountId}:role/${role}`],
    },
    {
      ...{ accountId, resources: ['*'] },
      actions: ['organizations:DescribeOrganization', 'organizations:ListAWSServiceAccessForOrganization'],
    },
  ];
}

const UPDATE_TRAIL: Step = {
  id: 'drill-update-trail',
  question: 'Does an update of the trail raise its alerts?',
  announcement: 'cloudtrail:UpdateTrail with the setting for log file validation that the trail has',
  call: 'updateTrail',
  eventSource: 'cloudtrail.amazonaws.com',
  rules: ['TrailTampering'],
  rulesOnSuccess: ['repair-on-calls'],
  filters: ['CloudTrailChanges'],
  calls: { getTrail: onTrail, updateTrail: onTrail },
  alsoNeeds: organizationTrailNeeds,
  place: homeOf,
  async make(place, { plan: { trail }, caller }) {
    const { Trail } = await caller.call('getTrail', place, { Name: trail.arn });
    const input = { Name: trail.arn, EnableLogFileValidation: Trail?.LogFileValidationEnabled };
    return (await caller.call('updateTrail', place, input)).$metadata.requestId;
  },
};

/** What is not there can't be put again. */
function nothingToPut(what: string): CallFailure {
  return new CallFailure('rejected', `AWS gave no ${what}: nothing was put`, 'see what "stack-drift" says');
}

/** Puts the event selectors that the trail has. */
async function putSameSelectors(place: ReturnType<typeof homeOf>, { plan, caller }: DrillContext, by = caller) {
  const TrailName = plan.trail.arn;
  const { AdvancedEventSelectors, EventSelectors } = await caller.call('getEventSelectors', place, { TrailName });
  if (!AdvancedEventSelectors?.length && !EventSelectors?.length) throw nothingToPut('event selectors');
  const same = AdvancedEventSelectors?.length ? { AdvancedEventSelectors } : { EventSelectors };
  return (await by.call('putEventSelectors', place, { TrailName, ...same })).$metadata.requestId;
}

const PUT_EVENT_SELECTORS: Step = {
  id: 'drill-put-event-selectors',
  question: 'Does a change of what the trail records raise its alerts?',
  announcement: 'cloudtrail:PutEventSelectors with the event selectors that the trail has',
  call: 'putEventSelectors',
  eventSource: 'cloudtrail.amazonaws.com',
  rules: ['TrailTampering'],
  rulesOnSuccess: ['repair-on-calls'],
  filters: ['TrailSettingsChanges'],
  calls: { getEventSelectors: onTrail, putEventSelectors: onTrail },
  place: homeOf,
  make: (place, context) => putSameSelectors(place, context),
};

const DENIED_CALL: Step = {
  id: 'drill-denied-call',
  question: 'Does a denied call on the trail raise its alerts?',
  announcement: 'the same call by a session that is denied everything; it needs --role for the account of the trail',
  call: 'putEventSelectors',
  eventSource: 'cloudtrail.amazonaws.com',
  rules: ['TrailTampering'],
  filters: ['UnauthorizedApiCalls'],
  calls: { getEventSelectors: onTrail },
  place: homeOf,
  async make(place, context) {
    if (context.denied) return putSameSelectors(place, context, context.denied);
    const { accountId } = place;
    const remedy = `name a role: --role arn:${context.plan.trail.partition}:iam::${accountId}:role/NAME`;
    throw new CallFailure('rejected', 'a session can be denied everything only where a role is assumed', remedy);
  },
};

const PUT_PUBLIC_ACCESS_BLOCK: Step = {
  id: 'drill-put-public-access-block',
  question: 'Does a change of the public access of the log bucket raise its alerts?',
  announcement: 's3:PutBucketPublicAccessBlock on the log bucket, with the settings that it has',
  call: 'putPublicAccessBlock',
  eventSource: 's3.amazonaws.com',
  rules: ['LogBucketTampering'],
  filters: [],
  calls: { getPublicAccessBlock: onBucket, putPublicAccessBlock: onBucket },
  place: archiveOf,
  async make(place, { plan, caller }) {
    const Bucket = plan.trail.bucket;
    const { PublicAccessBlockConfiguration: same } = await caller.call('getPublicAccessBlock', place, { Bucket });
    if (same === undefined) throw nothingToPut('public access block');
    const input = { Bucket, PublicAccessBlockConfiguration: same };
    return (await caller.call('putPublicAccessBlock', place, input)).$metadata.requestId;
  },
};

const PUT_OBJECT_LOCK: Step = {
  id: 'drill-put-object-lock',
  question: 'Does a change of the lock of the log bucket raise its alerts?',
  announcement: 's3:PutBucketObjectLockConfiguration on the log bucket, with the default retention that it has',
  call: 'putObjectLockConfiguration',
  eventSource: 's3.amazonaws.com',
  rules: ['LogBucketTampering'],
  filters: ['BucketProtectionChanges'],
  calls: { getObjectLockConfiguration: onBucket, putObjectLockConfiguration: onBucket },
  place: archiveOf,
  async make(place, { plan, caller }) {
    const Bucket = plan.trail.bucket;
    const { ObjectLockConfiguration } = await caller.call('getObjectLockConfiguration', place, { Bucket });
    if (ObjectLockConfiguration === undefined) throw nothingToPut('object lock configuration');
    const input = { Bucket, ObjectLockConfiguration };
    return (await caller.call('putObjectLockConfiguration', place, input)).$metadata.requestId;
  },
};

/** No grant has it: the ids of grants have 64 digits. */
const NO_GRANT = '0'.repeat(64);

const onArchiveKey = (plan: Plan) => [
  { accountId: plan.logArchiveAccountId, resources: [arn('kms', 'key/*', { ...plan.trail, ...archiveOf(plan) })] },
];

const REVOKE_NO_GRANT: Step = {
  id: 'drill-revoke-no-grant',
  question: 'Does a call on the key of the log archive raise its alerts?',
  announcement: 'kms:RevokeGrant on the key of the log archive, for a grant that does not exist',
  call: 'revokeGrant',
  eventSource: 'kms.amazonaws.com',
  rules: ['KeyTampering'],
  filters: [],
  calls: { describeKey: onArchiveKey, revokeGrant: onArchiveKey },
  place: (plan) => (plan.trail.keyId === undefined ? undefined : archiveOf(plan)),
  async make(place, { plan: { trail }, caller }) {
    const { KeyMetadata } = await caller.call('describeKey', place, { KeyId: trail.keyId });
    const input = { KeyId: KeyMetadata?.Arn, GrantId: NO_GRANT };
    return (await caller.call('revokeGrant', place, input)).$metadata.requestId;
  },
};

/** What none of ours is called. */
const NO_NAME = 'cdk-organization-trail-verify-none';

/** Where the calls of global services are seen. */
const globalOf = ({ trail }: Plan, service: 'iam' | 'organizations') => ({
  accountId: trail.accountId,
  region: partitionNamed(trail.partition)[service],
});

/** The role by which CloudTrail writes to the log group; undefined where these stacks do not make it. */
const logRoleOf = (plan: Plan) =>
  resourceSubjects(
    'AWS::IAM::Role',
    'RoleName',
  )(plan).find(
    ({ resource }) =>
      resource.stack.name === plan.trail.stack.name && /cloudtrail\./.test(trustOf(resource.properties)),
  )?.name;

const trustOf = ({ AssumeRolePolicyDocument }: Readonly<Record<string, unknown>>) =>
  JSON.stringify(AssumeRolePolicyDocument);

const DELETE_NO_ROLE_POLICY: Step = {
  id: 'drill-delete-no-role-policy',
  question: 'Does a call on a role of the trail raise its alerts?',
  announcement: 'iam:DeleteRolePolicy on the role that writes to the log group, for a policy that does not exist',
  call: 'deleteRolePolicy',
  eventSource: 'iam.amazonaws.com',
  rules: ['RoleTampering'],
  filters: ['IamPolicyChanges'],
  calls: {
    deleteRolePolicy: (plan) => [
      { accountId: plan.trail.accountId, resources: [roleArn(logRoleOf(plan) ?? NO_NAME, plan.trail)] },
    ],
  },
  place: (plan) => (logRoleOf(plan) === undefined ? undefined : globalOf(plan, 'iam')),
  async make(place, { plan, caller }) {
    const input = { RoleName: logRoleOf(plan), PolicyName: NO_NAME };
    return (await caller.call('deleteRolePolicy', place, input)).$metadata.requestId;
  },
};

/** No policy has it: it is not in the form of those that AWS gives. */
const NO_POLICY = 'p-0000000000';

const UPDATE_NO_POLICY: Step = {
  id: 'drill-update-no-policy',
  question: 'Does a call on the policies of the organization raise its alerts?',
  announcement: 'organizations:UpdatePolicy for a policy that does not exist',
  call: 'updatePolicy',
  eventSource: 'organizations.amazonaws.com',
  rules: ['OrganizationTampering'],
  filters: ['OrganizationChanges'],
  calls: {
    updatePolicy: ({ trail: { accountId, partition } }) => [
      { accountId, resources: [`arn:${partition}:organizations::${accountId}:policy/*/*/${NO_POLICY}`] },
    ],
  },
  place: (plan) => (plan.trail.isOrganizationTrail ? globalOf(plan, 'organizations') : undefined),
  async make(place, { caller }) {
    const input = { PolicyId: NO_POLICY, Description: NO_NAME };
    return (await caller.call('updatePolicy', place, input)).$metadata.requestId;
  },
};

const tableOf = (plan: Plan) =>
  resourceSubjects('AWS::DynamoDB::Table', 'TableName')(plan).find(({ name }) => name.startsWith(plan.trail.name));

/** No item is there and is not there. */
const IMPOSSIBLE = 'attribute_exists(#pk) AND attribute_not_exists(#pk)';

const WRITE_NO_ITEM: Step = {
  id: 'drill-write-no-item',
  question: 'Does a write to the table of the validator raise its alert?',
  announcement: 'dynamodb:UpdateItem on the table of the validator, on a condition that can not hold',
  call: 'updateItem',
  rules: ['ValidatorTableWritten'],
  filters: [],
  calls: {
    updateItem: (plan) => {
      const table = tableOf(plan);
      if (table === undefined) return [];
      return [
        { accountId: table.accountId, resources: [arn('dynamodb', `table/${table.name}`, table.resource.stack)] },
      ];
    },
  },
  place: tableOf,
  async make(place, { plan, caller }) {
    const input = {
      TableName: tableOf(plan)?.name,
      Key: { [TABLE.partitionKey]: { S: NO_NAME }, [TABLE.sortKey]: { S: NO_NAME } },
      ConditionExpression: IMPOSSIBLE,
      ExpressionAttributeNames: { '#pk': TABLE.partitionKey },
    };
    return (await caller.call('updateItem', place, input)).$metadata.requestId;
  },
};

/** The calls of a drill, in the order in which they are made in each account. */
export const STEPS: readonly Step[] = [
  UPDATE_TRAIL,
  PUT_EVENT_SELECTORS,
  DENIED_CALL,
  PUT_PUBLIC_ACCESS_BLOCK,
  PUT_OBJECT_LOCK,
  REVOKE_NO_GRANT,
  DELETE_NO_ROLE_POLICY,
  UPDATE_NO_POLICY,
  WRITE_NO_ITEM,
];
