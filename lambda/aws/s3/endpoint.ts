import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from '@aws-sdk/client-s3';
import { HttpRequest } from '@smithy/protocol-http';
import { encodeUri, originOf } from '../http-handler';

/** Where the objects of a bucket are read from, and the Region that requests are signed for. */
export interface S3Endpoint {
  readonly origin: string;
  readonly host: string;
  /** What comes before the key in the path, for example "/" or "/bucket/". */
  readonly base: string;
  readonly region: string;
}

const PROBE_KEY = 'k';

/**
 * Learns from the SDK how it would get an object of this bucket: its endpoint rules are applied and the request is
 * signed, but not sent. Undefined where it asks for more than plain Signature Version 4 over a plain path: the SDK
 * has to send those requests itself.
 */
export async function findEndpoint(client: S3Client, bucket: string): Promise<S3Endpoint | undefined> {
  const { path, headers, ...request } = await signedProbe(client, bucket);
  const scope = /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/([^/]+)\/s3\/aws4_request,/.exec(
    headers.authorization ?? '',
  );
  if (!scope || !path.endsWith(`/${PROBE_KEY}`)) return undefined;
  return {
    origin: originOf(request as HttpRequest),
    host: headers.host,
    base: path.slice(0, -PROBE_KEY.length),
    region: scope[1],
  };
}

/** The path of an object, encoded as it is sent and signed. */
export function pathOf({ base }: S3Endpoint, key: string): string {
  return base + (/^[\w./~-]*$/.test(key) ? key : key.split('/').map(encodeUri).join('/'));
}

async function signedProbe(client: S3Client, bucket: string): Promise<HttpRequest> {
  const command = new GetObjectCommand({ Bucket: bucket, Key: PROBE_KEY });
  let signed: HttpRequest | undefined;
  const keepInsteadOfSending = () => async (args: { readonly request: unknown }) => {
    signed = args.request as HttpRequest;
    return { response: {}, output: { $metadata: {} } as GetObjectCommandOutput };
  };
  command.middlewareStack.add(keepInsteadOfSending, { step: 'finalizeRequest', priority: 'low', name: 'keepRequest' });
  await client.send(command);
  if (!signed) throw new Error('the SDK has not signed the request');
  return signed;
}
