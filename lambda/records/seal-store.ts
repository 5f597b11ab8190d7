import type { AuthenticatedBucket, AuthenticatedObject, ListedVersion } from '../aws/s3/authenticated-bucket';
import type { Chain, Trail } from '../core';
import { nameInArn } from '../core/format/arn';
import { parseIsoTime } from '../core/format/time';
import type { NewFinding } from '../core/model/finding';
import type { ChainSeals, SealedFile, SealOfDay, SealSource } from '../core/model/sealing';
import { sealHash } from '../core/seal/sealed-day';
import { lostOf } from '../core/seal/successor';
import { chainName } from './checkpoint-store';
import { dayFolder, evidenceFolder } from './evidence-keys';
import { isUnreadable } from './unreadable';
import { sealFormat, type Seal, type SealLink } from './seal';
import { beforeNextFree, linksOf } from './seal-links';

/** A seal of a hundred thousand files has some megabytes. */
const MOST_BYTES = 32 * 1024 * 1024;

/** The versions of one seal; more than one where somebody has written over it. */
interface ListedSeal {
  readonly key: string;
  readonly number: number;
  readonly versions: ListedVersion[];
}

/** What is known of a chain's seals; the links are those of the days that are or were sealed, the last one first. */
interface LoadedSeals {
  readonly seals: ChainSeals;
  links: SealLink[];
  /** The number of each day after which the next seal of the day is written. */
  readonly numbers: Map<number, number>;
}

/** What is gathered while the seals of a chain are loaded, from the last day on. */
interface Loading {
  readonly known: Map<number, SealLink>;
  readonly numbers: Map<number, number>;
  readonly findings: NewFinding[];
  /** The first day that is known. */
  first: number;
}

/** The seals as one run knows them: those of a chain are loaded once. */
export class SealsOfRun implements SealSource {
  private readonly chains = new Map<string, Promise<LoadedSeals>>();

  public constructor(private readonly load: (chain: Chain) => Promise<LoadedSeals>) {}

  public async of(chain: Chain): Promise<ChainSeals> {
    return (await this.loaded(chain)).seals;
  }

  /** What the seal of the chain's next day follows on. */
  public async position(chain: Chain): Promise<Pick<LoadedSeals, 'links' | 'numbers'>> {
    return this.loaded(chain);
  }

  /** A seal that this run has written. */
  public async add(chain: Chain, link: SealLink): Promise<void> {
    const loaded = await this.loaded(chain);
    const others = loaded.links.filter(({ day }) => day !== link.day);
    loaded.links = [...others, link].sort((one, other) => other.day - one.day);
    loaded.numbers.set(link.day, link.number);
  }

  public forget(chain: Chain): void {
    this.chains.delete(chainName(chain));
  }

  private loaded(chain: Chain): Promise<LoadedSeals> {
    const known = this.chains.get(chainName(chain)) ?? this.load(chain);
    this.chains.set(chainName(chain), known);
    return known;
  }
}

/** The seals of a trail in the evidence bucket: written once, never replaced. */
export class SealStore {
  private readonly folder: string;

  public constructor(
    private readonly bucket: AuthenticatedBucket,
    private readonly trail: Pick<Trail, 'arn'>,
  ) {
    this.folder = evidenceFolder(nameInArn(trail.arn), 'seals');
  }

  /** The seals of days that begin later than a time: what is older may have expired with what it is about. */
  public after(time: number): SealsOfRun {
    return new SealsOfRun((chain) => this.load(chain, time));
  }

  /** Stores a seal. Throws where there is one of its name. */
  public async write(seal: Seal): Promise<void> {
    const key = this.keyOf(seal, seal.day, seal.number);
    await this.bucket.put(key, sealFormat.pack(seal, key), { contentType: 'application/gzip' });
  }

  private async load(chain: Chain, after: number): Promise<LoadedSeals> {
    const listed = await this.list(chain, after);
    const known = new Map<number, SealLink>();
    const findings: NewFinding[] = [];
    const found: SealOfDay[] = [];
    const numbers = new Map<number, number>();
    const loading: Loading = { known, numbers, findings, first: Infinity };
    // From the last day on, since each seal names those before it.
    for (const day of [...listed.keys()].sort((one, other) => other - one)) {
      const seals = listed.get(day) ?? [];
      const sealed = await this.inForce(chain, day, seals, loading);
      if (sealed !== undefined) found.push(sealed);
    }
    for (const { day, number } of known.values()) {
      const isThere = listed.get(day)?.some((seal) => seal.number === number) === true;
      if (isThere || day <= after) continue;
      findings.push(this.about('seal-missing', this.keyOf(chain, day, number)));
      numbers.set(day, Math.max(numbers.get(day) ?? 0, number));
    }
    // What somebody has put there is passed over: it is in the way of no seal.
    for (const [day, seals] of listed) numbers.set(day, beforeNextFree(numbers.get(day) ?? 0, seals));
    return { seals: { days: [...found].reverse(), findings }, links: linksOf(found, known), numbers };
  }

