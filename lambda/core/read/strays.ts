import type { Limiter } from '../flow/limiter';
import { isFolderMarker } from '../format/layout';
import type { Finding } from '../model/finding';
import type { ValidationRequest } from '../model/request';
import type { ListedObject, Store } from '../model/store';

/** Of each level so many objects are named. That there are more of them is a finding: what is not named is not looked at. */
const MOST_NAMED = 1000;

/** One level of the folders that CloudTrail writes: what belongs there, and what does not. */
export class Level {
  private readonly objects: ListedObject[] = [];
  /** Whether a folder has more objects than its first page. */
  private hasMore = false;

  private constructor(
    private readonly store: Store,
    private readonly limiter: Limiter,
    private readonly request: ValidationRequest,
    private readonly prefix: string,
    private folders: readonly string[] = [],
  ) {}

  public static async list(store: Store, limiter: Limiter, request: ValidationRequest, prefix: string): Promise<Level> {
    const level = new Level(store, limiter, request, prefix);
    level.folders = await limiter.run(async () => {
      const folders: string[] = [];
      const { bucket } = request.trail;
      const pages = store.listFolders(bucket, prefix, (object) => level.objects.push(object));
      for await (const page of pages) folders.push(...page);
      return folders;
    });
    return level;
  }

  public known(isKnown: (name: string) => boolean): string[] {
    return this.folders.filter(isKnown);
  }

  /** What lies here, or below a folder that is not known. Of what is older than retention nothing is said. */
  public async strays(isKnown: (name: string) => boolean): Promise<Finding[]> {
    const { bucket } = this.request.trail;
    const found = [...this.objects];
    for (const folder of this.folders) if (!isKnown(folder)) found.push(...(await this.firstOf(folder)));
    const { retentionStart = -Infinity } = this.request;
    const strays = found.filter(
      (object) => !isFolderMarker(object) && (object.lastModified ?? Infinity) > retentionStart,
    );
    const named = strays.slice(0, MOST_NAMED).map(({ key, lastModified }): Finding => ({
      ...{ code: 'unexpected-object', severity: 'INCOMPLETE', bucket, key },
      ...(lastModified !== undefined && { detail: { lastModified } }),
    }));
    if (strays.length <= MOST_NAMED && !this.hasMore) return named;
    const detail = { cause: 'more objects than are looked at in a folder that CloudTrail does not write' };
    return [...named, { code: 'not-validated', severity: 'INCOMPLETE', bucket, key: this.prefix, detail }];
  }

  private firstOf(folder: string): Promise<readonly ListedObject[]> {
    const { store, limiter, request, prefix } = this;
    return limiter.run(async () => {
      let first: readonly ListedObject[] | undefined;
      for await (const page of store.listObjects(request.trail.bucket, { prefix: `${prefix}${folder}/` })) {
        this.hasMore ||= first !== undefined && page.length > 0;
        if (first !== undefined) break;
        first = page;
      }
      return first ?? [];
    });
  }
}
