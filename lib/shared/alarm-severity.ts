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
