import { nextCheckpoint, type ChainResult, type Checkpoint, type Finding, type ValidationRequest } from '../core';
import { chainName, CheckpointTooLarge, type CheckpointStore } from '../records/checkpoint-store';
import { isEmpty, type ChainHead, type ChainStates } from './chain-state';
import type { Findings } from './findings';

/** Saves each chain's checkpoint as soon as the chain is done, so that a run that ends early loses nothing. */
export class CheckpointWriter {
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
    const checkpoint = nextCheckpoint(result, state?.checkpoint, request);
    if (state === undefined ? isEmpty(checkpoint) : !state.isRestored && isSame(checkpoint, state.checkpoint)) return;
    const counter = (state?.counter ?? 0) + 1;
    try {
      const item = await this.store.save({ checkpoint, counter }, state?.item, this.runId);
      this.chains.set(name, { checkpoint, counter, item, isRestored: false });
    } catch (error) {
      if (!(error instanceof CheckpointTooLarge)) throw error;
      await this.findings.add(tooLarge(result));
    }
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
