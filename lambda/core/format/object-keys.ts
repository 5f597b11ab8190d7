import type { Chain, Trail } from '../model/trail';
import { parseArn, nameInArn } from './arn';
import { formatCompactTime, formatIsoTime, parseCompactTime, parseIsoTime } from './time';

/** What the name of a digest says. */
export interface DigestName {
  readonly end: number;
  readonly isBackfill: boolean;
}

/** `[prefix/]AWSLogs/[o-id/]`: the folder of accounts. */
export function accountsPrefix({ keyPrefix, organizationId }: Trail): string {
  return [keyPrefix, 'AWSLogs', organizationId, ''].filter((name) => name !== undefined).join('/');
}

/** The chain in which the trail's own API calls are recorded: the owner's account in the home Region. */
export function homeChain({ arn }: Trail): Chain {
  const { accountId, region } = parseArn(arn);
  return { accountId, region };
}

/** Where calls of global services are recorded. Documented for `aws`; the others are where the endpoints are. */
const GLOBAL_REGIONS: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-northwest-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-eusc': 'eusc-de-east-1',
  'aws-iso': 'us-iso-east-1',
  'aws-iso-b': 'us-isob-east-1',
  'aws-iso-e': 'eu-isoe-west-1',
  'aws-iso-f': 'us-isof-south-1',
};

/** The chain in which an account's calls of AWS Organizations and of its own settings are recorded. */
export function globalChain({ arn }: Trail, accountId: string): Chain {
  const { partition, region } = parseArn(arn);
  return { accountId, region: GLOBAL_REGIONS[partition] ?? region };
}

/** What follows the minute in the name of a log file. */
const UNIQUE_NAME = /^Z_[A-Za-z0-9]{16}\.json\.gz$/;

/** The names of one chain's objects. Source: "Digest file structure" and "Getting and viewing your log files". */
export class ChainKeys {
  public readonly digestPrefix: string;
  public readonly logFilePrefix: string;
  /** What a key prefix of the bucket stands before. */
  private readonly path: string;
  private readonly prefixLength: number;
  private readonly digestFile: string;
  private readonly logFile: string;
  private readonly otherDigest: RegExp;

  public constructor(trail: Trail, { accountId, region }: Chain) {
    const account = `${accountsPrefix(trail)}${accountId}`;
    this.prefixLength = trail.keyPrefix === undefined ? 0 : trail.keyPrefix.length + 1;
    this.path = `${account.slice(this.prefixLength)}/`;
    this.digestPrefix = `${account}/CloudTrail-Digest/${region}/`;
    this.logFilePrefix = `${account}/CloudTrail/${region}/`;
    this.digestFile = `${accountId}_CloudTrail-Digest_${region}_${nameInArn(trail.arn)}_${homeChain(trail).region}_`;
    this.logFile = `${accountId}_CloudTrail_${region}_`;
    // Any trail's digest; the account and the Region are checked by the prefix and the file name.
    this.otherDigest = new RegExp(
      `^\\d{4}/\\d\\d/\\d\\d/${accountId}_CloudTrail-Digest_${region}_[\\w.-]{3,128}_[a-z0-9-]+_(\\d{8}T\\d{6}Z)(_backfill)?\\.json\\.gz$`,
    );
  }

  public digestKey(end: number, isBackfill = false): string {
    return `${this.digestPrefix}${dayFolder(end)}${this.digestFile}${formatCompactTime(end)}${isBackfill ? '_backfill' : ''}.json.gz`;
  }

  /** All digests that end before this time have smaller keys; those that end at it or later, greater ones. */
  public digestKeyBound(time: number): string {
    return `${this.digestPrefix}${dayFolder(time)}${this.digestFile}${formatCompactTime(time)}`;
  }

  /** All digests of earlier days, of whatever trail, have smaller keys. */
  public digestDayBound(time: number): string {
    return `${this.digestPrefix}${dayFolder(time)}`;
  }

  /** All log files in the folders of earlier days have smaller keys. */
  public logFileDayBound(time: number): string {
    return `${this.logFilePrefix}${dayFolder(time)}`;
  }

  /** What the name says, if it is exactly the name of a digest of this trail. */
  public parseDigestKey(key: string): DigestName | undefined {
    const isBackfill = key.endsWith('_backfill.json.gz');
    const stop = key.length - (isBackfill ? 17 : 8);
    const end = parseCompactTime(key.slice(stop - 16, stop));
    return end !== undefined && this.digestKey(end, isBackfill) === key ? { end, isBackfill } : undefined;
  }

  /** The same, whatever prefix stands before it: the trail may have delivered below another one. */
  public parseDigestKeyAnywhere(key: string): DigestName | undefined {
    return this.parseDigestKey(this.here(key));
  }

  /** The key that an object of this chain would have below the prefix of the trail. Any other key stays as it is. */
  public here(key: string): string {
    const index = key.lastIndexOf(this.path);
    const isBelowPrefix = index === 0 || (index > 0 && key[index - 1] === '/');
    return isBelowPrefix ? this.digestPrefix.slice(0, this.prefixLength) + key.slice(index) : key;
  }

  /** What the name says, if it is that of another trail's digest in the folder of its day. */
  public parseOtherDigestKey(key: string): DigestName | undefined {
    const name = key.slice(this.digestPrefix.length);
    const [, time, backfill] = this.otherDigest.exec(name) ?? [];
    const end = time === undefined ? undefined : parseCompactTime(time);
    // The name of another trail may begin with that of this one and its Region.
    const isOwn = name.startsWith(this.digestFile, 11) && name.startsWith(time, 11 + this.digestFile.length);
    if (end === undefined || !name.startsWith(dayFolder(end)) || isOwn) return undefined;
    return { end, isBackfill: backfill !== undefined };
  }

  /** All log files named for an earlier minute have smaller keys. */
  public logFileKeyBound(time: number): string {
    return `${this.logFilePrefix}${dayFolder(time)}${this.logFile}${formatCompactTime(time).slice(0, 13)}`;
  }

  /** The minute in the name of a log file, if it is exactly such a name in the folder of its day. */
  public parseLogFileName(key: string): number | undefined {
    const minute = this.parseLogFileTime(key);
    const bound = minute === undefined ? '' : this.logFileKeyBound(minute);
    return bound !== '' && key.startsWith(bound) && UNIQUE_NAME.test(key.slice(bound.length)) ? minute : undefined;
  }

  /** The minute in the name of a log file, or else the day of its folder. Any other key has no time. */
  public parseLogFileTime(key: string): number | undefined {
    const day = this.logFilePrefix.length;
    const name = day + 11;
    if (!key.startsWith(this.logFilePrefix)) return undefined;
    const inName = key.startsWith(this.logFile, name)
      ? key.slice(name + this.logFile.length, name + this.logFile.length + 13)
      : '';
    return (
      parseCompactTime(`${inName}00Z`) ?? parseIsoTime(`${key.slice(day, day + 10).replace(/\//g, '-')}T00:00:00Z`)
    );
  }
}

function dayFolder(time: number): string {
  return `${formatIsoTime(time).slice(0, 10).replace(/-/g, '/')}/`;
}
