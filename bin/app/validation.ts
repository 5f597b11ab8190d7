// What verifies the log files, in the log archive account.
import { Stack, type App } from 'aws-cdk-lib';
import { DigestValidation, ValidationRoute, type LogArchive } from '../../lib';
import type { AppConfiguration } from '../app-configuration';
import type { Detection } from './detection';

/** A stack of its own: the first run comes after the trail exists, and a new validator leaves the archive alone. */
export function addValidationStack(
  app: App,
  logArchive: LogArchive,
  { alarmTopic, dashboard }: Detection,
  configuration: AppConfiguration,
): Stack {
  const { trail } = logArchive;
  const { organizationsRoleArn, securityHub, validationRoute = 'auto' } = configuration;
  const stack = new Stack(app, 'OrganizationTrail-DigestValidation', {
    env: { account: trail.logArchiveAccountId, region: trail.homeRegion },
    description: 'Verifies the log files of the organization trail by themselves',
  });
  const validation = new DigestValidation(stack, 'DigestValidation', {
    logArchive,
    alarmTopic,
    route: ROUTES[validationRoute],
    organizationsRoleArn,
    securityHub,
  });
  dashboard.addRow('Validation of the log files', ...validation.widgets());
  return stack;
}

const ROUTES = { auto: ValidationRoute.AUTO, lambda: ValidationRoute.LAMBDA, map: ValidationRoute.MAP };
