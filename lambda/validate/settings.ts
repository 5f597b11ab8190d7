import { ENVIRONMENT } from '../../lib/shared/contract';
import type { ResourceNames } from '../aws/scheduled-clients';
import type { ExpectedChain, ExpectedLock, FormerLocation, Trail, UnvalidatedTrail } from '../core';
import { contradictionIn } from '../core/format/declared-trail';
import { HOUR } from '../core/format/time';
import { EnvironmentReader, type Environment } from '../environment';
import { parseExpectedChains } from '../records/expected-chains';
import { parseFormerLocations } from '../records/former-locations';
import { parseUnvalidatedTrails } from '../records/unvalidated-trails';
import type { RunIntervals } from './evidence/run-log';

/** The trail, and the resources that hold what is known of it. */
export interface Settings extends Omit<ResourceNames, 'trailArn' | 'bucketOwners'> {
  readonly trail: Trail;
  /** Where the trail delivered before. */
  readonly formerLocations: readonly FormerLocation[];
}

/** What the constructs have set for the runs of the schedule. */
export interface RunSettings extends Settings {
  readonly intervals: RunIntervals;
  /** The hash of the code, where the function has its own file. */
  readonly code?: string;
  /** How long the log files are kept, whatever the bucket's lifecycle says. */
  readonly retentionDays: number;
  readonly graceHours: number;
  /** A sweep reads each sealed day in full once in so many days. Left out: sweeps neither seal nor compare, and read everything. */
  readonly readAgainDays?: number;
  /** How the bucket of the log files locks them. Left out where the constructs did not make it: then it is not compared. */
  readonly lock?: ExpectedLock;
  /** A sweep that has not been complete for so long is overdue. */
  readonly maxSweepAgeHours: number;
  readonly expected: readonly ExpectedChain[];
  readonly unvalidatedTrails: readonly UnvalidatedTrail[];
  readonly route: Route;
  /** A run that would read more objects goes over the state machine. */
  readonly objectsPerRun: number;
}

/** EventBridge Scheduler starts something once a minute at most. */
const SHORTEST_INTERVAL = 1 / 60;

export type Route = 'auto' | 'lambda' | 'map';

const ROUTES: readonly Route[] = ['auto', 'lambda', 'map'];
const LOCK_MODES = ['GOVERNANCE', 'COMPLIANCE'] as const;

/** Reads the settings of every function, and rejects all that is wrong with them at once. */
export function readSettings(environment: Environment): Settings {
  const read = new EnvironmentReader(environment);
  const settings = settingsIn(read);
  read.assertValid();
  return settings;
}

/** Reads the settings of the function that the schedule invokes. */
export function readRunSettings(environment: Environment): RunSettings {
  const read = new EnvironmentReader(environment);
  const settings: RunSettings = {
    ...settingsIn(read),
    retentionDays: read.number(ENVIRONMENT.retentionDays, 3),
    graceHours: read.number(ENVIRONMENT.graceHours, 0),
    ...(environment[ENVIRONMENT.readAgainDays] !== undefined && {
      readAgainDays: read.number(ENVIRONMENT.readAgainDays, 1),
    }),
    ...(environment[ENVIRONMENT.lockDays] !== undefined && {
      lock: { mode: read.oneOf(ENVIRONMENT.lockMode, LOCK_MODES), days: read.number(ENVIRONMENT.lockDays, 1) },
    }),
    maxSweepAgeHours: read.number(ENVIRONMENT.maxSweepAgeHours, 0),
    expected: read.list(ENVIRONMENT.expectedChains, parseExpectedChains),
    unvalidatedTrails: read.list(ENVIRONMENT.unvalidatedTrails, parseUnvalidatedTrails),
    route: read.oneOf(ENVIRONMENT.route, ROUTES),
    objectsPerRun: read.number(ENVIRONMENT.objectsPerRun, 1),
    intervals: intervalsIn(read),
  };
  const hasMap = settings.workBucket !== undefined && settings.stateMachine !== undefined;
  if (settings.route === 'map' && !hasMap) {
    read.reject(`${ENVIRONMENT.route} is map, which needs ${ENVIRONMENT.workBucket} and ${ENVIRONMENT.stateMachine}`);
  }
  for (const declared of settings.unvalidatedTrails) {
    const contradiction = contradictionIn(declared, settings.trail);
    if (contradiction === undefined) continue;
    read.reject(`${ENVIRONMENT.unvalidatedTrails}: ${declared.arn} writes none of these log files: ${contradiction}`);
  }
  read.assertValid();
  return settings;
}

/** Reads how often runs are due, for the function that ends a run over the state machine. */
export function readIntervals(environment: Environment): RunIntervals {
  const read = new EnvironmentReader(environment);
  const intervals = intervalsIn(read);
  read.assertValid();
  return intervals;
}

function intervalsIn(read: EnvironmentReader): RunIntervals {
  return {
    hourly: read.number(ENVIRONMENT.intervalHours, SHORTEST_INTERVAL) * HOUR,
    sweep: read.number(ENVIRONMENT.sweepIntervalHours, SHORTEST_INTERVAL) * HOUR,
  };
}

function settingsIn(read: EnvironmentReader): Settings {
  return {
    trail: {
      arn: read.trailArn(),
      bucket: read.matching(ENVIRONMENT.logBucket, /^[a-z0-9.-]{3,63}$/),
      ...read.optional('keyPrefix', ENVIRONMENT.keyPrefix),
      ...read.optional('organizationId', ENVIRONMENT.organizationId),
    },
    formerLocations: read.list(ENVIRONMENT.formerLocations, parseFormerLocations),
    table: read.matching(ENVIRONMENT.table),
    checkpointKey: read.matching(ENVIRONMENT.checkpointKey),
    signingKey: read.matching(ENVIRONMENT.signingKey),
    evidenceBucket: read.matching(ENVIRONMENT.evidenceBucket),
    ...read.optional('workBucket', ENVIRONMENT.workBucket),
    ...read.optional('stateMachine', ENVIRONMENT.stateMachine),
    ...read.optional('publisher', ENVIRONMENT.publisher),
    ...read.optional('organizationsRole', ENVIRONMENT.organizationsRole),
    ...read.optional('logKey', ENVIRONMENT.logKey),
  };
}
