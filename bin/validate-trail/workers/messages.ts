// What the thread of a run and those that verify shards for it say to each other. All of it is plain data.
import type { ChainResult, UsedPublicKeys, ValidationEvent, ValidationRequest } from '../../../lambda/core';
import type { Shard } from '../../../lambda/records/plan';
import type { Options } from '../options';

/** What each thread is started with. */
export interface WorkerData {
  readonly options: Options;
  readonly request: Omit<ValidationRequest, 'limiter' | 'signal'>;
}

export type ToWorker =
  | { readonly type: 'verify'; readonly shard: Shard }
  /** A batch of events was taken. */
  | { readonly type: 'taken' }
  /** What is not begun is left; each shard is still answered. */
  | { readonly type: 'stop' };

export type FromWorker =
  | { readonly type: 'events'; readonly index: number; readonly events: readonly ValidationEvent[] }
  | { readonly type: 'progress'; readonly index: number; readonly done: number; readonly total: number }
  | {
      readonly type: 'verified';
      readonly index: number;
      readonly results: readonly ChainResult[];
      /** Those by which digests were verified that no event reports. */
      readonly publicKeys: UsedPublicKeys;
    }
  | { readonly type: 'failed'; readonly message: string; readonly stack?: string };
