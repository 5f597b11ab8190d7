import { Metrics, stateAt, type AlarmProperties } from './evaluate';

const MINUTE = 60_000;
const ALARM: AlarmProperties = {
  AlarmName: 'alarm',
  Namespace: 'N',
  MetricName: 'm',
  Dimensions: [{ Name: 'trail', Value: 't' }],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 2,
  Threshold: 3,
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  TreatMissingData: 'notBreaching',
};

/** Values recorded in the first, second … minute. */
function recorded(...minutes: readonly (readonly number[])[]): Metrics {
  const metrics = new Metrics();
  for (const [minute, values] of minutes.entries()) {
    for (const value of values) metrics.record('N', 'm', { trail: 't' }, { time: minute * MINUTE + 1, value });
  }
  return metrics;
}

const after = (metrics: Metrics, changes: Partial<AlarmProperties> = {}, before: 'OK' | 'ALARM' = 'OK') =>
  stateAt({ ...ALARM, ...changes }, metrics, 2 * MINUTE, before);

test.each([
  ['every period reaches the threshold', [[1, 2], [3]], 'ALARM'],
  ['one period does not', [[1, 2], [2]], 'OK'],
  ['a value came at the end of the time, which belongs to the next period', [[3], [], [3]], 'OK'],
] as const)('where %s', (_, minutes, state) => {
  expect(after(recorded(...minutes))).toBe(state);
});

test('the maximum of a period is not its sum', () => {
  expect(after(recorded([1, 2], [1, 2]), { Statistic: 'Maximum' })).toBe('OK');
  expect(after(recorded([1, 3], [3, 0]), { Statistic: 'Maximum' })).toBe('ALARM');
});

test('values of another namespace, metric or dimension do not count', () => {
  const metrics = new Metrics();
  for (const time of [1, MINUTE + 1]) {
    metrics.record('other', 'm', { trail: 't' }, { time, value: 9 });
    metrics.record('N', 'other', { trail: 't' }, { time, value: 9 });
    metrics.record('N', 'm', { trail: 'other' }, { time, value: 9 });
    metrics.record('N', 'm', {}, { time, value: 9 });
  }
  expect(after(metrics)).toBe('OK');
});

describe('missing data', () => {
  test('is not breaching, or is, as the alarm says', () => {
    expect(after(recorded([3], []))).toBe('OK');
    expect(after(recorded([3], []), { TreatMissingData: 'breaching' })).toBe('ALARM');
    expect(after(recorded([2], []), { TreatMissingData: 'breaching' })).toBe('OK');
  });

  test('is ignored: what is there decides, and nothing keeps the state', () => {
    expect(after(recorded([], [3]), { TreatMissingData: 'ignore' })).toBe('ALARM');
    expect(after(recorded([], []), { TreatMissingData: 'ignore' }, 'ALARM')).toBe('ALARM');
    expect(after(recorded([], []), { TreatMissingData: 'ignore' }, 'OK')).toBe('OK');
  });
});

test('some of the periods are enough where the alarm says so', () => {
  const of = (DatapointsToAlarm: number) => after(recorded([3], [2]), { DatapointsToAlarm });
  expect([of(1), of(2)]).toEqual(['ALARM', 'OK']);
});

test('an expression fills the gaps of its metrics', () => {
  const metrics = recorded([5], [5]);
  metrics.record('N', 'other', {}, { time: 1, value: 3 });
  const metric = (Id: string, Metric: { Namespace: string; MetricName: string; Dimensions?: never[] }) => ({
    ...{ Id, MetricStat: { Metric, Period: 60, Stat: 'Sum' } },
  });
  const Metrics = [
    { Id: 'e', Expression: 'FILL(a, 0) - FILL(b, 0)' },
    { Id: 'a', MetricStat: { Metric: ALARM as never, Period: 60, Stat: 'Sum' } },
    metric('b', { Namespace: 'N', MetricName: 'other' }),
  ];
  const of = (EvaluationPeriods: number) => after(metrics, { Period: undefined, Metrics, EvaluationPeriods });
  expect([of(1), of(2)]).toEqual(['ALARM', 'OK']);
});

test.each<[string, Partial<AlarmProperties>]>([
  ['another comparison', { ComparisonOperator: 'LessThanOrEqualToThreshold' }],
  ['another statistic', { Statistic: 'p99' }],
  ['another expression', { Metrics: [{ Id: 'e', Expression: 'RATE(a)' }] }],
])('%s is rejected', (_, changes) => {
  expect(() => after(recorded([3], [3]), changes)).toThrow(/^not understood: /);
});
