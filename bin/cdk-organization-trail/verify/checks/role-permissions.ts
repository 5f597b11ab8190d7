import type { Plan } from '../plan/deployment';
import type { Resolver } from '../plan/resolve';
import { roleArn } from '../plan/resources';
import type { Output } from '../aws/calls';
import { couldNotCheck, defineCheck, failed, ok, some, type Context, type Verdict } from './check';
import { deployedName, grantsOn, resourceSubjects, type ResourceSubject } from './resource-subjects';
import { trialsOf, type Statement, type Trial } from './trials';

const roles = resourceSubjects('AWS::IAM::Role', 'RoleName');

const arnOfRole = ({ name, resource }: ResourceSubject) => roleArn(name, resource.stack);

export const ROLE_PERMISSIONS = defineCheck({
  id: 'role-permissions',
  question: 'May each role do what its policies allow, under the policies of the organization and its boundary?',
  calls: {
    simulatePrincipalPolicy: (plan) => grantsOn(roles(plan), roleArn),
  },
  subjects: roles,
  async ask(subject: ResourceSubject, context: Context<'simulatePrincipalPolicy'>) {
    const { resolver } = await context.deployed(subject.resource.stack);
    const name = await deployedName(subject, context);
    const trials = statementsOf({ ...subject, name }, context.plan, resolver).flatMap((statement) =>
      trialsOf(statement, subject.accountId),
    );
    const answers = await Promise.all(trials.map((trial) => simulate({ ...subject, name }, trial, context)));
    return verdictOn(answers.flat());
  },
});

interface Policy {
  readonly PolicyDocument: { readonly Statement: readonly Statement[] };
}

/** The statements of the role's own policies, and of those that name it. */
function statementsOf({ resource, name }: ResourceSubject, plan: Plan, resolver: Resolver): Statement[] {
  const { Policies = [] } = resource.properties as { Policies?: readonly Policy[] };
  const attached = plan
    .resources('AWS::IAM::Policy')
    .filter(({ stack }) => stack === resource.stack)
    .map(({ properties }) => resolver.resolve<Policy & { Roles?: readonly string[] }>(properties))
    .filter(({ Roles = [] }) => Roles.includes(name));
  const own = Policies.map((policy) => resolver.resolve<Policy>(policy));
  return [...own, ...attached].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

interface Answer {
  readonly trial: Trial;
  readonly action: string;
  readonly decision: string;
  readonly missing: readonly string[];
  /** Whose policy denied it, where AWS says so. */
  readonly deniedBy?: string;
}

type Result = NonNullable<Output<'simulatePrincipalPolicy'>['EvaluationResults']>[number];

async function simulate(subject: ResourceSubject, trial: Trial, { pages }: Context<'simulatePrincipalPolicy'>) {
  const found = await pages('simulatePrincipalPolicy', subject, {
    PolicySourceArn: arnOfRole(subject),
    ActionNames: [...trial.actions],
    ResourceArns: [...trial.resources],
    ContextEntries: trial.context.map((entry) => ({ ...entry, ContextKeyValues: [...entry.ContextKeyValues] })),
  });
  return found.flatMap(({ EvaluationResults = [] }) => EvaluationResults.flatMap((result) => answersOf(result, trial)));
}

/** AWS gives one result for each action, and what holds for each resource in it or in results of their own. */
function answersOf(result: Result, trial: Trial): Answer[] {
  const { ResourceSpecificResults = [], OrganizationsDecisionDetail, PermissionsBoundaryDecisionDetail } = result;
  const deniedBy =
    OrganizationsDecisionDetail?.AllowedByOrganizations === false
      ? 'a policy of the organization'
      : PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary === false
        ? 'its permissions boundary'
        : undefined;
  const each = ResourceSpecificResults.map(({ EvalResourceDecision, MissingContextValues = [] }) => ({
    ...{ decision: String(EvalResourceDecision), missing: MissingContextValues },
  }));
  const whole = { decision: String(result.EvalDecision), missing: result.MissingContextValues ?? [] };
  return (each.length > 0 ? each : [whole]).map((answer) => ({
    ...{ ...answer, trial, action: result.EvalActionName ?? '', deniedBy },
  }));
}

function verdictOn(answers: readonly Answer[]): Verdict {
  const wrong = answers.filter(({ decision, trial }) => decision !== trial.expected);
  const unclear = wrong.filter(({ missing }) => missing.length > 0);
  if (wrong.length > unclear.length) {
    const texts = wrong.filter(({ missing }) => missing.length === 0).map(describe);
    return failed(
      some([...new Set(texts)]),
      'look at the service control policies and the permissions boundary of the role, then at "stack-drift"',
    );
  }
  if (unclear.length > 0) {
    const keys = [...new Set(unclear.flatMap(({ missing }) => missing))];
    return couldNotCheck(`the simulator asks for ${keys.join(', ')}`, 'simulate it yourself with these condition keys');
  }
  return ok(`${answers.length} permissions simulated`);
}

function describe({ action, decision, deniedBy, trial }: Answer): string {
  return `${action} is ${decision}, not ${trial.expected}${deniedBy === undefined ? '' : `, by ${deniedBy}`}`;
}
