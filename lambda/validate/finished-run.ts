import type { ChainResult, PublicKeyUse, ValidationRequest } from '../core';
import type { PlannedChain } from '../records/plan';
import type { Mode, Report, SettingsInForce } from '../records/report';
import type { CheckpointWriter } from './checkpoint-writer';
import type { RunIntervals } from './evidence/run-log';
import type { RunRecords } from './evidence/run-records';
import type { Findings } from './findings';
import type { RunTimes } from './run-times';
import type { StoredState } from './stored-state';

/** What is kept of the result of a chain until the end of a run: all of it may not fit into memory. */
export type ChainSummary = Pick<
  ChainResult,
  'accountId' | 'region' | 'shard' | 'verdict' | 'counts' | 'lastVerifiedLimit' | 'chainEnd' | 'sealed'
>;

export function summaryOf(result: ChainResult): ChainSummary {
  const { accountId, region, shard, verdict, counts, lastVerifiedLimit, chainEnd, sealed } = result;
  return {
    ...{ accountId, region, shard, verdict, counts },
    ...(lastVerifiedLimit !== undefined && { lastVerifiedLimit }),
    ...(chainEnd !== undefined && { chainEnd }),
    ...(sealed !== undefined && { sealed }),
  };
}

/** A run whose chains are all done or left to the next one. */
export interface FinishedRun {
  readonly mode: Mode;
  readonly route: Report['route'];
  readonly times: RunTimes;
  readonly request: ValidationRequest;
  readonly state: StoredState;
  readonly results: readonly ChainSummary[];
  readonly writer: CheckpointWriter;
  readonly findings: Findings;
  readonly records: RunRecords;
  /** By which public keys it has verified digests. */
  readonly publicKeys: PublicKeyUse;
  /** Up to which day this run has sealed by what runs before have recorded. */
  readonly sealedTo?: number | undefined;
  /** By which settings it has verified. */
  readonly settings: SettingsInForce | undefined;
  /** How often runs are due. */
  readonly intervals: RunIntervals;
  /** What shards that failed were to verify. */
  readonly failed?: readonly PlannedChain[];
  /** What was more than one execution of the state machine can take. */
  readonly remaining?: readonly PlannedChain[];
}
