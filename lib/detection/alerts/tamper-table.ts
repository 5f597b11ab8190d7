import { AlarmSeverity } from '../../shared/alarm-severity';
import type { TrailIdentity } from '../../identity/trail-identity';
import type { FieldMatchers, Matcher } from '../../shared/event-pattern';
import type { Place } from '../../identity/places';
import { inArns, startingLikeOurs } from './tamper-fields';
import { ValidationNames } from '../../identity/validation-names';
import { VALIDATION_TAMPER_ROWS } from './validation-tamper-table';

/** What the table is filled in with. */
export interface TamperContext {
  readonly trail: TrailIdentity;
  readonly topicArn: string;
  /** The ids and ARNs of the keys to watch; undefined where not all of them are known. */
  readonly keys?: readonly { readonly keyId: string; readonly keyArn: string }[];
}

/** Calls that weaken one thing. A rule is made of each row, and a section of the runbook explains it. */
export interface TamperRow {
  readonly name: string;
  readonly severity: AlarmSeverity;
  /** One sentence for the person who gets the alert. */
  readonly meaning: string;
  readonly isHere: (place: Place) => boolean;
  readonly eventSources: readonly string[];
  readonly eventNames: readonly Matcher[];
  /**
   * By which fields a call names what it changes, and how ours look there. A call with none of these fields alerts, as
   * it can't be told what it changes. Undefined: every call alerts.
   */
  readonly fields?: (context: TamperContext) => FieldMatchers | undefined;
  /** Which properties make the pattern longer; the name of the trail by default. */
  readonly patternHolds?: string;
  /** The roles whose calls are no tampering, by their ARNs. */
  readonly except?: (context: TamperContext) => readonly string[];
}

export const KEY_TAMPERING: TamperRow = {
  name: 'KeyTampering',
  severity: AlarmSeverity.CRITICAL,
  meaning: 'Somebody disabled or deleted a key that the trail depends on, or changed its policy, rotation or alias.',
  isHere: () => true,
  eventSources: ['kms.amazonaws.com'],
  eventNames: [
    ...['ScheduleKeyDeletion', 'DisableKey', 'PutKeyPolicy', 'DisableKeyRotation', 'DeleteAlias', 'UpdateAlias'],
    'RevokeGrant',
  ],
  patternHolds: 'keys, keyAliasName',
  fields: keyFields,
};

