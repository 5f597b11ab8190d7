import type { PendingLogFile } from '../model/checkpoint';

/** A checkpoint holds at most so many pending log files, by number and by bytes. */
const MOST_FILES = 1000;
const MOST_BYTES = 110_000;
/** What a log file takes besides the part of its name after the prefix. */
const FILE_BYTES = 32;

/** So many that the next run lists again are remembered besides, so that it sees where one of them is gone. */
const MOST_REMEMBERED = 1000;
const MOST_REMEMBERED_BYTES = 40_000;
/** What distinguishes a log file that CloudTrail has named from others: its minute, and letters and digits as it likes. */
const CLOUDTRAIL_NAME = /_\d{8}T\d{4}Z_[A-Za-z0-9]{16}\.json\.gz$/;
const CLOUDTRAIL_NAME_BYTES = 34;

/** What parts of a chain leave pending together, as far as one checkpoint has room for it. What was stored before has. */
export class PendingRoom {
  private readonly known: Set<string>;
  private files: number;
  private bytes: number;

  public constructor(stored: readonly PendingLogFile[]) {
    this.known = new Set(stored.map(({ key }) => key));
    this.files = MOST_FILES + MOST_REMEMBERED - stored.length;
    this.bytes = MOST_BYTES + MOST_REMEMBERED_BYTES - stored.reduce((sum, { key }) => sum + roomOf(key), 0);
  }

  /** False where there is no room for it. */
  public add({ key }: PendingLogFile): boolean {
    if (this.known.has(key)) return true;
    if (this.files <= 0 || this.bytes <= 0) return false;
    this.known.add(key);
    this.files -= 1;
    this.bytes -= roomOf(key);
    return true;
  }
}

function roomOf(key: string): number {
  return CLOUDTRAIL_NAME.test(key) ? CLOUDTRAIL_NAME_BYTES : FILE_BYTES + Buffer.byteLength(JSON.stringify(key));
}

/**
 * Log files that no digest lists yet, left to a later run. Those that were stored before always fit, and take room from new
 * ones; those that are remembered only, since they are listed again, fit as far as there is room.
 */
export class PendingList {
  public readonly files: PendingLogFile[] = [];
  /** What an earlier run remembered. Those that are listed again are taken out, so that what remains is gone. */
  public readonly unseen: Map<string, PendingLogFile>;
  private readonly remembered = { files: 0, bytes: 0 };
  private readonly stored: ReadonlyMap<string, PendingLogFile>;
  private taken: number;
  private bytes: number;

  public constructor(
    stored: readonly PendingLogFile[],
    private readonly prefixLength: number,
    /** The names from which on this run lists again. */
    listedFrom: string,
  ) {
    const [listed, kept] = [true, false].map((isListed) => stored.filter(({ key }) => key >= listedFrom === isListed));
    this.stored = new Map(kept.map((file) => [file.key, file]));
    this.unseen = new Map(listed.map((file) => [file.key, file]));
    this.taken = kept.length;
    this.bytes = kept.reduce((sum, file) => sum + this.bytesOf(file), 0);
  }

  /** Whether an earlier run left it, and this one does not list it. */
  public wasStored(key: string): boolean {
    return this.stored.has(key);
  }

  public storedFiles(): Iterable<PendingLogFile> {
    return this.stored.values();
  }

  /** Adds a log file; false where a new one does not fit. */
  public add(file: PendingLogFile): boolean {
    if (!this.wasStored(file.key)) {
      if (this.taken >= MOST_FILES || this.bytes >= MOST_BYTES) return false;
      this.taken += 1;
      this.bytes += this.bytesOf(file);
    }
    this.files.push(file);
    return true;
  }

  /** Remembers a log file that the next run lists again, if there is room. */
  public remember(file: PendingLogFile): void {
    const { remembered } = this;
    if (remembered.files >= MOST_REMEMBERED || remembered.bytes >= MOST_REMEMBERED_BYTES) return;
    remembered.files += 1;
    remembered.bytes += CLOUDTRAIL_NAME.test(file.key) ? CLOUDTRAIL_NAME_BYTES : this.bytesOf(file);
    this.files.push(file);
  }

  /** Leaves a log file once more that an earlier run left. It is not counted: its place is taken already. */
  public addAgain(file: PendingLogFile): void {
    this.files.push(file);
  }

  /** Leaves all that an earlier run left and that this one has not judged. */
  public addRemaining(): void {
    const added = new Set(this.files.map(({ key }) => key));
    const remaining = [...this.stored.values(), ...this.unseen.values()];
    this.files.push(...remaining.filter(({ key }) => !added.has(key)));
  }

  private bytesOf({ key }: PendingLogFile): number {
    return FILE_BYTES + Buffer.byteLength(JSON.stringify(key)) - this.prefixLength;
  }
}
