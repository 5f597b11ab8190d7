import { AlarmSeverity } from '../../shared/alarm-severity';
import type { LogFilterProps } from './log-filter';

interface CisControlRow extends LogFilterProps {
  readonly cisIds: string[];
}

/**
 * The fourteen controls. Security Hub fails a control whose pattern has any other term, so the patterns are its own,
 * character by character, uneven spaces included.
 *
 * @see https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html
 */
export const CIS_CONTROLS = {
  'CloudWatch.1': {
    cisIds: ['v1.2.0/1.1', 'v1.2.0/3.3', 'v1.4.0/1.7', 'v1.4.0/4.3'],
    filterName: 'RootAccountUsage',
    title: 'Root user activity',
    filterPattern:
      '{$.userIdentity.type="Root" && $.userIdentity.invokedBy NOT EXISTS && $.eventType !="AwsServiceEvent"}',
    severity: AlarmSeverity.HIGH,
    description: 'The root user of an account did something; nobody should work as root.',
  },
  'CloudWatch.2': {
    cisIds: ['v1.2.0/3.1'],
    filterName: 'UnauthorizedApiCalls',
    title: 'Unauthorized API calls',
    filterPattern: '{($.errorCode="*UnauthorizedOperation") || ($.errorCode="AccessDenied*")}',
    severity: AlarmSeverity.LOW,
    description:
      'AWS denied a call; a single one is daily life, a burst from one principal is somebody trying what it may do.',
  },
  'CloudWatch.3': {
    cisIds: ['v1.2.0/3.2'],
    filterName: 'ConsoleSignInWithoutMfa',
    title: 'Console sign-in without MFA',
    filterPattern:
      '{ ($.eventName = "ConsoleLogin") && ($.additionalEventData.MFAUsed != "Yes") && ($.userIdentity.type = "IAMUser") && ($.responseElements.ConsoleLogin = "Success") }',
    severity: AlarmSeverity.HIGH,
    description: 'An IAM user signed in to the console with a password alone.',
  },
  'CloudWatch.4': {
    cisIds: ['v1.2.0/3.4', 'v1.4.0/4.4'],
    filterName: 'IamPolicyChanges',
    title: 'IAM policy changes',
    filterPattern:
      '{($.eventSource=iam.amazonaws.com) && (($.eventName=DeleteGroupPolicy) || ($.eventName=DeleteRolePolicy) || ($.eventName=DeleteUserPolicy) || ($.eventName=PutGroupPolicy) || ($.eventName=PutRolePolicy) || ($.eventName=PutUserPolicy) || ($.eventName=CreatePolicy) || ($.eventName=DeletePolicy) || ($.eventName=CreatePolicyVersion) || ($.eventName=DeletePolicyVersion) || ($.eventName=AttachRolePolicy) || ($.eventName=DetachRolePolicy) || ($.eventName=AttachUserPolicy) || ($.eventName=DetachUserPolicy) || ($.eventName=AttachGroupPolicy) || ($.eventName=DetachGroupPolicy))}',
    severity: AlarmSeverity.MEDIUM,
    description: 'Somebody changed what a user, group or role may do.',
  },
  'CloudWatch.5': {
    cisIds: ['v1.2.0/3.5', 'v1.4.0/4.5'],
    filterName: 'CloudTrailChanges',
    title: 'CloudTrail configuration changes',
    filterPattern:
      '{($.eventName=CreateTrail) || ($.eventName=UpdateTrail) || ($.eventName=DeleteTrail) || ($.eventName=StartLogging) || ($.eventName=StopLogging)}',
    severity: AlarmSeverity.CRITICAL,
    description: 'Somebody created, changed, deleted, started or stopped a trail.',
  },
  'CloudWatch.6': {
    cisIds: ['v1.2.0/3.6', 'v1.4.0/4.6'],
    filterName: 'ConsoleAuthenticationFailures',
    title: 'Console authentication failures',
    filterPattern: '{($.eventName=ConsoleLogin) && ($.errorMessage="Failed authentication")}',
    severity: AlarmSeverity.LOW,
    description: 'A password or MFA code was wrong at the console; many in a row are somebody guessing.',
  },
  'CloudWatch.7': {
    cisIds: ['v1.2.0/3.7', 'v1.4.0/4.7'],
    filterName: 'CustomerManagedKeyDeletion',
    title: 'Disabling or deletion of KMS keys',
    filterPattern:
      '{($.eventSource=kms.amazonaws.com) && (($.eventName=DisableKey) || ($.eventName=ScheduleKeyDeletion))}',
    severity: AlarmSeverity.CRITICAL,
    description: 'Somebody disabled a KMS key or scheduled its deletion; what it encrypts becomes unreadable.',
  },
  'CloudWatch.8': {
    cisIds: ['v1.2.0/3.8', 'v1.4.0/4.8'],
    filterName: 'S3BucketPolicyChanges',
    title: 'S3 bucket policy changes',
    filterPattern:
      '{($.eventSource=s3.amazonaws.com) && (($.eventName=PutBucketAcl) || ($.eventName=PutBucketPolicy) || ($.eventName=PutBucketCors) || ($.eventName=PutBucketLifecycle) || ($.eventName=PutBucketReplication) || ($.eventName=DeleteBucketPolicy) || ($.eventName=DeleteBucketCors) || ($.eventName=DeleteBucketLifecycle) || ($.eventName=DeleteBucketReplication))}',
    severity: AlarmSeverity.MEDIUM,
    description: 'Somebody changed who may reach a bucket, how long it keeps objects, or where it copies them.',
  },
  'CloudWatch.9': {
    cisIds: ['v1.2.0/3.9', 'v1.4.0/4.9'],
    filterName: 'ConfigChanges',
    title: 'AWS Config configuration changes',
    filterPattern:
      '{($.eventSource=config.amazonaws.com) && (($.eventName=StopConfigurationRecorder) || ($.eventName=DeleteDeliveryChannel) || ($.eventName=PutDeliveryChannel) || ($.eventName=PutConfigurationRecorder))}',
    severity: AlarmSeverity.HIGH,
    description: 'Somebody stopped or changed the recorder or the delivery of AWS Config.',
  },
  'CloudWatch.10': {
    cisIds: ['v1.2.0/3.10', 'v1.4.0/4.10'],
    filterName: 'SecurityGroupChanges',
    title: 'Security group changes',
    filterPattern:
      '{($.eventName=AuthorizeSecurityGroupIngress) || ($.eventName=AuthorizeSecurityGroupEgress) || ($.eventName=RevokeSecurityGroupIngress) || ($.eventName=RevokeSecurityGroupEgress) || ($.eventName=CreateSecurityGroup) || ($.eventName=DeleteSecurityGroup)}',
    severity: AlarmSeverity.LOW,
    description: 'Somebody created, deleted or changed a security group.',
  },
  'CloudWatch.11': {
    cisIds: ['v1.2.0/3.11', 'v1.4.0/4.11'],
    filterName: 'NetworkAclChanges',
    title: 'Network ACL changes',
    filterPattern:
      '{($.eventName=CreateNetworkAcl) || ($.eventName=CreateNetworkAclEntry) || ($.eventName=DeleteNetworkAcl) || ($.eventName=DeleteNetworkAclEntry) || ($.eventName=ReplaceNetworkAclEntry) || ($.eventName=ReplaceNetworkAclAssociation)}',
    severity: AlarmSeverity.MEDIUM,
    description: 'Somebody created, deleted or changed a network access control list.',
  },
  'CloudWatch.12': {
    cisIds: ['v1.2.0/3.12', 'v1.4.0/4.12'],
    filterName: 'NetworkGatewayChanges',
    title: 'Network gateway changes',
    filterPattern:
      '{($.eventName=CreateCustomerGateway) || ($.eventName=DeleteCustomerGateway) || ($.eventName=AttachInternetGateway) || ($.eventName=CreateInternetGateway) || ($.eventName=DeleteInternetGateway) || ($.eventName=DetachInternetGateway)}',
    severity: AlarmSeverity.MEDIUM,
    description: 'Somebody created, deleted, attached or detached a customer gateway or internet gateway.',
  },
  'CloudWatch.13': {
    cisIds: ['v1.2.0/3.13', 'v1.4.0/4.13'],
    filterName: 'RouteTableChanges',
    title: 'Route table changes',
    filterPattern:
      '{($.eventSource=ec2.amazonaws.com) && (($.eventName=CreateRoute) || ($.eventName=CreateRouteTable) || ($.eventName=ReplaceRoute) || ($.eventName=ReplaceRouteTableAssociation) || ($.eventName=DeleteRouteTable) || ($.eventName=DeleteRoute) || ($.eventName=DisassociateRouteTable))}',
    severity: AlarmSeverity.MEDIUM,
    description: 'Somebody changed where a subnet sends its traffic.',
  },
  'CloudWatch.14': {
    cisIds: ['v1.2.0/3.14', 'v1.4.0/4.14'],
    filterName: 'VpcChanges',
    title: 'VPC changes',
    filterPattern:
      '{($.eventName=CreateVpc) || ($.eventName=DeleteVpc) || ($.eventName=ModifyVpcAttribute) || ($.eventName=AcceptVpcPeeringConnection) || ($.eventName=CreateVpcPeeringConnection) || ($.eventName=DeleteVpcPeeringConnection) || ($.eventName=RejectVpcPeeringConnection) || ($.eventName=AttachClassicLinkVpc) || ($.eventName=DetachClassicLinkVpc) || ($.eventName=DisableVpcClassicLink) || ($.eventName=EnableVpcClassicLink)}',
    severity: AlarmSeverity.MEDIUM,
    description: 'Somebody created, deleted or changed a VPC or a peering connection.',
  },
} satisfies Record<string, CisControlRow>;
