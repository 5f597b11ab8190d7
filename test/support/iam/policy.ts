// Takes policies out of a synthesized template, with its references resolved as a deployment would.

export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: readonly Record<string, unknown>[];
}

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
}

type Resources = Record<string, Resource>;

/** Where a template is deployed. */
export interface Deployment {
  readonly accountId: string;
  readonly region: string;
  readonly partition?: string;
}

/**
 * The resources of a template, all of its references replaced by what they become.
 *
 * @throws for a reference that it does not know, rather than to test a policy with a hole in it
 */
export function deployedResources(template: { Resources?: unknown }, deployment: Deployment): Resources {
  const resources = template.Resources as Resources;
  return resolve(resources, resources, deployment) as Resources;
}

/** All resources of a type. */
export function resourcesOfType(resources: Resources, type: string): Resource[] {
  return Object.values(resources).filter(({ Type }) => Type === type);
}

/** The one resource of a type whose properties have these values. */
export function theResource(resources: Resources, type: string, properties: Record<string, unknown> = {}): Resource {
  const matches = resourcesOfType(resources, type).filter(({ Properties }) =>
    Object.entries(properties).every(([key, value]) => JSON.stringify(Properties[key]) === JSON.stringify(value)),
  );
  if (matches.length !== 1) {
    throw new Error(`expected one ${type} with ${JSON.stringify(properties)}, got ${matches.length}`);
  }
  return matches[0];
}

/** The policies of a role: those written in it, and those of the AWS::IAM::Policy resources that name it. */
export function policiesOfRole(resources: Resources, roleName: string): PolicyDocument[] {
  const inline = theResource(resources, 'AWS::IAM::Role', { RoleName: roleName }).Properties.Policies ?? [];
  const attached = resourcesOfType(resources, 'AWS::IAM::Policy').filter(({ Properties }) =>
    (Properties.Roles as string[]).includes(roleName),
  );
  return [
    ...(inline as { PolicyDocument: PolicyDocument }[]).map(({ PolicyDocument }) => PolicyDocument),
    ...attached.map(({ Properties }) => Properties.PolicyDocument as PolicyDocument),
  ];
}

function resolve(value: unknown, resources: Resources, deployment: Deployment): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => resolve(item, resources, deployment)).filter((item) => item !== NO_VALUE);
  }
  if (typeof value !== 'object' || value === null) return value;
  const [[key, argument], ...others] = [...Object.entries(value), ['', undefined]] as [string, unknown][];
  if (others.length === 1 && (key === 'Ref' || key.startsWith('Fn::'))) {
    return intrinsic(key, argument, resources, deployment);
  }
  const entries = Object.entries(value).map(([name, item]) => [name, resolve(item, resources, deployment)]);
  return Object.fromEntries(entries.filter(([, item]) => item !== NO_VALUE));
}

const NO_VALUE = Symbol('AWS::NoValue');

function intrinsic(name: string, argument: unknown, resources: Resources, deployment: Deployment): unknown {
  const nested = (value: unknown) => resolve(value, resources, deployment);
  switch (name) {
    case 'Ref':
      return referenceTo(argument as string, resources, deployment);
    case 'Fn::GetAtt':
      return attribute(argument as [string, string], resources, deployment);
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown];
      return (nested(parts) as string[]).join(separator);
    }
    case 'Fn::Sub':
      return (argument as string).replace(/\$\{([^}]+)\}/g, (_, reference: string) =>
        String(referenceTo(reference, resources, deployment)),
      );
    case 'Fn::Select': {
      const [index, list] = argument as [string, unknown];
      return (nested(list) as unknown[])[Number(index)];
    }
    case 'Fn::Split': {
      const [separator, text] = argument as [string, unknown];
      return String(nested(text)).split(separator);
    }
    default:
      throw new Error(`no way to resolve ${name}: ${JSON.stringify(argument)}`);
  }
}

function referenceTo(id: string, resources: Resources, deployment: Deployment): unknown {
  const pseudo: Record<string, unknown> = {
    'AWS::AccountId': deployment.accountId,
    'AWS::Region': deployment.region,
    'AWS::Partition': deployment.partition ?? 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::NoValue': NO_VALUE,
  };
  if (id in pseudo) return pseudo[id];
  if (!(id in resources)) throw new Error(`no way to resolve the reference to ${id}`);
  return resources[id].Type === 'AWS::SNS::Topic'
    ? attribute([id, 'TopicArn'], resources, deployment)
    : nameOf(id, resources, deployment);
}

/** The ARN of each type of resource, after the account. */
const ARNS: Record<string, { service: string; of: (name: string) => string; global?: boolean; bare?: boolean }> = {
  'AWS::CloudTrail::Trail': { service: 'cloudtrail', of: (name) => `trail/${name}` },
  'AWS::CloudWatch::Alarm': { service: 'cloudwatch', of: (name) => `alarm:${name}` },
  'AWS::DynamoDB::Table': { service: 'dynamodb', of: (name) => `table/${name}` },
  'AWS::CloudWatch::CompositeAlarm': { service: 'cloudwatch', of: (name) => `alarm:${name}` },
  'AWS::Events::Rule': { service: 'events', of: (name) => `rule/${name}` },
  'AWS::IAM::Role': { service: 'iam', of: (name) => `role/${name}`, global: true },
  'AWS::KMS::Key': { service: 'kms', of: (name) => `key/${name}` },
  'AWS::Lambda::Function': { service: 'lambda', of: (name) => `function:${name}` },
  'AWS::Logs::LogGroup': { service: 'logs', of: (name) => `log-group:${name}:*` },
  'AWS::S3::Bucket': { service: 's3', of: (name) => name, bare: true },
  'AWS::SNS::Topic': { service: 'sns', of: (name) => name },
  'AWS::SQS::Queue': { service: 'sqs', of: (name) => name },
  'AWS::SSM::Document': { service: 'ssm', of: (name) => `document/${name}` },
  'AWS::SSM::Parameter': { service: 'ssm', of: (name) => `parameter/${name}` },
  'AWS::StepFunctions::StateMachine': { service: 'states', of: (name) => `stateMachine:${name}` },
};

function attribute([id, name]: [string, string], resources: Resources, deployment: Deployment): string {
  const type = resources[id]?.Type ?? '';
  const arn = ARNS[type];
  if (arn === undefined || !/^(Arn|TopicArn)$/.test(name))
    throw new Error(`no way to resolve ${name} of ${id} (${type})`);
  const region = arn.global || arn.bare ? '' : deployment.region;
  const account = arn.bare ? '' : deployment.accountId;
  const resource = arn.of(nameOf(id, resources, deployment));
  return `arn:${deployment.partition ?? 'aws'}:${arn.service}:${region}:${account}:${resource}`;
}

/** The physical name that the template gives, or the logical id where CloudFormation makes one up. */
function nameOf(id: string, resources: Resources, deployment: Deployment): string {
  const { Type, Properties = {} } = resources[id];
  const kind = Type.split('::')[2];
  const given = [`${kind}Name`, 'AlarmName', 'Name']
    .map((property) => Properties[property])
    .find((value) => value !== undefined);
  return given === undefined ? id : String(resolve(given, resources, deployment));
}
