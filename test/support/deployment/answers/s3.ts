import { ServiceError } from '../../stand-ins';
import { resourcesIn } from '../find';
import type { World } from '../world';
import type { Answers } from '.';

const DAY = 86_400_000;

interface Lock {
  readonly Rule: { readonly DefaultRetention: { readonly Mode: string; readonly Days: number } };
}

/** What CloudTrail and the validator have delivered today: one file each. */
function filesOf(world: World): Map<string, string[]> {
  const [{ Properties, stack }] = resourcesIn(world, 'AWS::CloudTrail::Trail');
  const { TrailName, S3BucketName, IsOrganizationTrail } = Properties;
  const { accountId, region } = stack;
  const owner = IsOrganizationTrail ? 'o-exampleorgid/' : '';
  const date = new Date(world.now()).toISOString().slice(0, 10).replaceAll('-', '/');
  const day = (folder: string) => `AWSLogs/${owner}${accountId}/${folder}/${region}/${date}`;
  return new Map([
    [
      String(S3BucketName),
      [
        `${day('CloudTrail')}/first.json.gz`,
        `${day('CloudTrail')}/last.json.gz`,
        `${day('CloudTrail-Digest')}/digest.json.gz`,
      ],
    ],
    [`${String(S3BucketName)}-evidence`, [`${String(TrailName)}/reports/${date}/report.json`]],
  ]);
}

export function s3Answers(world: World): Answers {
  const bucketNamed = (name: unknown) => {
    const found = resourcesIn(world, 'AWS::S3::Bucket').find(({ Properties }) => Properties.BucketName === name);
    if (found) return found;
    throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
  };
  const ageOf = (key: string) => (key.includes('first') ? 60 : key.includes('last') ? 4 : 37) * 60_000;
  return {
    's3:ListObjectsV2': ({ input: { Bucket, prefix, delimiter } }) => {
      bucketNamed(Bucket);
      const start = String(prefix ?? '');
      const keys = (filesOf(world).get(String(Bucket)) ?? []).filter((key) => key.startsWith(start));
      if (delimiter === undefined) {
        return { Contents: keys.map((Key) => ({ Key, LastModified: new Date(world.now() - ageOf(Key)) })) };
      }
      const folders = keys.map((key) => start + key.slice(start.length).split('/')[0] + '/');
      return { CommonPrefixes: [...new Set(folders)].map((Prefix) => ({ Prefix })) };
    },
    's3:GetObjectRetention': ({ input: { Bucket, Key } }) => {
      const lock = bucketNamed(Bucket).Properties.ObjectLockConfiguration as Lock;
      const { Mode, Days } = lock.Rule.DefaultRetention;
      return { Mode, RetainUntilDate: new Date(world.now() - ageOf(String(Key)) + Days * DAY) };
    },
    's3:GetObjectLockConfiguration': ({ input }) =>
      bucketNamed(input.Bucket).Properties.ObjectLockConfiguration as object,
    's3:PutObjectLockConfiguration': () => ({}),
    's3:GetPublicAccessBlock': ({ input }) =>
      bucketNamed(input.Bucket).Properties.PublicAccessBlockConfiguration as object,
    's3:PutPublicAccessBlock': () => ({}),
  };
}
