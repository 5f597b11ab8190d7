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
    const whole = { start: this.window.start - 2 * HOUR, end: this.window.end + 2 * HOUR };
    const failures = [await this.request(0, whole)];
    for (const time of times) {
      const key = this.keys.get(fingerprint);
      if (key !== undefined) return key;
      const hour = Math.floor(time / HOUR);
      failures.push(await this.request(hour, { start: (hour - 2) * HOUR, end: (hour + 3) * HOUR }));
    }
    return this.keys.get(fingerprint) ?? unanswered(failures);
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
      if (isReadFailure(answer)) return answer;
      return keys.length > 0 ? undefined : { failure: 'no-keys' };
    } catch (error) {
      return { failure: 'transient', detail: String(error) };
    }
  }
}

/**
 * Why the answers do not say that a key is unknown. Before its first key a Region has none; but a Region that gives none
 * for any of the times has not answered.
 */
function unanswered(failures: readonly (ReadFailure | undefined)[]): ReadFailure | undefined {
  const others = failures.filter((failure) => failure?.failure !== 'no-keys');
  return others.length === 0 ? failures[0] : others.find((failure) => failure !== undefined);
}
