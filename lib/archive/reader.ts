import * as iam from 'aws-cdk-lib/aws-iam';
import { viaService } from '../identity/via-service';
import type { Permission } from '../shared/permission';
import { listOf, Problems } from '../shared/problems';
import { RULES } from '../shared/rules';
import type { ILogArchive } from './i-log-archive';
import { logFilePermissions } from './log-file-permissions';

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

/** Grants what a reader of the log files of some accounts needs. */
export function grantLogFiles(archive: ILogArchive, grantee: iam.IGrantable, accountIds: readonly string[]): iam.Grant {
  const chosen = listOf(accountIds);
  Problems.of(archive)
    .matchAll('accountIds', accountIds, RULES.accountId)
    .unless(chosen.length > 0, {
      what: 'accountIds',
      given: accountIds,
      allowed: 'at least one account',
      todo: 'leave it out to let somebody read everything',
    });
  return logFilePermissions(archive.trail, chosen)
    .map((permission) => grantPermission(archive, grantee, permission))
    .reduce((all, each) => all.combine(each));
}

function grantPermission(
  { encryptionKey, logBucket }: ILogArchive,
  grantee: iam.IGrantable,
  given: Permission,
): iam.Grant {
  const { actions, resources, conditions } = given;
  const grant = { grantee, actions, conditions: conditions as GrantConditions, resourceArns: resources };
  return actions.includes('kms:Decrypt')
    ? iam.Grant.addToPrincipalOrResource({ ...grant, resource: encryptionKey, resourceSelfArns: ['*'] })
    : iam.Grant.addToPrincipalOrResource({ ...grant, resource: logBucket });
}

type GrantConditions = iam.GrantOnPrincipalOptions['conditions'];
