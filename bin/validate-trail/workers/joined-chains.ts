import {
  mergeChain,
  type Chain,
  type ChainResult,
  type DigestEvent,
  type Finding,
  type Report,
  type ValidationEvent,
  type ValidationRequest,
} from '../../../lambda/core';
import type { Shard } from '../../../lambda/records/plan';

/** Joins the shards of chains as they end, and leaves out what two shards of a chain have both reported. */
export class JoinedChains {
  /** The results of the chains that are whole, by their position. */
  private readonly results: ChainResult[] = [];
  private readonly parts = new Map<string, ChainResult[]>();
  /** How many shards each chain has. */
  private readonly counts = new Map<string, number>();
  private readonly positions: ReadonlyMap<string, number>;
  /** By chain, what its shards have reported so far; a chain in one shard reports nothing twice. */
  private readonly reported = new Map<string, Set<string>>();
  private readonly regionsWithoutKeys = new Set<string>();
  /** The first digest of each format that has new fields, by these fields. */
  private readonly newFormats = new Map<string, string | undefined>();

  public constructor(
    chains: readonly Chain[],
    shards: readonly Shard[],
    private readonly request: ValidationRequest,
    private readonly report: Report,
  ) {
    this.positions = new Map(chains.map((chain, position) => [nameOf(chain), position]));
    for (const chain of shards.flatMap((shard) => shard.chains))
      this.counts.set(nameOf(chain), (this.counts.get(nameOf(chain)) ?? 0) + 1);
    for (const [name, count] of this.counts) if (count > 1) this.reported.set(name, new Set());
  }

  public async deliver(event: ValidationEvent): Promise<void> {
    if (event.type === 'finding' && !this.isNew(event)) return;
    await this.report(event.type === 'digest' ? this.withoutKnownFormats(event) : event);
  }

  /** Takes the results of a shard, whose events are delivered. */
  public async add(results: readonly ChainResult[]): Promise<void> {
    for (const result of results) {
      const name = nameOf(result);
      const parts = [...(this.parts.get(name) ?? []), result];
      this.parts.set(name, parts);
      if (parts.length === this.counts.get(name)) await this.join(name, parts);
    }
  }

  /** All chains, in their order. */
  public get all(): readonly ChainResult[] {
    return this.results;
  }

  private async join(name: string, parts: readonly ChainResult[]): Promise<void> {
    this.parts.delete(name);
    const { result, findings } = mergeChain(parts, this.request);
    for (const finding of findings) await this.deliver({ type: 'finding', ...finding });
    this.reported.delete(name);
    this.results[this.positions.get(name)!] = result;
    await this.report({ type: 'chain', result });
  }

  /** A change of format is one notice for a run, whichever of its shards meets it. */
  private isFirstOfFormat({ detail, key }: Finding): boolean {
    const fields = String(detail?.fields);
    if (!this.newFormats.has(fields)) this.newFormats.set(fields, key);
    return this.newFormats.get(fields) === key;
  }

  private withoutKnownFormats(event: DigestEvent): DigestEvent {
    const isShown = (finding: Finding) => finding.code !== 'digest-format-extended' || this.isFirstOfFormat(finding);
    return event.findings.every(isShown) ? event : { ...event, findings: event.findings.filter(isShown) };
  }

  private isNew(finding: Extract<ValidationEvent, { type: 'finding' }>): boolean {
    const { accountId, region, code } = finding;
    if (code === 'digest-format-extended') return this.isFirstOfFormat(finding);
    if (code === 'public-keys-unavailable' && region !== undefined) return addOnce(this.regionsWithoutKeys, region);
    const reported = this.reported.get(`${accountId} ${region}`);
    return reported === undefined || addOnce(reported, JSON.stringify(finding));
  }
}

function addOnce(names: Set<string>, name: string): boolean {
  if (names.has(name)) return false;
  names.add(name);
  return true;
}

function nameOf({ accountId, region }: Chain): string {
  return `${accountId} ${region}`;
}
