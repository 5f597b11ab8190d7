/** What to do about an error, where the answer says more than that something is denied or out of reach. */
export interface Advice {
  /** What went wrong, after the thing that could not be read. */
  readonly words?: string;
  readonly hint: string;
}

interface Row extends Advice {
  /** The code of the error and its text, `CODE: TEXT`. */
  readonly answer: RegExp;
}

/** The first row that an answer matches holds for it. */
const ROWS: readonly Row[] = [
  {
    answer: /^(RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)\b|^\w+: Signature (expired|not yet current)/,
    words: 'cannot be read, since this computer has another time than AWS',
    hint: 'set its clock: AWS rejects requests that are minutes old, or from the future',
  },
  {
    answer: /^(InvalidAccessKeyId|InvalidClientTokenId|UnrecognizedClientException)\b/,
    words: 'cannot be read with this access key',
    hint: 'check the access key, and its session token where it is temporary; in a Region that is off AWS knows no key',
  },
  {
    answer: /^(SignatureDoesNotMatch|InvalidSignatureException)\b/,
    words: 'cannot be read with this secret access key',
    hint: 'check the secret access key: it does not belong to the access key',
  },
  {
    answer:
      /^(ExpiredToken|ExpiredTokenException|TokenRefreshRequired)\b|\bSSO session\b|\b(token|session) (has|is) expired/i,
    words: 'cannot be read without valid credentials',
    hint: 'log in again, for example with "aws sso login": the session has ended',
  },
  {
    answer: /\bexplicit deny in an? (service|resource) control policy\b/,
    hint: 'a policy of the organization denies it: ask those who manage the organization for a role that may',
  },
  {
    answer: /^(OptInRequired|SubscriptionRequiredException)\b/,
    hint: 'enable the Region or the service in the account of the credentials',
  },
  {
    answer: /^ERR_TLS_CERT_ALTNAME_INVALID\b/,
    hint: 'check AWS_ENDPOINT_URL and --endpoint-url: another host answers there',
  },
  {
    answer: /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|CERT_\w+)\b/,
    hint: 'trust the certificates of the proxy in between by --ca-bundle or AWS_CA_BUNDLE',
  },
  {
    answer: /\bProxy (response \(407\)|Authentication Required)/i,
    hint: 'give the proxy a name and a password: HTTPS_PROXY=http://NAME:PASSWORD@HOST:PORT',
  },
  {
    answer: /^(ENOTFOUND|EAI_AGAIN)\b/,
    hint: 'check the network, HTTPS_PROXY and AWS_ENDPOINT_URL, and that there is such a Region',
  },
];

/** What to do about this answer; undefined where its reason says it. */
export function adviceFor(answer: string | undefined): Advice | undefined {
  return ROWS.find((row) => row.answer.test(answer ?? ''));
}
