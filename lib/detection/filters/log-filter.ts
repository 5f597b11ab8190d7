import type { AlarmSeverity } from '../../shared/alarm-severity';

/**
 * What is known about a filter.
 */
export interface LogFilterProps {
  /**
   * A name that never changes: alarm, metric and metric filter are called after it.
   */
  readonly filterName: string;

  /**
   * What happened, in a few words, for lists and dashboards.
   */
  readonly title: string;

  /**
   * The pattern, in the filter pattern syntax of CloudWatch Logs, character by character as it is deployed.
   */
  readonly filterPattern: string;

  /**
   * How soon somebody should look.
   */
  readonly severity: AlarmSeverity;

  /**
   * One sentence for the person who gets the alarm.
   */
  readonly description: string;
}

/**
 * A pattern that finds events of one kind in the log group of a trail, and what people read about them.
 *
 * `TrailAlarms` makes a metric filter and an alarm of each.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export class LogFilter {
  /** A name that never changes: alarm, metric and metric filter are called after it. */
  public readonly filterName: string;
  /** What happened, in a few words. */
  public readonly title: string;
  /** The pattern, character by character as it is deployed. */
  public readonly filterPattern: string;
  /** How soon somebody should look. */
  public readonly severity: AlarmSeverity;
  /** One sentence for the person who gets the alarm. */
  public readonly description: string;

  constructor(props: LogFilterProps) {
    this.filterName = props.filterName;
    this.title = props.title;
    this.filterPattern = props.filterPattern;
    this.severity = props.severity;
    this.description = props.description;
  }
}
