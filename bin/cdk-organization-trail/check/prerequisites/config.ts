import { unless, type Check } from '../gap';
import { nameOf, type Target } from '../target';

/** What the rules of AWS Config need; nothing where there are none. */
export function configChecks(target: Target): Check[] {
  const { configRecorder } = target;
  if (configRecorder === 'none') return [];
  return configRecorder === 'create' ? [noRecorder(target)] : [recorder(target), deliveryChannel(target)];
}

/** Security Hub's service-linked recorders record for Security Hub alone, and are none of these. */
function recorder({ managementAccountId: accountId, homeRegion }: Target): Check {
  return {
    what: `AWS Config records in account ${accountId} in ${homeRegion}`,
    accountId,
    find: async (reads) => {
      const recorders = await reads.configRecorders(homeRegion);
      const [first] = recorders;
      if (first === undefined) return { found: 'no recorder', command: MAKE_RECORDER };
      const start = `aws configservice start-configuration-recorder --region ${homeRegion}`;
      return unless(
        recorders.some(({ isRecording }) => isRecording),
        { found: `${first.name} is stopped`, command: `${start} --configuration-recorder-name ${first.name}` },
      );
    },
  };
}

const MAKE_RECORDER = 'set "configRecorder": "create" in cdk.json, or set up AWS Config';

function deliveryChannel({ managementAccountId: accountId, homeRegion }: Target): Check {
  return {
    what: `AWS Config has a delivery channel in account ${accountId} in ${homeRegion}`,
    accountId,
    find: async (reads) =>
      unless((await reads.deliveryChannels(homeRegion)).length > 0, {
        found: 'no delivery channel',
        command: `aws configservice put-delivery-channel --region ${homeRegion} --delivery-channel name=default,s3BucketName=<bucket>`,
      }),
  };
}

/** An account has at most one recorder in a Region, and AWS Config rejects another one. */
function noRecorder(target: Target): Check {
  const { managementAccountId: accountId, homeRegion } = target;
  return {
    what: `no recorder of AWS Config is in the way in account ${accountId} in ${homeRegion}`,
    accountId,
    find: async (reads) => {
      const names = (await reads.configRecorders(homeRegion)).map(({ name }) => name);
      const others = names.filter((name) => name !== nameOf(target, 'config'));
      return unless(others.length === 0, {
        found: others.join(', '),
        command: 'set "configRecorder": "existing" in cdk.json',
      });
    },
  };
}
