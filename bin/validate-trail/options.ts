import { RULES, type Rule } from '../../lib/shared/rules';
import { readArguments, type Arguments } from './arguments';
import { CannotRun, refuse } from './failure';
import type { OptionName } from './option-table';
import { displayTime, hasOffset, parseTime } from './times';

/** What the command line asks for, checked. Times are milliseconds. */
export interface Options {
  readonly trail: TrailName;
  readonly start: number;
  readonly end: number;
  readonly bucket?: string;
  readonly prefix?: string;
  readonly accountId?: string;
  /** One Region; undefined for all. */
  readonly region?: string;
  readonly verbose: boolean;
  readonly organizationId?: string;
  readonly expect: readonly string[];
  readonly accept: readonly string[];
  readonly retentionDays?: number;
  readonly directory?: string;
  readonly publicKeys?: string;
  readonly signatures?: string;
  readonly saveSignatures?: string;
  readonly format: 'text' | 'json' | 'ndjson';
  readonly output?: string;
  readonly compat: boolean;
  readonly concurrency?: number;
}

/** A trail's ARN and what it is made of. */
export interface TrailName {
  readonly arn: string;
  readonly homeRegion: string;
  readonly accountId: string;
  readonly name: string;
}

/** The options of a command line, or undefined where it asks for help. */
export function readOptions(argv: readonly string[], now: number): Options | undefined {
  const given = readArguments(argv);
  if (given.has('help')) return undefined;
  assertTogether(given);
  const one = (name: OptionName) => given.get(name)?.[0];
  const trail = parseTrailArn(required(given, 'trail-arn'));
  const accountId = matching(
    '--account-id',
    one('account-id'),
    RULES.accountId,
    'write all 12 digits, leading zeros too',
  );
  const options: Options = {
    trail,
    start: parseTime('--start-time', required(given, 'start-time')),
    end: one('end-time') === undefined ? now : parseTime('--end-time', required(given, 'end-time')),
    bucket: one('s3-bucket'),
    prefix: one('s3-prefix')?.replace(/\/$/, ''),
    accountId,
    region: chosenRegion(one('region'), trail.homeRegion, {
      one: accountId !== undefined,
      compat: given.has('compat'),
    }),
    verbose: given.has('verbose'),
    organizationId: matching('--organization-id', one('organization-id'), RULES.organizationId),
    expect: given.get('expect') ?? [],
    accept: given.get('accept') ?? [],
    retentionDays: wholeNumber('--retention-days', one('retention-days'), 1, 36_500),
    directory: one('from-directory'),
    publicKeys: one('public-keys'),
    signatures: one('signatures'),
    saveSignatures: one('save-signatures'),
    format: (one('format') ?? 'text') as Options['format'],
    output: one('output'),
    compat: given.has('compat'),
    concurrency: wholeNumber('--concurrency', one('concurrency'), 1, 1024),
  };
  assertInOrder(options);
  return options;
}

/** Options that need, or can't have, others beside them. */
const TOGETHER: { given: OptionName; needs?: OptionName[]; not?: OptionName[]; because: string }[] = [
  {
    given: 'from-directory',
    needs: ['s3-bucket', 'public-keys'],
    not: ['save-signatures'],
    because: 'a folder says neither which bucket it is a copy of nor which keys are AWS’s, and holds no signatures',
  },
  { given: 'signatures', needs: ['from-directory'], because: 'in the bucket each digest has its signature beside it' },
  {
    given: 'compat',
    not: [
      'format',
      'output',
      'expect',
      'accept',
      'retention-days',
      'from-directory',
      'public-keys',
      'signatures',
      'save-signatures',
    ],
    because: 'the AWS CLI has no such option',
  },
];

function assertTogether(given: Arguments): void {
  for (const rule of TOGETHER.filter((row) => given.has(row.given))) {
    const lacking = rule.needs?.find((name) => !given.has(name));
    if (lacking) throw new CannotRun(`--${rule.given} needs --${lacking} beside it`, rule.because);
    const excluded = rule.not?.find((name) => given.has(name));
    if (excluded) throw new CannotRun(`--${rule.given} cannot stand beside --${excluded}`, rule.because);
  }
  const offset = (['start-time', 'end-time'] as const).find((name) => hasOffset(given.get(name)?.[0] ?? ''));
  if (given.has('compat') && offset) {
    throw new CannotRun(
      `--${offset} has an offset, which the AWS CLI drops without converting it`,
      'write the time in UTC, such as 2026-01-31T08:00:00Z',
    );
  }
}

function assertInOrder({ start, end }: Options): void {
  if (start <= end) return;
  throw new CannotRun(
    `--start-time must not be after --end-time, got ${displayTime(start)} and ${displayTime(end)}`,
    'swap them; without --end-time it is the present time',
  );
}

function parseTrailArn(arn: string): TrailName {
  const parts = /^arn:aws[a-z-]*:cloudtrail:([a-z0-9-]+):(\d{12}):trail\/([^/]+)$/.exec(arn);
  const [, homeRegion, accountId, name] = parts ?? [];
  if (name !== undefined && RULES.region.pattern.test(homeRegion) && RULES.trailName.pattern.test(name)) {
    return { arn, homeRegion, accountId, name };
  }
  throw refuse({
    what: '--trail-arn',
    given: arn,
    allowed: 'arn:aws:cloudtrail:<home Region>:<account>:trail/<name>',
    todo: 'copy it from "aws cloudtrail describe-trails --query trailList[].TrailARN"',
  });
}

/** Without --region the AWS CLI takes the home Region; so do we where it is put in its place, or one account is asked for. */
function chosenRegion(given: string | undefined, homeRegion: string, { one, compat }: Record<string, boolean>) {
  if (given === 'all' && !compat) return undefined;
  return matching('--region', given, RULES.region, 'write it as us-east-1') ?? (one || compat ? homeRegion : undefined);
}

function required(given: Arguments, name: OptionName): string {
  const value = given.get(name)?.[0];
  if (value !== undefined) return value;
  throw new CannotRun(`--${name} is missing`, 'run "validate-trail --help" for the options and examples');
}

function matching(
  what: string,
  given: string | undefined,
  { pattern, allowed, todo: otherwise }: Rule,
  todo = otherwise,
): string | undefined {
  if (given === undefined || pattern.test(given)) return given;
  throw refuse({ what, given, allowed, todo });
}

function wholeNumber(what: string, given: string | undefined, least: number, most: number): number | undefined {
  if (given === undefined) return undefined;
  const value = /^\d{1,6}$/.test(given) ? Number(given) : NaN;
  if (value >= least && value <= most) return value;
  throw refuse({
    what,
    given,
    allowed: `a whole number from ${least} to ${most}`,
    todo: 'leave it out for the default',
  });
}
