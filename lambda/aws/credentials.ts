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

interface ChainOptions {
  /** The profile that was named for this run: it comes before the keys of the environment, as in the AWS CLI. */
  readonly profile?: string;
  readonly clientConfig: object;
}

/** The credentials that the AWS CLI would use. What they don't come from is not loaded. */
export function credentialChain(options: ChainOptions): CredentialProvider {
  if (options.profile === undefined && fromEnvironment() !== undefined) return async () => fromEnvironment()!;
  let chain: CredentialProvider | undefined;
  return async (request) => {
    const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
    chain ??= defaultProvider({ ...options, logger: SILENT });
    return chain(request);
  };
}

/** The chain warns of a profile that comes before the keys of the environment, which is what was asked for. */
const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

function fromEnvironment({ env } = process): Credentials | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = env;
  if (!accessKeyId || !secretAccessKey) return undefined;
  const expires = env.AWS_CREDENTIAL_EXPIRATION;
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: env.AWS_SESSION_TOKEN ?? env.AWS_SECURITY_TOKEN,
    ...(expires && { expiration: new Date(expires) }),
  };
}

function isDue({ expiration }: Credentials, now: number): boolean {
  return expiration !== undefined && expiration.getTime() - now < RENEW_BEFORE_MS;
}
