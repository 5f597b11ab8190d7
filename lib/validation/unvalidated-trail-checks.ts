import { Token } from 'aws-cdk-lib';
import type { ILogArchive } from '../archive/i-log-archive';
import { LogArchive } from '../archive/log-archive';
import type { TrailIdentity } from '../identity/trail-identity';
import { isSame, listOf, type Problems } from '../shared/problems';
import { RULES, type Rule } from '../shared/rules';
import type { UnvalidatedTrail } from './unvalidated-trail';

const orAll = ({ pattern, allowed, todo }: Rule, ofTrail: string): Rule => ({
  pattern: new RegExp(`^all$|${pattern.source}`),
  allowed: `${allowed}, or "all" for ${ofTrail}`,
  todo,
});
const ACCOUNT = orAll(RULES.accountId, 'a trail of the organization');
const REGION = orAll(RULES.region, 'a multi-Region trail');

/** Notes everything that is wrong with the trails that are declared to write to the bucket too. */
export function checkUnvalidatedTrails(
  problems: Problems,
  given: readonly UnvalidatedTrail[] | undefined,
  logArchive: ILogArchive,
): void {
  const declared = listOf(given);
  const { trail } = logArchive;
  problems.unless(declared.length === 0 || !(logArchive instanceof LogArchive), {
    what: 'unvalidatedTrails',
    given: `${declared.length} trails`,
    allowed: `none beside a LogArchive: its bucket policy admits ${trail.trailArn} alone`,
    todo: 'leave it out; it is for a bucket that is taken by LogArchive.fromLogArchiveAttributes and that others may write to',
  });
  declared.forEach((each, index) => checkDeclared(problems, `unvalidatedTrails[${index}]`, each, trail));
}

function checkDeclared(
  problems: Problems,
  what: string,
  { trailArn, accountIds, regions, since, until }: UnvalidatedTrail,
  trail: TrailIdentity,
): void {
  problems
    .required(`${what}.trailArn`, trailArn, RULES.trailArn)
    .matchAll(`${what}.accountIds`, accountIds, ACCOUNT)
    .matchAll(`${what}.regions`, regions, REGION)
    .match(`${what}.since`, since, RULES.utcTime)
    .match(`${what}.until`, until, RULES.utcTime)
    .unless(since === undefined || until === undefined || isBefore(since, until), {
      what: `${what}.until`,
      given: until,
      allowed: `a time after since, ${since}`,
      todo: 'swap them, or leave one out',
    });
  if (!Token.isUnresolved(trailArn) && RULES.trailArn.pattern.test(trailArn)) {
    checkFolders(problems, what, { trailArn, accountIds }, trail);
  }
}

/** A trail that can't write among the log files of the validated one explains nothing there. */
function checkFolders(
  problems: Problems,
  what: string,
  { trailArn: given, accountIds }: Pick<UnvalidatedTrail, 'trailArn' | 'accountIds'>,
  { trailArn, partition, organizationId, managementAccountId }: TrailIdentity,
): void {
  const [, itsPartition, , , accountId] = given.split(':');
  const isOfOrganization = organizationId !== undefined;
  problems
    .unless(Token.isUnresolved(trailArn) || given !== trailArn, {
      what: `${what}.trailArn`,
      given,
      allowed: 'another trail than the one that is validated',
      todo: 'leave it out: the log files of this trail have digests',
    })
    .unless(isSame(itsPartition, partition), {
      what: `${what}.trailArn`,
      given,
      allowed: `a trail of the partition ${partition}`,
      todo: 'leave it out: it writes to no bucket of this partition',
    })
    .unless(!isOfOrganization || isSame(accountId, managementAccountId), {
      what: `${what}.trailArn`,
      given,
      allowed: `a trail of the management account ${managementAccountId}, which owns all trails of the organization`,
      todo: 'leave it out: a trail of one account writes to other folders than those of an organization',
    })
    .unless(isOfOrganization || listOf(accountIds).every((id) => id === 'all' || isSame(id, accountId)), {
      what: `${what}.accountIds`,
      given: listOf(accountIds).join(', '),
      allowed: `the account ${accountId}, whose log files alone this trail writes`,
      todo: 'leave it out',
    });
}

function isBefore(since: string, until: string): boolean {
  return Token.isUnresolved(since) || Token.isUnresolved(until) || !(Date.parse(since) >= Date.parse(until));
}
