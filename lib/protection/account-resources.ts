// Who may act for the trail, and what holds for whole accounts: roles, stacks, the organization and its accounts.
import { namePrefixes } from '../identity/names';
import { readingPrefix } from '../identity/reading-names';
import type { TrailIdentity } from '../identity/trail-identity';
import { inAnyCase, type Matcher } from '../shared/event-pattern';
import { anyResource, namedOurs, namesNothing, noArns, parameters, WHERE } from './ours';
import { because, type ProtectedResource, type ProtectionContext } from './protected-resource';
import { DEPLOY_AGAIN, NO_CALL } from './reasons';

/** The roles that this library makes: everything that is named after the trail. */
function ownRoleArns(trail: TrailIdentity): string[] {
  const accounts = [...new Set([trail.logArchiveAccountId, trail.managementAccountId])];
  return accounts.flatMap((account) =>
    namePrefixes(trail).map((prefix) => `arn:${trail.partition}:iam::${account}:role/${prefix}*`),
  );
}

/** The roles of the CDK's bootstrap by which CloudFormation deploys, and which hand those to it, whatever its qualifier. */
const BOOTSTRAP_ROLES = ['cdk-*-cfn-exec-role-*', 'cdk-*-deploy-role-*'];
const START_OF_BOOTSTRAP = /^cdk-.+-(cfn-exec|deploy)-role-/;

/** IAM does not distinguish letter cases; wildcards do, so those of the bootstrap that deploys the trail are named too. */
function roleNames(context: ProtectionContext): Matcher[] {
  const exempt = context.exemptRoleNames.map((name) => ({ name, start: START_OF_BOOTSTRAP.exec(name)?.[0] }));
  const named: Matcher[] = [
    ...namedOurs(context),
    context.trail.logRoleName,
    ...exempt.map(({ name, start }): Matcher => (start === undefined ? name : { prefix: start })),
  ];
  return [...named.map(inAnyCase), ...BOOTSTRAP_ROLES.map((wildcard) => ({ wildcard }))];
}

/** Made again under its name, a role would have its exemption too. */
const ROLES: ProtectedResource = {
  name: 'the roles of this library and the roles that it exempts',
  service: 'iam',
  types: ['role'],
  where: WHERE.iam,
  fields: (context) => parameters(roleNames(context), 'roleName'),
  arns: ownRoleArns,
  alert: 'RoleTampering',
  guard: ['GuardRoles'],
  repair: DEPLOY_AGAIN,
  calls: [
    ...['CreateRole', 'DeleteRole*', 'UpdateRole*', 'UpdateAssumeRolePolicy', 'PutRole*'],
    ...['AttachRolePolicy', 'DetachRolePolicy'],
    { calls: ['TagRole', 'UntagRole'], alert: because('no policy of this library reads a tag') },
  ],
};

/** Others may assume them: the guardrail keeps what they may do, and who may assume them, as it is. */
const READING_ROLES: ProtectedResource = {
  ...ROLES,
  name: 'the roles by which log files are read, and by which each account reads the other',
  fields: ({ trail }) => parameters([inAnyCase({ prefix: readingPrefix(trail) })], 'roleName'),
  arns: (trail) => [`arn:${trail.partition}:iam::${trail.logArchiveAccountId}:role/${readingPrefix(trail)}*`],
};

/** Whoever holds a deployment role can do what it can. */
const ROLE_PASSING: ProtectedResource = {
  ...ROLES,
  name: 'passing these roles to a service',
  alert: NO_CALL,
  guard: ['GuardHandingOn'],
  repair: because('nothing has changed'),
  calls: ['PassRole'],
};

const ROLE_SESSIONS: ProtectedResource = {
  ...ROLE_PASSING,
  name: 'sessions of these roles',
  service: 'sts',
  alert: because('services begin sessions at any time; `ExecutionRoleUse` alerts on those that somebody else begins'),
  calls: ['AssumeRole'],
};

