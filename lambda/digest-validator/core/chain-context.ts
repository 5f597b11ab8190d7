import type { Checkpoint, DigestLink } from './checkpoint';
import { DigestList, lowerBound, type ListedDigest } from './digest-list';
import { findChain } from './find-chain';
import { ChainKeys } from './keys';
import type { Chain, ExpectedChain } from './request';
import type { Run } from './run';
import { Teller } from './teller';
import { HOUR } from './time';
import { readDigest, verifyDigest, type DigestVerdict } from './verify-digest';

/** What every step of proving one chain needs. */
export class ChainContext {
  public readonly keys: ChainKeys;
  public readonly list: DigestList;
  public readonly teller: Teller;
  public readonly checkpoint: Checkpoint | undefined;
  public readonly expected: ExpectedChain | undefined;
  /** Nothing that ends at this time or before is asked for. */
  public readonly floor: number;
  /** The digest that was told last: nearly always the one that the next links to. */
  public lastLinked: DigestLink | undefined;
  /** Digests before the head that were not remembered and are told: late ones, backfills, planted ones. */
  public readonly toldBeforeHead = new Set<string>();
  /** Ends of missing digests that were told; those of backfills negative. */
  public readonly missingTold = new Set<number>();

  public constructor(
    public readonly run: Run,
    public readonly chain: Chain,
  ) {
    const { trail, checkpoints, expected, window } = run.request;
    this.checkpoint = findChain(checkpoints, chain);
    this.expected = findChain(expected, chain);
    this.keys = new ChainKeys(trail, chain);
    this.list = new DigestList(run, this.keys);
    this.teller = new Teller(run, chain, this.checkpoint);
    this.floor = Math.max(window.start, run.retentionStart, this.expected?.since ?? -Infinity);
  }

  /** The verdict on one digest; kept for a while, since neighbours and log files ask for it again. */
  public verdictOf(listed: ListedDigest): Promise<DigestVerdict> {
    return this.run.verdicts.get(`${listed.bucket}/${listed.key}`, () =>
      verifyDigest(this.run, this.chain, listed, (digest) => this.signatureInSuccessor(digest)),
    );
  }

  /** The signature that the next digests hold of this one: believed as little as any, it proves itself or it does not. */
  private async signatureInSuccessor(digest: ListedDigest): Promise<string | undefined> {
    try {
      await this.list.load(digest.end, digest.end + 2 * HOUR);
    } catch {
      return undefined;
    }
    const line = digest.isBackfill ? this.list.backfills : this.list.normal;
    const after = lowerBound(line, digest.end + 1);
    for (const next of line.slice(after, after + 2)) {
      const read = await readDigest(this.run, next);
      if ('finding' in read || read.digest.previousDigestS3Object !== digest.key) continue;
      return read.digest.previousDigestSignature ?? undefined;
    }
    return undefined;
  }
}
