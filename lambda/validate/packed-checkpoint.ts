import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Checkpoint } from '../core';

/** A small window: a checkpoint has some thousand bytes, and the state of a bigger one is made anew for each. */
const OPTIONS = { windowBits: 12, memLevel: 4, chunkSize: 4096 } as const;
const LONGEST_DICTIONARY = 4096;

/**
 * Packs checkpoints, so that those of some hundred thousand chains fit into memory: they differ from one another in little
 * more than hashes and signatures. A text takes no more memory than its bytes; a buffer of its own takes twice as much.
 */
export class CheckpointPacker {
  private dictionary: Buffer | undefined;

  public pack(checkpoint: Checkpoint): string {
    const bytes = Buffer.from(JSON.stringify(checkpoint));
    // The first of them stands for what all have in common.
    this.dictionary ??= bytes.subarray(0, LONGEST_DICTIONARY);
    return deflateRawSync(bytes, { ...OPTIONS, dictionary: this.dictionary }).toString('latin1');
  }

  public unpack(packed: string): Checkpoint {
    const bytes = inflateRawSync(Buffer.from(packed, 'latin1'), { ...OPTIONS, dictionary: this.dictionary });
    return JSON.parse(bytes.toString('utf8')) as Checkpoint;
  }
}
