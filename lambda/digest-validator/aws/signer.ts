import { createHash, createHmac } from 'node:crypto';

/** SHA-256 of nothing, which is the payload of a GET. */
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** What the SDK's credential providers give. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** A GET request without a query, as it is sent. */
export interface GetToSign {
  /** The host, with the port where it is not the protocol's own. */
  readonly host: string;
  /** The path, percent-encoded as it is sent. */
  readonly path: string;
  readonly region: string;
}

/**
 * Signs GET requests to S3 with Signature Version 4.
 *
 * It gives what @smithy/signature-v4 gives, byte for byte, in a third of the time: the key that a day, a Region and
 * a secret give is made once, and the one shape of request that matters here needs no sorting.
 */
export class GetSigner {
  private keyName = '';
  private key: Buffer = Buffer.alloc(0);

  /** The headers of the request at the given time, signature included. */
  public sign({ host, path, region }: GetToSign, credentials: Credentials, time: Date): Record<string, string> {
    const amzDate = time.toISOString().replace(/[-:]|\.\d{3}/g, '');
    const scope = `${amzDate.slice(0, 8)}/${region}/s3/aws4_request`;
    const headers: Record<string, string> = { host, 'x-amz-content-sha256': EMPTY_SHA256, 'x-amz-date': amzDate };
    if (credentials.sessionToken) headers['x-amz-security-token'] = credentials.sessionToken;
    const names = Object.keys(headers);
    const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
    const request = `GET\n${path}\n\n${lines}\n${names.join(';')}\n${EMPTY_SHA256}`;
    const text = `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${createHash('sha256').update(request).digest('hex')}`;
    const signature = createHmac('sha256', this.signingKey(credentials, scope)).update(text).digest('hex');
    headers.authorization =
      `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, ` +
      `SignedHeaders=${names.join(';')}, Signature=${signature}`;
    return headers;
  }

  private signingKey({ secretAccessKey }: Credentials, scope: string): Buffer {
    const keyName = `${scope} ${secretAccessKey}`;
    if (keyName !== this.keyName) {
      this.key = scope.split('/').reduce(hmac, Buffer.from(`AWS4${secretAccessKey}`));
      this.keyName = keyName;
    }
    return this.key;
  }
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
