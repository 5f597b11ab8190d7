import { ChainKeys } from '../format/object-keys';
import type { Chain } from '../model/trail';
import type { TrailLocation } from './locations';
import type { Session } from './session';

/** Where the objects of one chain are, and their names there. */
export interface ChainLocation extends Pick<TrailLocation, 'bucket' | 'from' | 'to'> {
  readonly keys: ChainKeys;
}

/** The locations of one chain: where the trail delivers, and where it delivered before. */
export class ChainLocations {
  public readonly current: ChainLocation;
  public readonly former: readonly ChainLocation[];

  public constructor({ locations, request }: Session, chain: Chain) {
    [this.current, ...this.former] = locations.map(({ bucket, keyPrefix, from, to }) => {
      const trail = { ...request.trail, bucket, keyPrefix };
      return { bucket, from, to, keys: new ChainKeys(trail, chain) };
    });
  }

  public get all(): readonly ChainLocation[] {
    return [this.current, ...this.former];
  }

  /** The location of the digests of this bucket and folder that end then; undefined where none is known. */
  public ofDigest(
    { bucket, key }: { readonly bucket: string; readonly key: string },
    end: number,
  ): ChainLocation | undefined {
    return this.all.find(
      (location) =>
        bucket === location.bucket &&
        key.startsWith(location.keys.digestPrefix) &&
        end > location.from &&
        end <= location.to,
    );
  }

  /** The location of the log files of this bucket and folder. */
  public ofLogFile({ bucket, key }: { readonly bucket?: string; readonly key: string }): ChainLocation | undefined {
    return this.all.find(({ keys, ...location }) => bucket === location.bucket && key.startsWith(keys.logFilePrefix));
  }

  /** Those in which there may be something of a time. */
  public within(from: number, to: number): ChainLocation[] {
    return this.all.filter((location) => location.from < to && location.to >= from);
  }
}
