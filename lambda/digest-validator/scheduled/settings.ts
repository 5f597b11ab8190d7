import { ENVIRONMENT } from '../../../lib/private/settings';
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

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_OBJECTS_PER_RUN = 500_000;
const ROUTES: readonly string[] = ['auto', 'lambda', 'map'] satisfies Route[];

/** Reads the settings, and refuses all that is wrong with them at once. */
export function readSettings(environment: Environment): Settings {
  const problems: string[] = [];
  const read = new Reader(environment, problems);
  const settings: Settings = {
    trail: {
      arn: read.matching(ENVIRONMENT.trailArn, /^arn:[a-z-]+:cloudtrail:[a-z0-9-]+:\d{12}:trail\/[\w.-]+$/),
      bucket: read.matching(ENVIRONMENT.logBucket, /^[a-z0-9.-]{3,63}$/),
      ...read.given('keyPrefix', ENVIRONMENT.keyPrefix),
      ...read.given('organizationId', ENVIRONMENT.organizationId),
    },
    retentionDays: read.number(ENVIRONMENT.retentionDays, 3),
    graceHours: read.number(ENVIRONMENT.graceHours, 0, 3),
    expected: read.chains(ENVIRONMENT.expectedChains),
    table: read.matching(ENVIRONMENT.table, /./),
    memoryKey: read.matching(ENVIRONMENT.memoryKey, /./),
    evidenceBucket: read.matching(ENVIRONMENT.evidenceBucket, /./),
    ...read.given('workBucket', ENVIRONMENT.workBucket),
    ...read.given('stateMachine', ENVIRONMENT.stateMachine),
    ...read.given('publisher', ENVIRONMENT.publisher),
    route: read.oneOf(ENVIRONMENT.route, ROUTES) as Route,
    objectsPerRun: read.number(ENVIRONMENT.objectsPerRun, 1, DEFAULT_OBJECTS_PER_RUN),
    ...read.given('organizationsRole', ENVIRONMENT.organizationsRole),
  };
  const isMappable = settings.workBucket !== undefined && settings.stateMachine !== undefined;
  if (settings.route === 'map' && !isMappable) {
    problems.push(`${ENVIRONMENT.route} is map, which needs ${ENVIRONMENT.workBucket} and ${ENVIRONMENT.stateMachine}`);
  }
  if (problems.length > 0) throw new Error(`the function is set up wrong: ${problems.join('; ')}`);
  return settings;
}

class Reader {
  public constructor(
    private readonly environment: Environment,
    private readonly problems: string[],
  ) {}

  public matching(name: string, pattern: RegExp): string {
    const value = this.environment[name] ?? '';
    if (!pattern.test(value)) this.problems.push(`${name} is ${JSON.stringify(value)}, expected ${pattern.source}`);
    return value;
  }

  public given<Name extends string>(property: Name, name: string): { readonly [property in Name]?: string } {
    const value = this.environment[name];
    return (value === undefined || value === '' ? {} : { [property]: value }) as { [property in Name]?: string };
  }

  public oneOf(name: string, values: readonly string[]): string {
    const value = this.environment[name] ?? values[0];
    if (!values.includes(value)) this.problems.push(`${name} is ${value}, expected one of ${values.join(', ')}`);
    return value;
  }

  public number(name: string, least: number, otherwise?: number): number {
    const text = this.environment[name];
    const value = text === undefined ? (otherwise ?? NaN) : Number(text);
    if (!(value >= least))
      this.problems.push(`${name} is ${text ?? 'missing'}, expected a number of at least ${least}`);
    return value;
  }

  public chains(name: string): ExpectedChain[] {
    try {
      return (JSON.parse(this.environment[name] ?? '[]') as unknown[]).map(toChain);
    } catch (error) {
      this.problems.push(`${name} is no list of chains: ${(error as Error).message}`);
      return [];
    }
  }
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
