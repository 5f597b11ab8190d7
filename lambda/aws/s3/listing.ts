import { type ListObjectsV2CommandInput, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import {
  isReadFailure,
  type KeyRange,
  type ListedObject,
  type ListedVersion,
  ListingFailed,
  type ObjectVersion,
  type ReadFailure,
} from '../../core';
import { compareKeys } from '../../core/format/compare-keys';
import type { BucketCaller } from './bucket-caller';
import { fetchPage, type ListingPage } from './listing-page';
import { fetchVersions, type VersionsPage } from './versions-page';

/** Lists the keys of buckets, their folders, and the versions of a key. */
export class Listing {
  public constructor(private readonly caller: BucketCaller) {}

  public async *objects(bucket: string, { prefix, after, before }: KeyRange): AsyncGenerator<readonly ListedObject[]> {
    for await (const { objects } of this.pages(bucket, { Prefix: prefix, StartAfter: after })) {
      const end = before === undefined ? -1 : objects.findIndex(({ key }) => compareKeys(key, before) >= 0);
      yield end < 0 ? objects : objects.slice(0, end);
      if (end >= 0) return;
    }
  }

  public async *folders(
    bucket: string,
    prefix: string,
    onObject?: (object: ListedObject) => void,
  ): AsyncGenerator<readonly string[]> {
    for await (const { prefixes, objects } of this.pages(bucket, { Prefix: prefix, Delimiter: '/' })) {
      if (onObject !== undefined) objects.forEach(onObject);
      yield prefixes.map((folder) => folder.slice(prefix.length, -1));
    }
  }

  public async history(bucket: string, key: string): Promise<readonly ObjectVersion[] | ReadFailure> {
    const output = await this.caller.call(bucket, (client, named) =>
      client.send(new ListObjectVersionsCommand({ ...named, Prefix: key })),
    );
    if (isReadFailure(output)) return output;
    const { Versions = [], DeleteMarkers = [] } = output;
    return [...Versions.map((row) => ({ ...row, isDeleteMarker: false })), ...DeleteMarkers.map(marked)]
      .filter(({ Key }) => Key === key)
      .map(({ VersionId = '', LastModified, isDeleteMarker }) => ({
        versionId: VersionId,
        isDeleteMarker,
        lastModified: LastModified?.getTime() ?? 0,
      }))
      .sort((one, other) => other.lastModified - one.lastModified);
  }

  /** All versions and delete markers below a prefix as one stream, a thousand for each request. */
  public async *versions(
    bucket: string,
    { prefix, after, before }: KeyRange,
  ): AsyncGenerator<readonly ListedVersion[]> {
    let last = '';
    for await (const versions of this.versionPages(bucket, prefix, after)) {
      if (versions.length > 0 && compareKeys(versions[0].key, last) < 0) {
        throw new ListingFailed({ failure: 'transient', detail: 'the versions are not in the order of their keys' });
      }
      last = versions[versions.length - 1]?.key ?? last;
      const end = before === undefined ? -1 : versions.findIndex(({ key }) => compareKeys(key, before) >= 0);
      yield end < 0 ? versions : versions.slice(0, end);
      if (end >= 0) return;
    }
  }

  private async *versionPages(
    bucket: string,
    prefix: string,
    after?: string,
  ): AsyncGenerator<VersionsPage['versions']> {
    let next: VersionsPage['next'] = after === undefined ? {} : { KeyMarker: after };
    while (next !== undefined) {
      const input: object = { Prefix: prefix, ...next };
      const page: VersionsPage | ReadFailure = await this.caller.call(bucket, (client, named) =>
        fetchVersions(client, { ...input, ...named }),
      );
      if (isReadFailure(page)) throw new ListingFailed(page);
      yield page.versions;
      next = page.next;
    }
  }

  private async *pages(bucket: string, input: Omit<ListObjectsV2CommandInput, 'Bucket'>): AsyncGenerator<ListingPage> {
    let token: string | undefined;
    do {
      const page = await this.caller.call(bucket, (client, named) =>
        fetchPage(client, { ...input, ...named, ContinuationToken: token }),
      );
      if (isReadFailure(page)) throw new ListingFailed(page);
      yield page;
      token = page.nextToken;
    } while (token !== undefined);
  }
}

function marked<T extends object>(row: T): T & { readonly isDeleteMarker: true } {
  return { ...row, isDeleteMarker: true };
}
