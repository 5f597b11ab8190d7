import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { ReadFailure, StoredObject } from '../../core';
import { type AwsError, readErrorDocument, readFailureFor, type Remedy, remedyFor, toAwsError } from '../errors';
import { namedBucket, type BucketOwners } from './bucket-owners';
import type { BucketRegions } from './bucket-regions';
import type { Clients } from '../clients';
import { findEndpoint, pathOf, type S3Endpoint } from './endpoint';
import type { Throttle } from './throttle';
import { type Credentials, GetSigner } from './signer';
import { get, type Response } from './transfer';

export interface RetryOptions {
  /** How often an object is asked for. */
  readonly maxAttempts: number;
  /** The wait before the second attempt, in milliseconds. It doubles from there, up to 5 seconds. */
  readonly retryDelay: number;
}

const LONGEST_DELAY_MS = 5_000;
const MOST_SKEW_MS = 60_000;
const METADATA_PREFIX = 'x-amz-meta-';
/**
 * S3 names the storage class of an object in its response unless it is this one.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
const STANDARD = 'STANDARD';

type Outcome =
  | { readonly object: StoredObject }
  | { readonly error: AwsError; readonly credentials?: Credentials; readonly clockOffset?: number };

/**
 * Reads objects, the one call that there are millions of: signed here and sent over plain connections. The SDK gives
 * the endpoint and the credentials, and sends what can't be sent this way.
 */
export class ObjectReader {
  private readonly endpoints = new Map<string, Promise<S3Endpoint | undefined>>();
  private readonly signer = new GetSigner();
  private clockOffset = 0;

  public constructor(
    private readonly clients: Clients,
    private readonly regions: BucketRegions,
    private readonly throttle: Throttle,
    private readonly retry: RetryOptions,
    private readonly owners: BucketOwners,
  ) {}

  public async read(bucket: string, key: string, streamAbove: number): Promise<StoredObject | ReadFailure> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await this.attempt(bucket, key, streamAbove);
      if ('object' in outcome) {
        this.throttle.succeeded();
        return outcome.object;
      }
      const remedy = remedyFor(outcome.error);
      const canHelp = attempt < this.retry.maxAttempts && (await this.apply(remedy, bucket, outcome, attempt));
      if (!canHelp) return readFailureFor(remedy, outcome.error);
    }
  }

  private async attempt(bucket: string, key: string, streamAbove: number): Promise<Outcome> {
    const { clockOffset } = this;
    let credentials: Credentials | undefined;
    try {
      const endpoint = await this.endpointOf(bucket);
      if (!endpoint) return await this.attemptBySdk(bucket, key, streamAbove);
      const current = this.clients.credentials.get();
      credentials = current instanceof Promise ? await current : current;
      const path = pathOf(endpoint, key);
      const headers = this.signer.sign(endpoint, path, credentials, Date.now() + clockOffset, this.owners.get(bucket));
      const response = await get(this.clients.dispatcher, { origin: endpoint.origin, path, headers }, streamAbove);
      if (response.status === 200) return { object: toObject(response) };
      return { error: toError(response), credentials, clockOffset };
    } catch (error) {
      return { error: toAwsError(error), credentials };
    }
  }

  private async attemptBySdk(bucket: string, key: string, streamAbove: number): Promise<Outcome> {
    const client = this.clients.s3(await this.regions.of(bucket));
    const output = await client.send(new GetObjectCommand({ ...namedBucket(this.owners, bucket), Key: key }));
    if (!output.Body) return { error: { code: 'NoBody', message: 'the response has no body' } };
    const isLong = (output.ContentLength ?? 0) > streamAbove;
    const body = isLong ? (output.Body as AsyncIterable<Uint8Array>) : await output.Body.transformToByteArray();
    const { Metadata: metadata = {}, LastModified, VersionId, ContentLength: size, StorageClass = STANDARD } = output;
    const facts = { lastModified: LastModified?.getTime(), versionId: VersionId, size, storageClass: StorageClass };
    return { object: { body, metadata, ...facts } };
  }

  /** Does what the error asks for. False where nothing can help. */
  private async apply(remedy: Remedy, bucket: string, outcome: Outcome, attempt: number): Promise<boolean> {
    if (!('error' in outcome)) return false;
    switch (remedy) {
      case 'slow-down':
        this.throttle.throttled();
        await this.wait(attempt);
        return true;
      case 'retry':
        await this.wait(attempt);
        return true;
      case 'other-region':
        this.endpoints.delete(bucket);
        return this.regions.correct(bucket, outcome.error);
      case 'new-credentials':
        return this.renewCredentials(outcome.credentials);
      case 'set-clock':
        return this.setClock(outcome.error, outcome.clockOffset);
      default:
        return false;
    }
  }

  private async wait(attempt: number): Promise<void> {
    const longest = Math.min(LONGEST_DELAY_MS, this.retry.retryDelay * 2 ** (attempt - 1));
    await sleep(longest * (0.5 + Math.random() / 2));
  }

  private async renewCredentials(rejected: Credentials | undefined): Promise<boolean> {
    await this.clients.credentials.replace(rejected);
    const renewed = await this.clients.credentials.get();
    return (
      rejected === undefined ||
      renewed.accessKeyId !== rejected.accessKeyId ||
      renewed.sessionToken !== rejected.sessionToken
    );
  }

  /** Signs by the service's clock, once: an own clock that is wrong fails in the same way every time. */
  private setClock({ headers }: AwsError, used = this.clockOffset): boolean {
    const offset = Date.parse(headers?.date ?? '') - Date.now();
    // Requests that were on their way when another one set the clock are sent again too.
    if (!(Math.abs(offset - used) >= MOST_SKEW_MS)) return false;
    this.clockOffset = offset;
    return true;
  }

  private endpointOf(bucket: string): Promise<S3Endpoint | undefined> {
    const existing = this.endpoints.get(bucket);
    if (existing) return existing;
    const found = this.regions.of(bucket).then((region) => findEndpoint(this.clients.s3(region), bucket));
    this.endpoints.set(bucket, found);
    found.catch(() => this.endpoints.delete(bucket));
    return found;
  }
}

function toObject({ headers, body }: Response): StoredObject {
  const metadata: Record<string, string> = {};
  for (const name in headers) {
    if (name.startsWith(METADATA_PREFIX)) metadata[name.slice(METADATA_PREFIX.length)] = String(headers[name]);
  }
  const lastModified = Date.parse(String(headers['last-modified']));
  const versionId = headers['x-amz-version-id'];
  const size = Number(headers['content-length'] ?? NaN);
  return {
    body,
    metadata,
    storageClass: String(headers['x-amz-storage-class'] ?? STANDARD),
    ...(!Number.isNaN(lastModified) && { lastModified }),
    ...(typeof versionId === 'string' && { versionId }),
    ...(Number.isSafeInteger(size) && { size }),
  };
}

function toError({ status, headers, body }: Response): AwsError {
  const text = Buffer.isBuffer(body) ? body.toString('utf8') : '';
  const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]));
  return { status, ...readErrorDocument(status, text), headers: flat };
}
