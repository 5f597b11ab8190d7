// What people are notified by, in each account and Region: topics, alarms and the rules of EventBridge.
import type { Matcher } from '../shared/event-pattern';
import { anyResource, archiveArns, inArns, namedOurs, noArns, parameters, WHERE } from './ours';
import { because, type ProtectedResource } from './protected-resource';
import { DATA_EVENT, DEPLOY_AGAIN } from './reasons';

const TOPICS: ProtectedResource = {
  name: 'the topics and their subscriptions',
  service: 'sns',
  types: ['topic'],
  where: WHERE.everywhere,
  fields: (context) =>
    parameters(
      [{ prefix: context.topicArn }, ...inArns(context, ':')],
      ...['topicArn', 'subscriptionArn', 'resourceArn'],
    ),
  arns: archiveArns('sns', ''),
  alert: 'AlarmTopicTampering',
  guard: ['GuardArchive'],
  repair: DEPLOY_AGAIN,
  calls: [
    ...['DeleteTopic', 'SetTopicAttributes', 'AddPermission', 'RemovePermission', 'Unsubscribe'],
    ...['SetSubscriptionAttributes', 'PutDataProtectionPolicy'],
    {
      calls: ['Subscribe'],
      guard: because('one subscription more takes no alarm from the others; the alert says who reads along'),
    },
  ],
};

/** A mute rule is put with rights on each alarm that it mutes. */
const ALARMS: ProtectedResource = {
  name: 'the alarms',
  service: 'cloudwatch',
  eventSource: 'monitoring.amazonaws.com',
  types: ['alarm', 'alarm-mute-rule'],
  where: WHERE.everywhere,
  fields: (context) => parameters(namedOurs(context), 'alarmNames', 'alarmName'),
  arns: archiveArns('cloudwatch', 'alarm:'),
  alert: 'AlarmTampering',
  guard: ['GuardArchive'],
  repair: DEPLOY_AGAIN,
  calls: [
    ...['DeleteAlarms', 'DisableAlarmActions', 'SetAlarmState', 'PutMetricAlarm', 'PutCompositeAlarm', 'PutLogAlarm'],
    'PutAlarmMuteRule',
  ],
};

const METRICS: ProtectedResource = {
  ...ALARMS,
  name: 'the metrics that alarms watch',
  types: ['dataset'],
  arns: noArns,
  alert: DATA_EVENT,
  guard: because('the metric filters are in the management account, which no policy of AWS Organizations binds'),
  calls: ['PutMetricData'],
};

const EVENT_RULES: ProtectedResource = {
  name: 'the EventBridge rules that alert and repair',
  service: 'events',
  types: ['rule-on-default-event-bus', 'rule-on-custom-event-bus'],
  where: WHERE.everywhere,
  fields: (context) => parameters(namedOurs(context), 'name', 'rule'),
  arns: archiveArns('events', 'rule/'),
  alert: 'AlertRuleTampering',
  guard: ['GuardArchive'],
  repair: DEPLOY_AGAIN,
  // EnableRule on a rule that matches reading calls too makes it one that does not.
  calls: ['DisableRule', 'EnableRule', 'DeleteRule', 'PutRule', 'RemoveTargets', 'PutTargets'],
};

const DEFAULT_BUS: readonly Matcher[] = ['default', { suffix: ':event-bus/default' }];

/**
 * A key that somebody gives the bus and then takes away stops every rule on it. A replay sends old events again: alerts that
 * are true of another time.
 */
const EVENT_BUS: ProtectedResource = {
  ...EVENT_RULES,
  name: 'the default event bus',
  types: ['event-bus'],
  fields: () => ({
    ...parameters(DEFAULT_BUS, 'name'),
    ...parameters(DEFAULT_BUS.slice(1), 'destination.arn'),
  }),
  arns: ({ partition, logArchiveAccountId }) => [`arn:${partition}:events:*:${logArchiveAccountId}:event-bus/default`],
  calls: ['UpdateEventBus', 'StartReplay'],
};

/** Other accounts may then send events to the rules, or change them. */
const EVENT_BUS_POLICY: ProtectedResource = {
  ...EVENT_RULES,
  name: 'the policy of the default event bus',
  types: [],
  fields: () => parameters(DEFAULT_BUS, 'eventBusName'),
  arns: anyResource,
  guard: ['GuardAccount'],
  calls: ['PutPermission'],
};

/** By this bus an account receives the alerts of the other. Its rules go with it. */
const CHANNEL_BUS: ProtectedResource = {
  ...EVENT_RULES,
  name: 'the event bus on which the alerts of the other account arrive',
  types: ['event-bus'],
  fields: (context) => parameters([...namedOurs(context), ...inArns(context, ':event-bus/')], 'name'),
  arns: archiveArns('events', 'event-bus/'),
  calls: ['DeleteEventBus', 'UpdateEventBus'],
};

/** Without it no alert of the other account arrives. */
const CHANNEL_BUS_POLICY: ProtectedResource = {
  ...EVENT_BUS_POLICY,
  name: 'the policy of this event bus',
  fields: (context) => parameters([...namedOurs(context), ...inArns(context, ':event-bus/')], 'eventBusName'),
  calls: ['PutPermission', 'RemovePermission'],
};

export const ALERTING_RESOURCES: readonly ProtectedResource[] = [
  ...[TOPICS, ALARMS, METRICS, EVENT_RULES, EVENT_BUS, EVENT_BUS_POLICY, CHANNEL_BUS, CHANNEL_BUS_POLICY],
];
