import { App, Duration, Errors, Stack, type Environment } from 'aws-cdk-lib';
import { DataEvents, LogArchive, LogLockMode, OrganizationTrail, TrailIdentity, TrailPrincipals } from '../lib';
import { CONTEXT_KEY, readConfiguration, type AppConfiguration } from './app-configuration';
import { addArchiveDetection, addGlobalAlertStacks, addTrailDetection, type Detection } from './app/detection';
import { addGuardrailStack } from './app/protection';
import { addValidationStack } from './app/validation';

/** As many stacks as accounts and Regions need, in the order in which they are deployed. */
export function addStacks(app: App, configuration: AppConfiguration): void {
  const trail = trailOf(configuration);
  const archive = logArchiveStack(app, trail, configuration);
  const organization = organizationTrailStack(app, trail, configuration);
  const trailStack = organization.stack;
  trailStack.addDependency(archive.stack, 'The trail is delivered to the archive');
  const detection = archive.detection ?? organization.detection;
  const validation = addValidationStack(app, archive.logArchive, detection, configuration);
  validation.addDependency(trailStack, 'What it verifies is delivered by the trail');
  const globalAlerts = addGlobalAlertStacks(app, trail, configuration);
  const guardrail = addGuardrailStack(app, trail, configuration);
  for (const stack of [validation, ...globalAlerts]) guardrail?.addDependency(stack, 'What it guards exists already');
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

interface ArchivePart {
  readonly stack: Stack;
  readonly logArchive: LogArchive;
  /** Where the log archive has an account of its own. */
  readonly detection?: Detection;
}

function logArchiveStack(app: App, trail: TrailIdentity, configuration: AppConfiguration): ArchivePart {
  const { retentionDays, lockMode, lockDays } = configuration;
  const stack = new Stack(app, 'OrganizationTrail-LogArchive', {
    env: environment(trail.logArchiveAccountId, trail),
    description: 'Log bucket, access-log bucket and key of the organization trail',
  });
  const logArchive = new LogArchive(stack, 'LogArchive', {
    trail,
    retention: days(retentionDays),
    lockMode: lockMode === 'COMPLIANCE' ? LogLockMode.COMPLIANCE : LogLockMode.GOVERNANCE,
    lockDuration: days(lockDays),
  });
  const isApart = trail.logArchiveAccountId !== trail.managementAccountId;
  return { stack, logArchive, detection: isApart ? addArchiveDetection(stack, logArchive, configuration) : undefined };
}

interface TrailPart {
  readonly stack: Stack;
  readonly detection: Detection;
}

function organizationTrailStack(app: App, trail: TrailIdentity, configuration: AppConfiguration): TrailPart {
  const stack = new Stack(app, 'OrganizationTrail-Trail', {
    env: environment(trail.managementAccountId, trail),
    description: 'The organization trail, its log group, its alarms, its alerts and its repair',
  });
  const organizationTrail = new OrganizationTrail(stack, 'OrganizationTrail', {
    trail,
    // Without it nobody is notified of a write to the validation's table by somebody else.
    dataEvents: [DataEvents.validatorTable()],
  });
  const detection = addTrailDetection(stack, organizationTrail, configuration);
  return { stack, detection };
}

function environment(account: string, { homeRegion }: TrailIdentity): Environment {
  return { account, region: homeRegion };
}

function days(count: number | undefined): Duration | undefined {
  return count === undefined ? undefined : Duration.days(count);
}

/** Reads the configuration, makes the stacks and their templates. */
export function main(): void {
  const app = new App();
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
