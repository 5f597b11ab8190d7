import type { AwsOptions } from '../aws/clients';
import type { EnabledRegions } from '../aws/account';
import type { AsynchronousFunction, Executions } from '../aws/step-functions';
import { connectScheduled } from '../aws/scheduled-clients';
import type { S3Store } from '../aws/s3/store';
import type { AuthenticatedBucket } from '../aws/s3/authenticated-bucket';
import type { TrailClient } from '../aws/cloudtrail/trail-client';
import type { Limiter } from '../core';
import { Evidence } from '../records/report-store';
import { KeyKeeper } from '../records/public-key-store';
import { Lease } from './lease';
import { Memory } from '../records/checkpoint-store';
import type { Settings } from './settings';

/** Everything outside of the process that the scheduled functions use. */
export interface RunClients {
  store(limiter: Limiter): S3Store;
  readonly memory: Memory;
  readonly keyKeeper: KeyKeeper;
  readonly lease: Lease;
  /** Of a sweep over the state machine, which leaves the hourly runs to theirs. */
  readonly sweepLease: Lease;
  readonly evidence: Evidence;
  readonly work?: AuthenticatedBucket;
  readonly executions?: Executions;
  readonly publisher?: AsynchronousFunction;
  readonly organization?: TrailClient;
  readonly regions?: EnabledRegions;
  /** Where files may be written for a while. */
  readonly folder: string;
}

export function openClients(settings: Settings, options: AwsOptions, folder: string): RunClients {
  const { trail, ...names } = settings;
  const { table, mac, evidence, ...others } = connectScheduled(options, { ...names, trailArn: trail.arn });
  return {
    ...others,
    memory: new Memory(table, mac, trail.arn),
    keyKeeper: new KeyKeeper(table, mac, trail.arn),
    lease: new Lease(table, others.executions),
    sweepLease: new Lease(table, others.executions, 'sweep-lease'),
    evidence: new Evidence(evidence, trail),
    folder,
  };
}
