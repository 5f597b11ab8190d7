import type { StandInResponse } from './stand-in';
import { xmlDocument } from './xml';

/** Every way in which the stand-in S3 can refuse or break a request: a row each, with S3's own status and code. */
const FAULTS = {
  accessDenied: { status: 403, code: 'AccessDenied', message: 'Access Denied' },
  archived: {
    status: 403,
    code: 'InvalidObjectState',
    message: "The operation is not valid for the object's storage class",
  },
  kmsDenied: {
    status: 403,
    code: 'AccessDenied',
    message: 'User is not authorized to perform: kms:Decrypt on the resource associated with this ciphertext',
  },
  kmsDisabled: { status: 400, code: 'KMS.DisabledException', message: 'The key is disabled.' },
  noSuchKey: { status: 404, code: 'NoSuchKey', message: 'The specified key does not exist.' },
  noSuchBucket: { status: 404, code: 'NoSuchBucket', message: 'The specified bucket does not exist' },
  slowDown: { status: 503, code: 'SlowDown', message: 'Please reduce your request rate.' },
  internalError: { status: 500, code: 'InternalError', message: 'We encountered an internal error.' },
  expiredToken: { status: 400, code: 'ExpiredToken', message: 'The provided token has expired.' },
  clockSkew: {
    status: 403,
    code: 'RequestTimeTooSkewed',
    message: 'The difference between the request time and the current time is too large.',
  },
  signatureMismatch: {
    status: 403,
    code: 'SignatureDoesNotMatch',
    message: 'The request signature we calculated does not match the signature you provided.',
  },
  reset: { breakage: 'reset' },
  short: { breakage: 'short' },
  stall: { breakage: 'stall' },
} as const;

export type S3Fault = keyof typeof FAULTS;

/** The response to a request that is to fail: an error document, or the whole response on a broken connection. */
export function faultResponse(fault: S3Fault, whole: () => StandInResponse): StandInResponse {
  const row = FAULTS[fault];
  return 'breakage' in row ? { ...whole(), breakage: row.breakage } : errorResponse(row.status, row.code, row.message);
}

export function errorResponse(
  status: number,
  code: string,
  message: string,
  { headers, elements }: { headers?: Record<string, string>; elements?: Record<string, string> } = {},
): StandInResponse {
  return {
    status,
    headers: { 'content-type': 'application/xml', 'x-amz-request-id': '4442587FB7D0A2F9', ...headers },
    body: xmlDocument('Error', { Code: code, Message: message, ...elements, RequestId: '4442587FB7D0A2F9' }),
  };
}
