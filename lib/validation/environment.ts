import type { AlarmTopic } from '../detection/alarm-topic';
import type { ExpectedDigests } from './expected-digests';
import { RUNBOOK_URL } from '../shared/runbook';
import { ENVIRONMENT } from '../shared/contract';
import type { ValidationChoices } from './choices';
import type { FunctionId } from '../identity/validation-names';
import type { ValidationContext } from './permissions';

export interface EnvironmentOptions {
  readonly alarmTopic: AlarmTopic;
  readonly expectedDigests?: ExpectedDigests[];
}

type Variable = keyof typeof ENVIRONMENT;

const VALIDATING: readonly Variable[] = [
  ...(['trailArn', 'organizationId', 'keyPrefix', 'logBucket'] as const),
  ...(['table', 'checkpointKey', 'evidenceBucket', 'workBucket'] as const),
];

/** Which function gets which variables. */
const VARIABLES: Readonly<Record<FunctionId, readonly Variable[]>> = {
  Validator: [
    ...VALIDATING,
    ...(['retentionDays', 'graceHours', 'expectedChains', 'organizationsRole'] as const),
    ...(['stateMachine', 'publisher', 'route', 'objectsPerRun'] as const),
  ],
  Shard: VALIDATING,
  Merge: [...VALIDATING, 'publisher'],
  Publisher: [
    ...(['trailArn', 'evidenceBucket', 'checkpointKey', 'alarmTopic', 'securityHub'] as const),
    ...(['runbookUrl', 'notifyAfterHours'] as const),
  ],
  Watch: ['trailArn', 'evidenceBucket', 'maxEvidenceAgeHours'],
};

/** The environment of a function. What is not chosen is left out. */
export function environmentOf(
  id: FunctionId,
  context: ValidationContext,
  options: EnvironmentOptions,
  choices: ValidationChoices,
): Record<string, string> {
  const values = valuesOf(context, options, choices);
  return Object.fromEntries(
    VARIABLES[id].flatMap((variable) => {
      const value = values[variable];
      return value === undefined ? [] : [[ENVIRONMENT[variable], value]];
    }),
  );
}

function valuesOf(
  { trail, names, memoryKeyArn, organizationsRoleArn }: ValidationContext,
  { alarmTopic, expectedDigests }: EnvironmentOptions,
  choices: ValidationChoices,
): Record<Variable, string | undefined> {
  return {
    trailArn: trail.trailArn,
    organizationId: trail.organizationId,
    keyPrefix: trail.keyPrefix,
    logBucket: trail.logBucketName,
    retentionDays: String(choices.retention.toDays()),
    graceHours: String(choices.grace.toHours()),
    expectedChains: expectedDigests && JSON.stringify(expectedDigests),
    table: names.tableName,
    checkpointKey: memoryKeyArn,
    evidenceBucket: trail.evidenceBucketName,
    workBucket: names.workBucketName,
    stateMachine: names.stateMachineArn,
    publisher: names.functionName('Publisher'),
    route: choices.route,
    objectsPerRun: String(choices.objectsPerRun),
    organizationsRole: organizationsRoleArn,
    alarmTopic: alarmTopic.topicArn,
    securityHub: String(choices.securityHub),
    runbookUrl: RUNBOOK_URL,
    notifyAfterHours: String(choices.notifyAfter.toHours()),
    maxEvidenceAgeHours: String(choices.patience.toHours()),
  };
}
