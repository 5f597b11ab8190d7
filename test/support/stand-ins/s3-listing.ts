import { BucketContent, compareKeys, eTag, lowerBound, type StandInVersion } from './bucket';
import { StandInResponse } from './stand-in';
import { XmlContent, xmlDocument } from './xml';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Sorts after every character that a key can have, so what follows a common prefix can be skipped. */
const LAST = '\u{10ffff}';

interface Page {
  readonly keys: string[];
  readonly prefixes: string[];
  /** The key or common prefix that the next page starts after, where there is one. */
  readonly next?: string;
}

/** ListObjectsV2, ListObjects (V1) and ListObjectVersions. */
export function listObjects(name: string, bucket: BucketContent, query: URLSearchParams): StandInResponse {
  if (query.has('versions')) return listVersions(name, bucket, query);
  return query.get('list-type') === '2' ? listV2(name, bucket, query) : listV1(name, bucket, query);
}

function listV2(name: string, bucket: BucketContent, query: URLSearchParams): StandInResponse {
  const token = query.get('continuation-token');
  const after = token ? Buffer.from(token, 'base64url').toString('utf8') : query.get('start-after');
  const page = cut(bucket.keys, query, after ?? '');
  const encode = encoder(query);
  return xml('ListBucketResult', {
    Name: name,
    Prefix: encode(query.get('prefix') ?? ''),
    StartAfter: query.has('start-after') ? encode(query.get('start-after') ?? '') : undefined,
    KeyCount: page.keys.length + page.prefixes.length,
    MaxKeys: maxKeys(query),
    Delimiter: query.get('delimiter') ?? undefined,
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: page.next !== undefined,
    NextContinuationToken: page.next === undefined ? undefined : Buffer.from(page.next).toString('base64url'),
    Contents: page.keys.map((key) => contents(bucket, key, encode)),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  });
}

function listV1(name: string, bucket: BucketContent, query: URLSearchParams): StandInResponse {
  const page = cut(bucket.keys, query, query.get('marker') ?? '');
  const encode = encoder(query);
  return xml('ListBucketResult', {
    Name: name,
    Prefix: encode(query.get('prefix') ?? ''),
    Marker: encode(query.get('marker') ?? ''),
    MaxKeys: maxKeys(query),
    Delimiter: query.get('delimiter') ?? undefined,
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: page.next !== undefined,
    NextMarker: page.next !== undefined && query.has('delimiter') ? encode(page.next) : undefined,
    Contents: page.keys.map((key) => contents(bucket, key, encode)),
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
  });
}

function listVersions(name: string, bucket: BucketContent, query: URLSearchParams): StandInResponse {
  const { versions, next } = versionsPage(bucket, query);
  const encode = encoder(query);
  const row = (version: KeyedVersion) => ({
    Key: encode(version.key),
    VersionId: version.versionId,
    IsLatest: version.latest,
    LastModified: version.lastModified.toISOString(),
    ETag: version.object && eTag(version.object.body),
    Size: version.object?.body.length,
    StorageClass: version.object && (version.object.storageClass ?? 'STANDARD'),
  });
  return xml('ListVersionsResult', {
    Name: name,
    Prefix: encode(query.get('prefix') ?? ''),
    KeyMarker: encode(query.get('key-marker') ?? ''),
    MaxKeys: maxKeys(query),
    EncodingType: query.get('encoding-type') ?? undefined,
    IsTruncated: next !== undefined,
    NextKeyMarker: next && encode(next.key),
    NextVersionIdMarker: next?.versionId,
    Version: versions.filter((version) => version.object).map(row),
    DeleteMarker: versions.filter((version) => !version.object).map(row),
  });
}

type KeyedVersion = StandInVersion & { readonly key: string; readonly latest: boolean };

/** Versions and delete markers, each of them one entry of a page: a page may end among those of one key. */
function versionsPage(bucket: BucketContent, query: URLSearchParams) {
  const keys = bucket.allKeys ?? bucket.keys;
  const [prefix, marker] = [query.get('prefix') ?? '', query.get('key-marker') ?? ''];
  const limit = maxKeys(query);
  const found: KeyedVersion[] = [];
  const rest = versionsAfter(bucket, marker, query.get('version-id-marker'));
  if (marker.startsWith(prefix)) found.push(...rest);
  const start = compareKeys(marker, prefix) >= 0 ? `${marker}\0` : prefix;
  for (let index = lowerBound(keys, start); index < keys.length && found.length <= limit; index++) {
    if (!keys[index].startsWith(prefix)) break;
    found.push(...versionsOf(bucket, keys[index]));
  }
  const versions = found.slice(0, limit);
  return { versions, next: found.length > limit ? versions[versions.length - 1] : undefined };
}

/** Those of the key of a marker that are after the version that it names; where it names none, the key is over. */
function versionsAfter(bucket: BucketContent, key: string, versionId: string | null): KeyedVersion[] {
  if (versionId === null) return [];
  const versions = versionsOf(bucket, key);
  return versions.slice(versions.findIndex((version) => version.versionId === versionId) + 1);
}

function versionsOf(bucket: BucketContent, key: string): KeyedVersion[] {
  return (bucket.versions?.(key) ?? []).map((version, index) => ({ key, latest: index === 0, ...version }));
}

/** One page: keys with the prefix, after the given one, those with the delimiter rolled up. */
function cut(keys: readonly string[], query: URLSearchParams, after: string): Page {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const limit = maxKeys(query);
  const page: { keys: string[]; prefixes: string[] } = { keys: [], prefixes: [] };
  const start =
    compareKeys(after, prefix) >= 0 ? after + (delimiter && after.endsWith(delimiter) ? LAST : '\0') : prefix;
  let last = after;
  let index = lowerBound(keys, start);
  while (index < keys.length && keys[index].startsWith(prefix)) {
    if (page.keys.length + page.prefixes.length === limit) return { ...page, next: last };
    const end = delimiter ? keys[index].indexOf(delimiter, prefix.length) : -1;
    last = end < 0 ? keys[index] : keys[index].slice(0, end + delimiter.length);
    (end < 0 ? page.keys : page.prefixes).push(last);
    index = end < 0 ? index + 1 : lowerBound(keys, last + LAST);
  }
  return page;
}

function contents(bucket: BucketContent, key: string, encode: (text: string) => string): XmlContent {
  const object = bucket.object(key);
  if (!object) throw new Error(`the bucket lists ${key} but does not hold it`);
  return {
    Key: encode(key),
    LastModified: object.lastModified.toISOString(),
    ETag: eTag(object.body),
    Size: object.body.length,
    StorageClass: object.storageClass ?? 'STANDARD',
  };
}

function maxKeys(query: URLSearchParams): number {
  return Math.min(Number(query.get('max-keys') ?? 1000), 1000);
}

function encoder(query: URLSearchParams): (text: string) => string {
  if (query.get('encoding-type') !== 'url') return (text) => text;
  return (text) => encodeURIComponent(text).replace(/%2F/g, '/');
}

function xml(root: string, content: XmlContent): StandInResponse {
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: xmlDocument(root, content, NAMESPACE) };
}
