// For how long reports are kept: longer than the log files that they are about.
import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { checkedDuration, knownDays, WHOLE_DAYS } from '../shared/durations';
import { warn, type Problems } from '../shared/problems';

/** A year, and the time of an audit: what a report says is asked for when the log files have expired. */
const DAYS_BEYOND_LOG_FILES = 400;

interface KeptTimes {
  readonly evidenceRetention: Duration;
  readonly retention: Duration;
  /** What the log archive keeps, where that is known. */
  readonly archived?: Duration;
}

/** The retention of evidence where none was chosen. One that is known at deployment only can't be added to. */
export function defaultEvidenceRetention(logFiles: Duration): Duration {
  const days = knownDays(logFiles);
  if (days === undefined) return logFiles;
  return Duration.days(Math.min(days + DAYS_BEYOND_LOG_FILES, WHOLE_DAYS.most ?? Infinity));
}

/** The retention that was chosen. Notes a problem where evidence would expire before the log files that it is about. */
export function evidenceRetentionOf(problems: Problems, given: Duration | undefined, logFiles: Duration): Duration {
  const otherwise = defaultEvidenceRetention(logFiles);
  const what = 'evidenceRetention';
  if (given === undefined || checkedDuration(problems, what, given, WHOLE_DAYS) !== given) return otherwise;
  const [evidence, least] = [knownDays(given), knownDays(logFiles)];
  problems.unless(evidence === undefined || least === undefined || evidence >= least, {
    what,
    given: `${evidence} days`,
    allowed: `at least the ${least} days for which log files are kept`,
    todo: `leave it out for ${DAYS_BEYOND_LOG_FILES} days more than that: a log file without its reports has no proof`,
  });
  return given;
}

/** Warns where evidence is kept for no longer than the log files because it can't be calculated. */
export function warnOfEvidenceRetention(
  scope: Construct,
  { evidenceRetention, retention, archived = retention }: KeptTimes,
): void {
  if (evidenceRetention !== archived || knownDays(archived) !== undefined) return;
  const kept = 'reports are kept for no longer than log files, since that time is known at deployment only';
  warn(scope, 'evidence-retention-unknown', `${kept}; give evidenceRetention, ${DAYS_BEYOND_LOG_FILES} days more`);
}
