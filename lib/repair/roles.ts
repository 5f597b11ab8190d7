import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { TrailIdentity } from '../identity/trail-identity';
import { clipped } from '../shared/clipped';
import { suppressRole } from '../shared/suppress-role';
import type { RepairNames } from '../identity/repair-names';
import type { TrailSettings } from '../trail/settings';

export interface RepairRolesProps {
  readonly trail: TrailIdentity;
  readonly settings: TrailSettings;
  readonly names: RepairNames;
}

/** The roles that the two automations work with. */
export class RepairRoles extends Construct {
  constructor(scope: Construct, id: string, { trail, settings, names }: RepairRolesProps) {
    super(scope, id);
    const startLogging = new iam.Role(this, 'StartLogging', {
      roleName: clipped(names.startLoggingRole.name),
      description: `AWS-ConfigureCloudTrailLogging starts the trail ${trail.trailName} by this role, and can do nothing else`,
      assumedBy: automations(trail),
      inlinePolicies: { StartLogging: new iam.PolicyDocument({ statements: startLoggingStatements(trail) }) },
    });
    suppressRole(startLogging);
    const repair = new iam.Role(this, 'Repair', {
      roleName: clipped(names.repairRole.name),
      description: `The Automation document puts the trail ${trail.trailName} back by this role`,
      assumedBy: automations(trail),
      inlinePolicies: { RepairTrail: new iam.PolicyDocument({ statements: repairStatements(trail, settings) }) },
    });
    suppressRole(repair, {
      reason: 'These calls read, and name no resource; the condition pins the key to the alias',
      arns: ['*', anyKey(trail)],
    });
  }
}

/**
 * Automation assumes the role, not AWS Config: with config.amazonaws.com the automation can't be started.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/automation-setup-iam.html
 */
function automations({ partition, managementAccountId }: TrailIdentity): iam.IPrincipal {
  return new iam.ServicePrincipal('ssm.amazonaws.com', {
    conditions: {
      StringEquals: { 'aws:SourceAccount': managementAccountId },
      ArnLike: { 'aws:SourceArn': `arn:${partition}:ssm:*:${managementAccountId}:automation-execution/*` },
    },
  });
}

/**
 * The runbook ends in StopLogging when it can't read the status, or when somebody starts logging while it runs. The Deny
 * makes that branch fail, whatever else may be attached to the role.
 */
function startLoggingStatements({ trailArn }: TrailIdentity): iam.PolicyStatement[] {
  const actions = ['cloudtrail:GetTrailStatus', 'cloudtrail:StartLogging'];
  return [
    new iam.PolicyStatement({ sid: 'StartThisTrail', actions, resources: [trailArn] }),
    new iam.PolicyStatement({
      sid: 'DenyEverythingElse',
      effect: iam.Effect.DENY,
      notActions: actions,
      resources: ['*'],
    }),
  ];
}

function repairStatements(trail: TrailIdentity, settings: TrailSettings): iam.PolicyStatement[] {
  const { trailArn, logRoleArn } = trail;
  const insights = settings.InsightSelectors !== undefined ? ['GetInsightSelectors', 'PutInsightSelectors'] : [];
  const operations = ['GetTrail', 'GetTrailStatus', 'GetEventSelectors', 'UpdateTrail', 'PutEventSelectors'];
  return [
    new iam.PolicyStatement({
      sid: 'RestoreThisTrail',
      actions: [...operations, 'StartLogging', ...insights].map((operation) => `cloudtrail:${operation}`),
      resources: [trailArn],
    }),
    new iam.PolicyStatement({
      sid: 'PassLogRole',
      actions: ['iam:PassRole'],
      resources: [logRoleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'cloudtrail.amazonaws.com' } },
    }),
    readKey(trail, settings),
    new iam.PolicyStatement({
      sid: 'SeeEarlierRuns',
      actions: ['ssm:DescribeAutomationExecutions'],
      resources: ['*'],
    }),
    ...(trail.isOrganizationTrail ? [seeOrganization(), ...serviceLinkedRole(trail)] : []),
    new iam.PolicyStatement({
      sid: 'DenyStopping',
      effect: iam.Effect.DENY,
      actions: ['cloudtrail:StopLogging', 'cloudtrail:DeleteTrail'],
      resources: ['*'],
    }),
  ];
}

/** The key that the alias names is not known here; one that is named by its ARN is. */
function readKey(trail: TrailIdentity, { KmsKeyId }: TrailSettings): iam.PolicyStatement {
  const actions = ['kms:DescribeKey'];
  return KmsKeyId === trail.keyAliasArn
    ? new iam.PolicyStatement({
        ...{ sid: 'FollowAliasOfKey', actions, resources: [anyKey(trail)] },
        conditions: { StringEquals: { 'kms:RequestAlias': trail.keyAliasName } },
      })
    : new iam.PolicyStatement({ sid: 'ReadKey', actions, resources: [KmsKeyId] });
}

function anyKey({ partition, homeRegion, logArchiveAccountId }: TrailIdentity): string {
  return `arn:${partition}:kms:${homeRegion}:${logArchiveAccountId}:key/*`;
}

/**
 * CloudTrail looks at the organization with the rights of whoever updates an organization trail.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-prepare.html
 */
function seeOrganization(): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'SeeOrganization',
    actions: [
      'organizations:DescribeOrganization',
      'organizations:ListAccounts',
      'organizations:ListAWSServiceAccessForOrganization',
      'organizations:ListDelegatedAdministrators',
    ],
    resources: ['*'],
  });
}

/**
 * UpdateTrail makes sure that CloudTrail has its service-linked role, with the rights of whoever updates an organization
 * trail.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
 */
function serviceLinkedRole({ partition, managementAccountId }: TrailIdentity): iam.PolicyStatement[] {
  const service = 'cloudtrail.amazonaws.com';
  const path = `aws-service-role/${service}`;
  const resources = [`arn:${partition}:iam::${managementAccountId}:role/${path}/AWSServiceRoleForCloudTrail`];
  return [
    new iam.PolicyStatement({ sid: 'SeeServiceLinkedRole', actions: ['iam:GetRole'], resources }),
    new iam.PolicyStatement({
      sid: 'CreateServiceLinkedRole',
      actions: ['iam:CreateServiceLinkedRole'],
      resources,
      conditions: { StringEquals: { 'iam:AWSServiceName': service } },
    }),
  ];
}
