import { Token } from 'aws-cdk-lib';
import { checkBucketNames } from './bucket-names';
import { partitionOf, PARTITIONS } from '../shared/partitions';
import { isSame, Problems } from '../shared/problems';
import { RULES } from '../shared/rules';
import type { TrailIdentityOptions } from './trail-identity-options';
import type { TrailPrincipals } from './trail-principals';

/** Who owns a trail, and where. */
export interface TrailOwner {
  /** The property by which a caller gives the account. */
  readonly accountProperty: string;
  readonly accountId: string;
  readonly homeRegion: string;
  readonly isOrganization: boolean;
  readonly organizationId?: string;
}

/** What a trail is named by, with what holds where nothing was chosen. */
interface Names {
  readonly partition: string;
  readonly managementAccountId: string;
  readonly logArchiveAccountId: string;
  readonly trailName: string;
  readonly keyAliasName: string;
  readonly logGroupName: string;
  readonly logRoleName: string;
  readonly principals: TrailPrincipals;
}

export function checkIdentity(owner: TrailOwner, options: TrailIdentityOptions, names: Names): Problems {
  const problems = new Problems()
    .required(owner.accountProperty, owner.accountId, RULES.accountId)
    .match('logArchiveAccountId', options.logArchiveAccountId, RULES.accountId)
    .required('homeRegion', owner.homeRegion, RULES.region);
  if (owner.isOrganization) problems.required('organizationId', owner.organizationId, RULES.organizationId);
  problems
    .match('trailName', names.trailName, RULES.trailName)
    .match('keyPrefix', options.keyPrefix, RULES.keyPrefix)
    .match('keyAliasName', names.keyAliasName, RULES.keyAliasName)
    .match('logGroupName', names.logGroupName, RULES.logGroupName)
    .match('logRoleName', names.logRoleName, RULES.roleName)
    .match('runbookUrl', options.runbookUrl, RULES.runbookUrl);
  checkBucketNames(problems, options, { ...names, homeRegion: owner.homeRegion });
  checkPartition(problems, names.partition, owner.homeRegion);
  checkDeploymentRoles(problems, names);
  return problems;
}

function checkPartition(problems: Problems, given: string, homeRegion: string): void {
  const what = 'partition';
  const todo = 'leave it out to take the partition of the home Region';
  const names = PARTITIONS.map(({ name }) => name);
  const ofRegion = partitionOf(homeRegion) ?? given;
  problems
    .unless(names.includes(given), { what, given, allowed: names.map((name) => `"${name}"`).join(', '), todo })
    .unless(ofRegion === given, { what, given, allowed: `"${ofRegion}", the partition of ${homeRegion}`, todo });
}

/** CloudFormation takes roles of the account that it deploys to alone, and something of a trail is deployed to two. */
function checkDeploymentRoles(problems: Problems, names: Names): void {
  const { principals, managementAccountId, logArchiveAccountId } = names;
  const accountIds = [...new Set([managementAccountId, logArchiveAccountId])];
  if (!Array.isArray(principals.deploymentRoleArns)) {
    const todo = 'make them by new TrailPrincipals({ … })';
    problems.add({ what: 'principals', given: typeof principals, allowed: 'TrailPrincipals', todo });
    return;
  }
  principals.deploymentRoleArns.forEach((given, index) => {
    const isOfTrail = accountIds.some((id) => Token.isUnresolved(id) || isSame(given.split(':')[4], id));
    problems.unless(isOfTrail, {
      what: `principals.deploymentRoleArns[${index}]`,
      given,
      allowed: `a role of the account ${accountIds.join(' or ')}`,
      todo: 'CloudFormation deploys by roles of its own account: name those of the accounts of the trail',
    });
  });
}
