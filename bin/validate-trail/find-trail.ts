import { isReadFailure, ListingFailed, type Store, type Trail } from '../../lambda/core';
import type { TrailDescription } from '../../lambda/aws';
import { RULES } from '../../lib/shared/rules';
import type { RunClients } from './clients';
import { CannotRun } from './failure';
import type { Options } from './options';
import { cannotReach } from './unreachable';

/** Where the trail's files are: as the options say, else as AWS says, else as the folders of the bucket show. */
export async function findTrail(options: Options, clients: RunClients): Promise<Trail> {
  const { trail, bucket, prefix, organizationId } = options;
  const described = bucket === undefined || organizationId === undefined ? await describe(options, clients) : undefined;
  const place =
    bucket !== undefined
      ? { bucket, keyPrefix: prefix }
      : { bucket: described?.bucket ?? '', ...pickPrefix(described) };
  return {
    arn: trail.arn,
    ...place,
    organizationId: organizationId ?? (await organizationOf(described, clients, place)),
  };
}

/** Fails where nothing can be listed, so that missing access is not told as missing files. */
export async function assertListable(
  { bucket, keyPrefix, organizationId }: Trail,
  { store }: RunClients,
): Promise<void> {
  await foldersBelow(store, bucket, [keyPrefix, 'AWSLogs', organizationId]);
}

/** What CloudTrail says of the trail. With its bucket given it may refuse to. */
async function describe(
  { trail, bucket }: Options,
  { trailClient }: RunClients,
): Promise<TrailDescription | undefined> {
  const described = await trailClient?.describeTrail(trail.arn);
  if (described === undefined || !isReadFailure(described)) return described;
  if (bucket !== undefined && described.failure !== 'no-credentials') return undefined;
  const hints = {
    absent: 'check the ARN, use the credentials of the account that owns the trail, or name its bucket by --s3-bucket',
    denied: 'allow cloudtrail:DescribeTrails, or name the bucket by --s3-bucket',
  };
  throw cannotReach(`the trail ${trail.arn}`, described, hints[described.failure as keyof typeof hints]);
}

function pickPrefix(described: TrailDescription | undefined): { keyPrefix?: string } {
  return described?.keyPrefix === undefined ? {} : { keyPrefix: described.keyPrefix };
}

async function organizationOf(
  described: TrailDescription | undefined,
  { organizationClient, store }: RunClients,
  { bucket, keyPrefix }: { bucket: string; keyPrefix?: string },
): Promise<string | undefined> {
  if (described?.isOrganizationTrail === false) return undefined;
  const organization = described && (await organizationClient?.organizationId());
  if (organization !== undefined && !isReadFailure(organization)) return organization.organizationId;
  const folders = await foldersBelow(store, bucket, [keyPrefix, 'AWSLogs']);
  const organizations = folders.filter((folder) => RULES.organizationId.pattern.test(folder));
  if (organizations.length <= 1) return organizations[0];
  throw new CannotRun(
    `the bucket ${bucket} holds log files of several organizations: ${organizations.join(', ')}`,
    'name the one that is meant by --organization-id',
  );
}

async function foldersBelow(store: Store, bucket: string, path: readonly (string | undefined)[]): Promise<string[]> {
  const folders: string[] = [];
  try {
    const prefix = `${path.filter(Boolean).join('/')}/`;
    for await (const page of store.listFolders(bucket, prefix)) folders.push(...page);
  } catch (error) {
    throw error instanceof ListingFailed ? cannotReach(`the bucket ${bucket}`, error.failure) : error;
  }
  return folders;
}
