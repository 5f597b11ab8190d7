import { setTimeout as sleep } from 'node:timers/promises';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import type { ReadFailure, StoredObject } from '../../core';
import { type ErrorAnswer, readErrorDocument, readFailureFor, type Remedy, remedyFor, toErrorAnswer } from '../errors';
import type { BucketRegions } from './bucket-regions';
import type { Clients } from '../clients';
import { findLane, type Lane, pathInLane } from './endpoint';
import type { Pace } from './throttle';
import { type Credentials, GetSigner } from './signer';
import { get, type Response } from './transfer';

export interface Patience {
  /** How often an object is asked for. */
  readonly maxAttempts: number;
  /** The wait before the second attempt, in milliseconds. It doubles from there, up to 5 seconds. */
  readonly retryDelay: number;
}

const LONGEST_DELAY_MS = 5_000;
const MOST_SKEW_MS = 60_000;
const METADATA_PREFIX = 'x-amz-meta-';

type Answer =
  | { readonly object: StoredObject }
  | { readonly error: ErrorAnswer; readonly credentials?: Credentials; readonly clockOffset?: number };

/**
 * Gets objects, the one call that there are millions of: signed here and sent over plain connections. The SDK says
 * where to, gives the credentials, and sends what can't go this way.
 */
export class ObjectReader {
  private readonly lanes = new Map<string, Promise<Lane | undefined>>();
  private readonly signer = new GetSigner();
  private clockOffset = 0;

  public constructor(
    private readonly clients: Clients,
    private readonly regions: BucketRegions,
    private readonly pace: Pace,
    private readonly patience: Patience,
  ) {}

  public async read(bucket: string, key: string, streamAbove: number): Promise<StoredObject | ReadFailure> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.ask(bucket, key, streamAbove);
      if ('object' in answer) {
        this.pace.succeeded();
        return answer.object;
      }
      const remedy = remedyFor(answer.error);
      const canHelp = attempt < this.patience.maxAttempts && (await this.apply(remedy, bucket, answer, attempt));
      if (!canHelp) return readFailureFor(remedy, answer.error);
    }
  }

  private async ask(bucket: string, key: string, streamAbove: number): Promise<Answer> {
    const { clockOffset } = this;
    let credentials: Credentials | undefined;
    try {
      const lane = await this.laneOf(bucket);
      if (!lane) return await this.askBySdk(bucket, key, streamAbove);
      const known = this.clients.credentials.get();
      credentials = known instanceof Promise ? await known : known;
      const path = pathInLane(lane, key);
      const headers = this.signer.sign(lane, path, credentials, Date.now() + clockOffset);
      const response = await get(this.clients.dispatcher, { origin: lane.origin, path, headers }, streamAbove);
      if (response.status === 200) return { object: toObject(response) };
      return { error: toError(response), credentials, clockOffset };
    } catch (error) {
      return { error: toErrorAnswer(error), credentials };
    }
  }

  private async askBySdk(bucket: string, key: string, streamAbove: number): Promise<Answer> {
    const client = this.clients.s3(await this.regions.of(bucket));
    const output = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (!output.Body) return { error: { code: 'NoBody', message: 'the response has no body' } };
    const isLong = (output.ContentLength ?? 0) > streamAbove;
    const body = isLong ? (output.Body as AsyncIterable<Uint8Array>) : await output.Body.transformToByteArray();
    return { object: { body, metadata: output.Metadata ?? {}, lastModified: output.LastModified?.getTime() } };
  }

  /** Does what the error asks for. False where nothing can help. */
  private async apply(remedy: Remedy, bucket: string, answer: Answer, attempt: number): Promise<boolean> {
    if (!('error' in answer)) return false;
    switch (remedy) {
      case 'slow-down':
        this.pace.throttled();
        await this.wait(attempt);
        return true;
      case 'retry':
        await this.wait(attempt);
        return true;
      case 'other-region':
        this.lanes.delete(bucket);
        return this.regions.correct(bucket, answer.error);
      case 'new-credentials':
        return this.renewCredentials(answer.credentials);
      case 'set-clock':
        return this.setClock(answer.error, answer.clockOffset);
      default:
        return false;
    }
  }

  private async wait(attempt: number): Promise<void> {
    const longest = Math.min(LONGEST_DELAY_MS, this.patience.retryDelay * 2 ** (attempt - 1));
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
  private setClock({ headers }: ErrorAnswer, used = this.clockOffset): boolean {
    const offset = Date.parse(headers?.date ?? '') - Date.now();
    // Requests that were on their way when another one set the clock are sent again too.
    if (!(Math.abs(offset - used) >= MOST_SKEW_MS)) return false;
    this.clockOffset = offset;
    return true;
  }

  private laneOf(bucket: string): Promise<Lane | undefined> {
    const known = this.lanes.get(bucket);
    if (known) return known;
    const found = this.regions.of(bucket).then((region) => findLane(this.clients.s3(region), bucket));
    this.lanes.set(bucket, found);
    found.catch(() => this.lanes.delete(bucket));
    return found;
  }
}

function toObject({ headers, body }: Response): StoredObject {
  const metadata: Record<string, string> = {};
  for (const name in headers) {
    if (name.startsWith(METADATA_PREFIX)) metadata[name.slice(METADATA_PREFIX.length)] = String(headers[name]);
  }
  const lastModified = Date.parse(String(headers['last-modified']));
  return { body, metadata, ...(!Number.isNaN(lastModified) && { lastModified }) };
}

function toError({ status, headers, body }: Response): ErrorAnswer {
  const text = Buffer.isBuffer(body) ? body.toString('utf8') : '';
  const flat = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]));
  return { status, ...readErrorDocument(status, text), headers: flat };
}
