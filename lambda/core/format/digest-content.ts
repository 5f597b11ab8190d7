import type { PreviousDigest } from '../model/checkpoint';
import type { Chain } from '../model/trail';
import { parseIsoTime } from './time';
import { isRecord } from './unverified-digest';

/** What a digest says, once its signature and its signed location are verified. */
export interface DigestContent {
  readonly start: number;
  readonly end: number;
  /** Undefined for a starting digest. */
  readonly previous?: PreviousDigest;
  readonly logFiles: readonly LogFileEntry[];
  /** Names of fields that are not as documented. Only AWS could have signed them, so the format has changed. */
  readonly unexpected: readonly string[];
  /** New fields that hold one value each, by their names: nothing else is different. */
  readonly additions: readonly string[];
  /** Whether it may list log files in a way that is not known. */
  readonly mayListMore: boolean;
}

export interface LogFileEntry {
  readonly bucket: string;
  readonly key: string;
  /** Undefined if the digest names no SHA-256, or two different ones. */
  readonly sha256?: string;
}

type Check = (value: unknown) => boolean;

const HEX_SHA256 = /^[0-9a-fA-F]{64}$/;
const isText: Check = (value) => typeof value === 'string' && value.length > 0;
const isTime: Check = (value) => parseIsoTime(value) !== undefined;
const isSha256: Check = (value) => typeof value === 'string' && HEX_SHA256.test(value);
const isAlgorithm: Check = (value) => value === 'SHA-256';
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);

/** Source: "Digest file structure" in the AWS CloudTrail User Guide. */
const DIGEST_FIELDS: Readonly<Record<string, Check>> = {
  awsAccountId: isText,
  digestStartTime: isTime,
  digestEndTime: isTime,
  digestS3Bucket: isText,
  digestS3Object: isText,
  digestPublicKeyFingerprint: isText,
  digestSignatureAlgorithm: (value) => value === 'SHA256withRSA',
  newestEventTime: orNull(isTime),
  oldestEventTime: orNull(isTime),
  previousDigestS3Bucket: orNull(isText),
  previousDigestS3Object: orNull(isText),
  previousDigestHashValue: orNull(isSha256),
  previousDigestHashAlgorithm: orNull(isAlgorithm),
  previousDigestSignature: orNull(isText),
  logFiles: Array.isArray,
};

const LOG_FILE_FIELDS: Readonly<Record<string, Check>> = {
  s3Bucket: isText,
  s3Object: isText,
  hashValue: isSha256,
  hashAlgorithm: isAlgorithm,
  newestEventTime: orNull(isTime),
  oldestEventTime: orNull(isTime),
};

/** What a document has besides what is documented, as far as it was read. */
interface Format {
  readonly unexpected: string[];
  readonly additions: Set<string>;
  mayListMore: boolean;
}

/** Reads a verified document. Unexpected fields are named, and the rest is used. */
export function readContent(
  document: Readonly<Record<string, unknown>>,
  chain: Chain,
  endInName: number,
): DigestContent {
  const format: Format = { unexpected: [], additions: new Set(), mayListMore: false };
  const { unexpected } = format;
  checkFields(document, DIGEST_FIELDS, '', format);
  const start = parseIsoTime(document.digestStartTime) ?? endInName;
  const end = parseIsoTime(document.digestEndTime) ?? endInName;
  if (document.awsAccountId !== chain.accountId) unexpected.push('awsAccountId');
  if (end !== endInName) unexpected.push('digestEndTime');
  if (start >= end) unexpected.push('digestStartTime');
  return {
    start,
    end,
    previous: readPrevious(document, unexpected),
    logFiles: readLogFiles(document.logFiles, chain, format),
    unexpected: [...new Set(unexpected)],
    additions: [...format.additions].sort(),
    mayListMore: format.mayListMore || unexpected.some((name) => MAY_LIST_MORE.has(name)),
  };
}

function readPrevious(document: Readonly<Record<string, unknown>>, unexpected: string[]): PreviousDigest | undefined {
  const fields = [
    document.previousDigestS3Bucket,
    document.previousDigestS3Object,
    document.previousDigestHashValue,
    document.previousDigestHashAlgorithm,
    document.previousDigestSignature,
  ];
  const nulls = fields.filter((field) => field === null || field === undefined).length;
  if (nulls === fields.length) return undefined;
  if (nulls > 0) unexpected.push('previousDigest fields');
  const [bucket, key, hash, , signature] = fields.map((field) => (typeof field === 'string' ? field : ''));
  const sha256 = isSha256(hash) ? hash.toLowerCase() : '';
  return { bucket, key, sha256, signature: signature.toLowerCase() };
}

function readLogFiles(value: unknown, { accountId, region }: Chain, format: Format): LogFileEntry[] {
  const { unexpected } = format;
  const entries = new Map<string, LogFileEntry>();
  for (const entry of Array.isArray(value) ? value : []) {
    if (isRecord(entry)) checkFields(entry, LOG_FILE_FIELDS, 'logFiles.', format);
    else unexpected.push('logFiles');
    if (!isRecord(entry) || typeof entry.s3Bucket !== 'string' || typeof entry.s3Object !== 'string') continue;
    const { s3Bucket: bucket, s3Object: key, hashValue, hashAlgorithm } = entry;
    const sha256 = isSha256(hashValue) && isAlgorithm(hashAlgorithm) ? String(hashValue).toLowerCase() : undefined;
    if (!key.includes(`/${accountId}/`) || !key.includes(`/${region}/`)) unexpected.push('logFiles.s3Object');
    const name = `${bucket}/${key}`;
    const isContradicted = entries.has(name) && entries.get(name)?.sha256 !== sha256;
    if (isContradicted) unexpected.push('logFiles.hashValue');
    entries.set(name, { bucket, key, sha256: isContradicted ? undefined : sha256 });
  }
  return [...entries.values()];
}

/** What is unexpected of these may be another way to list log files. */
const MAY_LIST_MORE: ReadonlySet<string> = new Set([
  'digestSignatureAlgorithm',
  'previousDigestHashAlgorithm',
  'logFiles',
  ...['logFiles.hashAlgorithm', 'logFiles.s3Bucket', 'logFiles.s3Object'],
]);

function checkFields(
  record: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, Check>>,
  path: string,
  format: Format,
): void {
  for (const name of Object.keys(fields)) if (!fields[name](record[name])) format.unexpected.push(path + name);
  for (const name of Object.keys(record)) {
    if (Object.hasOwn(fields, name)) continue;
    if (isScalar(record[name])) {
      format.additions.add(path + name);
      continue;
    }
    // The names of new fields are text of the document: they are reported as new fields, not by name.
    format.unexpected.push(`${path}(new list)`);
    format.mayListMore = true;
  }
}

function isScalar(value: unknown): boolean {
  return value === null || typeof value !== 'object';
}
