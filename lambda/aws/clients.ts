import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { S3Client } from '@aws-sdk/client-s3';
import type { Dispatcher } from 'undici';
import { REQUESTS_AT_ONCE } from '../core';
import { openConnections } from './connections';
import { CredentialSource, credentialChain, type CredentialProvider } from './credentials';
import { UndiciHandler } from './http-handler';

export interface AwsOptions {
  /** The Region of every call that no bucket, key or trail decides. */
  readonly region: string;
  /** Default: the keys of the environment, else the SDK's chain of providers (profile, SSO, container, instance). */
  readonly credentials?: CredentialProvider;
  /** The profile of the AWS CLI whose settings and credentials are used, even where the environment has keys. */
  readonly profile?: string;
  /** Certificates in PEM that are trusted instead of those that Node brings. */
  readonly ca?: string;
  /** The endpoint of all services. Default: the SDK's rules, AWS_ENDPOINT_URL included. */
  readonly endpoint?: string;
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
  /** The most requests to one host that are in flight at once; they have twice as many connections. Default: 96 */
  readonly requestsAtOnce?: number;
  /** The most milliseconds without a byte from the service. Default: 20 seconds */
  readonly timeout?: number;
  /** The most milliseconds until a connection stands. Default: `timeout` */
  readonly connectTimeout?: number;
  /** How often a request is sent before it fails. Default: 8 */
  readonly maxAttempts?: number;
  /** Whether the SDK's clients slow down of themselves once they were throttled. Default: adaptive */
  readonly retryMode?: 'adaptive' | 'standard';
  /** The wait before the second attempt in milliseconds; it doubles from there. Default: 100 */
  readonly retryDelay?: number;
}

/**
 * undici rests a connection from the end of a response until the event loop has gone round. With a spare one for each
 * request the next is sent at once, and not all of them together, in waves.
 */
const CONNECTIONS_PER_REQUEST = 2;

/** The SDK's clients, one for each service and Region, over one set of connections and credentials. */
export class Clients {
  public readonly dispatcher: Dispatcher;
  public readonly credentials: CredentialSource;
  public readonly region: string;
  private readonly requestHandler: UndiciHandler;
  private readonly made = new Map<object, Map<string, { destroy(): void }>>();

  public constructor(private readonly options: AwsOptions) {
    const { requestsAtOnce = REQUESTS_AT_ONCE, timeout = 20_000, connectTimeout = timeout, ca, profile } = options;
    const connections = requestsAtOnce * CONNECTIONS_PER_REQUEST;
    this.region = options.region;
    this.dispatcher = openConnections({ ca, connections, connectTimeout, timeout });
    this.requestHandler = new UndiciHandler(this.dispatcher);
    const { region, requestHandler } = this;
    this.credentials = new CredentialSource(
      options.credentials ?? credentialChain({ profile, clientConfig: { region, requestHandler } }),
    );
  }

  public s3(region = this.region): S3Client {
    return this.client(S3Client, region);
  }

  public cloudTrail(region = this.region): CloudTrailClient {
    return this.client(CloudTrailClient, region);
  }

  public async close(): Promise<void> {
    for (const clients of this.made.values()) clients.forEach((client) => client.destroy());
    await this.dispatcher.destroy();
  }

  /** The client of a service in a Region, made once. */
  public client<T extends { destroy(): void }>(Client: new (config: object) => T, region = this.region): T {
    const made = this.made.get(Client) ?? new Map<string, T>();
    this.made.set(Client, made);
    const existing = made.get(region) as T | undefined;
    if (existing) return existing;
    const { endpoint, profile, useFipsEndpoint, useDualstackEndpoint } = this.options;
    const { maxAttempts = 8, retryMode = 'adaptive' } = this.options;
    const client = new Client({
      region,
      credentials: this.credentials.provide,
      requestHandler: this.requestHandler,
      maxAttempts,
      retryMode,
      ...(endpoint !== undefined && { endpoint }),
      ...((endpoint ?? environmentEndpoint()) && { forcePathStyle: true }),
      ...(profile !== undefined && { profile }),
      ...(useFipsEndpoint !== undefined && { useFipsEndpoint }),
      ...(useDualstackEndpoint !== undefined && { useDualstackEndpoint }),
    });
    made.set(region, client);
    return client;
  }
}

/** At an endpoint that is named, buckets are parts of the path, as for the AWS CLI: it need not have a host for each. */
function environmentEndpoint(): string | undefined {
  return process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL;
}
