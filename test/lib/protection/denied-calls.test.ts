// Each call that the table gives to a statement of the guardrail, put to an IAM evaluator: every action of AWS that the call
// names, on every ARN of its row, for those whom the statement binds and those whom it does not.
import { ABBREVIATIONS, covers } from '../../../lib/guardrail/abbreviations';
import { ValidationNames } from '../../../lib/identity/validation-names';
import { isBecause, type GuardStatement, type ProtectedResource } from '../../../lib/protection/protected-resource';
import { HOME_REGION } from '../../../bin/cdk-organization-trail/verify/samples/record';
import { guardrailPolicies } from '../../support/guardrail';
import { decide, role, roleSession, type Policies, type PolicyDocument, type Principal } from '../../support/iam';
import { actsOn, arnForm, readingActions, writingActions, type Action } from '../../support/iam/actions';
import { BREAK_GLASS_ROLE_ARN, ORGANIZATION, trailWith } from '../../support/stacks';
import { CALLS, type CallOfRow } from './calls';

const { logArchiveAccountId: ARCHIVE } = ORGANIZATION;
const key = `arn:aws:kms:${HOME_REGION}:${ARCHIVE}:key/1b4b1c4e-0000-4000-8000-000000000000`;
const pipeline = `arn:aws:iam::${ARCHIVE}:role/pipeline`;
const trail = trailWith(
  { breakGlassRoleArns: [BREAK_GLASS_ROLE_ARN], deployerRoleArns: [pipeline] },
  { homeRegion: HOME_REGION },
);
const names = new ValidationNames(trail);
const policies = guardrailPolicies({ trail });
const administrator = role(ARCHIVE, 'administrator');
const exempt = [role(ARCHIVE, 'break-glass'), role(ARCHIVE, `cdk-hnb659fds-cfn-exec-role-${ARCHIVE}-${HOME_REGION}`)];
const driving = [
  ...exempt,
  roleSession(ARCHIVE, `cdk-hnb659fds-deploy-role-${ARCHIVE}-${HOME_REGION}`, 'x'),
  role(ARCHIVE, 'pipeline'),
];
const callers = (...ids: Parameters<ValidationNames['roleName']>[0][]) =>
  ids.map((id) => role(ARCHIVE, names.roleName(id)));

/** Whom each statement exempts, and by which kind of policy it denies. */
const STATEMENTS: Record<GuardStatement, { readonly exempts: Principal[]; readonly isIn: ('scp' | 'rcp')[] }> = {
  GuardTrails: { exempts: exempt, isIn: ['scp'] },
  KeepMembership: { exempts: exempt, isIn: ['scp'] },
  GuardArchive: { exempts: exempt, isIn: ['scp'] },
  GuardAccount: { exempts: exempt, isIn: ['scp'] },
  GuardKeys: { exempts: exempt, isIn: ['scp', 'rcp'] },
  GuardStacks: { exempts: driving, isIn: ['scp'] },
  GuardRuns: { exempts: [...exempt, ...callers('Schedule', 'Validator', 'StateMachine', 'Merge')], isIn: ['scp'] },
  GuardRoles: { exempts: exempt, isIn: ['scp'] },
  GuardHandingOn: { exempts: driving, isIn: ['scp'] },
  GuardBuckets: { exempts: exempt, isIn: ['rcp'] },
  GuardTable: { exempts: callers('Validator', 'Merge'), isIn: ['rcp'] },
};
const KINDS = {
  scp: { ...policies, resourceControlPolicies: [] },
  rcp: { ...policies, serviceControlPolicies: [] },
} satisfies Record<string, Policies>;

/** Lets the policies of identities decide, where a resource has a policy that must allow too. */
const openPolicy: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: '*', Resource: '*' }],
};
const WITH_RESOURCE_POLICY = ['kms', 'sts'];

interface GuardedCall extends CallOfRow {
  readonly statement: GuardStatement;
}

const guarded: readonly GuardedCall[] = CALLS.flatMap((row) =>
  isBecause(row.call.guard) ? [] : row.call.guard.map((statement) => ({ ...row, statement })),
);

