import { BucketContent, eTag, StandInObject } from './bucket';
import { errorResponse, faultResponse, S3Fault } from './s3-faults';
import { listObjects } from './s3-listing';
import { StandInRequest, StandInResponse, StandInService } from './stand-in';
import { xmlDocument } from './xml';

/** One request to an object or a bucket, for who decides which are to fail. */
export interface S3Request {
  readonly operation: string;
  readonly bucket: string;
  /** Empty for requests to the bucket. */
  readonly key: string;
  /** Of a listing. */
  readonly prefix: string;
  /** 1 for the first request of this operation for this key. */
  readonly attempt: number;
  readonly accessKeyId?: string;
  /** The account that the request says the bucket must belong to. */
  readonly expectedOwner?: string;
}

export interface LifecycleRow {
  readonly prefix?: string;
  readonly days: number;
  readonly status?: 'Enabled' | 'Disabled';
}

export interface DefaultLockRow {
  readonly mode: 'GOVERNANCE' | 'COMPLIANCE';
  readonly days: number;
}

export interface S3StandInOptions {
  readonly buckets: Readonly<Record<string, BucketContent>>;
  /** The Region of a bucket. A request signed for another is sent away, as S3 does. Default: any Region is served */
  readonly regions?: Readonly<Record<string, string>>;
  /** The account that a bucket belongs to. A request that expects another one is denied. Default: any */
  readonly owners?: Readonly<Record<string, string>>;
  /** After how many days a bucket deletes objects whose keys begin so. Default: it deletes nothing */
  readonly lifecycles?: Readonly<Record<string, readonly LifecycleRow[]>>;
  /** Whether a bucket keeps versions. Default: Enabled */
  readonly versionings?: Readonly<Record<string, 'Enabled' | 'Suspended'>>;
  /** How a bucket locks objects. Default: it does not */
  readonly locks?: Readonly<Record<string, DefaultLockRow>>;
  /** Until when an object is locked, in milliseconds since 1970; undefined: it is not locked. Default: as its bucket locks it */
  readonly lockedUntil?: (key: string, byBucket: number | undefined) => number | undefined;
  /** KMS keys that decrypt nothing. */
  readonly disabledKeys?: ReadonlySet<string>;
  readonly fault?: (request: S3Request) => S3Fault | undefined;
  /** Refuses a request by its signature: undefined where it is good. */
  readonly verify?: (request: StandInRequest) => S3Fault | undefined;
}

/** The part of S3 that reads: listings, objects, their versions, and the Region of a bucket. */
export function s3StandIn(options: S3StandInOptions): StandInService {
  const attempts = new Map<string, number>();
  return (request, count) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
    const [bucket, key] = addressed(request, options.buckets);
    const operation = operationOf(request, key);
    count(request.query.has('delimiter') ? `${operation} of folders` : operation);
    const whole = () => answer(options, request, operation, bucket, key);
    if (!options.fault) return whole();
    const fault = options.fault({
      operation,
      bucket,
      key,
      attempt: countAttempt(attempts, `${operation} ${bucket}/${key}`),
      accessKeyId: request.accessKeyId,
      expectedOwner: expectedOwnerOf(request),
      prefix: request.query.get('prefix') ?? '',
    });
    return fault ? faultResponse(fault, whole) : whole();
  };
}

/** The bucket and the key: the bucket stands in the host (virtual-hosted style) or first in the path (path style). */
function addressed({ path, headers: { host = '' } }: StandInRequest, buckets: S3StandInOptions['buckets']): string[] {
  const hosted = host.startsWith('127.') ? undefined : Object.keys(buckets).find((name) => host.startsWith(`${name}.`));
  if (hosted !== undefined) return [hosted, path.slice(1)];
  const slash = path.indexOf('/', 1);
  return slash < 0 ? [path.slice(1), ''] : [path.slice(1, slash), path.slice(slash + 1)];
}

function expectedOwnerOf({ headers }: StandInRequest): string | undefined {
  return headers['x-amz-expected-bucket-owner']?.toString();
}

