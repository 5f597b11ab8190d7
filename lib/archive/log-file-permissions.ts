// What a reader of log files needs: the log files of all accounts, or of some; never a digest.
import { logFilePrefixes } from '../identity/log-paths';
import type { TrailIdentity } from '../identity/trail-identity';
import { viaService } from '../identity/via-service';
import type { Permission } from '../shared/permission';

/**
 * The key is given by its alias: its id is known in the stack of the archive alone, and no stack refers to another. With
 * a Bucket Key the encryption context is the ARN of the bucket, so that the trail's would fit no log file.
 */
export function logFilePermissions(trail: TrailIdentity, accountIds?: readonly string[]): Permission[] {
  const prefixes = logFilePrefixes(trail, accountIds);
  return [
    {
      sid: 'ListLogFiles',
      actions: ['s3:ListBucket'],
      resources: [trail.logBucketArn],
      conditions: { StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } },
    },
    { sid: 'FindBucket', actions: ['s3:GetBucketLocation'], resources: [trail.logBucketArn] },
    {
      sid: 'ReadLogFiles',
      actions: ['s3:GetObject'],
      resources: prefixes.map((prefix) => `${trail.logBucketArn}/${prefix}*`),
      wildcard: 'It reads log files, whose names are not known beforehand; digests are in other folders',
    },
    {
      sid: 'DecryptLogFiles',
      actions: ['kms:Decrypt'],
      resources: [`arn:${trail.partition}:kms:${trail.homeRegion}:${trail.logArchiveAccountId}:key/*`],
      conditions: {
        StringEquals: viaService(trail, 's3'),
        'ForAnyValue:StringEquals': { 'kms:ResourceAliases': trail.keyAliasName },
      },
      wildcard: 'The key belongs to another stack, and the condition pins it to its alias',
    },
  ];
}
