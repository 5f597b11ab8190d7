import { ENVIRONMENT } from '../../lib/shared/contract';
import { EnvironmentReader, type Environment } from '../environment';
import type { ExpectedChain, Trail } from '../core';

/** What the constructs have set, read once and checked. */
export interface Settings {
  readonly trail: Trail;
  /** How long the log files are kept, whatever the bucket's lifecycle says. */
  readonly retentionDays: number;
  readonly graceHours: number;
  readonly expected: readonly ExpectedChain[];
  readonly table: string;
  readonly memoryKey: string;
  readonly evidenceBucket: string;
  readonly workBucket?: string;
  readonly stateMachine?: string;
  readonly publisher?: string;
  readonly route: Route;
  /** A run that would read more objects goes over the state machine. */
  readonly objectsPerRun: number;
  readonly organizationsRole?: string;
}

export type Route = 'auto' | 'lambda' | 'map';

const DEFAULT_OBJECTS_PER_RUN = 500_000;
const ROUTES: readonly Route[] = ['auto', 'lambda', 'map'];

/** Reads the settings, and refuses all that is wrong with them at once. */
export function readSettings(environment: Environment): Settings {
  const read = new EnvironmentReader(environment);
  const settings: Settings = {
    trail: {
      arn: read.matching(ENVIRONMENT.trailArn, /^arn:[a-z-]+:cloudtrail:[a-z0-9-]+:\d{12}:trail\/[\w.-]+$/),
      bucket: read.matching(ENVIRONMENT.logBucket, /^[a-z0-9.-]{3,63}$/),
      ...read.given('keyPrefix', ENVIRONMENT.keyPrefix),
      ...read.given('organizationId', ENVIRONMENT.organizationId),
    },
    retentionDays: read.number(ENVIRONMENT.retentionDays, 3),
    graceHours: read.number(ENVIRONMENT.graceHours, 0, 3),
    expected: read.list(ENVIRONMENT.expectedChains, toChain),
    table: read.matching(ENVIRONMENT.table),
    memoryKey: read.matching(ENVIRONMENT.memoryKey),
    evidenceBucket: read.matching(ENVIRONMENT.evidenceBucket),
    ...read.given('workBucket', ENVIRONMENT.workBucket),
    ...read.given('stateMachine', ENVIRONMENT.stateMachine),
    ...read.given('publisher', ENVIRONMENT.publisher),
    route: read.oneOf(ENVIRONMENT.route, ROUTES),
    objectsPerRun: read.number(ENVIRONMENT.objectsPerRun, 1, DEFAULT_OBJECTS_PER_RUN),
    ...read.given('organizationsRole', ENVIRONMENT.organizationsRole),
  };
  const isMappable = settings.workBucket !== undefined && settings.stateMachine !== undefined;
  if (settings.route === 'map' && !isMappable) {
    read.refuse(`${ENVIRONMENT.route} is map, which needs ${ENVIRONMENT.workBucket} and ${ENVIRONMENT.stateMachine}`);
  }
  read.assertGood();
  return settings;
}

function toChain(value: unknown): ExpectedChain {
  const { accountId, region, since, until } = value as Record<string, unknown>;
  if (!/^\d{12}$/.test(String(accountId)) || !/^[a-z]{2}(-[a-z]+)+-\d+$/.test(String(region))) {
    throw new Error(`${JSON.stringify(value)} names no account and Region`);
  }
  const times = Object.entries({ since, until }).filter(([, time]) => time !== undefined);
  return {
    accountId: String(accountId),
    region: String(region),
    ...Object.fromEntries(times.map(([name, time]) => [name, toTime(time)])),
  };
}

function toTime(value: unknown): number {
  const time = typeof value === 'number' ? value : Date.parse(String(value));
  if (Number.isNaN(time)) throw new Error(`${JSON.stringify(value)} is no time`);
  return time;
}