function operationOf({ method, query }: StandInRequest, key: string): string {
  if (query.has('session')) return 'CreateSession';
  if (key && query.has('retention')) return 'GetObjectRetention';
  if (key) return method === 'HEAD' ? 'HeadObject' : 'GetObject';
  if (method === 'HEAD') return 'HeadBucket';
  if (query.has('location')) return 'GetBucketLocation';
  if (query.has('lifecycle')) return 'GetBucketLifecycle';
  if (query.has('versioning')) return 'GetBucketVersioning';
  if (query.has('object-lock')) return 'GetObjectLockConfiguration';
  if (query.has('versions')) return 'ListObjectVersions';
  return query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects';
}

function countAttempt(attempts: Map<string, number>, name: string): number {
  const attempt = (attempts.get(name) ?? 0) + 1;
  attempts.set(name, attempt);
  return attempt;
}

function answer(
  options: S3StandInOptions,
  request: StandInRequest,
  operation: string,
  name: string,
  key: string,
): StandInResponse {
  const { buckets, owners = {}, regions = {}, lifecycles = {}, versionings = {}, locks = {} } = options;
  const { disabledKeys, verify } = options;
  const failure = verify?.(request);
  if (failure) return faultResponse(failure, NOTHING);
  const bucket = Object.hasOwn(buckets, name) ? buckets[name] : undefined;
  if (!bucket) return errorResponse(404, 'NoSuchBucket', 'The specified bucket does not exist');
  const expected = expectedOwnerOf(request);
  if (expected !== undefined && (owners[name] ?? expected) !== expected) {
    return errorResponse(403, 'AccessDenied', 'Access Denied');
  }
  const region = regions[name];
  if (operation === 'GetBucketLocation') return location(region);
  if (region && request.region && region !== request.region) return sendAway(name, region);
  if (operation === 'CreateSession') return session();
  if (operation === 'GetBucketVersioning')
    return versioningResponse(versionings[name] ?? bucket.versioning ?? 'Enabled');
  if (operation === 'GetBucketLifecycle') return lifecycleResponse(lifecycles[name]);
  if (operation === 'GetObjectLockConfiguration') return lockResponse(locks[name]);
  if (operation === 'HeadBucket') return { status: 200, headers: region ? { 'x-amz-bucket-region': region } : {} };
  if (!key) return listObjects(name, bucket, request.query);
  const versionId = request.query.get('versionId');
  const object = find(bucket, key, versionId);
  if (object && operation === 'GetObjectRetention') {
    const { mode = 'GOVERNANCE', days } = locks[name] ?? {};
    const byBucket = days === undefined ? undefined : object.lastModified.getTime() + days * 86_400_000;
    return retentionResponse(mode, options.lockedUntil ? options.lockedUntil(key, byBucket) : byBucket);
  }
  if (object) {
    const isRead = request.method === 'GET';
    if (isRead && ARCHIVED.includes(object.storageClass ?? '')) return faultResponse('archived', NOTHING);
    if (isRead && disabledKeys?.has(object.kmsKeyId ?? '')) return faultResponse('kmsDisabled', NOTHING);
    const version = versionId ?? versionOf(bucket, key, object);
    const headers = objectHeaders(object);
    return {
      status: 200,
      headers: version === undefined ? headers : { ...headers, 'x-amz-version-id': version },
      body: object.body,
    };
  }
  return errorResponse(404, 'NoSuchKey', 'The specified key does not exist.', { elements: { Key: key } });
}

/** Storage classes whose objects must be restored before they can be read. */
const ARCHIVED = ['GLACIER', 'DEEP_ARCHIVE'];
const NOTHING = () => ({ status: 500 });

function find(bucket: BucketContent, key: string, versionId: string | null): StandInObject | undefined {
  if (!versionId) return bucket.object(key);
  return bucket.versions?.(key).find((version) => version.versionId === versionId)?.object;
}

