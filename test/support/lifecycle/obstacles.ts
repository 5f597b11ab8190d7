// What keeps a resource from being made or deleted, whoever asks: a role that it is to act by and that does not exist,
// protection against deletion, and objects in a bucket.
import { handlerCalls } from './handlers';
import type { Planned } from './plan';
import { ASSUMED, type Source } from './source';
import { valueAt } from './value-at';
import { arnOf, type Physical, type World } from './world';

/** A service takes a role that exists, service-linked roles included, which an account has only if something made them. */
export function obstacleToCreation(world: World, { type, properties }: Planned): string | undefined {
  const roleArns = handlerCalls(type, 'create')
    .filter(({ target }) => target === 'role')
    .map(({ property }) => valueAt(properties, property!))
    .filter((value) => value !== undefined);
  const exists = (roleArn: unknown) => world.ofType('AWS::IAM::Role').some((role) => arnOf(role) === roleArn);
  return roleArns.every(exists) ? undefined : 'NoSuchRole';
}

export function obstacleToDeletion(world: World, resource: Physical): string | undefined {
  if (resource.properties.DeletionProtectionEnabled === true) return 'DeletionProtection';
  if (isUsedWorkGroup(resource)) return 'WorkGroupNotEmpty';
  if (world.filledBuckets.has(resource.serial)) return 'BucketNotEmpty';
  return undefined;
}

/**
 * Somebody has asked a question in each by then, and Athena keeps what was asked.
 *
 * @see https://docs.aws.amazon.com/athena/latest/APIReference/API_DeleteWorkGroup.html
 */
function isUsedWorkGroup({ type, properties }: Physical): boolean {
  return type === 'AWS::Athena::WorkGroup' && properties.RecursiveDeleteOption !== true;
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

/** A bucket fills as soon as something that writes to it exists: nobody waits for a rollback. */
const FILLERS: readonly Filler[] = [
  {
    what: 'server access logs of another bucket, the requests that made it among them',
    fills: (world, bucket) => world.ofType('AWS::S3::Bucket').some((it) => accessLogBucketOf(it) === bucket),
    source: { ...ASSUMED, text: 'delivered at best effort, within hours; earlier than a rollback is the worse answer' },
  },
  {
    what: 'the file by which AWS Config checks that it can write, when a delivery channel is put',
    fills: (world, bucket) =>
      world.ofType('AWS::Config::DeliveryChannel').some(({ properties }) => properties.S3BucketName === bucket),
    source: {
      ...ASSUMED,
      text: 'ConfigWritabilityCheckFile, which every delivery bucket shows; no page of AWS was read on it',
    },
  },
  {
    what: 'the folders that CloudTrail makes when a trail is created, and its log files',
    fills: (world, bucket) =>
      world.ofType('AWS::CloudTrail::Trail').some(({ properties }) => properties.S3BucketName === bucket),
    source: { ...ASSUMED, text: 'the empty folders in every bucket of a trail; no page of AWS was read on them' },
  },
  {
    what: 'what a function writes that a schedule invokes: one by a rate starts at once',
    fills: (world, bucket) => scheduledRoles(world).some((role) => mayWrite(role, bucket)),
    source: {
      text: 'EventBridge Scheduler User Guide: Schedule types, rate-based schedules without StartDate',
      date: '2026-10',
    },
  },
];

function accessLogBucketOf({ properties }: Physical): string | undefined {
  return (properties.LoggingConfiguration as { DestinationBucketName?: string } | undefined)?.DestinationBucketName;
}

function isFilled(world: World, bucket: Physical): boolean {
  const name = String(bucket.properties.BucketName ?? bucket.logicalId);
  return FILLERS.some(({ fills }) => fills(world, name));
}

function scheduledRoles(world: World): Physical[] {
  const targets = world
    .ofType('AWS::Scheduler::Schedule')
    .filter(({ properties }) => String(properties.ScheduleExpression).startsWith('rate('))
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
