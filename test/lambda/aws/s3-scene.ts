// A bucket with one object, and the store to it, for the tests of the store.
import { connectToAws, type Aws, type AwsOptions } from '../../../lambda/aws';
import { Limiter, type Store } from '../../../lambda/core';
import {
  MemoryBucket,
  type S3Fault,
  s3StandIn,
  type S3StandInOptions,
  serve,
  type ServeOptions,
  type StandIn,
} from '../../support/stand-ins';

export const KEY = 'AWSLogs/111111111111/CloudTrail/us-east-1/2026/01/01/log (1) é.json.gz';
export const BODY = Buffer.from('the body of a log file');
export const SECRET = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };
export const STREAM_ABOVE = 1000;

export const opened: { close(): Promise<void> }[] = [];

/** Closes what a test has opened. */
export async function closeAll(): Promise<void> {
  for (const each of opened.splice(0).reverse()) await each.close();
}

export interface Scene {
  readonly store: Store;
  readonly bucket: MemoryBucket;
  readonly limiter: Limiter;
  readonly server: StandIn;
}

/** A bucket with one object behind a loopback port, and the store to it. */
export async function open(
  s3: Partial<S3StandInOptions> = {},
  aws: Partial<AwsOptions> = {},
  server: Partial<ServeOptions> = {},
): Promise<Scene> {
  const bucket = new MemoryBucket();
  bucket.put(KEY, { body: BODY, metadata: { signature: 'ab12' }, lastModified: new Date('2026-01-01T00:05:30Z') });
  const standIn = await serve({ services: [s3StandIn({ buckets: { 'trail-logs': bucket }, ...s3 })], ...server });
  const limiter = new Limiter(16);
  const connection = connect(standIn, aws);
  opened.push(standIn, connection);
  return { store: connection.store(limiter), bucket, limiter, server: standIn };
}

export function connect({ endpoint }: StandIn, options: Partial<AwsOptions>): Aws {
  return connectToAws({
    region: 'us-east-1',
    endpoint,
    credentials: () => Promise.resolve(SECRET),
    maxAttempts: 6,
    retryDelay: 5,
    ...options,
  });
}

/** Time and attempts enough for every fault: only a server that says nothing is waited for, and that is waited out. */
export const patience = (fault: S3Fault): Partial<AwsOptions> =>
  fault === 'stall' ? { timeout: 400, maxAttempts: 3 } : {};

/** Makes the first requests for the object fail. */
export function failing(fault: S3Fault, times = Infinity): Partial<S3StandInOptions> {
  return {
    fault: ({ operation, attempt }) => (operation === 'GetObject' && attempt <= times ? fault : undefined),
  };
}

export const read = ({ store }: Scene, key = KEY) => store.readObject('trail-logs', key, STREAM_ABOVE);
export const getRequests = ({ server }: Scene) => server.requests.get('GetObject') ?? 0;

export async function collect<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}

/** What is worth another attempt. */
export const TRANSIENT: S3Fault[] = ['slowDown', 'internalError', 'reset', 'short', 'stall'];
