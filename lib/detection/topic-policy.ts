import * as iam from 'aws-cdk-lib/aws-iam';

/** Which alarms may publish, for which account. */
export interface AlarmSource {
  readonly accountId: string;
  readonly alarmArns: string[];
}

const cloudWatch = () => new iam.ServicePrincipal('cloudwatch.amazonaws.com');

const onlyFor = ({ accountId, alarmArns }: AlarmSource) => ({
  StringEquals: { 'aws:SourceAccount': accountId },
  ArnEquals: { 'aws:SourceArn': alarmArns },
});

/** Without this statement a topic with a policy of its own drops every alarm, and nobody is notified. */
export function alarmsMayPublish(topicArn: string, source: AlarmSource): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'TheseAlarmsPublish',
    principals: [cloudWatch()],
    actions: ['sns:Publish'],
    resources: [topicArn],
    conditions: onlyFor(source),
  });
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services */
export function alarmsMayUseKey(source: AlarmSource): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'TheseAlarmsEncrypt',
    principals: [cloudWatch()],
    actions: ['kms:GenerateDataKey*', 'kms:Decrypt'],
    resources: ['*'],
    conditions: onlyFor(source),
  });
}
