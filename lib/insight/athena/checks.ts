import { Duration, Size } from 'aws-cdk-lib';
import { QuestionNames } from '../../identity/reading-names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { checkedDuration, type DurationRule } from '../../shared/durations';
import { listOf, type Problems } from '../../shared/problems';
import { RULES } from '../../shared/rules';
import type { TrailAthenaOptions, TrailAthenaProps } from './options';

/** What holds, with what was left out filled in. */
export interface CheckedChoices {
  readonly scanLimitBytes: number;
  readonly resultsRetention: Duration;
  readonly historyDays: number;
  readonly moreRegions: readonly string[];
  readonly accountIds?: readonly string[];
  readonly hasVerdicts: boolean;
}

/** @see https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html */
const LEAST_SCAN_BYTES = 10_000_000;
const MOST_ACCOUNTS = 100;
const DAYS_OF_RESULTS: DurationRule = { unit: 'days', least: 1, most: 365, todo: 'use Duration.days' };
const DAYS_BACK: DurationRule = { unit: 'days', least: 1, most: 36_500, isKnown: true, todo: 'use Duration.days' };

export function checkChoices(problems: Problems, trail: TrailIdentity, given: TrailAthenaProps): CheckedChoices {
  const { resultsRetention = Duration.days(30), history = Duration.days(365) } = given;
  problems
    .matchAll('accountIds', given.accountIds, RULES.accountId)
    .matchAll('readerArns', given.readerArns, RULES.readerArn)
    .matchAll('moreRegions', given.moreRegions, RULES.region);
  checkAccounts(problems, given);
  const { resultsBucketName } = new QuestionNames(trail);
  problems.unless(resultsBucketName.length <= 63 || !RULES.bucketName.pattern.test(trail.logBucketName), {
    what: 'logBucketName',
    given: trail.logBucketName,
    allowed: `a name with which ${resultsBucketName} has at most 63 characters`,
    todo: 'choose a shorter logBucketName: the bucket of the results is named after it',
  });
  return {
    scanLimitBytes: checkedScanLimit(problems, given.scanLimit),
    resultsRetention: checkedDuration(problems, 'resultsRetention', resultsRetention, DAYS_OF_RESULTS),
    historyDays: checkedDuration(problems, 'history', history, DAYS_BACK).toDays(),
    moreRegions: listOf(given.moreRegions).map(String),
    accountIds: given.accountIds === undefined ? undefined : listOf(given.accountIds).map(String),
    hasVerdicts: given.verdicts ?? true,
  };
}

function checkAccounts(problems: Problems, { accountIds }: TrailAthenaOptions): void {
  const { length } = listOf(accountIds);
  problems.unless(accountIds === undefined || !Array.isArray(accountIds) || (length > 0 && length <= MOST_ACCOUNTS), {
    what: 'accountIds',
    given: `${length} accounts`,
    allowed: `from 1 to ${MOST_ACCOUNTS}`,
    todo: 'leave it out, and name the accounts in question in each query: account IN (…)',
  });
}

function checkedScanLimit(problems: Problems, given: Size = Size.gibibytes(100)): number {
  const bytes = knownBytes(given);
  if (bytes !== undefined && bytes >= LEAST_SCAN_BYTES) return bytes;
  problems.add({
    what: 'scanLimit',
    given: bytes === undefined ? typeof given : `${bytes} bytes`,
    allowed: `at least ${LEAST_SCAN_BYTES} bytes, which is what Athena accepts, known at synthesis`,
    todo: 'use Size.mebibytes or Size.gibibytes',
  });
  return LEAST_SCAN_BYTES;
}

/** How many bytes; undefined where that is known at deployment only, or where it is no size. */
function knownBytes(given: Partial<Size>): number | undefined {
  return given.isUnresolved?.() === false ? given.toBytes?.() : undefined;
}
