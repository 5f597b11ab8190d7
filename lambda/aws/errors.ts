import type { ReadFailure, ReadFailureReason } from '../core';

/** An error that a service gave, or the way to it. */
export interface AwsError {
  /** HTTP status; undefined where there was no response at all. */
  readonly status?: number;
  readonly code: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** What to do about an error. */
export type Remedy = 'retry' | 'slow-down' | 'other-region' | 'new-credentials' | 'set-clock' | ReadFailureReason;

/** Codes of S3 and the other services, before the status is looked at. */
const BY_CODE: Readonly<Record<string, Remedy>> = {
  NoSuchKey: 'absent',
  TrailNotFoundException: 'absent',
  AWSOrganizationsNotInUseException: 'absent',
  NoSuchBucket: 'no-bucket',
  InvalidObjectState: 'archived',
  AllAccessDisabled: 'denied',
  AccountProblem: 'denied',
  InvalidAccessKeyId: 'no-credentials',
  InvalidClientTokenId: 'no-credentials',
  UnrecognizedClientException: 'region-unavailable',
  OptInRequired: 'region-unavailable',
  CredentialsProviderError: 'no-credentials',
  ExpiredToken: 'new-credentials',
  ExpiredTokenException: 'new-credentials',
  TokenRefreshRequired: 'new-credentials',
  RequestTimeTooSkewed: 'set-clock',
  RequestExpired: 'set-clock',
  PermanentRedirect: 'other-region',
  TemporaryRedirect: 'other-region',
  IllegalLocationConstraintException: 'other-region',
  AuthorizationHeaderMalformed: 'other-region',
  SlowDown: 'slow-down',
  Throttling: 'slow-down',
  ThrottlingException: 'slow-down',
  ThrottledException: 'slow-down',
  TooManyRequestsException: 'slow-down',
  RequestLimitExceeded: 'slow-down',
  BandwidthLimitExceeded: 'slow-down',
  RequestTimeout: 'retry',
  RequestTimeoutException: 'retry',
  ENOTFOUND: 'region-unavailable',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'transient',
  SELF_SIGNED_CERT_IN_CHAIN: 'transient',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'transient',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'transient',
  CERT_HAS_EXPIRED: 'transient',
  ERR_TLS_CERT_ALTNAME_INVALID: 'transient',
};

/** Decides by code first, then by status. Only NoSuchKey is absence: S3 gives it to those alone who may list. */
export function remedyFor({ status, code, message }: AwsError): Remedy {
  if (/^KMS\./.test(code) || (status === 403 && /\bkms:/i.test(message))) return 'undecryptable';
  if (Object.hasOwn(BY_CODE, code)) return BY_CODE[code];
  if (status === undefined || status >= 500 || status === 408) return status === 503 ? 'slow-down' : 'retry';
  if (status === 429) return 'slow-down';
  if (status === 301 || status === 307) return 'other-region';
  return 'denied';
}

/** The failure where no remedy has helped. */
export function readFailureFor(remedy: Remedy, { code, message }: AwsError): ReadFailure {
  return {
    failure: FINAL[remedy] ?? (remedy as ReadFailureReason),
    detail: [code, message].filter(Boolean).join(': '),
  };
}

const FINAL: Partial<Record<Remedy, ReadFailureReason>> = {
  retry: 'transient',
  'slow-down': 'transient',
  'set-clock': 'transient',
  'other-region': 'denied',
  'new-credentials': 'no-credentials',
};

const ENTITIES = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

/** The code and message of an S3 error document. */
export function readErrorDocument(status: number, body: string): Pick<AwsError, 'code' | 'message'> {
  const element = (name: string) => {
    const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1];
    return text?.replace(/&(lt|gt|quot|apos|amp);/g, (entity, name: keyof typeof ENTITIES) => ENTITIES[name] ?? entity);
  };
  return { code: element('Code') ?? `HTTP ${status}`, message: element('Message') ?? '' };
}

/** An error that the SDK or the connection threw, in the same form. */
export function toAwsError(error: unknown): AwsError {
  const thrown = error as Error & {
    code?: string;
    $metadata?: { httpStatusCode?: number };
    $response?: { headers?: Record<string, string> };
  };
  const status = thrown.$metadata?.httpStatusCode;
  return {
    status,
    code: status === undefined && thrown.code ? thrown.code : (thrown.name ?? 'Error'),
    message: thrown.message ?? String(error),
    headers: thrown.$response?.headers,
  };
}

/** What a call gives, or the failure that its error means. */
export async function orReadFailure<T extends object>(call: () => Promise<T>): Promise<T | ReadFailure> {
  try {
    return await call();
  } catch (error) {
    const awsError = toAwsError(error);
    return readFailureFor(remedyFor(awsError), awsError);
  }
}
