import { Annotations, Stack, type Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { LogArchiveProps, PoliciesReviewed } from './log-archive';
import { Problems, warn } from '../shared/problems';
import { RULES } from '../shared/rules';

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

export function checkLogArchive(props: LogArchiveProps, retention: Duration, lockDuration: Duration): Problems {
  const problems = new Problems()
    .unless(lockDuration.toDays() <= retention.toDays(), {
      what: 'lockDuration',
      given: `${lockDuration.toDays()} days`,
      allowed: `at most the retention of ${retention.toDays()} days`,
      todo: "lengthen the retention: a log file can't expire while it is locked",
    })
    .matchAll('breakGlassRoleArns', props.breakGlassRoleArns, RULES.breakGlassRoleArn);
  checkAccessLogBucket(props, problems);
  for (const { storageClass } of props.transitions ?? []) {
    const readable = READABLE_CLASSES.includes(String(storageClass));
    problems.unless(readable || (props.unreadableArchiveAccepted ?? '').trim() !== '', {
      what: 'transitions',
      given: String(storageClass),
      allowed: READABLE_CLASSES.join(', '),
      todo: 'take a class that can be read at once, or say in unreadableArchiveAccepted why old hours need not be validated',
    });
  }
  return problems;
}

/** Shorter times than those asked for by the standards are an explicit choice. */
export function warnOfShortTimes(scope: Construct, retention: Duration, lockDuration: Duration): void {
  if (retention.toDays() < DEFAULT_RETENTION_DAYS) {
    warn(scope, 'retention', `log files are kept for ${retention.toDays()} days; PCI DSS 10.5.1 asks for 12 months`);
  }
  if (lockDuration.toDays() < Math.max(retention.toDays(), DEFAULT_RETENTION_DAYS)) {
    warn(
      scope,
      'lockDuration',
      `log files are kept for ${retention.toDays()} days and locked for ${lockDuration.toDays()}: after that an administrator of the account can delete them`,
    );
  }
  Annotations.of(scope).addInfo(
    'The log bucket and its key outlive this stack: the lock of a log file ends with its time and with nothing else.',
  );
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
