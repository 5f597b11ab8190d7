import * as iam from 'aws-cdk-lib/aws-iam';

/** Denies everyone these actions without TLS. */
export function denyWithoutTls(actions: string[], resources: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'DenyWithoutTls',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions,
    resources,
    conditions: { Bool: { 'aws:SecureTransport': 'false' } },
  });
}

/** Denies everyone these actions by a TLS version before 1.2. */
export function denyOldTls(actions: string[], resources: string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'DenyTlsBefore12',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions,
    resources,
    conditions: { NumericLessThan: { 's3:TlsVersion': '1.2' } },
  });
}
