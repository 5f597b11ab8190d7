import type { DeploymentRoles } from '../identity/deployment-roles';
import type { TrailIdentity } from '../identity/trail-identity';
import type { GuardStatement } from '../protection/protected-resource';
import { deniedBy } from '../protection/protected-resources';
import { exceptRoles } from '../shared/principals';
import { abbreviate } from './abbreviations';
import type { Statement } from './policy-size';

/** Whom a guardrail exempts, and what it protects beside the archive. */
export interface GuardrailChoices {
  readonly trail: TrailIdentity;
  /** Names or patterns of trails that members own. */
  readonly memberTrailNames: readonly string[];
  /** The roles that deploy to the log archive account. */
  readonly deployedBy: DeploymentRoles;
}

/** The statements of the service control policies, in groups: each has a policy of its own, with room for more roles. */
export function serviceControlStatements(choices: GuardrailChoices): Statement[][] {
  return archiveIsGuarded(choices)
    ? [
        [archive(choices), trails(choices), membership(choices), account(choices)],
        [keys(choices), stacks(choices), runs(choices), roles(choices), handingOn(choices)],
      ]
    : [[trails(choices), membership(choices), roles(choices), handingOn(choices)]];
}

/** The statements of the resource control policy: what holds for callers of other accounts too. */
export function resourceControlStatements(choices: GuardrailChoices): Statement[][] {
  const { trail } = choices;
  const buckets = resourcesOf('GuardBuckets', trail);
  const outsiders = {
    StringNotEqualsIfExists: { 'aws:PrincipalOrgID': trail.organizationId },
    ...NO_AWS_SERVICE,
  };
  const statements = [
    deny('GuardBuckets', trail, { ...exemptions(choices), ...NO_AWS_SERVICE }),
    deny('GuardKeys', trail, { ...exemptions(choices), ...ofTheTrail(trail), ...NO_AWS_SERVICE }, [anyKey(trail)]),
    deny('GuardTable', trail, { ...exceptRoles(callersOf('GuardTable', trail)), ...NO_AWS_SERVICE }),
    denyActions('KeepOutsidersFromBuckets', ['s3:*'], buckets, outsiders),
    denyActions('KeepOutsidersFromKeys', ['kms:*'], [anyKey(trail)], { ...outsiders, ...ofTheTrail(trail) }),
  ];
  return [statements.map((statement) => ({ ...statement, Principal: '*' }))];
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
  return deny('GuardTrails', trail, exemptions(choices), [...resourcesOf('GuardTrails', trail), ...members]);
}

/** What takes an account, or the administration of the trail, out of reach. */
function membership(choices: GuardrailChoices): Statement {
  return deny('KeepMembership', choices.trail, exemptions(choices));
}

/** One statement for all rows: an action does nothing to resources of another service. */
function archive(choices: GuardrailChoices): Statement {
  return deny('GuardArchive', choices.trail, exemptions(choices));
}

function keys(choices: GuardrailChoices): Statement {
  const { trail } = choices;
  return deny('GuardKeys', trail, { ...exemptions(choices), ...ofTheTrail(trail) }, [anyKey(trail)]);
}

/**
 * A stack keeps the role that it was deployed with, and acts by it for whoever changes the stack, without iam:PassRole.
 * cloudformation:RoleArn holds a role that the request names, not the one that the stack has: hence every stack.
 */
function stacks(choices: GuardrailChoices): Statement {
  return deny('GuardStacks', choices.trail, exemptionsWithDrivers(choices));
}

/** What holds for the log archive account as a whole. Evidence and log files stay readable from their Region. */
function account(choices: GuardrailChoices): Statement {
  const inArchive = { StringEquals: { 'aws:PrincipalAccount': choices.trail.logArchiveAccountId } };
  return deny('GuardAccount', choices.trail, { ...exemptions(choices), ...inArchive }, ['*']);
}

/** The roles by which the schedule, the validator, the map and the merge start one another go on. */
function runs(choices: GuardrailChoices): Statement {
  const { trail } = choices;
  return deny('GuardRuns', trail, exceptRoles([...exemptRoles(choices), ...callersOf('GuardRuns', trail)]));
}

/** An exemption that can be taken over is none. */
function roles(choices: GuardrailChoices): Statement {
  const { trail } = choices;
  const named = [...new Set([...drivingRoles(choices), ...trail.principals.acknowledgerRoleArns])];
  return deny('GuardRoles', trail, exemptions(choices), [...named, ...resourcesOf('GuardRoles', trail)]);
}

function handingOn(choices: GuardrailChoices): Statement {
  const { trail, deployedBy } = choices;
  const { executionRoleArns, deployRoleArns } = deployedBy;
  const resources = [...executionRoleArns, ...deployRoleArns, ...resourcesOf('GuardHandingOn', trail)];
  return deny('GuardHandingOn', trail, exemptionsWithDrivers(choices), resources);
}

function exemptions(choices: GuardrailChoices): object {
  return exceptRoles(exemptRoles(choices));
}

function exemptRoles({ trail, deployedBy }: GuardrailChoices): string[] {
  return [...trail.principals.breakGlassRoleArns, ...deployedBy.executionRoleArns];
}

function exemptionsWithDrivers(choices: GuardrailChoices): object {
  return exceptRoles(drivingRoles(choices));
}

/** Who may let CloudFormation act by an execution role, beside those who may do everything. */
function drivingRoles(choices: GuardrailChoices): string[] {
  const { deployRoleArns } = choices.deployedBy;
  return [...exemptRoles(choices), ...deployRoleArns, ...choices.trail.principals.deployerRoleArns];
}

function anyKey({ partition, logArchiveAccountId }: TrailIdentity): string {
  return `arn:${partition}:kms:*:${logArchiveAccountId}:key/*`;
}

/** Keys are identified by their aliases: their ids are not known beforehand. */
function ofTheTrail({ keyAliasName }: TrailIdentity): object {
  return { 'ForAnyValue:StringLike': { 'kms:ResourceAliases': [keyAliasName, `${keyAliasName}-*`] } };
}

/** The ARNs of the rows that a statement protects. */
function resourcesOf(statement: GuardStatement, trail: TrailIdentity): string[] {
  return [...new Set(deniedBy(statement).flatMap(({ resource }) => resource.arns(trail)))];
}

/** The roles of this library that make what a statement denies to others. */
function callersOf(statement: GuardStatement, trail: TrailIdentity): string[] {
  return [...new Set(deniedBy(statement).flatMap(({ resource }) => resource.callers?.(trail) ?? []))];
}

/** Denies the calls that the table gives to a statement, on the resources of their rows unless said otherwise. */
function deny(sid: GuardStatement, trail: TrailIdentity, condition: object, resources?: readonly string[]): Statement {
  const actions = deniedBy(sid).flatMap(({ resource, calls }) =>
    calls.flatMap((call) => call.actions.map((action) => `${resource.service}:${action}`)),
  );
  return denyActions(sid, abbreviate(actions), resources ?? resourcesOf(sid, trail), condition);
}

function denyActions(
  sid: string,
  action: readonly string[],
  resource: readonly string[],
  condition: object,
): Statement {
  const Condition = Object.keys(condition).length === 0 ? {} : { Condition: condition };
  return { Sid: sid, Effect: 'Deny', Action: [...action], Resource: [...resource], ...Condition };
}
