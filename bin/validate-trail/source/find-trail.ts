import type { TrailDescription } from '../../../lambda/aws';
import { isReadFailure, ListingFailed, type Store, type Trail } from '../../../lambda/core';
import { RULES } from '../../../lib/shared/rules';
import { CannotRun } from '../../shared/failure';
import type { Options } from '../options';
import type { RunClients } from './run-clients';
import { cannotReach } from './unreachable';

type Location = Pick<Trail, 'bucket' | 'keyPrefix'>;

/** Where the trail's files are: as the options say, else as CloudTrail says, else as the folders of the bucket show. */
export async function findTrail(options: Options, clients: RunClients): Promise<Trail> {
  const { trail, bucket, organizationId } = options;
  const isGiven = bucket !== undefined && organizationId !== undefined;
  const described = isGiven ? undefined : await describe(options, clients);
  const location = locationOf(options, described);
  return {
    arn: trail.arn,
    ...location,
    organizationId: organizationId ?? (await organizationOf(described, clients, location)),
  };
}

/** Fails where nothing can be listed, so that missing access is not reported as missing files. */
export async function assertListable(
  { bucket, keyPrefix, organizationId }: Trail,
  { store }: RunClients,
): Promise<void> {
  await foldersBelow(store, bucket, [keyPrefix, 'AWSLogs', organizationId]);
}

/** What CloudTrail says of the trail. Where the bucket is given, the run goes on without it. */
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

function locationOf({ bucket, prefix }: Options, described: TrailDescription | undefined): Location {
  if (bucket !== undefined) return { bucket, keyPrefix: prefix };
  const keyPrefix = described?.keyPrefix;
  return { bucket: described?.bucket ?? '', ...(keyPrefix !== undefined && { keyPrefix }) };
}

async function organizationOf(
  described: TrailDescription | undefined,
  { organizationClient, store }: RunClients,
  { bucket, keyPrefix }: Location,
): Promise<string | undefined> {
  if (described?.isOrganizationTrail === false) return undefined;
  const answer = described && (await organizationClient?.organizationId());
  if (answer !== undefined && !isReadFailure(answer)) return answer.organizationId;
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
