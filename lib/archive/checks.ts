import { Duration, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { foreignRoles } from '../identity/foreign-roles';
import type { TrailIdentity } from '../identity/trail-identity';
import { checkedDuration, knownDays, WHOLE_DAYS } from '../shared/durations';
import { having, listOf, warn, type Problems } from '../shared/problems';
import { checkComplianceLock } from './lock-mode';
import type { LogArchiveOptions, LogArchiveProps, PoliciesReviewed } from './options';

/** PCI DSS asks for twelve months. */
export const DEFAULT_RETENTION_DAYS = 365;

/** Whether somebody says that they have read what can't be seen here. */
export function isReviewed(policiesReviewed: PoliciesReviewed | undefined): boolean {
  return (policiesReviewed?.reason ?? '').trim() !== '';
}

/** Classes whose objects can be read at once. */
const READABLE_CLASSES = [
  s3.StorageClass.INFREQUENT_ACCESS,
  s3.StorageClass.ONE_ZONE_INFREQUENT_ACCESS,
  s3.StorageClass.INTELLIGENT_TIERING,
  s3.StorageClass.GLACIER_INSTANT_RETRIEVAL,
].map(String);

/** What `transitions` must hold. */
export const TRANSITION = having(
  'storageClass',
  'a transition to a storage class',
  'give storageClass and transitionAfter, as the lifecycle rules of aws-cdk-lib/aws-s3 take them',
);

/** How long log files are kept and locked. */
export interface ArchiveTimes {
  readonly retention: Duration;
  readonly lockDuration: Duration;
}

/** The times that a caller chose, with what holds where nothing was chosen. */
export function archiveTimes(problems: Problems, options: LogArchiveOptions): ArchiveTimes {
  const retention = checkedDuration(
    problems,
    'retention',
    options.retention ?? Duration.days(DEFAULT_RETENTION_DAYS),
    WHOLE_DAYS,
  );
  const lockDuration = checkedDuration(problems, 'lockDuration', options.lockDuration ?? retention, WHOLE_DAYS);
  const [kept, locked] = [knownDays(retention), knownDays(lockDuration)];
  problems.unless(kept === undefined || locked === undefined || locked <= kept, {
    what: 'lockDuration',
    given: `${locked} days`,
    allowed: `at most the retention of ${kept} days`,
    todo: "lengthen the retention: a log file can't expire while it is locked",
  });
  return { retention, lockDuration };
}

export function checkLogArchive(problems: Problems, props: LogArchiveProps): void {
  checkAccessLogBucket(props, problems);
  checkComplianceLock(problems, 'lockMode', props.lockMode, props.complianceLockAcknowledged);
  for (const { storageClass } of listOf(props.transitions).filter(TRANSITION.is)) {
    const readable = READABLE_CLASSES.includes(String(storageClass));
    problems.unless(readable || (props.unreadableArchiveAcknowledged ?? '').trim() !== '', {
      what: 'transitions',
      given: String(storageClass),
      allowed: READABLE_CLASSES.join(', '),
      todo: 'take a class that can be read at once, or say in unreadableArchiveAcknowledged why old hours need not be validated',
    });
  }
}

/** Shorter times than those asked for by the standards are an explicit choice. */
export function warnOfShortTimes(scope: Construct, { retention, lockDuration }: ArchiveTimes): void {
  const [kept, locked] = [knownDays(retention), knownDays(lockDuration)];
  if (kept !== undefined && kept < DEFAULT_RETENTION_DAYS) {
    warn(scope, 'retention', `log files are kept for ${kept} days; PCI DSS 10.5.1 asks for 12 months`);
  }
  if (kept !== undefined && locked !== undefined && locked < Math.max(kept, DEFAULT_RETENTION_DAYS)) {
    warn(
      scope,
      'lockDuration',
      `log files are kept for ${kept} days and locked for ${locked}: after that an administrator of the account can delete them`,
    );
  }
}

function checkAccessLogBucket({ accessLogBucket, policiesReviewed }: LogArchiveProps, problems: Problems): void {
  if (accessLogBucket === undefined) return;
  const problem = { what: 'accessLogBucket', given: accessLogBucket.node.path };
  const resource = accessLogBucket.node.defaultChild;
  if (!(resource instanceof s3.CfnBucket)) {
    problems.unless(isReviewed(policiesReviewed), {
      ...problem,
      allowed: 'a bucket of this app, or one whose policy somebody has read',
      todo: 'say in policiesReviewed that its policy lets logging.s3.amazonaws.com write for this log bucket, and that it has neither Object Lock nor SSE-KMS',
    });
    return;
  }
  problems
    .unless(resource.objectLockEnabled !== true, {
      ...problem,
      allowed: 'a bucket without Object Lock',
      todo: 'leave it out to have one made: S3 does not deliver server access logs to a bucket with Object Lock',
    })
    .unless(!JSON.stringify(Stack.of(resource).resolve(resource.bucketEncryption) ?? {}).includes('aws:kms'), {
      ...problem,
      allowed: 'a bucket with SSE-S3',
      todo: 'leave it out to have one made: S3 does not deliver server access logs to a bucket with SSE-KMS',
    });
}

/** Such a role ends locks and deletes keys, and neither guardrail nor alert of the trail's accounts sees who assumes it. */
export function warnOfForeignBreakGlass(scope: Construct, trail: TrailIdentity): void {
  const own = [trail.managementAccountId, trail.logArchiveAccountId];
  const foreign = foreignRoles(trail.principals.breakGlassRoleArns, own);
  if (foreign.length === 0) return;
  warn(
    scope,
    'foreign-break-glass',
    `breakGlassRoleArns names roles of other accounts than ${own.join(' and ')}: ${foreign.join(', ')}; name roles of these two, which the alerts watch`,
  );
}
