import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/** SHA-256 of nothing, which is the payload of a GET. */
const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** What the SDK's credential providers give. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** Where requests go. */
export interface Destination {
  /** With the port where it is not the protocol's own. */
  readonly host: string;
  readonly region: string;
}

/** What all requests of one second to one destination have in common. */
interface Stamp {
  readonly to: Destination;
  readonly credentials: Credentials;
  /** The account that the bucket must belong to. */
  readonly expectedOwner: string | undefined;
  readonly second: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The canonical request after its path. */
  readonly requestEnd: string;
  /** The text to sign before the hash of the canonical request. */
  readonly textStart: string;
  /** The header of the signature before the signature. */
  readonly authorizationStart: string;
  readonly key: KeyObject;
}

/**
 * Signs GET requests to S3 with Signature Version 4.
 *
 * It gives what @smithy/signature-v4 gives, byte for byte, in a fraction of the time: there is one shape of request
 * here, and what a second, a destination and credentials give is made once.
 */
export class GetSigner {
  private stamp?: Stamp;
  private keyName = '';
  private key?: KeyObject;

  /**
   * The headers of a GET of a path, percent-encoded as it is sent, at the given time. S3 rejects it where the bucket
   * belongs to another account than the expected one.
   */
  public sign(
    to: Destination,
    path: string,
    credentials: Credentials,
    time: number,
    expectedOwner?: string,
  ): Record<string, string> {
    const stamp = this.stampOf(to, credentials, time, expectedOwner);
    const { headers, requestEnd, textStart, authorizationStart, key } = stamp;
    const text = textStart + hash('sha256', `GET\n${path}${requestEnd}`);
    const signature = createHmac('sha256', key).update(text).digest('hex');
    return { ...headers, authorization: authorizationStart + signature };
  }

  private stampOf(to: Destination, credentials: Credentials, time: number, expectedOwner?: string): Stamp {
    const second = Math.floor(time / 1000);
    const known = this.stamp;
    const isKnown = known?.second === second && known.to === to && known.credentials === credentials;
    if (isKnown && known.expectedOwner === expectedOwner) return known;
    const amzDate = new Date(second * 1000).toISOString().replace(/[-:]|\.\d{3}/g, '');
    const scope = `${amzDate.slice(0, 8)}/${to.region}/s3/aws4_request`;
    const headers: Record<string, string> = {
      host: to.host,
      'x-amz-content-sha256': EMPTY_SHA256,
      'x-amz-date': amzDate,
      ...(expectedOwner !== undefined && { 'x-amz-expected-bucket-owner': expectedOwner }),
      ...(credentials.sessionToken && { 'x-amz-security-token': credentials.sessionToken }),
    };
    const names = Object.keys(headers).join(';');
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
    const start = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}`;
    return (this.stamp = {
      to,
      credentials,
      expectedOwner,
      second,
      headers,
      requestEnd: `\n\n${lines.join('')}\n${names}\n${EMPTY_SHA256}`,
      textStart: `AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n`,
      authorizationStart: `${start}, SignedHeaders=${names}, Signature=`,
      key: this.signingKey(credentials, scope),
    });
  }

  /** The key that a secret, a day and a Region give. */
  private signingKey({ secretAccessKey }: Credentials, scope: string): KeyObject {
    const keyName = `${scope} ${secretAccessKey}`;
    if (!this.key || keyName !== this.keyName) {
      this.key = createSecretKey(scope.split('/').reduce(hmac, Buffer.from(`AWS4${secretAccessKey}`)));
      this.keyName = keyName;
    }
    return this.key;
  }
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
