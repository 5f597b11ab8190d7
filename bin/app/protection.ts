// What puts the trail back, and what keeps members from touching it.
import { Stack, type App } from 'aws-cdk-lib';
import {
  ConfigRecorder,
  TrailConfigRules,
  TrailGuardrail,
  type AlarmTopic,
  type OrganizationTrail,
  type TrailIdentity,
} from '../../lib';
import type { AppConfiguration } from '../app-configuration';

/** Beside the trail: rules that check it and put it back. */
export function addRepair(
  stack: Stack,
  organizationTrail: OrganizationTrail,
  alarmTopic: AlarmTopic,
  configuration: AppConfiguration,
): TrailConfigRules {
  const create = configuration.configRecorder === 'create';
  return new TrailConfigRules(stack, 'ConfigRules', {
    organizationTrail,
    alarmTopic,
    configRecorder: create ? ConfigRecorder.create() : ConfigRecorder.existing(),
  });
}

/** A stack of its own: the trail does not roll back where a policy type is not enabled yet. */
export function addGuardrailStack(app: App, trail: TrailIdentity, configuration: AppConfiguration): Stack | undefined {
  const { guardrailTargetIds: targetIds, memberTrailNames } = configuration;
  if (targetIds === undefined || targetIds.length === 0) return undefined;
  const stack = new Stack(app, 'OrganizationTrail-Guardrail', {
    env: { account: trail.managementAccountId, region: trail.homeRegion },
    description: 'The policies that keep member accounts from the trail and its archive',
  });
  new TrailGuardrail(stack, 'Guardrail', { trail, targetIds, memberTrailNames });
  return stack;
}
