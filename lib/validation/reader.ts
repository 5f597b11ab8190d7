import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { viaService } from '../identity/via-service';
import type { TrailIdentity } from '../identity/trail-identity';

/** Grants what a reader of the evidence needs. With a Bucket Key the encryption context is the ARN of the bucket. */
export function grantEvidenceReader(
  trail: TrailIdentity,
  bucket: s3.IBucket,
  key: kms.IKey,
  grantee: iam.IGrantable,
): iam.Grant {
  const { evidenceBucketArn } = trail;
  const list = iam.Grant.addToPrincipalOrResource({
    grantee,
    resource: bucket,
    actions: ['s3:ListBucket', 's3:ListBucketVersions', 's3:GetBucketLocation'],
    resourceArns: [evidenceBucketArn],
  });
  const read = iam.Grant.addToPrincipalOrResource({
    grantee,
    resource: bucket,
    actions: ['s3:GetObject', 's3:GetObjectVersion'],
    resourceArns: [`${evidenceBucketArn}/*`],
  });
  const decrypt = iam.Grant.addToPrincipalOrResource({
    grantee,
    resource: key,
    actions: ['kms:Decrypt'],
    resourceArns: [key.keyArn],
    resourceSelfArns: ['*'],
    conditions: {
      StringEquals: {
        ...viaService(trail, 's3'),
        'kms:EncryptionContext:aws:s3:arn': evidenceBucketArn,
      },
    },
  });
  return list.combine(read).combine(decrypt);
}
