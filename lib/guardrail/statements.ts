import type { TrailIdentity } from '../identity/trail-identity';
import {
  GUARDED_BUCKETS,
  GUARDED_KEY_ACTIONS,
  GUARDED_OBJECTS,
  GUARDED_RESOURCES,
  GUARDED_RUNS,
  MEMORY_WRITES,
  ROLE_ACTIONS,
  STACK_ACTIONS,
  TRAIL_ACTIONS,
  type GuardedResource,
} from './guarded-resources';
import { namePrefixes } from '../identity/names';
import type { Statement } from './policy-size';
import { exceptRoles } from '../shared/principals';
import { ValidationNames } from '../identity/validation-names';

/** Whom a guardrail spares, and what it protects beside the archive. */
export interface GuardrailChoices {
  readonly trail: TrailIdentity;
  /** Names or patterns of trails that members own. */
  readonly memberTrailNames: readonly string[];
  readonly breakGlassRoleArns: readonly string[];
  readonly deploymentRoleArns: readonly string[];
  /** Roles that hand the deployment roles to CloudFormation. */
  readonly passerRoleArns: readonly string[];
  /** Roles, beside the management account's, that may assume, pass and drive the passers and the deployment roles. */
  readonly deployerRoleArns: readonly string[];
  /** Roles that settle what validation found: spared nothing, and not to be taken over. */
  readonly acknowledgerRoleArns: readonly string[];
}

/** The statements of the service control policy. */
export function serviceControlStatements(choices: GuardrailChoices): Statement[] {
  return [
    trails(choices),
    membership(choices),
    ...(archiveIsGuarded(choices)
      ? [archive(choices), keys(choices), stacks(choices), regions(choices), runs(choices)]
      : []),
    roles(choices),
    handingOn(choices),
  ];
}

/** The statements of the resource control policy: what holds for callers of other accounts too. */
export function resourceControlStatements(choices: GuardrailChoices): Statement[] {
  const { trail } = choices;
  const buckets = [...GUARDED_BUCKETS.arns(trail), ...GUARDED_OBJECTS.arns(trail)];
  const outsiders = {
    StringNotEqualsIfExists: { 'aws:PrincipalOrgID': trail.organizationId },
    ...NO_AWS_SERVICE,
  };
  const resourceDeny = (sid: string, action: string[], resource: string[], condition: object) => ({
    ...deny(sid, action, resource, condition),
    Principal: '*',
  });
  const names = new ValidationNames(trail);
  const bucketActions = [...GUARDED_BUCKETS.actions, ...GUARDED_OBJECTS.actions];
  return [
    resourceDeny('GuardBuckets', bucketActions, buckets, { ...spared(choices), ...NO_AWS_SERVICE }),
    resourceDeny('GuardKeys', [...GUARDED_KEY_ACTIONS], [anyKey(trail)], {
      ...spared(choices),
      ...ofTheTrail(trail),
      ...NO_AWS_SERVICE,
    }),
    resourceDeny('GuardMemory', [...MEMORY_WRITES], [names.tableArn], {
      ...exceptRoles([names.roleArn('Validator'), names.roleArn('Merge')]),
      ...NO_AWS_SERVICE,
    }),
    resourceDeny('KeepOutsidersFromBuckets', ['s3:*'], buckets, outsiders),
    resourceDeny('KeepOutsidersFromKeys', ['kms:*'], [anyKey(trail)], { ...outsiders, ...ofTheTrail(trail) }),
  ];
}

/** A delivery by CloudTrail, or of access logs, is none of a person. */
const NO_AWS_SERVICE = { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } };

/** Neither kind of policy binds the management account. */
export function archiveIsGuarded({ trail }: GuardrailChoices): boolean {
  return trail.logArchiveAccountId !== trail.managementAccountId;
}

function trails(choices: GuardrailChoices): Statement {
  const { trail, memberTrailNames } = choices;
  const members = memberTrailNames.map((name) => `arn:${trail.partition}:cloudtrail:*:*:trail/${name}`);
  return deny('GuardTrails', TRAIL_ACTIONS, [trail.trailArn, ...members], spared(choices));
}

/** What takes an account, or the administration of the trail, out of reach. */
function membership(choices: GuardrailChoices): Statement {
  const actions = [
    ...['organizations:LeaveOrganization', 'account:CloseAccount'],
    ...['cloudtrail:RegisterOrganizationDelegatedAdmin', 'cloudtrail:DeregisterOrganizationDelegatedAdmin'],
  ];
  return deny('KeepMembership', actions, ['*'], spared(choices));
}

/** One statement for all rows: an action does nothing to resources of another service. */
function archive(choices: GuardrailChoices): Statement {
  const collect = (values: (row: GuardedResource) => readonly string[]) => [
    ...new Set(GUARDED_RESOURCES.flatMap((row) => values(row))),
  ];
  const arns = collect((row) => row.arns(choices.trail));
  return deny(
    'GuardArchive',
    collect((row) => row.actions),
    arns,
    spared(choices),
  );
}

