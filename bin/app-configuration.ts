// Reads what cdk.json says about the trail, and checks it as a whole. Knows nothing of aws-cdk-lib.
import { describeProblems, type Problem } from '../lib/shared/problem';
import { RULES, type Rule } from '../lib/shared/rules';

/** The key in the context of cdk.json. */
export const CONTEXT_KEY = 'organizationTrail';

export interface AppConfiguration {
  readonly organizationId?: string;
  readonly managementAccountId: string;
  readonly logArchiveAccountId?: string;
  readonly homeRegion: string;
  readonly stackNamePrefix?: string;
  readonly trailName?: string;
  readonly logBucketName?: string;
  readonly accountRegionalBucketNames?: boolean;
  readonly keyPrefix?: string;
  readonly encryptionKeyArn?: string;
  readonly runbookUrl?: string;
  readonly alarmEmails: string[];
  readonly criticalAlarmEmails?: string[];
  readonly highAlarmEmails?: string[];
  readonly notifyWhenOver?: boolean;
  readonly alarmProfile?: 'quiet' | 'securityHub';
  readonly digestHour?: number;
  readonly alarms?: AlarmConfiguration[];
  readonly alarmExceptions?: ExceptionConfiguration[];
  readonly retentionDays?: number;
  readonly evidenceRetentionDays?: number;
  readonly lockMode?: 'GOVERNANCE' | 'COMPLIANCE';
  readonly complianceLockAcknowledged?: string;
  readonly lockDays?: number;
  readonly allowMacie?: boolean;
  readonly breakGlassRoleArns?: string[];
  readonly acknowledgerRoleArns?: string[];
  readonly deploymentRoleArns?: string[];
  readonly deployerRoleArns?: string[];
  readonly guardrailTargetIds?: string[];
  readonly memberTrailNames?: string[];
  readonly configRecorder?: 'existing' | 'create';
  readonly organizationsRoleArn?: string;
  readonly securityHub?: boolean;
  readonly validationRoute?: 'auto' | 'lambda' | 'map';
  readonly sweepInterval?: 'weekly' | 'daily';
  readonly readAgainWithinDays?: number;
  readonly formerLocations?: FormerLocationConfiguration[];
  readonly consumers?: ConsumerConfiguration[];
  readonly athena?: AthenaConfiguration;
}

/** What is different about the alarm of one filter. */
export interface AlarmConfiguration {
  readonly filter: string;
  readonly threshold?: number;
  readonly periodMinutes?: number;
  readonly route?: 'direct' | 'report' | 'digest';
  /** Why the alarm is switched off. */
  readonly off?: string;
}

/** What one filter beside the controls leaves out. */
export interface ExceptionConfiguration {
  readonly filter: string;
  readonly principalArn: string;
  readonly reason: string;
  readonly expires: string;
}

/** A consumer of the log files, by a queue of its own. */
export interface ConsumerConfiguration {
  readonly consumerName: string;
  readonly messageForm?: 'EVENT_BRIDGE' | 'S3';
  readonly vendorAccountId?: string;
  readonly externalId?: string;
  readonly accountIds?: string[];
}

/** Where the trail delivered before it was moved. */
export interface FormerLocationConfiguration {
  readonly bucketName: string;
  readonly keyPrefix?: string;
  readonly ownerAccountId: string;
  readonly since: string;
  readonly until: string;
  readonly encryptionKeyArn?: string;
}

/** Tables and queries over the log files, for Athena. */
export interface AthenaConfiguration {
  readonly readerArns?: string[];
  readonly accountIds?: string[];
  readonly historyDays?: number;
}

/** The context of cdk.json is not what it must be; the message says it all. */
export class ConfigurationError extends Error {
  public override readonly name = 'ConfigurationError';
}

type Check = (what: string, given: unknown) => Problem[];

interface Field {
  readonly check: Check;
  readonly required?: true;
}

/** Which filters there are says the app. */
const FILTER_NAME: Rule = {
  pattern: /^[A-Z]\w+$/,
  allowed: 'the name of a filter, such as SwitchRole',
  todo: 'take it from docs/detection.md or the runbook',
};

