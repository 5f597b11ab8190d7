import type { Checkpoint, DigestLink } from '../model/checkpoint';
import { closingOf, type Finding } from '../model/finding';
import type { FindingCode, VerifiedAspect } from '../model/finding-catalogue';
import type { ExpectedChain } from '../model/request';
import type { Severity } from '../model/severity';
import { findChain, type Chain } from '../model/trail';
import type { ChainLocation } from '../read/chain-locations';
import { ChainReader } from '../read/chain-reader';
import type { Session } from '../read/session';
import type { VerifiedEvents } from '../read/verified-events';
import { FindingRecorder } from './finding-recorder';

/** What every step of judging one chain needs: its reader, what is stored and expected of it, and what was found so far. */
export class ChainContext extends ChainReader {
  public readonly recorder: FindingRecorder;
  public readonly checkpoint: Checkpoint | undefined;
  public readonly expected: ExpectedChain | undefined;
  /** Nothing that ends at this time or before is demanded. */
  public readonly floor: number;
  /** The digest that was judged last: nearly always the one that the next links to. */
  public lastLinked: DigestLink | undefined;
  /** Whether hours without a digest are open, so that any digest may close one. */
  public readonly hasUncoveredItems: boolean;
  /** Digests that this run has recorded and that an open item may be about. */
  public readonly recordedDigests = new Set<string>();
  /** How missing digests were recorded, by their ends; those of backfills negative. */
  public readonly recordedMissing = new Map<number, Severity>();
  /** Keys of digests that were taken for missing, and that the links of others rule out. */
  public readonly ruledOut = new Set<string>();
  /** Ends of the uncovered hours that verified digests now cover. */
  public readonly covered = new Set<number>();
  /** How this run has judged starting digests, by their keys. */
  public readonly judgedStarts = new Map<string, FindingCode>();
  /** Log files that were delivered after the last digest of the chain, in the minutes before the call that ended it. */
  public readonly afterLastDigest = new Set<string>();
  /** Log files that a declared trail without log file validation may have written. */
  public readonly unattributed = new Set<string>();
  /** Former locations that this run has reported as out of reach. */
  public readonly reportedLocations = new Set<ChainLocation>();
  /** Objects of open items, by the aspect that was verified. */
  private readonly verified: Readonly<Record<VerifiedAspect, Set<string>>> = {
    content: new Set(),
    link: new Set(),
    listing: new Set(),
  };

  public constructor(
    session: Session,
    public readonly events: VerifiedEvents,
    chain: Chain,
  ) {
    super(session, chain);
    const { checkpoints, expected, window } = session.request;
    this.checkpoint = findChain(checkpoints, chain);
    this.expected = findChain(expected, chain);
    this.recorder = new FindingRecorder(session, chain, this.checkpoint);
    this.hasUncoveredItems = this.checkpoint?.openItems.some(({ finding }) => isUncovered(finding)) === true;
    this.floor = Math.max(window.start, session.retentionStart, this.expected?.since ?? -Infinity);
  }

  public markVerified(
    aspect: VerifiedAspect,
    { bucket, key }: { readonly bucket: string; readonly key: string },
  ): void {
    if (this.recorder.hasOpenItem({ bucket, key })) this.verified[aspect].add(`${bucket}/${key}`);
  }

  /** Whether what this run has verified closes a finding. */
  public isClosed(finding: Finding): boolean {
    const closing = closingOf(finding);
    const { bucket = '', key = '', code } = finding;
    if (this.ruledOut.has(key)) return true;
    if (code === 'log-file-unverified' && this.afterLastDigest.has(key)) return true;
    // What was tampering before the trail was declared.
    if (code === 'log-file-unlisted' && this.unattributed.has(key)) return true;
    switch (closing) {
      case 'content':
      case 'link':
      case 'listing':
        return this.verified[closing].has(`${bucket}/${key}`);
      case 'explanation':
        return (this.judgedStarts.get(key) ?? code) !== code;
      case 'coverage':
        return this.covered.has(finding.range?.end ?? NaN);
      case 'declaration':
        return this.locations.ofDigest({ bucket, key }, finding.range?.end ?? NaN) !== undefined;
      default:
        return false;
    }
  }
}

function isUncovered(finding: Finding): boolean {
  return closingOf(finding) === 'coverage';
}
