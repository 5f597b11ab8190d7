import { createHash, createHmac } from 'node:crypto';
import type { S3Fault } from './s3-faults';
import type { StandInRequest } from './stand-in';

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8}\/[^/]+\/[^/]+\/aws4_request), SignedHeaders=([^,]+), Signature=(\w{64})$/;

const MOST_SKEW_MS = 15 * 60_000;

export interface KnownCredentials {
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly isExpired?: boolean;
}

/** Checks Signature Version 4 as AWS does: who signed, with which token, when, and over what. */
export function checkSignature(
  credentials: Readonly<Record<string, KnownCredentials>>,
  now: () => number = Date.now,
): (request: StandInRequest) => S3Fault | undefined {
  return (request) => {
    const [, accessKeyId = '', scope = '', signedHeaders = '', signature] =
      AUTHORIZATION.exec(request.headers.authorization ?? '') ?? [];
    const known = Object.hasOwn(credentials, accessKeyId) ? credentials[accessKeyId] : undefined;
    if (!known) return 'accessDenied';
    if (known.isExpired) return 'expiredToken';
    if (Math.abs(timeOf(request) - now()) > MOST_SKEW_MS) return 'clockSkew';
    if (request.headers['x-amz-security-token'] !== known.sessionToken) return 'signatureMismatch';
    const key = scope.split('/').reduce(hmac, Buffer.from(`AWS4${known.secretAccessKey}`));
    return hmac(key, textToSign(request, scope, signedHeaders)).toString('hex') === signature
      ? undefined
      : 'signatureMismatch';
  };
}

function textToSign(request: StandInRequest, scope: string, signedHeaders: string): string {
  const { method, rawUrl, headers } = request;
  const [rawPath, query = ''] = rawUrl.split('?');
  // All services but S3 encode the path once more.
  const path = scope.includes('/s3/') ? rawPath : rawPath.split('/').map(encodeURIComponent).join('/');
  const lines = signedHeaders.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`);
  const pairs = query.split('&').filter(Boolean);
  const canonicalQuery = pairs.map((pair) => (pair.includes('=') ? pair : `${pair}=`)).sort();
  const canonical = [
    method,
    path,
    canonicalQuery.join('&'),
    lines.join(''),
    signedHeaders,
    headers['x-amz-content-sha256'] ?? createHash('sha256').update(request.bytes).digest('hex'),
  ];
  const hash = createHash('sha256').update(canonical.join('\n')).digest('hex');
  return ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, hash].join('\n');
}

function timeOf({ headers }: StandInRequest): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(headers['x-amz-date'])) ?? [];
  const [year, month, ...rest] = parts.slice(1).map(Number);
  return Date.UTC(year, month - 1, ...rest);
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
