// Services of who may act, and whole accounts.
import { TAGS, STRENGTHENS, READS, type ActionsByService } from './reasons';

export const ACCOUNTS: ActionsByService = {
  iam: [
    {
      actions: 'CreateServiceLinkedRole DeleteServiceLinkedRole',
      because: 'IAM deletes such a role only once its service uses it no more',
    },
    {
      actions:
        'EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions',
      because: 'the guardrail binds the root user of a member account, and what it changes raises the alert',
    },
    {
      actions: 'UpdateAccountEmailAddress',
      because: 'only the root user of the account itself can, and its sign-in raises an alarm',
    },
    {
      actions: 'SetSTSRegionalEndpointStatus SetSecurityTokenServicePreferences',
      because: 'a run that gets no session reports so',
    },
    {
      actions:
        'DisableOutboundWebIdentityFederation EnableOutboundWebIdentityFederation PutAccountProperties UpdateAccountPasswordPolicy DeleteAccountPasswordPolicy',
      because: 'it concerns users and identities outside of AWS; policies here exempt roles',
    },
    {
      actions:
        'CreateAccountAlias DeleteAccountAlias UpdateAccountName DeleteCloudFrontPublicKey UpdateCloudFrontPublicKey UploadCloudFrontPublicKey',
      because: 'names for people, and keys of CloudFront',
    },
  ],
  sts: [
    {
      actions: 'AssumeRoleWithSAML AssumeRoleWithWebIdentity',
      because: 'the trust policy says which provider, and its change raises the alert; roles of this library name none',
    },
    {
      actions: 'SetContext SetSourceIdentity TagSession TagGetWebIdentityToken',
      because: 'what a session says of itself: no policy of this library reads it',
    },
    {
      actions: 'DecodeAuthorizationMessage GetWebIdentityToken GetDelegatedAccessToken',
      because: 'it gives the rights that the caller has or was granted',
    },
  ],
  cloudformation: [
    {
      actions: 'CreateStack CreateStackSet CreateGeneratedTemplate UpdateGeneratedTemplate DeleteGeneratedTemplate',
      because: 'a stack of their own, by rights of their own: passing a deployment role is denied',
    },
    {
      actions: 'CreateResource UpdateResource DeleteResource CancelResourceRequest',
      because: 'Cloud Control acts by the rights of the caller, call by call',
    },
    {
      actions: 'DeleteChangeSet SignalResource RecordHandlerProgress',
      because: 'to change or delete a stack takes another call, which is denied',
    },
    {
      actions:
        'ActivateType DeactivateType RegisterType DeregisterType PublishType TestType RegisterPublisher SetTypeConfiguration SetTypeDefaultVersion',
      because: "types of AWS can't be replaced; a hook can fail a deployment, which says so",
    },
    {
      actions: 'ActivateOrganizationsAccess DeactivateOrganizationsAccess',
      because: 'a stack set acts by a role of the account, which the guardrail binds',
    },
    { actions: 'CreateUploadBucket StartResourceScan', because: READS },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
  organizations: [
    {
      actions:
        'CreateAccount CreateGovCloudAccount InviteAccountToOrganization CreateOrganization CreateOrganizationalUnit',
      because: 'the trail records a new account as it does any',
    },
    { actions: 'CreatePolicy', because: 'a policy does nothing before it is attached, which raises the alert' },
    { actions: 'EnableAllFeatures EnablePolicyType DeleteResourcePolicy', because: STRENGTHENS },
    { actions: 'EnableAWSServiceAccess', because: 'it takes nothing from CloudTrail' },
    { actions: 'InviteOrganizationToTransferResponsibility', because: 'it concerns who pays' },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
  account: [
    { actions: 'EnableRegion', because: 'the trail records a further Region as it does any' },
    {
      actions: 'PutAccountName PutAlternateContact DeleteAlternateContact PutContactInformation',
      because: 'whom AWS writes to: the alarms have subscribers of their own',
    },
  ],
};
