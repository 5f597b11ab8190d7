import { ServiceError } from '../../stand-ins';
import type { Asked } from '../requests';
import { resourcesIn } from '../find';
import type { World } from '../world';
import type { Answers } from '.';

const MINUTE = 60_000;

/** CloudTrail, and the key that its trail is encrypted with. */
export function cloudTrailAnswers(world: World): Answers {
  const [{ Properties, stack }] = resourcesIn(world, 'AWS::CloudTrail::Trail');
  const before = (minutes: number) => new Date(world.now() - minutes * MINUTE);
  const trailArn = `arn:aws:cloudtrail:${stack.region}:${stack.accountId}:trail/${String(Properties.TrailName)}`;
  const known = (name: unknown) => {
    if (name !== trailArn) throw new ServiceError('TrailNotFoundException', `Unknown trail: ${String(name)}`);
  };
  return {
    'cloudtrail:GetTrail': ({ input }) => {
      known(input.Name);
      const { TrailName, KMSKeyId, EnableLogFileValidation, ...same } = Properties;
      return {
        Trail: {
          ...{ ...same, Name: TrailName, TrailARN: trailArn, LogFileValidationEnabled: EnableLogFileValidation },
          KmsKeyId: keyOf(world, String(KMSKeyId)),
        },
      };
    },
    'cloudtrail:GetTrailStatus': ({ input }) => {
      known(input.Name);
      return {
        ...{ IsLogging: true, StartLoggingTime: before(43_200), LatestDeliveryTime: before(4) },
        ...{ LatestDigestDeliveryTime: before(38), LatestCloudWatchLogsDeliveryTime: before(3) },
      };
    },
    'cloudtrail:GetEventSelectors': () => {
      const { EventSelectors, AdvancedEventSelectors } = Properties;
      return { EventSelectors, AdvancedEventSelectors };
    },
    'cloudtrail:UpdateTrail': () => ({}),
    'cloudtrail:PutEventSelectors': () => ({}),
    'cloudtrail:LookupEvents': (asked) => ({ Events: recordedEvents(world, asked) }),
    'kms:DescribeKey': ({ input, region }) => ({
      KeyMetadata: { Arn: keyOf(world, String(input.KeyId)), KeyState: 'Enabled', Region: region },
    }),
    'kms:RevokeGrant': () => {
      throw new ServiceError('NotFoundException', 'Grant does not exist');
    },
  };
}

/** The key that an alias names; itself for the ARN of a key. */
function keyOf(world: World, alias: string): string {
  const [, , , region, accountId, name] = alias.split(':');
  if (name.startsWith('key/')) return alias;
  const found = resourcesIn(world, 'AWS::KMS::Alias', { accountId, region }).find(
    ({ Properties }) => Properties.AliasName === name,
  );
  if (!found) throw new ServiceError('NotFoundException', `Alias ${alias} is not found.`);
  return String(found.Properties.TargetKeyId);
}

/** How S3 and others name a call in CloudTrail, where it is not the name of the operation. */
const RECORDED_AS: Readonly<Record<string, string>> = {
  PutPublicAccessBlock: 'PutBucketPublicAccessBlock',
  PutObjectLockConfiguration: 'PutBucketObjectLockConfiguration',
};

/** What an account did by a service, five minutes later. */
function recordedEvents(world: World, { accountId, input }: Asked): object[] {
  const [{ AttributeValue }] = input.LookupAttributes as { AttributeValue: string }[];
  const [service] = AttributeValue.split('.');
  return world.requests.asked
    .filter((asked) => asked.accountId === accountId && asked.operation.startsWith(`${service}:`))
    .filter(({ time }) => world.now() - time >= 5 * MINUTE)
    .map(({ operation, requestId }) => {
      const name = operation.slice(operation.indexOf(':') + 1);
      const EventName = RECORDED_AS[name] ?? name;
      return { EventName, CloudTrailEvent: JSON.stringify({ eventName: EventName, requestID: requestId }) };
    });
}
