// The roles by which the CDK deploys what belongs to a trail: those that were named, or those of each stack's synthesizer.
import { DefaultStackSynthesizer, Fn, Stack, Stage, Token, type IStackSynthesizer } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { Problem } from '../shared/problem';
import { isSame, type Problems } from '../shared/problems';
import { stacksOfTrail } from './part-of-trail';
import { placesOf } from './places';
import type { TrailIdentity } from './trail-identity';

/** The roles that deploy to one account. */
export interface DeploymentRoles {
  /** By which CloudFormation acts. */
  readonly executionRoleArns: string[];
  /** Which hand those to CloudFormation. */
  readonly deployRoleArns: string[];
}

/** The roles by which CloudFormation deploys the stack of a construct, which belongs to this account. */
export function executionRolesOfStack(
  scope: Construct,
  problems: Problems,
  trail: TrailIdentity,
  accountId: string,
): string[] {
  const roleArns = knownExecutionRolesOfStack(scope, trail, accountId);
  if (roleArns.length === 0) problems.add(noExecutionRole(synthesizerNameOf(Stack.of(scope)), accountId));
  return roleArns;
}

/** The same, or none where the synthesizer of the stack names none: for what a deployment can do without. */
export function knownExecutionRolesOfStack(scope: Construct, trail: TrailIdentity, accountId: string): string[] {
  const named = namedRoles(trail, accountId);
  return named.length > 0 ? named : rolesOf(Stack.of(scope), trail, accountId, trail.homeRegion).executionRoleArns;
}

/**
 * The roles that deploy to an account, in each Region in which something of the trail belongs there. Stacks that are made
 * after the construct that asks, and are deployed by other roles, are reported at synthesis.
 */
export function rolesOfAccount(
  scope: Construct,
  problems: Problems,
  trail: TrailIdentity,
  accountId: string,
): DeploymentRoles {
  const stacks = stacksIn(scope, trail, accountId);
  const found = regionsOf(trail, accountId).flatMap((region) => {
    const there = stacks.filter((stack) => stack.region === region);
    return there.length > 0
      ? there.map((stack) => rolesOf(stack, trail, accountId, region))
      : [rolesOfNewStack(scope, trail, accountId, region)];
  });
  const named = namedRoles(trail, accountId);
  const roles = {
    executionRoleArns: named.length > 0 ? named : unique(found.flatMap((each) => each.executionRoleArns)),
    deployRoleArns: unique(found.flatMap((each) => each.deployRoleArns)),
  };
  problems.atSynthesis(() => {
    const ofStacks = problemsOfStacks(scope, trail, accountId, roles);
    return ofStacks.length > 0 || roles.executionRoleArns.length > 0
      ? ofStacks
      : [noExecutionRole("the app's synthesizer", accountId)];
  });
  return roles;
}

/**
 * The names of the roles that deploy the stacks of a trail, and of those that its policies make exceptions for. Stacks that
 * are made later are missing.
 */
export function exemptRoleNames(scope: Construct, trail: TrailIdentity): string[] {
  const { breakGlassRoleArns, deploymentRoleArns, deployerRoleArns, acknowledgerRoleArns } = trail.principals;
  const ofStacks = unique([Stack.of(scope), ...stacksOfTrail(scope, trail)])
    .map((stack) => rolesOf(stack, trail, stack.account, stack.region))
    .flatMap(({ executionRoleArns, deployRoleArns }) => [...executionRoleArns, ...deployRoleArns]);
  const named = [...breakGlassRoleArns, ...deploymentRoleArns, ...deployerRoleArns, ...acknowledgerRoleArns];
  return unique([...named, ...ofStacks].map(roleNameOf));
}

/** The name is what follows the path. Of an ARN that is only known at deployment the path is taken to be the default one. */
function roleNameOf(arn: string): string {
  return arn.includes('/') ? arn.split('/').at(-1)! : Fn.select(1, Fn.split('/', arn));
}

