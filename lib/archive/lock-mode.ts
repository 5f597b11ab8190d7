import type { Duration } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { Problems } from '../shared/problems';

/**
 * Who may end the retention of a locked log file before its time.
 */
export enum LogLockMode {
  /**
   * Break-glass roles may. Whoever can change the policy of the bucket could let others: those who deploy, and nobody else where
   * the guardrail binds the account.
   */
  GOVERNANCE = 'GOVERNANCE',

  /**
   * Nobody may: no role, not the root user, not AWS Support. Retention can be lengthened and never shortened. Every log
   * file is stored, and paid for, until its time is over; the only way out is to close the account.
   */
  COMPLIANCE = 'COMPLIANCE',
}

/**
 * Locks each object of a bucket for this time. Set on the L1: the L2 takes no time that is known at deployment only.
 */
export function lockObjects(bucket: s3.Bucket, duration: Duration, mode: `${LogLockMode}` = 'GOVERNANCE'): void {
  const resource = bucket.node.defaultChild as s3.CfnBucket;
  resource.objectLockConfiguration = {
    objectLockEnabled: 'Enabled',
    rule: { defaultRetention: { mode, days: duration.toDays() } },
  };
}

/** The one choice that nobody can undo is made in words, not by a value alone. */
export function checkComplianceLock(
  problems: Problems,
  what: string,
  mode: `${LogLockMode}` | undefined,
  acknowledged: string | undefined,
): void {
  problems.unless(mode !== 'COMPLIANCE' || (acknowledged ?? '').trim() !== '', {
    what,
    given: mode,
    allowed: 'GOVERNANCE, or COMPLIANCE with complianceLockAcknowledged',
    todo: 'say in complianceLockAcknowledged, in words, that nobody can delete a locked object or stop paying for it, but by closing the account',
  });
}
