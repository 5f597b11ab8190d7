// Says when CloudWatch alarms of a template are on, from the metrics that were recorded. By the documentation, not
// compared with AWS: it looks at as many periods as the alarm names, where CloudWatch may look at some more.
//
// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html

export type State = 'OK' | 'ALARM';

interface MetricIdentity {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
}

interface MetricQuery {
  readonly Id: string;
  readonly Expression?: string;
  readonly MetricStat?: { readonly Metric: MetricIdentity; readonly Period: number; readonly Stat: string };
}

/** The properties of an alarm in a template. */
export interface AlarmProperties extends Partial<MetricIdentity> {
  readonly AlarmName: string;
  readonly Statistic?: string;
  readonly Period?: number;
  readonly Metrics?: readonly MetricQuery[];
  readonly EvaluationPeriods: number;
  /** In how many of these it has to breach. Default: in all */
  readonly DatapointsToAlarm?: number;
  readonly Threshold: number;
  readonly ComparisonOperator: string;
  readonly TreatMissingData: string;
}

const STATISTICS: Readonly<Partial<Record<string, (values: readonly number[]) => number>>> = {
  Maximum: (values) => Math.max(...values),
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
};

interface Point {
  readonly time: number;
  readonly value: number;
}

/** Everything that was recorded. */
export class Metrics {
  private readonly points = new Map<string, Point[]>();

  public record(namespace: string, name: string, dimensions: Record<string, string>, point: Point): void {
    const key = keyOf(namespace, name, Object.entries(dimensions));
    const points = this.points.get(key);
    if (points === undefined) this.points.set(key, [point]);
    else points.push(point);
  }

  /** The statistic of a period; undefined where nothing was recorded. */
  public statistic(metric: MetricIdentity, statistic: string, start: number, end: number): number | undefined {
    const dimensions = (metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value] as const);
    const values = (this.points.get(keyOf(metric.Namespace, metric.MetricName, dimensions)) ?? [])
      .filter(({ time }) => time >= start && time < end)
      .map(({ value }) => value);
    const calculate = STATISTICS[statistic];
    if (calculate === undefined) throw new Error(`not understood: the statistic ${statistic}`);
    return values.length === 0 ? undefined : calculate(values);
  }
}

function keyOf(namespace: string, name: string, dimensions: readonly (readonly [string, string])[]): string {
  return JSON.stringify([namespace, name, [...dimensions].sort()]);
}

/** The state at a time, where it was `before` until then. */
export function stateAt(alarm: AlarmProperties, metrics: Metrics, time: number, before: State): State {
  const period = 1000 * periodOf(alarm);
  const end = Math.floor(time / period) * period;
  const values = Array.from({ length: alarm.EvaluationPeriods }, (_, index) =>
    valueOf(alarm, metrics, end - (index + 1) * period, end - index * period),
  );
  if (alarm.TreatMissingData === 'ignore') {
    const present = values.filter((value) => value !== undefined);
    if (present.length === 0) return before;
    return present.every((value) => isBreaching(alarm, value)) ? 'ALARM' : 'OK';
  }
  const isMissingBreaching = alarm.TreatMissingData === 'breaching';
  const breaching = values.filter((value) => (value === undefined ? isMissingBreaching : isBreaching(alarm, value)));
  return breaching.length >= (alarm.DatapointsToAlarm ?? values.length) ? 'ALARM' : 'OK';
}

export function periodOf({ Period, Metrics: queries = [] }: AlarmProperties): number {
  return Period ?? queries.find(({ MetricStat }) => MetricStat !== undefined)?.MetricStat?.Period ?? 300;
}

function isBreaching({ ComparisonOperator, Threshold }: AlarmProperties, value: number): boolean {
  switch (ComparisonOperator) {
    case 'GreaterThanOrEqualToThreshold':
      return value >= Threshold;
    case 'LessThanThreshold':
      return value < Threshold;
    default:
      throw new Error(`not understood: ${ComparisonOperator}`);
  }
}

function valueOf(alarm: AlarmProperties, metrics: Metrics, start: number, end: number): number | undefined {
  const { Namespace = '', MetricName = '', Dimensions, Statistic = '', Metrics: queries } = alarm;
  if (queries === undefined) return metrics.statistic({ Namespace, MetricName, Dimensions }, Statistic, start, end);
  const [{ Expression = '' } = {}] = queries.filter((query) => query.Expression !== undefined);
  const metric = (id: string) => {
    const stat = queries.find((query) => query.Id === id)?.MetricStat;
    if (stat === undefined) throw new Error(`not understood: ${id} in ${Expression}`);
    return metrics.statistic(stat.Metric, stat.Stat, start, end);
  };
  const pausing = PAUSE.exec(Expression)?.groups;
  return pausing === undefined ? calculate(Expression, metric) : calculatePausing(pausing, metric, start);
}

/** A metric, but for the beginning of each cycle: `EPOCH` is the start of the period in seconds. */
const PAUSE =
  /^IF\(EPOCH\((?<id>\w+)\) - (?<cycle>\d+) \* FLOOR\(EPOCH\(\k<id>\) \/ \k<cycle>\) < (?<pause>\d+), 0, \k<id>\)$/;

function calculatePausing(
  { id, cycle, pause }: Record<string, string>,
  metric: (id: string) => number | undefined,
  start: number,
): number | undefined {
  const value = metric(id);
  if (value === undefined) return undefined;
  return (start / 1000) % Number(cycle) < Number(pause) ? 0 : value;
}

/** Sums and differences of metrics whose gaps are filled. */
function calculate(expression: string, metric: (id: string) => number | undefined): number {
  const terms = [...expression.matchAll(/(?:^| (?<sign>[+-]) )FILL\((?<id>\w+), 0\)/g)];
  if (terms.map(([text]) => text).join('') !== expression) throw new Error(`not understood: ${expression}`);
  return terms.reduce((sum, { groups }) => sum + (groups?.sign === '-' ? -1 : 1) * (metric(groups?.id ?? '') ?? 0), 0);
}
