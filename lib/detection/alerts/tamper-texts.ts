// What people read of each alert on calls. Which calls raise it is in the table of protected resources.
import type { TamperAlertName } from '../../protection/protected-resource';
import { AlarmSeverity } from '../../shared/alarm-severity';

export interface TamperText {
  readonly severity: AlarmSeverity;
  /** One sentence for the person who gets the alert. */
  readonly description: string;
  /** Which properties make the pattern longer. */
  readonly patternHolds?: string;
}

const { CRITICAL, HIGH } = AlarmSeverity;

/** A rule is made of each, and a section of the runbook explains it. */
export const TAMPER_TEXTS: Readonly<Record<TamperAlertName, TamperText>> = {
  TrailTampering: {
    severity: CRITICAL,
    description: 'Somebody stopped, deleted or changed the trail, or who administers it.',
  },
  LogGroupTampering: {
    severity: CRITICAL,
    description:
      'Somebody deleted or changed the log group of the trail, its retention, its key or a metric filter, or what it receives and who reads it.',
    patternHolds: 'logGroupName',
  },
  LogBucketTampering: {
    severity: CRITICAL,
    description: 'Somebody changed the protection of a bucket of the log archive, or deleted from it.',
    patternHolds: 'logBucketName, accessLogBucketName, evidenceBucketName',
  },
  KeyTampering: {
    severity: CRITICAL,
    description:
      'Somebody disabled or deleted a key that the trail depends on, or changed its policy, rotation or alias.',
    patternHolds: 'keys, keyAliasName',
  },
  AlarmTopicTampering: {
    severity: CRITICAL,
    description: 'Somebody deleted or changed the topic that alarms go through, or one of its subscriptions.',
  },
  AlarmTampering: { severity: CRITICAL, description: 'Somebody deleted, changed, muted or reset an alarm.' },
  AlertRuleTampering: {
    severity: CRITICAL,
    description:
      'Somebody deleted, disabled or changed an EventBridge rule that alerts or repairs, or took its target away.',
  },
  ConfigTampering: {
    severity: HIGH,
    description: 'Somebody deleted or changed a Config rule or repair of the trail, or the recorder of AWS Config.',
  },
  RepairTampering: {
    severity: HIGH,
    description: 'Somebody deleted or changed the Automation document that repairs the trail, or stopped a repair.',
  },
  ValidatorTampering: {
    severity: CRITICAL,
    description:
      'Somebody deleted or changed a function that validates the log files, reports alarms or groups alerts, its schedule or its event source.',
  },
  ValidatorMapTampering: {
    severity: CRITICAL,
    description:
      'Somebody deleted or changed a state machine that validates in shards or sends unreported alarms, or stopped it.',
  },
  ValidatorMapStarted: {
    severity: HIGH,
    description:
      'Somebody else started a validation in shards or the fallback of an alarm, or tried to: an old one could be reported anew.',
  },
  ValidatorTableTampering: {
    severity: CRITICAL,
    description:
      'Somebody deleted or changed the table of the validator or reporter, or restored an older one in its place.',
  },
  ValidatorTableWritten: {
    severity: CRITICAL,
    description: 'Somebody else wrote to the table of the validator or reporter, or tried to.',
  },
  ValidatorLogTampering: {
    severity: HIGH,
    description: 'Somebody deleted or changed a log group of the validator or reporter.',
  },
  ValidatorQueueTampering: {
    severity: HIGH,
    description:
      'Somebody deleted, emptied or changed a queue of alerts, that of validations or reports that failed, or that of a consumer.',
  },
  QuestionTampering: {
    severity: HIGH,
    description:
      'Somebody deleted or changed a table, the workgroup or a saved query by which log files are asked, or the bucket of results.',
    patternHolds: 'trailName, logBucketName',
  },
  RoleTampering: {
    severity: CRITICAL,
    description:
      'Somebody deleted, made or changed a role by which logs are delivered, validated, read, repaired or reported, which deploys the stacks of the trail, or that its principals name.',
    patternHolds: 'trailName, logRoleName, principals',
  },
  StackTampering: {
    severity: HIGH,
    description: 'Somebody deleted a stack of the trail, or switched its termination protection, or tried to.',
    patternHolds: 'stackName',
  },
  OrganizationTampering: {
    severity: CRITICAL,
    description:
      'Somebody took CloudTrail its trust, changed a policy or to whom it is delegated, or took an account out of the organization.',
  },
  AccountTampering: {
    severity: CRITICAL,
    description:
      'Somebody switched the home Region off, closed this account, changed its e-mail address or took it out of the organization.',
  },
  DetectionTampering: {
    severity: HIGH,
    description:
      'Somebody switched GuardDuty or Macie off or paused it, took an account from it, or configured what GuardDuty leaves out.',
  },
};
