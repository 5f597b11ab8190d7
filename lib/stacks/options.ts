import type { ITopicSubscription } from 'aws-cdk-lib/aws-sns';
import type { LogArchiveOptions } from '../archive/options';
import type { LogConsumerOptions } from '../consumers/options';
import type { TrailAlarmsOptions } from '../detection/alarm-options';
import type { AlarmReporterOptions } from '../detection/alarm-reporter-options';
import type { AlarmRouteOptions } from '../detection/alarm-topic-options';
import type { TrailGuardrailOptions } from '../guardrail/options';
import type { TrailIdentity } from '../identity/trail-identity';
import type { TrailAthenaOptions } from '../insight/athena/options';
import type { TrailConfigRulesOptions } from '../repair/options';
import type { OrganizationTrailOptions } from '../trail/options';
import type { DigestValidationOptions } from '../validation/options';

/**
 * The parts of an `OrganizationTrailStacks` that are left out, each with the reason, in words.
 *
 * The reason is shown at synthesis, and in the outputs of the trail's stack. The log archive and the trail are always made.
 * Where a part that was deployed is left out later, the next deployment deletes alarms, alerts, repair, queries and dashboards.
 * A part with a stack of its own, validation or guardrail, goes on working: delete its stack before the part is left out, since the
 * CDK's command line knows only stacks that the app has. Evidence and its keys stay in the account.
 */
export interface OmittedParts {
  /**
   * Why no metric filters and alarms are made on the log group of the trail.
   *
   * @default - `TrailAlarms` is made
   */
  readonly alarms?: string;

  /**
   * Why alarms are not reported with who did what, and no digest is sent: people then get each alarm as it is.
   *
   * @default - `AlarmReporter` is made
   */
  readonly reports?: string;

  /**
   * Why nobody is notified of calls that weaken the trail, in any account or Region.
   *
   * @default - `TamperAlerts` is made in each account and Region that needs it
   */
  readonly tamperAlerts?: string;

  /**
   * Why nothing puts the trail back to its settings.
   *
   * @default - `TrailConfigRules` is made
   */
  readonly configRules?: string;

  /**
   * Why no policies of AWS Organizations protect the trail and its archive.
   *
   * @default - `TrailGuardrail` is made for the trail of an organization
   */
  readonly guardrail?: string;

  /**
   * Why nothing verifies the log files by schedule.
   *
   * @default - `DigestValidation` is made
   */
  readonly validation?: string;

  /**
   * Why no saved queries are made.
   *
   * @default - `TrailQueries` is made
   */
  readonly queries?: string;

  /**
   * Why no dashboards are made.
   *
   * @default - `TrailDashboard` is made in each account
   */
  readonly dashboards?: string;
}

/**
 * What all stacks of a trail are made of.
 */
export interface OrganizationTrailStacksProps {
  /**
   * The trail. Its accounts and its home Region say which stacks are made.
   */
  readonly trail: TrailIdentity;

  /**
   * Who gets alarms and alerts by e-mail, from a topic in each account and Region. Each address receives a request of each
   * topic first, and nothing else until somebody confirms it.
   *
   * @default - nobody by e-mail; `alarmSubscriptions` must then name somebody
   */
  readonly alarmEmails?: string[];

  /**
   * Other subscriptions to each of these topics: a queue, a function, a web hook of a chat or of an on-call service.
   *
   * @default - none
   */
  readonly alarmSubscriptions?: ITopicSubscription[];

  /**
   * Who gets what is CRITICAL, in each of these topics, instead of those above.
   *
   * @default - those above
   */
  readonly criticalAlarms?: AlarmRouteOptions;

  /**
   * Who gets what is HIGH, in each of these topics, instead of those above.
   *
   * @default - those above
   */
  readonly highAlarms?: AlarmRouteOptions;

  /**
   * Whether people are also notified when an alarm is over. It doubles the number of messages.
   *
   * @default false
   */
  readonly notifyWhenOver?: boolean;

  /**
   * The root, organizational units or accounts that the guardrail is attached to, by their ids. The log archive account
   * must be one of them or below one of them.
   *
   * @default - none: for the trail of an organization `omit.guardrail` must then say why
   */
  readonly guardrailTargetIds?: string[];

  /**
   * Acknowledges, in words, that only the management account deploys to the log archive account.
   *
   * The guardrail denies all others to deploy there, so a pipeline in another account would deploy once and never again.
   * Inside of a `Stage`, which pipelines deploy, either this or `deployerRoleArns` of the principals is needed.
   *
   * @default - not acknowledged
   */
  readonly managementAccountDeploysOnly?: string;

  /**
   * What the names of all stacks start with, at most 64 letters, digits and dashes. Inside of a `Stage`, the name of the
   * stage stands before it.
   *
   * A change makes CloudFormation create stacks beside those that were deployed, which fails: their resources have fixed
   * names.
   *
   * @default "OrganizationTrail"
   */
  readonly stackNamePrefix?: string;

  /**
   * The parts to leave out, each with the reason.
   *
   * @default - none
   */
  readonly omit?: OmittedParts;

  /**
   * What is chosen about the log archive.
   *
   * @default - the defaults of `LogArchive`
   */
  readonly logArchive?: LogArchiveOptions;

  /**
   * What is chosen about the trail. Unless validation is left out, writes to its table are recorded beside the data events
   * that are named here.
   *
   * @default - the defaults of `OrganizationTrail`
   */
  readonly organizationTrail?: OrganizationTrailOptions;

  /**
   * What is chosen about the alarms.
   *
   * @default - the defaults of `TrailAlarms`
   */
  readonly alarms?: TrailAlarmsOptions;

  /**
   * What is chosen about the reports of alarms and the daily digest.
   *
   * @default - the defaults of `AlarmReporter`
   */
  readonly reports?: AlarmReporterOptions;

  /**
   * What is chosen about the rules that put the trail back.
   *
   * @default - the defaults of `TrailConfigRules`
   */
  readonly configRules?: TrailConfigRulesOptions;

  /**
   * What is chosen about the guardrail.
   *
   * @default - the defaults of `TrailGuardrail`
   */
  readonly guardrail?: TrailGuardrailOptions;

  /**
   * Who else reads the log files, each by a rule, a queue or topic and a role of its own, in a stack of the log archive
   * account. docs/consumers.md says what to choose for which vendor.
   *
   * @default - nobody
   */
  readonly consumers?: LogConsumerOptions[];

  /**
   * Tables over the log files and queries for Athena, in a stack of the log archive account: `{}` takes the defaults of
   * `TrailAthena`. docs/questions.md says when to choose them, and what they cost.
   *
   * @default - none
   */
  readonly athena?: TrailAthenaOptions;

  /**
   * What is chosen about digest validation.
   *
   * @default - the defaults of `DigestValidation`
   */
  readonly validation?: DigestValidationOptions;
}
