import { toAwsError } from '../../../../lambda/aws/errors';
import type { Place } from '../plan/assembly';
import { CALLS, type CallName } from './calls';

/** Why AWS did not do it. Only `not-found` says something about what is deployed. */
export type FailureKind =
  | 'access-denied'
  | 'no-credentials'
  | 'region-off'
  | 'service-off'
  | 'not-found'
  | 'condition-failed'
  | 'unavailable'
  | 'rejected';

/** A call that AWS did not answer. */
export class CallFailure extends Error {
  public override readonly name = 'CallFailure';

  public constructor(
    public readonly kind: FailureKind,
    message: string,
    /** What to do about it. */
    public readonly remedy: string,
    /** The call, and what AWS names the request; undefined where it never got there. */
    public readonly request?: { readonly call: CallName; readonly id: string },
  ) {
    super(message);
  }
}

interface Kind {
  readonly kind: FailureKind;
  readonly codes: RegExp;
  /** What the message has to say besides. */
  readonly message?: RegExp;
}

/** The first row that an error matches holds. */
const KINDS: readonly Kind[] = [
  { kind: 'service-off', codes: /^(InvalidAccessException|SubscriptionRequiredException)$/ },
  { kind: 'service-off', codes: /^AWSOrganizationsNotInUseException$/ },
  { kind: 'no-credentials', codes: /^(CredentialsProviderError|ExpiredToken|RequestExpired|InvalidAccessKeyId)/ },
  {
    kind: 'region-off',
    codes: /^(UnrecognizedClientException|InvalidClientTokenId|OptInRequired|RegionDisabled|ENOTFOUND)/,
  },
  { kind: 'access-denied', codes: /AccessDenied|Unauthorized|AuthorizationError|NotAuthorized|Forbidden/ },
  { kind: 'not-found', codes: /NotFound|NoSuch|DoesNotExist|NonExistent|^InvalidDocument$/ },
  { kind: 'not-found', codes: /^ValidationError$/, message: /does not exist/ },
  { kind: 'condition-failed', codes: /^ConditionalCheckFailed/ },
  { kind: 'unavailable', codes: /Throttl|TooManyRequests|SlowDown|Timeout|Abort|ServiceUnavailable|InternalFailure/ },
];

/** What an error of the SDK means, in the words of a report. */
export function toCallFailure(error: unknown, call: CallName, place: Place): CallFailure {
  const { status, code, message } = toAwsError(error);
  const row = KINDS.find(({ codes, message: says }) => codes.test(code) && (says?.test(message) ?? true));
  const kind = row?.kind ?? kindOf(status);
  const [action] = CALLS[call].actions;
  const { requestId } = (error as { $metadata?: { requestId?: string } }).$metadata ?? {};
  const text = `${action} in ${place.region}: ${code}: ${message}`;
  const request = requestId === undefined ? undefined : { call, id: requestId };
  return new CallFailure(kind, text, remedyFor(kind, call, place), request);
}

function kindOf(status: number | undefined): FailureKind {
  if (status === undefined || status >= 500 || status === 429) return 'unavailable';
  if (status === 403) return 'access-denied';
  return status === 404 ? 'not-found' : 'rejected';
}

function remedyFor(kind: FailureKind, call: CallName, { accountId, region }: Place): string {
  switch (kind) {
    case 'access-denied':
      return `allow ${CALLS[call].actions.join(', ')} in account ${accountId}: "verify --print-policy" prints the policy`;
    case 'no-credentials':
      return `sign in again, or name a profile or a role of account ${accountId}`;
    case 'region-off':
      return `look whether account ${accountId} has ${region} enabled: aws account list-regions`;
    case 'service-off':
      return `enable the service in account ${accountId} in ${region}, or leave the check out with --skip`;
    case 'unavailable':
      return 'run it again; look at the network where it stays so';
    case 'not-found':
      return 'deploy the stack that makes it';
    case 'condition-failed':
    case 'rejected':
      return 'look up the error in the reference of the API';
  }
}
