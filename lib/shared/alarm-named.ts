import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';
import { reject } from './problems';

/** The alarm of a construct by the name that it has there, which is the id of its construct. */
export function alarmNamed(scope: IConstruct, alarms: readonly cloudwatch.Alarm[], name: string): cloudwatch.Alarm {
  return (
    alarms.find(({ node }) => node.id === name) ??
    reject(scope.node.path, {
      what: 'the name of the alarm',
      given: name,
      allowed: alarms.map(({ node }) => node.id).join(', '),
      todo: 'take one of these names',
    })
  );
}
