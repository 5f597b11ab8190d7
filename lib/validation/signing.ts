// Who may sign reports, and who may ask for the public key that verifies them.
import { CfnOutput } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { FunctionId, ValidationNames } from '../identity/validation-names';
import { denyEveryone } from '../shared/deny';
import type { Permission } from '../shared/permission';
import { exceptRoles } from '../shared/principals';
import type { ValidationContext } from './context';

/** Whoever writes a report signs it. */
const WRITERS: readonly FunctionId[] = ['Validator', 'Merge'];

/** Part of the permissions of those who write reports. Nothing of this library asks for the public key. */
export function signReports({ signingKeyArn }: ValidationContext): Permission {
  return { sid: 'SignReports', actions: ['kms:Sign'], resources: [signingKeyArn] };
}

/** Whoever could sign could hand an auditor a report that no run has written. */
export function onlyWritersOfReportsSign(names: ValidationNames): iam.PolicyStatement {
  const exceptWriters = exceptRoles(WRITERS.map((id) => names.roleArn(id)));
  return denyEveryone('DenySigningExceptByWritersOfReports', ['kms:Sign'], ['*'], exceptWriters);
}

/** Lets someone ask for the public key, which verifies reports and makes none. */
export function grantPublicKey(key: kms.IKey, grantee: iam.IGrantable): iam.Grant {
  return iam.Grant.addToPrincipalOrResource({
    grantee,
    resource: key,
    actions: ['kms:GetPublicKey', 'kms:DescribeKey'],
    resourceArns: [key.keyArn],
    resourceSelfArns: ['*'],
  });
}

/** Where an auditor asks for the public key before the first report is handed over. */
export function showSigningKey(scope: Construct, key: kms.IKey): void {
  new CfnOutput(scope, 'SigningKeyArn', {
    value: key.keyArn,
    description: 'Signs the reports; its public key is for those who verify them without AWS',
  });
}
