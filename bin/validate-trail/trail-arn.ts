import { partitionOf, PARTITIONS } from '../../lib/shared/partitions';
import { RULES } from '../../lib/shared/rules';
import { rejected, type CannotRun } from '../shared/failure';

/** A trail's ARN and what it is made of. */
export interface TrailArn {
  readonly arn: string;
  readonly homeRegion: string;
  readonly accountId: string;
  readonly name: string;
}

/** The trail that `--trail-arn` names. */
export function parseTrailArn(arn: string): TrailArn {
  const parts = /^arn:(aws[a-z-]*):cloudtrail:([a-z0-9-]+):(\d{12}):trail\/([^/]+)$/.exec(arn);
  const [, partition, homeRegion, accountId, name] = parts ?? [];
  if (name === undefined || !RULES.region.pattern.test(homeRegion) || !RULES.trailName.pattern.test(name)) {
    throw rejectedArn(arn, 'arn:aws:cloudtrail:<home Region>:<account>:trail/<name>');
  }
  assertPartition(arn, partition, homeRegion);
  return { arn, homeRegion, accountId, name };
}

/** A Region that is newer than this version is of none of these partitions. */
function assertPartition(arn: string, partition: string, region: string): void {
  const names = PARTITIONS.map(({ name }) => name);
  if (!names.includes(partition)) throw rejectedArn(arn, `a partition of AWS, one of ${names.join(', ')}`);
  const own = partitionOf(region) ?? partition;
  if (own !== partition) throw rejectedArn(arn, `the partition of ${region}, which is ${own}`);
}

function rejectedArn(given: string, allowed: string): CannotRun {
  const todo = 'copy it from "aws cloudtrail describe-trails --query trailList[].TrailARN"';
  return rejected({ what: '--trail-arn', given, allowed, todo });
}
