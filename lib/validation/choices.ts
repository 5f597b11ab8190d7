import { Duration } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import type { ILogArchive } from '../archive/i-log-archive';
import { LogLockMode } from '../archive/lock-mode';
import { executionRolesOfStack } from '../identity/deployment-roles';
import type { TrailPart } from '../identity/part-of-trail';
import type { TrailIdentity } from '../identity/trail-identity';
import { DEFAULTS, NOTIFY_AFTER_GRACES } from '../shared/contract';
import { ValidationNames } from '../identity/validation-names';
import { checkedDuration, WHOLE_DAYS, type DurationRule } from '../shared/durations';
import { having, listOf } from '../shared/problems';
import { evidenceRetentionOf } from './evidence-retention';
import type { ExpectedDigests } from './expected-digests';
import type { FormerLogLocation } from './former-log-location';
import type { DigestValidationOptions } from './options';
import { ValidationRoute } from './route';
import type { UnvalidatedTrail } from './unvalidated-trail';

/** What a caller chose, with what holds where nothing was chosen. */
export interface ValidationChoices {
  readonly trail: TrailIdentity;
  readonly names: ValidationNames;
  readonly retention: Duration;
  /** What the log archive keeps, where that is known. */
  readonly archived?: Duration;
  /** How the log archive locks log files, where that is known. */
  readonly lock?: { readonly duration: Duration; readonly mode: LogLockMode };
  readonly evidenceRetention: Duration;
  readonly evidenceLockMode?: `${LogLockMode}`;
  readonly complianceLockAcknowledged?: string;
  readonly grace: Duration;
  /** How old what is unverified has to be until people are notified of it. */
  readonly notifyAfter: Duration;
  readonly interval: Duration;
  /** After how much time without a success the validator counts as not running. */
  readonly patience: Duration;
  readonly sweepSchedule: ScheduleExpression;
  readonly readAgainWithin: Duration;
  readonly route: `${ValidationRoute}`;
  readonly objectsPerRun: number;
  readonly maxConcurrency: number;
  readonly reservedConcurrency?: number;
  readonly expectedDigests?: ExpectedDigests[];
  readonly unvalidatedTrails?: UnvalidatedTrail[];
  readonly formerLocations: readonly FormerLogLocation[];
  readonly organizationsRoleArn?: string;
  readonly securityHub: boolean;
  readonly accessLogBucketName?: string;
  /** The roles by which CloudFormation deploys this stack. */
  readonly deploymentRoleArns: string[];
}

const GRACE: DurationRule = {
  unit: 'hours',
  least: 1,
  isKnown: true,
  todo: `leave it out for ${DEFAULTS.graceHours} hours`,
};

const INTERVAL: DurationRule = {
  unit: 'hours',
  least: 1,
  most: 8,
  isKnown: true,
  todo: 'CloudTrail delivers a digest each hour',
};

const EXPECTED_DIGESTS = having(
  'accountId',
  'a row with accountId and region',
  'leave it out to expect what AWS names',
);

const UNVALIDATED_TRAILS = having(
  'trailArn',
  'a trail with trailArn',
  'leave it out where no other trail writes to the bucket',
);

const FORMER_LOCATIONS = having(
  'bucketName',
  'a row with bucketName, ownerAccountId, since and until',
  'leave it out where the trail was never moved',
);

export function choicesOf(
  scope: Construct,
  { trail, problems }: TrailPart,
  logArchive: ILogArchive,
  options: DigestValidationOptions,
): ValidationChoices {
  const duration = (what: string, given: Duration, rule: DurationRule) => checkedDuration(problems, what, given, rule);
  const { retention: archived, lockDuration, lockMode } = logArchive;
  const interval = duration('interval', options.interval ?? Duration.hours(1), INTERVAL);
  const retention = duration('retention', options.retention ?? archived ?? Duration.days(365), WHOLE_DAYS);
  const readAgain = options.readAgainWithin ?? Duration.days(DEFAULTS.readAgainDays);
  const grace = duration('grace', options.grace ?? Duration.hours(DEFAULTS.graceHours), GRACE);
  return {
    trail,
    names: new ValidationNames(trail),
    retention,
    archived,
    lock: lockDuration === undefined ? undefined : { duration: lockDuration, mode: lockMode ?? LogLockMode.GOVERNANCE },
    evidenceRetention: evidenceRetentionOf(problems, options.evidenceRetention, archived ?? retention),
    evidenceLockMode: problems.choice('evidenceLockMode', options.evidenceLockMode, Object.values(LogLockMode)),
    complianceLockAcknowledged: options.complianceLockAcknowledged,
    grace,
    notifyAfter: Duration.minutes(grace.toMinutes() * NOTIFY_AFTER_GRACES),
    interval,
    patience: Duration.minutes(interval.toMinutes() * 3),
    sweepSchedule: options.sweepSchedule ?? ScheduleExpression.cron({ weekDay: 'SUN', hour: '3', minute: '40' }),
    readAgainWithin: duration('readAgainWithin', readAgain, WHOLE_DAYS),
    route: problems.choice('route', options.route, Object.values(ValidationRoute)) ?? 'auto',
    objectsPerRun: options.objectsPerRun ?? DEFAULTS.objectsPerRun,
    maxConcurrency: options.maxConcurrency ?? DEFAULTS.shardsAtOnce,
    reservedConcurrency: options.reservedConcurrency,
    expectedDigests:
      options.expectedDigests && problems.items('expectedDigests', options.expectedDigests, EXPECTED_DIGESTS),
    unvalidatedTrails:
      options.unvalidatedTrails && problems.items('unvalidatedTrails', options.unvalidatedTrails, UNVALIDATED_TRAILS),
    formerLocations: listOf(problems.items('formerLocations', options.formerLocations, FORMER_LOCATIONS)),
    organizationsRoleArn: options.organizationsRoleArn,
    securityHub: options.securityHub ?? true,
    accessLogBucketName: options.accessLogBucketName ?? logArchive.accessLogBucketName,
    deploymentRoleArns: executionRolesOfStack(scope, problems, trail, trail.logArchiveAccountId),
  };
}
