// The log archive: its buckets, their objects and the keys. Keys are in the management account too.
import type { FieldMatchers, Matcher } from '../shared/event-pattern';
import { anyResource, bucketArns, bucketNames, namesNothing, parameters, WHERE } from './ours';
import { because, type ProtectedResource, type ProtectionContext } from './protected-resource';
import { DEPLOY_AGAIN, NO_CALL } from './reasons';

export const BUCKETS: ProtectedResource = {
  name: 'log, access-log, evidence and work bucket',
  service: 's3',
  types: ['bucket'],
  where: WHERE.archive,
  fields: ({ trail }) => parameters(bucketNames(trail), 'bucketName'),
  arns: bucketArns,
  alert: 'LogBucketTampering',
  guard: ['GuardArchive', 'GuardBuckets'],
  repair: DEPLOY_AGAIN,
  calls: [
    // S3 records most settings as PutBucket…, whatever the permission is called, and some by the name of the API.
    ...['PutBucket*', 'DeleteBucket*'],
    { events: ['PutPublicAccessBlock', 'DeletePublicAccessBlock'], actions: ['PutBucketPublicAccessBlock'] },
    { events: ['PutObjectLockConfiguration'], actions: ['Put*Configuration'] },
  ],
};

/** Lifecycle rules are not subject to policies of an organization, so expired logs go all the same. */
const OBJECTS: ProtectedResource = {
  ...BUCKETS,
  name: 'log files, access logs and evidence',
  types: ['object'],
  arns: (trail) => bucketArns(trail).map((arn) => `${arn}/*`),
  repair: because('nothing brings an object back; Object Lock keeps the version that was there'),
  calls: [
    { events: ['DeleteObject', 'DeleteObjects'], actions: ['DeleteObject*'] },
    ...['PutObjectRetention', 'PutObjectLegalHold', 'UpdateObjectEncryption'],
    { calls: ['BypassGovernanceRetention', 'ReplicateDelete'], alert: NO_CALL },
    { calls: ['PutObjectAcl', 'PutObjectVersionAcl'], alert: because('access control lists are disabled') },
  ],
};

const ACCOUNT_BLOCK: ProtectedResource = {
  ...BUCKETS,
  name: 'Block Public Access of the log archive account',
  types: [],
  fields: namesNothing,
  arns: anyResource,
  guard: ['GuardAccount'],
  calls: [
    {
      events: ['PutAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock'],
      actions: ['PutAccountPublicAccessBlock'],
    },
  ],
};

/**
 * KMS takes a key by its id, its ARN, which ends in it, an alias or the ARN of an alias, and says in `resources` which one
 * it was. Where not all key ids are known, a call that names another one could still be about ours, so every call alerts.
 */
function keyFields({ trail, keys }: ProtectionContext): FieldMatchers | undefined {
  if (keys === undefined) return undefined;
  const aliases: Matcher[] = [{ prefix: trail.keyAliasName }, { wildcard: `*:${trail.keyAliasName}*` }];
  const idsAndArns = keys.map(({ keyId }): Matcher => ({ suffix: keyId }));
  return {
    'requestParameters.keyId': [...idsAndArns, ...aliases],
    'requestParameters.targetKeyId': [...idsAndArns, ...aliases],
    'requestParameters.aliasName': aliases,
    'resources.ARN': keys.map(({ keyArn }) => keyArn),
  };
}

const KEYS: ProtectedResource = {
  name: 'the keys of the trail, the archive, the topics and the validator',
  service: 'kms',
  types: ['key'],
  where: WHERE.everywhere,
  fields: keyFields,
  arns: ({ partition, logArchiveAccountId }) => [`arn:${partition}:kms:*:${logArchiveAccountId}:key/*`],
  alert: 'KeyTampering',
  guard: ['GuardKeys'],
  repair: because('the deletion of a key can be cancelled for 30 days; a deployment restores its policy'),
  calls: [
    ...['ScheduleKeyDeletion', 'DisableKey', 'DisableKeyRotation', 'PutKeyPolicy', 'RevokeGrant'],
    ...['DeleteImportedKeyMaterial', 'ReplicateKey', 'UpdatePrimaryRegion'],
    {
      calls: ['CreateGrant'],
      alert: because('the policies of the keys deny it to all but AWS services, which make grants at any time'),
    },
    {
      calls: ['RetireGrant'],
      alert: because('AWS services retire their grants at any time; a run that lacks one fails, and its alarm says so'),
    },
  ],
};

/** Deleting an alias takes rights on the alias and on the key. Without its alias a key would not be guarded. */
const ALIASES: ProtectedResource = {
  ...KEYS,
  name: 'the aliases of the keys',
  types: ['alias'],
  arns: ({ partition, logArchiveAccountId, keyAliasName }) =>
    [keyAliasName, `${keyAliasName}-*`].map((name) => `arn:${partition}:kms:*:${logArchiveAccountId}:${name}`),
  guard: ['GuardArchive', 'GuardKeys'],
  repair: DEPLOY_AGAIN,
  calls: ['DeleteAlias', 'UpdateAlias'],
};

export const ARCHIVE_RESOURCES: readonly ProtectedResource[] = [BUCKETS, OBJECTS, ACCOUNT_BLOCK, KEYS, ALIASES];
