// What the templates of all stacks make of one account and Region, references resolved.
import { deployedResources, type PolicyDocument, type Resource } from '../iam';

export interface DeployedStack {
  readonly accountId: string;
  readonly region: string;
  readonly template: { readonly Resources?: unknown };
}

export class Place {
  /** One for each account and Region that has a stack. */
  public static all(stacks: readonly DeployedStack[]): Place[] {
    const groups = new Map<string, DeployedStack[]>();
    for (const stack of stacks) {
      const key = `${stack.accountId} ${stack.region}`;
      groups.set(key, [...(groups.get(key) ?? []), stack]);
    }
    return [...groups.values()].map((group) => new Place(group));
  }

  public readonly accountId: string;
  public readonly region: string;
  private readonly resources: readonly (Resource & { readonly logicalId: string })[];

  private constructor(stacks: readonly DeployedStack[]) {
    this.accountId = stacks[0].accountId;
    this.region = stacks[0].region;
    this.resources = stacks.flatMap((stack) =>
      Object.entries(deployedResources(stack.template, stack)).map(([logicalId, resource]) => ({
        ...resource,
        logicalId,
      })),
    );
  }

  public get name(): string {
    return `${this.accountId} in ${this.region}`;
  }

  /** The properties of all resources of a type. */
  public all<T>(type: string): T[] {
    return this.resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties as T);
  }

  public arn(service: string, resource: string): string {
    return `arn:aws:${service}:${service === 'iam' ? '' : this.region}:${this.accountId}:${resource}`;
  }

  /** The properties of the resource with this ARN. */
  public find<T>(type: string, arn: string): T | undefined {
    const found = this.resources.find(
      ({ Type, logicalId, Properties }) => Type === type && this.arnOf(Type, logicalId, Properties) === arn,
    );
    return found?.Properties as T | undefined;
  }

  /** The aliases of a key. */
  public aliasesOf(keyArn: string): string[] {
    return this.all<{ TargetKeyId: string; AliasName: string }>('AWS::KMS::Alias')
      .filter(({ TargetKeyId }) => TargetKeyId === keyArn)
      .map(({ AliasName }) => AliasName);
  }

  /** The policy of a topic, where the template gives it one. */
  public topicPolicy(topicArn: string): PolicyDocument | undefined {
    return this.all<{ Topics: string[]; PolicyDocument: PolicyDocument }>('AWS::SNS::TopicPolicy').find(({ Topics }) =>
      Topics.includes(topicArn),
    )?.PolicyDocument;
  }

  /** The ARN of a function that is named by its name or its ARN. */
  public functionArn(name: string): string {
    return name.startsWith('arn:') ? name : this.arn('lambda', `function:${name}`);
  }

  /** The policy of a queue, where the template gives it one. */
  public queuePolicy(queueArn: string): PolicyDocument | undefined {
    const name = queueArn.slice(queueArn.lastIndexOf(':') + 1);
    return this.all<{ Queues: string[]; PolicyDocument: PolicyDocument }>('AWS::SQS::QueuePolicy').find(({ Queues }) =>
      Queues.includes(name),
    )?.PolicyDocument;
  }

  private arnOf(type: string, logicalId: string, properties: Record<string, unknown>): string | undefined {
    const { TopicName, RoleName, QueueName, FunctionName, StateMachineName, Name } = properties;
    switch (type) {
      case 'AWS::SQS::Queue':
        return this.arn('sqs', String(QueueName ?? logicalId));
      case 'AWS::Lambda::Function':
        return this.arn('lambda', `function:${String(FunctionName ?? logicalId)}`);
      case 'AWS::StepFunctions::StateMachine':
        return this.arn('states', `stateMachine:${String(StateMachineName ?? logicalId)}`);
      case 'AWS::SNS::Topic':
        return this.arn('sns', String(TopicName ?? logicalId));
      case 'AWS::KMS::Key':
        return this.arn('kms', `key/${logicalId}`);
      case 'AWS::Events::EventBus':
        return this.arn('events', `event-bus/${String(Name)}`);
      case 'AWS::IAM::Role':
        return this.arn('iam', `role/${String(RoleName ?? logicalId)}`);
      default:
        return undefined;
    }
  }
}
