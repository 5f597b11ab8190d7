import { unlessThere } from '../../aws/s3/put-new-object';
import { ListingFailed, type Chain, type Store, type ValidationRequest } from '../../core';
import { graceOf } from '../../core/format/due';
import { DAY, HOUR } from '../../core/format/time';
import type { ObjectEvent } from '../../core/model/result';
import type { SealedFile } from '../../core/model/sealing';
import { ChainLocations } from '../../core/read/chain-locations';
import { Session } from '../../core/read/session';
import { differencesOf } from '../../core/seal/compare';
import { listDays } from '../../core/seal/listed-days';
import { settledAt, whyNotListed, whyNotSealed } from '../../core/seal/sealable';
import { compareFiles, sealHash, STANDARD } from '../../core/seal/sealed-day';
import { lostOf } from '../../core/seal/successor';
import { linksBefore } from '../../records/seal-links';
import type { SealsOfRun, SealStore } from '../../records/seal-store';
import type { DayOfChain } from './chain-days';

/** The default of the core. */
const BACKFILL_ALLOWANCE = DAY;

/** Seals a day where all that is listed of it, after it was read, is exactly what was read and verified. */
export class DaySealer {
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

  public get isStopped(): boolean {
    return this.session.isStopped;
  }

  public get backfillAllowance(): number {
    return this.request.backfillAllowance ?? BACKFILL_ALLOWANCE;
  }

  /** Whether at a time no digest is due any more that may list a log file of the day. */
  public isSettled(day: number, at: number): boolean {
    const { backfillAllowance } = this;
    return at >= settledAt({ day, backfillAllowance, grace: graceOf(this.request) });
  }

  /** Seals a day of a chain, if it may be. All of its files were read by `readAt` at the earliest. */
  public async seal(chain: Chain, { day, files: objects, ...state }: DayOfChain, readAt: number): Promise<void> {
    const { now, retentionStart = -Infinity } = this.request;
    const times = { day, now, retentionStart, grace: graceOf(this.request), backfillAllowance: this.backfillAllowance };
    // Without versions a run has no sealing.
    const why = whyNotSealed({ ...times, ...state, files: objects, isVersioned: true });
    if (why === undefined) await this.sealFiles(chain, day, objects, readAt);
  }

  private async sealFiles(chain: Chain, day: number, objects: readonly ObjectEvent[], readAt: number): Promise<void> {
    const files = objects.flatMap(fileOf).sort(compareFiles);
    const { trail } = this.request;
    const sha256 = sealHash({ trailArn: trail.arn, ...chain, day, files });
    const current = (await this.known.of(chain)).days.find((seal) => seal.day === day);
    if (files.length < objects.length || current?.sha256 === sha256) return;
    // Around a day that is read some files of its neighbours are.
    if (current !== undefined && !isWholeDay(day, objects)) return;
    const [before = []] = (await current?.load()) ?? [];
    if (lostOf(before, files).length > 0) return;
    if (!(await this.isAllThatIsListed(chain, day, files))) return;
    const { links, numbers } = await this.known.position(chain);
    const number = (numbers.get(day) ?? 0) + 1;
    const replaced = links.find((link) => link.day === day);
    // Of a seal that is gone or forged the hash alone is known: whether anything was only added nobody can say.
    if (current === undefined && replaced !== undefined && replaced.sha256 !== sha256) return;
    const seal = {
      ...{ trailArn: trail.arn, ...chain, day, number, runId: this.runId, sealedAt: readAt, sha256, files },
      before: linksBefore(links, day),
      ...(replaced !== undefined && { replaces: replaced }),
    };
    // Another run may have sealed the day meanwhile: its seal holds.
    await unlessThere(async () => {
      await this.seals.write(seal);
      await this.known.add(chain, { day, number, sha256, sealedAt: readAt });
    });
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

/** Whether digests of its first and of its last hour are among what was read. */
function isWholeDay(day: number, objects: readonly ObjectEvent[]): boolean {
  const ends = objects.filter(({ kind }) => kind !== 'log-file').map(({ digestEnd }) => digestEnd);
  return ends.some((end) => end < day + 2 * HOUR) && ends.some((end) => end >= day + DAY - 2 * HOUR);
}

function fileOf({ bucket, key, versionId, size, storageClass = STANDARD, digestEnd }: ObjectEvent): SealedFile[] {
  if (versionId === undefined || size === undefined) return [];
  return [{ bucket, key, versionId, size, storageClass, digestEnd }];
}
