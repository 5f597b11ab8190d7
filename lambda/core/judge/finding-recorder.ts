import { OpenList } from '../memory/open-list';
import { causeOf } from '../model/cause';
import type { Checkpoint, OpenItem } from '../model/checkpoint';
import { seenOf } from '../model/acknowledgement';
import { findingName, type Finding, type NewFinding } from '../model/finding';
import { FINDINGS } from '../model/finding-catalogue';
import type { Counts, Tally } from '../model/result';
import { worstVerdict, type Verdict } from '../model/severity';
import type { ListingFailed } from '../model/store';
import type { Chain } from '../model/trail';
import type { Session } from '../read/session';

type MutableTally = { -readonly [name in keyof Tally]: Tally[name] };
type Subject = Pick<Finding, 'bucket' | 'key'>;

/** Reports findings, and collects what the result and the next checkpoint need: the verdict, the open items, the counts. */
export class FindingRecorder {
  public verdict: Verdict = 'VALID';
  public lastVerifiedLimit: number | undefined;
  public readonly openItems: OpenList;
  public readonly counts = {
    digests: { valid: 0, invalid: 0, unverified: 0 } as MutableTally,
    backfillDigests: { valid: 0, invalid: 0, unverified: 0 } as MutableTally,
    logFiles: { valid: 0, invalid: 0, unverified: 0 } as MutableTally,
    pendingLogFiles: 0,
    expired: 0,
    otherTrails: 0,
  } satisfies Counts;
  /** The open items of the checkpoint, by name. */
  public readonly storedItems: ReadonlyMap<string, OpenItem>;
  /** The objects of these items, each with the worst that this run has recorded of it. */
  private readonly worstBySubject = new Map<string, Verdict>();
  private readonly recordedAgain = new Set<string>();
  /** What is recorded meanwhile about one object, where somebody asks for it. */
  private watched: { readonly subject: string; readonly findings: Finding[] } | undefined;

  public constructor(
    private readonly session: Session,
    private readonly chain: Chain,
    checkpoint: Checkpoint | undefined,
  ) {
    this.storedItems = new Map(checkpoint?.openItems.map((item) => [findingName(item.finding), item]));
    this.openItems = new OpenList(this.storedItems, (item) => this.isAcknowledged(item));
    for (const { finding } of this.storedItems.values()) this.worstBySubject.set(subjectOf(finding), 'VALID');
  }

  /** The findings that a function records about an object. */
  public async recordedAbout(subject: Subject, judge: () => Promise<void>): Promise<readonly Finding[]> {
    const findings: Finding[] = [];
    this.watched = { subject: subjectOf(subject), findings };
    await judge();
    this.watched = undefined;
    return findings;
  }

  /** Whether an open item of the checkpoint is about this object. */
  public hasOpenItem(subject: Subject): boolean {
    return this.worstBySubject.has(subjectOf(subject));
  }

  /** Whether this run has recorded an open item of the checkpoint again, acknowledged or not. */
  public isRecordedAgain(name: string): boolean {
    return this.recordedAgain.has(name);
  }

  /** The worst that this run has recorded of an object that an open item of the checkpoint is about. */
  public worstOf(subject: Subject): Verdict {
    return this.worstBySubject.get(subjectOf(subject)) ?? 'VALID';
  }

  /**
   * Records and reports a finding. Where it does not fit among the open items, the last verified digest must end before
   * `at`, which is the end of the digest that it belongs to.
   */
  public async record({ isReported = false, ...found }: NewFinding, at?: number): Promise<Finding> {
    const { about, closedBy } = FINDINGS[found.code];
    const named: Finding = about === 'region' ? { ...found, region: this.chain.region } : { ...found, ...this.chain };
    const name = findingName(named);
    const firstSeen = this.firstSeenOf(named, name);
    const seen: Finding = firstSeen === undefined ? named : { ...named, firstSeen };
    const finding = this.isNewlyOpen(seen) ? seen : this.session.acknowledgements.apply(seen, name);
    this.verdict = worstVerdict(this.verdict, finding.severity);
    if (this.storedItems.has(name)) this.recordedAgain.add(name);
    const subject = subjectOf(finding);
    if (this.watched?.subject === subject) this.watched.findings.push(finding);
    const worst = this.worstBySubject.get(subject);
    if (worst !== undefined) this.worstBySubject.set(subject, worstVerdict(worst, finding.severity));
    // What the next run finds anew is no open item, so the digests that it is about must not count as verified.
    if (closedBy === 'next-run') this.limitLastVerified(at);
    else if (seen.severity !== 'NOTICE') this.addOpenItem(name, seen, at);
    if (!isReported) await this.session.report({ type: 'finding', ...finding });
    return finding;
  }

  /** What was acknowledged and is not as it was is seen for the first time. */
  private firstSeenOf(found: Finding, name: string): number | undefined {
    const stored = this.storedItems.get(name);
    const isOther = stored !== undefined && this.isAcknowledged(stored) && seenOf(stored.finding) !== seenOf(found);
    return isOther ? undefined : stored?.firstSeen;
  }

  /** Nobody can have acknowledged it: it becomes an open item in this run. */
  private isNewlyOpen({ code, firstSeen }: Finding): boolean {
    return (
      firstSeen === undefined && FINDINGS[code].closedBy !== 'next-run' && this.session.request.isContinued !== false
    );
  }

  private isAcknowledged(item: OpenItem): boolean {
    return this.session.acknowledgements.coverItem(item);
  }

  /** The last verified digest must end before this time, so that the next run verifies from there again. */
  public limitLastVerified(at: number | undefined): void {
    if (at !== undefined) this.lastVerifiedLimit = Math.min(this.lastVerifiedLimit ?? Infinity, at);
  }

  public count(tally: 'digests' | 'backfillDigests' | 'logFiles', status: keyof Tally): void {
    this.counts[tally][status]++;
  }

  private addOpenItem(name: string, finding: Finding, at: number | undefined): void {
    if (this.session.request.isContinued === false) return;
    const item = { finding: withoutAnswer(finding), firstSeen: finding.firstSeen ?? this.session.request.now };
    if (!this.openItems.add(name, item)) this.limitLastVerified(at ?? 0);
  }
}

/** A checkpoint has little room, and the next run is answered anew. */
function withoutAnswer(finding: Finding): Finding {
  if (finding.detail?.answer === undefined) return finding;
  const detail = Object.entries(finding.detail).filter(([name]) => name !== 'answer');
  return { ...finding, detail: Object.fromEntries(detail) };
}

function subjectOf({ bucket = '', key = '' }: Subject): string {
  return key === '' ? '' : `${bucket}/${key}`;
}

/** How a digest or a log file counts, by the worst of its findings. What is acknowledged is not verified by that. */
export function statusOf(findings: readonly Pick<Finding, 'severity' | 'acknowledged'>[]): keyof Tally {
  const verdict = worstVerdict(
    ...findings.map(({ severity, acknowledged }) => (acknowledged === true ? 'INCOMPLETE' : severity)),
  );
  return verdict === 'INVALID' ? 'invalid' : verdict === 'INCOMPLETE' ? 'unverified' : 'valid';
}

/** What was not listed may hold anything: the last verified digest stays, so that the next run lists it again. */
export async function recordListingFailure(
  { recorder }: { readonly recorder: FindingRecorder },
  { failure }: ListingFailed,
): Promise<void> {
  await recorder.record({ code: 'listing-failed', severity: 'INCOMPLETE', detail: causeOf(failure) }, 0);
}
