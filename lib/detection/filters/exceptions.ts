// What filters beside the controls leave out: named principals, each for a reason and for a time.
import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { TrailIdentity } from '../../identity/trail-identity';
import { noteForPeople } from '../../shared/note';
import { having, isSame, warn, type Problems } from '../../shared/problems';
import { RULES } from '../../shared/rules';
import type { FilterException } from '../alarm-options';
import { mustBeDirect } from '../alarm-routes';
import { CisControl } from './cis-control';
import { MAX_PATTERN_LENGTH, propsOf, sessionsOf } from './federated-roles';
import { LogFilter } from './log-filter';

const DAY = 24 * 60 * 60 * 1000;
const LONGEST_DAYS = 366;
const EXCEPTION = having('filter', 'an exception', 'give it a filter, a principalArn, a reason and a day');

/** Those that hold today. What is wrong is reported, what is over is warned of, and the rest is shown to people. */
export function validExceptions(
  scope: Construct,
  problems: Problems,
  trail: TrailIdentity,
  filters: readonly LogFilter[],
  given: readonly FilterException[] | undefined,
): FilterException[] {
  const exceptions = problems.items('exceptions', given, EXCEPTION);
  exceptions.forEach((exception, index) => check(problems, `exceptions[${index}]`, exception, trail, filters));
  const today = Math.floor(Date.now() / DAY) * DAY;
  const wellFormed = exceptions.filter(
    ({ principalArn, expires }) =>
      RULES.exceptedPrincipalArn.pattern.test(principalArn) && !Number.isNaN(Date.parse(expires)),
  );
  const over = wellFormed.filter(({ expires }) => Date.parse(expires) < today);
  const valid = wellFormed.filter((exception) => !over.includes(exception));
  for (const { filter, principalArn, expires } of over)
    warn(
      scope,
      `exception-over:${filter.filterName}:${principalArn}`,
      `the exception of ${filter.filterName} for ${principalArn} ended on ${expires} and is left out: take it out, or give a later day and a reason that still holds`,
    );
  if (valid.length > 0) noteForPeople(scope, 'Exceptions', `Exceptions from filters: ${valid.map(lineOf).join('; ')}.`);
  return valid;
}

/** The filters, each of which leaves out the principals that it has an exception for. */
export function exceptPrincipals(filters: readonly LogFilter[], exceptions: readonly FilterException[]): LogFilter[] {
  return filters.map((filter) => {
    const arns = exceptions.filter((it) => it.filter.filterName === filter.filterName).map((it) => it.principalArn);
    if (arns.length === 0) return filter;
    return new LogFilter({ ...propsOf(filter), filterPattern: narrowed(filter.filterPattern, arns) });
  });
}

export function checkLengths(
  problems: Problems,
  filters: readonly LogFilter[],
  exceptions: readonly FilterException[],
): void {
  const names = new Set(exceptions.map(({ filter }) => filter.filterName));
  for (const { filterName, filterPattern } of filters.filter((filter) => names.has(filter.filterName)))
    problems.unless(filterPattern.length <= MAX_PATTERN_LENGTH, {
      what: `exceptions of ${filterName}`,
      given: `a pattern of ${filterPattern.length} characters`,
      allowed: `at most ${MAX_PATTERN_LENGTH} characters`,
      todo: 'give fewer exceptions',
    });
}

function check(
  problems: Problems,
  at: string,
  { filter, principalArn, reason, expires }: FilterException,
  { partition }: TrailIdentity,
  filters: readonly LogFilter[],
): void {
  const isHere = filters.some(({ filterName }) => filterName === filter.filterName);
  const until = Date.parse(expires);
  problems
    .required(`${at}.principalArn`, principalArn, RULES.exceptedPrincipalArn)
    .required(`${at}.reason`, reason, RULES.reason)
    .required(`${at}.expires`, expires, RULES.isoDate)
    .unless(isSame(String(principalArn).split(':')[1], partition) || Token.isUnresolved(principalArn), {
      what: `${at}.principalArn`,
      given: principalArn,
      allowed: `a principal in the partition of the trail, ${partition}`,
      todo: 'name a principal of an account of the organization',
    })
    .unless(Number.isNaN(until) || until <= Date.now() + LONGEST_DAYS * DAY, {
      what: `${at}.expires`,
      given: expires,
      allowed: 'a day within a year',
      todo: 'look at it again in a year',
    })
    .unless(isHere && !isControl(filter) && !mustBeDirect(filter), {
      what: `${at}.filter`,
      given: filter.filterName,
      allowed: 'one of the filters, of ExtraFilter or your own, whose alarm is not always direct',
      todo: 'leave the exception out: Security Hub prescribes the patterns of controls, and what is grave has none',
    });
}

function isControl(filter: LogFilter): boolean {
  return CisControl.all().some(({ filterName }) => filterName === filter.filterName);
}

/** Around the whole pattern, which may be a choice of several. */
function narrowed(filterPattern: string, principalArns: readonly string[]): string {
  const arns = principalArns.map((arn) => (arn.includes(':role/') ? sessionsOf(arn) : arn));
  const others = arns.map((arn) => `($.userIdentity.arn != "${arn}")`).join(' && ');
  return `{(${filterPattern.trim().slice(1, -1).trim()}) && (($.userIdentity.arn NOT EXISTS) || (${others}))}`;
}

function lineOf({ filter, principalArn, reason, expires }: FilterException): string {
  return `${filter.filterName} leaves out ${principalArn} until ${expires} (${reason})`;
}
