import {
  FINDINGS,
  type Chain,
  type ChainResult,
  type Counts,
  type Finding,
  type Tally,
  type ValidationEvent,
} from '../../../lambda/core';
import type { Listener } from './dispatcher';

/** Files by what was found. Each file counts once. */
export interface FileTally extends Tally {
  /** What a person has acknowledged: it was not verified. */
  readonly acknowledged: number;
}

export interface FileCounts {
  readonly digests: FileTally;
  readonly backfillDigests: FileTally;
  readonly logs: FileTally;
}

/** How a file counts. */
export type FileStatus = keyof FileTally;

/**
 * Counts all files that were found or are missing. The core counts digests, and the log files that they list; this adds
 * digests that are missing and log files that no digest lists, and counts what is acknowledged apart from what is valid.
 */
export class FileCounter implements Listener {
  /** By chain, what is to be added to the counts of the core. */
  private readonly changes = new Map<string, FileCounts>();
  private readonly acknowledgedChains = new Set<string>();

  public event(event: ValidationEvent): undefined {
    if (event.type === 'finding') this.addFinding(event);
    else if (event.type === 'digest' || event.type === 'log-file') this.correct(event);
    return undefined;
  }

  public ofChain({ counts, ...chain }: ChainResult): FileCounts {
    return sum(fromCore(counts), this.changesOf(chain));
  }

  /** Of all chains, and of what belongs to none. */
  public ofAll(counts: Counts): FileCounts {
    return [...this.changes.values()].reduce(sum, fromCore(counts));
  }

  /** Whether something about the chain, or about anything, was acknowledged that would have changed the verdict. */
  public hasAcknowledged(chain?: Chain): boolean {
    return chain === undefined ? this.acknowledgedChains.size > 0 : this.acknowledgedChains.has(nameOf(chain));
  }

  private addFinding(finding: Finding): void {
    if (finding.acknowledged && !isNotice(finding)) this.acknowledgedChains.add(nameOf(finding));
    const kind = uncountedKind(finding);
    if (kind !== undefined) this.change(finding, kind, { [statusOfFinding(finding)]: 1 });
  }

  /** The core counts what is acknowledged as unverified. */
  private correct(event: Extract<ValidationEvent, { type: 'digest' | 'log-file' }>): void {
    if (statusOf(event) !== 'acknowledged') return;
    this.acknowledgedChains.add(nameOf(event));
    this.change(event, kindOf(event), { [event.status]: -1, acknowledged: 1 });
  }

  private change(chain: Partial<Chain>, kind: keyof FileCounts, by: Partial<FileTally>): void {
    const changes = this.changesOf(chain);
    this.changes.set(nameOf(chain), { ...changes, [kind]: add(changes[kind], { ...NONE, ...by }) });
  }

  private changesOf(chain: Partial<Chain>): FileCounts {
    return this.changes.get(nameOf(chain)) ?? NOTHING;
  }
}

/** How a judged file counts: as acknowledged where a person has acknowledged what was found, and it is nothing worse. */
export function statusOf(event: Extract<ValidationEvent, { type: 'digest' | 'log-file' }>): FileStatus {
  const findings = event.type === 'digest' ? event.findings : [event.finding];
  const isAcknowledged = findings.some((finding) => finding?.acknowledged === true);
  const isNothingElse = findings.every((finding) => finding === undefined || finding.severity === 'NOTICE');
  return isAcknowledged && isNothingElse ? 'acknowledged' : event.status;
}

const NONE: FileTally = { valid: 0, invalid: 0, unverified: 0, acknowledged: 0 };
const NOTHING: FileCounts = { digests: NONE, backfillDigests: NONE, logs: NONE };

function fromCore({ digests, backfillDigests, logFiles }: Counts): FileCounts {
  return sum(NOTHING, {
    digests: { ...NONE, ...digests },
    backfillDigests: { ...NONE, ...backfillDigests },
    logs: { ...NONE, ...logFiles },
  });
}

function kindOf({ type, isBackfill }: { type: 'digest' | 'log-file'; isBackfill: boolean }): keyof FileCounts {
  if (type === 'log-file') return 'logs';
  return isBackfill ? 'backfillDigests' : 'digests';
}

/** What a finding is about, if it is a file that the core does not count: one that is missing, or that no digest lists. */
function uncountedKind({ code, key, digestKey, detail }: Finding): keyof FileCounts | undefined {
  const { about } = FINDINGS[code];
  // One that was listed and then vanished is counted already.
  if (about === 'missing-digest' && detail?.wasListed !== true) {
    return kindOf({ type: 'digest', isBackfill: detail?.isBackfill === true });
  }
  return about === 'log-file' && key !== undefined && digestKey === undefined && code !== 'log-files-rewritten'
    ? 'logs'
    : undefined;
}

/** A notice changes no verdict, acknowledged or not. */
function isNotice({ code }: Finding): boolean {
  return FINDINGS[code].severities.every((severity) => severity === 'NOTICE');
}

function statusOfFinding({ severity, acknowledged }: Finding): FileStatus {
  if (acknowledged) return 'acknowledged';
  return severity === 'INVALID' ? 'invalid' : 'unverified';
}

function sum(one: FileCounts, other: FileCounts): FileCounts {
  return {
    digests: add(one.digests, other.digests),
    backfillDigests: add(one.backfillDigests, other.backfillDigests),
    logs: add(one.logs, other.logs),
  };
}

function add(one: FileTally, other: FileTally): FileTally {
  return {
    valid: one.valid + other.valid,
    invalid: one.invalid + other.invalid,
    unverified: one.unverified + other.unverified,
    acknowledged: one.acknowledged + other.acknowledged,
  };
}

function nameOf({ accountId, region }: Partial<Chain>): string {
  return `${accountId} ${region}`;
}
