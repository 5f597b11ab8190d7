// How CloudFormation names resources of the types that the library makes: what "Ref" gives, and what "Arn" is.
import { partitionNamed } from '../../../../lib/shared/partitions';
import type { Place } from './assembly';

export interface Naming extends Place {
  readonly partition: string;
}

interface NamedType {
  /** The property with the fixed name; left out where CloudFormation chooses it. */
  readonly name?: string;
  /** What "Ref" gives for a resource of this name. Default: the name */
  readonly ref?: (name: string, naming: Naming) => string;
  /** What the attribute "Arn" or "TopicArn" is, by what "Ref" gives. */
  readonly arn?: (ref: string, naming: Naming) => string;
}

/** The ARN of a resource in a Region. */
export const arn = (service: string, resource: string, { partition, region, accountId }: Naming): string =>
  `arn:${partition}:${service}:${region}:${accountId}:${resource}`;

export const roleArn = (name: string, { partition, accountId }: Naming): string =>
  `arn:${partition}:iam::${accountId}:role/${name}`;

const NAMED_TYPES: Readonly<Record<string, NamedType>> = {
  'AWS::CloudTrail::Trail': { name: 'TrailName', arn: (ref, naming) => arn('cloudtrail', `trail/${ref}`, naming) },
  'AWS::CloudWatch::Alarm': { name: 'AlarmName', arn: (ref, naming) => arn('cloudwatch', `alarm:${ref}`, naming) },
  'AWS::CloudWatch::CompositeAlarm': {
    name: 'AlarmName',
    arn: (ref, naming) => arn('cloudwatch', `alarm:${ref}`, naming),
  },
  'AWS::Config::ConfigRule': { name: 'ConfigRuleName' },
  'AWS::DynamoDB::Table': { name: 'TableName', arn: (ref, naming) => arn('dynamodb', `table/${ref}`, naming) },
  'AWS::Events::EventBus': { name: 'Name', arn: (ref, naming) => arn('events', `event-bus/${ref}`, naming) },
  'AWS::Events::Rule': { name: 'Name', arn: (ref, naming) => arn('events', `rule/${ref}`, naming) },
  'AWS::IAM::Role': { name: 'RoleName', arn: roleArn },
  'AWS::KMS::Alias': { name: 'AliasName' },
  'AWS::KMS::Key': { arn: (ref, naming) => arn('kms', `key/${ref}`, naming) },
  'AWS::Lambda::Function': { name: 'FunctionName', arn: (ref, naming) => arn('lambda', `function:${ref}`, naming) },
  'AWS::Logs::LogGroup': { name: 'LogGroupName', arn: (ref, naming) => arn('logs', `log-group:${ref}:*`, naming) },
  'AWS::Logs::MetricFilter': { name: 'FilterName' },
  'AWS::S3::Bucket': { name: 'BucketName', arn: (ref, { partition }) => `arn:${partition}:s3:::${ref}` },
  'AWS::SNS::Topic': { name: 'TopicName', ref: (name, naming) => arn('sns', name, naming), arn: (ref) => ref },
  'AWS::SQS::Queue': {
    name: 'QueueName',
    ref: (name, { region, accountId, partition }) =>
      `https://sqs.${region}.${partitionNamed(partition).dnsSuffix}/${accountId}/${name}`,
    arn: (ref, naming) => arn('sqs', ref.slice(ref.lastIndexOf('/') + 1), naming),
  },
  'AWS::SSM::Document': { name: 'Name', arn: (ref, naming) => arn('ssm', `document/${ref}`, naming) },
  'AWS::SSM::Parameter': { name: 'Name', arn: (ref, naming) => arn('ssm', `parameter/${ref}`, naming) },
  'AWS::StepFunctions::StateMachine': {
    name: 'StateMachineName',
    ref: (name, naming) => arn('states', `stateMachine:${name}`, naming),
    arn: (ref) => ref,
  },
};

/** What "Ref" gives for a resource with a fixed name; undefined where only the deployment knows. */
export function fixedRef(type: string, properties: Readonly<Record<string, unknown>>, naming: Naming) {
  const { name, ref = (value: string) => value } = NAMED_TYPES[type] ?? {};
  const value = name === undefined ? undefined : properties[name];
  return typeof value === 'string' ? ref(value, naming) : undefined;
}

/** The ARN of a resource by what "Ref" gives; undefined for types that nothing refers to by their ARN. */
export function arnOf(type: string, ref: string, naming: Naming): string | undefined {
  return NAMED_TYPES[type]?.arn?.(ref, naming);
}
