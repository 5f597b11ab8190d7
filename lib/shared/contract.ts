// What the constructs and the functions must agree on, and nothing else: names. Imports nothing.

/** Environment variables of the functions of digest validation. */
export const ENVIRONMENT = {
  trailArn: 'TRAIL_ARN',
  organizationId: 'ORGANIZATION_ID',
  keyPrefix: 'KEY_PREFIX',
  logBucket: 'LOG_BUCKET',
  retentionDays: 'RETENTION_DAYS',
  graceHours: 'GRACE_HOURS',
  expectedChains: 'EXPECTED_CHAINS',
  table: 'TABLE',
  memoryKey: 'MEMORY_KEY',
  evidenceBucket: 'EVIDENCE_BUCKET',
  workBucket: 'WORK_BUCKET',
  stateMachine: 'STATE_MACHINE',
  publisher: 'PUBLISHER',
  route: 'ROUTE',
  objectsPerRun: 'OBJECTS_PER_RUN',
  organizationsRole: 'ORGANIZATIONS_ROLE',
  alarmTopic: 'ALARM_TOPIC',
  eventBus: 'EVENT_BUS',
  securityHub: 'SECURITY_HUB',
  runbookUrl: 'RUNBOOK_URL',
  maxEvidenceAgeHours: 'MAX_EVIDENCE_AGE_HOURS',
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
  oldestHeadAge: 'OldestVerifiedHeadAge',
  duration: 'RunDuration',
  success: 'RunSucceeded',
  evidenceAge: 'NewestEvidenceAge',
} as const;

/** The folders of a trail in the evidence bucket, each with writers of its own. */
export const EVIDENCE = {
  reports: 'reports',
  acknowledgements: 'acknowledgements',
  /** What the publisher has told people of. */
  told: 'told',
} as const;

/** The event that each run puts on the event bus. */
export const EVENTS = {
  source: 'cdk-organization-trail',
  detailType: 'Digest Validation Result',
} as const;

/** The table: one item for each chain, plus the lease of the run. */
export const TABLE = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAt',
} as const;
