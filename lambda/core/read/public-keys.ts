import type { Limiter } from '../flow/limiter';
import { readSigningKey, type SigningKey } from '../format/signature';
import { HOUR } from '../format/time';
import { isReadFailure, type ReadFailure, type Store, type TimeRange } from '../model/store';

/** The public keys of one Region: requested once for the whole window, and again around times of unknown keys. */
export class PublicKeys {
  private readonly keys = new Map<string, SigningKey>();
  /** By the hour around which the keys were requested; 0 is the whole window. */
  private readonly requests = new Map<number, Promise<ReadFailure | undefined>>();

  public constructor(
    private readonly store: Store,
    private readonly limiter: Limiter,
    private readonly region: string,
    private readonly window: TimeRange,
  ) {}

  /** The key, or undefined if AWS has answered for all these times and it is none of the Region's. */
  public async find(fingerprint: string, times: readonly number[]): Promise<SigningKey | ReadFailure | undefined> {
    // When keys change, a digest may be signed by the next key already: hence two more hours.
    let failure = await this.request(0, { start: this.window.start - 2 * HOUR, end: this.window.end + 2 * HOUR });
    for (const time of times) {
      const key = this.keys.get(fingerprint);
      if (key !== undefined) return key;
      const hour = Math.floor(time / HOUR);
      failure = (await this.request(hour, { start: (hour - 2) * HOUR, end: (hour + 3) * HOUR })) ?? failure;
    }
    return this.keys.get(fingerprint) ?? failure;
  }

  private request(hour: number, range: TimeRange): Promise<ReadFailure | undefined> {
    const request = this.requests.get(hour) ?? this.limiter.run(() => this.load(range));
    this.requests.set(hour, request);
    return request;
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
