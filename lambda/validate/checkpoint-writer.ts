import { nextCheckpoint, type ChainResult, type Checkpoint, type Finding, type ValidationRequest } from '../core';
import type { Findings } from './findings';
import { chainName, CheckpointTooLarge, type Memory, type Remembered } from '../records/checkpoint-store';
import type { Known } from './reconcile';

/** Saves each chain's checkpoint as soon as the chain is done, so that a run that ends early loses nothing. */
export class Ledger {
  public constructor(
    private readonly memory: Memory,
    private readonly known: Map<string, Known>,
    private readonly request: ValidationRequest,
    private readonly runId: string,
    private readonly findings: Findings,
  ) {}

  /** A sweep that an hourly run goes on with has a request of its own. */
  public async take(result: ChainResult, request = this.request): Promise<void> {
    const name = chainName(result);
    const known = this.known.get(name);
    const checkpoint = nextCheckpoint(result, known?.checkpoint, request);
    if (known === undefined ? isEmpty(checkpoint) : !known.isRestored && isSame(checkpoint, known.checkpoint)) return;
    const counter = (known?.counter ?? 0) + 1;
    try {
      const stored = await this.memory.save({ checkpoint, counter }, known?.stored, this.runId);
      this.known.set(name, { checkpoint, counter, stored, isRestored: false });
    } catch (error) {
      if (!(error instanceof CheckpointTooLarge)) throw error;
      await this.findings.add(notRemembered(result));
    }
  }

  /** Chains of which a sweep was cut short. */
  public leftToSweep(): Checkpoint[] {
    return this.heads().flatMap(({ checkpoint }) => (checkpoint.sweptTo === undefined ? [] : [checkpoint]));
  }

  /** All that is remembered by now, in the order of accounts and Regions. */
  public heads(): Remembered[] {
    return [...this.known.entries()]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, { checkpoint, counter }]) => ({ checkpoint, counter }));
  }
}

/** The next run verifies all of it again; nobody else is kept from theirs. */
function notRemembered({ accountId, region, shard }: ChainResult): Finding {
  return {
    code: 'not-validated',
    severity: 'INCOMPLETE',
    accountId,
    region,
    range: shard,
    detail: { cause: 'more findings than the memory holds' },
  };
}

export function isEmpty({ segments, backfills, openItems, pendingLogFiles, expectedSince }: Checkpoint): boolean {
  const lists = [segments, backfills, openItems, pendingLogFiles];
  return expectedSince === undefined && lists.every(({ length }) => length === 0);
}

function isSame(one: Checkpoint, other: Checkpoint): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
