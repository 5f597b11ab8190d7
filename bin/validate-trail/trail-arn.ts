import { RULES } from '../../lib/shared/rules';
import { rejected } from '../shared/failure';

/** A trail's ARN and what it is made of. */
export interface TrailArn {
  readonly arn: string;
  readonly homeRegion: string;
  readonly accountId: string;
  readonly name: string;
}

/** The trail that `--trail-arn` names. */
export function parseTrailArn(arn: string): TrailArn {
  const parts = /^arn:aws[a-z-]*:cloudtrail:([a-z0-9-]+):(\d{12}):trail\/([^/]+)$/.exec(arn);
  const [, homeRegion, accountId, name] = parts ?? [];
  if (name !== undefined && RULES.region.pattern.test(homeRegion) && RULES.trailName.pattern.test(name)) {
    return { arn, homeRegion, accountId, name };
  }
  throw rejected({
    what: '--trail-arn',
    given: arn,
    allowed: 'arn:aws:cloudtrail:<home Region>:<account>:trail/<name>',
    todo: 'copy it from "aws cloudtrail describe-trails --query trailList[].TrailARN"',
  });
}
