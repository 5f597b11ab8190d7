// Services of what questions to the log files are asked with.
import { READS, TAGS, TAKEN, type ActionsByService } from './reasons';

export const QUESTIONS: ActionsByService = {
  glue: [
    { actions: 'CreateDatabase CreateTable', because: TAKEN },
    {
      actions:
        'CreatePartition BatchCreatePartition UpdatePartition BatchUpdatePartition DeletePartition BatchDeletePartition CreatePartitionIndex DeletePartitionIndex',
      because: 'Athena calculates the partitions and reads none of these',
    },
    {
      actions: 'DeleteTableVersion BatchDeleteTableVersion',
      because: 'it deletes former versions: the present one stays, and the trail has the call that changed it',
    },
    {
      actions:
        'UpdateColumnStatisticsForTable UpdateColumnStatisticsForPartition DeleteColumnStatisticsForTable DeleteColumnStatisticsForPartition CreateColumnStatisticsTaskSettings UpdateColumnStatisticsTaskSettings DeleteColumnStatisticsTaskSettings StartColumnStatisticsTaskRun StopColumnStatisticsTaskRun StartColumnStatisticsTaskRunSchedule StopColumnStatisticsTaskRunSchedule',
      because: 'statistics decide how fast a query is, and nothing about its result',
    },
    {
      actions: 'CreateTableOptimizer UpdateTableOptimizer DeleteTableOptimizer',
      because: 'only tables of Iceberg are optimized; ours are files of CloudTrail',
    },
    {
      actions: 'CreateUserDefinedFunction UpdateUserDefinedFunction DeleteUserDefinedFunction',
      because: 'Athena calls no functions of the catalog',
    },
    {
      actions:
        'CreateIntegration CreateInboundIntegration CreateIntegrationResourceProperty UpdateIntegrationResourceProperty DeleteIntegrationResourceProperty CreateIntegrationTableProperties UpdateIntegrationTableProperties DeleteIntegrationTableProperties',
      because: 'an integration writes tables of its own',
    },
    {
      actions: 'PutResourcePolicy DeleteResourcePolicy',
      because: 'it says who may; a call that changes a table raises the alert, whoever makes it',
    },
    {
      actions:
        'CreateClassifier UpdateClassifier DeleteClassifier CreateCrawler UpdateCrawlerSchedule StartCrawlerSchedule StopCrawlerSchedule CreateCustomEntityType DeleteCustomEntityType CreateDataQualityRuleset',
      because: 'a crawler changes tables by a role, call by call; no part of this library has one',
    },
    {
      actions:
        'CreateDevEndpoint CreateMLTransform CreateScript ResetJobBookmark StartNotebook TerminateNotebook GlueNotebookAuthorize GlueNotebookRefreshCredentials UseGlueStudio SendRecipeAction RunDataPreviewStatement DeregisterDataPreview ManagedConnector StartCompletion SendFeedback',
      because: 'programs over data, each of which acts by a role or by the rights of the caller, call by call',
    },
    {
      actions:
        'BatchGetStageFiles GetDataPreviewStatement GetEnvironment GetExecutors GetExecutorsThreads GetLogParsingStatus GetNotebookInstanceStatus GetQueries GetQuery GetRecipeAction GetStage GetStageAttempt GetStageAttemptTaskList GetStageAttemptTaskSummary GetStageFiles GetStages GetStorage GetStorageUnit ListConnectionTypes RequestLogParsing',
      because: READS,
    },
    {
      actions: 'CreateSecurityConfiguration DeleteSecurityConfiguration',
      because: 'it says how jobs and crawlers encrypt what they write',
    },
    {
      actions:
        'CreateGlueIdentityCenterConfiguration UpdateGlueIdentityCenterConfiguration DeleteGlueIdentityCenterConfiguration',
      because: 'it says how people sign in to Glue; a call that changes a table raises the alert, whoever makes it',
    },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
  athena: [
    { actions: 'CreateWorkGroup', because: TAKEN },
    {
      actions: 'CreateNamedQuery CreatePreparedStatement UpdatePreparedStatement DeletePreparedStatement',
      because: 'one query more changes none of ours, and ours need no statement that is prepared',
    },
    {
      actions:
        'StartQueryExecution StopQueryExecution CancelQueryExecution StartSession TerminateSession GetSessionEndpoint StartCalculationExecution StopCalculationExecution RunQuery',
      because: 'who asks changes no table but by calls of Glue, which raise the alert',
    },
    {
      actions:
        'CreateNotebook DeleteNotebook UpdateNotebook UpdateNotebookMetadata ImportNotebook ExportNotebook CreatePresignedNotebookUrl',
      because: 'the workgroup is one of SQL and takes no notebooks',
    },
    {
      actions: 'PutCapacityAssignmentConfiguration',
      because: 'it decides how fast a query runs, and what that costs',
    },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
};
