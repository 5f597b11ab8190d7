import * as iam from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { keyOwner } from '../identity/key-owner';
import { logsMayEncrypt } from '../identity/logs-may-encrypt';
import type { TrailIdentity } from '../identity/trail-identity';
import { CustomerManagedKey } from '../shared/customer-managed-key';
import { retain } from '../shared/retain';
import { suppressRole } from '../shared/suppress-role';

export interface TrailLogGroupProps {
  readonly trail: TrailIdentity;
  readonly retention: logs.RetentionDays;
}

/** The log group that the trail writes to, its key, and the role by which CloudTrail writes. */
export class TrailLogGroup extends Construct {
  public readonly logGroup: logs.LogGroup;
  public readonly key: IKey;

  constructor(scope: Construct, id: string, props: TrailLogGroupProps) {
    super(scope, id);
    const { trail, retention } = props;
    this.key = new CustomerManagedKey(this, 'Key', {
      aliasName: `${trail.keyAliasName}-log-group`,
      description: `Encrypts the log group of the trail ${trail.trailName}`,
      ...keyOwner(this, trail, trail.managementAccountId),
      isForEvidence: true,
      statements: [logsMayEncrypt(trail, 'LogsEncryptsThisLogGroup', trail.logGroupArn)],
    }).key;
    this.logGroup = new logs.LogGroup(this, 'Resource', {
      logGroupName: trail.logGroupName,
      encryptionKey: this.key,
      retention,
    });
    const role = new iam.Role(this, 'Role', {
      roleName: trail.logRoleName,
      description: `CloudTrail delivers the events of the trail ${trail.trailName} to its log group by this role`,
      assumedBy: new iam.ServicePrincipal('cloudtrail.amazonaws.com'),
      inlinePolicies: { DeliverToLogGroup: new iam.PolicyDocument({ statements: [deliverToOwnStreams(trail)] }) },
    });
    suppressRole(role, {
      reason: 'CloudTrail chooses the ends of the names of its log streams, all of them in this one log group',
      arns: streamsOf(trail),
    });
    retain(this);
  }
}

/**
 * The streams are named after the account and, for an organization trail, after the organization.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-required-policy-for-cloudwatch-logs.html
 */
function deliverToOwnStreams(trail: TrailIdentity): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: streamsOf(trail),
  });
}

function streamsOf(trail: TrailIdentity): string[] {
  return [
    `${trail.managementAccountId}_CloudTrail_${trail.homeRegion}*`,
    ...(trail.organizationId === undefined ? [] : [`${trail.organizationId}_*`]),
  ].map((stream) => `${trail.logGroupArn}:log-stream:${stream}`);
}
