import type { ValidationEvent } from './result';

/** A public key that has verified digests, and where it came from. */
export interface UsedPublicKey {
  readonly region: string;
  /** By which digests name it. */
  readonly fingerprint: string;
  /** `ListPublicKeys`, with the time where it was an earlier answer, or the name of a file. */
  readonly source: string;
  /** How many digests it has verified. */
  readonly digests: number;
}

/** Some of the keys, and how many more there are. */
export interface UsedPublicKeys {
  readonly used: readonly UsedPublicKey[];
  readonly more: number;
}

/** A trail has few keys in a Region; a file that somebody made may hold any number. */
const MOST = 1000;

/** The public keys by which a run has verified digests, from its events. */
export class PublicKeyUse {
  private readonly keys = new Map<string, UsedPublicKey>();
  private more = 0;

  /** What AWS has said in this run is known from then on: so its source says when. */
  public constructor(private readonly now?: number) {}

  public event(event: ValidationEvent): undefined {
    if (event.type !== 'digest' || event.keyFingerprint === undefined || event.keySource === undefined) return;
    const { region, keyFingerprint: fingerprint, keySource } = event;
    const isNow = keySource === 'ListPublicKeys' && this.now !== undefined;
    const source = isNow ? `${keySource} of ${new Date(this.now).toISOString()}` : keySource;
    this.add({ region, fingerprint, source, digests: 1 });
  }

  /** Adds what a part of the run has used. */
  public addAll({ used, more }: UsedPublicKeys): void {
    for (const key of used) this.add(key);
    this.more += more;
  }

  /** By Region, fingerprint and source. */
  public values(): UsedPublicKeys {
    const used = [...this.keys].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, key]) => key);
    return { used, more: this.more };
  }

  private add(key: UsedPublicKey): void {
    const name = `${key.region} ${key.fingerprint} ${key.source}`;
    const before = this.keys.get(name);
    if (before === undefined && this.keys.size >= MOST) this.more += 1;
    else this.keys.set(name, { ...key, digests: key.digests + (before?.digests ?? 0) });
  }
}
