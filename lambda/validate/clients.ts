import type { AwsOptions } from '../aws/clients';
import type { EnabledRegions } from '../aws/account';
import type { AsynchronousFunction } from '../aws/lambda';
import type { OrganizationClient } from '../aws/organizations';
import { connectScheduled } from '../aws/scheduled-clients';
import type { AuthenticatedBucket } from '../aws/s3/authenticated-bucket';
import type { S3Store } from '../aws/s3/store';
import type { Executions } from '../aws/step-functions';
import { ownersOf, type Limiter, type ReadFailure } from '../core';
import { AcknowledgementStore } from '../records/acknowledgement-store';
import { nameInArn } from '../core/format/arn';
import { CheckpointStore } from '../records/checkpoint-store';
import { EvidenceFiles } from '../records/evidence-files';
import { PublicKeyStore } from '../records/public-key-store';
import { ReportHeadStore } from '../records/report-head';
import { ReportSignatures } from '../records/report-signatures';
import { ReportStore } from '../records/report-store';
import { SealStore } from '../records/seal-store';
import { VerdictLists } from '../records/verdict-lists';
import { Lease } from './lease';
import type { Settings } from './settings';

/** Everything outside of the process that the scheduled functions use. */
export interface RunClients {
  store(limiter: Limiter): S3Store;
  readonly checkpoints: CheckpointStore;
  readonly publicKeys: PublicKeyStore;
  readonly lease: Lease;
  /** Of a sweep over the state machine, beside which the hourly runs go on. */
  readonly sweepLease: Lease;
  readonly reports: ReportStore;
  /** The lists of records that reports name. */
  readonly evidenceFiles: EvidenceFiles;
  readonly signatures: ReportSignatures;
  readonly acknowledgements: AcknowledgementStore;
  readonly seals: SealStore;
  readonly verdictLists: VerdictLists;
  readonly workBucket?: AuthenticatedBucket;
  readonly executions?: Executions;
  readonly publisher?: AsynchronousFunction;
  logKeyState?(): Promise<{ readonly state: string } | ReadFailure>;
  readonly organization?: OrganizationClient;
  readonly regions?: EnabledRegions;
  /** Where files may be written for a while. */
  readonly folder: string;
}

export function openClients(settings: Settings, options: AwsOptions, folder: string): RunClients {
  const { trail, formerLocations, ...names } = settings;
  const bucketOwners = ownersOf(formerLocations);
  const { table, mac, signer, evidence, ...others } = connectScheduled(options, {
    ...names,
    trailArn: trail.arn,
    bucketOwners,
  });
  return {
    ...others,
    checkpoints: new CheckpointStore(table, mac, trail.arn),
    publicKeys: new PublicKeyStore(table, mac, trail.arn),
    lease: new Lease(table, others.executions),
    sweepLease: new Lease(table, others.executions, 'sweep-lease'),
    reports: new ReportStore(evidence, trail, new ReportHeadStore(table, mac, trail.arn), folder),
    evidenceFiles: new EvidenceFiles(evidence, nameInArn(trail.arn), folder),
    signatures: new ReportSignatures(evidence, signer, trail),
    acknowledgements: new AcknowledgementStore(evidence, trail),
    seals: new SealStore(evidence, trail),
    verdictLists: new VerdictLists(evidence, nameInArn(trail.arn), folder),
    folder,
  };
}
