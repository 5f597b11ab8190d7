import {
  acknowledgementsOf,
  fitCheckpoint,
  nextCheckpoint,
  type ChainResult,
  type Checkpoint,
  type Finding,
  type ValidationRequest,
} from '../core';
import { chainName, CheckpointTooLarge, type CheckpointStore } from '../records/checkpoint-store';
import { EMPTY, isEmpty, saveState, type ChainHead, type ChainStates } from './chain-state';
import type { Findings } from './findings';

/** Saves each chain's checkpoint as soon as the chain is done, so that a run that ends early loses nothing. */
export class CheckpointWriter {
  /** By {@link chainName}: chains of which more was found than their checkpoints hold. */
  public readonly unstored = new Set<string>();

  public constructor(
    private readonly store: CheckpointStore,
    private readonly chains: ChainStates,
    private readonly request: ValidationRequest,
    private readonly runId: string,
    private readonly findings: Findings,
  ) {}

  /** A sweep that an hourly run resumes has a request of its own. */
  public async save(result: ChainResult, request = this.request): Promise<void> {
    const name = chainName(result);
    const state = this.chains.get(name);
    const next = nextCheckpoint(result, state?.checkpoint, request);
    if (state === undefined ? isEmpty(next) : !state.isRestored && isSame(next, state.checkpoint)) return;
    try {
      await this.put(next);
    } catch (error) {
      if (!(error instanceof CheckpointTooLarge)) throw error;
      await this.put(await this.fitted(next, state?.checkpoint, result, request));
    }
  }

  private put(checkpoint: Checkpoint): Promise<void> {
    return saveState(this.store, this.chains, checkpoint, this.runId);
  }

  private async fitted(
    next: Checkpoint,
    stored: Checkpoint | undefined,
    result: ChainResult,
    request: ValidationRequest,
  ): Promise<Checkpoint> {
    const { accountId, region, shard } = result;
    const acknowledgements = acknowledgementsOf(request);
    // What a sweep could not store of a chain remains of it.
    const remaining = request.sweep === true ? { sweptTo: shard.start } : {};
    const { checkpoint, isWhole } = fitCheckpoint(
      next,
      { accountId, region, ...(stored ?? EMPTY), ...remaining },
      (item) => acknowledgements.coverItem(item),
      (one) => this.store.fits(one),
    );
    if (!isWhole) {
      this.unstored.add(chainName(result));
      await this.findings.add(tooLarge(result));
    }
    return checkpoint;
  }

  /** Chains whose sweep was cut short. */
  public remainingSweeps(): ChainHead[] {
    return [...this.chains.heads()].filter(({ sweptTo }) => sweptTo !== undefined);
  }

  /** All checkpoints as they are by now. */
  public get states(): ChainStates {
    return this.chains;
  }
}

/** The next run verifies all of it again; no other chain is held up. */
function tooLarge({ accountId, region, shard }: ChainResult): Finding {
  return {
    code: 'not-validated',
    severity: 'INCOMPLETE',
    accountId,
    region,
    range: shard,
    detail: { cause: 'more findings than a checkpoint holds' },
  };
}

/** When it was last looked at, and what was demanded then, alone is no reason to write: until then what was written since is read again. */
function isSame(one: Checkpoint, other: Checkpoint): boolean {
  const [now, before] = [one, other].map((checkpoint) =>
    JSON.stringify({ ...checkpoint, listedAt: undefined, retentionStart: undefined }),
  );
  return now === before;
}