/** The version that a request without one is answered with; undefined in a bucket without versions. */
function versionOf(bucket: BucketContent, key: string, object: StandInObject): string | undefined {
  return bucket.versions?.(key).find((version) => version.object === object)?.versionId;
}

const headersOf = new WeakMap<StandInObject, Record<string, string>>();

function objectHeaders(object: StandInObject): Record<string, string> {
  const known = headersOf.get(object) ?? makeHeaders(object);
  headersOf.set(object, known);
  return known;
}

function makeHeaders({ body, ...object }: StandInObject): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'last-modified': object.lastModified.toUTCString(),
    etag: eTag(body),
  };
  if (object.checksum) headers['x-amz-checksum-sha256'] = object.checksum;
  if (object.contentEncoding) headers['content-encoding'] = object.contentEncoding;
  if (object.kmsKeyId) headers['x-amz-server-side-encryption-aws-kms-key-id'] = object.kmsKeyId;
  if (object.storageClass) headers['x-amz-storage-class'] = object.storageClass;
  for (const [name, value] of Object.entries(object.metadata ?? {})) headers[`x-amz-meta-${name}`] = value;
  return headers;
}

function lifecycleResponse(rows: readonly LifecycleRow[] | undefined): StandInResponse {
  if (rows === undefined)
    return errorResponse(404, 'NoSuchLifecycleConfiguration', 'The lifecycle configuration does not exist');
  const Rule = rows.map(({ prefix = '', days, status = 'Enabled' }) => ({
    Filter: { Prefix: prefix },
    Status: status,
    Expiration: { Days: String(days) },
  }));
  return {
    status: 200,
    body: xmlDocument('LifecycleConfiguration', { Rule }, 'http://s3.amazonaws.com/doc/2006-03-01/'),
  };
}

function lockResponse(lock: DefaultLockRow | undefined): StandInResponse {
  if (lock === undefined)
    return errorResponse(404, 'ObjectLockConfigurationNotFoundError', 'Object Lock configuration does not exist');
  const Rule = { DefaultRetention: { Mode: lock.mode, Days: String(lock.days) } };
  const content = { ObjectLockEnabled: 'Enabled', Rule };
  return {
    status: 200,
    body: xmlDocument('ObjectLockConfiguration', content, 'http://s3.amazonaws.com/doc/2006-03-01/'),
  };
}

function retentionResponse(Mode: string, until: number | undefined): StandInResponse {
  if (until === undefined)
    return errorResponse(404, 'NoSuchObjectLockConfiguration', 'The specified object has no retention');
  const content = { Mode, RetainUntilDate: new Date(until).toISOString() };
  return { status: 200, body: xmlDocument('Retention', content, 'http://s3.amazonaws.com/doc/2006-03-01/') };
}

function versioningResponse(Status: string): StandInResponse {
  const body = xmlDocument('VersioningConfiguration', { Status }, 'http://s3.amazonaws.com/doc/2006-03-01/');
  return { status: 200, body };
}

function location(region?: string): StandInResponse {
  const content = region && region !== 'us-east-1' ? region : '';
  return { status: 200, body: xmlDocument('LocationConstraint', content, 'http://s3.amazonaws.com/doc/2006-03-01/') };
}

/** Directory buckets are read with credentials of their own, which the SDK asks for. */
function session(): StandInResponse {
  const Credentials = {
    AccessKeyId: 'ASIASESSION',
    SecretAccessKey: 'session-secret',
    SessionToken: 'session-token',
    Expiration: '2100-01-01T00:00:00Z',
  };
  return { status: 200, body: xmlDocument('CreateSessionResult', { Credentials }) };
}

function sendAway(bucket: string, region: string): StandInResponse {
  return errorResponse(301, 'PermanentRedirect', 'The bucket must be addressed using the specified endpoint.', {
    headers: { 'x-amz-bucket-region': region },
    elements: { Bucket: bucket, Endpoint: `${bucket}.s3.${region}.amazonaws.com` },
  });
}
