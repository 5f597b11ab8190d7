// The fourteen controls.
import { denied, record, signIn, WHO } from '../record';
import { calls, federatedSignIn, rootCall, userSignIn, without, wrongPassword, type Samples } from './sample';

export const CONTROL_SAMPLES: Readonly<Record<string, Samples>> = {
  RootAccountUsage: {
    found: {
      'a call by the root user': rootCall,
      'a sign-in by the root user': signIn('ConsoleLogin', 'Success', { userIdentity: WHO.root }),
    },
    nearMisses: {
      'another type of identity': record('ec2.amazonaws.com', 'RunInstances', { userIdentity: WHO.user }),
      'root in lower case': record('ec2.amazonaws.com', 'RunInstances', {
        userIdentity: { ...WHO.root, type: 'root' },
      }),
      'a service on behalf of the root user': record('ec2.amazonaws.com', 'RunInstances', {
        userIdentity: { ...WHO.root, invokedBy: 'autoscaling.amazonaws.com' },
      }),
      'an event of a service': record('kms.amazonaws.com', 'RotateKey', {
        userIdentity: WHO.root,
        eventType: 'AwsServiceEvent',
      }),
    },
  },
  UnauthorizedApiCalls: {
    found: {
      'EC2 with its prefix': denied(record('ec2.amazonaws.com', 'RunInstances'), 'Client.UnauthorizedOperation'),
      'UnauthorizedOperation alone': denied(record('ec2.amazonaws.com', 'RunInstances'), 'UnauthorizedOperation'),
      AccessDenied: denied(record('s3.amazonaws.com', 'PutBucketPolicy')),
      AccessDeniedException: denied(record('kms.amazonaws.com', 'DisableKey'), 'AccessDeniedException'),
    },
    nearMisses: {
      'no error': record('ec2.amazonaws.com', 'RunInstances'),
      'another error': denied(record('ec2.amazonaws.com', 'RunInstances'), 'Client.InvalidParameterValue'),
      'text after UnauthorizedOperation': denied(record('ec2.amazonaws.com', 'RunInstances'), 'UnauthorizedOperations'),
      'another spelling of UnauthorizedOperation': denied(
        record('ec2.amazonaws.com', 'RunInstances'),
        'Client.unauthorizedOperation',
      ),
      'AccessDenied cut short': denied(record('s3.amazonaws.com', 'PutBucketPolicy'), 'AccessDenie'),
      'text before AccessDenied': denied(record('s3.amazonaws.com', 'PutBucketPolicy'), 'Client.AccessDenied'),
    },
  },
  ConsoleSignInWithoutMfa: {
    found: { 'an IAM user without MFA': userSignIn },
    nearMisses: {
      'another event': { ...userSignIn, eventName: 'CheckMfa' },
      'with MFA': signIn('ConsoleLogin', 'Success'),
      'not an IAM user': federatedSignIn,
      'a failed sign-in': { ...userSignIn, responseElements: { ConsoleLogin: 'Failure' } },
    },
  },
  IamPolicyChanges: iamPolicyChanges(),
  CloudTrailChanges: calls('cloudtrail.amazonaws.com', [
    ...['CreateTrail', 'UpdateTrail', 'DeleteTrail', 'StartLogging', 'StopLogging'],
  ]),
  ConsoleAuthenticationFailures: {
    found: { 'a wrong password': wrongPassword },
    nearMisses: {
      'another event': { ...wrongPassword, eventName: 'CheckMfa' },
      'another message': { ...wrongPassword, errorMessage: 'Failed authentication.' },
      'no message': without(wrongPassword, 'errorMessage'),
    },
  },
  CustomerManagedKeyDeletion: calls(
    'kms.amazonaws.com',
    ['DisableKey', 'ScheduleKeyDeletion'],
    'payment-cryptography.amazonaws.com',
  ),
  S3BucketPolicyChanges: calls(
    's3.amazonaws.com',
    [
      ...['PutBucketAcl', 'PutBucketPolicy', 'PutBucketCors', 'PutBucketLifecycle', 'PutBucketReplication'],
      ...['DeleteBucketPolicy', 'DeleteBucketCors', 'DeleteBucketLifecycle', 'DeleteBucketReplication'],
    ],
    's3express.amazonaws.com',
  ),
  ConfigChanges: calls(
    'config.amazonaws.com',
    ['StopConfigurationRecorder', 'DeleteDeliveryChannel', 'PutDeliveryChannel', 'PutConfigurationRecorder'],
    'cloudformation.amazonaws.com',
  ),
  SecurityGroupChanges: calls('ec2.amazonaws.com', [
    ...['AuthorizeSecurityGroupIngress', 'AuthorizeSecurityGroupEgress', 'RevokeSecurityGroupIngress'],
    ...['RevokeSecurityGroupEgress', 'CreateSecurityGroup', 'DeleteSecurityGroup'],
  ]),
  NetworkAclChanges: calls('ec2.amazonaws.com', [
    ...['CreateNetworkAcl', 'CreateNetworkAclEntry', 'DeleteNetworkAcl', 'DeleteNetworkAclEntry'],
    ...['ReplaceNetworkAclEntry', 'ReplaceNetworkAclAssociation'],
  ]),
  NetworkGatewayChanges: calls('ec2.amazonaws.com', [
    ...['CreateCustomerGateway', 'DeleteCustomerGateway', 'AttachInternetGateway', 'CreateInternetGateway'],
    ...['DeleteInternetGateway', 'DetachInternetGateway'],
  ]),
  RouteTableChanges: calls(
    'ec2.amazonaws.com',
    [
      ...['CreateRoute', 'CreateRouteTable', 'ReplaceRoute', 'ReplaceRouteTableAssociation', 'DeleteRouteTable'],
      ...['DeleteRoute', 'DisassociateRouteTable'],
    ],
    'apigateway.amazonaws.com',
  ),
  VpcChanges: calls('ec2.amazonaws.com', [
    ...['CreateVpc', 'DeleteVpc', 'ModifyVpcAttribute', 'AcceptVpcPeeringConnection', 'CreateVpcPeeringConnection'],
    ...['DeleteVpcPeeringConnection', 'RejectVpcPeeringConnection', 'AttachClassicLinkVpc', 'DetachClassicLinkVpc'],
    ...['DisableVpcClassicLink', 'EnableVpcClassicLink'],
  ]),
};

function iamPolicyChanges(): Samples {
  const samples = calls(
    'iam.amazonaws.com',
    [
      ...['DeleteGroupPolicy', 'DeleteRolePolicy', 'DeleteUserPolicy', 'PutGroupPolicy', 'PutRolePolicy'],
      ...['PutUserPolicy', 'CreatePolicy', 'DeletePolicy', 'CreatePolicyVersion', 'DeletePolicyVersion'],
      ...['AttachRolePolicy', 'DetachRolePolicy', 'AttachUserPolicy', 'DetachUserPolicy', 'AttachGroupPolicy'],
      'DetachGroupPolicy',
    ],
    'organizations.amazonaws.com',
  );
  const about = { requestParameters: { userName: 'bob', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' } };
  return {
    found: { ...samples.found, 'a policy for a user': record('iam.amazonaws.com', 'AttachUserPolicy', about) },
    nearMisses: { ...samples.nearMisses, 'a key for a user': record('iam.amazonaws.com', 'CreateAccessKey', about) },
  };
}
