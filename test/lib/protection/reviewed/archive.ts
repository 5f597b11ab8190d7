// Services of what stores and validates.
import { TAGS, STRENGTHENS, TAKEN, PERMISSION, USE, READS, type ActionsByService } from './reasons';

export const ARCHIVE: ActionsByService = {
  s3: [
    {
      actions: 'PutObject AbortMultipartUpload ReplicateObject ReplicateTags ReplicateObjectAnnotation',
      because:
        'the policies of the buckets let nobody write but those who deliver, and validation finds what was injected',
    },
    {
      actions: 'InitiateReplication PauseReplication ObjectOwnerOverrideToBucketOwner',
      because: 'the buckets have no replication; to add one is PutReplicationConfiguration',
    },
    {
      actions:
        'PutObjectTagging PutObjectVersionTagging PutObjectAnnotation PutObjectVersionAnnotation TagResource UntagResource',
      because:
        'beside the content: no lifecycle rule and no policy looks at it, and tags of buckets count only after PutBucketAbac',
    },
    { actions: 'RestoreObject', because: STRENGTHENS },
    { actions: 'CreateBucket', because: TAKEN },
    {
      actions:
        'CreateBucketMetadataTableConfiguration UpdateBucketMetadataAnnotationTableConfiguration UpdateBucketMetadataInventoryTableConfiguration UpdateBucketMetadataJournalTableConfiguration',
      because: 'tables about the objects, in the same account',
    },
    { actions: 'CreateJob', because: 'a batch job acts by a role, call by call' },
    {
      actions: 'CreateStorageLensGroup PutStorageLensConfiguration PutAccessPointPublicAccessBlock',
      because: 'statistics, and access points, which get nothing that the policy of the bucket denies',
    },
  ],
  kms: [
    {
      actions:
        'Decrypt DeriveSharedSecret Encrypt GenerateDataKey GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext GenerateMac ReEncryptFrom ReEncryptTo Sign Verify VerifyMac GenerateRandom',
      because: USE,
    },
    { actions: 'CancelKeyDeletion EnableKey EnableKeyRotation', because: STRENGTHENS },
    { actions: 'RotateKeyOnDemand', because: 'old material stays and goes on decrypting' },
    {
      actions: 'ImportKeyMaterial',
      because: 'KMS made the material of the keys; imported material is added to what there is',
    },
    { actions: 'CreateKey CreateAlias', because: 'one key or alias more takes none away' },
    { actions: 'SynchronizeMultiRegionKey', because: PERMISSION },
    {
      actions:
        'CreateCustomKeyStore ConnectCustomKeyStore DisconnectCustomKeyStore UpdateCustomKeyStore DeleteCustomKeyStore',
      because: 'the keys are in the store of KMS',
    },
    { actions: 'UpdateKeyDescription', because: 'it changes a text for people' },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
  lambda: [
    { actions: 'CreateFunction', because: TAKEN },
    {
      actions: 'CreateAlias PublishVersion',
      because: 'another name for the same code: nothing calls it',
    },
    { actions: 'DisableReplication EnableReplication', because: 'for functions at the edge' },
    {
      actions: 'ConnectMicrovm PassNetworkConnector CreateCodeSigningConfig CreateMicrovmImage',
      because: 'the functions have none; to give them one is a change of the function',
    },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
  scheduler: [
    {
      actions: 'CreateSchedule CreateScheduleGroup',
      because: 'a schedule more takes none away, and needs a role that may invoke, which nobody may pass',
    },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
  states: [
    { actions: 'CreateStateMachine', because: TAKEN },
    { actions: 'CreateStateMachineAlias PublishStateMachineVersion', because: 'nothing starts an alias or a version' },
    {
      actions: 'SendTaskFailure SendTaskHeartbeat SendTaskSuccess',
      because: 'no state waits for a token',
    },
    { actions: 'InvokeHTTPEndpoint TestState', because: 'it runs a state outside of the state machine' },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
  dynamodb: [
    { actions: 'CreateTable ImportTable CreateGlobalTable', because: TAKEN },
    {
      actions:
        'AssociateTableReplica CreateTableReplica CreateGlobalTableWitness DeleteGlobalTableWitness ReplicateSettings WriteDataForReplication',
      because: 'a replica needs UpdateTable or a policy of the table, which raise the alert',
    },
    { actions: 'CreateBackup StartAwsBackupJob', because: STRENGTHENS },
    {
      actions:
        'ExportTableToPointInTime EnableKinesisStreamingDestination DisableKinesisStreamingDestination UpdateKinesisStreamingDestination UpdateContributorInsights',
      because: READS,
    },
    { actions: 'InjectError PurchaseReservedCapacityOfferings', because: 'experiments with replicas, and prices' },
    { actions: 'UpdateAbacStatus TagResource UntagResource', because: TAGS },
  ],
  sqs: [
    { actions: 'CreateQueue', because: TAKEN },
    { actions: 'SendMessage', because: 'one message more hides no other' },
    { actions: 'CancelMessageMoveTask', because: STRENGTHENS },
    { actions: 'TagQueue UntagQueue', because: TAGS },
  ],
};
