import { Duration } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import type { DigestValidationProps } from './digest-validation';
import { LogArchive } from '../archive/log-archive';
import type { TrailIdentity } from '../identity/trail-identity';
import type { ValidationRoute } from './route';
import { defaultDeploymentRoleArn } from '../identity/deployment-roles';
import { DEFAULTS, NOTIFY_AFTER_GRACES } from '../shared/contract';
import { ValidationNames } from '../identity/validation-names';

/** What a caller chose, with what holds where he chose nothing. */
export interface ValidationChoices {
  readonly trail: TrailIdentity;
  readonly names: ValidationNames;
  readonly retention: Duration;
  /** What the log archive keeps, where this app makes it. */
  readonly archived?: Duration;
  readonly evidenceRetention: Duration;
  readonly grace: Duration;
  /** How old what is unverified has to be until people are notified of it. */
  readonly notifyAfter: Duration;
  readonly interval: Duration;
  /** After how much time without a success the validator counts as not running. */
  readonly patience: Duration;
  readonly sweepSchedule: ScheduleExpression;
  readonly route: `${ValidationRoute}`;
  readonly objectsPerRun: number;
  readonly maxConcurrency: number;
  readonly securityHub: boolean;
  readonly accessLogBucketName?: string;
  readonly acknowledgerRoleArns: string[];
  readonly deploymentRoleArns: string[];
}

export function choicesOf(props: DigestValidationProps): ValidationChoices {
  const { logArchive, interval = Duration.hours(1), grace = Duration.hours(DEFAULTS.graceHours) } = props;
  const { trail } = logArchive;
  const made = logArchive instanceof LogArchive ? logArchive : undefined;
  const retention = props.retention ?? made?._retention ?? Duration.days(365);
  return {
    trail,
    names: new ValidationNames(trail),
    retention,
    archived: made?._retention,
    evidenceRetention: props.evidenceRetention ?? retention,
    grace,
    notifyAfter: Duration.minutes(grace.toMinutes() * NOTIFY_AFTER_GRACES),
    interval,
    patience: Duration.minutes(interval.toMinutes() * 3),
    sweepSchedule: props.sweepSchedule ?? ScheduleExpression.cron({ weekDay: 'SUN', hour: '3', minute: '40' }),
    route: props.route ?? 'auto',
    objectsPerRun: props.objectsPerRun ?? DEFAULTS.objectsPerRun,
    maxConcurrency: props.maxConcurrency ?? DEFAULTS.shardsAtOnce,
    securityHub: props.securityHub ?? true,
    accessLogBucketName: props.accessLogBucketName ?? (made && trail.accessLogBucketName),
    acknowledgerRoleArns: props.acknowledgerRoleArns ?? props.breakGlassRoleArns ?? [],
    deploymentRoleArns: props.deploymentRoleArns ?? [
      defaultDeploymentRoleArn(trail, trail.logArchiveAccountId, props.bootstrapQualifier),
    ],
  };
}
