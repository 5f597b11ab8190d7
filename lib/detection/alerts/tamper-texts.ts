// What people read of each alert on calls. Which calls raise it is in the table of protected resources.
import type { TamperAlertName } from '../../protection/protected-resource';
import { AlarmSeverity } from '../filters/log-filter';

export interface TamperText {
  readonly severity: AlarmSeverity;
  /** One sentence for the person who gets the alert. */
  readonly meaning: string;
  /** Which properties make the pattern longer. */
  readonly patternHolds?: string;
}

const { CRITICAL, HIGH } = AlarmSeverity;

/** A rule is made of each, and a section of the runbook explains it. */
export const TAMPER_TEXTS: Readonly<Record<TamperAlertName, TamperText>> = {
  TrailTampering: {
    severity: CRITICAL,
    meaning: 'Somebody stopped, deleted or changed the trail, or who administers it.',
  },
  LogGroupTampering: {
    severity: CRITICAL,
    meaning:
      'Somebody deleted or changed the log group of the trail, its retention, its key or a metric filter, or what it receives and who reads it.',
    patternHolds: 'logGroupName',
  },
  LogBucketTampering: {
    severity: CRITICAL,
    meaning: 'Somebody changed the protection of a bucket of the log archive, or deleted from it.',
    patternHolds: 'logBucketName, accessLogBucketName, evidenceBucketName',
  },
  KeyTampering: {
    severity: CRITICAL,
    meaning: 'Somebody disabled or deleted a key that the trail depends on, or changed its policy, rotation or alias.',
    patternHolds: 'keys, keyAliasName',
  },
  AlarmTopicTampering: {
    severity: CRITICAL,
    meaning: 'Somebody deleted or changed the topic that alarms go through, or one of its subscriptions.',
  },
  AlarmTampering: { severity: CRITICAL, meaning: 'Somebody deleted, changed, muted or reset an alarm.' },
  AlertRuleTampering: {
    severity: CRITICAL,
    meaning:
      'Somebody deleted, disabled or changed an EventBridge rule that alerts or repairs, or took its target away.',
  },
  ConfigTampering: {
    severity: HIGH,
    meaning: 'Somebody deleted or changed a Config rule or repair of the trail, or the recorder of AWS Config.',
  },
  RepairTampering: {
    severity: HIGH,
    meaning: 'Somebody deleted or changed the Automation document that repairs the trail, or stopped a repair.',
  },
  ValidatorTampering: {
    severity: CRITICAL,
    meaning: 'Somebody deleted or changed a function that validates the log files, or its schedule.',
  },
  ValidatorMapTampering: {
    severity: CRITICAL,
    meaning: 'Somebody deleted or changed the state machine that validates in shards, or stopped a validation.',
  },
  ValidatorMapStarted: {
    severity: HIGH,
    meaning:
      'Somebody other than the validator started a validation in shards, or tried to: an old one could be reported anew.',
  },
  ValidatorTableTampering: {
    severity: CRITICAL,
    meaning: 'Somebody deleted or changed the table of the validator, or restored an older one in its place.',
  },
  ValidatorTableWritten: {
    severity: CRITICAL,
    meaning: 'Somebody other than the validator wrote to its table, or tried to.',
  },
  ValidatorLogTampering: { severity: HIGH, meaning: 'Somebody deleted or changed a log group of the validator.' },
  ValidatorQueueTampering: {
    severity: HIGH,
    meaning: 'Somebody deleted, emptied or changed the queue of validations that failed.',
  },
  RoleTampering: {
    severity: CRITICAL,
    meaning:
      'Somebody deleted, made or changed a role by which logs are delivered, validated, repaired or reported, or the CDK deploys.',
    patternHolds: 'trailName, logRoleName',
  },
  OrganizationTampering: {
    severity: CRITICAL,
    meaning:
      'Somebody took CloudTrail its trust, changed a policy or to whom it is delegated, or took an account out of the organization.',
  },
  AccountTampering: {
    severity: CRITICAL,
    meaning:
      'Somebody switched the home Region off, closed this account, changed its e-mail address or took it out of the organization.',
  },
};
