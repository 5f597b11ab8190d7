import { Annotations, type Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { LogArchive } from '../archive/log-archive';
import type { LogConsumer } from '../consumers/log-consumer';
import type { AlarmReporter } from '../detection/alarm-reporter';
import type { AlarmTopic } from '../detection/alarm-topic';
import { TamperAlerts } from '../detection/tamper-alerts';
import type { TrailAlarms } from '../detection/trail-alarms';
import { TrailGuardrail } from '../guardrail/trail-guardrail';
import type { TrailIdentity } from '../identity/trail-identity';
import type { TrailAthena } from '../insight/athena/trail-athena';
import type { TrailDashboard } from '../insight/trail-dashboard';
import type { TrailQueries } from '../insight/trail-queries';
import type { TrailConfigRules } from '../repair/trail-config-rules';
import { deployedAfter } from './deployed-after';
import { addArchiveDetection, addGlobalDetection, addTrailDetection, type Detection } from './detection';
import type { OrganizationTrailStacksProps } from './options';
import { planOf, reasonsOf, type Plan } from './plan';
import { addAthena, addConsumers } from './readers';
import * as summary from './summary';
import { trailStack } from './trail-stack';
import { DataEvents } from '../trail/data-events';
import { OrganizationTrail } from '../trail/organization-trail';
import { DigestValidation } from '../validation/digest-validation';

/**
 * All of it: as many stacks as the accounts and Regions of a trail need, in the order in which they are deployed.
 *
 * The log archive comes first, then the trail with its alarms, alerts and repair, then validation, alerts on global
 * services where the home Region is not the one that sees them, and last the guardrail. No stack refers to another. Put it
 * into an `App` or a `Stage`; it takes the synthesizer, permissions boundary, tags and aspects of where it is.
 *
 * Each stack has termination protection. A first deployment that fails leaves a stack that the CDK can't delete before it
 * tries again, until the protection is lifted in its account and Region:
 * `aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name OrganizationTrail-LogArchive`.
 * CDK Pipelines ignores this setting: switch it on by the same command with `--enable-termination-protection`.
 *
 * Everything that is wrong or missing is reported at synthesis, in one error.
 *
 * @example
 * new OrganizationTrailStacks(app, 'OrganizationTrail', {
 *   trail,
 *   alarmEmails: ['security@example.com'],
 *   guardrailTargetIds: ['r-abcd'],
 *   logArchive: { retention: Duration.days(400) },
 *   omit: { queries: 'the logs are queried elsewhere' },
 * });
 */
export class OrganizationTrailStacks extends Construct {
  /** The trail. */
  public readonly trail: TrailIdentity;
  /** All stacks, in the order in which they are deployed. */
  public readonly stacks: Stack[];

  /** The stack of the log archive, in the log archive account. */
  public readonly logArchiveStack: Stack;
  /** The log archive. */
  public readonly logArchive: LogArchive;

  /** The stack of the trail, in the management account. */
  public readonly trailStack: Stack;
  /** The trail itself. */
  public readonly organizationTrail: OrganizationTrail;
  /** The alarms on the log group; undefined where they are left out. */
  public readonly trailAlarms?: TrailAlarms;
  /** What reports the alarms with who did what; undefined where it is left out. */
  public readonly alarmReporter?: AlarmReporter;
  /** The rules that put the trail back; undefined where they are left out. */
  public readonly configRules?: TrailConfigRules;
  /** The saved queries; undefined where they are left out. */
  public readonly queries?: TrailQueries;

  /** The stack of digest validation, in the log archive account; undefined where it is left out. */
  public readonly validationStack?: Stack;
  /** Digest validation; undefined where it is left out. */
  public readonly validation?: DigestValidation;

  /** The stack of the consumers, in the log archive account; undefined where there are none. */
  public readonly consumersStack?: Stack;
  /** Who else reads the log files. */
  public readonly consumers: LogConsumer[];

  /** The stack of tables and queries for Athena, in the log archive account; undefined where nobody asked for them. */
  public readonly athenaStack?: Stack;
  /** Tables and queries for Athena; undefined where nobody asked for them. */
  public readonly athena?: TrailAthena;

  /** The stacks of the alerts on global services; none where the home Region sees the calls of these itself. */
  public readonly globalAlertsStacks: Stack[];

  /** The stack of the guardrail, in the management account; undefined where it is left out. */
  public readonly guardrailStack?: Stack;
  /** The guardrail; undefined where it is left out. */
  public readonly guardrail?: TrailGuardrail;

  /** The alarm topic of each account and Region that notifies people, the home Region of the trail first. */
  public readonly alarmTopics: AlarmTopic[];
  /** The tamper alerts of each account and Region; none where they are left out. */
  public readonly tamperAlerts: TamperAlerts[];
  /** The dashboard of each account; none where they are left out. */
  public readonly dashboards: TrailDashboard[];

  constructor(scope: Construct, id: string, props: OrganizationTrailStacksProps) {
    super(scope, id);
    const plan = planOf(this, props);
    this.trail = plan.trail;

    const archive = addLogArchive(this, plan);
    this.logArchiveStack = archive.stack;
    this.logArchive = archive.logArchive;

    const trail = addTrail(this, plan);
    this.trailStack = trail.stack;
    this.organizationTrail = trail.organizationTrail;
    this.trailAlarms = trail.detection.trailAlarms;
    this.alarmReporter = trail.detection.alarmReporter;
    this.configRules = trail.detection.configRules;
    this.queries = trail.detection.queries;
    deployedAfter(this.trailStack, this.logArchiveStack, 'The trail is delivered to the archive');

    const validation = addValidation(this, plan, this.logArchive, archive.detection ?? trail.detection);
    this.validationStack = validation?.stack;
    this.validation = validation?.validation;
    deployedAfter(this.validationStack, this.trailStack, 'What it verifies is delivered by the trail');

    const consumers = addConsumers(this, plan, archive.detection ?? trail.detection);
    this.consumersStack = consumers?.stack;
    this.consumers = consumers?.consumers ?? [];
    deployedAfter(this.consumersStack, this.logArchiveStack, 'What they read is in the archive');

    const athena = addAthena(this, plan, archive.detection ?? trail.detection);
    this.athenaStack = athena?.stack;
    this.athena = athena?.athena;
    deployedAfter(this.athenaStack, this.logArchiveStack, 'What is asked is in the archive');

    const globalAlerts = addGlobalAlerts(this, plan);
    this.globalAlertsStacks = globalAlerts.map(({ stack }) => stack);

    const inArchive = [this.validationStack, this.consumersStack, this.athenaStack];
    const others = [this.logArchiveStack, this.trailStack, ...inArchive, ...this.globalAlertsStacks];
    const guardrail = addGuardrail(this, plan);
    this.guardrailStack = guardrail?.stack;
    this.guardrail = guardrail?.guardrail;
    this.stacks = [...others, this.guardrailStack].filter((stack) => stack !== undefined);
    for (const stack of this.stacks.filter((each) => each !== this.guardrailStack))
      deployedAfter(this.guardrailStack, stack, 'What it guards exists already');

    const detections = [trail.detection, archive.detection, ...globalAlerts.map(({ detection }) => detection)];
    this.alarmTopics = partsOf(detections, 'alarmTopic');
    this.tamperAlerts = partsOf(detections, 'tamperAlerts');
    this.dashboards = partsOf(detections, 'dashboard');
    noteOmitted(this, plan);
  }
}

interface ArchivePart {
  readonly stack: Stack;
  readonly logArchive: LogArchive;
  /** Where the log archive has an account of its own. */
  readonly detection?: Detection;
}

function addLogArchive(scope: Construct, plan: Plan): ArchivePart {
  const { trail, props, isApart } = plan;
  const stack = trailStack(scope, plan, 'LogArchive', {
    account: trail.logArchiveAccountId,
    description: 'Log bucket, access-log bucket and key of the organization trail',
  });
  const logArchive = new LogArchive(stack, 'LogArchive', { ...props.logArchive, trail });
  summary.summarize(stack, summary.archiveSummary(plan));
  return { stack, logArchive, detection: isApart ? addArchiveDetection(stack, plan, logArchive) : undefined };
}

function addTrail(scope: Construct, plan: Plan) {
  const { trail, props, omit } = plan;
  const stack = trailStack(scope, plan, 'Trail', {
    account: trail.managementAccountId,
    description: 'The organization trail, its log group, its alarms, its alerts and its repair',
  });
  // Without them nobody is notified of a write to these tables by somebody else.
  const always = [
    ...(omit.validation === undefined ? [DataEvents.validatorTable()] : []),
    ...(omit.alarms === undefined && omit.reports === undefined ? [DataEvents.reportTable()] : []),
  ];
  const chosen: unknown = props.organizationTrail?.dataEvents ?? [];
  // What is no list is left for the trail to report.
  const dataEvents = Array.isArray(chosen) ? [...always, ...(chosen as DataEvents[])] : (chosen as DataEvents[]);
  const organizationTrail = new OrganizationTrail(stack, 'OrganizationTrail', {
    ...props.organizationTrail,
    trail,
    dataEvents,
  });
  summary.summarize(stack, summary.trailSummary(plan));
  return { stack, organizationTrail, detection: addTrailDetection(stack, plan, organizationTrail) };
}

/** A stack of its own: the first run comes after the trail exists, and a new validator leaves the archive alone. */
function addValidation(scope: Construct, plan: Plan, logArchive: LogArchive, { alarmTopic, dashboard }: Detection) {
  if (plan.omit.validation !== undefined || alarmTopic === undefined) return undefined;
  const stack = trailStack(scope, plan, 'DigestValidation', {
    account: plan.trail.logArchiveAccountId,
    description: 'Verifies the log files of the organization trail by themselves',
  });
  const validation = new DigestValidation(stack, 'DigestValidation', {
    ...plan.props.validation,
    logArchive,
    alarmTopic,
  });
  dashboard?.addRow('Validation of the log files', ...validation.widgets());
  summary.summarize(stack, summary.validationSummary(plan));
  return { stack, validation };
}

/** Calls of IAM and Organizations are seen in one Region: a small stack there, where the home Region is another. */
function addGlobalAlerts(scope: Construct, plan: Plan) {
  const { trail, omit } = plan;
  if (omit.tamperAlerts !== undefined) return [];
  const places = TamperAlerts.placesOf(trail).filter(({ region }) => region !== trail.homeRegion);
  return places.map(({ accountId: account, region }) => {
    const owner = account === trail.managementAccountId ? 'Trail' : 'LogArchive';
    const stack = trailStack(scope, plan, `${owner}-GlobalAlerts-${region}`, {
      account,
      region,
      description: 'Alerts on calls of global services that weaken the organization trail',
    });
    summary.summarize(stack, summary.globalAlertsSummary(plan));
    return { stack, detection: addGlobalDetection(stack, plan) };
  });
}

/** A stack of its own: the trail does not roll back where a policy type is not enabled yet. */
function addGuardrail(scope: Construct, plan: Plan) {
  const { trail, props, hasGuardrail } = plan;
  if (!hasGuardrail) return undefined;
  const stack = trailStack(scope, plan, 'Guardrail', {
    account: trail.managementAccountId,
    description: 'The policies that keep member accounts from the trail and its archive',
  });
  const targetIds = props.guardrailTargetIds ?? [];
  const guardrail = new TrailGuardrail(stack, 'Guardrail', { ...props.guardrail, trail, targetIds });
  summary.summarize(stack, summary.guardrailSummary(plan));
  return { stack, guardrail };
}

function partsOf<K extends keyof Detection>(detections: readonly (Detection | undefined)[], part: K) {
  return detections.map((each) => each?.[part]).filter((each) => each !== undefined);
}

function noteOmitted(scope: Construct, { omit }: Plan): void {
  for (const [part, reason] of reasonsOf(omit)) Annotations.of(scope).addInfo(`${part} is left out: ${reason}`);
}