/** One row a field of the configuration. */
const FIELDS: Record<keyof AppConfiguration, Field> = {
  organizationId: { check: text(RULES.organizationId) },
  managementAccountId: { check: text(RULES.accountId), required: true },
  logArchiveAccountId: { check: text(RULES.accountId) },
  homeRegion: { check: text(RULES.region), required: true },
  stackNamePrefix: { check: text(RULES.stackNamePrefix) },
  trailName: { check: text(RULES.trailName) },
  logBucketName: { check: text(RULES.bucketName) },
  accountRegionalBucketNames: { check: flag },
  keyPrefix: { check: text(RULES.keyPrefix) },
  encryptionKeyArn: { check: text(RULES.keyArn) },
  runbookUrl: { check: text(RULES.runbookUrl) },
  alarmEmails: { check: texts(RULES.emailAddress, 1), required: true },
  criticalAlarmEmails: { check: texts(RULES.emailAddress, 1) },
  highAlarmEmails: { check: texts(RULES.emailAddress, 1) },
  notifyWhenOver: { check: flag },
  alarmProfile: { check: choice('quiet', 'securityHub') },
  digestHour: { check: wholeNumber(0, 23, 'the hour of the day in UTC, a whole number') },
  alarms: {
    check: objects({
      filter: { check: text(FILTER_NAME), required: true },
      threshold: { check: wholeNumber(1, 1_000_000, 'a whole number of events') },
      periodMinutes: { check: wholeNumber(1, 1440, 'a whole number of minutes') },
      route: { check: choice('direct', 'report', 'digest') },
      off: { check: text(RULES.reason) },
    } satisfies Record<keyof AlarmConfiguration, Field>),
  },
  alarmExceptions: {
    check: objects({
      filter: { check: text(FILTER_NAME), required: true },
      principalArn: { check: text(RULES.exceptedPrincipalArn), required: true },
      reason: { check: text(RULES.reason), required: true },
      expires: { check: text(RULES.isoDate), required: true },
    } satisfies Record<keyof ExceptionConfiguration, Field>),
  },
  retentionDays: { check: wholeNumber(1, 36_500) },
  evidenceRetentionDays: { check: wholeNumber(1, 36_500) },
  lockMode: { check: choice('GOVERNANCE', 'COMPLIANCE') },
  complianceLockAcknowledged: { check: text(RULES.reason) },
  lockDays: { check: wholeNumber(1, 36_500) },
  allowMacie: { check: flag },
  breakGlassRoleArns: { check: texts(RULES.breakGlassRoleArn) },
  acknowledgerRoleArns: { check: texts(RULES.acknowledgerRoleArn) },
  deploymentRoleArns: { check: texts(RULES.deploymentRoleArn) },
  deployerRoleArns: { check: texts(RULES.deployerRoleArn) },
  guardrailTargetIds: { check: texts(RULES.policyTargetId) },
  memberTrailNames: { check: texts(RULES.trailNamePattern) },
  configRecorder: { check: choice('existing', 'create') },
  organizationsRoleArn: { check: text(RULES.organizationsRoleArn) },
  securityHub: { check: flag },
  validationRoute: { check: choice('auto', 'lambda', 'map') },
  sweepInterval: { check: choice('weekly', 'daily') },
  readAgainWithinDays: { check: wholeNumber(1, 36_500) },
  formerLocations: {
    check: objects({
      bucketName: { check: text(RULES.existingBucketName), required: true },
      keyPrefix: { check: text(RULES.keyPrefix) },
      ownerAccountId: { check: text(RULES.accountId), required: true },
      since: { check: text(RULES.utcTime), required: true },
      until: { check: text(RULES.utcTime), required: true },
      encryptionKeyArn: { check: text(RULES.keyArn) },
    } satisfies Record<keyof FormerLocationConfiguration, Field>),
  },
  consumers: {
    check: objects({
      consumerName: { check: text(RULES.consumerName), required: true },
      messageForm: { check: choice('EVENT_BRIDGE', 'S3') },
      vendorAccountId: { check: text(RULES.accountId) },
      externalId: { check: text(RULES.externalId) },
      accountIds: { check: texts(RULES.accountId, 1) },
    } satisfies Record<keyof ConsumerConfiguration, Field>),
  },
  athena: {
    check: object({
      readerArns: { check: texts(RULES.readerArn) },
      accountIds: { check: texts(RULES.accountId, 1) },
      historyDays: { check: wholeNumber(1, 36_500) },
    } satisfies Record<keyof AthenaConfiguration, Field>),
  },
};

