// Who is told what goes on with the trail, in each account and Region where there is something to tell.
import { Stack, type App } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IDependable } from 'constructs';
import { AlarmTopic, TamperAlerts, type TamperAlertsPlace, type TrailIdentity } from '../lib';
import type { AppConfiguration } from './app-configuration';

/** Each account and Region has a topic of its own, with the same subscribers. */
export function addAlarmTopic(stack: Stack, trail: TrailIdentity, configuration: AppConfiguration): AlarmTopic {
  const { alarmEmails: emailAddresses, breakGlassRoleArns } = configuration;
  return new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses, breakGlassRoleArns });
}

export interface TamperAlertsOptions {
  readonly alarmTopic: AlarmTopic;
  readonly keys?: IKey[];
  /** What they watch, so that its own deployment raises no alert. */
  readonly watched: readonly IDependable[];
}

export function addTamperAlerts(stack: Stack, { alarmTopic, keys, watched }: TamperAlertsOptions): void {
  new TamperAlerts(stack, 'TamperAlerts', { trail: alarmTopic.trail, alarmTopic, keys }).node.addDependency(...watched);
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
  addTamperAlerts(stack, { alarmTopic: addAlarmTopic(stack, trail, configuration), watched: [] });
  return stack;
}
