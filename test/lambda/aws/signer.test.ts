import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { pathOf } from '../../../lambda/aws/s3/endpoint';
import { type Credentials, GetSigner } from '../../../lambda/aws/s3/signer';
import fc from '../../support/properties';

type SourceData = string | ArrayBuffer | ArrayBufferView;

/** SHA-256 in the form that the SDK's signer asks for. */
class Sha256 {
  private readonly hash: Hash | Hmac;

  public constructor(secret?: SourceData) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  public update(data: SourceData): void {
    this.hash.update(bytesOf(data));
  }

  public digest(): Promise<Uint8Array> {
    return Promise.resolve(this.hash.digest());
  }

  public reset(): void {}
}

function bytesOf(data: SourceData): string | Uint8Array {
  if (typeof data === 'string') return data;
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

const EMPTY_SHA256 = createHash('sha256').digest('hex');

/** What the SDK's own signer makes of the same request. */
async function signedBySmithy(
  host: string,
  path: string,
  region: string,
  credentials: Credentials,
  time: Date,
  owner?: string,
) {
  const signer = new SignatureV4({ credentials, region, service: 's3', sha256: Sha256, uriEscapePath: false });
  const headers = {
    host,
    'x-amz-content-sha256': EMPTY_SHA256,
    ...(owner !== undefined && { 'x-amz-expected-bucket-owner': owner }),
  };
  const request = new HttpRequest({ method: 'GET', protocol: 'https:', hostname: host, path, headers });
  return (await signer.sign(request, { signingDate: time })).headers;
}

const anyCredentials = fc.record(
  {
    accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/),
    secretAccessKey: fc.stringMatching(/^[A-Za-z0-9/+]{1,40}$/),
    sessionToken: fc.stringMatching(/^[A-Za-z0-9/+=]{1,300}$/),
  },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
);
const anyTime = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
const anyRegion = fc.constantFrom('us-east-1', 'eu-central-2', 'cn-north-1', 'us-gov-west-1');
const anyKey = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 80 })
  .filter((key) => Buffer.from(key).toString() === key);

describe('GetSigner', () => {
  test('signs any key, token, Region and time exactly as @smithy/signature-v4 does', async () => {
    const signer = new GetSigner();
    await fc.assert(
      fc.asyncProperty(anyKey, anyCredentials, anyRegion, anyTime, async (key, credentials, region, time) => {
        const host = `trail-logs.s3.${region}.amazonaws.com`;
        const path = pathOf({ origin: `https://${host}`, host, base: '/', region }, key);
        const headers = signer.sign({ host, region }, path, credentials, time.getTime());
        expect(headers).toEqual(await signedBySmithy(host, path, region, credentials, time));
      }),
    );
  });

  test('signs the account that the bucket must belong to, of each request anew', async () => {
    const signer = new GetSigner();
    const [to, credentials] = [
      { host: 'h', region: 'us-east-1' },
      { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
    ];
    const time = new Date('2026-01-01T00:00:00Z');
    for (const owner of ['111111111111', undefined, '222222222222']) {
      const headers = signer.sign(to, '/k', credentials, time.getTime(), owner);
      expect(headers).toEqual(await signedBySmithy('h', '/k', 'us-east-1', credentials, time, owner));
      expect(headers['x-amz-expected-bucket-owner']).toBe(owner);
    }
  });

  test('makes a new key for another day, Region or secret', async () => {
    const signer = new GetSigner();
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    const requests: [string, Credentials, Date][] = [
      ['us-east-1', credentials, new Date('2026-01-01T23:59:59Z')],
      ['us-east-1', credentials, new Date('2026-01-02T00:00:00Z')],
      ['eu-west-1', credentials, new Date('2026-01-02T00:00:00Z')],
      ['eu-west-1', credentials, new Date('2026-01-02T00:00:01Z')],
      ['eu-west-1', { ...credentials, secretAccessKey: 'other' }, new Date('2026-01-02T00:00:01Z')],
      ['eu-west-1', { ...credentials, sessionToken: 'token' }, new Date('2026-01-02T00:00:01Z')],
    ];
    for (const [region, used, time] of requests) {
      const headers = signer.sign({ host: 'h', region }, '/k', used, time.getTime());
      expect(headers).toEqual(await signedBySmithy('h', '/k', region, used, time));
    }
  });
});
