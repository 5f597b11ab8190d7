import type { Asked } from './requests';
import { policyIdOf } from './app';
import { resourcesIn } from './find';
import type { World } from './world';

type Input = Readonly<Record<string, unknown>>;

/** The ARN that each call is about, by its input; `*` for those that IAM knows no resources for. */
const RESOURCES: Readonly<Record<string, (input: Input, asked: Asked, world: World) => string>> = {
  'cloudformation:DescribeStacks': stackOf,
  'cloudformation:ListStackResources': stackOf,
  'cloudformation:GetTemplate': stackOf,
  'cloudformation:DetectStackDrift': stackOf,
  'cloudformation:DescribeStackResourceDrifts': stackOf,
  'cloudtrail:GetTrail': ({ Name }) => String(Name),
  'cloudtrail:GetTrailStatus': ({ Name }) => String(Name),
  'cloudtrail:GetEventSelectors': ({ TrailName }) => String(TrailName),
  'kms:DescribeKey': (_, { region, accountId }) => `arn:aws:kms:${region}:${accountId}:key/0123`,
  's3:ListBucket': ({ Bucket }) => `arn:aws:s3:::${String(Bucket)}`,
  's3:GetObjectRetention': ({ Bucket, Key }) => `arn:aws:s3:::${String(Bucket)}/${String(Key)}`,
  'logs:DescribeMetricFilters': ({ logGroupName }, { region, accountId }) =>
    `arn:aws:logs:${region}:${accountId}:log-group:${String(logGroupName)}:*`,
  'events:DescribeRule': ({ Name, EventBusName }, { region, accountId }) =>
    `arn:aws:events:${region}:${accountId}:rule/${[EventBusName, Name].filter(Boolean).join('/')}`,
  'iam:SimulatePrincipalPolicy': ({ PolicySourceArn }) => String(PolicySourceArn),
  'securityhub:GetFindings': (_, { region, accountId }) => `arn:aws:securityhub:${region}:${accountId}:hub/default`,
  'sns:ListSubscriptionsByTopic': ({ TopicArn }) => String(TopicArn),
  'sns:GetSubscriptionAttributes': ({ SubscriptionArn }) => String(SubscriptionArn).replace(/:[^:]*$/, ''),
  'ssm:DescribeDocument': documentOf,
  'ssm:GetDocument': documentOf,
  'organizations:ListTargetsForPolicy': ({ PolicyId }, { accountId }, world) => {
    const policies = resourcesIn(world, 'AWS::Organizations::Policy');
    const policy = policies.find(({ id }) => policyIdOf(id) === PolicyId);
    const type = String(policy?.Properties.Type).toLowerCase();
    return `arn:aws:organizations::${accountId}:policy/o-exampleorgid/${type}/${String(PolicyId)}`;
  },
};

export function resourceOf(world: World, asked: Asked): string {
  return RESOURCES[asked.action]?.(asked.input, asked, world) ?? '*';
}

function stackOf({ StackName }: Input, { region, accountId }: Asked): string {
  return `arn:aws:cloudformation:${region}:${accountId}:stack/${String(StackName)}/0123`;
}

function documentOf({ Name }: Input, { region, accountId }: Asked): string {
  return `arn:aws:ssm:${region}:${accountId}:document/${String(Name)}`;
}
