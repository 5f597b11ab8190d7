// A log group of CloudWatch Logs, as far as it is searched: events are put to the pattern by the evaluator of patterns.
import { evaluateFilterPattern } from '../filter-pattern/evaluate';
import { awsJsonService, ServiceError, type StandInService } from '../stand-ins';

export interface StoredLine {
  readonly timestamp: number;
  readonly message: string;
}

export interface MetricFilter {
  readonly filterName: string;
  readonly filterPattern: string;
}

export interface LogGroupStandIn {
  readonly service: StandInService;
  readonly name: string;
  lines: StoredLine[];
  filters: MetricFilter[];
  /** How many lines a page has. */
  pageSize: number;
  /** How many pages without a line come before the others. */
  emptyPages: number;
  /** The error of the next searches, and of how many. */
  fault?: { readonly code: string; times: number };
  /** The times that searches were about. */
  readonly searches: { readonly from: number; readonly to: number }[];
  reset(): void;
}

export function logGroupStandIn(name: string): LogGroupStandIn {
  const standIn: LogGroupStandIn = {
    name,
    lines: [],
    filters: [],
    pageSize: 1000,
    emptyPages: 0,
    searches: [],
    reset: () => {
      [standIn.lines, standIn.filters, standIn.pageSize, standIn.emptyPages] = [[], [], 1000, 0];
      standIn.fault = undefined;
      standIn.searches.length = 0;
    },
    service: awsJsonService('Logs_20140328.', {
      DescribeMetricFilters: ({ logGroupName, filterNamePrefix }) => ({
        metricFilters: standIn.filters
          .filter(({ filterName }) => logGroupName === name && filterName.startsWith(String(filterNamePrefix)))
          .map((filter) => ({
            ...filter,
            logGroupName: name,
            metricTransformations: [{ metricNamespace: 'LogMetrics', metricName: filter.filterName, metricValue: '1' }],
          })),
      }),
      FilterLogEvents: (input) => {
        failIfSo(standIn);
        return search(standIn, input);
      },
    }),
  };
  return standIn;
}

function failIfSo({ fault }: LogGroupStandIn): void {
  if (fault === undefined || fault.times <= 0) return;
  fault.times -= 1;
  throw new ServiceError(fault.code, 'as the test wants it');
}

function search(standIn: LogGroupStandIn, input: Record<string, unknown>): object {
  const { logGroupName, filterPattern, startTime, endTime, nextToken } = input;
  if (logGroupName !== standIn.name) throw new ServiceError('ResourceNotFoundException', 'no such log group');
  const page = Number(nextToken ?? 0);
  if (page === 0) standIn.searches.push({ from: Number(startTime), to: Number(endTime) });
  if (page < standIn.emptyPages) return { events: [], nextToken: String(page + 1) };
  const matching = standIn.lines.filter(
    ({ timestamp, message }) =>
      timestamp >= Number(startTime) && timestamp <= Number(endTime) && matches(String(filterPattern), message),
  );
  const start = (page - standIn.emptyPages) * standIn.pageSize;
  const events = matching.slice(start, start + standIn.pageSize).map((line, index) => ({
    ...line,
    logStreamName: 'stream',
    ingestionTime: line.timestamp,
    eventId: String(start + index),
  }));
  return { events, ...(start + standIn.pageSize < matching.length && { nextToken: String(page + 1) }) };
}

/** What is no JSON matches no pattern of JSON; a test of such a line names it by this mark. */
function matches(pattern: string, message: string): boolean {
  if (message.startsWith('not JSON')) return true;
  return evaluateFilterPattern(pattern, JSON.parse(message)) === 'match';
}
