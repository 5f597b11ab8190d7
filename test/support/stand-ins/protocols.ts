// Requests of the SDK in the protocols of AWS, as what they ask for; and answers in the same protocol.
//
// https://smithy.io/2.0/aws/protocols/index.html
import { ServiceError } from './aws-json';
import type { StandInRequest, StandInResponse } from './stand-in';
import { xmlDocument, type XmlContent } from './xml';

type Input = Readonly<Record<string, unknown>>;

/** What a request asks for. */
export interface ServiceRequest {
  /** The name by which the request is signed, such as `monitoring` for CloudWatch. */
  readonly service: string;
  readonly name: string;
  readonly input: Input;
  readonly encode: (output: object) => StandInResponse;
  readonly encodeError: (error: ServiceError) => StandInResponse;
}

/** Reads a request; undefined for one in no protocol that is known here. */
export function decode(request: StandInRequest): ServiceRequest | undefined {
  const service = /Credential=[^/]+\/\d{8}\/[^/]+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? '';
  if (request.headers['x-amz-target'] !== undefined) return awsJson(service, request);
  if (/^Action=/.test(request.body)) return awsQuery(service, request.body);
  if (service === 's3') return restXml(request);
  const rest = REST_JSON[`${service} ${request.method} ${request.path}`];
  return rest === undefined ? undefined : restJson(service, rest, request);
}

const REST_JSON: Readonly<Record<string, string>> = {
  'access-analyzer POST /policy/validation': 'ValidatePolicy',
  'securityhub POST /findings': 'GetFindings',
};

function awsJson(service: string, { headers, body }: StandInRequest): ServiceRequest {
  const contentType = String(headers['content-type']);
  return {
    service,
    name: String(headers['x-amz-target']).split('.').at(-1) ?? '',
    input: JSON.parse(body || '{}') as Input,
    encode: (output) => ({ status: 200, headers: { 'content-type': contentType }, body: epochJson(output) }),
    encodeError: ({ status, code, message }) => ({
      ...{ status, headers: { 'content-type': contentType }, body: JSON.stringify({ __type: code, message }) },
    }),
  };
}

/** Times are seconds since 1970. */
function epochJson(output: object): string {
  return JSON.stringify(output, function (this: Record<string, unknown>, key, value: unknown) {
    return this[key] instanceof Date ? (this[key] as Date).getTime() / 1000 : value;
  });
}

function restJson(service: string, name: string, { body, query }: StandInRequest): ServiceRequest {
  const headers = { 'content-type': 'application/json' };
  return {
    ...{ service, name },
    input: { ...Object.fromEntries(query), ...(JSON.parse(body || '{}') as Input) },
    encode: (output) => ({ status: 200, headers, body: JSON.stringify(output) }),
    encodeError: ({ status, code, message }) => ({
      ...{ status, headers: { ...headers, 'x-amzn-errortype': code }, body: JSON.stringify({ message }) },
    }),
  };
}

function awsQuery(service: string, body: string): ServiceRequest {
  const { Action: name, ...input } = nested(new URLSearchParams(body)) as Record<string, string>;
  const headers = { 'content-type': 'text/xml' };
  return {
    ...{ service, name, input },
    encode: (output) => ({
      ...{ status: 200, headers },
      body: xmlDocument(`${name}Response`, { [`${name}Result`]: asMembers(output) }),
    }),
    encodeError: ({ status, code, message }) => ({
      ...{ status, headers },
      body: xmlDocument('ErrorResponse', { Error: { Type: 'Sender', Code: code, Message: message } }),
    }),
  };
}

/** `A.member.1.B=x` is the value of B in the first item of the list A. */
function nested(parameters: URLSearchParams): unknown {
  const root: Record<string, unknown> = {};
  for (const [path, value] of parameters) {
    const keys = path.split('.').filter((key) => key !== 'member');
    const last = keys.pop()!;
    let node = root;
    for (const key of keys) node = (node[key] ??= {}) as Record<string, unknown>;
    node[last] = value;
  }
  return toLists(root);
}

function toLists(node: unknown): unknown {
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]) => [key, toLists(value)] as const);
  const isList = entries.length > 0 && entries.every(([key]) => /^\d+$/.test(key));
  return isList ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

/** A list is an element with members, but for the entries of a map. */
function asMembers(value: unknown, key = ''): XmlContent {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) {
    const items = value.map((item) => asMembers(item));
    return key === 'entry' ? items : { member: items };
  }
  if (typeof value !== 'object' || value === null) return value as XmlContent;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asMembers(item, name)]));
}

/** The settings of buckets and objects, and listings: the bucket stands first in the path. */
function restXml({ method, path, query, body }: StandInRequest): ServiceRequest {
  const [, bucket, key = ''] = /^\/([^/]+)\/?(.*)$/.exec(path) ?? [];
  const headers = { 'content-type': 'application/xml' };
  const setting = ['retention', 'object-lock', 'publicAccessBlock'].find((name) => query.has(name));
  const { name, root } = S3_OPERATIONS[`${method} ${setting ?? 'list'}`] ?? { name: `${method} ${path}`, root: '' };
  return {
    ...{ service: 's3', name },
    input: { Bucket: bucket, Key: key, ...Object.fromEntries(query), body },
    encode: (output) => ({ status: 200, headers, body: root === '' ? '' : xmlDocument(root, asElements(output)) }),
    encodeError: ({ status, code, message }) => ({
      ...{ status, headers, body: xmlDocument('Error', { Code: code, Message: message }) },
    }),
  };
}

const S3_OPERATIONS: Readonly<Record<string, { readonly name: string; readonly root: string }>> = {
  'GET list': { name: 'ListObjectsV2', root: 'ListBucketResult' },
  'GET retention': { name: 'GetObjectRetention', root: 'Retention' },
  'GET object-lock': { name: 'GetObjectLockConfiguration', root: 'ObjectLockConfiguration' },
  'PUT object-lock': { name: 'PutObjectLockConfiguration', root: '' },
  'GET publicAccessBlock': { name: 'GetPublicAccessBlock', root: 'PublicAccessBlockConfiguration' },
  'PUT publicAccessBlock': { name: 'PutPublicAccessBlock', root: '' },
};

/** A list is the same element several times. */
function asElements(value: unknown): XmlContent {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(asElements);
  if (typeof value !== 'object' || value === null) return value as XmlContent;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asElements(item)]));
}
