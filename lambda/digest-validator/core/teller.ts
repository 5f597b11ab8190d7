import type { Checkpoint, OpenItem } from './checkpoint';
import type { Draft } from './draft';
import { findingName, worstVerdict, type Finding, type Verdict } from './finding';
import type { Chain } from './request';
import type { Counts, Tally } from './result';
import type { Run } from './run';
import type { ListingRefused } from './store';

/** As many findings as a checkpoint keeps open for one chain; beyond them its head stands still. */
const MAX_OPEN_ITEMS = 1000;

type MutableTally = { -readonly [name in keyof Tally]: Tally[name] };

/** Tells findings, and keeps of them what must be remembered: the verdict, the open items, the counts. */
export class Teller {
  public verdict: Verdict = 'VALID';
  public headLimit: number | undefined;
  public readonly openItems = new Map<string, OpenItem>();
  public readonly counts = {
    digests: { valid: 0, invalid: 0, unproven: 0 } as MutableTally,
    backfillDigests: { valid: 0, invalid: 0, unproven: 0 } as MutableTally,
    logFiles: { valid: 0, invalid: 0, unproven: 0 } as MutableTally,
    pendingLogFiles: 0,
    expired: 0,
    otherTrails: 0,
  } satisfies Counts;
  /** What the memory holds open, by name. */
  public readonly remembered: ReadonlyMap<string, OpenItem>;

  public constructor(
    private readonly run: Run,
    private readonly chain: Chain,
    checkpoint: Checkpoint | undefined,
  ) {
    this.remembered = new Map(checkpoint?.openItems.map((item) => [findingName(item.finding), item]));
  }

  /** Tells a finding; `at` is the end of the digest from which on the head must stand if it can't be kept open. */
  public async tell(draft: Draft, at?: number): Promise<Finding> {
    const { isRegional = false, isNew = true, ...rest } = draft;
    const named: Finding = isRegional ? { ...rest, region: this.chain.region } : { ...rest, ...this.chain };
    const name = findingName(named);
    const firstSeen = this.remembered.get(name)?.firstSeen;
    const isAcknowledged = this.run.acknowledged.has(name);
    const finding: Finding = {
      ...named,
      ...(firstSeen === undefined ? {} : { firstSeen }),
      ...(isAcknowledged ? { severity: 'NOTICE', acknowledged: true } : {}),
    };
    this.verdict = worstVerdict(this.verdict, finding.severity);
    // What is about a Region closes by itself; until then the head waits.
    if (isRegional) this.holdHead(at);
    else if (finding.severity !== 'NOTICE') this.keepOpen(name, finding, at);
    if (isNew) await this.run.report({ type: 'finding', ...finding });
    return finding;
  }

  public holdHead(at: number | undefined): void {
    if (at !== undefined) this.headLimit = Math.min(this.headLimit ?? Infinity, at);
  }

  public count(tally: 'digests' | 'backfillDigests' | 'logFiles', status: keyof Tally): void {
    this.counts[tally][status]++;
  }

  private keepOpen(name: string, finding: Finding, at: number | undefined): void {
    if (this.run.request.isContinued === false) return;
    if (this.openItems.size >= MAX_OPEN_ITEMS && !this.openItems.has(name)) return this.holdHead(at ?? 0);
    this.openItems.set(name, { finding, firstSeen: finding.firstSeen ?? this.run.request.now });
  }
}

/** How a digest or a log file counts, by the worst of its findings. */
export function statusOf(findings: readonly { readonly severity: Finding['severity'] }[]): keyof Tally {
  const verdict = worstVerdict(...findings.map(({ severity }) => severity));
  return verdict === 'INVALID' ? 'invalid' : verdict === 'INCOMPLETE' ? 'unproven' : 'valid';
}

/** What was not listed may hold anything: the head stands where it is. */
export async function tellListingRefused({ teller }: { teller: Teller }, { refusal }: ListingRefused): Promise<void> {
  teller.holdHead(0);
  await teller.tell({ code: 'listing-refused', severity: 'INCOMPLETE', detail: { cause: refusal.refused } });
}
