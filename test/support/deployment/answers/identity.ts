import { ServiceError } from '../../stand-ins';
import { decide, type PolicyDocument, type Principal } from '../../iam';
import type { Asked } from '../requests';
import { resourcesIn } from '../find';
import { policyIdOf } from '../app';
import type { World } from '../world';
import type { Answers } from '.';

/** IAM, its Access Analyzer, Organizations, STS, and the table whose policy lets the validator alone write. */
export function identityAnswers(world: World): Answers {
  return {
    'iam:SimulatePrincipalPolicy': (asked) => simulate(world, asked),
    'access-analyzer:ValidatePolicy': () => ({ findings: [] }),
    'organizations:ListTargetsForPolicy': ({ input }) => {
      const policies = resourcesIn(world, 'AWS::Organizations::Policy');
      const policy = policies.find(({ id }) => policyIdOf(id) === input.PolicyId);
      return { Targets: ((policy?.Properties.TargetIds ?? []) as string[]).map((TargetId) => ({ TargetId })) };
    },
    'organizations:UpdatePolicy': () => {
      throw new ServiceError('PolicyNotFoundException', 'We cannot find the policy.');
    },
    'iam:DeleteRolePolicy': ({ input }) => {
      throw new ServiceError(
        'NoSuchEntity',
        `The role policy with name ${String(input.PolicyName)} cannot be found.`,
        404,
      );
    },
    'dynamodb:UpdateItem': () => {
      throw new ServiceError('ConditionalCheckFailedException', 'The conditional request failed');
    },
    'sts:GetCallerIdentity': ({ accountId }) => ({ Account: accountId, Arn: '', UserId: '' }),
    'sts:AssumeRole': ({ input }) => ({
      Credentials: {
        AccessKeyId: input.Policy === undefined ? 'ASIAROLE' : 'ASIADENIED',
        ...{ SecretAccessKey: 'secret', SessionToken: 'token', Expiration: new Date(Date.now() + 3_600_000) },
      },
    }),
  };
}

interface Entry {
  readonly ContextKeyName: string;
  readonly ContextKeyType: string;
  readonly ContextKeyValues: readonly string[];
}

/** The evaluator is slow, and the policies of an app stay. */
const decisions = new Map<string, Promise<string>>();

/** Puts the policies of a role, and those of the organization above it, to the evaluator. */
async function simulate(world: World, { input, accountId }: Asked): Promise<object> {
  const arn = String(input.PolicySourceArn);
  const role = resourcesIn(world, 'AWS::IAM::Role').find(
    ({ Properties, stack }) => arn === `arn:aws:iam::${stack.accountId}:role/${String(Properties.RoleName)}`,
  );
  const policies = (role?.Properties.Policies ?? []) as { PolicyDocument: PolicyDocument }[];
  const who = principal(
    arn,
    accountId,
    policies.map(({ PolicyDocument }) => PolicyDocument),
  );
  const results = (input.ActionNames as string[]).map(async (action) => {
    const each = await Promise.all(
      (input.ResourceArns as string[]).map((resource) => {
        const key = JSON.stringify([arn, action, resource, input.ContextEntries, String(world.guardrail)]);
        const decision = decisions.get(key) ?? decideOne(world, who, action, resource, input);
        decisions.set(key, decision);
        return decision;
      }),
    );
    const worst = ['explicitDeny', 'implicitDeny'].find((decision) => each.includes(decision)) ?? 'allowed';
    return { EvalActionName: action, EvalDecision: worst, MissingContextValues: [] };
  });
  return { EvaluationResults: await Promise.all(results) };
}

const DECISIONS = { allowed: 'allowed', denied: 'explicitDeny', 'not allowed': 'implicitDeny' };

async function decideOne(
  world: World,
  who: Principal,
  does: string,
  on: string,
  { ContextEntries = [] }: Asked['input'],
) {
  const [{ stack: trailStack }] = resourcesIn(world, 'AWS::CloudTrail::Trail');
  const serviceControlPolicies = resourcesIn(world, 'AWS::Organizations::Policy')
    .filter(({ Properties }) => Properties.Type === 'SERVICE_CONTROL_POLICY')
    .map(({ Properties }) => world.guardrail(Properties.Content as PolicyDocument));
  const where = Object.fromEntries(
    (ContextEntries === '' ? [] : (ContextEntries as Entry[])).map(
      ({ ContextKeyName, ContextKeyType, ContextKeyValues }) => [
        ContextKeyName,
        ContextKeyType === 'stringList' ? [...ContextKeyValues] : ContextKeyValues[0],
      ],
    ),
  );
  const policies = {
    managementAccountId: trailStack.accountId,
    ...{ serviceControlPolicies, standIns: STAND_INS },
    // The simulator does not look at the policies of resources. The evaluator asks for one of each key.
    ...(does.startsWith('kms:') && { resourcePolicy: leftTo(who.accountId) }),
  };
  const ownedBy = who.accountId;
  return DECISIONS[await decide(policies, { who, does, on, ownedBy, where })];
}

/** The policy of a key that leaves everything to the policies of its account. */
function leftTo(accountId: string | undefined): PolicyDocument {
  const AWS = `arn:aws:iam::${accountId}:root`;
  return { Statement: [{ Effect: 'Allow', Principal: { AWS }, Action: 'kms:*', Resource: '*' }] };
}

/** Keys that the evaluator drops. */
const STAND_INS = { 'kms:EncryptionContext:aws:s3:arn': 'aws:RequestTag/context' };

function principal(arn: string, accountId: string, identityPolicies: readonly PolicyDocument[]): Principal {
  return {
    ...{ name: arn, arn, accountId, identityPolicies },
    context: { 'aws:PrincipalArn': arn, 'aws:PrincipalAccount': accountId },
    ...{ isOutsideOfServiceControlPolicies: false, isOutsideOfResourceControlPolicies: false },
  };
}
