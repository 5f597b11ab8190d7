// For each filter, records that it must find and near misses that break one term of its pattern.

import { denied, record, signIn, WHO, type CloudTrailRecord } from './record';

export interface Samples {
  /** Found, by what each stands for. */
  readonly found: Readonly<Record<string, CloudTrailRecord>>;
  /** Not found, by the term that each breaks. */
  readonly nearMisses: Readonly<Record<string, CloudTrailRecord>>;
}

/** One record for each call that a pattern lists; near misses by name and, where the pattern names it, by source. */
function calls(eventSource: string, eventNames: readonly string[], otherSource?: string): Samples {
  return {
    found: Object.fromEntries(eventNames.map((name) => [name, record(eventSource, name)])),
    nearMisses: {
      ...Object.fromEntries(
        eventNames.flatMap((name) => [
          [`${name} with a letter more`, record(eventSource, `${name}s`)],
          [`${name} with a letter before`, record(eventSource, `X${name}`)],
          [`${name} in lower case`, record(eventSource, name.toLowerCase())],
        ]),
      ),
      ...(otherSource === undefined
        ? {}
        : Object.fromEntries(eventNames.map((name) => [`${name} of ${otherSource}`, record(otherSource, name)]))),
    },
  };
}

const without = (fields: CloudTrailRecord, key: string): CloudTrailRecord =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));

const userSignIn = signIn('ConsoleLogin', 'Success', { additionalEventData: { MFAUsed: 'No' } });
const wrongPassword = signIn('ConsoleLogin', 'Failure', { errorMessage: 'Failed authentication' });
const rootCall = record('ec2.amazonaws.com', 'RunInstances', { userIdentity: WHO.root });
const federatedSignIn = signIn('ConsoleLogin', 'Success', {
  userIdentity: WHO.role,
  additionalEventData: { MFAUsed: 'No' },
});

/** By a role of this ARN, whose session has the name of the role. */
const signInBy = (roleArn: string): CloudTrailRecord => ({
  ...federatedSignIn,
  userIdentity: {
    ...WHO.singleSignOn,
    sessionContext: {
      ...WHO.singleSignOn.sessionContext,
      sessionIssuer: { ...WHO.singleSignOn.sessionContext.sessionIssuer, arn: roleArn },
    },
  },
});

/** As the console records some sign-ins: by the ARN of the session alone. */
const signInWithoutIssuer = (sessionArn: string): CloudTrailRecord => ({
  ...federatedSignIn,
  userIdentity: { ...without(WHO.singleSignOn, 'sessionContext'), arn: sessionArn },
});

const RESERVED = 'aws-reserved/sso.amazonaws.com/AWSReservedSSO_Administrator_0123456789abcdef';
const SESSION = 'assumed-role/AWSReservedSSO_Administrator_0123456789abcdef/alice@example.com';

