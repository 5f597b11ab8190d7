import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html */
export function ruleMetric(
  ruleName: string,
  metricName: 'TriggeredRules' | 'FailedInvocations',
  eventBusName?: string,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/Events',
    metricName,
    // Without the name of a bus, the metric is that of a rule on the default bus.
    dimensionsMap: { ...(eventBusName === undefined ? {} : { EventBusName: eventBusName }), RuleName: ruleName },
    statistic: cloudwatch.Stats.SUM,
  });
}
