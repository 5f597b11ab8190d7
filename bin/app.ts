import { App, Duration, Errors } from 'aws-cdk-lib';
import {
  ConfigRecorder,
  ConsumerTrust,
  LogDelivery,
  LogLockMode,
  MessageForm,
  OrganizationTrailStacks,
  TrailIdentity,
  TrailPrincipals,
  ValidationRoute,
  type DigestValidationOptions,
  type LogArchiveOptions,
  type LogConsumerOptions,
  type TrailAthenaOptions,
} from '../lib';
import {
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

function logArchiveOf(configuration: AppConfiguration): LogArchiveOptions {
  const { retentionDays, lockMode = 'GOVERNANCE', lockDays, complianceLockAcknowledged } = configuration;
  return {
    retention: days(retentionDays),
    lockMode: LogLockMode[lockMode],
    lockDuration: days(lockDays),
    complianceLockAcknowledged,
  };
}

function validationOf(configuration: AppConfiguration): DigestValidationOptions {
  const { organizationsRoleArn, securityHub, formerLocations, validationRoute = 'auto' } = configuration;
  return { organizationsRoleArn, securityHub, formerLocations, route: ROUTES[validationRoute] };
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
