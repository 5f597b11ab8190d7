import {
  FINDINGS,
  type Chain,
  type Counts,
  type Finding,
  type TrailResult,
  type ValidationEvent,
} from '../../../lambda/core';
import type { Listener } from './dispatcher';

type DigestCounts = Pick<Counts, 'digests' | 'backfillDigests'>;

/** Counts the digests that are not there, chain by chain: the core counts those that are. */
export class MissingDigests implements Listener {
  private readonly counts = new Map<string, DigestCounts>();

  public event(event: ValidationEvent): undefined {
    if (event.type !== 'finding' || !isMissing(event)) return undefined;
    const counts = this.of(event);
    const name = event.detail?.isBackfill === true ? 'backfillDigests' : 'digests';
    const status = event.severity === 'INVALID' ? 'invalid' : 'unverified';
    this.counts.set(nameOf(event), { ...counts, [name]: { ...counts[name], [status]: counts[name][status] + 1 } });
    return undefined;
  }

  /** The result with the missing ones counted in. */
  public addTo(result: TrailResult): TrailResult {
    const all = [...this.counts.values()];
    return {
      ...result,
      counts: all.reduce(sum, result.counts),
      chains: result.chains.map((chain) => ({ ...chain, counts: sum(chain.counts, this.of(chain)) })),
    };
  }

  private of(chain: Partial<Chain>): DigestCounts {
    return this.counts.get(nameOf(chain)) ?? { digests: NONE, backfillDigests: NONE };
  }
}

const NONE = { valid: 0, invalid: 0, unverified: 0 };

/** One that was listed and then vanished is counted already. An acknowledged one is not expected any more. */
function isMissing({ code, severity, detail }: Finding): boolean {
  return FINDINGS[code].about === 'missing-digest' && severity !== 'NOTICE' && detail?.wasListed !== true;
}

function sum(counts: Counts, more: DigestCounts): Counts {
  const add = (name: keyof DigestCounts) => ({
    valid: counts[name].valid,
    invalid: counts[name].invalid + more[name].invalid,
    unverified: counts[name].unverified + more[name].unverified,
  });
  return { ...counts, digests: add('digests'), backfillDigests: add('backfillDigests') };
}

function nameOf({ accountId, region }: Partial<Chain>): string {
  return `${accountId} ${region}`;
}
