import { DEFAULTS, ENVIRONMENT, NOTICE_ENVIRONMENT, NOTIFY_AFTER_GRACES } from '../../../lib/shared/contract';

export const ACCOUNTS = ['111111111111', '333333333333'];
export const REGION = 'us-east-1';
export const EVIDENCE = 'trail-evidence';
export const WORK = 'trail-work';

/** The variables that the bundled functions get, all of them alike, with the stand-ins in the place of AWS. */
export function functionEnvironment(
  endpoints: { readonly services: string; readonly table: string },
  tableName: string,
): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_ENDPOINT_URL: endpoints.services,
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.table,
    AWS_LAMBDA_FUNCTION_NAME: 'digest-validator',
    [ENVIRONMENT.trailArn]: `arn:aws:cloudtrail:${REGION}:${ACCOUNTS[0]}:trail/organization-trail`,
    [ENVIRONMENT.organizationId]: 'o-exampleorgid',
    [ENVIRONMENT.logBucket]: 'trail-logs',
    [ENVIRONMENT.retentionDays]: '365',
    [ENVIRONMENT.graceHours]: String(DEFAULTS.graceHours),
    [ENVIRONMENT.route]: 'auto',
    [ENVIRONMENT.objectsPerRun]: String(DEFAULTS.objectsPerRun),
    [ENVIRONMENT.notifyAfterHours]: String(DEFAULTS.graceHours * NOTIFY_AFTER_GRACES),
    [ENVIRONMENT.maxEvidenceAgeHours]: '3',
    [ENVIRONMENT.maxSweepAgeHours]: '252',
    [ENVIRONMENT.intervalHours]: '1',
    [ENVIRONMENT.sweepIntervalHours]: '168',
    [ENVIRONMENT.table]: tableName,
    [ENVIRONMENT.checkpointKey]: 'checkpoint-key',
    [ENVIRONMENT.signingKey]: 'signing-key',
    [ENVIRONMENT.evidenceBucket]: EVIDENCE,
    [ENVIRONMENT.workBucket]: WORK,
    [ENVIRONMENT.stateMachine]: `arn:aws:states:${REGION}:222222222222:stateMachine:digest-validation`,
    [ENVIRONMENT.publisher]: `arn:aws:lambda:${REGION}:222222222222:function:digest-publisher`,
    [ENVIRONMENT.organizationsRole]: 'arn:aws:iam::111111111111:role/organizations-reader',
    [ENVIRONMENT.alarmTopic]: `arn:aws:sns:${REGION}:222222222222:alarms`,
    [NOTICE_ENVIRONMENT.topics]: JSON.stringify({
      HIGH: `arn:aws:sns:${REGION}:222222222222:alarms-high`,
      other: `arn:aws:sns:${REGION}:222222222222:alarms`,
    }),
    [ENVIRONMENT.securityHub]: 'true',
    [ENVIRONMENT.runbookUrl]: 'https://example.com/runbook',
  };
}
