// Sealed days, as a world of the bundled functions has them, and what sweeps read of them.
import { sealFormat, type Seal } from '../../../lambda/records/seal';
import { ACCOUNTS, World, type Kept, type Seen } from '../../support/run-time/world';

export const [OWNER, MEMBER] = ACCOUNTS;

/** So many objects of a day are more than its edges, which are read with the days beside it. */
const MORE_THAN_EDGES = 12;
const TRIES = 20;

/** A world, what was sealed in it, and attacks on that. */
export class SealedWorld {
  /** The dates of the sealed days of the first chain. */
  public dates: readonly string[] = SEALED;

  private constructor(
    public readonly world: World,
    private sealed: Kept,
  ) {}

  /** Two chains of which three days are sealed: from 2026-01-10 to 2026-01-12. */
  public static async open(environment: Record<string, string> = {}, hours = 150): Promise<SealedWorld> {
    const world = await World.open({ READ_AGAIN_DAYS: '365', ...environment });
    await world.begin({ hours });
    await world.runAt(100);
    await world.runAt(101, 'sweep');
    return new SealedWorld(world, await world.keep());
  }

  /** Has later tests begin with what is there now. */
  public async keep(): Promise<void> {
    this.sealed = await this.world.keep();
  }

  /** The same with what was kept before, and its sealed days. */
  public use(kept: Kept, dates: readonly string[]): void {
    this.sealed = kept;
    this.dates = dates;
  }

  public begin(): Promise<void> {
    return this.world.restore(this.sealed);
  }

  /** The log files of a day of a chain, and its digests, by its date. */
  public logFiles(date: string, account = OWNER): string[] {
    return this.world.logs.keys.filter((key) => key.includes(`/${account}/CloudTrail/us-east-1/${folderOf(date)}`));
  }

  public digests(date: string, account = OWNER): string[] {
    return this.world.logs.keys.filter((key) =>
      key.includes(`/CloudTrail-Digest/us-east-1/${folderOf(date)}${account}`),
    );
  }

  /** The keys of the seals of a chain, in the order of days. */
  public seals(account = OWNER): string[] {
    return this.world.evidence.keys.filter((key) => key.includes(`/seals/${account}/us-east-1/`));
  }

  public seal(key: string): Seal {
    return sealFormat.unpack(this.world.evidence.object(key)?.body ?? Buffer.of(), key);
  }

  /** An object as somebody writes it now: S3 dates it. */
  public put(key: string, body: Buffer): void {
    const { world } = this;
    world.logs.put(key, { ...world.logs.object(key), body, lastModified: new Date(world.now) });
  }

  /** The same, of the same size and other bytes. */
  public tamper(key: string): void {
    const body = Buffer.from(this.world.logs.object(key)?.body ?? Buffer.of());
    body[body.length - 12] ^= 1;
    this.put(key, body);
  }

  /**
   * The sweep after an attack on some days. A sweep reads one sealed day of each chain that nobody knows beforehand, whatever
   * its listing says: this one has drawn another day than those, so that what it finds of them it finds by comparing. Where no
   * dates are given, any sweep will do.
   */
  public async sweepAfter(
    attack: () => void | Promise<void>,
    dates: readonly string[] | undefined,
    hours = 125,
  ): Promise<Seen & { readonly read: readonly string[] }> {
    for (let tries = 0; tries < TRIES; tries++) {
      await this.begin();
      await attack();
      const { seen, read } = await this.sweepAt(hours);
      if (dates === undefined || this.dates.some((date) => read.includes(date) && !dates.includes(date)))
        return { ...seen, read };
    }
    throw new Error(`the days ${dates?.join() ?? ''} were drawn in each of ${TRIES} sweeps`);
  }

  /** A sweep, and the dates of the first chain that it has read in full. */
  public async sweepAt(hours: number): Promise<{ readonly seen: Seen; readonly read: readonly string[] }> {
    const { world } = this;
    const counts = new Map<string, number>();
    const before = world.s3Fault;
    world.s3Fault = (request) => {
      const [, year, month, day] = /^AWSLogs\/.*\/us-east-1\/(\d{4})\/(\d\d)\/(\d\d)\//.exec(request.key) ?? [];
      const isOwn = request.operation === 'GetObject' && request.key.includes(`/${OWNER}/`);
      const date = `${year}-${month}-${day}`;
      if (isOwn && day !== undefined) counts.set(date, (counts.get(date) ?? 0) + 1);
      return before?.(request);
    };
    const seen = await world.runAt(hours, 'sweep');
    world.s3Fault = before;
    const read = [...counts].flatMap(([date, count]) => (count > MORE_THAN_EDGES ? [date] : []));
    return { seen, read };
  }
}

/** The sealed days of {@link SealedWorld.open}, by their dates. */
export const SEALED = ['2026-01-10', '2026-01-11', '2026-01-12'];

/** What only comparing with seals can say. */
export const SEAL_CODES: readonly string[] = [
  'sealed-version-missing',
  'sealed-object-changed',
  'seal-missing',
  'seal-forged',
];

/** The codes of what is open, notices too. */
export function codesIn({ report }: Seen): string[] {
  return [...new Set((report?.groups ?? []).map(({ code }) => code))].sort();
}

/** In what sealed objects were said to differ from their seals. */
export function differencesIn({ report }: Seen): unknown[] {
  return (report?.groups ?? [])
    .filter(({ code }) => code === 'sealed-object-changed')
    .flatMap(({ newest }) => newest.map(({ detail }) => detail?.difference))
    .sort();
}

function folderOf(date: string): string {
  return `${date.replaceAll('-', '/')}/`;
}
