/** The keys of one run in the work bucket. */
export class WorkKeys {
  private readonly folder: string;

  public constructor(runId: string) {
    this.folder = `runs/${runId}`;
  }

  public get plan(): string {
    return `${this.folder}/plan.json`;
  }

  /** What the state machine maps over. */
  public get manifest(): string {
    return `${this.folder}/manifest.json`;
  }

  public input(index: number): string {
    return `${this.folder}/shards/${index}.json`;
  }

  public result(index: number): string {
    return `${this.folder}/results/${index}.json`;
  }

  /** The objects that a shard has judged, by the hash of their list. */
  public objects(index: number, sha256: string): string {
    return `${this.folder}/results/${index}.${sha256.slice(0, 16)}.objects.ndjson.gz`;
  }
}
