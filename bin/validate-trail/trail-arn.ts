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

/** The trail that an option names. */
export function parseTrailArn(arn: string, what = '--trail-arn'): TrailArn {
  const parts = /^arn:(aws[a-z-]*):cloudtrail:([a-z0-9-]+):(\d{12}):trail\/([^/]+)$/.exec(arn);
  const [, partition, homeRegion, accountId, name] = parts ?? [];
  if (name === undefined || !RULES.region.pattern.test(homeRegion) || !RULES.trailName.pattern.test(name)) {
    throw rejectedArn(what, arn, 'arn:aws:cloudtrail:<home Region>:<account>:trail/<name>');
  }
  assertPartition(what, arn, partition, homeRegion);
  return { arn, homeRegion, accountId, name };
}

/** A Region that is newer than this version is of none of these partitions. */
function assertPartition(what: string, arn: string, partition: string, region: string): void {
  const names = PARTITIONS.map(({ name }) => name);
  if (!names.includes(partition)) throw rejectedArn(what, arn, `a partition of AWS, one of ${names.join(', ')}`);
  const own = partitionOf(region) ?? partition;
  if (own !== partition) throw rejectedArn(what, arn, `the partition of ${region}, which is ${own}`);
}

function rejectedArn(what: string, given: string, allowed: string): CannotRun {
  const todo = 'copy it from "aws cloudtrail describe-trails --query trailList[].TrailARN"';
  return rejected({ what, given, allowed, todo });
}
