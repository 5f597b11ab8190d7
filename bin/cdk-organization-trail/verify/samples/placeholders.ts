import { bucketNameFor } from '../../../../lib/shared/bucket-names';
import { withUnderscores } from '../../../../lib/shared/with-underscores';
import type { Plan } from '../plan/deployment';
import { HOME_REGION, LOG_ARCHIVE_ACCOUNT, MANAGEMENT_ACCOUNT } from './record';
import { DATABASE, TRAIL } from './tamper-samples/sample';

/** What stands in the samples for what a trail is called, and where it is. */
const EXAMPLE = {
  bucket: `trail-logs-${LOG_ARCHIVE_ACCOUNT}-${HOME_REGION}`,
  executionRole: `cdk-hnb659fds-cfn-exec-role-${MANAGEMENT_ACCOUNT}-${HOME_REGION}`,
};

/** The buckets that are named after the log bucket. */
const PARTS = ['access-logs', 'evidence', 'work', 'questions'];

/** Gives the samples as events about the planned trail. */
export function aboutTrail<T>(plan: Plan, samples: T, more: Readonly<Record<string, string>> = {}): T {
  const { trail, logArchiveAccountId, executionRoleName = EXAMPLE.executionRole } = plan;
  const home = { logArchiveAccountId, homeRegion: trail.region, logBucketName: trail.bucket };
  const values: Readonly<Record<string, string>> = {
    ...more,
    ...Object.fromEntries(PARTS.map((part) => [`${EXAMPLE.bucket}-${part}`, bucketNameFor(home, part)])),
    [EXAMPLE.bucket]: trail.bucket,
    [EXAMPLE.executionRole]: executionRoleName,
    [LOG_ARCHIVE_ACCOUNT]: logArchiveAccountId,
    [MANAGEMENT_ACCOUNT]: trail.accountId,
    [HOME_REGION]: trail.region,
    [HOME_REGION.toUpperCase()]: trail.region.toUpperCase(),
    [TRAIL]: trail.name,
    [TRAIL.toUpperCase()]: trail.name.toUpperCase(),
    [DATABASE]: withUnderscores(trail.name),
    [DATABASE.toUpperCase()]: withUnderscores(trail.name).toUpperCase(),
    'arn:aws:': `arn:${trail.partition}:`,
  };
  // In one pass, so that no value is taken for a placeholder; longer ones come first.
  const placeholders = new RegExp(Object.keys(values).join('|'), 'g');
  return JSON.parse(JSON.stringify(samples).replace(placeholders, (placeholder) => values[placeholder])) as T;
}
