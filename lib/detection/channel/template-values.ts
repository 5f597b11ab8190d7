// The properties of resources as a deployment makes them, as far as a synthesis can know: references to what has a fixed name
// are known, and what AWS names itself is not.
import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { ANY_KEY } from '../../shared/deployed-form';

export type Fields = Readonly<Record<string, unknown>>;

export interface TemplateResource {
  readonly type: string;
  /** The ARN, or what stands for one that is not known. */
  readonly id: unknown;
  readonly properties: Fields;
}

/** What a deployment alone knows. */
class Unknown {
  public constructor(public readonly isKey: boolean) {}
}

/** The value with all of its keys as {@link ANY_KEY}. */
export function withAnyKey(value: unknown): unknown {
  if (value instanceof Unknown) return value.isKey ? ANY_KEY : value;
  if (Array.isArray(value)) return value.map(withAnyKey);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withAnyKey(item)]));
}

/** Whether nothing of a value is left to the deployment. */
export function isKnown(value: unknown): boolean {
  if (value instanceof Unknown) return false;
  return typeof value !== 'object' || value === null || Object.values(value).every(isKnown);
}

export class TemplateValues {
  private readonly unknown = new Map<string, Unknown>();
  private readonly types = new Map<string, CfnResource>();

  public constructor(
    private readonly stack: Stack,
    private readonly partition: string,
  ) {
    for (const resource of resourcesIn(stack)) this.types.set(logicalIdOf(resource), resource);
  }

  public resources(types: readonly string[]): TemplateResource[] {
    return [...this.types]
      .filter(([, { cfnResourceType }]) => types.includes(cfnResourceType))
      .map(([logicalId, resource]) => ({
        type: resource.cfnResourceType,
        id: this.arnOf(logicalId),
        properties: this.known(this.propertiesOf(resource)) as Fields,
      }));
  }

  private propertiesOf(resource: CfnResource): Fields {
    const template = (resource as unknown as { _toCloudFormation(): object })._toCloudFormation();
    const { Resources } = this.stack.resolve(template) as { Resources: Record<string, { Properties?: Fields }> };
    return Object.values(Resources)[0].Properties ?? {};
  }

  private known(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((item) => this.known(item));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [[name, argument]] = [...entries, ['', undefined]];
    if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) return this.intrinsic(name, argument);
    return Object.fromEntries(entries.map(([key, item]) => [key, this.known(item)]));
  }

  private intrinsic(name: string, argument: unknown): unknown {
    if (name === 'Ref') return this.pseudo(String(argument)) ?? this.arnOf(String(argument));
    if (name === 'Fn::GetAtt' && (argument as string[])[1] === 'Arn') return this.arnOf((argument as string[])[0]);
    if (name !== 'Fn::Join') return new Unknown(false);
    const [separator, parts] = argument as [string, unknown[]];
    const values = parts.map((part) => this.known(part));
    return values.every(isKnown) ? values.join(separator) : new Unknown(false);
  }

  private pseudo(name: string): string | undefined {
    const { account, region } = this.stack;
    return { 'AWS::AccountId': account, 'AWS::Region': region, 'AWS::Partition': this.partition }[name];
  }

  /** Of a topic "Ref" gives the ARN too; of other types nothing that is compared refers to a name. */
  private arnOf(logicalId: string): unknown {
    const resource = this.types.get(logicalId);
    const form = resource && ARNS[resource.cfnResourceType];
    const name = form && this.stack.resolve((resource as unknown as Fields)[form.property]);
    if (form === undefined || typeof name !== 'string') return this.unknownOf(logicalId);
    const { account, region } = this.stack;
    return `arn:${this.partition}:${form.service}:${form.service === 'iam' ? '' : region}:${account}:${form.before}${name}`;
  }

  private unknownOf(logicalId: string): Unknown {
    const isKey = this.types.get(logicalId)?.cfnResourceType === 'AWS::KMS::Key';
    const known = this.unknown.get(logicalId) ?? new Unknown(isKey);
    this.unknown.set(logicalId, known);
    return known;
  }
}

/** How the ARN of a resource is made of its name. */
const ARNS: Readonly<Record<string, { readonly property: string; readonly service: string; readonly before: string }>> =
  {
    'AWS::SNS::Topic': { property: 'topicName', service: 'sns', before: '' },
    'AWS::SQS::Queue': { property: 'queueName', service: 'sqs', before: '' },
    'AWS::IAM::Role': { property: 'roleName', service: 'iam', before: 'role/' },
    'AWS::Lambda::Function': { property: 'functionName', service: 'lambda', before: 'function:' },
    'AWS::StepFunctions::StateMachine': { property: 'stateMachineName', service: 'states', before: 'stateMachine:' },
    'AWS::Events::EventBus': { property: 'name', service: 'events', before: 'event-bus/' },
    'AWS::CloudWatch::Alarm': { property: 'alarmName', service: 'cloudwatch', before: 'alarm:' },
  };

function resourcesIn(stack: Stack): CfnResource[] {
  const isHere = (construct: IConstruct): construct is CfnResource =>
    CfnResource.isCfnResource(construct) && Stack.of(construct) === stack;
  return stack.node.findAll().filter(isHere);
}

function logicalIdOf(resource: CfnResource): string {
  return Stack.of(resource).resolve(resource.logicalId) as string;
}
