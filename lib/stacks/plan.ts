// What is made of a caller's properties: checked as a whole, with stand-ins for what is wrong or missing.
import { App, Stage } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { LogConsumerOptions } from '../consumers/options';
import type { AlarmRouteOptions, AlarmTopicOptions } from '../detection/alarm-topic-options';
import { SUBSCRIPTION } from '../detection/subscription-rule';
import { requiredTrail } from '../identity/part-of-trail';
import type { TrailIdentity } from '../identity/trail-identity';
import { listOf, Problems } from '../shared/problems';
import { RULES } from '../shared/rules';
import type { OmittedParts, OrganizationTrailStacksProps } from './options';

const DEFAULT_PREFIX = 'OrganizationTrail';

export interface Plan {
  readonly trail: TrailIdentity;
  readonly props: OrganizationTrailStacksProps;
  readonly omit: OmittedParts;
  /** Whether the log archive has an account of its own. */
  readonly isApart: boolean;
  readonly hasGuardrail: boolean;
  /** Who is notified, by every topic. */
  readonly notify: AlarmTopicOptions;
  /** What the names of the stacks start with, with a dash at its end. */
  readonly stackNamePrefix: string;
}

export function planOf(scope: Construct, props: OrganizationTrailStacksProps): Plan {
  const problems = Problems.of(scope);
  const trail = requiredTrail(problems, props.trail);
  const omit = props.omit ?? {};
  const plan = {
    trail,
    props,
    omit,
    isApart: trail.logArchiveAccountId !== trail.managementAccountId,
    hasGuardrail: omit.guardrail === undefined && listOf(props.guardrailTargetIds).length > 0,
    notify: checkedNotify(problems, props, omit),
    stackNamePrefix: checkedPrefix(scope, problems, props),
  };
  checkOmitted(problems, props, omit);
  checkConsumers(problems, props);
  checkAthena(problems, props);
  checkGuardrail(problems, plan);
  checkDeployers(scope, problems, plan);
  return plan;
}

/** Every topic would report the same mistake: it is reported here once, and they are given addresses that are well formed. */
function checkedNotify(
  problems: Problems,
  { alarmEmails, alarmSubscriptions, consumers, athena, ...routes }: OrganizationTrailStacksProps,
  omit: OmittedParts,
): AlarmTopicOptions {
  const emails = listOf(alarmEmails);
  const subscriptions = problems.items('alarmSubscriptions', alarmSubscriptions, SUBSCRIPTION);
  problems.matchAll('alarmEmails', alarmEmails, RULES.emailAddress);
  const parts = [omit.alarms, omit.tamperAlerts, omit.configRules, omit.validation];
  const needsSomebody = parts.includes(undefined) || listOf(consumers).length > 0 || athena !== undefined;
  if (needsSomebody && emails.length === 0 && subscriptions.length === 0 && !isWrongList(alarmEmails)) {
    problems.add({
      what: 'alarmEmails',
      given: alarmEmails,
      allowed: 'at least one e-mail address, or an alarmSubscriptions',
      todo: 'say who is notified: an alarm that reaches nobody is none',
    });
  }
  const wellFormed = emails.filter((email) => new Problems().required('', email, RULES.emailAddress).isEmpty());
  const emailAddresses = wellFormed.length > 0 || subscriptions.length > 0 ? wellFormed : ['nobody@example.com'];
  const critical = checkedRoute(problems, 'criticalAlarms', routes.criticalAlarms);
  const high = checkedRoute(problems, 'highAlarms', routes.highAlarms);
  const { notifyWhenOver } = routes;
  return { emailAddresses, subscriptions, critical, high, notifyWhenOver };
}

/** The same for those who get what has one severity. */
function checkedRoute(
  problems: Problems,
  what: string,
  route: AlarmRouteOptions | undefined,
): AlarmRouteOptions | undefined {
  if (route === undefined) return undefined;
  const subscriptions = problems.items(`${what}.subscriptions`, route.subscriptions, SUBSCRIPTION);
  const given = listOf(route.emailAddresses);
  problems
    .matchAll(`${what}.emailAddresses`, route.emailAddresses, RULES.emailAddress)
    .unless(given.length > 0 || subscriptions.length > 0 || route.existingTopic !== undefined, {
      what,
      given: undefined,
      allowed: 'emailAddresses, subscriptions or existingTopic',
      todo: 'say who gets it, or leave it out: then those who get all others do',
    });
  const emailAddresses = given.filter((email) => new Problems().required('', email, RULES.emailAddress).isEmpty());
  const isForSomebody = emailAddresses.length > 0 || subscriptions.length > 0 || route.existingTopic !== undefined;
  return isForSomebody ? { ...route, emailAddresses, subscriptions } : undefined;
}

function isWrongList(given: unknown): boolean {
  return given !== undefined && !Array.isArray(given);
}

