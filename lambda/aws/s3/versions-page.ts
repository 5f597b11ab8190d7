import { ListObjectVersionsCommand, type ListObjectVersionsCommandInput, type S3Client } from '@aws-sdk/client-s3';
import type { ListedVersion } from '../../core';
import { compareKeys } from '../../core/format/compare-keys';
import {
  decodeEntities,
  decodeUrl,
  elementsOf,
  PageError,
  readsHere,
  required,
  tag,
  textOf,
  type Section,
} from './page-xml';

/** A page of ListObjectVersions. */
export interface VersionsPage {
  /** By key, those of one key newest first. */
  readonly versions: readonly ListedVersion[];
  /** How to go on; undefined on the last page. */
  readonly next?: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'>;
}

const EMPTY_PAGE = Buffer.from('<?xml version="1.0"?><ListVersionsResult></ListVersionsResult>');

export async function fetchVersions(
  client: S3Client,
  input: Omit<ListObjectVersionsCommandInput, 'EncodingType'>,
): Promise<VersionsPage> {
  const command = new ListObjectVersionsCommand({ ...input, EncodingType: 'url' });
  const page = readsHere(command.middlewareStack, EMPTY_PAGE, readVersions);
  await client.send(command);
  return page();
}

/** Reads a page as S3 writes it. Throws at anything else: what is overlooked would be taken for deleted. */
export function readVersions(xml: Buffer): VersionsPage {
  const whole = { xml, start: 0, end: xml.length };
  const isTruncated = textOf(TAGS.IsTruncated, whole);
  if (!xml.subarray(-END.length).equals(END) || isTruncated === undefined) throw new PageError('not a listing');
  const decode = textOf(TAGS.EncodingType, whole) === 'url' ? decodeUrl : decodeEntities;
  const versions = [
    ...elementsOf(TAGS.Version, whole, (element) => toVersion(element, decode)),
    ...elementsOf(TAGS.DeleteMarker, whole, (element) => toMarker(element, decode)),
  ].sort(byKeyAndAge);
  if (isTruncated !== 'true') return { versions };
  const key = textOf(TAGS.NextKeyMarker, whole);
  const versionId = textOf(TAGS.NextVersionIdMarker, whole);
  if (!key) throw new PageError('cut short without a key marker');
  return { versions, next: { KeyMarker: decode(key), ...(versionId && { VersionIdMarker: versionId }) } };
}

const TAGS = {
  IsTruncated: tag('IsTruncated'),
  NextKeyMarker: tag('NextKeyMarker'),
  NextVersionIdMarker: tag('NextVersionIdMarker'),
  EncodingType: tag('EncodingType'),
  Version: tag('Version'),
  DeleteMarker: tag('DeleteMarker'),
  Key: tag('Key'),
  VersionId: tag('VersionId'),
  IsLatest: tag('IsLatest'),
  LastModified: tag('LastModified'),
  Size: tag('Size'),
  StorageClass: tag('StorageClass'),
};
const END = tag('ListVersionsResult').close;

function toVersion(element: Section, decode: (text: string) => string): ListedVersion {
  const size = Number(required(TAGS.Size, element));
  if (!Number.isSafeInteger(size)) throw new PageError('a version without a size');
  const storageClass = required(TAGS.StorageClass, element);
  return { ...toMarker(element, decode), isDeleteMarker: false, size, storageClass };
}

function toMarker(element: Section, decode: (text: string) => string): ListedVersion {
  const lastModified = Date.parse(required(TAGS.LastModified, element));
  const isLatest = required(TAGS.IsLatest, element);
  const versionId = required(TAGS.VersionId, element);
  if (Number.isNaN(lastModified) || !['true', 'false'].includes(isLatest) || versionId === '') {
    throw new PageError('a version without id, time or place');
  }
  const key = decode(required(TAGS.Key, element));
  return { key, versionId, isDeleteMarker: true, isLatest: isLatest === 'true', lastModified, size: 0 };
}

/** S3 lists versions and delete markers of one key among one another, newest first. */
function byKeyAndAge(one: ListedVersion, other: ListedVersion): number {
  return (
    compareKeys(one.key, other.key) ||
    Number(other.isLatest) - Number(one.isLatest) ||
    other.lastModified - one.lastModified
  );
}
