import { RULES } from '../../lib/shared/rules';
import type { UnvalidatedTrail } from '../../lambda/core';
import type { FormerLocation } from '../../lambda/core';
import { formatIsoTime } from '../../lambda/core/format/time';
import type { Arguments } from '../shared/arguments';
import { readAwsAccess, type AwsAccess } from '../shared/aws-options';
import { rejected, type CannotRun } from '../shared/failure';
import { parseTime } from '../shared/time';
import type { VerifyOption } from './option-table';
import { parseFormerLocations } from './lists/former-locations';
import { parseTrailArn, type TrailArn } from './trail-arn';
import { readUnvalidatedTrail } from './unvalidated-trail';

/** What the command line asks for, checked. Times are milliseconds. */
export interface Options {
  readonly trail: TrailArn;
  readonly start: number;
  /** No later than now. */
  readonly end: number;
  /** The end that was asked for. */
  readonly requestedEnd: number;
  readonly bucket?: string;
  /** The bucket that this one is a copy of. */
  readonly copyOf?: string;
  readonly prefix?: string;
  /** Where the trail delivered before. */
  readonly formerLocations: readonly FormerLocation[];
  readonly accountId?: string;
  /** One Region; undefined for all. */
  readonly region?: string;
  readonly verbose: boolean;
  readonly organizationId?: string;
  readonly expect: readonly string[];
  readonly acknowledged: readonly string[];
  readonly unvalidatedTrails: readonly UnvalidatedTrail[];
  readonly retentionDays?: number;
  readonly directory?: string;
  readonly publicKeys?: string;
  readonly signatures?: string;
  readonly saveSignatures?: string;
  readonly output: 'text' | 'json' | 'ndjson';
  readonly reportFile?: string;
  readonly concurrency?: number;
  readonly workers?: number;
  readonly access: AwsAccess;
}

type Given = Arguments<VerifyOption>;

/** Reads the options of a command line; without `--end-time` the window ends now. */
export function readOptions(given: Given, now: number): Options {
  assertTogether(given);
  assertCopy(given);
  const trail = parseTrailArn(given.required('trail-arn'));
  const accountId = given.matching('account-id', RULES.accountId, 'write all 12 digits, leading zeros too');
  const end = given.one('end-time');
  return {
    trail,
    ...windowOf(
      parseTime('--start-time', given.required('start-time')),
      end === undefined ? now : parseTime('--end-time', end),
      now,
    ),
    bucket: given.one('s3-bucket'),
    copyOf: given.has('copy-of') ? given.required('copy-of') : undefined,
    prefix: given.one('s3-prefix')?.replace(/\/$/, ''),
    formerLocations: parseFormerLocations('--former-location', given.all('former-location')),
    accountId,
    region: chosenRegion(given, accountId === undefined ? undefined : trail.homeRegion),
    verbose: given.has('verbose'),
    organizationId: given.matching('organization-id', RULES.organizationId),
    expect: given.all('expect'),
    acknowledged: given.all('acknowledged'),
    unvalidatedTrails: given.all('unvalidated-trail').map(readUnvalidatedTrail),
    retentionDays: given.wholeNumber('retention-days', 1, 36_500),
    directory: given.one('from-directory'),
    publicKeys: given.one('public-keys'),
    signatures: given.one('signatures'),
    saveSignatures: given.one('save-signatures'),
    output: (given.one('output') ?? 'text') as Options['output'],
    reportFile: given.one('report-file'),
    concurrency: given.wholeNumber('concurrency', 1, 1024),
    workers: given.wholeNumber('workers', 1, 64),
    access: readAwsAccess(given),
  };
}

/** Options that need others beside them, or exclude them. */
const TOGETHER: readonly {
  readonly given: VerifyOption;
  readonly needs: readonly VerifyOption[];
  /** Beside this one it needs none. */
  readonly unless?: VerifyOption;
  readonly excludes?: readonly VerifyOption[];
  readonly because: string;
}[] = [
  {
    given: 'from-directory',
    needs: ['s3-bucket', 'public-keys'],
    excludes: ['save-signatures', 'former-location'],
    because: 'a folder names neither its bucket nor the public keys, and holds no signatures and no other bucket',
  },
  {
    given: 'copy-of',
    needs: ['s3-bucket'],
    excludes: ['from-directory', 'save-signatures'],
    because:
      '--s3-bucket is the copy; for a folder --s3-bucket is the bucket that the digests name, and signatures are saved from that bucket',
  },
  {
    given: 'signatures',
    needs: ['from-directory'],
    unless: 'copy-of',
    because: 'in the bucket each digest has its signature beside it; beside a copy in Amazon S3 give --copy-of',
  },
];

function assertTogether(given: Given): void {
  for (const { given: name, needs, unless, excludes = [], because } of TOGETHER.filter((row) => given.has(row.given))) {
    const lacking = unless && given.has(unless) ? undefined : needs.find((other) => !given.has(other));
    if (lacking) throw given.missing(lacking, `give it beside --${name}: ${because}`);
    const excluded = excludes.find((other) => given.has(other));
    if (!excluded) continue;
    const todo = `leave one of the two out: ${because}`;
    throw rejected({ what: `--${excluded}`, given: given.one(excluded), allowed: `nothing beside --${name}`, todo });
  }
}

/** A copy is another bucket than the one that it is a copy of. */
function assertCopy(given: Given): void {
  const original = given.one('copy-of');
  if (original === undefined || original !== given.one('s3-bucket')) return;
  const allowed = 'another bucket than --s3-bucket';
  const todo = 'name the bucket that CloudTrail delivered to; without --copy-of, --s3-bucket is that bucket';
  throw rejected({ what: '--copy-of', given: original, allowed, todo });
}

/** The time to verify. Nothing of the future can be verified, so it ends now. */
function windowOf(start: number, requestedEnd: number, now: number) {
  if (start > requestedEnd) {
    const todo = 'swap them; without --end-time it is the present time';
    throw rejectedStart(start, `a time that is not after --end-time, ${formatIsoTime(requestedEnd)}`, todo);
  }
  if (start > now) {
    const todo = 'check the year and the offset: nothing was delivered then';
    throw rejectedStart(start, `a time that is not in the future, it is ${formatIsoTime(now)}`, todo);
  }
  return { start, end: Math.min(requestedEnd, now), requestedEnd };
}

function rejectedStart(start: number, allowed: string, todo: string): CannotRun {
  return rejected({ what: '--start-time', given: formatIsoTime(start), allowed, todo });
}

/** The Region to verify, or else the default; undefined for all Regions. */
function chosenRegion(given: Given, byDefault: string | undefined): string | undefined {
  if (given.one('region') === 'all') return undefined;
  return given.matching('region', RULES.region, 'write it as us-east-1, or "all"') ?? byDefault;
}
