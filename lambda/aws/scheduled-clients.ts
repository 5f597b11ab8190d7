import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Limiter, ReadFailure } from '../core';
import { EnabledRegions } from './account';
import { parseArn } from '../core/format/arn';
import { Clients, type AwsOptions } from './clients';
import { Table } from './dynamodb';
import { keyStateOf } from './key-state';
import { Mac, Signer } from './kms';
import { AsynchronousFunction } from './lambda';
import { OrganizationClient } from './organizations';
import { AuthenticatedBucket } from './s3/authenticated-bucket';
import { S3Store } from './s3/store';
import { Executions } from './step-functions';
import { clientsByRole } from './sts';

/** The resources that the scheduled functions use, by name or ARN. */
export interface ResourceNames {
  readonly trailArn: string;
  /** The accounts that buckets must belong to, by their names; others may belong to any. */
  readonly bucketOwners: ReadonlyMap<string, string>;
  readonly table: string;
  readonly checkpointKey: string;
  readonly signingKey: string;
  readonly evidenceBucket: string;
  readonly workBucket?: string;
  readonly stateMachine?: string;
  readonly publisher?: string;
  readonly organizationsRole?: string;
  /** The alias of the key that encrypts the log files. */
  readonly logKey?: string;
}

/** Everything of AWS that the scheduled functions use. What was not set up is left out. */
export interface ScheduledAws {
  store(limiter: Limiter): S3Store;
  readonly table: Table;
  readonly mac: Mac;
  readonly signer: Signer;
  readonly evidence: AuthenticatedBucket;
  readonly workBucket?: AuthenticatedBucket;
  readonly executions?: Executions;
  readonly publisher?: AsynchronousFunction;
  /** The state of the key that encrypts the log files. */
  logKeyState?(): Promise<{ readonly state: string } | ReadFailure>;
  /** By the role that may read the organization. */
  readonly organization?: OrganizationClient;
  /** By the same role. */
  readonly regions?: EnabledRegions;
}

export function connectScheduled(options: AwsOptions, names: ResourceNames): ScheduledAws {
  // A client that lives as long as the function would stay slow for all runs after one was throttled.
  const clients = new Clients({ maxAttempts: 5, ...options, retryMode: 'standard' });
  const mac = new Mac(clients.client(KMSClient), names.checkpointKey);
  const { maxAttempts = 8, retryDelay = 100 } = options;
  const { workBucket, stateMachine, publisher, organizationsRole, logKey } = names;
  return {
    store: (limiter) => new S3Store(clients, limiter, { maxAttempts, retryDelay }, names.bucketOwners),
    table: new Table(clients.client(DynamoDBClient), names.table, names.trailArn),
    mac,
    signer: new Signer(clients.client(KMSClient), names.signingKey),
    evidence: new AuthenticatedBucket(clients.s3(), mac, names.evidenceBucket),
    ...(workBucket !== undefined && { workBucket: new AuthenticatedBucket(clients.s3(), mac, workBucket) }),
    ...(stateMachine !== undefined && { executions: new Executions(clients.client(SFNClient), stateMachine) }),
    ...(publisher !== undefined && { publisher: new AsynchronousFunction(clients.client(LambdaClient), publisher) }),
    ...(logKey !== undefined && { logKeyState: () => keyStateOf(clients.client(KMSClient), logKey) }),
    ...(organizationsRole !== undefined && askByRole({ ...options, retryMode: 'standard' }, organizationsRole)),
  };
}

function askByRole(options: AwsOptions, roleArn: string): Pick<ScheduledAws, 'organization' | 'regions'> {
  const clients = clientsByRole(options, roleArn);
  return {
    organization: new OrganizationClient(clients),
    regions: new EnabledRegions(clients, parseArn(roleArn).accountId),
  };
}
