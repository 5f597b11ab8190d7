// What the constructs and the functions must agree on, and nothing else: names and defaults. Imports nothing.

/** Environment variables of the functions of digest validation. */
export const ENVIRONMENT = {
  trailArn: 'TRAIL_ARN',
  organizationId: 'ORGANIZATION_ID',
  keyPrefix: 'KEY_PREFIX',
  logBucket: 'LOG_BUCKET',
  logKey: 'LOG_KEY',
  lockMode: 'LOCK_MODE',
  lockDays: 'LOCK_DAYS',
  retentionDays: 'RETENTION_DAYS',
  graceHours: 'GRACE_HOURS',
  readAgainDays: 'READ_AGAIN_DAYS',
  expectedChains: 'EXPECTED_CHAINS',
  unvalidatedTrails: 'UNVALIDATED_TRAILS',
  formerLocations: 'FORMER_LOCATIONS',
  table: 'TABLE',
  checkpointKey: 'CHECKPOINT_KEY',
  signingKey: 'SIGNING_KEY',
  evidenceBucket: 'EVIDENCE_BUCKET',
  workBucket: 'WORK_BUCKET',
  stateMachine: 'STATE_MACHINE',
  publisher: 'PUBLISHER',
  route: 'ROUTE',
  objectsPerRun: 'OBJECTS_PER_RUN',
  organizationsRole: 'ORGANIZATIONS_ROLE',
  alarmTopic: 'ALARM_TOPIC',
  securityHub: 'SECURITY_HUB',
  runbookUrl: 'RUNBOOK_URL',
  notifyAfterHours: 'NOTIFY_AFTER_HOURS',
  maxEvidenceAgeHours: 'MAX_EVIDENCE_AGE_HOURS',
  maxSweepAgeHours: 'MAX_SWEEP_AGE_HOURS',
  intervalHours: 'INTERVAL_HOURS',
  sweepIntervalHours: 'SWEEP_INTERVAL_HOURS',
} as const;

/** CloudWatch metrics of a run. The dimension `trail` is the name of the trail. Ages and durations are in seconds. */
export const METRICS = {
  namespace: 'OrganizationTrail/DigestValidation',
  dimension: 'trail',
  verified: 'VerifiedObjects',
  tampered: 'TamperedObjects',
  unverified: 'UnverifiedItems',
  unverifiedAge: 'OldestUnverifiedItemAge',
  chains: 'Chains',
  staleChains: 'StaleChains',
  unreadableChains: 'UnreadableChains',
  lastVerifiedDigestAge: 'LastVerifiedDigestAge',
  duration: 'RunDuration',
  success: 'RunSucceeded',
  evidenceAge: 'NewestEvidenceAge',
} as const;

/** Environment variables of the functions that send to the people of each severity. */
export const NOTICE_ENVIRONMENT = {
  /** Topics by severity, in JSON: `CRITICAL`, `HIGH` and `other`. */
  topics: 'ALARM_TOPICS',
} as const;

/** Environment variables of the function that reports alarms, beside those of the others. */
export const REPORT_ENVIRONMENT = {
  logGroup: 'LOG_GROUP',
  table: 'TABLE',
  /** The names of the filters whose events go to the daily digest, in JSON. */
  digestFilters: 'DIGEST_FILTERS',
  /** What the names of resources of the trail start with, in JSON. */
  ownNames: 'OWN_NAMES',
  /** The hour of the day, in UTC, from which on the digest is due. */
  digestHour: 'DIGEST_HOUR',
  /** The names of the filters of whose alarms people are notified when they are over, in JSON. */
  overFilters: 'OVER_FILTERS',
} as const;

/** CloudWatch metrics of the reports of alarms, with the same dimension as the others. */
export const REPORT_METRICS = {
  namespace: 'OrganizationTrail/AlarmReports',
  /** 1 for each daily digest that was sent. */
  digests: 'DigestsSent',
  /** How many alarms were handled. */
  alarms: 'AlarmsHandled',
} as const;

/** The sections of the runbook that messages of the reader of the other account name. */
export const READING_SECTIONS = { differs: 'OtherAccountDiffers', notRead: 'OtherAccountNotRead' } as const;

/** Environment variables of the function that reads the other account, beside those of the others. */
export const CHANNEL_ENVIRONMENT = {
  /** The role of the other account by which it reads. */
  role: 'READING_ROLE',
  /** The parameter in which it keeps what it has seen. */
  parameter: 'READINGS_PARAMETER',
} as const;

/** CloudWatch metrics of the readings of the other account, with the same dimension as the others. */
export const CHANNEL_METRICS = {
  namespace: 'OrganizationTrail/SecondChannel',
  /** 1 for each reading, also where the other account did not answer. */
  readings: 'ReadingsMade',
} as const;

/** What the parameter of the readings holds before the first one. */
export const NOTHING_READ = '-';

/** The partition keys of the table of reports; that of a day has the day at its end. */
export const REPORT_TABLE = {
  alarm: 'alarm',
  group: 'group',
  day: 'day-',
  digest: 'digest',
  /** The attribute of an alarm that says when the reporter last handled it. */
  handledAt: 'handledAt',
  /** The attribute by which DynamoDB deletes what is over, in seconds. */
  expires: 'expires',
} as const;

/** The folders of a trail in the evidence bucket, each with writers of its own. */
export const EVIDENCE = {
  reports: 'reports',
  /** What the runs say of each object that they judged, by the day in its key. */
  verdicts: 'verdicts',
  /** Which hours of each account and Region are verified. */
  coverage: 'coverage',
  /** The files of verified days by their versions, which sweeps compare with what is listed. */
  seals: 'seals',
  /** What each run says of itself, and of runs that were due. */
  runs: 'runs',
  /** By which settings the runs work. */
  settings: 'settings',
  acknowledgements: 'acknowledgements',
  /** Marks of the reports that people were notified of. */
  notified: 'notified',
} as const;

/** The event that each run puts on the event bus. */
export const EVENTS = {
  source: 'cdk-organization-trail',
  detailType: 'Digest Validation Result',
} as const;

/** The keys of the table: of one item for each chain, one for the public keys of each Region, the newest report, and two leases. */
export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
} as const;

/** Which calls people are notified of together: those that were refused, and those that a deployment made. */
export const ALERT_GROUPS = ['refused', 'deployed'] as const;

export type AlertGroup = (typeof ALERT_GROUPS)[number];

/** How many characters of a hash a name ends in that is made of the content. */
export const CONTENT_HASH_LENGTH = 8;

/** What holds where a caller chooses nothing. The functions are always given a value, and have no defaults of their own. */
export const DEFAULTS = {
  /** For how long something may be unverified before the alarm. */
  graceHours: 3,
  /** A run that would read more objects goes over the state machine. */
  objectsPerRun: 200_000,
  shardsAtOnce: 5,
  /** Every file is read again in full once in so many days, however often its listing was equal to its seal. */
  readAgainDays: 365,
} as const;

/** People are notified of what is unverified after so many times the grace: the alarm comes first. */
export const NOTIFY_AFTER_GRACES = 2;

/** The name of a trail where none is chosen. */
export function defaultTrailName(isOrganizationTrail: boolean): string {
  return isOrganizationTrail ? 'organization-trail' : 'account-trail';
}
