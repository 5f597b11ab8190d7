import { App, Duration, Errors } from 'aws-cdk-lib';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import {
  AlarmProfile,
  AlarmRoute,
  CisControl,
  ConfigRecorder,
  ConsumerTrust,
  ExtraFilter,
  LogDelivery,
  LogLockMode,
  MessageForm,
  OrganizationTrailStacks,
  TrailIdentity,
  TrailPrincipals,
  ValidationRoute,
  type AlarmRouteOptions,
  type DigestValidationOptions,
  type LogArchiveOptions,
  type LogConsumerOptions,
  type LogFilter,
  type TrailAlarmsOptions,
  type TrailAthenaOptions,
} from '../lib';
import {
  ConfigurationError,
  CONTEXT_KEY,
  readConfiguration,
  type AppConfiguration,
  type AthenaConfiguration,
  type ConsumerConfiguration,
} from './app-configuration';

/** What cdk.json says about the trail, as all of its stacks. */
export function addStacks(app: App, configuration: AppConfiguration): OrganizationTrailStacks {
  const { alarmEmails, guardrailTargetIds, memberTrailNames, stackNamePrefix } = configuration;
  const hasGuardrail = guardrailTargetIds !== undefined && guardrailTargetIds.length > 0;
  return new OrganizationTrailStacks(app, 'OrganizationTrail', {
    trail: trailOf(configuration),
    stackNamePrefix,
    alarmEmails,
    criticalAlarms: routeTo(configuration.criticalAlarmEmails),
    highAlarms: routeTo(configuration.highAlarmEmails),
    notifyWhenOver: configuration.notifyWhenOver,
    alarms: alarmsOf(configuration),
    reports: { digestHour: configuration.digestHour },
    guardrailTargetIds: hasGuardrail ? guardrailTargetIds : undefined,
    omit: hasGuardrail ? undefined : { guardrail: 'cdk.json names no guardrailTargetIds' },
    logArchive: logArchiveOf(configuration),
    organizationTrail: { encryptionKeyArn: configuration.encryptionKeyArn },
    configRules: { configRecorder: RECORDERS[configuration.configRecorder ?? 'existing'] },
    guardrail: hasGuardrail ? { memberTrailNames } : undefined,
    consumers: configuration.consumers?.map(consumerOf),
    athena: configuration.athena && athenaOf(configuration.athena),
    validation: validationOf(configuration),
  });
}

/** The trail of a configuration, with its principals. */
export function trailOf(configuration: AppConfiguration): TrailIdentity {
  const { organizationId, managementAccountId: accountId, homeRegion } = configuration;
  const { breakGlassRoleArns, deploymentRoleArns, deployerRoleArns, acknowledgerRoleArns } = configuration;
  const principals = new TrailPrincipals({
    breakGlassRoleArns,
    deploymentRoleArns,
    deployerRoleArns,
    acknowledgerRoleArns,
  });
  return organizationId === undefined
    ? TrailIdentity.account({ ...configuration, accountId, homeRegion, principals })
    : TrailIdentity.organization({ ...configuration, organizationId, principals });
}

function routeTo(emailAddresses: string[] | undefined): AlarmRouteOptions | undefined {
  return emailAddresses && { emailAddresses };
}

function alarmsOf({ alarmProfile = 'quiet', alarms = [], alarmExceptions }: AppConfiguration): TrailAlarmsOptions {
  return {
    profile: PROFILES[alarmProfile],
    overrides: alarms.map(({ filter, threshold, periodMinutes, route, off }, index) => ({
      filter: filterNamed(filter, `alarms[${index}].filter`),
      threshold,
      period: periodMinutes === undefined ? undefined : Duration.minutes(periodMinutes),
      route: route && ALARM_ROUTES[route],
      ...(off !== undefined && { enabled: false, reason: off }),
    })),
    exceptions: alarmExceptions?.map(({ filter, ...given }, index) => ({
      ...given,
      filter: filterNamed(filter, `alarmExceptions[${index}].filter`),
    })),
  };
}

function filterNamed(name: string, what: string): LogFilter {
  const filters: LogFilter[] = [...CisControl.all(), ...ExtraFilter.all()];
  const found = filters.find(({ filterName }) => filterName === name);
  if (found !== undefined) return found;
  const names = filters.map(({ filterName }) => filterName).join(', ');
  throw new ConfigurationError(
    `"${CONTEXT_KEY}" in the context of cdk.json: ${what}: got "${name}", expected one of ${names}`,
  );
}

function logArchiveOf(configuration: AppConfiguration): LogArchiveOptions {
  const { retentionDays, lockMode = 'GOVERNANCE', lockDays, complianceLockAcknowledged, allowMacie } = configuration;
  return {
    retention: days(retentionDays),
    lockMode: LogLockMode[lockMode],
    lockDuration: days(lockDays),
    complianceLockAcknowledged,
    allowMacie,
  };
}

const DAILY = ScheduleExpression.cron({ hour: '3', minute: '40' });

function validationOf(configuration: AppConfiguration): DigestValidationOptions {
  const { organizationsRoleArn, securityHub, formerLocations, validationRoute = 'auto', sweepInterval } = configuration;
  return {
    organizationsRoleArn,
    securityHub,
    formerLocations,
    route: ROUTES[validationRoute],
    // Each week is the default.
    sweepSchedule: sweepInterval === 'daily' ? DAILY : undefined,
    readAgainWithin: days(configuration.readAgainWithinDays),
    evidenceRetention: days(configuration.evidenceRetentionDays),
  };
}

function consumerOf({
  vendorAccountId,
  externalId = '',
  messageForm,
  ...given
}: ConsumerConfiguration): LogConsumerOptions {
  const trust = vendorAccountId && ConsumerTrust.vendor({ accountId: vendorAccountId, externalId });
  return {
    ...given,
    delivery: LogDelivery.sqs({ messageForm: messageForm && MessageForm[messageForm] }),
    trust: trust === '' ? undefined : trust,
  };
}

function athenaOf({ historyDays, ...given }: AthenaConfiguration): TrailAthenaOptions {
  return { ...given, history: days(historyDays) };
}

const PROFILES = { quiet: AlarmProfile.QUIET, securityHub: AlarmProfile.SECURITY_HUB };
const ALARM_ROUTES = { direct: AlarmRoute.DIRECT, report: AlarmRoute.REPORT, digest: AlarmRoute.DIGEST };
const RECORDERS = { existing: ConfigRecorder.existing(), create: ConfigRecorder.create() };
const ROUTES = { auto: ValidationRoute.AUTO, lambda: ValidationRoute.LAMBDA, map: ValidationRoute.MAP };

function days(count: number | undefined): Duration | undefined {
  return count === undefined ? undefined : Duration.days(count);
}

/** Reads the configuration, makes the stacks and their templates. */
export function main(): void {
  // Synthesized once, here: the App itself would do it again at the end of the process, and throw what was reported.
  const app = new App({ autoSynth: false });
  try {
    addStacks(app, readConfiguration(app.node.tryGetContext(CONTEXT_KEY)));
    app.synth();
  } catch (error) {
    if (!isAboutValues(error)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** The message says what to change; where it was thrown says nothing, in lines of a bundle that nobody reads. */
function isAboutValues(error: unknown): error is Error {
  const names = ['ConfigurationError', 'InvalidValueError'];
  return error instanceof Error && (names.includes(error.name) || Errors.isConstructError(error));
}

if (require.main === module) main();
