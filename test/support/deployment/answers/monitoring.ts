import { resourcesIn } from '../find';
import type { Asked } from '../requests';
import type { World } from '../world';
import type { Answers } from '.';

interface Query {
  readonly MetricStat: {
    readonly Metric: {
      readonly MetricName: string;
      readonly Namespace: string;
      readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
    };
  };
}

const MINUTE = 60_000;

/** Values of metrics twenty minutes ago; what is not here has no datapoints, as most metrics of failures. */
const VALUES: Readonly<Record<string, number>> = { RunSucceeded: 1, TamperedObjects: 0, UnverifiedItems: 0 };

export function monitoringAnswers(world: World): Answers {
  return {
    'cloudwatch:GetMetricData': (asked) => {
      const [{ MetricStat }] = asked.input.MetricDataQueries as Query[];
      const { MetricName, Dimensions } = MetricStat.Metric;
      const alerted = alertTime(world, MetricName, Dimensions[0].Value, asked);
      const time = alerted ?? (MetricName in VALUES ? world.now() - 20 * MINUTE : undefined);
      const minute = time === undefined ? undefined : Math.floor(time / MINUTE) * 60;
      return {
        MetricDataResults: [
          minute === undefined
            ? { Timestamps: [], Values: [] }
            : { Timestamps: [minute], Values: [alerted === undefined ? VALUES[MetricName] : 1] },
        ],
      };
    },
    'cloudwatch:DescribeAlarms': ({ input, ...place }) => ({
      MetricAlarms: resourcesIn(world, 'AWS::CloudWatch::Alarm', place)
        .filter(({ Properties }) => (input.AlarmNames as string[]).includes(String(Properties.AlarmName)))
        .map(({ Properties: { AlarmName } }) => ({ AlarmName, ...alarmState(world, String(AlarmName)) })),
    }),
  };
}

/** Which calls each alert is raised by, and which alarms. */
const ALERTS: Readonly<Record<string, { readonly rules: RegExp; readonly alarms: RegExp }>> = {
  'cloudtrail:UpdateTrail': { rules: /TrailTampering$|repair-on-calls$/, alarms: /-CloudTrailChanges$/ },
  'cloudtrail:PutEventSelectors': {
    rules: /TrailTampering$|repair-on-calls$/,
    alarms: /-TrailSettingsChanges$|-UnauthorizedApiCalls$/,
  },
  's3:PutPublicAccessBlock': { rules: /LogBucketTampering$/, alarms: /^$/ },
  's3:PutObjectLockConfiguration': { rules: /LogBucketTampering$/, alarms: /-BucketProtectionChanges$/ },
  'iam:DeleteRolePolicy': { rules: /RoleTampering$/, alarms: /-IamPolicyChanges$/ },
  'organizations:UpdatePolicy': { rules: /OrganizationTampering$/, alarms: /-OrganizationChanges$/ },
  'dynamodb:UpdateItem': { rules: /ValidatorTableWritten$/, alarms: /^$/ },
  'kms:RevokeGrant': { rules: /KeyTampering$/, alarms: /^$/ },
};

/** The last call that raises an alert like this; undefined for none. */
function lastCall(world: World, raises: (alert: (typeof ALERTS)[string]) => boolean, accountId?: string) {
  const calls = world.requests.asked.filter(
    ({ operation, ...asked }) =>
      operation in ALERTS && raises(ALERTS[operation]) && (accountId ?? asked.accountId) === asked.accountId,
  );
  const times = calls.map(({ time }) => time);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** EventBridge is seconds behind, and its metrics a minute. */
function alertTime(world: World, metric: string, name: string, { accountId }: Asked): number | undefined {
  if (!['Invocations', 'NumberOfMessagesPublished'].includes(metric)) return undefined;
  const raises = ({ rules }: (typeof ALERTS)[string]) =>
    metric !== 'Invocations' || rules.test(name.replace(/-refused$/, ''));
  const time = lastCall(world, raises, accountId);
  return time === undefined || world.now() - time < MINUTE ? undefined : time + 8_000;
}

/** The log group is minutes behind, and the alarm five more. */
function alarmState(world: World, name: string): object {
  const time = lastCall(world, ({ alarms }) => alarms.test(name));
  const changed = (time ?? 0) + 9 * MINUTE;
  return time !== undefined && world.now() >= changed
    ? { StateValue: 'ALARM', StateUpdatedTimestamp: new Date(changed) }
    : { StateValue: 'OK', StateUpdatedTimestamp: new Date(0) };
}
