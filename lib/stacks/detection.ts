// Who is notified of what goes on with the trail, in each account and Region where there is something to notify of.
import type { Stack } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { LogArchive } from '../archive/log-archive';
import { AlarmReporter } from '../detection/alarm-reporter';
import { AlarmTopic } from '../detection/alarm-topic';
import { TamperAlerts, type TamperAlertsProps } from '../detection/tamper-alerts';
import { TrailAlarms } from '../detection/trail-alarms';
import { TrailDashboard, type TrailDashboardProps } from '../insight/trail-dashboard';
import { TrailQueries } from '../insight/trail-queries';
import { TrailConfigRules } from '../repair/trail-config-rules';
import type { OrganizationTrail } from '../trail/organization-trail';
import { consumersOf, type Plan } from './plan';

/** What notifies people in one account and Region, and what they look at; undefined for what is left out. */
export interface Detection {
  readonly alarmTopic?: AlarmTopic;
  readonly tamperAlerts?: TamperAlerts;
  readonly dashboard?: TrailDashboard;
}

/** That of the trail's stack has more. */
export interface TrailDetection extends Detection {
  readonly trailAlarms?: TrailAlarms;
  readonly alarmReporter?: AlarmReporter;
  readonly configRules?: TrailConfigRules;
  readonly queries?: TrailQueries;
}

/** Beside the trail: alarms on its log group, its repair, alerts, queries and a dashboard. */
export function addTrailDetection(stack: Stack, plan: Plan, organizationTrail: OrganizationTrail): TrailDetection {
  const { trail, omit, isApart } = plan;
  const users = [omit.alarms, omit.configRules, omit.tamperAlerts, ...(isApart ? [] : usersInArchive(plan))];
  const alarmTopic = addAlarmTopic(stack, plan, users);
  const alarmReporter = addReporter(stack, plan, organizationTrail, alarmTopic);
  const trailAlarms = addAlarms(stack, plan, organizationTrail, alarmTopic, alarmReporter);
  const configRules = addConfigRules(stack, plan, organizationTrail, alarmTopic);
  // With the archive in this account, its keys belong to other stacks: a call about any key of the account alerts.
  const reporterKeys = alarmReporter ? [alarmReporter.encryptionKey] : [];
  const keys = isApart ? [...organizationTrail.encryptionKeys, ...reporterKeys] : undefined;
  const tamperAlerts = addTamperAlerts(stack, plan, alarmTopic, keys);
  // So that making what they watch raises no alert.
  for (const watched of [organizationTrail, alarmReporter, trailAlarms])
    if (tamperAlerts && watched) makeAfter(tamperAlerts, watched);
  const queries = omit.queries === undefined ? new TrailQueries(stack, 'Queries', { trail }) : undefined;
  const dashboard = addDashboard(stack, plan, { trail, trailAlarms, tamperAlerts, configRules });
  return { alarmTopic, trailAlarms, alarmReporter, configRules, tamperAlerts, queries, dashboard };
}

/**
 * Every rule waits for the role that it sends by. Were each rule to wait for each resource by itself, the template would be longer
 * than the megabyte that CloudFormation takes.
 */
function makeAfter(alerts: TamperAlerts, watched: Construct): void {
  const roles = alerts.node.findAll().filter((construct) => construct instanceof CfnRole);
  for (const role of roles) role.node.addDependency(watched);
}

/** Beside the log archive, where it has an account of its own. */
export function addArchiveDetection(stack: Stack, plan: Plan, archive: LogArchive): Detection {
  const { trail, omit } = plan;
  const alarmTopic = addAlarmTopic(stack, plan, [omit.tamperAlerts, ...usersInArchive(plan)]);
  const tamperAlerts = addTamperAlerts(stack, plan, alarmTopic, [archive.encryptionKey]);
  if (tamperAlerts) makeAfter(tamperAlerts, archive);
  const dashboard = addDashboard(stack, plan, { trail, tamperAlerts });
  return { alarmTopic, tamperAlerts, dashboard };
}

/** In the Region to which calls of IAM and Organizations go, where the home Region is another. */
export function addGlobalDetection(stack: Stack, plan: Plan): Detection {
  const alarmTopic = addAlarmTopic(stack, plan, [plan.omit.tamperAlerts]);
  return { alarmTopic, tamperAlerts: addTamperAlerts(stack, plan, alarmTopic) };
}

/** Why each part that notifies people beside the archive is left out; undefined for what is there. */
function usersInArchive(plan: Plan): (string | undefined)[] {
  const notAsked = (isAsked: boolean) => (isAsked ? undefined : 'nobody asked for it');
  return [plan.omit.validation, notAsked(consumersOf(plan).length > 0), notAsked(plan.props.athena !== undefined)];
}

/** Each account and Region has a topic of its own, with the same subscribers, unless all that would use it is left out. */
function addAlarmTopic(
  stack: Stack,
  { trail, notify }: Plan,
  omitted: readonly (string | undefined)[],
): AlarmTopic | undefined {
  if (!omitted.includes(undefined)) return undefined;
  return new AlarmTopic(stack, 'AlarmTopic', { ...notify, trail });
}

/** It searches the log group, and is nothing without alarms. */
function addReporter(
  stack: Stack,
  { trail, omit, props }: Plan,
  organizationTrail: OrganizationTrail,
  alarmTopic: AlarmTopic | undefined,
): AlarmReporter | undefined {
  const isOmitted = omit.alarms !== undefined || omit.reports !== undefined;
  if (isOmitted || alarmTopic === undefined) return undefined;
  const reporter = new AlarmReporter(stack, 'AlarmReporter', { ...props.reports, trail, alarmTopic });
  reporter.node.addDependency(organizationTrail);
  return reporter;
}

function addAlarms(
  stack: Stack,
  { trail, omit, props }: Plan,
  organizationTrail: OrganizationTrail,
  alarmTopic: AlarmTopic | undefined,
  reporter: AlarmReporter | undefined,
): TrailAlarms | undefined {
  if (omit.alarms !== undefined || alarmTopic === undefined) return undefined;
  const trailAlarms = new TrailAlarms(stack, 'Alarms', { ...props.alarms, trail, alarmTopic, reporter });
  trailAlarms.node.addDependency(organizationTrail);
  return trailAlarms;
}

function addConfigRules(
  stack: Stack,
  { omit, props }: Plan,
  organizationTrail: OrganizationTrail,
  alarmTopic: AlarmTopic | undefined,
): TrailConfigRules | undefined {
  if (omit.configRules !== undefined || alarmTopic === undefined) return undefined;
  return new TrailConfigRules(stack, 'ConfigRules', { ...props.configRules, organizationTrail, alarmTopic });
}

function addTamperAlerts(
  stack: Stack,
  { trail, omit }: Plan,
  alarmTopic: AlarmTopic | undefined,
  keys?: TamperAlertsProps['keys'],
): TamperAlerts | undefined {
  if (omit.tamperAlerts !== undefined || alarmTopic === undefined) return undefined;
  return new TamperAlerts(stack, 'TamperAlerts', { trail, alarmTopic, keys });
}

function addDashboard(stack: Stack, { omit }: Plan, props: TrailDashboardProps): TrailDashboard | undefined {
  return omit.dashboards === undefined ? new TrailDashboard(stack, 'Dashboard', props) : undefined;
}
