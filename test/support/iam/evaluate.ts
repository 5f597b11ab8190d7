// A table of requests put to an IAM evaluator, with what it does not know about AWS Organizations put right here:
// service control policies do not bind the management account, services and service-linked roles, resource control
// policies not the management account's resources and service-linked roles.
import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { PolicyDocument } from './policy';
import type { Principal } from './principals';

/** Everything that decides about a request, beside the principal's own policies. */
export interface Policies {
  /** The account that no policy of the organization binds. */
  readonly managementAccountId?: string;
  /** What is attached above the principal's account. */
  readonly serviceControlPolicies?: readonly PolicyDocument[];
  /** What is attached above the resource's account. */
  readonly resourceControlPolicies?: readonly PolicyDocument[];
  /** The policy of the resource itself: of a bucket, key, topic or role (its trust policy). */
  readonly resourcePolicy?: PolicyDocument;
  /**
   * Condition keys that the evaluator can't take, by the key that stands for each: it drops kms:EncryptionContext:*
   * whatever its name. Policies and requests are evaluated as copies with the keys renamed.
   */
  readonly standIns?: Readonly<Record<string, string>>;
}

export interface Request {
  readonly who: Principal;
  readonly does: string;
  readonly on: string;
  /** The account of the resource, where its ARN does not say it: for buckets, and for "*". */
  readonly ownedBy?: string;
  /** The condition keys of the request. The principal's own are set already. */
  readonly where?: Readonly<Record<string, string | string[]>>;
}

/** A Deny names its statement's effect; "not allowed" is what no statement allows. */
export type Decision = 'allowed' | 'denied' | 'not allowed';

export interface Row extends Request {
  readonly expected: Decision;
}

const DECISIONS = { Allowed: 'allowed', ExplicitlyDenied: 'denied', ImplicitlyDenied: 'not allowed' } as const;

const FULL_ACCESS: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

/**
 * Decides a request.
 *
 * @throws where the evaluator refuses the request or a policy, or ignored a condition key: what it then answers verifies
 * nothing
 */
export async function decide(policies: Policies, request: Request): Promise<Decision> {
  const outcome = await runSimulation(simulationOf(policies, request), { simulationMode: 'Strict' });
  if (outcome.resultType === 'error') {
    throw new Error(`${describeRequest(request)}: ${JSON.stringify(outcome.errors)}`);
  }
  const results = outcome.resultType === 'single' ? [outcome.result] : outcome.results;
  const ignored = [...new Set(results.flatMap(({ ignoredContextKeys }) => ignoredContextKeys ?? []))];
  if (ignored.length > 0) {
    throw new Error(`${describeRequest(request)}: the evaluator ignored the condition keys ${ignored.join(', ')}`);
  }
  return DECISIONS[outcome.overallResult];
}

/** Makes one test of each row. */
export function testTable(policies: () => Policies, rows: readonly Row[]): void {
  for (const row of rows) {
    test(`${describeRequest(row)} is ${row.expected}`, async () => {
      expect(await decide(policies(), row)).toBe(row.expected);
    });
  }
}

function describeRequest({ who, does, on, where }: Request): string {
  const context = where === undefined ? '' : ` with ${JSON.stringify(where)}`;
  return `${who.name}: ${does} on ${on}${context}`;
}

function simulationOf(policies: Policies, { who, does, on, ownedBy, where }: Request): Simulation {
  const rename = renaming(policies.standIns ?? {});
  const owner = ownedBy ?? on.split(':')[4] ?? '';
  const resourceAccount = owner === '' ? who.accountId : owner;
  if (resourceAccount === undefined) throw new Error(`say which account owns ${on}`);
  const isManagement = (accountId?: string) => accountId !== undefined && accountId === policies.managementAccountId;
  const scps =
    who.isOutsideOfServiceControlPolicies || isManagement(who.accountId) ? [] : policies.serviceControlPolicies;
  const rcps =
    who.isOutsideOfResourceControlPolicies || isManagement(resourceAccount) ? [] : policies.resourceControlPolicies;
  return {
    request: {
      principal: who.arn,
      action: does,
      resource: { resource: on, accountId: resourceAccount },
      contextVariables: rename({ 'aws:ResourceAccount': resourceAccount, ...who.context, ...where }),
    },
    identityPolicies: who.identityPolicies.map((policy, index) => ({
      name: `identity ${index}`,
      policy: rename(policy),
    })),
    serviceControlPolicies: attached('scp', rename(withFullAccess(scps))),
    resourceControlPolicies: attached('rcp', rename(rcps ?? [])),
    resourcePolicy: policies.resourcePolicy && rename(policies.resourcePolicy),
  };
}

function withFullAccess(policies: readonly PolicyDocument[] = []): readonly PolicyDocument[] {
  return policies.length === 0 ? [] : [FULL_ACCESS, ...policies];
}

function attached(kind: string, policies: readonly PolicyDocument[]): Simulation['serviceControlPolicies'] {
  return policies.length === 0
    ? []
    : [{ orgIdentifier: 'r-root', policies: policies.map((policy, index) => ({ name: `${kind} ${index}`, policy })) }];
}

/** Replaces the name of a condition key wherever it is the name of a field. */
function renaming(standIns: Readonly<Record<string, string>>): <T>(value: T) => T {
  const names = new Map(Object.entries(standIns).map(([key, standIn]) => [key.toLowerCase(), standIn]));
  if (names.size === 0) return (value) => value;
  const rename = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rename);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [names.get(name.toLowerCase()) ?? name, rename(item)]),
    );
  };
  return <T>(value: T) => rename(value) as T;
}
