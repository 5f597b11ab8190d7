import type { Stack } from 'aws-cdk-lib';
import type { AlertGroup } from '../shared/contract';
import { nameOf } from './names';
import type { TrailIdentity } from './trail-identity';

const QUEUES: Readonly<Record<AlertGroup, string>> = { refused: 'refused-calls', deployed: 'deployment-calls' };

/** The fixed names of what groups alerts in the account and Region of a stack, and the ARNs made of them. */
export class GroupNames {
  public readonly functionName: string;
  public readonly functionArn: string;
  public readonly logGroupName: string;
  public readonly logGroupArn: string;
  public readonly roleName: string;
  public readonly roleArn: string;
  public readonly deadLettersName: string;

  public constructor(
    private readonly trail: TrailIdentity,
    private readonly stack: Pick<Stack, 'account' | 'region'>,
  ) {
    this.functionName = nameOf(trail, 'alert-groups');
    this.functionArn = this.arn('lambda', `function:${this.functionName}`);
    this.logGroupName = `/aws/lambda/${this.functionName}`;
    this.logGroupArn = this.arn('logs', `log-group:${this.logGroupName}`);
    this.roleName = nameOf(trail, `alert-groups-${stack.region}`);
    this.roleArn = `arn:${trail.partition}:iam::${stack.account}:role/${this.roleName}`;
    this.deadLettersName = nameOf(trail, 'alert-groups-dead-letters');
  }

  public queueName(kind: AlertGroup): string {
    return nameOf(this.trail, QUEUES[kind]);
  }

  public queueArn(kind: AlertGroup): string {
    return this.arn('sqs', this.queueName(kind));
  }

  public arn(service: string, resource: string): string {
    const { region, account } = this.stack;
    return `arn:${this.trail.partition}:${service}:${region}:${account}:${resource}`;
  }
}

/** The roles of the functions that group alerts in the log archive account, one for each Region, in one pattern. */
export function groupRoleArns(trail: TrailIdentity): string[] {
  return [new GroupNames(trail, { account: trail.logArchiveAccountId, region: '*' }).roleArn];
}
