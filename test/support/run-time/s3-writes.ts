import { createHash } from 'node:crypto';
import type { MemoryBucket, StandInRequest, StandInResponse, StandInService } from '../stand-ins';
import { errorResponse } from '../stand-ins/s3-faults';

/** PutObject into some buckets and no others: never over an object, with the checksum and metadata that were sent. */
export function s3Writes(
  buckets: Readonly<Record<string, MemoryBucket>>,
  now: () => number,
  isDenied: (key: string) => boolean = () => false,
): StandInService {
  return (request, count) => {
    if (request.method !== 'PUT') return undefined;
    count('PutObject');
    const [, name, key = ''] = /^\/([^/]+)\/(.*)$/.exec(request.path) ?? [];
    const bucket = Object.hasOwn(buckets, name) ? buckets[name] : undefined;
    if (bucket === undefined || isDenied(key)) return errorResponse(403, 'AccessDenied', 'Access Denied');
    if (request.headers['if-none-match'] === '*' && bucket.object(key) !== undefined) {
      return errorResponse(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
    }
    return put(bucket, key, request, now());
  };
}

function put(bucket: MemoryBucket, key: string, { bytes, headers }: StandInRequest, now: number): StandInResponse {
  const checksum = createHash('sha256').update(bytes).digest('base64');
  if (headers['x-amz-checksum-sha256'] !== checksum)
    return errorResponse(400, 'BadDigest', 'The checksum did not match');
  const metadata = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('x-amz-meta-') ? [[name.slice('x-amz-meta-'.length), String(value)]] : [],
  );
  bucket.put(key, { body: bytes, metadata: Object.fromEntries(metadata), checksum, lastModified: new Date(now) });
  return { status: 200 };
}
