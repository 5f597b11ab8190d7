import type { AuthenticatedBucket, CheckedObject, ListedVersion, ObjectLink } from '../aws/s3/authenticated-bucket';
import { sideBySide } from '../core';

/** A version among the reports, and whether one of the validator's functions wrote it. */
export type CheckedVersion = ListedVersion & CheckedObject;

/** So many that nobody of us wrote are named; after them the look is over. */
const MOST_FORGED = 100;
const AT_ONCE = 32;

/** The versions of reports as they are looked at, each once. */
export class ReportVersions {
  private readonly checked = new Map<string, CheckedVersion>();
  private forgedCount = 0;

  /** In the order of their keys; of one key the newest version first. */
  public constructor(
    private readonly bucket: AuthenticatedBucket,
    public readonly listed: readonly ListedVersion[],
  ) {}

  /** Looks at some, the last ones first. */
  public async check(versions: readonly ListedVersion[]): Promise<void> {
    await sideBySide([...versions].reverse(), AT_ONCE, (version) => this.checkOne(version));
  }

  /** The newest that the validator wrote. Throws where so many others are there that it can't be found. */
  public async newest(): Promise<CheckedVersion | undefined> {
    for (const version of [...this.listed].reverse()) {
      if ((await this.checkOne(version))?.isAuthentic === true) return this.checked.get(nameOf(version));
      if (this.isFlooded) throw new Error(`there are more than ${MOST_FORGED} objects among the reports that are none`);
    }
    return undefined;
  }

  /** The validator's version of an object, if it is there. */
  public async find({ key, sha256 }: ObjectLink): Promise<CheckedVersion | undefined> {
    const versions = this.listed.filter((version) => version.key === key);
    const checked = await sideBySide(versions, AT_ONCE, (version) => this.checkOne(version, true));
    return checked.find((version) => version?.isAuthentic === true && version.sha256 === sha256);
  }

  /** Whether so many are forged that not all were looked at. */
  public get isFlooded(): boolean {
    return this.forgedCount >= MOST_FORGED;
  }

  public authentic(): CheckedVersion[] {
    return [...this.checked.values()].filter(({ isAuthentic }) => isAuthentic);
  }

  public forged(): CheckedVersion[] {
    return [...this.checked.values()].filter(({ isAuthentic }) => !isAuthentic);
  }

  private async checkOne(version: ListedVersion, isKnown = false): Promise<CheckedVersion | undefined> {
    const { key, versionId } = version;
    const name = nameOf(version);
    const known = this.checked.get(name);
    if (known !== undefined || (this.isFlooded && !isKnown)) return known;
    const object = await this.bucket.check(key, versionId);
    // It was deleted for good since it was listed.
    if (object === undefined) return undefined;
    const checked = { ...version, ...object };
    if (!object.isAuthentic) this.forgedCount += 1;
    this.checked.set(name, checked);
    return checked;
  }
}

function nameOf({ key, versionId }: ListedVersion): string {
  return `${versionId} ${key}`;
}
