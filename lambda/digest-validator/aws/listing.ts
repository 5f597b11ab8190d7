import { ListObjectsV2Command, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { isRefusal, type KeyRange, type ListedObject, ListingRefused, type ObjectVersion, type Refusal } from '../core';
import type { BucketCaller } from './bucket-caller';

/** Lists the keys of buckets, their folders, and the versions of a key. */
export class Listing {
  public constructor(private readonly caller: BucketCaller) {}

  public async *objects(bucket: string, { prefix, after, before }: KeyRange): AsyncGenerator<readonly ListedObject[]> {
    let token: string | undefined;
    do {
      const page = await this.page(bucket, { Prefix: prefix, StartAfter: after, ContinuationToken: token });
      const objects = (page.Contents ?? []).map(({ Key = '', Size = 0, LastModified }) => ({
        key: Key,
        size: Size,
        lastModified: LastModified?.getTime(),
      }));
      const end = before === undefined ? -1 : objects.findIndex(({ key }) => compareKeys(key, before) >= 0);
      yield end < 0 ? objects : objects.slice(0, end);
      token = end < 0 ? nextToken(page) : undefined;
    } while (token !== undefined);
  }

  public async *folders(bucket: string, prefix: string): AsyncGenerator<readonly string[]> {
    let token: string | undefined;
    do {
      const page = await this.page(bucket, { Prefix: prefix, Delimiter: '/', ContinuationToken: token });
      yield (page.CommonPrefixes ?? []).map(({ Prefix = '' }) => Prefix.slice(prefix.length, -1));
      token = nextToken(page);
    } while (token !== undefined);
  }

  public async history(bucket: string, key: string): Promise<readonly ObjectVersion[] | Refusal> {
    const answer = await this.caller.call(bucket, (client) =>
      client.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key })),
    );
    if (isRefusal(answer)) return answer;
    const { Versions = [], DeleteMarkers = [] } = answer;
    return [...Versions.map((row) => ({ ...row, isDeleteMarker: false })), ...DeleteMarkers.map(marked)]
      .filter(({ Key }) => Key === key)
      .map(({ VersionId = '', LastModified, isDeleteMarker }) => ({
        versionId: VersionId,
        isDeleteMarker,
        lastModified: LastModified?.getTime() ?? 0,
      }))
      .sort((one, other) => other.lastModified - one.lastModified);
  }

  private async page(bucket: string, input: Omit<ListObjectsV2Command['input'], 'Bucket'>) {
    const answer = await this.caller.call(bucket, (client) =>
      client.send(new ListObjectsV2Command({ Bucket: bucket, ...input })),
    );
    if (isRefusal(answer)) throw new ListingRefused(answer);
    return answer;
  }
}

function marked<T extends object>(row: T): T & { readonly isDeleteMarker: true } {
  return { ...row, isDeleteMarker: true };
}

/** A page that says it is not the last, but not how to go on, must not pass for the last. */
function nextToken({ IsTruncated, NextContinuationToken }: { IsTruncated?: boolean; NextContinuationToken?: string }) {
  if (IsTruncated && !NextContinuationToken) {
    throw new ListingRefused({
      refused: 'transient',
      detail: 'the listing is cut short and has no continuation token',
    });
  }
  return NextContinuationToken;
}

function compareKeys(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
