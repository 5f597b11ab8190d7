import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';

/** When the newest object that counts below a prefix and after a key was stored, by the clock of S3; undefined if there is none. */
export type FindNewest = (prefix: string, after: string) => Promise<number | undefined>;

export function findNewestIn(region: string, bucket: string, counts: (key: string) => boolean): FindNewest {
  const client = new S3Client({ region });
  return (prefix, after) => newestObject(client, bucket, { prefix, after, counts });
}

async function newestObject(
  client: S3Client,
  bucket: string,
  { prefix, after, counts }: { prefix: string; after: string; counts: (key: string) => boolean },
): Promise<number | undefined> {
  let newest: number | undefined;
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, StartAfter: after, ContinuationToken: token }),
    );
    for (const { Key = '', LastModified } of page.Contents ?? []) {
      if (counts(Key) && LastModified) newest = Math.max(newest ?? 0, LastModified.getTime());
    }
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return newest;
}
