import { acknowledgementsOf, findingName, type Finding, type OpenItem, type ValidationRequest } from '../../core';
import { chainName } from '../../records/checkpoint-store';
import type { ChainStates } from '../chain-state';

type Items = ReadonlyMap<string, OpenItem>;

/** What the table holds open at the end of a run over the state machine, which may have begun hours ago. */
export class KnownItems {
  /** Findings come chain by chain: those of one chain are unpacked at a time. */
  private latest: { readonly chain: string; readonly items: Items } | undefined;

  public constructor(
    private readonly chains: ChainStates,
    private readonly request: ValidationRequest,
  ) {}

  /**
   * What a shard has found, as it is known now: people may have acknowledged it since, and hourly runs may have found it
   * too. Undefined for what was open before the sweep and was closed beside it.
   */
  public asKnown(finding: Finding): Finding | undefined {
    const item = this.itemsOf(finding).get(findingName(finding));
    if (item !== undefined) return acknowledgementsOf(this.request).apply({ ...finding, firstSeen: item.firstSeen });
    const isClosed = this.request.sweep === true && finding.firstSeen !== undefined;
    return isClosed ? undefined : finding;
  }

  private itemsOf({ accountId = '', region = '' }: Finding): Items {
    const chain = chainName({ accountId, region });
    if (this.latest?.chain === chain) return this.latest.items;
    const openItems = (this.chains.head(chain)?.openItems ?? 0) > 0 ? this.chains.get(chain)?.checkpoint.openItems : [];
    const items = new Map(openItems?.map((item) => [findingName(item.finding), item]));
    this.latest = { chain, items };
    return items;
  }
}