export const PATTERN_SAMPLES: Readonly<Record<string, Samples>> = {
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

  OrganizationChanges: calls(
    'organizations.amazonaws.com',
    [
      ...['AcceptHandshake', 'AttachPolicy', 'CancelHandshake', 'CreateAccount', 'CreateOrganization'],
      ...['CreateOrganizationalUnit', 'CreatePolicy', 'DeclineHandshake', 'DeleteOrganization'],
      ...['DeleteOrganizationalUnit', 'DeletePolicy', 'DetachPolicy', 'DisablePolicyType', 'EnableAllFeatures'],
      ...['EnablePolicyType', 'InviteAccountToOrganization', 'LeaveOrganization', 'MoveAccount'],
      ...['RemoveAccountFromOrganization', 'UpdateOrganizationalUnit', 'UpdatePolicy'],
    ],
    'iam.amazonaws.com',
  ),
  OrganizationControlChanges: organizationControlChanges(),
  LogCopies: calls(
    'observabilityadmin.amazonaws.com',
    ['CreateCentralizationRuleForOrganization', 'UpdateCentralizationRuleForOrganization'],
    'logs.amazonaws.com',
  ),
  TrailSettingsChanges: calls(
    'cloudtrail.amazonaws.com',
    [
      ...['PutEventSelectors', 'PutInsightSelectors', 'PutEventConfiguration', 'RegisterOrganizationDelegatedAdmin'],
      ...['DeregisterOrganizationDelegatedAdmin', 'RemoveTags'],
    ],
    'elasticloadbalancing.amazonaws.com',
  ),
  KeyProtectionChanges: calls(
    'kms.amazonaws.com',
    ['PutKeyPolicy', 'DisableKeyRotation', 'DeleteAlias', 'UpdateAlias'],
    'lambda.amazonaws.com',
  ),
  BucketProtectionChanges: bucketProtectionChanges(),
  PublicAccessAllowed: publicAccessAllowed(),
  ConfigRuleChanges: calls(
    'config.amazonaws.com',
    [
      ...['DeleteConfigRule', 'DeleteOrganizationConfigRule', 'DeleteConfigurationRecorder'],
      ...['DeleteRemediationConfiguration', 'DeleteConformancePack', 'DeleteOrganizationConformancePack'],
    ],
    'cloudformation.amazonaws.com',
  ),
  SignInWithoutMfaBesideIamUsers: {
    found: {
      'a federated role without MFA': federatedSignIn,
      'a federated role of which nothing is known': without(federatedSignIn, 'additionalEventData'),
      'the root user without MFA': { ...federatedSignIn, userIdentity: WHO.root },
      'a role of another path with the name of one of single sign-on': signInBy(
        'arn:aws:iam::111111111111:role/AWSReservedSSO_Administrator_0123456789abcdef',
      ),
      'a role whose path ends like that of single sign-on': signInBy(`arn:aws:iam::111111111111:role/x/${RESERVED}`),
      'a role whose path holds the ARN of one of single sign-on': signInBy(
        `arn:aws:iam::111111111111:role/arn:aws:iam::111111111111:role/${RESERVED}`,
      ),
      'a role whose path holds the end of such an ARN': signInBy(
        `arn:aws:iam::111111111111:role/iam::111111111111:role/${RESERVED}`,
      ),
      'a role whose path differs from that of single sign-on in one character': signInBy(
        `arn:aws:iam::111111111111:role/${RESERVED.replace('sso.', 'sso-')}`,
      ),
      'a role whose path differs in another character': signInBy(
        `arn:aws:iam::111111111111:role/${RESERVED.replace('.com', '-com')}`,
      ),
      'a role whose path goes on after that of single sign-on': signInBy(
        `arn:aws:iam::111111111111:role/${RESERVED.replace('.com', '.com.example')}`,
      ),
      'a kind of session whose name ends like that of a role': signInWithoutIssuer(
        `arn:aws:sts::111111111111:not-${SESSION}`,
      ),
      'a role, by the ARN of its session alone': signInWithoutIssuer(WHO.role.arn),
      'a role whose name ends like one of single sign-on, by the ARN of its session alone': signInWithoutIssuer(
        'arn:aws:sts::111111111111:assumed-role/MyAWSReservedSSO_Administrator/alice@example.com',
      ),
      'a role whose name begins almost like one of single sign-on, by the ARN of its session alone':
        signInWithoutIssuer('arn:aws:sts::111111111111:assumed-role/AWSReservedSSOAdministrator/alice@example.com'),
      'an identity without an ARN': {
        ...federatedSignIn,
        userIdentity: without(without(WHO.singleSignOn, 'sessionContext'), 'arn'),
      },
    },
    nearMisses: {
      'another event': { ...federatedSignIn, eventName: 'CheckMfa' },
      'a failed sign-in': { ...federatedSignIn, responseElements: { ConsoleLogin: 'Failure' } },
      'with MFA': { ...federatedSignIn, additionalEventData: { MFAUsed: 'Yes' } },
      'an IAM user': userSignIn,
      'single sign-on': { ...federatedSignIn, userIdentity: WHO.singleSignOn },
      'single sign-on in another partition': signInBy(`arn:aws-us-gov:iam::111111111111:role/${RESERVED}`),
      'single sign-on from another Region': signInBy(
        'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Administrator_0123456789abcdef',
      ),
      'single sign-on, by the ARN of its session alone': signInWithoutIssuer(`arn:aws:sts::111111111111:${SESSION}`),
    },
  },
  SingleSignOnLookalike: singleSignOnLookalike(),
  FailedSwitchRole: switchRole('Failure', 'Success'),
  SwitchRole: switchRole('Success', 'Failure'),
  RootConsoleSignIn: {
    found: {
      'a sign-in': signIn('ConsoleLogin', 'Success', { userIdentity: WHO.root }),
      'a failed one': signIn('ConsoleLogin', 'Failure', { userIdentity: WHO.root }),
    },
    nearMisses: { 'a call by the root user': rootCall, 'a sign-in by somebody else': userSignIn },
  },
};

function organizationControlChanges(): Samples {
  const ofOrganizations = calls(
    'organizations.amazonaws.com',
    [
      ...['RegisterDelegatedAdministrator', 'DeregisterDelegatedAdministrator', 'PutResourcePolicy'],
      ...['DeleteResourcePolicy', 'EnableAWSServiceAccess', 'DisableAWSServiceAccess', 'CloseAccount'],
      ...['AccountJoinedOrganization', 'AccountDepartedOrganization'],
    ],
    'secretsmanager.amazonaws.com',
  );
  const ofAccounts = calls(
    'account.amazonaws.com',
    [
      ...['CloseAccount', 'DisableRegion', 'EnableRegion', 'StartPrimaryEmailUpdate', 'AcceptPrimaryEmailUpdate'],
      ...['PutAlternateContact', 'DeleteAlternateContact'],
    ],
    'controltower.amazonaws.com',
  );
  const of = (service: string, samples: object): Record<string, CloudTrailRecord> =>
    Object.fromEntries(Object.entries(samples).map(([name, sample]) => [`${name} (${service})`, sample]));
  return {
    found: { ...of('organizations', ofOrganizations.found), ...of('account', ofAccounts.found) },
    nearMisses: { ...of('organizations', ofOrganizations.nearMisses), ...of('account', ofAccounts.nearMisses) },
  };
}

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

