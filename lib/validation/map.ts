import type { ValidationNames } from '../identity/validation-names';

export interface ValidationMapOptions {
  readonly partition: string;
  readonly names: ValidationNames;
  /** How many shards are verified at once. */
  readonly maxConcurrency: number;
}

/**
 * The state machine of a run that is too big for one function, in the Amazon States Language.
 *
 * A shard that fails does not end the run: the merge finds its result missing, names it, and the execution fails after
 * the evidence was written. So does a map that could not even start.
 *
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
export function validationMap({ partition, names, maxConcurrency }: ValidationMapOptions): Record<string, unknown> {
  const invoke = `arn:${partition}:states:::lambda:invoke`;
  return {
    Comment: 'Verifies the shards of a run side by side, and merges what they found',
    StartAt: 'VerifyShards',
    TimeoutSeconds: 86_400,
    States: {
      VerifyShards: {
        Type: 'Map',
        ItemReader: {
          Resource: `arn:${partition}:states:::s3:getObject`,
          ReaderConfig: { InputType: 'JSON' },
          Parameters: { 'Bucket.$': '$.manifest.bucket', 'Key.$': '$.manifest.key' },
        },
        ItemSelector: { 'runId.$': '$.runId', 'shard.$': '$$.Map.Item.Value' },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'VerifyShard',
          States: {
            VerifyShard: {
              Type: 'Task',
              Resource: invoke,
              Parameters: { FunctionName: names.functionArn('Shard'), 'Payload.$': '$' },
              ResultSelector: { 'shard.$': '$.Payload' },
              TimeoutSeconds: LONGEST_INVOCATION,
              Retry: RETRIES,
              End: true,
            },
          },
        },
        MaxConcurrency: maxConcurrency,
        ToleratedFailurePercentage: 100,
        ResultWriter: {
          Resource: `arn:${partition}:states:::s3:putObject`,
          Parameters: { Bucket: names.workBucketName, 'Prefix.$': "States.Format('runs/{}/map', $.runId)" },
        },
        ResultPath: '$.map',
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.map', Next: 'Merge' }],
        Next: 'Merge',
      },
      Merge: {
        Type: 'Task',
        Resource: invoke,
        Parameters: {
          FunctionName: names.functionArn('Merge'),
          Payload: { 'runId.$': '$.runId' },
        },
        ResultSelector: {
          'verdict.$': '$.Payload.verdict',
          'evidence.$': '$.Payload.evidence',
          'unfinished.$': '$.Payload.unfinished',
        },
        ResultPath: '$.result',
        TimeoutSeconds: LONGEST_INVOCATION,
        Retry: [LOCK, ...RETRIES],
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.fault', Next: 'NotMerged' }],
        Next: 'IsAllVerified',
      },
      IsAllVerified: {
        Type: 'Choice',
        Choices: [{ Variable: '$.result.unfinished[0]', IsPresent: true, Next: 'Unfinished' }],
        Default: 'Done',
      },
      Unfinished: {
        Type: 'Fail',
        Error: 'UnfinishedShards',
        CausePath: 'States.JsonToString($.result.unfinished)',
      },
      NotMerged: { Type: 'Fail', Error: 'NotMerged', CausePath: 'States.JsonToString($.fault)' },
      Done: { Type: 'Succeed' },
    },
  };
}

/** Of a Lambda function, with the time that it takes to start. */
const LONGEST_INVOCATION = 960;

/** The merge of a sweep waits for the lock, should an hourly run go over the map at the same time: two hours and more. */
const LOCK = { ErrorEquals: ['LeaseTaken'], IntervalSeconds: 300, BackoffRate: 1, MaxAttempts: 30 };

/** Other functions of the account use the same quota, so throttling may last; anything else gets two more chances. */
const RETRIES = [
  {
    ErrorEquals: [
      'Lambda.TooManyRequestsException',
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
    ],
    IntervalSeconds: 2,
    BackoffRate: 2,
    MaxDelaySeconds: 120,
    MaxAttempts: 10,
    JitterStrategy: 'FULL',
  },
  { ErrorEquals: ['States.ALL'], IntervalSeconds: 30, BackoffRate: 2, MaxAttempts: 2, JitterStrategy: 'FULL' },
];