/** A stack acts by the role that it was deployed with, for whoever changes it. CloudFormation distinguishes letter cases. */
const STACKS: ProtectedResource = {
  name: 'the stacks of this library, and the others of the log archive account',
  service: 'cloudformation',
  types: ['stack'],
  where: WHERE.everywhere,
  fields: ({ stackNames }) =>
    parameters(
      stackNames.flatMap((name): Matcher[] => [name, { wildcard: `*:stack/${name}/*` }]),
      'stackName',
    ),
  arns: ({ partition, logArchiveAccountId }) => [`arn:${partition}:cloudformation:*:${logArchiveAccountId}:stack/*`],
  alert: because('whatever a stack changes raises the alert of what it changes'),
  guard: ['GuardStacks'],
  repair: DEPLOY_AGAIN,
  calls: [
    'UpdateStack',
    { calls: ['DeleteStack'], alert: 'StackTampering' },
    {
      calls: ['UpdateTerminationProtection'],
      alert: 'StackTampering',
      guard: because('to delete a stack takes another call, which is denied'),
    },
    ...['RollbackStack', 'CancelUpdateStack', 'ContinueUpdateRollback'],
    ...['CreateChangeSet', 'ExecuteChangeSet', 'CreateStackRefactor', 'ExecuteStackRefactor', 'SetStackPolicy'],
  ],
};

const ORGANIZATION: ProtectedResource = {
  name: 'the organization, its policies and who administers it',
  service: 'organizations',
  types: ['account', 'policy', 'resourcepolicy', 'root'],
  where: WHERE.organizations,
  fields: ({ trail }) => ({
    ...parameters(['cloudtrail.amazonaws.com'], 'servicePrincipal'),
    ...parameters([trail.logArchiveAccountId, trail.managementAccountId], 'accountId'),
  }),
  arns: noArns,
  alert: 'OrganizationTampering',
  guard: because('only the management account can, which no policy binds, or an account to which it delegated it'),
  repair: because('only people can decide about accounts and the organization'),
  calls: [
    ...['RegisterDelegatedAdministrator', 'DeregisterDelegatedAdministrator', 'PutResourcePolicy'],
    ...['AttachPolicy', 'DetachPolicy', 'UpdatePolicy', 'DeletePolicy', 'DisablePolicyType'],
    ...['RemoveAccountFromOrganization', 'MoveAccount', 'CloseAccount'],
    { events: ['AccountDepartedOrganization'], actions: [] },
    {
      calls: [{ events: ['AccountJoinedOrganization'], actions: [] }],
      alert: because('an account that joins takes nothing away: the trail records it from its first event on'),
    },
  ],
};

const ORGANIZATION_WHOLE: ProtectedResource = {
  ...ORGANIZATION,
  name: 'trusted access of CloudTrail, and the organization itself',
  types: [],
  calls: ['DisableAWSServiceAccess', 'DeleteOrganization'],
};

const MEMBERSHIP: ProtectedResource = {
  name: 'membership in the organization',
  service: 'organizations',
  types: [],
  where: WHERE.account,
  fields: namesNothing,
  arns: anyResource,
  alert: 'AccountTampering',
  guard: ['KeepMembership'],
  repair: because('only people can decide about accounts and the organization'),
  calls: ['LeaveOrganization'],
};

const ACCOUNT: ProtectedResource = {
  ...MEMBERSHIP,
  name: 'the log archive account and the management account',
  service: 'account',
  types: ['account', 'accountInOrganization'],
  fields: ({ trail }) => ({
    // Nothing documents that Account Management takes names of Regions in one letter case alone.
    ...parameters([inAnyCase(trail.homeRegion)], 'regionName'),
    ...parameters([trail.logArchiveAccountId, trail.managementAccountId], 'accountId'),
  }),
  guard: ['GuardAccount'],
  calls: [
    'DisableRegion',
    { calls: ['CloseAccount'], guard: ['KeepMembership'] },
    {
      calls: ['StartPrimaryEmailUpdate', 'AcceptPrimaryEmailUpdate'],
      guard: because('only the management account can, which no policy binds, or an account to which it delegated it'),
    },
  ],
};

export const ACCOUNT_RESOURCES: readonly ProtectedResource[] = [
  ...[ROLES, READING_ROLES, ROLE_PASSING, ROLE_SESSIONS, STACKS, ORGANIZATION, ORGANIZATION_WHOLE, MEMBERSHIP, ACCOUNT],
];
