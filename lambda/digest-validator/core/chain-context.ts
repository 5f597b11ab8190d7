import type { Checkpoint, DigestLink } from './checkpoint';
import { DigestList, type ListedDigest } from './digest-list';
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
    const isThis = (other: Chain) => other.accountId === chain.accountId && other.region === chain.region;
    const { trail, checkpoints, expected, window } = run.request;
    this.checkpoint = checkpoints?.find(isThis);
    this.expected = expected?.find(isThis);
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
    await this.list.load(digest.end, digest.end + 2 * HOUR);
    const line = digest.isBackfill ? this.list.backfills : this.list.normal;
    for (const next of line.filter(({ end }) => end > digest.end).slice(0, 2)) {
      const read = await readDigest(this.run, next);
      if ('finding' in read || read.digest.previousDigestS3Object !== digest.key) continue;
      return read.digest.previousDigestSignature ?? undefined;
    }
    return undefined;
  }
}
