import type { Checkpoint, OpenItem } from '../model/checkpoint';
import type { Draft } from '../model/new-finding';
import { findingName, worstVerdict, type Finding, type Verdict } from '../model/finding';
import { OpenList } from '../memory/open-list';
import type { Chain } from '../model/request';
import type { Counts, Tally } from '../model/result';
import type { Run } from '../read/session';
import type { ListingFailed } from '../model/store';

type MutableTally = { -readonly [name in keyof Tally]: Tally[name] };
type Subject = Pick<Finding, 'bucket' | 'key'>;

/** Tells findings, and keeps of them what must be remembered: the verdict, the open items, the counts. */
export class Teller {
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
  /** What the memory holds open, by name. */
  public readonly remembered: ReadonlyMap<string, OpenItem>;
  /** The objects that open items are about, each with the worst that this run has told of it. */
  private readonly watched = new Map<string, Verdict>();
  private readonly toldAgain = new Set<string>();

  public constructor(
    private readonly run: Run,
    private readonly chain: Chain,
    checkpoint: Checkpoint | undefined,
  ) {
    this.remembered = new Map(checkpoint?.openItems.map((item) => [findingName(item.finding), item]));
    this.openItems = new OpenList(this.remembered);
    for (const { finding } of this.remembered.values()) this.watched.set(subjectOf(finding), 'VALID');
  }

  /** Whether an open item is about this object. */
  public isWatched(subject: Subject): boolean {
    return this.watched.has(subjectOf(subject));
  }

  /** Whether this run has told what an earlier one kept open, be it as accepted. */
  public isToldAgain(name: string): boolean {
    return this.toldAgain.has(name);
  }

  /** The worst that this run has told of an object that an open item is about. */
  public toldOf(subject: Subject): Verdict {
    return this.watched.get(subjectOf(subject)) ?? 'VALID';
  }

  /** Tells a finding; `at` is the end of the digest from which on the head must stand if it can't be kept open. */
  public async tell(draft: Draft, at?: number): Promise<Finding> {
    const { isRegional = false, isNew = true, isPassing = false, ...rest } = draft;
    const named: Finding = isRegional ? { ...rest, region: this.chain.region } : { ...rest, ...this.chain };
    const name = findingName(named);
    const firstSeen = this.remembered.get(name)?.firstSeen;
    const isAcknowledged = !isPassing && this.run.acknowledged.has(name);
    const finding: Finding = {
      ...named,
      ...(firstSeen === undefined ? {} : { firstSeen }),
      ...(isAcknowledged ? { severity: 'NOTICE', acknowledged: true } : {}),
    };
    this.verdict = worstVerdict(this.verdict, finding.severity);
    if (this.remembered.has(name)) this.toldAgain.add(name);
    const subject = subjectOf(finding);
    if (this.watched.has(subject)) this.watched.set(subject, worstVerdict(this.watched.get(subject), finding.severity));
    // What closes by itself is not kept; until then the head waits.
    if (isRegional || isPassing) this.holdBack(at);
    else if (finding.severity !== 'NOTICE') this.keepOpen(name, finding, at);
    if (isNew) await this.run.report({ type: 'finding', ...finding });
    return finding;
  }

  public holdBack(at: number | undefined): void {
    if (at !== undefined) this.lastVerifiedLimit = Math.min(this.lastVerifiedLimit ?? Infinity, at);
  }

  public count(tally: 'digests' | 'backfillDigests' | 'logFiles', status: keyof Tally): void {
    this.counts[tally][status]++;
  }

  private keepOpen(name: string, finding: Finding, at: number | undefined): void {
    if (this.run.request.isContinued === false) return;
    const item = { finding, firstSeen: finding.firstSeen ?? this.run.request.now };
    if (!this.openItems.keep(name, item)) this.holdBack(at ?? 0);
  }
}

function subjectOf({ bucket = '', key = '' }: Subject): string {
  return key === '' ? '' : `${bucket}/${key}`;
}

/** How a digest or a log file counts, by the worst of its findings. */
export function statusOf(findings: readonly { readonly severity: Finding['severity'] }[]): keyof Tally {
  const verdict = worstVerdict(...findings.map(({ severity }) => severity));
  return verdict === 'INVALID' ? 'invalid' : verdict === 'INCOMPLETE' ? 'unverified' : 'valid';
}

/** What was not listed may hold anything: the head stands where it is, and the next run lists it again. */
export async function recordListingFailure({ teller }: { teller: Teller }, { failure }: ListingFailed): Promise<void> {
  const detail = { cause: failure.failure };
  await teller.tell({ code: 'listing-failed', severity: 'INCOMPLETE', detail, isPassing: true }, 0);
}
