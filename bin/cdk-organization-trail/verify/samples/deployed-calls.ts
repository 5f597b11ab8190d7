import type { CloudTrailRecord } from './record';

/** What a deployment changes every now and then, as services record it. None of it stops, deletes or unlocks something. */
const DEPLOYED = new RegExp(
  [
    'cloudtrail.amazonaws.com (PutEventConfiguration|AddTags|RemoveTags)',
    'logs.amazonaws.com PutMetricFilter',
    'monitoring.amazonaws.com Put(Metric|Composite|Log)Alarm',
    'events.amazonaws.com (EnableRule|PutRule|PutTargets)',
    'config.amazonaws.com (PutConfigRule|PutRemediationConfigurations)',
    'ssm.amazonaws.com UpdateDocument(DefaultVersion)?',
    'lambda.amazonaws.com (UpdateFunction(Code|Configuration)|PutRuntimeManagementConfig|UpdateAlias)\\d+(v2)?',
    'scheduler.amazonaws.com UpdateSchedule',
    'states.amazonaws.com UpdateStateMachine',
    'glue.amazonaws.com Update(Table|Database)',
    'athena.amazonaws.com Update(WorkGroup|NamedQuery)',
  ]
    .map((call) => `^${call}$`)
    .join('|'),
);

/** Whether people are notified of a call together with others where CloudFormation makes it. */
export function isOfDeployments({ eventSource, eventName, requestParameters }: CloudTrailRecord): boolean {
  const { logGroupName } = (requestParameters ?? {}) as { logGroupName?: string };
  // No stack puts a metric filter on the log group of a function.
  if (OF_FUNCTIONS.test(String(logGroupName))) return false;
  return DEPLOYED.test(`${String(eventSource)} ${String(eventName)}`);
}

const OF_FUNCTIONS = /^\/aws\/(lambda|vendedlogs)\//;
