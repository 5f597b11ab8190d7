import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
export function ruleMetric(ruleName: string, metricName: 'TriggeredRules' | 'FailedInvocations'): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/Events',
    metricName,
    dimensionsMap: { RuleName: ruleName },
    statistic: cloudwatch.Stats.SUM,
  });
}