  /** The last seal of a day, by its own word or by that of a later day. */
  private async inForce(
    chain: Chain,
    day: number,
    listed: readonly ListedSeal[],
    loading: Loading,
  ): Promise<SealOfDay | undefined> {
    const { known, numbers, findings } = loading;
    const link = known.get(day);
    const [first] = listed;
    const isOnly = listed.length === 1 && first.versions.length === 1;
    // The first of those that are known is read: by it those before it are known.
    if (isOnly && day !== loading.first && first.number === link?.number) {
      numbers.set(day, link.number);
      const { sha256, number, sealedAt } = link;
      return { day, number, sha256, sealedAt, load: () => this.filesByLink(chain, day, first, link, findings) };
    }
    const read: Seal[] = [];
    for (const each of listed) {
      const seal = await this.read(chain, day, each, findings);
      if (seal !== undefined) read.push(seal);
    }
    if (read.length === 0) return undefined;
    numbers.set(day, read[read.length - 1].number);
    const isForged = ({ number, sha256 }: Seal) => number === link?.number && sha256 !== link.sha256;
    for (const { number } of read.filter(isForged)) {
      findings.push(this.about('seal-forged', this.keyOf(chain, day, number)));
    }
    const seals = read.filter((seal) => !isForged(seal));
    // Where the one that a later day names is gone, one of the same files may have taken its place.
    if (link !== undefined && !seals.some(({ sha256 }) => sha256 === link.sha256)) return undefined;
    const last = seals[seals.length - 1];
    for (const before of last.before) {
      if (!known.has(before.day)) known.set(before.day, before);
      loading.first = Math.min(loading.first, before.day);
    }
    const files = [...seals].reverse().map((seal) => seal.files);
    const isGrown = seals.slice(1).every((seal, index) => lostOf(seals[index].files, seal.files).length === 0);
    const { number, sealedAt, sha256 } = last;
    return { day, number, sealedAt, ...(isGrown && { sha256 }), load: () => Promise.resolve(files) };
  }

  /** The files of a seal whose hash another one knows: only where a listing differs are they asked for. */
  private async filesByLink(
    chain: Chain,
    day: number,
    listed: ListedSeal,
    link: SealLink,
    findings: NewFinding[],
  ): Promise<readonly (readonly SealedFile[])[] | undefined> {
    const seal = await this.read(chain, day, listed, findings);
    if (seal?.sha256 === link.sha256) return [seal.files];
    if (seal !== undefined) findings.push(this.about('seal-forged', listed.key));
    return undefined;
  }

  /** The seal of a key. A version that the validator did not write is a finding, and does not hide the one that it wrote. */
  private async read(
    { accountId, region }: Chain,
    day: number,
    { key, number, versions }: ListedSeal,
    findings: NewFinding[],
  ): Promise<Seal | undefined> {
    let seal: Seal | undefined;
    for (const { versionId, size } of versions) {
      const object = size > MOST_BYTES ? 'unreadable' : await this.get(key, versionId);
      const found =
        object !== 'unreadable' && object?.isAuthentic === true ? sealFormat.unpack(object.body, key) : undefined;
      const isOwn =
        found !== undefined &&
        [found.trailArn, found.accountId, found.region].join() === [this.trail.arn, accountId, region].join() &&
        found.day === day &&
        found.number === number &&
        found.sha256 === sealHash(found);
      if (isOwn) seal = found;
      else if (object !== undefined) findings.push(this.about('seal-forged', key, versionId));
    }
    return seal;
  }

  /** What can't be read was not written by the validator, or is of no use to it: it must not keep a run from its work. */
  private async get(key: string, versionId: string): Promise<AuthenticatedObject | 'unreadable' | undefined> {
    try {
      return await this.bucket.get(key, versionId);
    } catch (error) {
      if (isUnreadable(error)) return 'unreadable';
      throw error;
    }
  }

  /** The seals of a chain by their days, each with its numbers in order. Delete markers hide none of them. */
  private async list(chain: Chain, after: number): Promise<Map<number, ListedSeal[]>> {
    const days = new Map<number, ListedSeal[]>();
    const prefix = this.prefixOf(chain);
    const from = Number.isFinite(after) ? `${prefix}${dayFolder(after)}` : undefined;
    for await (const version of this.bucket.versions(prefix, from)) {
      const [, date, count] = /^(\d{4}\/\d\d\/\d\d)-(\d{1,6})\.json\.gz$/.exec(version.key.slice(prefix.length)) ?? [];
      const day = date === undefined ? undefined : parseIsoTime(`${date.replaceAll('/', '-')}T00:00:00Z`);
      if (day === undefined || day <= after || this.keyOf(chain, day, Number(count)) !== version.key) continue;
      const seals = days.get(day) ?? [];
      days.set(day, seals);
      const seal = seals.find(({ key }) => key === version.key);
      if (seal === undefined) seals.push({ key: version.key, number: Number(count), versions: [version] });
      else seal.versions.push(version);
    }
    for (const seals of days.values()) seals.sort((one, other) => one.number - other.number);
    return days;
  }

  private prefixOf({ accountId, region }: Chain): string {
    return `${this.folder}${accountId}/${region}/`;
  }

  private keyOf(chain: Chain, day: number, number: number): string {
    return `${this.prefixOf(chain)}${dayFolder(day)}-${number}.json.gz`;
  }

  private about(code: 'seal-missing' | 'seal-forged', key: string, versionId?: string): NewFinding {
    return {
      ...{ code, severity: 'INVALID', bucket: this.bucket.name, key },
      ...(versionId !== undefined && { detail: { versionId } }),
    };
  }
}
