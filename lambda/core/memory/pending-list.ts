import type { PendingLogFile } from '../model/checkpoint';

/** A checkpoint holds at most so many pending log files, by number and by bytes. */
const MOST_FILES = 1000;
const MOST_BYTES = 110_000;
/** What a log file takes besides the part of its name after the prefix. */
const FILE_BYTES = 32;

/** Log files that no digest lists yet, left to a later run. Those that were stored before always fit. */
export class PendingList {
  public readonly files: PendingLogFile[] = [];
  private readonly stored: ReadonlyMap<string, PendingLogFile>;
  private bytes = 0;

  public constructor(
    stored: readonly PendingLogFile[],
    private readonly prefixLength: number,
  ) {
    this.stored = new Map(stored.map((file) => [file.key, file]));
  }

  /** Whether an earlier run left it. */
  public wasStored(key: string): boolean {
    return this.stored.has(key);
  }

  public storedFiles(): Iterable<PendingLogFile> {
    return this.stored.values();
  }

  /** Adds a log file; false where a new one does not fit. */
  public add(file: PendingLogFile): boolean {
    const hasRoom = this.files.length < MOST_FILES && this.bytes < MOST_BYTES;
    if (!hasRoom && !this.wasStored(file.key)) return false;
    this.files.push(file);
    this.bytes += FILE_BYTES + Buffer.byteLength(JSON.stringify(file.key)) - this.prefixLength;
    return true;
  }

  /** Leaves a log file once more that an earlier run left. It is not counted: its place is taken already. */
  public addAgain(file: PendingLogFile): void {
    this.files.push(file);
  }

  /** Leaves all that an earlier run left and that this one has not judged. */
  public addRemaining(): void {
    const added = new Set(this.files.map(({ key }) => key));
    this.files.push(...[...this.stored.values()].filter(({ key }) => !added.has(key)));
  }
}
