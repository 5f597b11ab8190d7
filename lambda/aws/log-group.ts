import {
  type CloudWatchLogsClient,
  DescribeMetricFiltersCommand,
  FilterLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';

/** A line that a search found. */
export interface FoundLine {
  readonly timestamp: number;
  readonly message: string;
}

/** What is searched for, in milliseconds. */
export interface Search {
  readonly pattern: string;
  readonly from: number;
  readonly to: number;
}

/** Some lines, and whether more may follow. */
export interface FoundPage {
  readonly lines: readonly FoundLine[];
  readonly isLast: boolean;
}

/** The log group of a trail. */
export class LogGroup {
  public constructor(
    private readonly client: Pick<CloudWatchLogsClient, 'send'>,
    private readonly name: string,
  ) {}

  /** The pattern of the metric filter of this name; undefined where it counts no such metric. */
  public async patternOf(filterName: string, namespace: string, metricName: string): Promise<string | undefined> {
    const { metricFilters = [] } = await this.client.send(
      new DescribeMetricFiltersCommand({ logGroupName: this.name, filterNamePrefix: filterName }),
    );
    const filter = metricFilters.find((each) => each.filterName === filterName);
    const isCounted = filter?.metricTransformations?.some(
      (made) => made.metricNamespace === namespace && made.metricName === metricName,
    );
    return isCounted ? filter?.filterPattern : undefined;
  }

  /**
   * The lines that match, page by page: a line has up to 256 KB. CloudWatch Logs also gives pages without a line, with the
   * token of the next.
   */
  public async *search({ pattern, from, to }: Search): AsyncGenerator<FoundPage> {
    let nextToken: string | undefined;
    do {
      const page = await this.client.send(
        new FilterLogEventsCommand({
          logGroupName: this.name,
          filterPattern: pattern,
          startTime: from,
          endTime: to,
          nextToken,
        }),
      );
      nextToken = page.nextToken;
      const lines = (page.events ?? []).map(({ timestamp = from, message = '' }) => ({ timestamp, message }));
      yield { lines, isLast: nextToken === undefined };
    } while (nextToken !== undefined);
  }
}
