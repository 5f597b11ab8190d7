import type * as iam from 'aws-cdk-lib/aws-iam';
import { denyEveryone } from './deny';

/** Denies everyone these actions without TLS. */
export function denyWithoutTls(actions: string[], resources: string[]): iam.PolicyStatement {
  return denyEveryone('DenyWithoutTls', actions, resources, { Bool: { 'aws:SecureTransport': 'false' } });
}

/** Denies everyone these actions by a TLS version before 1.2. */
export function denyOldTls(actions: string[], resources: string[]): iam.PolicyStatement {
  return denyEveryone('DenyTlsBefore12', actions, resources, { NumericLessThan: { 's3:TlsVersion': '1.2' } });
}
