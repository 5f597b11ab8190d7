import path from 'node:path';
import type { AuthenticatedBucket } from '../../aws/s3/authenticated-bucket';
import { unlessThere } from '../../aws/s3/put-new-object';
import { whenAll, type ObjectEvent } from '../../core';
import { LINES_TYPE, LinesFile } from '../../records/lines-file';
import { judgedObjectLine, type JudgedObjectRecord } from '../../records/object-verdict';
import { SortedOnDisk } from '../../records/sorted-on-disk';
import { BY_DAY_AND_KEY, judgedObject, worstOfEach, type KeptTime } from './judged-objects';

/** What a shard says of objects: sorted, and left in the work bucket for the merge. */
export class ShardRecords {
  private readonly objects: SortedOnDisk<JudgedObjectRecord>;
  private readonly file: string;

  public constructor(
    folder: string,
    name: string,
    private readonly kept: KeptTime,
  ) {
    this.objects = new SortedOnDisk(folder, `${name}.objects`, BY_DAY_AND_KEY);
    this.file = path.join(folder, `${name}.sorted-objects`);
  }

  public addObject(event: ObjectEvent): Promise<void> | undefined {
    const object = judgedObject(event, this.kept, Date.now());
    return object && this.objects.add(object);
  }

  /**
   * Stores them and returns their key; undefined where there is none. It holds their hash: a shard that is tried again has read other bytes at other
   * times, and its result names its own.
   */
  public async leave(bucket: AuthenticatedBucket, keyOf: (sha256: string) => string): Promise<string | undefined> {
    const lines = new LinesFile(this.file);
    try {
      for await (const object of worstOfEach(this.objects.sorted())) {
        const slow = lines.add(judgedObjectLine.stringify(object, this.file));
        if (slow !== undefined) await slow;
      }
      const finished = await lines.finish();
      if (finished === undefined) return undefined;
      const key = keyOf(finished.sha256);
      // One that is there already has the same hash.
      await unlessThere(() => bucket.putFile(key, finished, LINES_TYPE));
      return key;
    } finally {
      await whenAll([lines.remove(), this.objects.remove()]);
    }
  }

  public remove(): Promise<void> {
    return this.objects.remove();
  }
}
