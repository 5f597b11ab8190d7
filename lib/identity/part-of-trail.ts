// The beginning of every construct of a trail: which trail it belongs to, and whether its stack is in the right place.
import { Aws, Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { Problem } from '../shared/problem';
import { Problems } from '../shared/problems';
import { checkHome, type Home } from './homes';
import { sharedNames } from './shared-names';
import { TrailIdentity } from './trail-identity';

export interface TrailPart {
  readonly trail: TrailIdentity;
  /** Where the construct notes what is wrong with its other values. */
  readonly problems: Problems;
}

const TRAIL = Symbol('cdk-organization-trail.trail');
const NAME = Symbol('cdk-organization-trail.name');

/** The constructs of all trails in each app, in the order in which they were made: patterns ask for them many times. */
const PARTS = new WeakMap<IConstruct, IConstruct[]>();

/**
 * Notes that a construct belongs to a trail, and checks the place of its stack.
 *
 * Where no trail was given, a substitute is used, so that the other problems are found in the same synthesis.
 * Where there may be several of a kind, each is given with its own name.
 */
export function partOfTrail(scope: Construct, given: TrailIdentity | undefined, home: Home, name?: string): TrailPart {
  const problems = Problems.of(scope);
  const trail = requiredTrail(problems, given);
  Object.defineProperty(scope, TRAIL, { value: trail });
  Object.defineProperty(scope, NAME, { value: name });
  PARTS.set(scope.node.root, [...(PARTS.get(scope.node.root) ?? []), scope]);
  checkHome(scope, problems, trail, home);
  problems.atSynthesis(() => [...duplicatesOf(scope, trail), ...takenNames(scope, trail)]);
  return { trail, problems };
}

/** Names are fixed, so a second construct of a kind would make them again. The later one reports it. */
function duplicatesOf(scope: Construct, trail: TrailIdentity): Problem[] {
  const { account, region } = Stack.of(scope);
  const alike = partsLike(scope, trail)
    .filter((node) => nameIn(node) === nameIn(scope))
    .filter((node) => Stack.of(node).account === account && Stack.of(node).region === region);
  if (alike[0] === scope || alike.length < 2) return [];
  return [
    {
      what: scope.constructor.name,
      given: scope.node.path,
      allowed: `one of a trail in ${account}, ${region}, which is ${alike[0].node.path}`,
      todo: 'take this one out, or the other: what they make has the same fixed names',
    },
  ];
}

/** Constructs of one kind, of two trails, make nothing of the same name. The later one reports it. */
function takenNames(scope: Construct, trail: TrailIdentity): Problem[] {
  const alike = partsIn(scope).filter((node) => node.constructor === scope.constructor);
  const earlier = alike.slice(0, alike.indexOf(scope)).flatMap((node) => trailOf(node) ?? []);
  const other = earlier.find(({ trailArn }) => trailArn !== trail.trailArn);
  return other === undefined ? [] : sharedNames(scope.constructor.name, trail, other);
}

/** The constructs of an app that are of the same kind and of the same trail, itself included. */
export function partsLike(scope: Construct, { trailArn }: TrailIdentity): IConstruct[] {
  return partsIn(scope).filter(
    (node) => node.constructor === scope.constructor && trailOf(node)?.trailArn === trailArn,
  );
}

/** The stacks of an app in which there are constructs of a trail, each once. */
export function stacksOfTrail(scope: IConstruct, { trailArn }: TrailIdentity): Stack[] {
  const parts = partsIn(scope).filter((node) => trailOf(node)?.trailArn === trailArn);
  return [...new Set(parts.map((part) => Stack.of(part)))];
}

/** Those that are still in the tree. */
function partsIn(scope: IConstruct): IConstruct[] {
  const parts = PARTS.get(scope.node.root) ?? [];
  return parts.filter(({ node }) => node.scopes.every(isInTree));
}

function isInTree(construct: IConstruct): boolean {
  const { scope, id } = construct.node;
  return scope === undefined || scope.node.tryFindChild(id) === construct;
}

function trailOf(node: IConstruct): TrailIdentity | undefined {
  return (node as { readonly [TRAIL]?: TrailIdentity })[TRAIL];
}

function nameIn(node: IConstruct): string | undefined {
  return (node as { readonly [NAME]?: string })[NAME];
}

/** The trail that was given; where there is none, the problem is noted and a substitute is returned. */
export function requiredTrail(problems: Problems, given: TrailIdentity | undefined): TrailIdentity {
  const problem = {
    what: 'trail',
    allowed: 'the identity of the trail',
    todo: 'make it by TrailIdentity.organization or TrailIdentity.account, and give the same one to every construct',
  };
  return problems.orStandIn(given, 'trailArn', problem, () => STAND_IN_TRAIL);
}

/** Its accounts and its Region are those of whatever stack it is in. */
export const STAND_IN_TRAIL = TrailIdentity.organization({
  organizationId: 'o-0000000000',
  managementAccountId: Aws.ACCOUNT_ID,
  homeRegion: Aws.REGION,
});
