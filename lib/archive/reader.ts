import * as iam from 'aws-cdk-lib/aws-iam';
import { viaService } from '../identity/via-service';
import type { ILogArchive } from './i-log-archive';

/**
 * Grants what a reader of the log files needs. With a Bucket Key the encryption context is the bucket's ARN, so the
 * grant names the service by whose hands the key is used, and no context.
 */
export function grantLogReader(archive: ILogArchive, grantee: iam.IGrantable, keyArn: string): iam.Grant {
  const { trail, logBucket, encryptionKey } = archive;
  const bucket = { grantee, resource: logBucket };
  return iam.Grant.addToPrincipalOrResource({
    ...bucket,
    actions: ['s3:ListBucket', 's3:ListBucketVersions', 's3:GetBucketLocation'],
    resourceArns: [trail.logBucketArn],
  })
    .combine(
      iam.Grant.addToPrincipalOrResource({
        ...bucket,
        actions: ['s3:GetObject', 's3:GetObjectVersion'],
        resourceArns: [`${trail.logBucketArn}/*`],
      }),
    )
    .combine(
      iam.Grant.addToPrincipalOrResource({
        grantee,
        resource: encryptionKey,
        actions: ['kms:Decrypt'],
        resourceArns: [keyArn],
        resourceSelfArns: ['*'],
        conditions: {
          StringEquals: viaService(trail, 's3'),
          'ForAnyValue:StringEquals': { 'kms:ResourceAliases': trail.keyAliasName },
        },
      }),
    );
}
