import { DEFAULTS } from '../../../../lib/shared/contract';
import { unless, type Check } from '../gap';
import type { Target } from '../target';

/** The workers of a map, beside the validator, the merge and the publisher. */
const NEEDED = DEFAULTS.shardsAtOnce + 3;
/** The quota of a new account, of which Lambda lets functions reserve nothing. */
const NEW_ACCOUNT = 10;
const QUOTA = 'aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384';

/** What the functions of digest validation need. */
export function lambdaChecks({ logArchiveAccountId: accountId, homeRegion }: Target): Check[] {
  const command = `${QUOTA} --desired-value 1000 --region ${homeRegion}`;
  return [
    {
      what: `Lambda runs enough at once for digest validation in account ${accountId} in ${homeRegion}`,
      accountId,
      find: async (reads) => {
        const { limit, unreserved } = await reads.lambdaConcurrency(homeRegion);
        if (unreserved < NEEDED) return { found: `${unreserved} of ${limit}, where ${NEEDED} are needed`, command };
        const found = `${limit}, as in a new account: other functions can delay it, and reservedConcurrency can't be deployed`;
        return unless(limit > NEW_ACCOUNT, { found, command, isWarning: true });
      },
    },
  ];
}
