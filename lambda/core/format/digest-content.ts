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

/** Reads a verified document. Unexpected fields are named, and the rest is used. */
export function readContent(
  document: Readonly<Record<string, unknown>>,
  chain: Chain,
  endInName: number,
): DigestContent {
  const unexpected = unexpectedFields(document, DIGEST_FIELDS, '');
  const start = parseIsoTime(document.digestStartTime) ?? endInName;
  const end = parseIsoTime(document.digestEndTime) ?? endInName;
  if (document.awsAccountId !== chain.accountId) unexpected.push('awsAccountId');
  if (end !== endInName) unexpected.push('digestEndTime');
  if (start >= end) unexpected.push('digestStartTime');
  return {
    start,
    end,
    previous: readPrevious(document, unexpected),
    logFiles: readLogFiles(document.logFiles, chain, unexpected),
    unexpected: [...new Set(unexpected)],
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
  const [bucket, key, sha256, , signature] = fields.map((field) => (typeof field === 'string' ? field : ''));
  return { bucket, key, sha256: sha256.toLowerCase(), signature: signature.toLowerCase() };
}

function readLogFiles(value: unknown, { accountId, region }: Chain, unexpected: string[]): LogFileEntry[] {
  const entries = new Map<string, LogFileEntry>();
  for (const entry of Array.isArray(value) ? value : []) {
    const unexpectedInEntry = isRecord(entry) ? unexpectedFields(entry, LOG_FILE_FIELDS, 'logFiles.') : ['logFiles'];
    unexpected.push(...unexpectedInEntry);
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

function unexpectedFields(
  record: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, Check>>,
  path: string,
): string[] {
  const unexpected = Object.keys(fields).filter((name) => !fields[name](record[name]));
  // The names of new fields are text of the document: they are reported as new fields, not by name.
  const hasNewField = Object.keys(record).some((name) => !Object.hasOwn(fields, name));
  return [...unexpected.map((name) => path + name), ...(hasNewField ? [`${path}(new field)`] : [])];
}
