import { Tokenization } from 'aws-cdk-lib';
import type { IAlarmTopic } from '../detection/i-alarm-topic';
import type { FunctionId } from '../identity/validation-names';
import { ENVIRONMENT } from '../shared/contract';
import { RUNBOOK_URL } from '../shared/runbook';
import type { ValidationChoices } from './choices';
import type { ValidationContext } from './context';

type Variable = keyof typeof ENVIRONMENT;

const VALIDATING: readonly Variable[] = [
  ...(['trailArn', 'organizationId', 'keyPrefix', 'logBucket', 'retentionDays', 'graceHours'] as const),
  ...(['expectedChains', 'table', 'memoryKey', 'evidenceBucket', 'workBucket', 'organizationsRole'] as const),
];

/** Which function gets what. */
const VARIABLES: Readonly<Record<FunctionId, readonly Variable[]>> = {
  Validator: [...VALIDATING, 'stateMachine', 'publisher', 'route', 'objectsPerRun'],
  Shard: VALIDATING,
  Merge: [...VALIDATING, 'publisher'],
  Publisher: ['trailArn', 'evidenceBucket', 'memoryKey', 'alarmTopic', 'eventBus', 'securityHub', 'runbookUrl'],
  Watch: ['trailArn', 'evidenceBucket', 'maxEvidenceAgeHours'],
};

/** The environment of a function. What is not chosen is left out. */
export function environmentOf(
  id: FunctionId,
  context: ValidationContext,
  alarmTopic: IAlarmTopic,
  choices: ValidationChoices,
): Record<string, string> {
  const values = valuesOf(context, alarmTopic, choices);
  return Object.fromEntries(
    VARIABLES[id].flatMap((variable) => {
      const value = values[variable];
      return value === undefined ? [] : [[ENVIRONMENT[variable], value]];
    }),
  );
}

function valuesOf(
  { trail, names, checkpointKeyArn }: ValidationContext,
  { topicArn }: IAlarmTopic,
  choices: ValidationChoices,
): Record<Variable, string | undefined> {
  return {
    trailArn: trail.trailArn,
    organizationId: trail.organizationId,
    keyPrefix: trail.keyPrefix,
    logBucket: trail.logBucketName,
    retentionDays: Tokenization.stringifyNumber(choices.retention.toDays()),
    graceHours: String(choices.grace.toHours()),
    expectedChains: choices.expectedDigests && JSON.stringify(choices.expectedDigests),
    table: names.tableName,
    memoryKey: checkpointKeyArn,
    evidenceBucket: trail.evidenceBucketName,
    workBucket: names.workBucketName,
    stateMachine: names.stateMachineArn,
    publisher: names.functionName('Publisher'),
    route: choices.route,
    objectsPerRun: Tokenization.stringifyNumber(choices.objectsPerRun),
    organizationsRole: choices.organizationsRoleArn,
    alarmTopic: topicArn,
    eventBus: 'default',
    securityHub: String(choices.securityHub),
    runbookUrl: RUNBOOK_URL,
    maxEvidenceAgeHours: String(choices.patience.toHours()),
  };
}
