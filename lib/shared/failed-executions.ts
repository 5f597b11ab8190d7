import type { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** How many executions of a state machine ended otherwise than by success. */
export function failedExecutions(stateMachineArn: string, period: Duration): cloudwatch.MathExpression {
  const ended = (metricName: string) =>
    new cloudwatch.Metric({
      namespace: 'AWS/States',
      metricName,
      dimensionsMap: { StateMachineArn: stateMachineArn },
      statistic: cloudwatch.Stats.SUM,
      period,
    });
  return new cloudwatch.MathExpression({
    expression: 'FILL(failed, 0) + FILL(timedOut, 0) + FILL(aborted, 0)',
    usingMetrics: {
      failed: ended('ExecutionsFailed'),
      timedOut: ended('ExecutionsTimedOut'),
      aborted: ended('ExecutionsAborted'),
    },
    label: 'Executions that failed',
    period,
  });
}
