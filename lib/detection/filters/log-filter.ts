import { runbookUrl } from '../../shared/runbook';

/**
 * How soon somebody should look at an alarm.
 *
 * The severities are this library's advice. Security Hub rates all of its controls CloudWatch.1 to CloudWatch.14 low.
 */
export enum AlarmSeverity {
  /** At once, at any hour: the evidence itself is in danger. */
  CRITICAL = 'CRITICAL',
  /** Within the hour. */
  HIGH = 'HIGH',
  /** On the same working day. */
  MEDIUM = 'MEDIUM',
  /** When there is time, or together with another alarm. */
  LOW = 'LOW',
}

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
  readonly meaning: string;
}

/**
 * A pattern that finds events of one kind in the log group of a trail, and what to tell about them.
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
  public readonly meaning: string;
  /** The address of the section of the runbook that says what to do. */
  public readonly runbookUrl: string;

  constructor(props: LogFilterProps) {
    this.filterName = props.filterName;
    this.title = props.title;
    this.filterPattern = props.filterPattern;
    this.severity = props.severity;
    this.meaning = props.meaning;
    this.runbookUrl = runbookUrl(props.filterName);
  }
}
