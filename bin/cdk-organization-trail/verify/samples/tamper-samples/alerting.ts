// Calls against what people are notified by.
import { archiveArn, samples, TRAIL, trailAccountArn, type SamplesByAlert } from './sample';

const topicArn = trailAccountArn('sns', `${TRAIL}-alarms`);

export const ALERTING_SAMPLES: SamplesByAlert = {
  AlarmTopicTampering: samples(
    'sns.amazonaws.com',
    {
      'the topic': ['DeleteTopic', { topicArn }],
      'its policy': ['SetTopicAttributes', { topicArn, attributeName: 'Policy', attributeValue: '{}' }],
      'a permission more': ['AddPermission', { topicArn, label: 'x' }],
      'a permission less': ['RemovePermission', { topicArn, label: 'x' }],
      'a subscription': ['Unsubscribe', { subscriptionArn: `${topicArn}:00000000-0000-0000-0000-000000000000` }],
      'the filter of a subscription': [
        'SetSubscriptionAttributes',
        { subscriptionArn: `${topicArn}:0`, attributeName: 'FilterPolicy' },
      ],
      'what may pass': ['PutDataProtectionPolicy', { resourceArn: topicArn }],
      'somebody who reads along': ['Subscribe', { topicArn, protocol: 'email', endpoint: 'x' }],
      'the topic of deliveries': ['DeleteTopic', { topicArn: topicArn.replace('-alarms', '-deliveries') }],
    },
    {
      'another topic': ['DeleteTopic', { topicArn: trailAccountArn('sns', 'some-topic') }],
      'a subscription elsewhere': ['Unsubscribe', { subscriptionArn: trailAccountArn('sns', 'some-topic:0') }],
      'a message': ['Publish', { topicArn }],
    },
  ),
  AlarmTampering: samples(
    'monitoring.amazonaws.com',
    {
      'one of several': ['DeleteAlarms', { alarmNames: ['some-alarm', `${TRAIL}-CloudTrailChanges`] }],
      'without actions': ['DisableAlarmActions', { alarmNames: [`${TRAIL}-CloudTrailChanges`] }],
      'set by hand': ['SetAlarmState', { alarmName: `${TRAIL}-CloudTrailChanges`, stateValue: 'OK' }],
      overwritten: ['PutMetricAlarm', { alarmName: `${TRAIL}-CloudTrailChanges`, threshold: 1000 }],
      'overwritten by a composite one': ['PutCompositeAlarm', { alarmName: `${TRAIL}-CloudTrailChanges` }],
      'overwritten by one on logs': ['PutLogAlarm', { alarmName: `${TRAIL}-CloudTrailChanges` }],
      'muted, in a field that is not known': ['PutAlarmMuteRule', { name: 'quiet' }],
    },
    {
      'other alarms': ['DeleteAlarms', { alarmNames: ['some-alarm', `my-${TRAIL}-alarm`] }],
      'another alarm': ['SetAlarmState', { alarmName: 'some-alarm' }],
    },
  ),
  AlertRuleTampering: samples(
    'events.amazonaws.com',
    {
      'by name': ['DisableRule', { name: `${TRAIL}-TrailTampering` }],
      'enabled, without the calls that only read': ['EnableRule', { name: `${TRAIL}-repair-denied` }],
      'the bus, by name': ['UpdateEventBus', { name: 'default', kmsKeyIdentifier: 'x' }],
      'the bus, by ARN': ['UpdateEventBus', { name: archiveArn('events', 'event-bus/default') }],
      'old events again': [
        'StartReplay',
        { replayName: 'x', destination: { arn: archiveArn('events', 'event-bus/default') } },
      ],
      'events of others': ['PutPermission', { eventBusName: 'default', principal: '333333333333', statementId: 'x' }],
      'events of others, by ARN': ['PutPermission', { eventBusName: archiveArn('events', 'event-bus/default') }],
      'events of others, without the name of the bus': [
        'PutPermission',
        { principal: '333333333333', statementId: 'x' },
      ],
      'the bus of the other account, deleted': ['DeleteEventBus', { name: `${TRAIL}-alerts` }],
      'the bus of the other account, by ARN': [
        'UpdateEventBus',
        { name: archiveArn('events', `event-bus/${TRAIL}-alerts`) },
      ],
      'who may send to it': ['PutPermission', { eventBusName: `${TRAIL}-alerts`, policy: '{}' }],
      'the permission of the other account': [
        'RemovePermission',
        { eventBusName: `${TRAIL}-alerts`, removeAllPermissions: true },
      ],
      'a rule of this bus': ['DisableRule', { name: `${TRAIL}-received-calls`, eventBusName: `${TRAIL}-alerts` }],
      deleted: ['DeleteRule', { name: `${TRAIL}-TrailTampering`, force: true }],
      overwritten: ['PutRule', { name: `${TRAIL}-repair-on-calls`, eventPattern: '{}' }],
      'by name in rule': ['RemoveTargets', { rule: `${TRAIL}-TrailTampering`, ids: ['AlarmTopic'] }],
      'another target': ['PutTargets', { rule: `${TRAIL}-TrailTampering`, targets: [] }],
    },
    {
      'another bus, deleted': ['DeleteEventBus', { name: 'some-bus' }],
      'a permission of another bus': ['RemovePermission', { eventBusName: 'some-bus', statementId: 'x' }],
      'another bus': ['UpdateEventBus', { name: 'some-bus' }],
      'another bus by ARN': ['UpdateEventBus', { name: archiveArn('events', 'event-bus/some-bus') }],
      'old events on another bus': [
        'StartReplay',
        { destination: { arn: archiveArn('events', 'event-bus/some-bus') } },
      ],
      'events of others on another bus': ['PutPermission', { eventBusName: 'some-bus', principal: '333333333333' }],
      'another rule': ['DisableRule', { name: 'some-rule' }],
      'the target of another rule': ['RemoveTargets', { rule: 'some-rule', ids: ['1'] }],
    },
  ),
};
