import { ListingFailed, type Chain, type Store, type ValidationEvent, type ValidationRequest } from '../../core';
import { graceOf } from '../../core/format/due';
import { DAY } from '../../core/format/time';
import type { SealedFile } from '../../core/model/sealing';
import type { ObjectEvent } from '../../core/model/result';
import { differencesOf } from '../../core/seal/compare';
import { listDays } from '../../core/seal/listed-days';
import { whyNotListed, whyNotSealed, type NotSealed } from '../../core/seal/sealable';
import { compareFiles, sealHash, STANDARD } from '../../core/seal/sealed-day';
import { lostOf } from '../../core/seal/successor';
import { ChainLocations } from '../../core/read/chain-locations';
import { Session } from '../../core/read/session';
import { chainName } from '../../records/checkpoint-store';
import { linksBefore } from '../../records/seal-links';
import type { SealsOfRun, SealStore } from '../../records/seal-store';
import { ChainDays } from './chain-days';

/** The default of the core. */
const BACKFILL_ALLOWANCE = DAY;

/**
 * Seals the days that a sweep reads in full, as it goes on. A day is sealed where all that is listed of it, after it was read, is
 * exactly what was read and verified.
 */
export class Sealer {
  private readonly chains = new Map<string, ChainDays>();
  private readonly blockedRegions = new Set<string>();
  private readonly session: Session;

  public constructor(
    store: Store,
    private readonly request: ValidationRequest,
    private readonly seals: SealStore,
    private readonly known: SealsOfRun,
    private readonly runId: string,
  ) {
    this.session = new Session(store, request, () => undefined);
  }

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
    const { backfillAllowance = BACKFILL_ALLOWANCE } = this.request;
    const isDigest = event.kind !== 'log-file';
    const over = digestEnd - backfillAllowance - graceOf(this.request) - DAY;
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
    for (const { day, files, isOpen, isElsewhere } of this.daysOf(chain).takeUpTo(upTo)) {
      if (this.session.isStopped) continue;
      const state = { files, isElsewhere, isOpen: isOpen || isBlocked };
      if (this.whyNot(day, state) === undefined) await this.sealDay(chain, day, files);
    }
  }

  private whyNot(
    day: number,
    state: { files: readonly ObjectEvent[]; isElsewhere: boolean; isOpen: boolean },
  ): NotSealed | undefined {
    const { now, retentionStart = -Infinity, backfillAllowance = BACKFILL_ALLOWANCE } = this.request;
    const times = { day, now, retentionStart, backfillAllowance, grace: graceOf(this.request) };
    return whyNotSealed({ ...times, ...state, isVersioned: true });
  }

  private async sealDay(chain: Chain, day: number, objects: readonly ObjectEvent[]): Promise<void> {
    const files = objects.flatMap(fileOf).sort(compareFiles);
    const { trail } = this.request;
    const sha256 = sealHash({ trailArn: trail.arn, ...chain, day, files });
    const current = (await this.known.of(chain)).days.find((seal) => seal.day === day);
    if (files.length < objects.length || current?.sha256 === sha256) return;
    if (!(await this.isAllThatIsListed(chain, day, files))) return;
    const [before = []] = (await current?.load()) ?? [];
    if (lostOf(before, files).length > 0) return;
    const { links, numbers } = await this.known.position(chain);
    const number = (numbers.get(day) ?? 0) + 1;
    const replaced = links.find((link) => link.day === day);
    // Of a seal that is gone or forged the hash alone is known: whether anything was only added nobody can say.
    if (current === undefined && replaced !== undefined && replaced.sha256 !== sha256) return;
    const seal = {
      ...{ trailArn: trail.arn, ...chain, day, number, runId: this.runId, sealedAt: this.request.now, sha256, files },
      before: linksBefore(links, day),
      ...(replaced !== undefined && { replaces: replaced }),
    };
    await this.seals.write(seal);
    await this.known.add(chain, { day, number, sha256, sealedAt: seal.sealedAt });
  }

  /** The listing is made after the files were read: a version that came in between is not the one that was verified. */
  private async isAllThatIsListed(chain: Chain, day: number, files: readonly SealedFile[]): Promise<boolean> {
    const { current } = new ChainLocations(this.session, chain);
    try {
      for await (const { digests, logFiles } of listDays(this.session, current, [day])) {
        return whyNotListed(differencesOf(current.bucket, files, [...digests, ...logFiles])) === undefined;
      }
    } catch (error) {
      if (!(error instanceof ListingFailed)) throw error;
    }
    return false;
  }
}

function fileOf({ bucket, key, versionId, size, storageClass = STANDARD, digestEnd }: ObjectEvent): SealedFile[] {
  if (versionId === undefined || size === undefined) return [];
  return [{ bucket, key, versionId, size, storageClass, digestEnd }];
}