export const TAMPER_TABLE: readonly TamperRow[] = [
  {
    name: 'TrailTampering',
    severity: AlarmSeverity.CRITICAL,
    meaning: 'Somebody stopped, deleted or changed the trail, or who administers it.',
    isHere: ({ hasTrail }) => hasTrail,
    eventSources: ['cloudtrail.amazonaws.com'],
    eventNames: [
      ...['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors', 'PutInsightSelectors'],
      ...['PutEventConfiguration', 'RegisterOrganizationDelegatedAdmin', 'DeregisterOrganizationDelegatedAdmin'],
      'RemoveTags',
    ],
    fields: ({ trail: { trailName } }) => {
      const forms = [trailName, { suffix: `:trail/${trailName}` }];
      return {
        'requestParameters.name': forms,
        'requestParameters.trailName': forms,
        'requestParameters.resourceId': forms,
      };
    },
  },
  {
    name: 'LogGroupTampering',
    severity: AlarmSeverity.CRITICAL,
    meaning: 'Somebody deleted or changed the log group of the trail, its retention, its key or a metric filter.',
    isHere: ({ hasTrail }) => hasTrail,
    eventSources: ['logs.amazonaws.com'],
    eventNames: [
      ...['DeleteLogGroup', 'DeleteLogStream', 'PutRetentionPolicy', 'DeleteRetentionPolicy', 'AssociateKmsKey'],
      ...['DisassociateKmsKey', 'PutMetricFilter', 'DeleteMetricFilter', 'PutDataProtectionPolicy', 'PutTransformer'],
      'PutLogGroupDeletionProtection',
    ],
    patternHolds: 'logGroupName',
    fields: ({ trail: { logGroupName } }) => {
      const forms = [
        logGroupName,
        { suffix: `:log-group:${logGroupName}` },
        { suffix: `:log-group:${logGroupName}:*` },
      ];
      return {
        'requestParameters.logGroupName': forms,
        'requestParameters.logGroupIdentifier': forms,
        'requestParameters.resourceIdentifier': forms,
      };
    },
  },
  {
    name: 'LogBucketTampering',
    severity: AlarmSeverity.CRITICAL,
    meaning: 'Somebody changed the protection of a bucket of the log archive, or deleted from it.',
    isHere: ({ hasArchive }) => hasArchive,
    eventSources: ['s3.amazonaws.com'],
    eventNames: [
      ...['DeleteBucket', { prefix: 'PutBucket' }, { prefix: 'DeleteBucket' }],
      ...['PutPublicAccessBlock', 'DeletePublicAccessBlock', 'PutObjectLockConfiguration'],
      ...['PutAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock'],
      ...['DeleteObject', 'DeleteObjects', 'PutObjectRetention', 'PutObjectLegalHold'],
    ],
    patternHolds: 'logBucketName, accessLogBucketName, evidenceBucketName',
    fields: ({ trail }) => ({
      'requestParameters.bucketName': [
        ...[trail.logBucketName, trail.accessLogBucketName, trail.evidenceBucketName],
        new ValidationNames(trail).workBucketName,
      ],
    }),
  },
  KEY_TAMPERING,
  {
    name: 'AlarmTopicTampering',
    severity: AlarmSeverity.CRITICAL,
    meaning: 'Somebody deleted or changed the topic that alarms go through, or one of its subscriptions.',
    isHere: () => true,
    eventSources: ['sns.amazonaws.com'],
    eventNames: [
      ...['DeleteTopic', 'SetTopicAttributes', 'AddPermission', 'RemovePermission', 'Unsubscribe'],
      ...['SetSubscriptionAttributes', 'PutDataProtectionPolicy'],
    ],
    fields: (context) => {
      const forms = [{ prefix: context.topicArn }, ...inArns(context, ':')];
      return {
        'requestParameters.topicArn': forms,
        'requestParameters.subscriptionArn': forms,
        'requestParameters.resourceArn': forms,
      };
    },
  },
  {
    name: 'AlarmTampering',
    severity: AlarmSeverity.CRITICAL,
    meaning: 'Somebody deleted, changed, silenced or reset an alarm.',
    isHere: () => true,
    eventSources: ['monitoring.amazonaws.com'],
    eventNames: [
      ...['DeleteAlarms', 'DisableAlarmActions', 'SetAlarmState', 'PutMetricAlarm', 'PutCompositeAlarm'],
      'PutAlarmMuteRule',
    ],
    fields: (context) => ({
      'requestParameters.alarmNames': startingLikeOurs(context),
      'requestParameters.alarmName': startingLikeOurs(context),
    }),
  },
  {
    name: 'AlertRuleTampering',
    severity: AlarmSeverity.CRITICAL,
    meaning:
      'Somebody deleted, disabled or changed an EventBridge rule that alerts or repairs, or took its target away.',
    isHere: () => true,
    eventSources: ['events.amazonaws.com'],
    eventNames: ['DisableRule', 'DeleteRule', 'PutRule', 'RemoveTargets', 'PutTargets'],
    fields: (context) => ({
      'requestParameters.name': startingLikeOurs(context),
      'requestParameters.rule': startingLikeOurs(context),
    }),
  },
  {
    name: 'ConfigTampering',
    severity: AlarmSeverity.HIGH,
    meaning: 'Somebody deleted or changed a Config rule or repair of the trail, or the recorder of AWS Config.',
    isHere: ({ hasTrail }) => hasTrail,
    eventSources: ['config.amazonaws.com'],
    eventNames: [
      ...['DeleteConfigRule', 'PutConfigRule', 'DeleteRemediationConfiguration', 'PutRemediationConfigurations'],
      ...['PutRemediationExceptions', 'StopConfigurationRecorder', 'DeleteConfigurationRecorder'],
      ...['PutConfigurationRecorder', 'DeleteDeliveryChannel', 'PutDeliveryChannel'],
    ],
    fields: (context) => ({
      'requestParameters.configRuleName': startingLikeOurs(context),
      'requestParameters.configRule.configRuleName': startingLikeOurs(context),
      'requestParameters.remediationConfigurations.configRuleName': startingLikeOurs(context),
    }),
  },
  {
    name: 'RepairTampering',
    severity: AlarmSeverity.HIGH,
    meaning: 'Somebody deleted or changed the Automation document that repairs the trail, or stopped a repair.',
    isHere: ({ hasTrail }) => hasTrail,
    eventSources: ['ssm.amazonaws.com'],
    eventNames: [
      ...['DeleteDocument', 'UpdateDocument', 'UpdateDocumentDefaultVersion', 'ModifyDocumentPermission'],
      'StopAutomationExecution',
    ],
    fields: (context) => ({
      'requestParameters.name': [...startingLikeOurs(context), ...inArns(context, ':document/')],
    }),
  },
  ...VALIDATION_TAMPER_ROWS,
  {
    name: 'RoleTampering',
    severity: AlarmSeverity.CRITICAL,
    meaning:
      'Somebody deleted, made or changed a role by which logs are delivered, validated, repaired or reported, or the CDK deploys.',
    isHere: ({ hasIamEvents }) => hasIamEvents,
    eventSources: ['iam.amazonaws.com'],
    eventNames: [
      ...['CreateRole', 'DeleteRole', 'UpdateRole', 'UpdateAssumeRolePolicy', 'PutRolePolicy', 'DeleteRolePolicy'],
      ...['AttachRolePolicy', 'DetachRolePolicy', 'PutRolePermissionsBoundary', 'DeleteRolePermissionsBoundary'],
    ],
    patternHolds: 'trailName, logRoleName',
    fields: (context) => ({
      'requestParameters.roleName': [
        ...startingLikeOurs(context),
        context.trail.logRoleName,
        { wildcard: 'cdk-*-cfn-exec-role-*' },
      ],
    }),
  },
  {
    name: 'OrganizationTampering',
    severity: AlarmSeverity.CRITICAL,
    meaning:
      'Somebody took CloudTrail its trust, a policy its effect, or the log archive account out of the organization.',
    isHere: ({ hasOrganizationEvents }) => hasOrganizationEvents,
    eventSources: ['organizations.amazonaws.com'],
    eventNames: [
      ...['DisableAWSServiceAccess', 'RegisterDelegatedAdministrator', 'DeregisterDelegatedAdministrator'],
      ...['DeletePolicy', 'DetachPolicy', 'UpdatePolicy', 'DisablePolicyType', 'DeleteOrganization'],
      ...['RemoveAccountFromOrganization', 'MoveAccount', 'CloseAccount'],
    ],
    fields: ({ trail }) => ({
      'requestParameters.servicePrincipal': ['cloudtrail.amazonaws.com'],
      'requestParameters.accountId': [trail.logArchiveAccountId, trail.managementAccountId],
    }),
  },
  {
    name: 'AccountTampering',
    severity: AlarmSeverity.CRITICAL,
    meaning: 'Somebody switched the home Region off, or took this account out of the organization.',
    isHere: ({ hasIamEvents, hasOrganizationEvents }) => hasIamEvents || hasOrganizationEvents,
    eventSources: ['account.amazonaws.com', 'organizations.amazonaws.com'],
    eventNames: ['DisableRegion', 'LeaveOrganization'],
    fields: ({ trail }) => ({ 'requestParameters.regionName': [trail.homeRegion] }),
  },
];

/**
 * KMS takes a key by its id, its ARN, which ends in it, an alias or the ARN of an alias, and says in `resources` which one
 * it was. Where not all key ids are known, a call that names another one could still be about ours, so every call alerts.
 */
function keyFields({ trail, keys }: TamperContext): FieldMatchers | undefined {
  if (keys === undefined) return undefined;
  const aliases: Matcher[] = [{ prefix: trail.keyAliasName }, { wildcard: `*:${trail.keyAliasName}*` }];
  const idsAndArns = keys.map(({ keyId }): Matcher => ({ suffix: keyId }));
  return {
    'requestParameters.keyId': [...idsAndArns, ...aliases],
    'requestParameters.targetKeyId': [...idsAndArns, ...aliases],
    'requestParameters.aliasName': aliases,
    'resources.ARN': keys.map(({ keyArn }) => keyArn),
  };
}
