// What follows from the locations that a trail delivered to before: what is wrong with them, what the functions are given
// of them, and what they may do there.
import { Token } from 'aws-cdk-lib';
import type { TrailIdentity } from '../identity/trail-identity';
import { partitionNamed } from '../shared/partitions';
import type { Permission } from '../shared/permission';
import { isSame, type Problems } from '../shared/problems';
import { RULES } from '../shared/rules';
import type { ValidationContext } from './context';
import type { FormerLogLocation } from './former-log-location';

export function checkFormerLocations(
  problems: Problems,
  trail: TrailIdentity,
  locations: readonly FormerLogLocation[],
): void {
  locations.forEach((location, index) => {
    const what = `formerLocations[${index}]`;
    problems
      .required(`${what}.bucketName`, location.bucketName, RULES.existingBucketName)
      .match(`${what}.keyPrefix`, location.keyPrefix, RULES.keyPrefix)
      .required(`${what}.ownerAccountId`, location.ownerAccountId, RULES.accountId)
      .required(`${what}.since`, location.since, RULES.utcTime)
      .required(`${what}.until`, location.until, RULES.utcTime)
      .match(`${what}.encryptionKeyArn`, location.encryptionKeyArn, RULES.keyArn)
      .unless(!(Date.parse(location.until) <= Date.parse(location.since)), {
        what: `${what}.until`,
        given: location.until,
        allowed: `a time after since, ${location.since}`,
        todo: 'swap them: it is the time at which the trail was moved away',
      })
      .unless(!isPresentLocation(trail, location), {
        what,
        given: [location.bucketName, location.keyPrefix].filter((name) => name !== undefined).join('/'),
        allowed: 'another bucket or key prefix than that of the trail',
        todo: 'take it out: the trail delivers there now',
      });
    const owner = locations.find(({ bucketName }) => bucketName === location.bucketName)?.ownerAccountId;
    problems.unless(owner === undefined || isSame(owner, location.ownerAccountId), {
      what: `${what}.ownerAccountId`,
      given: location.ownerAccountId,
      allowed: `${owner}, as for the same bucket before`,
      todo: 'correct one of them: a bucket belongs to one account',
    });
  });
}

function isPresentLocation(trail: TrailIdentity, { bucketName, keyPrefix }: FormerLogLocation): boolean {
  return bucketName === trail.logBucketName && keyPrefix === trail.keyPrefix;
}

/** What the functions are given. They have no use for the key. */
export function formerLocationsVariable(locations: readonly FormerLogLocation[]): string | undefined {
  if (locations.length === 0) return undefined;
  return JSON.stringify(
    locations.map(({ bucketName, keyPrefix, ownerAccountId, since, until }) => ({
      ...{ bucketName, keyPrefix, ownerAccountId, since, until },
    })),
  );
}

/** To list and read what lies below the prefixes of the trail there, in a bucket of that account alone. */
export function readFormerLocations({
  trail,
  formerLocations,
}: Pick<ValidationContext, 'trail' | 'formerLocations'>): Permission[] {
  return formerLocations.flatMap((location, index) => permissionsOf(trail, location, String(index + 1)));
}

function permissionsOf(trail: TrailIdentity, location: FormerLogLocation, number: string): Permission[] {
  const bucketArn = `arn:${trail.partition}:s3:::${location.bucketName}`;
  const belowPrefix = location.keyPrefix === undefined ? '' : `${location.keyPrefix}/`;
  const owners = [trail.managementAccountId, ...(trail.organizationId === undefined ? [] : [trail.organizationId])];
  const ofOwner = { StringEquals: { 'aws:ResourceAccount': location.ownerAccountId } };
  return [
    {
      sid: `ListFormerLogFiles${number}`,
      actions: ['s3:ListBucket', 's3:ListBucketVersions'],
      resources: [bucketArn],
      conditions: { ...ofOwner, StringLike: { 's3:prefix': [`${belowPrefix}AWSLogs/*`] } },
    },
    {
      sid: `FindFormerBucket${number}`,
      actions: ['s3:GetBucketLocation'],
      resources: [bucketArn],
      conditions: ofOwner,
    },
    {
      sid: `ReadFormerLogFiles${number}`,
      actions: ['s3:GetObject'],
      resources: owners.map((owner) => `${bucketArn}/${belowPrefix}AWSLogs/${owner}/*`),
      conditions: ofOwner,
      wildcard: 'CloudTrail chose the names of its log files and digests, all of them below these prefixes',
    },
    ...decryptThere(trail, location.encryptionKeyArn, number),
  ];
}

function decryptThere(trail: TrailIdentity, keyArn: string | undefined, number: string): Permission[] {
  if (keyArn === undefined) return [];
  const region = Token.isUnresolved(keyArn) ? trail.homeRegion : keyArn.split(':')[3];
  const via = `s3.${region}.${partitionNamed(trail.partition).dnsSuffix}`;
  return [
    {
      sid: `DecryptFormerLogFiles${number}`,
      actions: ['kms:Decrypt'],
      resources: [keyArn],
      conditions: { StringEquals: { 'kms:ViaService': via } },
    },
  ];
}
