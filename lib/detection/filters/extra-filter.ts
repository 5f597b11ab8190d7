import { AlarmSeverity } from '../../shared/alarm-severity';
import { LogFilter, type LogFilterProps } from './log-filter';

interface ExtraFilterProps extends LogFilterProps {
  /** Why it is there beside the fourteen. */
  readonly reason: string;
}

/**
 * A filter beside the fourteen controls, for what their patterns do not see.
 *
 * The patterns of the controls can't be extended: Security Hub fails a control whose pattern has any other term.
 */
export class ExtraFilter extends LogFilter {
  /** Changes to the organization. */
  public static readonly ORGANIZATION_CHANGES = new ExtraFilter({
    filterName: 'OrganizationChanges',
    title: 'Changes to the organization',
    filterPattern:
      '{($.eventSource=organizations.amazonaws.com) && (($.eventName=AcceptHandshake) || ($.eventName=AttachPolicy) || ($.eventName=CancelHandshake) || ($.eventName=CreateAccount) || ($.eventName=CreateOrganization) || ($.eventName=CreateOrganizationalUnit) || ($.eventName=CreatePolicy) || ($.eventName=DeclineHandshake) || ($.eventName=DeleteOrganization) || ($.eventName=DeleteOrganizationalUnit) || ($.eventName=DeletePolicy) || ($.eventName=DetachPolicy) || ($.eventName=DisablePolicyType) || ($.eventName=EnableAllFeatures) || ($.eventName=EnablePolicyType) || ($.eventName=InviteAccountToOrganization) || ($.eventName=LeaveOrganization) || ($.eventName=MoveAccount) || ($.eventName=RemoveAccountFromOrganization) || ($.eventName=UpdateOrganizationalUnit) || ($.eventName=UpdatePolicy))}',
    severity: AlarmSeverity.HIGH,
    description: 'Somebody changed the organization: its accounts, units or policies.',
    reason: 'CIS 4.15 asks for it, and Security Hub has no control for it.',
  });
  /** Changes to who is in the organization and who administers it. */
  public static readonly ORGANIZATION_CONTROL_CHANGES = new ExtraFilter({
    filterName: 'OrganizationControlChanges',
    title: 'Changes to who is in the organization and who administers it',
    filterPattern:
      '{(($.eventSource=organizations.amazonaws.com) && (($.eventName=RegisterDelegatedAdministrator) || ($.eventName=DeregisterDelegatedAdministrator) || ($.eventName=PutResourcePolicy) || ($.eventName=DeleteResourcePolicy) || ($.eventName=EnableAWSServiceAccess) || ($.eventName=DisableAWSServiceAccess) || ($.eventName=CloseAccount) || ($.eventName=AccountJoinedOrganization) || ($.eventName=AccountDepartedOrganization))) || (($.eventSource=account.amazonaws.com) && (($.eventName=CloseAccount) || ($.eventName=DisableRegion) || ($.eventName=EnableRegion) || ($.eventName=StartPrimaryEmailUpdate) || ($.eventName=AcceptPrimaryEmailUpdate) || ($.eventName=PutAlternateContact) || ($.eventName=DeleteAlternateContact)))}',
    severity: AlarmSeverity.HIGH,
    description:
      'An account joined, left or was closed, or somebody changed an administrator, a trusted service, a Region or the contacts of an account.',
    reason:
      'CIS 4.15 names none of these calls. They are seen from whatever account of the organization somebody makes them, a delegated administrator among them.',
  });
  /** Copies of log groups to other accounts. */
  public static readonly LOG_COPIES = new ExtraFilter({
    filterName: 'LogCopies',
    title: 'Copies of log groups to other accounts',
    filterPattern:
      '{($.eventSource=observabilityadmin.amazonaws.com) && (($.eventName=CreateCentralizationRuleForOrganization) || ($.eventName=UpdateCentralizationRuleForOrganization))}',
    severity: AlarmSeverity.HIGH,
    description: 'Somebody made or changed a rule that copies log groups of the organization to one account.',
    reason:
      'Such a rule can name the log group of the trail. A delegated administrator makes it in an account and Region where no other alert of this library is.',
  });
  /** Changes to what a trail records. */
  public static readonly TRAIL_SETTINGS_CHANGES = new ExtraFilter({
    filterName: 'TrailSettingsChanges',
    title: 'Changes to what a trail records',
    filterPattern:
      '{($.eventSource=cloudtrail.amazonaws.com) && (($.eventName=PutEventSelectors) || ($.eventName=PutInsightSelectors) || ($.eventName=PutEventConfiguration) || ($.eventName=RegisterOrganizationDelegatedAdmin) || ($.eventName=DeregisterOrganizationDelegatedAdmin) || ($.eventName=RemoveTags))}',
    severity: AlarmSeverity.CRITICAL,
    description: 'Somebody changed what a trail records, or who administers the trails of the organization.',
    reason: 'CloudWatch.5 sees a trail that is stopped, but not one that is set to record nothing.',
  });
  /** Changes to the policies of KMS keys. */
  public static readonly KEY_PROTECTION_CHANGES = new ExtraFilter({
    filterName: 'KeyProtectionChanges',
    title: 'Changes to the policies of KMS keys',
    filterPattern:
      '{($.eventSource=kms.amazonaws.com) && (($.eventName=PutKeyPolicy) || ($.eventName=DisableKeyRotation) || ($.eventName=DeleteAlias) || ($.eventName=UpdateAlias))}',
    severity: AlarmSeverity.HIGH,
    description: 'Somebody changed who may use a KMS key, stopped its rotation, or took its alias away.',
    reason: 'CloudWatch.7 sees DisableKey and ScheduleKeyDeletion only; a key policy can lock everyone out as well.',
  });
  /** Changes to the protection of S3 buckets. */
  public static readonly BUCKET_PROTECTION_CHANGES = new ExtraFilter({
    filterName: 'BucketProtectionChanges',
    title: 'Changes to the protection of S3 buckets',
    filterPattern:
      '{($.eventSource=s3.amazonaws.com) && (($.eventName=PutBucketObjectLockConfiguration) || ($.eventName=PutObjectLockConfiguration) || ($.eventName=DeleteBucketEncryption) || ($.eventName=DeleteBucketPublicAccessBlock) || ($.eventName=DeleteAccountPublicAccessBlock) || (($.eventName=PutBucketVersioning) && ($.requestParameters.VersioningConfiguration.Status=Suspended)))}',
    severity: AlarmSeverity.HIGH,
    description:
      'Somebody changed the lock of a bucket, or took its encryption, its versioning or its public access block away.',
    reason: 'CloudWatch.8 sees policies, lifecycles and replication, but none of these.',
  });
  /** Public access to S3 buckets allowed. */
  public static readonly PUBLIC_ACCESS_ALLOWED = new ExtraFilter({
    filterName: 'PublicAccessAllowed',
    title: 'Public access to S3 buckets allowed',
    filterPattern:
      '{($.eventSource=s3.amazonaws.com) && (($.eventName=PutBucketPublicAccessBlock) || ($.eventName=PutAccountPublicAccessBlock)) && (($.requestParameters.PublicAccessBlockConfiguration.BlockPublicAcls IS FALSE) || ($.requestParameters.PublicAccessBlockConfiguration.BlockPublicAcls NOT EXISTS) || ($.requestParameters.PublicAccessBlockConfiguration.IgnorePublicAcls IS FALSE) || ($.requestParameters.PublicAccessBlockConfiguration.IgnorePublicAcls NOT EXISTS) || ($.requestParameters.PublicAccessBlockConfiguration.BlockPublicPolicy IS FALSE) || ($.requestParameters.PublicAccessBlockConfiguration.BlockPublicPolicy NOT EXISTS) || ($.requestParameters.PublicAccessBlockConfiguration.RestrictPublicBuckets IS FALSE) || ($.requestParameters.PublicAccessBlockConfiguration.RestrictPublicBuckets NOT EXISTS))}',
    severity: AlarmSeverity.HIGH,
    description: 'Somebody put a public access block of a bucket or an account that leaves something open.',
    reason:
      'CloudWatch.8 does not see it. Most tools put a block with everything on for each new bucket, which this one leaves out; S3 takes a setting that is missing as off.',
  });
  /** Removal of AWS Config rules and recorders. */
  public static readonly CONFIG_RULE_CHANGES = new ExtraFilter({
    filterName: 'ConfigRuleChanges',
    title: 'Removal of AWS Config rules and recorders',
    filterPattern:
      '{($.eventSource=config.amazonaws.com) && (($.eventName=DeleteConfigRule) || ($.eventName=DeleteOrganizationConfigRule) || ($.eventName=DeleteConfigurationRecorder) || ($.eventName=DeleteRemediationConfiguration) || ($.eventName=DeleteConformancePack) || ($.eventName=DeleteOrganizationConformancePack))}',
    severity: AlarmSeverity.HIGH,
    description: 'Somebody removed a rule, a repair or the recorder of AWS Config.',
    reason: 'CloudWatch.9 sees the recorder stopped or changed, but neither it nor a rule deleted.',
  });
  /** Console sign-in without MFA, not by an IAM user. */
  public static readonly SIGN_IN_WITHOUT_MFA_BESIDE_IAM_USERS = new ExtraFilter({
    filterName: 'SignInWithoutMfaBesideIamUsers',
    title: 'Console sign-in without MFA, not by an IAM user',
    filterPattern:
      '{($.eventName=ConsoleLogin) && ($.responseElements.ConsoleLogin=Success) && (($.additionalEventData.MFAUsed NOT EXISTS) || ($.additionalEventData.MFAUsed != Yes)) && ($.userIdentity.type != IAMUser) && (($.userIdentity.arn NOT EXISTS) || ($.userIdentity.arn != "*:assumed-role/AWSReservedSSO_*") || (($.userIdentity.sessionContext.sessionIssuer.arn = "*") && ($.userIdentity.sessionContext.sessionIssuer.arn != %^arn:aws-?\\w*-?\\w*:iam::\\d+:role/aws-reserved/sso\\.amazonaws\\.com/%)))}',
    severity: AlarmSeverity.HIGH,
    description: 'Somebody other than an IAM user signed in to the console, and AWS saw no MFA.',
    reason:
      'CloudWatch.3 looks at IAM users only. This one sees the root user and federated roles, and leaves out sessions of IAM Identity Center, whose MFA takes place before AWS sees them. They are known by the path of their role, which nobody else may use, and by its name alone where the record has no path.',
  });
  /** Roles made to look like those of single sign-on. */
  public static readonly SINGLE_SIGN_ON_LOOKALIKE = new ExtraFilter({
    filterName: 'SingleSignOnLookalike',
    title: 'Roles made to look like those of single sign-on',
    filterPattern:
      '{($.eventSource=iam.amazonaws.com) && ($.eventName=CreateRole) && ($.requestParameters.roleName="AWSReservedSSO_*") && (($.userIdentity.invokedBy NOT EXISTS) || ($.userIdentity.invokedBy != "sso.amazonaws.com"))}',
    severity: AlarmSeverity.HIGH,
    description: 'Somebody other than IAM Identity Center made a role with a name of its roles.',
    reason:
      'Where a sign-in is recorded without the path of its role, SignInWithoutMfaBesideIamUsers recognizes single sign-on by the name, which IAM lets anybody give.',
  });
  /** Failed attempts to switch role. */
  public static readonly FAILED_SWITCH_ROLE = new ExtraFilter({
    filterName: 'FailedSwitchRole',
    title: 'Failed attempts to switch role',
    filterPattern:
      '{($.eventSource="signin.amazonaws.com") && ($.eventName=SwitchRole) && ($.responseElements.SwitchRole=Failure)}',
    severity: AlarmSeverity.MEDIUM,
    description: 'Somebody tried to switch to a role at the console and was denied.',
    reason:
      'The console reports a denied switch as a sign-in event, which CloudWatch.2 and CloudWatch.6 do not look at.',
  });
  /** Switching role. */
  public static readonly SWITCH_ROLE = new ExtraFilter({
    filterName: 'SwitchRole',
    title: 'Switching role',
    filterPattern:
      '{($.eventSource="signin.amazonaws.com") && ($.eventName=SwitchRole) && ($.responseElements.SwitchRole=Success)}',
    severity: AlarmSeverity.LOW,
    description: 'Somebody switched to another role at the console.',
    reason:
      'It shows who moved into which account, which the calls made afterwards show only through the role. Where people switch roles all day, switch it off or raise the threshold.',
  });
  /** Root sign-in to the console. */
  public static readonly ROOT_CONSOLE_SIGN_IN = new ExtraFilter({
    filterName: 'RootConsoleSignIn',
    title: 'Root sign-in to the console',
    filterPattern: '{($.eventName=ConsoleLogin) && ($.userIdentity.type=Root)}',
    severity: AlarmSeverity.CRITICAL,
    description: 'Somebody signed in, or tried to sign in, to the console as the root user.',
    reason: 'CloudWatch.1 counts everything that the root user does in one number; this one counts the sign-in alone.',
  });

