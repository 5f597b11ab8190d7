// The synthesized alarms, simulated minute by minute while somebody writes to their metrics or keeps them on.
import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AlarmTopic, CisControl, ExtraFilter, TrailAlarms, type TrailAlarmsProps } from '../../../lib';
import { Metrics, stateAt, type AlarmProperties } from '../../support/alarms/evaluate';
import { managementStack, organizationTrail } from '../../support/stacks';

const MINUTE = 60_000;
const START = Date.UTC(2026, 2, 2, 8);
const trail = organizationTrail();

function alarmsWith(props: Partial<TrailAlarmsProps> = {}): Map<string, AlarmProperties> {
  const stack = managementStack();
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
  new TrailAlarms(stack, 'Alarms', { trail, alarmTopic, ...props });
  const alarms = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
  return new Map(
    alarms.map(({ Properties }) => [
      String(Properties.AlarmName).replace('organization-trail-', ''),
      Properties as AlarmProperties,
    ]),
  );
}

/** Values that reach the metric of a filter, by the minutes after the start at which they do. */
type Values = readonly (readonly [minute: number, value: number])[];

/** The minutes in which one of these alarms starts: each is a message. */
function messages(alarms: readonly AlarmProperties[], filterName: string, values: Values, minutes: number): number[] {
  const metrics = new Metrics();
  for (const [minute, value] of values)
    metrics.record('LogMetrics', `organization-trail-${filterName}`, {}, { time: START + minute * MINUTE, value });
  return alarms
    .flatMap((alarm) => {
      const states = Array.from({ length: minutes }, (_, minute) =>
        stateAt(alarm, metrics, START + minute * MINUTE, 'OK'),
      );
      return states.flatMap((state, minute) => (state === 'ALARM' && states[minute - 1] !== 'ALARM' ? [minute] : []));
    })
    .sort((a, b) => a - b);
}

const every = (minutes: number, from: number, to: number, value = 1): [number, number][] =>
  Array.from({ length: Math.ceil((to - from) / minutes) }, (_, index) => [from + index * minutes, value]);

const filters = [...CisControl.all(), ...ExtraFilter.all()];
const alarms = alarmsWith();

describe('values of others in the metric', () => {
  const masked: Values = [...every(5, 0, 120, -1000), [61, 1]];

  test.each(filters.map(({ filterName }) => filterName))('below zero do not hide an event from %s', (filterName) => {
    expect(messages([alarms.get(filterName)!], filterName, every(5, 0, 120, -1000), 120)).toEqual([]);
    expect(messages([alarms.get(filterName)!], filterName, masked, 120)).toEqual([65]);
  });

  test('hide events where more than one is counted, which is said', () => {
    const counting = alarmsWith({ overrides: [{ filter: CisControl.CLOUDWATCH_2, threshold: 3 }] });
    const { filterName } = CisControl.CLOUDWATCH_2;
    const events: Values = [
      [61, 1],
      [62, 1],
      [63, 1],
    ];
    expect(messages([counting.get(filterName)!], filterName, events, 120)).toEqual([65]);
    expect(messages([counting.get(filterName)!], filterName, [...every(5, 0, 120, -1000), ...events], 120)).toEqual([]);
  });
});

describe('an alarm that somebody keeps on', () => {
  const grave = filters.filter(({ severity }) => ['CRITICAL', 'HIGH'].includes(severity));
  const both = (filterName: string, of = alarms) => [of.get(filterName)!, of.get(`${filterName}StaysOn`)!];

  test('is reported again for each filter that is CRITICAL or HIGH, and for no other', () => {
    expect([...alarms.keys()].filter((name) => name.endsWith('StaysOn'))).toEqual(
      grave.map(({ filterName }) => `${filterName}StaysOn`),
    );
    expect(grave.map(({ filterName }) => filterName)).toEqual(
      expect.arrayContaining(['RootAccountUsage', 'CloudTrailChanges', 'CustomerManagedKeyDeletion', 'ConfigChanges']),
    );
  });

  test.each(grave.map(({ filterName }) => filterName))('%s is reported again within 75 minutes', (filterName) => {
    const day = 24 * 60;
    const notified = messages(both(filterName), filterName, every(4, 17, day), day);
    const gaps = notified.map((minute, index) => minute - (notified[index - 1] ?? 17));
    expect(notified.length).toBeGreaterThan(20);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(75);
    expect(Math.min(...gaps.slice(3))).toBe(60);
  });

  test('by values of others is reported again too', () => {
    const notified = messages(both('CloudTrailChanges'), 'CloudTrailChanges', every(5, 0, 360), 360);
    expect(notified.length).toBeGreaterThan(5);
  });

  test.each([
    ['one event', [[61, 1]]],
    ['events of twenty minutes', every(2, 61, 81)],
    ['events that leave it off at times', every(12, 0, 360)],
  ] as [string, Values][])('is nothing that %s are', (_, values) => {
    const staysOn = alarms.get('CloudTrailChangesStaysOn')!;
    expect(messages([staysOn], 'CloudTrailChanges', values, 360)).toEqual([]);
  });

  test('of a period of its own is reported again after twelve of them', () => {
    const hourly = alarmsWith({
      overrides: [{ filter: CisControl.CLOUDWATCH_5, threshold: 3, period: Duration.hours(1) }],
    });
    const notified = messages(
      both('CloudTrailChanges', hourly),
      'CloudTrailChanges',
      every(10, 0, 3 * 24 * 60),
      3 * 24 * 60,
    );
    const gaps = notified.slice(2).map((minute, index) => minute - notified[index + 1]);
    expect(new Set(gaps)).toEqual(new Set([12 * 60]));
  });

  test('that notifies nobody is reported again to nobody', () => {
    const off = alarmsWith({ overrides: [{ filter: CisControl.CLOUDWATCH_5, enabled: false, reason: 'a test' }] });
    expect(off.get('CloudTrailChangesStaysOn')).toMatchObject({ ActionsEnabled: false });
    expect(alarms.get('CloudTrailChangesStaysOn')).toMatchObject({ ActionsEnabled: true });
  });
});

test('each alarm says that one without an event is late or was forged', () => {
  const silent = [...alarms].filter(
    ([, alarm]) =>
      !String((alarm as unknown as { AlarmDescription: string }).AlarmDescription).includes(
        'Where its query finds no event: late, or a forged metric.',
      ),
  );
  expect(silent.map(([name]) => name)).toEqual([]);
});
