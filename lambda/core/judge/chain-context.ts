import type { Checkpoint, DigestLink } from '../model/checkpoint';
import { DigestList, lowerBound, type ListedDigest } from '../read/digest-list';
import { findChain } from '../model/find-chain';
import type { Finding, FindingCode } from '../model/finding';
import { ChainKeys } from '../format/object-keys';
import type { Chain, ExpectedChain } from '../model/request';
import type { Run } from '../read/session';
import { Teller } from './finding-recorder';
import { HOUR } from '../format/time';
import { readDigest, verifyDigest, type DigestVerdict } from '../read/verify-digest';

/** Gaps and forks stay until someone accepts them: no object could verify them later. */
const WAITS_FOR_ACCEPTANCE: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'logging-stopped',
  'unexplained-restart',
  'chain-uncovered',
  'chain-forked',
]);

/** An hour that seemed uncovered, since no digest could be verified, is no gap yet. */
export function waitsForAcceptance({ code, key }: Finding): boolean {
  return WAITS_FOR_ACCEPTANCE.has(code) && (key !== undefined || code !== 'chain-uncovered');
}

/** What can be right with an object: that it is as it was signed, its link to the one before, that a digest lists it. */
type Proof = 'file' | 'link' | 'listing';

function proofOf({ code, digestKey }: Finding): Proof {
  if (code === 'chain-broken') return 'link';
  return digestKey === undefined && code.startsWith('log-file') ? 'listing' : 'file';
}

/** What every step of verifying one chain needs. */
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
  /** Digests that this run has told and that an open item may be about. */
  public readonly toldDigests = new Set<string>();
  /** Whether it may be about any of them: hours without a digest are open. */
  public readonly notesDigests: boolean;
  /** Ends of times that an earlier run called uncovered, and that verified digests now speak of. */
  public readonly covered = new Set<number>();
  /** Objects that open items are about, by what of them has verified. */
  private readonly verified: Readonly<Record<Proof, Set<string>>> = {
    file: new Set(),
    link: new Set(),
    listing: new Set(),
  };
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
    this.notesDigests = this.checkpoint?.openItems.some(({ finding }) => finding.code === 'chain-uncovered') === true;
    this.floor = Math.max(window.start, run.retentionStart, this.expected?.since ?? -Infinity);
  }

  public verify(proof: Proof, { bucket, key }: { readonly bucket: string; readonly key: string }): void {
    if (this.teller.isWatched({ bucket, key })) this.verified[proof].add(`${bucket}/${key}`);
  }

  /** Whether what was found of an object is over by proof. */
  public isVerified(finding: Finding): boolean {
    const { code, bucket, key, range } = finding;
    if (key === undefined) return code === 'chain-uncovered' && this.covered.has(range?.end ?? NaN);
    return !waitsForAcceptance(finding) && this.verified[proofOf(finding)].has(`${bucket}/${key}`);
  }

  /** The verdict on one digest; kept for a while, since neighbours and log files ask for it again. */
  public verdictOf(listed: ListedDigest): Promise<DigestVerdict> {
    return this.run.verdicts.get(`${listed.bucket}/${listed.key}`, () =>
      verifyDigest(this.run, this.chain, listed, (digest) => this.signatureInSuccessor(digest)),
    );
  }

  /** The signature that the next digests hold of this one: believed as little as any, it verifies itself or it does not. */
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
