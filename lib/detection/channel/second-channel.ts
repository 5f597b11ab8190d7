// The second channel to people: each of the two accounts notifies the people of the other of what happens to its own, so that
// whoever holds one account can't silence it unnoticed.
import { Stack, Token } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { otherAccountOf } from '../../identity/channel-names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { noteForPeople } from '../../shared/note';
import { isSame } from '../../shared/problems';
import type { Alert } from '../alerts/add-alerts';
import type { IAlarmTopic } from '../i-alarm-topic';
import { Forwarding } from './forwarding';
import { addReadRole } from './read-role';
import { Reading } from './reading';
import { Receiving } from './receiving';

export interface SecondChannelProps {
  readonly trail: TrailIdentity;
  readonly alarmTopic: IAlarmTopic;
  /** All alerts of this account and Region. */
  readonly alerts: readonly Alert[];
}

export interface SecondChannel {
  /** The alarms that start when EventBridge could not forward an alert, or deliver one of the other account. */
  readonly alarms: readonly cloudwatch.Alarm[];
}

export function addSecondChannel(scope: Construct, { trail, alarmTopic, alerts }: SecondChannelProps): SecondChannel {
  const { account, region } = Stack.of(scope);
  const otherAccountId = [account, trail.managementAccountId, trail.logArchiveAccountId].some((id) =>
    Token.isUnresolved(id),
  )
    ? undefined
    : otherAccountOf(trail, account);
  if (otherAccountId === undefined) {
    noteForPeople(scope, 'OneChannel', ONE_CHANNEL);
    return { alarms: [] };
  }
  const forwarding = new Forwarding(scope, 'Forwarding', { trail, alarmTopic, alerts, otherAccountId });
  if (!isSame(region, trail.homeRegion)) return forwarding;
  const receiving = new Receiving(scope, 'Receiving', { trail, alarmTopic, otherAccountId });
  const { firstDay } = receiving;
  addReadRole(scope, { trail, otherAccountId });
  const reading = new Reading(scope, 'Reading', { trail, alarmTopic, otherAccountId, firstDay });
  return { alarms: [...forwarding.alarms, ...receiving.alarms, ...reading.alarms] };
}

const ONE_CHANNEL =
  'There is one channel to people only: whoever holds this account can silence every alert unnoticed. With a log archive account of its own, each of the two accounts notifies the people of the other.';
