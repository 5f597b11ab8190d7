// Which calls of CloudFormation people are notified of together, some minutes later, instead of one by one at once.
import type { TamperAlertName } from '../../protection/protected-resource';

/**
 * Calls by which a deployment changes what is watched, by the names that the table of protected resources gives them. What
 * stops, deletes or unlocks something, or changes who may do what, is none of them: that is reported at once, whoever does it.
 */
export const DEPLOYMENT_CALLS: Readonly<Partial<Record<TamperAlertName, readonly string[]>>> = {
  TrailTampering: ['PutEventConfiguration', 'AddTags', 'RemoveTags'],
  LogGroupTampering: ['PutMetricFilter'],
  AlarmTampering: ['PutMetricAlarm', 'PutCompositeAlarm', 'PutLogAlarm'],
  AlertRuleTampering: ['EnableRule', 'PutRule', 'PutTargets'],
  ConfigTampering: ['PutConfigRule', 'PutRemediationConfigurations'],
  RepairTampering: ['UpdateDocument', 'UpdateDocumentDefaultVersion'],
  ValidatorTampering: ['UpdateFunction*', 'PutRuntimeManagementConfig', 'UpdateAlias', 'UpdateSchedule'],
  ValidatorMapTampering: ['UpdateStateMachine'],
  QuestionTampering: ['UpdateTable', 'UpdateDatabase', 'UpdateWorkGroup', 'UpdateNamedQuery'],
};
