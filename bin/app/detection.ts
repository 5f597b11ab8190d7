// Who is notified of what goes on with the trail, in each account and Region where there is something to notify of.
import { Stack, type App } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  AlarmTopic,
  TamperAlerts,
  TrailAlarms,
  TrailDashboard,
  TrailQueries,
  type LogArchive,
  type OrganizationTrail,
  type TamperAlertsPlace,
  type TrailIdentity,
} from '../../lib';
import type { AppConfiguration } from '../app-configuration';
import { addRepair } from './protection';

/** What others of the same account and Region add to. */
export interface Detection {
  readonly alarmTopic: AlarmTopic;
  readonly dashboard: TrailDashboard;
}

/** Beside the trail: alarms on its log group, its repair, alerts, queries and a dashboard. */
export function addTrailDetection(
  stack: Stack,
  organizationTrail: OrganizationTrail,
  configuration: AppConfiguration,
): Detection {
  const { trail } = organizationTrail;
  const alarmTopic = addAlarmTopic(stack, trail, configuration);
  const trailAlarms = new TrailAlarms(stack, 'Alarms', { trail, alarmTopic });
  trailAlarms.node.addDependency(organizationTrail);
  const configRules = addRepair(stack, organizationTrail, alarmTopic, configuration);
  // With the archive in this account, its keys belong to other stacks: a call about any key of the account alerts.
  const isApart = trail.logArchiveAccountId !== trail.managementAccountId;
  const keys = isApart ? organizationTrail.encryptionKeys : undefined;
  const tamperAlerts = new TamperAlerts(stack, 'TamperAlerts', { trail, alarmTopic, keys });
  deployAfter(tamperAlerts, organizationTrail, trailAlarms);
  new TrailQueries(stack, 'Queries', { trail });
  const dashboard = new TrailDashboard(stack, 'Dashboard', { trail, trailAlarms, tamperAlerts, configRules });
  return { alarmTopic, dashboard };
}

/** Beside the log archive, where it has an account of its own. */
export function addArchiveDetection(stack: Stack, archive: LogArchive, configuration: AppConfiguration): Detection {
  const { trail } = archive;
  const alarmTopic = addAlarmTopic(stack, trail, configuration);
  const tamperAlerts = new TamperAlerts(stack, 'TamperAlerts', { trail, alarmTopic, keys: [archive.encryptionKey] });
  deployAfter(tamperAlerts, archive);
  const dashboard = new TrailDashboard(stack, 'Dashboard', { trail, tamperAlerts });
  return { alarmTopic, dashboard };
}

/** Calls of IAM and Organizations are seen in one Region: a small stack there, where the home Region is another. */
export function addGlobalAlertStacks(app: App, trail: TrailIdentity, configuration: AppConfiguration): Stack[] {
  return TamperAlerts.placesOf(trail)
    .filter(({ region }) => region !== trail.homeRegion)
    .map((place) => globalAlertStack(app, place, trail, configuration));
}

function globalAlertStack(
  app: App,
  { accountId, region }: TamperAlertsPlace,
  trail: TrailIdentity,
  configuration: AppConfiguration,
): Stack {
  const owner = accountId === trail.managementAccountId ? 'Trail' : 'LogArchive';
  const stack = new Stack(app, `OrganizationTrail-${owner}-GlobalAlerts-${region}`, {
    env: { account: accountId, region },
    description: 'Alerts on calls of global services that weaken the organization trail',
  });
  new TamperAlerts(stack, 'TamperAlerts', { trail, alarmTopic: addAlarmTopic(stack, trail, configuration) });
  return stack;
}

/** Each account and Region has a topic of its own, with the same subscribers. */
function addAlarmTopic(stack: Stack, trail: TrailIdentity, configuration: AppConfiguration): AlarmTopic {
  return new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: configuration.alarmEmails });
}

/** So that making what they watch raises no alert. */
function deployAfter(tamperAlerts: TamperAlerts, ...watched: Construct[]): void {
  tamperAlerts.node.addDependency(...watched);
}
