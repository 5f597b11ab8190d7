import * as iam from 'aws-cdk-lib/aws-iam';
import type { TrailIdentity } from '../identity/trail-identity';
import { viaService } from '../identity/via-service';

/**
 * Lets Amazon Macie decrypt what it reads of the log bucket. The policy that AWS manages for its service-linked role lets
 * it read every bucket of the account, and holds nothing about KMS.
 *
 * The principal is everybody, and the condition names the role: KMS rejects a policy whose principal does not exist, and
 * the account as principal would only leave it to a policy of the role, which nobody can change.
 *
 * @see https://docs.aws.amazon.com/macie/latest/user/discovery-supported-encryption-types.html
 */
export function macieDecrypts(trail: TrailIdentity): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'MacieDecryptsLogFiles',
    principals: [new iam.AnyPrincipal()],
    actions: ['kms:Decrypt'],
    resources: ['*'],
    conditions: {
      ArnEquals: { 'aws:PrincipalArn': macieRoleArn(trail) },
      StringEquals: { 'aws:PrincipalAccount': trail.logArchiveAccountId, ...viaService(trail, 's3') },
    },
  });
}

function macieRoleArn({ partition, logArchiveAccountId }: TrailIdentity): string {
  const role = 'role/aws-service-role/macie.amazonaws.com/AWSServiceRoleForAmazonMacie';
  return `arn:${partition}:iam::${logArchiveAccountId}:${role}`;
}