/** The roles of an account that were named. Where an ARN is not known yet, it may be of any account. */
function namedRoles({ principals }: TrailIdentity, accountId: string): string[] {
  return principals.deploymentRoleArns.filter((arn) => Token.isUnresolved(arn) || isSame(arn.split(':')[4], accountId));
}

function problemsOfStacks(
  scope: Construct,
  trail: TrailIdentity,
  accountId: string,
  roles: DeploymentRoles,
): Problem[] {
  if (namedRoles(trail, accountId).length > 0) return [];
  return stacksIn(scope, trail, accountId).flatMap((stack) => {
    const { executionRoleArns } = rolesOf(stack, trail, accountId, stack.region);
    if (executionRoleArns.length === 0) return [noExecutionRole(synthesizerNameOf(stack), accountId)];
    if (executionRoleArns.every((arn) => roles.executionRoleArns.includes(arn))) return [];
    return [
      {
        what: 'principals.deploymentRoleArns',
        given: undefined,
        allowed: `${executionRoleArns.join(', ')}, by which the stack ${stack.node.path} is deployed`,
        todo: `make ${scope.node.path} after that stack, or name the roles in TrailPrincipals`,
      },
    ];
  });
}

function noExecutionRole(synthesizer: string, accountId: string): Problem {
  return {
    what: 'principals.deploymentRoleArns',
    given: undefined,
    allowed: `the role by which CloudFormation deploys to the account ${accountId}, since ${synthesizer} names none`,
    todo: 'name it in TrailPrincipals, or take DefaultStackSynthesizer',
  };
}

function synthesizerNameOf(stack: Stack): string {
  return `${synthesizerOf(stack).constructor.name} of the stack ${stack.node.path}`;
}

function stacksIn(scope: IConstruct, trail: TrailIdentity, accountId: string): Stack[] {
  return stacksOfTrail(scope, trail).filter((stack) => stack.account === accountId);
}

function regionsOf(trail: TrailIdentity, accountId: string): string[] {
  return placesOf(trail)
    .filter((place) => place.accountId === accountId)
    .map(({ region }) => region);
}

/** Synthesizers that deploy by roles have these, whatever class they are of. */
type Synthesizer = IStackSynthesizer & { readonly deployRoleArn?: string };

function rolesOf(stack: Stack, trail: TrailIdentity, accountId: string, region: string): DeploymentRoles {
  const { cloudFormationExecutionRole, deployRoleArn } = synthesizerOf(stack) as Synthesizer;
  const arnsOf = (arn: string | undefined) => (arn === undefined ? [] : [filledIn(arn, trail, accountId, region)]);
  return { executionRoleArns: arnsOf(cloudFormationExecutionRole), deployRoleArns: arnsOf(deployRoleArn) };
}

/** A nested stack is deployed by the role of the stack that it is in. */
function synthesizerOf(stack: Stack): IStackSynthesizer {
  return stack.nestedStackParent ? synthesizerOf(stack.nestedStackParent) : stack.synthesizer;
}

/** As a stack of this app would be deployed there. */
function rolesOfNewStack(scope: Construct, trail: TrailIdentity, account: string, region: string): DeploymentRoles {
  const { bootstrapQualifier: qualifier } = trail.principals;
  const root = Stage.of(scope) ?? scope.node.root;
  const synthesizer = qualifier === undefined ? undefined : new DefaultStackSynthesizer({ qualifier });
  const stack = new Stack(root as Construct, 'NewStackOfThisApp', { synthesizer });
  const roles = rolesOf(stack, trail, account, region);
  root.node.tryRemoveChild(stack.node.id);
  return roles;
}

/** Account and Region of a stack that knows neither are left open by its synthesizer, and the partition always is. */
function filledIn(arn: string, { partition }: TrailIdentity, accountId: string, region: string): string {
  return arn
    .replaceAll('${AWS::Partition}', partition)
    .replaceAll('${AWS::AccountId}', accountId)
    .replaceAll('${AWS::Region}', region);
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
