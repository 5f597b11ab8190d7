// What keeps a resource from being deleted, whoever asks: protection against deletion, and objects in a bucket.
import { ASSUMED, type Source } from './source';
import { arnOf, type Physical, type World } from './world';

export function obstacleToDeletion(world: World, resource: Physical): string | undefined {
  if (resource.properties.DeletionProtectionEnabled === true) return 'DeletionProtection';
  if (world.filledBuckets.has(resource.serial)) return 'BucketNotEmpty';
  return undefined;
}

/** Notes which buckets are filled by what exists now. They stay filled when that is gone. */
export function fillBuckets(world: World): void {
  for (const bucket of world.ofType('AWS::S3::Bucket')) {
    if (!world.filledBuckets.has(bucket.serial) && isFilled(world, bucket)) world.filledBuckets.add(bucket.serial);
  }
}

interface Filler {
  readonly what: string;
  /** The bucket is no longer empty as soon as one of these exists. */
  readonly fills: (world: World, bucket: string) => boolean;
  readonly source: Source;
}

const isNamed = (value: unknown, bucket: string) => value === bucket;

/** A bucket fills as soon as something that writes to it exists: nobody waits for a rollback. */
const FILLERS: readonly Filler[] = [
  {
    what: 'server access logs of another bucket, the requests that made it among them',
    fills: (world, bucket) =>
      world
        .ofType('AWS::S3::Bucket')
        .some(({ properties }) =>
          isNamed(
            (properties.LoggingConfiguration as { DestinationBucketName?: string })?.DestinationBucketName,
            bucket,
          ),
        ),
    source: {
      text: 'Amazon S3 User Guide: Logging requests with server access logging; at best effort',
      date: '2026-10',
    },
  },
  {
    what: 'the file by which AWS Config checks that it can write, when a delivery channel is put',
    fills: (world, bucket) =>
      world.ofType('AWS::Config::DeliveryChannel').some(({ properties }) => isNamed(properties.S3BucketName, bucket)),
    source: {
      text: 'AWS Config Developer Guide: Permissions for the Amazon S3 bucket, ConfigWritabilityCheckFile',
      date: '2026-10',
    },
  },
  {
    what: 'the folders that CloudTrail makes when a trail is created, and its log files',
    fills: (world, bucket) =>
      world.ofType('AWS::CloudTrail::Trail').some(({ properties }) => isNamed(properties.S3BucketName, bucket)),
    source: { text: 'AWS CloudTrail User Guide: Getting and viewing your log files', date: '2026-10' },
  },
  {
    what: 'what a function writes that a schedule invokes: one by a rate starts at once',
    fills: (world, bucket) => scheduledRoles(world).some((role) => mayWrite(role, bucket)),
    source: {
      ...ASSUMED,
      text: 'EventBridge Scheduler User Guide: Rate-based schedules without a start date begin at once',
    },
  },
];

function isFilled(world: World, bucket: Physical): boolean {
  const name = String(bucket.properties.BucketName ?? bucket.logicalId);
  return FILLERS.some(({ fills }) => fills(world, name));
}

function scheduledRoles(world: World): Physical[] {
  const targets = world
    .ofType('AWS::Scheduler::Schedule')
    .map(({ properties }) => (properties.Target as { Arn: string }).Arn);
  const roleArns = world
    .ofType('AWS::Lambda::Function')
    .filter((it) => targets.includes(arnOf(it)))
    .map(({ properties }) => properties.Role);
  return world.ofType('AWS::IAM::Role').filter((it) => roleArns.includes(arnOf(it)));
}

function mayWrite({ properties }: Physical, bucket: string): boolean {
  const policies = (properties.Policies ?? []) as { PolicyDocument: { Statement: Record<string, unknown>[] } }[];
  return policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .some(
      ({ Effect, Action, Resource }) =>
        Effect === 'Allow' &&
        [Action].flat().includes('s3:PutObject') &&
        [Resource].flat().some((arn) => String(arn).startsWith(`arn:aws:s3:::${bucket}/`)),
    );
}