function keys(choices: GuardrailChoices): Statement {
  const { trail } = choices;
  return deny('GuardKeys', GUARDED_KEY_ACTIONS, [anyKey(trail)], { ...spared(choices), ...ofTheTrail(trail) });
}

/**
 * A stack keeps the role that it was deployed with, and acts by it for whoever changes the stack, without iam:PassRole.
 * cloudformation:RoleArn holds a role that the request names, not the one that the stack has: hence every stack.
 */
function stacks(choices: GuardrailChoices): Statement {
  const { partition, logArchiveAccountId } = choices.trail;
  const anyStack = `arn:${partition}:cloudformation:*:${logArchiveAccountId}:stack/*`;
  return deny('GuardStacks', STACK_ACTIONS, [anyStack], sparedOrDriving(choices));
}

/** Evidence and log files stay readable from the Region that they are in. */
function regions(choices: GuardrailChoices): Statement {
  const inArchive = { StringEquals: { 'aws:PrincipalAccount': choices.trail.logArchiveAccountId } };
  return deny('KeepRegions', ['account:DisableRegion'], ['*'], { ...spared(choices), ...inArchive });
}

/** The roles by which the schedule, the validator, the map and the merge start one another go on. */
function runs(choices: GuardrailChoices): Statement {
  const { trail, breakGlassRoleArns, deploymentRoleArns } = choices;
  const names = new ValidationNames(trail);
  const starters = STARTERS.map((id) => names.roleArn(id));
  const conditions = exceptRoles([...breakGlassRoleArns, ...deploymentRoleArns, ...starters]);
  return deny('GuardRuns', GUARDED_RUNS.actions, GUARDED_RUNS.arns(trail), conditions);
}

const STARTERS = ['Schedule', 'Validator', 'StateMachine', 'Merge'] as const;

/** An exemption that can be taken over is none. Made again under its name, a role would have its exemption too. */
function roles(choices: GuardrailChoices): Statement {
  const { breakGlassRoleArns, deploymentRoleArns, passerRoleArns, deployerRoleArns, acknowledgerRoleArns } = choices;
  const exempt = [...breakGlassRoleArns, ...deploymentRoleArns, ...passerRoleArns, ...deployerRoleArns];
  const named = [...new Set([...exempt, ...acknowledgerRoleArns])];
  return deny('GuardRoles', ROLE_ACTIONS, [...named, ...ownRoles(choices.trail)], spared(choices));
}

/** Whoever has a deployment role in hand can do what it can. */
function handingOn(choices: GuardrailChoices): Statement {
  const { trail, deploymentRoleArns, passerRoleArns } = choices;
  const resources = [...deploymentRoleArns, ...passerRoleArns, ...ownRoles(trail)];
  return deny('GuardHandingOn', ['sts:AssumeRole', 'iam:PassRole'], resources, sparedOrDriving(choices));
}

/** The roles of the validator and of the repair: everything that is named after the trail. */
function ownRoles(trail: TrailIdentity): string[] {
  const accounts = [...new Set([trail.logArchiveAccountId, trail.managementAccountId])];
  return accounts.flatMap((account) =>
    namePrefixes(trail).map((prefix) => `arn:${trail.partition}:iam::${account}:role/${prefix}*`),
  );
}

function spared({ breakGlassRoleArns, deploymentRoleArns }: GuardrailChoices): object {
  return exceptRoles([...breakGlassRoleArns, ...deploymentRoleArns]);
}

/** Who may let CloudFormation act by a deployment role, beside those who may do everything. */
function sparedOrDriving(choices: GuardrailChoices): object {
  const { breakGlassRoleArns, deploymentRoleArns, passerRoleArns, deployerRoleArns } = choices;
  return exceptRoles([...breakGlassRoleArns, ...deploymentRoleArns, ...passerRoleArns, ...deployerRoleArns]);
}

function anyKey({ partition, logArchiveAccountId }: TrailIdentity): string {
  return `arn:${partition}:kms:*:${logArchiveAccountId}:key/*`;
}

/** Keys are told by their aliases: their ids are not known beforehand. */
function ofTheTrail({ keyAliasName }: TrailIdentity): object {
  return { 'ForAnyValue:StringLike': { 'kms:ResourceAliases': [keyAliasName, `${keyAliasName}-*`] } };
}

function deny(sid: string, action: readonly string[], resource: readonly string[], condition: object): Statement {
  const Condition = Object.keys(condition).length === 0 ? {} : { Condition: condition };
  return { Sid: sid, Effect: 'Deny', Action: [...action], Resource: [...resource], ...Condition };
}
