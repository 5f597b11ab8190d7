import { GetObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { HttpRequest } from '@smithy/protocol-http';
import { findEndpoint, pathOf } from '../../../lambda/aws/s3/endpoint';

const UNUSUAL_KEY = "AWSLogs/a b+c/é(1)!'*~./%2F/../\u{1f600}.gz";

const CONFIGURATIONS: [string, string, S3ClientConfig, string][] = [
  ['a Region', 'trail-logs', {}, 'https://trail-logs.s3.eu-west-1.amazonaws.com/'],
  ['FIPS', 'trail-logs', { useFipsEndpoint: true }, 'https://trail-logs.s3-fips.eu-west-1.amazonaws.com/'],
  [
    'dual-stack',
    'trail-logs',
    { useDualstackEndpoint: true },
    'https://trail-logs.s3.dualstack.eu-west-1.amazonaws.com/',
  ],
  ['a bucket name with dots', 'trail.logs', {}, 'https://s3.eu-west-1.amazonaws.com/trail.logs/'],
  ['path style', 'trail-logs', { forcePathStyle: true }, 'https://s3.eu-west-1.amazonaws.com/trail-logs/'],
  ['an endpoint with a port', 'trail-logs', { endpoint: 'http://127.0.0.1:9000' }, 'http://127.0.0.1:9000/trail-logs/'],
  ['an endpoint with a path', 'trail-logs', { endpoint: 'https://host/s3' }, 'https://trail-logs.host/s3/'],
  ['China', 'trail-logs', { region: 'cn-north-1' }, 'https://trail-logs.s3.cn-north-1.amazonaws.com.cn/'],
];

/** The request that the SDK itself would send. */
async function sdkRequest(client: S3Client, bucket: string, key: string): Promise<HttpRequest> {
  let request: HttpRequest | undefined;
  const command = new GetObjectCommand({ Bucket: bucket, Key: key });
  const keep = () => (args: { request: unknown }) => {
    request = args.request as HttpRequest;
    return Promise.resolve({ response: {}, output: { $metadata: {} } });
  };
  command.middlewareStack.add(keep, { step: 'finalizeRequest', priority: 'low' });
  await client.send(command);
  return request as HttpRequest;
}

describe('findEndpoint', () => {
  test.each(CONFIGURATIONS)('gives the endpoint of the SDK for %s', async (_name, bucket, configuration, expected) => {
    const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
    const client = new S3Client({ region: 'eu-west-1', credentials, ...configuration });
    const endpoint = await findEndpoint(client, bucket);
    const request = await sdkRequest(client, bucket, UNUSUAL_KEY);

    expect(endpoint && endpoint.origin + endpoint.base).toBe(expected);
    expect(endpoint && pathOf(endpoint, UNUSUAL_KEY)).toBe(request.path);
    expect(endpoint?.host).toBe(request.headers.host);
    expect(request.headers.authorization).toContain(`/${endpoint?.region}/s3/aws4_request`);
  });
});
