import { ListingFailed, type Store, type Trail } from '../../../lambda/core';
import { accountsPrefix } from '../../../lambda/core/format/object-keys';
import { RULES } from '../../../lib/shared/rules';
import type { Options } from '../options';

/** What is where digests should be, and what the mistake may be that they are not found there. */
export interface Surroundings {
  /** The prefix that was looked at. */
  readonly path: string;
  readonly expected: string;
  readonly likely?: string;
}

/** So many folders are looked into, one level down. */
const MOST_FOLDERS = 20;
const SHOWN = 5;

/** Looks at the path of the trail's accounts, one level up and one level down. */
export async function lookAround(options: Options, trail: Trail, store: Store): Promise<Surroundings> {
  const path = accountsPrefix(trail);
  const folders = new Folders(store, trail.bucket);
  const expected = `folders of accounts, each with CloudTrail-Digest/${options.region ?? 'REGION'}/`;
  try {
    const likely = (await mistakeBelow(options, path, folders)) ?? (await mistakeBeside(options, trail, folders));
    return { path, expected, ...(likely !== undefined && { likely }) };
  } catch (error) {
    if (!(error instanceof ListingFailed)) throw error;
    return { path, expected };
  }
}

class Folders {
  public constructor(
    private readonly store: Store,
    private readonly bucket: string,
  ) {}

  /** The names of the folders directly below a prefix. */
  public async below(prefix: string): Promise<string[]> {
    const names: string[] = [];
    for await (const page of this.store.listFolders(this.bucket, prefix)) names.push(...page);
    return names;
  }
}

/** The path is right: is it the account, the Region or the time? */
async function mistakeBelow({ accountId, region }: Options, path: string, folders: Folders) {
  const accounts = (await folders.below(path)).filter(isAccount);
  if (accounts.length === 0) return undefined;
  if (accountId !== undefined && !accounts.includes(accountId)) {
    return `there are folders of ${listed(accounts)}: check --account-id`;
  }
  const looked = accountId === undefined ? accounts.slice(0, MOST_FOLDERS) : [accountId];
  const regions = await namesIn(
    looked.map((account) => `${path}${account}/CloudTrail-Digest/`),
    folders,
  );
  if (regions.length === 0) return 'no account has digests: check that log file validation is on';
  if (region !== undefined && !regions.includes(region))
    return `there are digests of ${listed(regions)}: check --region`;
  return 'there are digests of other times: check --start-time and --end-time';
}

/** The path is wrong: is it the organization, or the prefix? */
async function mistakeBeside(options: Options, trail: Trail, folders: Folders): Promise<string | undefined> {
  const prefix = trail.keyPrefix === undefined ? '' : `${trail.keyPrefix}/`;
  const inLogs = await folders.below(`${prefix}AWSLogs/`);
  const organizations = inLogs.filter((name) => RULES.organizationId.pattern.test(name));
  if (organizations.length > 0) return `there are folders of ${listed(organizations)}: check --organization-id`;
  if (inLogs.some(isAccount)) return 'there are folders of accounts beside it: leave --organization-id out';
  const above = await prefixAbove(prefix, folders);
  if (above !== undefined) return `AWSLogs/ is in ${placeOf(above)}: ${optionFor(above, options)}`;
  const here = await folders.below(prefix);
  if (here.some(isInsideLogs)) return `this is inside of AWSLogs/: ${insideOption(options)}`;
  const below = await prefixBelow(prefix, here, folders);
  return below === undefined ? undefined : `AWSLogs/ is in ${placeOf(below)}: ${optionFor(below, options)}`;
}

async function prefixAbove(prefix: string, folders: Folders): Promise<string | undefined> {
  const parts = prefix.split('/').slice(0, -1);
  for (let length = parts.length - 1; length >= 0; length--) {
    const above = parts
      .slice(0, length)
      .map((part) => `${part}/`)
      .join('');
    if ((await folders.below(above)).includes('AWSLogs')) return above;
  }
  return undefined;
}

async function prefixBelow(prefix: string, names: readonly string[], folders: Folders): Promise<string | undefined> {
  for (const name of names.slice(0, MOST_FOLDERS)) {
    if ((await folders.below(`${prefix}${name}/`)).includes('AWSLogs')) return `${prefix}${name}/`;
  }
  return undefined;
}

function placeOf(prefix: string): string {
  return prefix === '' ? 'the bucket itself' : prefix;
}

/** How the prefix where AWSLogs/ is has to be said. */
function optionFor(prefix: string, { directory }: Options): string {
  if (prefix === '') return 'leave --s3-prefix out';
  const name = prefix.slice(0, -1);
  return directory === undefined
    ? `try --s3-prefix ${name}`
    : `try --from-directory ${directory.replace(/\/$/, '')}/${name}, or --s3-prefix ${name} if that is the prefix`;
}

function insideOption({ directory }: Options): string {
  return directory === undefined ? 'check --s3-prefix' : 'name the folder that holds AWSLogs/ by --from-directory';
}

async function namesIn(prefixes: readonly string[], folders: Folders): Promise<string[]> {
  const names = new Set<string>();
  for (const prefix of prefixes) for (const name of await folders.below(prefix)) names.add(name);
  return [...names].sort();
}

function isAccount(name: string): boolean {
  return RULES.accountId.pattern.test(name);
}

function isInsideLogs(name: string): boolean {
  return isAccount(name) || RULES.organizationId.pattern.test(name) || name === 'CloudTrail-Digest';
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).join(', ');
  return names.length > SHOWN ? `${shown} and ${names.length - SHOWN} more` : shown;
}
