import { ListPublicKeysCommand, type PublicKey as SdkPublicKey } from '@aws-sdk/client-cloudtrail';
import { isReadFailure, type PublicKey, type ReadFailure, type TimeRange } from '../../core';
import { readFailureFor, remedyFor, toAwsError } from '../errors';
import type { Clients } from '../clients';

interface RegionKeys {
  /** The times that the Region was asked about. */
  readonly asked: TimeRange;
  readonly keys: readonly PublicKey[];
}

/** Asks each Region for its public keys, and asks it again only about times that it was not asked about. */
export class PublicKeys {
  private readonly answers = new Map<string, Promise<RegionKeys | ReadFailure>>();

  public constructor(private readonly clients: Clients) {}

  public async of(region: string, range: TimeRange): Promise<readonly PublicKey[] | ReadFailure> {
    const before = this.answers.get(region);
    const next = before ? before.then((known) => this.extend(region, known, range)) : this.ask(region, range);
    this.answers.set(region, next);
    const answer = await next;
    if (!isReadFailure(answer)) {
      const keys = answer.keys.filter((key) => overlaps(key, range));
      return keys.length > 0 ? keys : { failure: 'no-keys' };
    }
    if (answer.failure === 'transient') this.answers.delete(region);
    return answer;
  }

  private extend(
    region: string,
    answer: RegionKeys | ReadFailure,
    range: TimeRange,
  ): Promise<RegionKeys | ReadFailure> {
    if (isReadFailure(answer)) return Promise.resolve(answer);
    const { asked } = answer;
    if (asked.start <= range.start && range.end <= asked.end) return Promise.resolve(answer);
    const start = Math.min(asked.start, range.start);
    const end = Math.max(asked.end, range.end);
    return this.ask(region, { start, end });
  }

  private async ask(region: string, asked: TimeRange): Promise<RegionKeys | ReadFailure> {
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
      const awsError = toAwsError(error);
      return readFailureFor(remedyFor(awsError), awsError);
    }
    return { asked, keys: keys.flatMap(toPublicKey) };
  }
}

function toPublicKey({ Value, Fingerprint, ValidityStartTime, ValidityEndTime }: SdkPublicKey): PublicKey[] {
  if (!Value) return [];
  const validity = { validFrom: ValidityStartTime?.getTime(), validTo: ValidityEndTime?.getTime() };
  return [{ der: Value, fingerprint: Fingerprint, ...validity, source: 'ListPublicKeys' }];
}

function overlaps({ validFrom = -Infinity, validTo = Infinity }: PublicKey, { start, end }: TimeRange): boolean {
  return validFrom <= end && validTo >= start;
}
