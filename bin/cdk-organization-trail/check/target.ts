import { existsSync } from 'node:fs';
import { RULES } from '../../../lib/shared/rules';
import { ConfigurationError, CONTEXT_KEY, readConfiguration, type AppConfiguration } from '../../app-configuration';
import type { Arguments } from '../../shared/arguments';
import { CannotRun, readTextFile, rejected } from '../../shared/failure';
import type { CheckOption } from './option-table';

/** What the checks need to know of the trail. */
export interface Target {
  readonly organizationId?: string;
  readonly managementAccountId: string;
  readonly logArchiveAccountId: string;
  readonly homeRegion: string;
  readonly bootstrapQualifier: string;
  /** Whether guardrails are to be attached, which need their policy types. */
  readonly hasGuardrails: boolean;
  /** Whether the rules of AWS Config use a recorder that exists already. */
  readonly needsConfigRecorder: boolean;
}

type Given = Arguments<CheckOption>;
type Context = Readonly<Record<string, unknown>>;
type Described = Partial<AppConfiguration>;

const DEFAULT_FILE = 'cdk.json';
/** That of a bootstrap without options. */
export const DEFAULT_QUALIFIER = 'hnb659fds';

/** The trail that the options describe, and for the rest the context of the file. */
export async function readTarget(given: Given): Promise<Target> {
  const context = await readContext(given.one('config'));
  const described: Described = { ...fromContext(context), ...fromOptions(given) };
  const { managementAccountId, homeRegion } = described;
  if (managementAccountId === undefined || homeRegion === undefined) throw notDescribed(described);
  return {
    organizationId: described.organizationId,
    managementAccountId,
    homeRegion,
    logArchiveAccountId: described.logArchiveAccountId ?? managementAccountId,
    bootstrapQualifier: String(
      given.one('bootstrap-qualifier') ?? context['@aws-cdk/core:bootstrapQualifier'] ?? DEFAULT_QUALIFIER,
    ),
    hasGuardrails: (described.guardrailTargetIds ?? []).length > 0,
    needsConfigRecorder: (given.one('config-recorder') ?? described.configRecorder ?? 'existing') === 'existing',
  };
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
