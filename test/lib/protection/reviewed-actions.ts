// Every action of the services in the table that writes and is none of its calls, with the reason. AWS adds actions: the
// test names those that are neither here nor a call. Look at what an attacker can do with it before you give a reason.

export interface ReviewedActions {
  /** Names of actions, a space between them. No wildcards: each was looked at. */
  readonly actions: string;
  readonly because: string;
}

const TAGS = 'no policy of this library reads a tag';
const STRENGTHENS = 'it restores or strengthens what the calls of the table weaken';
const TAKEN = 'the name is taken: it changes nothing that exists';
const PERMISSION = 'it is a permission that another call of the table needs, not a call';
const USE =
  'it uses the key and changes nothing; who may is said by the policy of the key, whose change raises the alert';
const READS = 'it reads or copies; what it reads is as it was';

export const REVIEWED_ACTIONS: Readonly<Record<string, readonly ReviewedActions[]>> = {
  cloudtrail: [
    {
      actions: 'CreateTrail',
      because: 'another trail leaves ours as it is; rules of AWS Config ask about ours by name',
    },
    { actions: 'StartLogging', because: STRENGTHENS },
    { actions: 'StartImport StopImport', because: 'imports go to CloudTrail Lake' },
  ],
  logs: [
    { actions: 'CallWithBearerToken', because: 'tokens are accepted only after PutBearerTokenAuthentication' },
    {
      actions: 'Link PutPipelineRule ProcessWithPipeline IntegrateWithDataset IntegrateWithS3Table',
      because: PERMISSION,
    },
    {
      actions: 'CreateLogDelivery UpdateLogDelivery DeleteLogDelivery',
      because: 'vended logs: the state machine has some, and no verdict or alarm depends on them',
    },
    {
      actions: 'PutResourcePolicy DeleteResourcePolicy',
      because: 'it lets services write vended logs, or no more; the trail writes by its role',
    },
    {
      actions:
        'AssociateSourceToS3TableIntegration DisassociateSourceFromS3TableIntegration PutIntegration DeleteIntegration',
      because: READS,
    },
    {
      actions: 'CreateExportTask CancelExportTask CreateLogAnomalyDetector PutIndexPolicy DeleteIndexPolicy',
      because: READS,
    },
    { actions: 'CreateImportTask CancelImportTask', because: 'it imports into log groups that CloudWatch manages' },
    {
      actions: 'CreateLogGroup CreateLogStream PutLogEvents',
      because: 'one line more hides no other; validation looks at the bucket',
    },
    {
      actions:
        'DeleteAccountPolicy DeleteDataProtectionPolicy DeleteTransformer DeleteSyslogConfiguration DeletePipelineRule',
      because: 'it takes away what the calls of the table would have added',
    },
    { actions: 'PutQueryDefinition DeleteQueryDefinition', because: 'saved queries: a deployment restores them' },
    { actions: 'PutStorageTierPolicy', because: 'where log events are stored: they stay, and can be queried' },
    { actions: 'TagLogGroup UntagLogGroup TagResource UntagResource', because: TAGS },
  ],
  observabilityadmin: [
    {
      actions: 'DeleteCentralizationRuleForOrganization DeleteTelemetryPipeline',
      because: 'it takes away what the calls of the table would have added',
    },
    {
      actions:
        'StartTelemetryEnrichment StopTelemetryEnrichment StartTelemetryEvaluation StopTelemetryEvaluation StartTelemetryEvaluationForOrganization StopTelemetryEvaluationForOrganization',
      because: 'an inventory of what sends telemetry',
    },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
  oam: [
    {
      actions: 'CreateSink DeleteSink PutSinkPolicy DeleteLink',
      because: 'nothing is shared before somebody makes a link in this account',
    },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
  config: [
    {
      actions:
        'StartConfigurationRecorder AssociateResourceTypes DeleteRemediationExceptions StartConfigRulesEvaluation',
      because: STRENGTHENS,
    },
    {
      actions: 'StartRemediationExecution StartResourceEvaluation',
      because: 'it evaluates, or repairs as the rules do',
    },
    {
      actions: 'PutEvaluations PutExternalEvaluation',
      because: 'results of custom rules and of rules of other services; ours are managed rules',
    },
    {
      actions: 'PutResourceConfig DeleteResourceConfig',
      because: 'resources of custom types; a trail is none',
    },
    {
      actions: 'PutRetentionConfiguration DeleteRetentionConfiguration',
      because: 'how long history is kept: the rules look at what is',
    },
    {
      actions: 'PutServiceLinkedConfigurationRecorder DeleteServiceLinkedConfigurationRecorder',
      because: 'recorders of other services; the rules need the one of the account',
    },
    {
      actions: 'DeletePendingAggregationRequest',
      because: 'it only rejects requests of another account to collect results',
    },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
  ssm: [
    { actions: 'CreateDocument', because: TAKEN },
    { actions: 'PutCalendar', because: 'a calendar is a document of another kind, and the repair asks none' },
    {
      actions: 'StartAutomationExecution StartChangeRequestExecution CreateAssociation CreateAssociationBatch',
      because: 'the repair writes the settings of the trail and nothing else, whoever starts it',
    },
    {
      actions: 'SendAutomationSignal',
      because: 'no step of the repair waits for a signal or runs in interactive mode',
    },
    { actions: 'DeleteResourcePolicy', because: 'it takes away what PutResourcePolicy would have added' },
    { actions: 'UpdateDocumentMetadata', because: 'reviews of change templates; the content is as it was' },
    {
      actions:
        'SendCommand CancelCommand StartSession UpdateAssociation UpdateAssociationStatus DeleteAssociation CreateActivation DeleteActivation RegisterManagedInstance CreateMaintenanceWindow CreatePatchBaseline PutInventory DeleteInventory',
      because: 'servers: the trail has none',
    },
    { actions: 'CreateOpsItem CreateOpsMetadata', because: 'the repair reads none' },
    { actions: 'AddTagsToResource RemoveTagsFromResource', because: TAGS },
  ],
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
  sns: [
    { actions: 'CreateTopic', because: TAKEN },
    { actions: 'ConfirmSubscription', because: 'only the holder of an endpoint has the token' },
    { actions: 'Publish', because: 'one message more hides no other' },
    {
      actions:
        'CreatePlatformApplication CreatePlatformEndpoint SetPlatformApplicationAttributes SetEndpointAttributes DeletePlatformApplication DeleteEndpoint CreateSMSSandboxPhoneNumber DeleteSMSSandboxPhoneNumber VerifySMSSandboxPhoneNumber OptInPhoneNumber SetSMSAttributes',
      because: 'the topics send e-mail; people add other ways at their own choice',
    },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
  cloudwatch: [
    { actions: 'EnableAlarmActions DeleteAlarmMuteRule', because: STRENGTHENS },
    { actions: 'Link', because: PERMISSION },
    {
      actions: 'PutPipelineRule DeletePipelineRule StartOTelEnrichment StopOTelEnrichment CallWithBearerToken',
      because: 'metrics in the format of OpenTelemetry, which no alarm watches',
    },
    { actions: 'PutAnomalyDetector DeleteAnomalyDetector', because: 'alarms have fixed thresholds' },
    {
      actions:
        'CreateAlert CreateDomain CreateDomainForOrganization CreateIngestionEndpoint CreateIntegration InvokeIntegration CreateOmniDashboard CreateOmniThread DeleteOmniThread UpdateOmniThread StartOmniThreadSession CreateServiceLevelObjective CreateSpace CreateView PutManagedInsightRules PutIntelligenceConfiguration EnableTopologyDiscovery SubmitFeedback UpdatePreferences',
      because: 'pages, figures and assistants: no alarm depends on one',
    },
    {
      actions:
        'QueryTraces SearchPrincipals StartTelemetryQuery StopTelemetryQuery StartTelemetryQuerySession StopTelemetryQuerySession',
      because: READS,
    },
    {
      actions:
        'AssumeAccessProfile CreateAccessGrant CreateAccessProfile CreateDomainAccessGrantForOrganization CreateOneTimeDeepLinkCode',
      because: 'who may use pages of CloudWatch',
    },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
  events: [
    {
      actions: 'PutEvents PutPartnerEvents',
      because: 'nobody but AWS can send an event whose source starts with aws., and every rule asks for that',
    },
    {
      actions: 'PutPermission RemovePermission',
      because: 'events of another account arrive with its number: one alert more hides no other',
    },
    { actions: 'CreateArchive StartReplay', because: 'it keeps and repeats events, and takes none away' },
    { actions: 'CreateEventBus DeleteEventBus', because: 'the default bus can be neither made nor deleted' },
    { actions: 'AllowVendedLogDeliveryForResource', because: PERMISSION },
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
  iam: [
    {
      actions: 'CreateServiceLinkedRole DeleteServiceLinkedRole',
      because: 'IAM deletes such a role only once its service uses it no more',
    },
    {
      actions:
        'EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions',
      because: 'the guardrail binds the root user of a member account, and what it changes raises the alert',
    },
    {
      actions: 'UpdateAccountEmailAddress',
      because: 'only the root user of the account itself can, and its sign-in raises an alarm',
    },
    {
      actions: 'SetSTSRegionalEndpointStatus SetSecurityTokenServicePreferences',
      because: 'a run that gets no session reports so',
    },
    {
      actions:
        'DisableOutboundWebIdentityFederation EnableOutboundWebIdentityFederation PutAccountProperties UpdateAccountPasswordPolicy DeleteAccountPasswordPolicy',
      because: 'it concerns users and identities outside of AWS; policies here exempt roles',
    },
    {
      actions:
        'CreateAccountAlias DeleteAccountAlias UpdateAccountName DeleteCloudFrontPublicKey UpdateCloudFrontPublicKey UploadCloudFrontPublicKey',
      because: 'names for people, and keys of CloudFront',
    },
  ],
  sts: [
    {
      actions: 'AssumeRoleWithSAML AssumeRoleWithWebIdentity',
      because: 'the trust policy says which provider, and its change raises the alert; roles of this library name none',
    },
    {
      actions: 'SetContext SetSourceIdentity TagSession TagGetWebIdentityToken',
      because: 'what a session says of itself: no policy of this library reads it',
    },
    {
      actions: 'DecodeAuthorizationMessage GetWebIdentityToken GetDelegatedAccessToken',
      because: 'it gives the rights that the caller has or was granted',
    },
  ],
  cloudformation: [
    {
      actions: 'CreateStack CreateStackSet CreateGeneratedTemplate UpdateGeneratedTemplate DeleteGeneratedTemplate',
      because: 'a stack of their own, by rights of their own: passing a deployment role is denied',
    },
    {
      actions: 'CreateResource UpdateResource DeleteResource CancelResourceRequest',
      because: 'Cloud Control acts by the rights of the caller, call by call',
    },
    {
      actions: 'DeleteChangeSet UpdateTerminationProtection SignalResource RecordHandlerProgress',
      because: 'to change or delete a stack takes another call, which is denied',
    },
    {
      actions:
        'ActivateType DeactivateType RegisterType DeregisterType PublishType TestType RegisterPublisher SetTypeConfiguration SetTypeDefaultVersion',
      because: "types of AWS can't be replaced; a hook can fail a deployment, which says so",
    },
    {
      actions: 'ActivateOrganizationsAccess DeactivateOrganizationsAccess',
      because: 'a stack set acts by a role of the account, which the guardrail binds',
    },
    { actions: 'CreateUploadBucket StartResourceScan', because: READS },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
  organizations: [
    {
      actions:
        'CreateAccount CreateGovCloudAccount InviteAccountToOrganization CreateOrganization CreateOrganizationalUnit',
      because: 'the trail records a new account as it does any',
    },
    { actions: 'CreatePolicy', because: 'a policy does nothing before it is attached, which raises the alert' },
    { actions: 'EnableAllFeatures EnablePolicyType DeleteResourcePolicy', because: STRENGTHENS },
    { actions: 'EnableAWSServiceAccess', because: 'it takes nothing from CloudTrail' },
    { actions: 'InviteOrganizationToTransferResponsibility', because: 'it concerns who pays' },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
  account: [
    { actions: 'EnableRegion', because: 'the trail records a further Region as it does any' },
    {
      actions: 'PutAccountName PutAlternateContact DeleteAlternateContact PutContactInformation',
      because: 'whom AWS writes to: the alarms have subscribers of their own',
    },
  ],
};
