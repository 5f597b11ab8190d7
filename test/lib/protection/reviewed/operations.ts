// Services of what records, observes and notifies.
import { TAGS, STRENGTHENS, TAKEN, PERMISSION, READS, type ActionsByService } from './reasons';

export const OPERATIONS: ActionsByService = {
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
      actions: 'DeleteResourcePolicy',
      because: 'services can write vended logs no more; the trail writes by its role',
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
    { actions: 'CreateArchive', because: 'it keeps events, and takes none away' },
    { actions: 'CreateEventBus', because: 'a bus more takes no event from the others' },
    { actions: 'AllowVendedLogDeliveryForResource', because: PERMISSION },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
};
