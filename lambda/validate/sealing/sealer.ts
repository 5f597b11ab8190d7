import type { Chain, ValidationEvent, ValidationRequest } from '../../core';
import { graceOf } from '../../core/format/due';
import { DAY } from '../../core/format/time';
import type { ObjectEvent } from '../../core/model/result';
import { chainName } from '../../records/checkpoint-store';
import type { SealsOfRun } from '../../records/seal-store';
import { ChainDays } from './chain-days';
import type { DaySealer } from './day-sealer';

/** Seals the days that a sweep reads in full, as it goes on. */
export class Sealer {
  private readonly chains = new Map<string, ChainDays>();
  private readonly blockedRegions = new Set<string>();

  public constructor(
    private readonly days: DaySealer,
    private readonly request: ValidationRequest,
    private readonly known: SealsOfRun,
  ) {}

  /** Takes in what the sweep reports of a chain. The chain goes on once its days that are over are sealed. */
  public async take(event: ValidationEvent): Promise<void> {
    if (event.type === 'object') return this.takeObject(event);
    if (event.type === 'finding') {
      const { accountId, region = '' } = event;
      if (accountId !== undefined) this.daysOf({ accountId, region }).block(event);
      else if (event.severity !== 'NOTICE') this.blockedRegions.add(region);
    }
    if (event.type === 'chain') {
      const { accountId, region } = event.result;
      await this.seal({ accountId, region }, Infinity);
      this.chains.delete(chainName(event.result));
      this.known.forget(event.result);
    }
  }

  private takeObject(event: ObjectEvent): Promise<void> {
    const { accountId, region, digestEnd } = event;
    this.daysOf({ accountId, region }).add(event);
    // What comes later lists no log file of these days any more, and so the files of two days or three are held at a time.
    const isDigest = event.kind !== 'log-file';
    const over = digestEnd - this.days.backfillAllowance - graceOf(this.request) - DAY;
    return isDigest ? this.seal({ accountId, region }, over) : Promise.resolve();
  }

  private daysOf({ accountId, region }: Chain): ChainDays {
    const name = chainName({ accountId, region });
    const days = this.chains.get(name) ?? new ChainDays(this.request, { accountId, region });
    this.chains.set(name, days);
    return days;
  }

  private async seal(chain: Chain, upTo: number): Promise<void> {
    const isBlocked = this.blockedRegions.has(chain.region) || this.blockedRegions.has('');
    for (const day of this.daysOf(chain).takeUpTo(upTo)) {
      if (this.days.isStopped) continue;
      await this.days.seal(chain, { ...day, isOpen: day.isOpen || isBlocked }, this.request.now);
    }
  }
}
