import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { checkComplianceLock } from '../archive/lock-mode';
import type { IAlarmTopic } from '../detection/i-alarm-topic';
import { foreignRoles } from '../identity/foreign-roles';
import type { TrailIdentity } from '../identity/trail-identity';
import { knownDays } from '../shared/durations';
import { isSame, listOf, warn, type Problems } from '../shared/problems';
import { RULES } from '../shared/rules';
import type { ValidationChoices } from './choices';
import type { ExpectedDigests } from './expected-digests';
import { checkFormerLocations, formerLocationsVariable } from './former-locations';
import type { DigestValidationProps } from './options';
import { checkUnvalidatedTrails } from './unvalidated-trail-checks';

/** Lambda takes 4 KB of environment in all. */
const MAX_LISTED_CHARACTERS = 2500;

/** The hours that divide a day, so that runs are at the same times each day. */
const INTERVAL_HOURS = [1, 2, 3, 4, 6, 8];

/** Notes everything that is wrong with what a caller chose. */
export function checkValidation(
  scope: Construct,
  problems: Problems,
  choices: ValidationChoices,
  { alarmTopic, logArchive }: Pick<DigestValidationProps, 'alarmTopic' | 'logArchive'>,
): void {
  const { trail, names, interval } = choices;
  const [kept, archived] = [knownDays(choices.retention), choices.archived && knownDays(choices.archived)];
  problems
    .match('organizationsRoleArn', choices.organizationsRoleArn, RULES.organizationsRoleArn)
    .match('trailName, in the longest name made of it', names.roleName('Schedule'), RULES.roleName)
    .match('logBucketName, in the name of the work bucket', names.workBucketName, RULES.bucketName)
    .unless(isOfSameEnvironment(alarmTopic, scope), {
      what: 'alarmTopic',
      given: `a topic in ${Stack.of(alarmTopic).account}, ${Stack.of(alarmTopic).region}`,
      allowed: `a topic in the log archive account ${trail.logArchiveAccountId}, ${trail.homeRegion}`,
      todo: 'make an AlarmTopic there: alarms reach topics of their own account and Region',
    })
    .unless(INTERVAL_HOURS.includes(interval.toHours()), {
      what: 'interval',
      given: `${interval.toMinutes()} minutes`,
      allowed: '1, 2, 3, 4, 6 or 8 hours',
      todo: 'CloudTrail delivers a digest each hour',
    })
    .unless(kept === undefined || archived === undefined || kept <= archived, {
      what: 'retention',
      given: `${kept} days`,
      allowed: `at most the ${archived} days that the log archive keeps`,
      todo: 'leave it out: every log file that expires would count as deleted',
    });
  checkComplianceLock(problems, 'evidenceLockMode', choices.evidenceLockMode, choices.complianceLockAcknowledged);
  checkOrganizationsRole(problems, choices);
  checkNumbers(problems, choices);
  checkExpected(problems, listOf(choices.expectedDigests));
  checkUnvalidatedTrails(problems, choices.unvalidatedTrails, logArchive);
  checkFormerLocations(problems, trail, choices.formerLocations);
  checkRoom(problems, choices);
}

/** What is asked by it belongs to the management account. */
function checkOrganizationsRole(problems: Problems, { trail, organizationsRoleArn: given }: ValidationChoices): void {
  const isWellFormed = given !== undefined && RULES.organizationsRoleArn.pattern.test(given);
  problems.unless(!isWellFormed || isSame(given.split(':')[4], trail.managementAccountId), {
    what: 'organizationsRoleArn',
    given,
    allowed: `a role of the management account ${trail.managementAccountId}`,
    todo: 'name a role there: AWS Organizations answers no other account',
  });
}

function checkNumbers(problems: Problems, choices: ValidationChoices): void {
  for (const [what, given, least, most] of [
    ['objectsPerRun', choices.objectsPerRun, 1, 10_000_000],
    ['maxConcurrency', choices.maxConcurrency, 1, 1000],
    ['reservedConcurrency', choices.reservedConcurrency, 1, 1000],
  ] as const) {
    problems.unless(given === undefined || (Number.isInteger(given) && given >= least && given <= most), {
      what,
      given,
      allowed: `a whole number from ${least} to ${most}`,
      todo: 'leave it out for its default',
    });
  }
}

function checkExpected(problems: Problems, expected: readonly ExpectedDigests[]): void {
  expected.forEach(({ accountId, region, since, until }, index) => {
    problems
      .match(`expectedDigests[${index}].accountId`, accountId, RULES.accountId)
      .match(`expectedDigests[${index}].region`, region, RULES.region)
      .match(`expectedDigests[${index}].since`, since, RULES.utcTime)
      .match(`expectedDigests[${index}].until`, until, RULES.utcTime);
  });
}

/** All of these lists are in the environment of the function. */
function checkRoom(problems: Problems, choices: ValidationChoices): void {
  const { formerLocations } = choices;
  const [expected, unvalidated] = [listOf(choices.expectedDigests), listOf(choices.unvalidatedTrails)];
  const small = 'the environment of a function being small';
  const room = MAX_LISTED_CHARACTERS - (unvalidated.length === 0 ? 0 : JSON.stringify(unvalidated).length);
  problems.unless(room >= 0, {
    what: 'unvalidatedTrails',
    given: `${unvalidated.length} trails`,
    allowed: `trails of at most ${MAX_LISTED_CHARACTERS} characters as JSON, ${small}`,
    todo: 'write "all" for lists that hold all accounts of the organization, or all Regions',
  });
  const length = JSON.stringify(expected).length + (formerLocationsVariable(formerLocations) ?? '').length;
  const [what, rows, todo] =
    formerLocations.length === 0
      ? ['expectedDigests', expected.length, 'let AWS Organizations name them: give organizationsRoleArn']
      : [
          'expectedDigests and formerLocations',
          expected.length + formerLocations.length,
          'let AWS Organizations name what is expected, and leave out locations whose log files have expired',
        ];
  const allowed = `rows of at most ${room} characters as JSON, ${small}`;
  problems.unless(room < 0 || length <= room, { what, given: `${rows} rows`, allowed, todo });
}

/** People are notified in every run of a finding that nobody may acknowledge. The bucket lets in no account but its own. */
export function warnOfAcknowledgers(scope: Construct, { principals, logArchiveAccountId }: TrailIdentity): void {
  const { acknowledgerRoleArns, breakGlassRoleArns } = principals;
  const foreign = foreignRoles(acknowledgerRoleArns, [logArchiveAccountId]);
  const todo = `name a role of the account ${logArchiveAccountId} in acknowledgerRoleArns of TrailPrincipals`;
  if (!Token.isUnresolved(acknowledgerRoleArns) && foreign.length === acknowledgerRoleArns.length) {
    const nobody = 'nobody can acknowledge a finding: it stays open until it verifies or ages out';
    warn(scope, 'nobody-acknowledges', `${nobody}; ${todo}, or in breakGlassRoleArns`);
  } else if (foreign.length > 0 && acknowledgerRoleArns !== breakGlassRoleArns) {
    const which = foreign.join(', ');
    warn(
      scope,
      'foreign-acknowledgers',
      `the evidence bucket lets in no other account, so ${which} can't acknowledge; ${todo}`,
    );
  }
}

function isOfSameEnvironment(topic: IAlarmTopic, scope: Construct): boolean {
  const [a, b] = [Stack.of(topic), Stack.of(scope)];
  return isSame(a.account, b.account) && isSame(a.region, b.region);
}
