import type { ChainResult, ValidationRequest } from '../core';
import type { PlannedChain } from '../records/plan';
import type { Mode, Report } from '../records/report';
import type { CheckpointWriter } from './checkpoint-writer';
import type { RunRecords } from './evidence/run-records';
import type { Findings } from './findings';
import type { RunTimes } from './run-times';
import type { StoredState } from './stored-state';

/** A run whose chains are all done or left to the next one. */
export interface FinishedRun {
  readonly mode: Mode;
  readonly route: Report['route'];
  readonly times: RunTimes;
  readonly request: ValidationRequest;
  readonly state: StoredState;
  readonly results: readonly ChainResult[];
  readonly writer: CheckpointWriter;
  readonly findings: Findings;
  readonly records: RunRecords;
  /** What shards that failed were to verify. */
  readonly failed?: readonly PlannedChain[];
  /** What was more than one execution of the state machine can take. */
  readonly remaining?: readonly PlannedChain[];
}
