import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DigestValidationProps } from './digest-validation';
import type { ExpectedDigests } from './expected-digests';
import { checkArchivePlace } from '../identity/archive-place';
import { isSame, warn, type Problems } from '../shared/problems';
import { RULES } from '../shared/rules';
import type { ValidationChoices } from './choices';

/** Lambda takes 4 KB of environment in all. */
const MAX_EXPECTED_CHARACTERS = 2500;

const ISO_8601 = {
  pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/,
  allowed: 'a time in ISO 8601 in UTC, such as 2026-01-01T00:00:00Z',
  todo: 'write it with a Z at its end',
};

/** Everything that is wrong with what a caller chose. */
export function checkValidation(scope: Construct, props: DigestValidationProps, choices: ValidationChoices): Problems {
  const { trail, names, interval, grace, retention, archived } = choices;
  const { alarmTopic, expectedDigests = [] } = props;
  const problems = checkArchivePlace(scope, trail)
    .matchAll('breakGlassRoleArns', props.breakGlassRoleArns, RULES.breakGlassRoleArn)
    .matchAll('acknowledgerRoleArns', props.acknowledgerRoleArns, RULES.breakGlassRoleArn)
    .matchAll('deploymentRoleArns', props.deploymentRoleArns, RULES.deploymentRoleArn)
    .match('organizationsRoleArn', props.organizationsRoleArn, RULES.organizationsRoleArn)
    .match('trailName, in the longest name made of it', names.roleName('Schedule'), RULES.roleName)
    .match('logBucketName, in the name of the work bucket', names.workBucketName, RULES.bucketName)
    .unless(isOfSameEnvironment(alarmTopic, scope), {
      what: 'alarmTopic',
      given: `a topic in ${Stack.of(alarmTopic).account}, ${Stack.of(alarmTopic).region}`,
      allowed: `a topic in the log archive account ${trail.logArchiveAccountId}, ${trail.homeRegion}`,
      todo: 'make an AlarmTopic there: alarms reach topics of their own account and Region',
    })
    .unless([1, 2, 3, 4, 6, 8].includes(interval.toMinutes() / 60), {
      what: 'interval',
      given: `${interval.toMinutes()} minutes`,
      allowed: '1, 2, 3, 4, 6 or 8 hours',
      todo: 'CloudTrail delivers a digest each hour',
    })
    .unless(grace.toMinutes() % 60 === 0 && grace.toMinutes() > 0, {
      what: 'grace',
      given: `${grace.toMinutes()} minutes`,
      allowed: 'whole hours, at least one',
      todo: 'leave it out for 3 hours',
    })
    .unless(archived === undefined || retention.toDays() <= archived.toDays(), {
      what: 'retention',
      given: `${retention.toDays()} days`,
      allowed: `at most the ${archived?.toDays()} days that the log archive keeps`,
      todo: 'leave it out: every log file that expires would count as deleted',
    });
  for (const [what, given, least, most] of [
    ['objectsPerRun', props.objectsPerRun, 1, 10_000_000],
    ['maxConcurrency', props.maxConcurrency, 1, 1000],
    ['reservedConcurrency', props.reservedConcurrency, 1, 1000],
  ] as const) {
    problems.unless(given === undefined || (Number.isInteger(given) && given >= least && given <= most), {
      what,
      given,
      allowed: `a whole number from ${least} to ${most}`,
      todo: 'leave it out for its default',
    });
  }
  checkExpected(problems, expectedDigests);
  return problems;
}

function checkExpected(problems: Problems, expected: readonly ExpectedDigests[]): void {
  expected.forEach(({ accountId, region, since, until }, index) => {
    problems
      .match(`expectedDigests[${index}].accountId`, accountId, RULES.accountId)
      .match(`expectedDigests[${index}].region`, region, RULES.region)
      .match(`expectedDigests[${index}].since`, since, ISO_8601)
      .match(`expectedDigests[${index}].until`, until, ISO_8601);
  });
  const { length } = JSON.stringify(expected);
  problems.unless(length <= MAX_EXPECTED_CHARACTERS, {
    what: 'expectedDigests',
    given: `${expected.length} rows`,
    allowed: `rows of at most ${MAX_EXPECTED_CHARACTERS} characters as JSON, the environment of a function being small`,
    todo: 'let AWS Organizations name them: give organizationsRoleArn',
  });
}

/** A finding that nobody may acknowledge is told in every run. The bucket lets in no account but its own. */
export function warnIfNobodyAcknowledges(scope: Construct, { trail, acknowledgerRoleArns }: ValidationChoices): void {
  const account = trail.logArchiveAccountId;
  const isInReach = (arn: string) => Token.isUnresolved(arn) || isSame(arn.split(':')[4], account);
  if (Token.isUnresolved(acknowledgerRoleArns) || acknowledgerRoleArns.some(isInReach)) return;
  warn(
    scope,
    'nobody-acknowledges',
    `nobody can acknowledge a finding: it stays open until it verifies or ages out; name a role of the account ${account} in acknowledgerRoleArns or breakGlassRoleArns`,
  );
}

function isOfSameEnvironment(topic: Construct, scope: Construct): boolean {
  const [a, b] = [Stack.of(topic), Stack.of(scope)];
  return (['account', 'region'] as const).every(
    (part) => Token.isUnresolved(a[part]) || Token.isUnresolved(b[part]) || a[part] === b[part],
  );
}
