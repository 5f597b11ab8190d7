import { acknowledgementsOf, findingName, type Finding, type OpenItem, type ValidationRequest } from '../../core';
import type { ChainStates } from '../chain-state';

/** What the table holds open at the end of a run over the state machine, which may have begun hours ago. */
export class KnownItems {
  private readonly items: ReadonlyMap<string, OpenItem>;

  public constructor(
    chains: ChainStates,
    private readonly request: ValidationRequest,
  ) {
    const items = [...chains.values()].flatMap(({ checkpoint }) => checkpoint.openItems);
    this.items = new Map(items.map((item) => [findingName(item.finding), item]));
  }

  /**
   * What a shard has found, as it is known now: people may have acknowledged it since, and hourly runs may have found it
   * too. Undefined for what was open before the sweep and was closed beside it.
   */
  public asKnown(finding: Finding): Finding | undefined {
    const item = this.items.get(findingName(finding));
    if (item !== undefined) return acknowledgementsOf(this.request).apply({ ...finding, firstSeen: item.firstSeen });
    const isClosed = this.request.sweep === true && finding.firstSeen !== undefined;
    return isClosed ? undefined : finding;
  }
}
