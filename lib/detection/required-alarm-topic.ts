import type { Construct } from 'constructs';
import type { TrailIdentity } from '../identity/trail-identity';
import type { Problems } from '../shared/problems';
import type { IAlarmTopic } from './i-alarm-topic';
import { ImportedAlarmTopic } from './imported-alarm-topic';

/** The topic that was given; where there is none, the problem is noted and a substitute is returned. */
export function requiredAlarmTopic(
  scope: Construct,
  problems: Problems,
  trail: TrailIdentity,
  given: IAlarmTopic | undefined,
): IAlarmTopic {
  const problem = {
    what: 'alarmTopic',
    allowed: 'the topic through which people are notified in this account and Region',
    todo: 'make an AlarmTopic, or take one by AlarmTopic.fromAlarmTopicAttributes',
  };
  const standIn = () => new ImportedAlarmTopic(scope, 'MissingAlarmTopic', { trail });
  return problems.orStandIn(given, 'topicArn', problem, standIn);
}
