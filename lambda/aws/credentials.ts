import type { Credentials } from './s3/signer';

/** Renewed this long before they expire, so that no request is sent with credentials that lapse on the way. */
const RENEW_BEFORE_MS = 5 * 60_000;

/** Gives credentials, as all of the SDK's providers do. */
export type CredentialProvider = (options?: { readonly forceRefresh?: boolean }) => Promise<Credentials>;

/** Keeps the credentials of a provider at hand, and renews them before they expire or when AWS says that they have. */
export class CredentialSource {
  private current?: Credentials;
  private renewal?: Promise<Credentials>;

  public constructor(
    private readonly provider: CredentialProvider,
    private readonly now: () => number = Date.now,
  ) {}

  /** What the SDK's clients are given, so that all of them share one set of credentials. */
  public readonly provide = async (): Promise<Credentials> => this.get();

  /** The credentials at hand, without a promise where there is nothing to wait for. */
  public get(): Credentials | Promise<Credentials> {
    if (this.current && !isDue(this.current, this.now())) return this.current;
    return this.renew();
  }

  /** Asks the provider again, if these credentials have not been replaced meanwhile. */
  public async replace(rejected: Credentials | undefined): Promise<void> {
    if (this.current && this.current !== rejected) return;
    await this.renew(true);
  }

  private renew(forceRefresh = false): Promise<Credentials> {
    this.renewal ??= this.provider({ forceRefresh })
      .then((credentials) => (this.current = credentials))
      .finally(() => (this.renewal = undefined));
    return this.renewal;
  }
}

function isDue({ expiration }: Credentials, now: number): boolean {
  return expiration !== undefined && expiration.getTime() - now < RENEW_BEFORE_MS;
}
