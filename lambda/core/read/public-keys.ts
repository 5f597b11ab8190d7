import type { Limiter } from '../flow/limiter';
import { readSigningKey, type SigningKey } from '../format/signature';
import { isReadFailure, type ReadFailure, type Store, type TimeRange } from '../model/store';
import { HOUR } from '../format/time';

/** The public keys of one Region: asked for once for the whole window, and again around times of unknown keys. */
export class KeyRing {
  private readonly keys = new Map<string, SigningKey>();
  private readonly asked = new Map<number, Promise<ReadFailure | undefined>>();

  public constructor(
    private readonly store: Store,
    private readonly limiter: Limiter,
    private readonly region: string,
    private readonly window: TimeRange,
  ) {}

  /** The key, or undefined if AWS answered for all these times and it is none of the Region's. */
  public async find(fingerprint: string, times: readonly number[]): Promise<SigningKey | ReadFailure | undefined> {
    // At the turn of a key a digest may be signed by the next one: hence two hours more.
    let failure = await this.ask(0, { start: this.window.start - 2 * HOUR, end: this.window.end + 2 * HOUR });
    for (const time of times) {
      const known = this.keys.get(fingerprint);
      if (known !== undefined) return known;
      const hour = Math.floor(time / HOUR);
      failure = (await this.ask(hour, { start: (hour - 2) * HOUR, end: (hour + 3) * HOUR })) ?? failure;
    }
    return this.keys.get(fingerprint) ?? failure;
  }

  private ask(name: number, range: TimeRange): Promise<ReadFailure | undefined> {
    const asked = this.asked.get(name) ?? this.limiter.run(() => this.load(range));
    this.asked.set(name, asked);
    return asked;
  }

  private async load(range: TimeRange): Promise<ReadFailure | undefined> {
    try {
      const answer = await this.store.readPublicKeys(this.region, range);
      const keys = isReadFailure(answer) ? (answer.keys ?? []) : answer;
      for (const key of keys.map(readSigningKey)) this.keys.set(key.fingerprint, key);
      return isReadFailure(answer) ? answer : undefined;
    } catch (error) {
      return { failure: 'transient', detail: String(error) };
    }
  }
}
