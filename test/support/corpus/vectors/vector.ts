import { gunzipSync, gzipSync } from 'node:zlib';
import type { FindingCode, ValidationRequest, Verdict } from '../../../../lambda/core';
import { documentBytes, Corpus, type CorpusOptions } from '../bucket';
import { signDocument } from '../chain-corpus';
import type { MemoryStore } from '../memory-store';
import { HOUR } from '../names';
import { sha256 } from '../signing';

/** One thing done to a whole corpus, and what must be reported. */
export interface Vector {
  /** Named after the mutation. */
  readonly name: string;
  readonly options?: Partial<CorpusOptions>;
  readonly change?: (store: MemoryStore, corpus: Corpus) => void;
  /** How long after the last digest's end the validator looks. Default: 100 hours. */
  readonly hoursLater?: number;
  readonly request?: (corpus: Corpus) => Partial<ValidationRequest>;
  /** The codes of all findings that are no notices, sorted. */
  readonly codes: readonly FindingCode[];
  /** The codes of all notices, sorted. They are checked where they are given. */
  readonly notices?: readonly FindingCode[];
  readonly verdict: Verdict;
  /** It takes seconds, so it is one of the slow tests. */
  readonly isSlow?: true;
}

export const ACCOUNT = '111111111111';
export const REGION = 'us-east-1';
export const START = Date.UTC(2026, 0, 10);

/** The corpus of a vector: one chain of six hours with two log files each, unless it says otherwise. */
export function corpusOf({ options }: Vector): Corpus {
  return Corpus.of({ accounts: [ACCOUNT], regions: [REGION], start: START, hours: 6, ...options });
}

export function requestOf(vector: Vector, corpus: Corpus): ValidationRequest {
  const { bucket, keyPrefix, organizationId } = corpus.place;
  return {
    trail: { arn: corpus.trailArn, bucket, keyPrefix, organizationId },
    window: { start: START, end: corpus.end },
    now: corpus.end + (vector.hoursLater ?? 100) * HOUR,
    ...vector.request?.(corpus),
  };
}

/** The key of the digest of an hour, counted from 1; 0 is the starting digest. */
export function digestOf(corpus: Corpus, hour: number): string {
  const keys = corpus.chain().normalKeys;
  return keys[hour < 0 ? keys.length + hour : hour];
}

/** The key of the first log file of an hour. */
export function logFileOf(corpus: Corpus, hour: number): string {
  return corpus.chain().logFilesOf(digestOf(corpus, hour))[0];
}

/** Changes a document and signs it again, as only AWS could. */
export function resign(
  store: MemoryStore,
  corpus: Corpus,
  key: string,
  change: (document: Record<string, unknown>) => void,
): void {
  const document = corpus.chain().document(key);
  change(document);
  const object = store.get(key);
  object.body = documentBytes(document).gzip;
  object.metadata.signature = signDocument(document, (text) => corpus.signer(REGION).sign(text)).signature;
}

/** Writes a call into the last log file that an account's newest digest lists, and signs that digest again. */
export function recordEvent(
  store: MemoryStore,
  corpus: Corpus,
  account: string,
  event: Readonly<Record<string, unknown>>,
): string {
  const digest = corpus
    .chain(account)
    .normalKeys.filter((key) => store.objects.has(key))
    .reverse()[0];
  const document = JSON.parse(gunzipSync(store.get(digest).body).toString()) as Record<string, unknown>;
  const [entry] = (document.logFiles as Record<string, string>[]).slice(-1);
  const content = JSON.stringify({ Records: [{ userIdentity: { arn: 'arn:someone' }, ...event }] });
  store.get(entry.s3Object).body = gzipSync(content);
  entry.hashValue = sha256(content);
  const object = store.get(digest);
  object.body = documentBytes(document).gzip;
  object.metadata.signature = signDocument(document, (text) => corpus.signer(REGION).sign(text)).signature;
  return entry.s3Object;
}

/** Puts a text in the place of a document and signs it. */
export function resignText(store: MemoryStore, corpus: Corpus, key: string, text: string): void {
  const { digestEndTime, digestS3Bucket, digestS3Object, previousDigestSignature } = corpus.chain().document(key);
  const signed = [
    digestEndTime,
    `${digestS3Bucket}/${digestS3Object}`,
    sha256(text),
    previousDigestSignature ?? 'null',
  ];
  const object = store.get(key);
  object.body = gzipSync(text);
  object.metadata.signature = corpus.signer(REGION).sign(signed.join('\n'));
}

export function firstEntry(document: Record<string, unknown>): Record<string, unknown> {
  return (document.logFiles as Record<string, unknown>[])[0];
}

/** Removes digests by their hours, and leaves their log files. */
export function removeHours(...hours: readonly number[]): (store: MemoryStore, corpus: Corpus) => void {
  return (store, corpus) => hours.forEach((hour) => store.objects.delete(digestOf(corpus, hour)));
}

/** Removes digests with the log files that they list. */
export function removeWhole(...hours: readonly number[]): (store: MemoryStore, corpus: Corpus) => void {
  return (store, corpus) => {
    for (const key of hours.map((hour) => digestOf(corpus, hour))) {
      corpus
        .chain()
        .logFilesOf(key)
        .forEach((logFile) => store.objects.delete(logFile));
      store.objects.delete(key);
    }
  };
}
