import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { reject } from './problems';

/** The alarm of a construct by its name in CloudWatch, without the prefix that all names of a trail have. */
export function alarmNamed(
  scope: IConstruct,
  alarms: readonly cloudwatch.Alarm[],
  prefix: string,
  name: string,
): cloudwatch.Alarm {
  const names = alarms.map(({ node }) => (node.defaultChild as cloudwatch.CfnAlarm).alarmName!.slice(prefix.length));
  return (
    alarms[names.indexOf(name)] ??
    reject(scope.node.path, {
      what: 'the name of the alarm',
      given: name,
      allowed: names.join(', '),
      todo: 'take one of these names',
    })
  );
}
