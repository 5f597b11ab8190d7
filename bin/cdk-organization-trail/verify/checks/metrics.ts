import type { Place } from '../plan/assembly';
import type { Context } from './check';

/** A metric of CloudWatch, by the dimension that identifies it, and by the bus of a rule that is not on the default one. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimension: readonly [name: string, value: string];
  readonly eventBusName?: string;
  readonly statistic: 'Sum' | 'Maximum';
}

export interface Window {
  readonly start: number;
  readonly end: number;
  /** Seconds. */
  readonly period: number;
}

export interface Datapoint {
  readonly time: number;
  readonly value: number;
}

/** The datapoints of a metric in a time, oldest first; none where there are none. */
export async function datapointsOf(
  place: Place,
  { namespace, name, dimension: [Name, Value], eventBusName, statistic }: Metric,
  { start, end, period }: Window,
  get: Context<'getMetricData'>['pages'],
): Promise<Datapoint[]> {
  const bus = eventBusName === undefined ? [] : [{ Name: 'EventBusName', Value: eventBusName }];
  const Metric = { Namespace: namespace, MetricName: name, Dimensions: [{ Name, Value }, ...bus] };
  const pages = await get('getMetricData', place, {
    MetricDataQueries: [{ Id: 'metric', MetricStat: { Metric, Period: period, Stat: statistic } }],
    StartTime: new Date(start),
    EndTime: new Date(end),
    ScanBy: 'TimestampAscending',
  });
  return pages
    .flatMap(({ MetricDataResults = [] }) => MetricDataResults)
    .flatMap(({ Timestamps = [], Values = [] }) =>
      Timestamps.map((time, index) => ({ time: time.getTime(), value: Values[index] })),
    );
}