test.each(guarded)(
  '$statement denies $which on $what, but not to those who are exempt',
  async (guardedCall) => {
    const { call, statement } = guardedCall;
    const requests = await requestsOf(guardedCall);
    expect(requests.length).toBeGreaterThanOrEqual(call.actions.length);
    for (const kind of STATEMENTS[statement].isIn) {
      expect(await outcomes(kind, requests, [administrator])).toEqual(['denied']);
      expect(await outcomes(kind, requests, STATEMENTS[statement].exempts)).toEqual(['allowed']);
    }
  },
  30_000,
);

async function outcomes(kind: keyof typeof KINDS, requests: readonly Request[], who: readonly Principal[]) {
  const resourcePolicy = (does: string) =>
    WITH_RESOURCE_POLICY.includes(does.split(':')[0]) && { resourcePolicy: openPolicy };
  const decided = await Promise.all(
    who.flatMap((principal) =>
      requests.map((request) =>
        decide({ ...KINDS[kind], ...resourcePolicy(request.does) }, { who: principal, ...request }),
      ),
    ),
  );
  return [...new Set(decided)];
}

interface Request {
  readonly does: string;
  readonly on: string;
  readonly ownedBy: string;
  readonly where?: Record<string, string | string[]>;
}

/** Every action of AWS that a call names, on an instance of every ARN of the row that it acts on. */
async function requestsOf({ resource, call, statement }: GuardedCall): Promise<Request[]> {
  const meant = (await writingActions(resource.service)).filter(
    (action) => actsOn(resource, action) && call.actions.some((name) => covers(name, action.name)),
  );
  return (await Promise.all(meant.map((action) => requestsFor(resource, action, statement)))).flat();
}

async function requestsFor(resource: ProtectedResource, action: Action, statement: GuardStatement): Promise<Request[]> {
  const does = `${resource.service}:${action.name}`;
  // An alias is changed with rights on it and on its key, which is known by it.
  if (statement === 'GuardKeys') {
    return [{ does, on: key, ownedBy: ARCHIVE, where: { 'kms:ResourceAliases': [trail.keyAliasName] } }];
  }
  const types = action.types.filter((type) => resource.types.includes(type));
  const forms = await Promise.all(types.map((type) => arnForm(resource.service, type)));
  const arns = resource.arns(trail).flatMap((pattern) => instanceOf(pattern, forms) ?? []);
  if (arns.length === 0)
    throw new Error(`no ARN of ${resource.name} is of a type that ${does} acts on: ${types.join(', ')}`);
  return arns.map((on) => ({ does, on, ownedBy: ARCHIVE }));
}

/** An ARN that the pattern stands for and that has one of the forms; undefined where there is none. */
function instanceOf(pattern: string, forms: readonly RegExp[]): string | undefined {
  if (forms.length === 0 || pattern === '*') return '*';
  const inRegion = pattern.replace(/:\*:(\d{12})/, `:${HOME_REGION}:$1`);
  const instances = ENDS.map((end) => inRegion.replace(/\*$/, end).replaceAll('*', 'x'));
  return instances.find((arn) => forms.some((form) => form.test(arn)));
}

/** How names go on in the ARNs of what belongs to a resource: executions, map runs, backups and log streams. */
const ENDS = ['x', 'x:y', 'x/y:z', 'x/backup/y', 'x:log-stream:y'];

describe('abbreviates', () => {
  test.each(ABBREVIATIONS)(
    '$pattern for several actions of a statement, and denies no other that reads',
    async ({ pattern, alsoDenies = [] }) => {
      const [service] = pattern.split(':');
      const ofStatements = guarded.flatMap(({ resource, call }) =>
        call.actions.map((name) => `${resource.service}:${name}`),
      );
      expect(new Set(ofStatements.filter((action) => covers(pattern, action))).size).toBeGreaterThan(1);
      const types = new Set(
        guarded.filter(({ resource }) => resource.service === service).flatMap(({ resource }) => resource.types),
      );
      const reading = await readingActions(service);
      const denied = reading.filter(
        (action) => covers(pattern, `${service}:${action.name}`) && action.types.some((type) => types.has(type)),
      );
      expect(denied.map(({ name }) => `${service}:${name}`)).toEqual(alsoDenies);
    },
  );
});
