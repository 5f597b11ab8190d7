import { ListPublicKeysCommand, type PublicKey as SdkPublicKey } from '@aws-sdk/client-cloudtrail';
import { isReadFailure, type PublicKey, type ReadFailure, type TimeRange } from '../../core';
import { readFailureFor, remedyFor, toErrorAnswer } from '../errors';
import type { Clients } from '../clients';

interface KnownKeys {
  readonly asked: TimeRange;
  readonly keys: readonly PublicKey[];
}

/** Asks each Region for its public keys, and asks it again only about times that it was not asked about. */
export class PublicKeys {
  private readonly known = new Map<string, Promise<KnownKeys | ReadFailure>>();

  public constructor(private readonly clients: Clients) {}

  public async of(region: string, range: TimeRange): Promise<readonly PublicKey[] | ReadFailure> {
    const before = this.known.get(region);
    const answer = before ? before.then((known) => this.extend(region, known, range)) : this.ask(region, range);
    this.known.set(region, answer);
    const known = await answer;
    if (!isReadFailure(known)) return known.keys.filter((key) => overlaps(key, range));
    if (known.failure === 'transient') this.known.delete(region);
    return known;
  }

  private extend(region: string, known: KnownKeys | ReadFailure, range: TimeRange): Promise<KnownKeys | ReadFailure> {
    if (isReadFailure(known)) return Promise.resolve(known);
    const { asked } = known;
    if (asked.start <= range.start && range.end <= asked.end) return Promise.resolve(known);
    const start = Math.min(asked.start, range.start);
    const end = Math.max(asked.end, range.end);
    return this.ask(region, { start, end });
  }

  private async ask(region: string, asked: TimeRange): Promise<KnownKeys | ReadFailure> {
    const keys: SdkPublicKey[] = [];
    const times = { StartTime: new Date(asked.start), EndTime: new Date(asked.end) };
    try {
      let NextToken: string | undefined;
      do {
        const page = await this.clients.cloudTrail(region).send(new ListPublicKeysCommand({ ...times, NextToken }));
        keys.push(...(page.PublicKeyList ?? []));
        NextToken = page.NextToken;
      } while (NextToken);
    } catch (error) {
      const answer = toErrorAnswer(error);
      return readFailureFor(remedyFor(answer), answer);
    }
    return { asked, keys: keys.flatMap(toPublicKey) };
  }
}

function toPublicKey({ Value, ValidityStartTime, ValidityEndTime }: SdkPublicKey): PublicKey[] {
  if (!Value) return [];
  const validity = { validFrom: ValidityStartTime?.getTime(), validTo: ValidityEndTime?.getTime() };
  return [{ der: Value, ...validity, source: 'ListPublicKeys' }];
}

function overlaps({ validFrom = -Infinity, validTo = Infinity }: PublicKey, { start, end }: TimeRange): boolean {
  return validFrom <= end && validTo >= start;
}