  /** Changes to rights beside policies. */
  public static readonly RIGHTS_CHANGES = new ExtraFilter({
    filterName: 'RightsChanges',
    title: 'Changes to rights beside policies',
    filterPattern:
      '{($.eventSource=iam.amazonaws.com) && (($.eventName=SetDefaultPolicyVersion) || ($.eventName=UpdateAssumeRolePolicy) || ($.eventName=AddUserToGroup) || ($.eventName=PutRolePermissionsBoundary) || ($.eventName=DeleteRolePermissionsBoundary) || ($.eventName=PutUserPermissionsBoundary) || ($.eventName=DeleteUserPermissionsBoundary))}',
    severity: AlarmSeverity.MEDIUM,
    description:
      'Somebody changed what an identity may do without writing a policy: by an older version of one, a boundary, a group, or who may assume a role.',
    reason: 'CloudWatch.4 sees policies that are written and attached, but none of these calls.',
  });
  /** New credentials, and MFA taken away. */
  public static readonly CREDENTIAL_CHANGES = new ExtraFilter({
    filterName: 'CredentialChanges',
    title: 'New credentials, and MFA taken away',
    filterPattern:
      '{($.eventSource=iam.amazonaws.com) && (($.eventName=CreateAccessKey) || ($.eventName=UpdateAccessKey) || ($.eventName=CreateUser) || ($.eventName=CreateLoginProfile) || ($.eventName=UpdateLoginProfile) || ($.eventName=DeactivateMFADevice) || ($.eventName=CreateServiceSpecificCredential) || ($.eventName=UploadSigningCertificate) || ($.eventName=UploadSSHPublicKey) || ($.eventName=CreateSAMLProvider) || ($.eventName=UpdateSAMLProvider) || ($.eventName=CreateOpenIDConnectProvider) || ($.eventName=AddClientIDToOpenIDConnectProvider) || ($.eventName=UpdateOpenIDConnectProviderThumbprint))}',
    severity: AlarmSeverity.MEDIUM,
    description:
      'Somebody made a user, an access key, a password or an identity provider, or took MFA away: this is how an intruder comes back.',
    reason: 'No control looks at credentials.',
  });
  /** Network changes that the controls do not name. */
  public static readonly NETWORK_CHANGES = new ExtraFilter({
    filterName: 'NetworkChanges',
    title: 'Network changes that the controls do not name',
    filterPattern:
      '{($.eventSource=ec2.amazonaws.com) && (($.eventName=ModifySecurityGroupRules) || ($.eventName=AssociateSecurityGroupVpc) || ($.eventName=DisassociateSecurityGroupVpc) || ($.eventName=AssociateRouteTable) || ($.eventName=CreateEgressOnlyInternetGateway) || ($.eventName=DeleteEgressOnlyInternetGateway) || ($.eventName=ModifyVpcPeeringConnectionOptions) || ($.eventName=AssociateVpcCidrBlock) || ($.eventName=DisassociateVpcCidrBlock))}',
    severity: AlarmSeverity.LOW,
    description:
      'Somebody changed rules of a security group, the route table of a subnet, the addresses of a VPC, or a way out of it.',
    reason:
      'CloudWatch.10 sees rules of a security group added and taken away, but not changed; CloudWatch.12 to CloudWatch.14 leave calls out that do the same as those that they name.',
  });
  /** Root user activity through services. */
  public static readonly ROOT_USAGE_THROUGH_SERVICES = new ExtraFilter({
    filterName: 'RootUsageThroughServices',
    title: 'Root user activity through services',
    filterPattern:
      '{($.userIdentity.type=Root) && ($.userIdentity.invokedBy="*") && ($.userIdentity.sessionContext.attributes.creationDate="*") && ($.eventType != AwsServiceEvent)}',
    severity: AlarmSeverity.HIGH,
    description:
      'A service did something in a session of the root user of an account, mostly for somebody at the console.',
    reason:
      'CloudWatch.1 leaves out what a service calls for the root user. What services do without a session of the root user is left out here too.',
  });
  /** Failed sign-ins to the console with another message. */
  public static readonly CONSOLE_SIGN_IN_FAILURES = new ExtraFilter({
    filterName: 'ConsoleSignInFailures',
    title: 'Failed sign-ins to the console with another message',
    filterPattern:
      '{($.eventName=ConsoleLogin) && ($.responseElements.ConsoleLogin=Failure) && (($.errorMessage NOT EXISTS) || ($.errorMessage != "Failed authentication"))}',
    severity: AlarmSeverity.LOW,
    description:
      'A sign-in to the console failed for another reason than a wrong password or MFA code, such as a user that does not exist.',
    reason: 'CloudWatch.6 sees those alone whose message is "Failed authentication".',
  });
  /** Failed sign-ins to IAM Identity Center. */
  public static readonly SINGLE_SIGN_ON_FAILURES = new ExtraFilter({
    filterName: 'SingleSignOnFailures',
    title: 'Failed sign-ins to IAM Identity Center',
    filterPattern:
      '{($.eventSource="signin.amazonaws.com") && ((($.serviceEventDetails.CredentialVerification="*") && ($.serviceEventDetails.CredentialVerification != Success)) || (($.serviceEventDetails.UserAuthentication="*") && ($.serviceEventDetails.UserAuthentication != Success)))}',
    severity: AlarmSeverity.LOW,
    description:
      'A password, code or other proof was wrong at the sign-in of IAM Identity Center; many in a row are somebody guessing.',
    reason:
      'CloudWatch.6 looks at sign-ins to the console, which come after those to IAM Identity Center and only where these succeed.',
  });

  /** All of them. */
  public static all(): ExtraFilter[] {
    return Object.values(ExtraFilter).filter((member) => member instanceof ExtraFilter);
  }

  /** Why it is there beside the fourteen. */
  public readonly reason: string;

  private constructor(props: ExtraFilterProps) {
    super(props);
    this.reason = props.reason;
  }
}