function checkedPrefix(
  scope: Construct,
  problems: Problems,
  { stackNamePrefix }: OrganizationTrailStacksProps,
): string {
  const own = new Problems().match('stackNamePrefix', stackNamePrefix, RULES.stackNamePrefix);
  problems.match('stackNamePrefix', stackNamePrefix, RULES.stackNamePrefix);
  const prefix = own.isEmpty() ? (stackNamePrefix ?? DEFAULT_PREFIX) : DEFAULT_PREFIX;
  return [stageOf(scope)?.stageName, prefix, ''].filter((part) => part !== undefined).join('-');
}

/** The stage that the stacks are in; undefined where they are in the app itself. */
function stageOf(scope: Construct): Stage | undefined {
  const stage = Stage.of(scope);
  return stage === undefined || App.isApp(stage) ? undefined : stage;
}

function checkOmitted(problems: Problems, props: OrganizationTrailStacksProps, omit: OmittedParts): void {
  const todo = 'say why the part is left out, or leave this property out to have the part';
  for (const [part, given] of reasonsOf(omit)) {
    const isReason = typeof given === 'string' && given.trim() !== '';
    problems.unless(isReason, { what: `omit.${part}`, given, allowed: 'the reason, in words', todo });
  }
  const { alarms, reports, configRules, guardrail, guardrailTargetIds, validation } = props;
  const chosen = { alarms, reports, configRules, guardrail, guardrailTargetIds, validation };
  for (const [what, value] of Object.entries(chosen)) {
    const part = (what === 'guardrailTargetIds' ? 'guardrail' : what) as keyof OmittedParts;
    if (value === undefined || omit[part] === undefined) continue;
    const allowed = `nothing, since omit.${part} leaves that part out`;
    problems.add({ what, given: typeof value, allowed, todo: `take out either ${what} or omit.${part}` });
  }
}

/** Each is named after its own name, in the stack and in AWS. */
function checkConsumers(problems: Problems, { consumers }: OrganizationTrailStacksProps): void {
  const names = listOf(consumers).map(({ consumerName }) => consumerName);
  problems
    .unless(!isWrongList(consumers), {
      what: 'consumers',
      given: consumers,
      allowed: 'a list of consumers',
      todo: 'put it into brackets',
    })
    .unless(new Set(names).size === names.length, {
      what: 'consumers',
      given: names,
      allowed: 'a name for each that no other has',
      todo: 'give each consumer a consumerName of its own',
    });
}

/** Anything else than options would be taken for the defaults. */
function checkAthena(problems: Problems, { athena }: OrganizationTrailStacksProps): void {
  const isOptions = typeof athena === 'object' && athena !== null && !Array.isArray(athena);
  problems.unless(athena === undefined || isOptions, {
    what: 'athena',
    given: athena,
    allowed: 'the options of TrailAthena, {} for the defaults',
    todo: 'leave it out for no tables and queries',
  });
}

/** The consumers, each name once. */
export function consumersOf({ props }: Plan): readonly LogConsumerOptions[] {
  const given = listOf(props.consumers);
  return given.filter((each, index) => given.findIndex((other) => other.consumerName === each.consumerName) === index);
}

/** What is left out, with the reasons. */
export function reasonsOf(omit: OmittedParts): [string, string][] {
  return Object.entries(omit).filter((entry): entry is [string, string] => entry[1] !== undefined);
}

function checkGuardrail(problems: Problems, { trail, props, omit }: Plan): void {
  const given = props.guardrailTargetIds;
  // Without targets there is no guardrail that would report it.
  if (listOf(given).length === 0)
    problems.matchAll('guardrail.memberTrailNames', props.guardrail?.memberTrailNames, RULES.trailNamePattern);
  problems
    .unless(!isWrongList(given), {
      what: 'guardrailTargetIds',
      given,
      allowed: `a list, each ${RULES.policyTargetId.allowed}`,
      todo: RULES.policyTargetId.todo,
    })
    .unless(
      !trail.isOrganizationTrail || omit.guardrail !== undefined || listOf(given).length > 0 || isWrongList(given),
      {
        what: 'guardrailTargetIds',
        given,
        allowed: 'at least one root, organizational unit or account, or the reason why there is no guardrail',
        todo: 'take the root to bind every member account, or say in omit.guardrail why not',
      },
    );
}

/** A pipeline of another account deploys a guardrail without exemptions for it once, and nothing ever after. */
function checkDeployers(scope: Construct, problems: Problems, { trail, props, isApart, hasGuardrail }: Plan): void {
  const { managementAccountDeploysOnly: given } = props;
  const what = 'managementAccountDeploysOnly';
  const isReason = typeof given === 'string' && given.trim() !== '';
  if (given !== undefined) {
    const todo = 'say who deploys, or leave it out and name deployerRoleArns in TrailPrincipals';
    problems.unless(isReason, { what, given, allowed: 'the reason, in words', todo });
  }
  const stage = stageOf(scope);
  const isBound = stage !== undefined && hasGuardrail && isApart;
  if (!isBound || given !== undefined || trail.principals.deployerRoleArns.length > 0) return;
  problems.add({
    what: 'principals.deployerRoleArns',
    given: undefined,
    allowed: `the roles by which a pipeline deploys the stage ${stage.stageName} to the log archive account`,
    todo: `name them in TrailPrincipals; where the management account alone deploys, say so in ${what}`,
  });
}
