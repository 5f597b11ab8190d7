import { ListObjectsV2Command, type ListObjectsV2CommandInput, type S3Client } from '@aws-sdk/client-s3';
import type { ListedObject } from '../../core';
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

export { PageError } from './page-xml';

/** A page of ListObjectsV2. */
export interface ListingPage {
  readonly objects: readonly ListedObject[];
  /** Common prefixes, delimiter included. */
  readonly prefixes: readonly string[];
  /** How to go on; undefined on the last page. */
  readonly nextToken?: string;
}

/** What the SDK reads in place of a page that was read here. */
const EMPTY_PAGE = Buffer.from('<?xml version="1.0"?><ListBucketResult></ListBucketResult>');

/** Lets the SDK send a request for a page, and reads the response here. */
export async function fetchPage(
  client: S3Client,
  input: Omit<ListObjectsV2CommandInput, 'EncodingType'>,
): Promise<ListingPage> {
  // Encoded, since keys may hold characters that XML can't.
  const command = new ListObjectsV2Command({ ...input, EncodingType: 'url' });
  const page = readsHere(command.middlewareStack, EMPTY_PAGE, readPage);
  await client.send(command);
  return page();
}

/**
 * Reads a page as S3 writes it. Throws at anything else: what is overlooked would be taken for deleted.
 *
 * It is read as bytes, so that each key is a text of its own: substrings of a long text would keep all of it in memory.
 */
export function readPage(xml: Buffer): ListingPage {
  const whole = { xml, start: 0, end: xml.length };
  const isTruncated = textOf(TAGS.IsTruncated, whole);
  const nextToken = textOf(TAGS.NextContinuationToken, whole);
  if (!xml.subarray(-END.length).equals(END) || isTruncated === undefined) throw new PageError('not a listing');
  if (isTruncated === 'true' && !nextToken) throw new PageError('cut short without a continuation token');
  const decode = textOf(TAGS.EncodingType, whole) === 'url' ? decodeUrl : decodeEntities;
  return {
    objects: elementsOf(TAGS.Contents, whole, (element) => toObject(element, decode)),
    prefixes: elementsOf(TAGS.CommonPrefixes, whole, (element) => decode(required(TAGS.Prefix, element))),
    ...(isTruncated === 'true' && nextToken && { nextToken: decodeEntities(nextToken) }),
  };
}

const TAGS = {
  IsTruncated: tag('IsTruncated'),
  NextContinuationToken: tag('NextContinuationToken'),
  EncodingType: tag('EncodingType'),
  Contents: tag('Contents'),
  CommonPrefixes: tag('CommonPrefixes'),
  Prefix: tag('Prefix'),
  Key: tag('Key'),
  LastModified: tag('LastModified'),
  Size: tag('Size'),
};
const END = tag('ListBucketResult').close;

function toObject(element: Section, decode: (text: string) => string): ListedObject {
  const lastModified = Date.parse(required(TAGS.LastModified, element));
  const size = Number(required(TAGS.Size, element));
  if (Number.isNaN(lastModified) || !Number.isSafeInteger(size)) throw new PageError('an object without size or time');
  return { key: decode(required(TAGS.Key, element)), size, lastModified };
}
