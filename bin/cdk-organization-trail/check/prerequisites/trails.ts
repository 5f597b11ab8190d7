import { accountOfArn } from '../../../../lib/shared/bootstrap';
import { unless, type Check } from '../gap';
import type { Reads, TrailSeen } from '../reads';
import { accountsOf, type Target } from '../target';

/** A quota of CloudTrail for a Region, with the copies of other accounts' and Regions' trails. AWS does not raise it. */
const MAX_TRAILS = 5;

/** What the other trails of the accounts of this trail come to. */
export function trailChecks(target: Target): Check[] {
  return accountsOf(target).flatMap((accountId) => [roomForTrail(target, accountId), noSecondTrail(target, accountId)]);
}

function roomForTrail(target: Target, accountId: string): Check {
  const { homeRegion } = target;
  return {
    what: `account ${accountId} has room for the trail in ${homeRegion}`,
    accountId,
    find: async (reads) => {
      const others = await otherTrails(target, reads);
      return unless(others.length < MAX_TRAILS, {
        found: `${others.length} trails: ${others.map(({ name }) => name).join(', ')}`,
        command: `aws cloudtrail delete-trail --region ${homeRegion} --name, for one that is not needed`,
      });
    },
  };
}

/** The first copy of management events is free in each Region; CloudTrail charges for each further one. */
function noSecondTrail(target: Target, accountId: string): Check {
  const { homeRegion } = target;
  return {
    what: `account ${accountId} has no second trail that records management events in ${homeRegion}, which is charged for`,
    accountId,
    find: async (reads) => {
      const own = (await otherTrails(target, reads)).filter(({ arn }) => accountOfArn(arn) === accountId);
      const seconds = await withManagementEvents(reads, homeRegion, own);
      const commands = seconds.map(({ arn }) => `aws cloudtrail delete-trail --name ${arn}`);
      return unless(seconds.length === 0, {
        found: seconds.map(({ name }) => name).join(', '),
        command: `once this trail delivers, where nothing else needs it: ${commands.join('; ')}`,
        isWarning: true,
      });
    },
  };
}

async function otherTrails({ trailArn, homeRegion }: Target, reads: Reads): Promise<TrailSeen[]> {
  return (await reads.trailsIn(homeRegion)).filter(({ arn }) => arn !== trailArn);
}

async function withManagementEvents(reads: Reads, region: string, trails: readonly TrailSeen[]): Promise<TrailSeen[]> {
  const found: TrailSeen[] = [];
  for (const trail of trails) if ((await reads.managementEvents(region, trail.arn)) !== 'none') found.push(trail);
  return found;
}
