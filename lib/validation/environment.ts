import { Tokenization } from 'aws-cdk-lib';
import type { IAlarmTopic } from '../detection/i-alarm-topic';
import type { FunctionId } from '../identity/validation-names';
import { AlarmSeverity } from '../shared/alarm-severity';
import { ENVIRONMENT } from '../shared/contract';
import type { ValidationChoices } from './choices';
import type { ValidationContext } from './context';
import { formerLocationsVariable } from './former-locations';
import { longestInterval } from './sweep-interval';

/** A sweep that has not been complete for so many times its interval is overdue. */
const SWEEP_PATIENCE = 1.5;

type Variable = keyof typeof ENVIRONMENT;

const VALIDATING: readonly Variable[] = [
  ...(['trailArn', 'organizationId', 'keyPrefix', 'logBucket', 'formerLocations'] as const),
  ...(['table', 'checkpointKey', 'signingKey', 'evidenceBucket', 'workBucket'] as const),
];

/** How often runs are due, for those who leave evidence. */
const SCHEDULED = ['intervalHours', 'sweepIntervalHours'] as const;

/** Which function gets which variables. */
const VARIABLES: Readonly<Record<FunctionId, readonly Variable[]>> = {
  Validator: [
    ...VALIDATING,
    ...(['logKey', 'lockMode', 'lockDays', 'retentionDays', 'graceHours', 'readAgainDays'] as const),
    ...(['expectedChains', 'unvalidatedTrails'] as const),
    ...(['organizationsRole', 'maxSweepAgeHours', ...SCHEDULED] as const),
    ...(['stateMachine', 'publisher', 'route', 'objectsPerRun'] as const),
  ],
  Shard: VALIDATING,
  Merge: [...VALIDATING, 'publisher', ...SCHEDULED],
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
  { trail, names, checkpointKeyArn, signingKeyArn }: ValidationContext,
  alarmTopic: IAlarmTopic,
  choices: ValidationChoices,
): Record<Variable, string | undefined> {
  const sweepIntervalHours = longestInterval(choices.sweepSchedule).toHours({ integral: false });
  return {
    trailArn: trail.trailArn,
    organizationId: trail.organizationId,
    keyPrefix: trail.keyPrefix,
    logBucket: trail.logBucketName,
    logKey: trail.keyAliasName,
    lockMode: choices.lock?.mode,
    lockDays: choices.lock && Tokenization.stringifyNumber(choices.lock.duration.toDays()),
    retentionDays: Tokenization.stringifyNumber(choices.retention.toDays()),
    graceHours: String(choices.grace.toHours()),
    readAgainDays: Tokenization.stringifyNumber(choices.readAgainWithin.toDays()),
    expectedChains: choices.expectedDigests && JSON.stringify(choices.expectedDigests),
    unvalidatedTrails: choices.unvalidatedTrails && JSON.stringify(choices.unvalidatedTrails),
    formerLocations: formerLocationsVariable(choices.formerLocations),
    table: names.tableName,
    checkpointKey: checkpointKeyArn,
    signingKey: signingKeyArn,
    evidenceBucket: trail.evidenceBucketName,
    workBucket: names.workBucketName,
    stateMachine: names.stateMachineArn,
    publisher: names.functionName('Publisher'),
    route: choices.route,
    objectsPerRun: Tokenization.stringifyNumber(choices.objectsPerRun),
    organizationsRole: choices.organizationsRoleArn,
    // What a run finds may be tampering.
    alarmTopic: alarmTopic.topicArnFor(AlarmSeverity.CRITICAL),
    securityHub: String(choices.securityHub),
    runbookUrl: trail.runbookUrl,
    notifyAfterHours: String(choices.notifyAfter.toHours()),
    maxEvidenceAgeHours: String(choices.patience.toHours()),
    maxSweepAgeHours: String(sweepIntervalHours * SWEEP_PATIENCE),
    intervalHours: String(choices.interval.toHours()),
    sweepIntervalHours: String(sweepIntervalHours),
  };
}
