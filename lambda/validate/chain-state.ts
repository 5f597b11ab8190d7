import { lastVerifiedEnd, type Chain, type ChainIndex, type Checkpoint } from '../core';
import type { CountedCheckpoint } from '../records/checkpoint';
import { chainName, type CheckpointStore, type ItemVersion } from '../records/checkpoint-store';
import { CheckpointPacker } from './packed-checkpoint';

/** What a run starts from, for one chain. */
export interface ChainState extends CountedCheckpoint {
  /** The item in the table, for the condition of the write; undefined where there is none. */
  readonly item?: ItemVersion;
  /** It is not what the table holds, so it has to be written even if nothing else changes. */
  readonly isRestored: boolean;
}

/** What is asked of all chains, without their digests and open items. */
export interface ChainHead
  extends
    Chain,
    Pick<Checkpoint, 'chainEnd' | 'endSearchedTo' | 'sweptTo' | 'enabledSince' | 'expectedSince' | 'retentionStart'> {
  /** The end of the last verified digest. */
  readonly lastVerified?: number;
  readonly openItems: number;
  /** There was never anything of it, and nothing is expected. */
  readonly isEmpty: boolean;
}

interface Entry extends Omit<ChainState, 'checkpoint'> {
  readonly head: ChainHead;
  readonly packed: string;
}

/** The fields of a checkpoint that holds nothing. */
export const EMPTY = { segments: [], backfills: [], openItems: [], pendingLogFiles: [] } as const;

/** What a run starts from, by {@link chainName}: packed, since a big organization has more than fits into memory as objects. */
export class ChainStates implements ChainIndex<Checkpoint> {
  private latest: { readonly packed: string; readonly checkpoint: Checkpoint } | undefined;

  private constructor(
    private readonly packer: CheckpointPacker,
    private readonly entries: Map<string, Entry>,
  ) {}

  public static empty(): ChainStates {
    return new ChainStates(new CheckpointPacker(), new Map());
  }

  /** The states as they are now, whatever is set later. */
  public copy(): ChainStates {
    return new ChainStates(this.packer, new Map(this.entries));
  }

  public get length(): number {
    return this.entries.size;
  }

  public has(name: string): boolean {
    return this.entries.has(name);
  }

  public get(name: string): ChainState | undefined {
    const entry = this.entries.get(name);
    if (entry === undefined) return undefined;
    const { counter, item, isRestored, packed } = entry;
    return { counter, ...(item !== undefined && { item }), isRestored, checkpoint: this.unpacked(packed) };
  }

  public head(name: string): ChainHead | undefined {
    return this.entries.get(name)?.head;
  }

  public set(name: string, { checkpoint, ...rest }: ChainState): void {
    this.entries.set(name, { ...rest, head: headOf(checkpoint), packed: this.packer.pack(checkpoint) });
  }

  public entryOf(chain: Chain): Checkpoint | undefined {
    return this.get(chainName(chain))?.checkpoint;
  }

  public names(): IterableIterator<string> {
    return this.entries.keys();
  }

  public *heads(): Generator<ChainHead> {
    for (const { head } of this.entries.values()) yield head;
  }

  public chains(): Iterable<Chain> {
    return this.heads();
  }

  /** Several ask about one chain, and then about the next. */
  private unpacked(packed: string): Checkpoint {
    if (this.latest?.packed !== packed) this.latest = { packed, checkpoint: this.packer.unpack(packed) };
    return this.latest.checkpoint;
  }

  /** All checkpoints in the order of accounts and Regions, one after the other. */
  public *checkpoints(): Generator<CountedCheckpoint> {
    for (const name of [...this.entries.keys()].sort()) {
      const { checkpoint, counter } = this.get(name)!;
      yield { checkpoint, counter };
    }
  }
}

export function isEmpty({ segments, backfills, openItems, pendingLogFiles, expectedSince }: Checkpoint): boolean {
  const lists = [segments, backfills, openItems, pendingLogFiles];
  return expectedSince === undefined && lists.every(({ length }) => length === 0);
}

function headOf(checkpoint: Checkpoint): ChainHead {
  const { accountId, region, chainEnd, endSearchedTo, sweptTo, enabledSince, expectedSince, retentionStart } =
    checkpoint;
  const lastVerified = lastVerifiedEnd(checkpoint);
  return {
    accountId,
    region,
    chainEnd,
    endSearchedTo,
    sweptTo,
    enabledSince,
    expectedSince,
    retentionStart,
    lastVerified,
    openItems: checkpoint.openItems.length,
    isEmpty: isEmpty(checkpoint),
  };
}

/** Saves the checkpoint of a chain over the one that the run has, and has the run go on from it. */
export async function saveState(
  store: CheckpointStore,
  states: ChainStates,
  checkpoint: Checkpoint,
  runId: string,
): Promise<void> {
  const name = chainName(checkpoint);
  const before = states.get(name);
  const counter = (before?.counter ?? 0) + 1;
  const item = await store.save({ checkpoint, counter }, before?.item, runId);
  states.set(name, { checkpoint, counter, item, isRestored: false });
}
