import { existsSync } from 'node:fs';
import { accountOfArn, DEFAULT_QUALIFIER } from '../../../lib/shared/bootstrap';
import { partitionOf } from '../../../lib/shared/partitions';
import { RULES } from '../../../lib/shared/rules';
import { withUnderscores } from '../../../lib/shared/with-underscores';
import { defaultTrailName } from '../../../lib/shared/contract';
import { ConfigurationError, CONTEXT_KEY, readConfiguration, type AppConfiguration } from '../../app-configuration';
import type { Arguments } from '../../shared/arguments';
import { CannotRun, rejected } from '../../shared/failure';
import { readTextFile } from '../../shared/text-file';
import type { CheckOption } from './option-table';

/** What the checks need to know of the trail. */
export interface Target {
  readonly organizationId?: string;
  readonly managementAccountId: string;
  readonly logArchiveAccountId: string;
  readonly homeRegion: string;
  readonly trailName: string;
  readonly trailArn: string;
  readonly partition: string;
  /** The database of the tables for Athena. */
  readonly databaseName: string;
  /** Whether questions are asked with Athena. */
  readonly hasAthena: boolean;
  readonly bootstrapQualifier: string;
  /** The accounts from which others than the management account deploy. */
  readonly deployerAccountIds: readonly string[];
  /** What guardrails are to be attached to. */
  readonly guardrailTargetIds: readonly string[];
  /** Where the rules of AWS Config have their recorder from; `none` where there are no rules. */
  readonly configRecorder: 'existing' | 'create' | 'none';
}

/** The accounts of the trail, each once. */
export function accountsOf({ managementAccountId, logArchiveAccountId }: Target): string[] {
  return [...new Set([managementAccountId, logArchiveAccountId])];
}

type Given = Arguments<CheckOption>;
type Context = Readonly<Record<string, unknown>>;
type Described = Partial<AppConfiguration>;

const DEFAULT_FILE = 'cdk.json';

/** The trail that the options describe, and for the rest the context of the file. */
export async function readTarget(given: Given): Promise<Target> {
  const context = await readContext(given.one('config'));
  const described: Described = { ...fromContext(context), ...fromOptions(given) };
  const { managementAccountId, homeRegion } = described;
  if (managementAccountId === undefined || homeRegion === undefined) throw notDescribed(described);
  const qualifier = given.one('bootstrap-qualifier') ?? context['@aws-cdk/core:bootstrapQualifier'];
  return {
    ...namesOf(described, managementAccountId, homeRegion),
    organizationId: described.organizationId,
    managementAccountId,
    homeRegion,
    logArchiveAccountId: described.logArchiveAccountId ?? managementAccountId,
    bootstrapQualifier: String(qualifier ?? DEFAULT_QUALIFIER),
    deployerAccountIds: deployersOf(given, described),
    guardrailTargetIds: described.guardrailTargetIds ?? [],
    configRecorder: recorderOf(given, described),
    hasAthena: given.has('athena') || described.athena !== undefined,
  };
}

type Names = Pick<Target, 'trailName' | 'trailArn' | 'partition' | 'databaseName'>;

/** The trail by its name and its ARN, and what is named after it. */
function namesOf(described: Described, accountId: string, homeRegion: string): Names {
  const { organizationId, trailName = defaultTrailName(organizationId !== undefined) } = described;
  const partition = partitionOf(homeRegion) ?? 'aws';
  const databaseName = withUnderscores(trailName);
  return {
    trailName,
    partition,
    databaseName,
    trailArn: `arn:${partition}:cloudtrail:${homeRegion}:${accountId}:trail/${trailName}`,
  };
}

function deployersOf(given: Given, { deployerRoleArns = [] }: Described): readonly string[] {
  const named = given.all('deployer-account');
  return named.length > 0 ? named : deployerRoleArns.map(accountOfArn);
}

function recorderOf(given: Given, { configRecorder = 'existing' }: Described): Target['configRecorder'] {
  return (given.one('config-recorder') as Target['configRecorder'] | undefined) ?? configRecorder;
}

/** A name that the library makes for a part of the trail: most services take no periods. */
export function nameOf({ trailName }: Target, suffix: string): string {
  return `${trailName.replaceAll('.', '-')}-${suffix}`;
}

/** The context of the file that is named, or else of the one that is here. */
async function readContext(file: string | undefined): Promise<Context> {
  const isHere = file !== undefined || existsSync(DEFAULT_FILE);
  const text = isHere ? await readTextFile(file ?? DEFAULT_FILE) : '{}';
  try {
    return (JSON.parse(text) as { context?: Context }).context ?? {};
  } catch {
    throw new CannotRun(`${file ?? DEFAULT_FILE} is not JSON`, 'name a file such as cdk.json by --config');
  }
}

function fromContext(context: Context): Described {
  if (context[CONTEXT_KEY] === undefined) return {};
  try {
    return readConfiguration(context[CONTEXT_KEY]);
  } catch (error) {
    throw error instanceof ConfigurationError ? new CannotRun(error.message) : error;
  }
}

function fromOptions(given: Given): Described {
  const targets = given.all('guardrail-target');
  const all: Described = {
    managementAccountId: given.matching('management-account', RULES.accountId),
    logArchiveAccountId: given.matching('log-archive-account', RULES.accountId),
    homeRegion: given.matching('home-region', RULES.region),
    organizationId: given.matching('organization-id', RULES.organizationId),
    trailName: given.matching('trail-name', RULES.trailName),
    guardrailTargetIds: targets.length === 0 ? undefined : [...targets],
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** Names all that is missing at once. */
function notDescribed({ managementAccountId, homeRegion }: Described): CannotRun {
  const missing = [
    ...(managementAccountId === undefined ? ['--management-account'] : []),
    ...(homeRegion === undefined ? ['--home-region'] : []),
  ];
  return rejected({
    what: missing.join(', '),
    given: undefined,
    allowed: `the trail by these options, or by "${CONTEXT_KEY}" in the context of ${DEFAULT_FILE}`,
    todo: 'give the options, or name the file by --config; "cdk-organization-trail check --help" shows examples',
  });
}