/**
 * The configuration, if all of it is well formed.
 *
 * @throws one error that names every wrong field, what was given, what is allowed, and what to do
 */
export function readConfiguration(context: unknown): AppConfiguration {
  const given = isObject(context) ? context : {};
  const problems = [
    ...(isObject(context) ? [] : [notAnObject(context)]),
    ...Object.keys(given).flatMap((name) => (name in FIELDS ? [] : [unknownField(name, given[name])])),
    ...Object.entries(FIELDS).flatMap(([name, field]) => checkField(name, field, given[name])),
  ];
  if (problems.length > 0) {
    throw new ConfigurationError(describeProblems(`"${CONTEXT_KEY}" in the context of cdk.json`, problems));
  }
  return given as unknown as AppConfiguration;
}

function checkField(name: string, { check, required }: Field, given: unknown): Problem[] {
  return given === undefined && !required ? [] : check(name, given);
}

function text({ pattern, allowed, todo }: Rule): Check {
  return (what, given) => (typeof given === 'string' && pattern.test(given) ? [] : [{ what, given, allowed, todo }]);
}

function texts(rule: Rule, atLeast = 0): Check {
  return (what, given) => {
    if (!Array.isArray(given) || given.length < atLeast) {
      const allowed = `a list${atLeast > 0 ? ` of at least ${atLeast}` : ''}, each ${rule.allowed}`;
      return [{ what, given, allowed, todo: rule.todo }];
    }
    return given.flatMap((item, index) => text(rule)(`${what}[${index}]`, item));
  };
}

function objects(fields: Readonly<Record<string, Field>>): Check {
  return (what, given) => {
    if (!Array.isArray(given)) {
      return [{ what, given, allowed: 'a list of objects', todo: 'put each into braces, and all into brackets' }];
    }
    return given.flatMap((item: unknown, index) => checkObject(fields, `${what}[${index}]`, item));
  };
}

function object(fields: Readonly<Record<string, Field>>): Check {
  return (what, given) => checkObject(fields, what, given);
}

function checkObject(fields: Readonly<Record<string, Field>>, what: string, given: unknown): Problem[] {
  const allowed = `an object with the fields ${Object.keys(fields).join(', ')}`;
  if (!isObject(given)) return [{ what, given, allowed, todo: 'put it into braces' }];
  return [
    ...Object.keys(given).flatMap((name) =>
      name in fields ? [] : [unknownField(`${what}.${name}`, given[name], fields)],
    ),
    ...Object.entries(fields).flatMap(([name, field]) => checkField(`${what}.${name}`, field, given[name])),
  ];
}

function wholeNumber(least: number, most: number, meaning = 'a whole number of days'): Check {
  return (what, given) =>
    Number.isInteger(given) && Number(given) >= least && Number(given) <= most
      ? []
      : [{ what, given, allowed: `${meaning} from ${least} to ${most}`, todo: 'write it without quotes' }];
}

function flag(what: string, given: unknown): Problem[] {
  return typeof given === 'boolean' ? [] : [{ what, given, allowed: 'true or false', todo: 'write it without quotes' }];
}

function choice(...values: string[]): Check {
  return (what, given) =>
    values.includes(String(given))
      ? []
      : [
          {
            what,
            given,
            allowed: values.map((value) => `"${value}"`).join(' or '),
            todo: 'leave it out for the first',
          },
        ];
}

function unknownField(what: string, given: unknown, fields: object = FIELDS): Problem {
  return {
    what,
    given,
    allowed: `only the fields ${Object.keys(fields).join(', ')}`,
    todo: 'correct the spelling, or take it out',
  };
}

function notAnObject(given: unknown): Problem {
  return {
    what: CONTEXT_KEY,
    given,
    allowed: 'an object with the fields of the trail',
    todo: 'set it in the context of cdk.json, as docs/deploying.md shows',
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
