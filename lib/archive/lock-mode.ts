import type { Duration } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { LogLockMode } from './log-archive';

export function lockOf(mode: `${LogLockMode}` = 'GOVERNANCE', duration: Duration): s3.ObjectLockRetention {
  return mode === 'COMPLIANCE'
    ? s3.ObjectLockRetention.compliance(duration)
    : s3.ObjectLockRetention.governance(duration);
}