function bucketProtectionChanges(): Samples {
  const samples = calls(
    's3.amazonaws.com',
    [
      ...['PutBucketObjectLockConfiguration', 'PutObjectLockConfiguration', 'DeleteBucketEncryption'],
      ...['DeleteBucketPublicAccessBlock', 'DeleteAccountPublicAccessBlock'],
    ],
    's3-outposts.amazonaws.com',
  );
  const versioning = (status: string) => ({
    requestParameters: { bucketName: 'some-bucket', VersioningConfiguration: { Status: status } },
  });
  const suspended = record('s3.amazonaws.com', 'PutBucketVersioning', versioning('Suspended'));
  return {
    found: { ...samples.found, 'versioning suspended': suspended },
    nearMisses: {
      ...samples.nearMisses,
      'versioning enabled': record('s3.amazonaws.com', 'PutBucketVersioning', versioning('Enabled')),
      'a public access block that is put': record('s3.amazonaws.com', 'PutBucketPublicAccessBlock'),
      'another call with the same status': { ...suspended, eventName: 'GetBucketVersioning' },
      'versioning of another service': { ...suspended, eventSource: 's3-outposts.amazonaws.com' },
    },
  };
}

function publicAccessAllowed(): Samples {
  const settings = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'];
  const allOn = Object.fromEntries(settings.map((setting) => [setting, true]));
  const put = (eventName: string, PublicAccessBlockConfiguration: CloudTrailRecord) =>
    record('s3.amazonaws.com', eventName, { requestParameters: { PublicAccessBlockConfiguration } });
  const off = put('PutBucketPublicAccessBlock', { ...allOn, BlockPublicAcls: false });
  return {
    found: {
      ...Object.fromEntries(
        settings.flatMap((setting) => [
          [`${setting} off`, put('PutBucketPublicAccessBlock', { ...allOn, [setting]: false })],
          [`${setting} missing`, put('PutBucketPublicAccessBlock', without(allOn, setting))],
        ]),
      ),
      'of an account': put('PutAccountPublicAccessBlock', { ...allOn, BlockPublicPolicy: false }),
      'denied, without parameters': denied(put('PutBucketPublicAccessBlock', allOn)),
      'too large to be recorded': { ...off, requestParameters: { omitted: true } },
    },
    nearMisses: {
      'everything on': put('PutBucketPublicAccessBlock', allOn),
      'everything on, of an account': put('PutAccountPublicAccessBlock', allOn),
      'another call': { ...off, eventName: 'GetBucketPublicAccessBlock' },
      'another service': { ...off, eventSource: 's3-outposts.amazonaws.com' },
    },
  };
}

function singleSignOnLookalike(): Samples {
  const madeAs = (roleName: string, fields: CloudTrailRecord = {}) =>
    record('iam.amazonaws.com', 'CreateRole', { requestParameters: { roleName, path: '/' }, ...fields });
  const name = 'AWSReservedSSO_Administrator_0123456789abcdef';
  const invokedBy = (service: string) => ({ userIdentity: { ...WHO.root, invokedBy: service } });
  return {
    found: {
      'a role by a person': madeAs(name),
      'a role by a deployment': madeAs(name, invokedBy('cloudformation.amazonaws.com')),
    },
    nearMisses: {
      'a role by IAM Identity Center': madeAs(name, invokedBy('sso.amazonaws.com')),
      'a name that ends so': madeAs(`My${name}`),
      'a name that begins almost so': madeAs('AWSReservedSSOAdministrator'),
      'another call': { ...madeAs(name), eventName: 'UpdateRole' },
      'another service': { ...madeAs(name), eventSource: 'sso.amazonaws.com' },
    },
  };
}

function switchRole(outcome: string, other: string): Samples {
  const switched = signIn('SwitchRole', outcome, {
    additionalEventData: { SwitchFrom: WHO.user.arn, RedirectTo: 'https://console.aws.amazon.com/console/home' },
  });
  return {
    found: { 'switching role': switched },
    nearMisses: {
      'the other outcome': signIn('SwitchRole', other),
      'another event': { ...switched, eventName: 'ExitRole' },
      'another source': { ...switched, eventSource: 'sts.amazonaws.com' },
    },
  };
}
