// Calls against the log archive: its buckets, their objects and the keys.
import { HOME_REGION, LOG_ARCHIVE_ACCOUNT, type CloudTrailRecord } from '../record';
import { archiveArn, samples, TRAIL, TRAIL_KEY, type SamplesByAlert } from './sample';

const logBucket = `trail-logs-${LOG_ARCHIVE_ACCOUNT}-${HOME_REGION}`;
const otherKeyArn = archiveArn('kms', 'key/AnotherKey');
const aliasArn = archiveArn('kms', `alias/${TRAIL}`);

const keyIn = (keyArn: string): CloudTrailRecord => ({
  resources: [{ accountId: LOG_ARCHIVE_ACCOUNT, type: 'AWS::KMS::Key', ARN: keyArn }],
});

export const ARCHIVE_SAMPLES: SamplesByAlert = {
  LogBucketTampering: samples(
    's3.amazonaws.com',
    {
      'the log bucket': ['PutBucketPolicy', { bucketName: logBucket, policy: '' }],
      'the access-log bucket': ['DeleteBucketPolicy', { bucketName: `${logBucket}-access-logs` }],
      'the evidence bucket': ['PutBucketLifecycle', { bucketName: `${logBucket}-evidence` }],
      'the work bucket': ['PutBucketPolicy', { bucketName: `${logBucket}-work` }],
      'the lock': ['PutBucketObjectLockConfiguration', { bucketName: logBucket }],
      'the lock, as the API is called': ['PutObjectLockConfiguration', { bucketName: logBucket }],
      'public access': ['DeleteBucketPublicAccessBlock', { bucketName: logBucket }],
      'public access, as the API is called': ['PutPublicAccessBlock', { bucketName: logBucket }],
      'public access, removed': ['DeletePublicAccessBlock', { bucketName: logBucket }],
      versioning: ['PutBucketVersioning', { bucketName: logBucket }],
      'the bucket itself': ['DeleteBucket', { bucketName: logBucket }],
      'the whole account': ['PutAccountPublicAccessBlock', { accountId: LOG_ARCHIVE_ACCOUNT }],
      'the whole account, removed': ['DeleteAccountPublicAccessBlock', { accountId: LOG_ARCHIVE_ACCOUNT }],
      'a log file': ['DeleteObject', { bucketName: logBucket, key: 'AWSLogs/x.json.gz' }],
      'log files': ['DeleteObjects', { bucketName: logBucket }],
      'the key of a log file': ['UpdateObjectEncryption', { bucketName: logBucket, key: 'AWSLogs/x.json.gz' }],
      'the retention of a log file': ['PutObjectRetention', { bucketName: logBucket, key: 'AWSLogs/x.json.gz' }],
      'the legal hold of a log file': ['PutObjectLegalHold', { bucketName: logBucket, key: 'AWSLogs/x.json.gz' }],
    },
    {
      'another bucket': ['PutBucketPolicy', { bucketName: 'some-bucket' }],
      'a bucket whose name begins like ours': ['DeleteBucket', { bucketName: `${logBucket}-2` }],
      'a delivery': ['PutObject', { bucketName: logBucket, key: 'AWSLogs/x.json.gz' }],
      'a look at the policy': ['GetBucketPolicy', { bucketName: logBucket }],
    },
  ),
  KeyTampering: samples(
    'kms.amazonaws.com',
    {
      'by key id': ['ScheduleKeyDeletion', { keyId: TRAIL_KEY.keyId, pendingWindowInDays: 7 }],
      'by ARN': ['DisableKey', { keyId: TRAIL_KEY.keyArn }],
      'by alias': ['PutKeyPolicy', { keyId: `alias/${TRAIL}`, policyName: 'default' }],
      'by the ARN of an alias': ['DisableKeyRotation', { keyId: aliasArn }],
      'by its alias alone': ['DeleteAlias', { aliasName: `alias/${TRAIL}` }],
      'its alias on another key': ['UpdateAlias', { aliasName: `alias/${TRAIL}`, targetKeyId: 'AnotherKey' }],
      'another alias on it': ['UpdateAlias', { aliasName: 'alias/x', targetKeyId: TRAIL_KEY.keyId }],
      'its material': ['DeleteImportedKeyMaterial', { keyId: TRAIL_KEY.keyArn }],
      'in another Region': ['ReplicateKey', { keyId: TRAIL_KEY.keyArn, replicaRegion: 'us-west-2' }],
      'another primary Region': ['UpdatePrimaryRegion', { keyId: TRAIL_KEY.keyId, primaryRegion: 'us-west-2' }],
      'in the resources only': ['RevokeGrant', { grantId: 'g' }, keyIn(TRAIL_KEY.keyArn)],
    },
    {
      'another key by its id': ['ScheduleKeyDeletion', { keyId: 'AnotherKey' }, keyIn(otherKeyArn)],
      'another key by its ARN': ['DisableKey', { keyId: otherKeyArn }, keyIn(otherKeyArn)],
      'another alias': ['DeleteAlias', { aliasName: 'alias/another' }, keyIn(otherKeyArn)],
      'use of it': ['GenerateDataKey', { keyId: TRAIL_KEY.keyArn }, keyIn(TRAIL_KEY.keyArn)],
    },
  ),
};
