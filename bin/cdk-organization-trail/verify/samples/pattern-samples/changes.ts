// Changes beside the fourteen controls.
import { denied, record, WHO, type CloudTrailRecord } from '../record';
import { calls, without, type Samples } from './sample';

export const CHANGE_SAMPLES: Readonly<Record<string, Samples>> = {
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
  SingleSignOnLookalike: singleSignOnLookalike(),
  RightsChanges: calls(
    'iam.amazonaws.com',
    [
      ...['SetDefaultPolicyVersion', 'UpdateAssumeRolePolicy', 'AddUserToGroup'],
      ...['PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary', 'PutUserPermissionsBoundary'],
      ...['DeleteUserPermissionsBoundary'],
    ],
    'sso.amazonaws.com',
  ),
  CredentialChanges: calls(
    'iam.amazonaws.com',
    [
      ...['CreateAccessKey', 'UpdateAccessKey', 'CreateUser'],
      ...['CreateLoginProfile', 'UpdateLoginProfile', 'DeactivateMFADevice'],
      ...['CreateServiceSpecificCredential', 'UploadSigningCertificate', 'UploadSSHPublicKey'],
      ...['CreateSAMLProvider', 'UpdateSAMLProvider', 'CreateOpenIDConnectProvider'],
      ...['AddClientIDToOpenIDConnectProvider', 'UpdateOpenIDConnectProviderThumbprint'],
    ],
    'cognito-idp.amazonaws.com',
  ),
  NetworkChanges: calls(
    'ec2.amazonaws.com',
    [
      ...['ModifySecurityGroupRules', 'AssociateSecurityGroupVpc', 'DisassociateSecurityGroupVpc'],
      ...['AssociateRouteTable', 'CreateEgressOnlyInternetGateway', 'DeleteEgressOnlyInternetGateway'],
      ...['ModifyVpcPeeringConnectionOptions', 'AssociateVpcCidrBlock', 'DisassociateVpcCidrBlock'],
    ],
    'apigateway.amazonaws.com',
  ),
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
