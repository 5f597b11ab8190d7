import { bucketNameFor } from '../shared/bucket-names';
import type { TrailIdentity } from './trail-identity';
import { nameOf } from './names';
import { EVIDENCE } from '../shared/contract';

/** The functions of digest validation, by what each is for. */
export const FUNCTION_IDS = ['Validator', 'Shard', 'Merge', 'Publisher', 'Watch'] as const;

export type FunctionId = (typeof FUNCTION_IDS)[number];

const FUNCTION_NAMES: Readonly<Record<FunctionId, string>> = {
  Validator: 'digest-validator',
  Shard: 'digest-validator-shard',
  Merge: 'digest-validator-merge',
  Publisher: 'digest-publisher',
  Watch: 'evidence-watch',
};

/** A role of digest validation that is not a function's. */
export type ServiceRoleId = 'StateMachine' | 'Schedule';

const SERVICE_ROLE_NAMES: Readonly<Record<ServiceRoleId, string>> = {
  StateMachine: 'digest-validation-map',
  Schedule: 'digest-validation-schedule',
};

export type EvidenceFolder = keyof typeof EVIDENCE;

/**
 * The fixed names of everything that validates, and the ARNs made of them. Policies are pinned to them, and the alerts
 * and the guardrail know them without a reference to the stack.
 */
export class ValidationNames {
  public readonly tableName: string;
  public readonly tableArn: string;
  public readonly stateMachineName: string;
  public readonly stateMachineArn: string;
  public readonly scheduleGroupName: string;
  public readonly queueName: string;
  public readonly queueArn: string;
  public readonly workBucketName: string;
  public readonly workBucketArn: string;
  public readonly evidenceKeyAlias: string;
  public readonly validationKeyAlias: string;
  public readonly checkpointKeyAlias: string;
  public readonly signingKeyAlias: string;

  public constructor(private readonly trail: TrailIdentity) {
    this.tableName = nameOf(trail, 'digest-validation');
    this.tableArn = this.arn('dynamodb', `table/${this.tableName}`);
    this.stateMachineName = nameOf(trail, 'digest-validation');
    this.stateMachineArn = this.arn('states', `stateMachine:${this.stateMachineName}`);
    this.scheduleGroupName = nameOf(trail, 'digest-validation');
    this.queueName = nameOf(trail, 'digest-validation-dead-letters');
    this.queueArn = this.arn('sqs', this.queueName);
    this.workBucketName = bucketNameFor(trail, 'work');
    this.workBucketArn = `arn:${trail.partition}:s3:::${this.workBucketName}`;
    this.evidenceKeyAlias = `${trail.keyAliasName}-evidence`;
    this.validationKeyAlias = `${trail.keyAliasName}-validation`;
    this.checkpointKeyAlias = `${trail.keyAliasName}-checkpoint`;
    this.signingKeyAlias = `${trail.keyAliasName}-signing`;
  }

  public functionName(id: FunctionId): string {
    return nameOf(this.trail, FUNCTION_NAMES[id]);
  }

  public functionArn(id: FunctionId): string {
    return this.arn('lambda', `function:${this.functionName(id)}`);
  }

  public functionLogGroupName(id: FunctionId): string {
    return `/aws/lambda/${this.functionName(id)}`;
  }

  /** Step Functions delivers vended logs to names with this prefix without a resource policy that grows. */
  public get stateMachineLogGroupName(): string {
    return `/aws/vendedlogs/states/${this.stateMachineName}`;
  }

  public logGroupArn(logGroupName: string): string {
    return this.arn('logs', `log-group:${logGroupName}`);
  }

  /** The prefix of a folder in the evidence bucket, with the slash at its end. */
  public evidencePrefix(folder: EvidenceFolder): string {
    return `${this.trail.trailName}/${EVIDENCE[folder]}/`;
  }

  /** All objects of a folder in the evidence bucket. */
  public evidenceArn(folder: EvidenceFolder): string {
    return `${this.trail.evidenceBucketArn}/${this.evidencePrefix(folder)}*`;
  }

  public roleName(id: FunctionId | ServiceRoleId): string {
    return id in SERVICE_ROLE_NAMES
      ? nameOf(this.trail, SERVICE_ROLE_NAMES[id as ServiceRoleId])
      : this.functionName(id as FunctionId);
  }

  public roleArn(id: FunctionId | ServiceRoleId): string {
    const { partition, logArchiveAccountId } = this.trail;
    return `arn:${partition}:iam::${logArchiveAccountId}:role/${this.roleName(id)}`;
  }

  public alarmName(name: string): string {
    return nameOf(this.trail, name);
  }

  public alarmArn(name: string): string {
    return this.arn('cloudwatch', `alarm:${this.alarmName(name)}`);
  }

  /** An ARN in the log archive account and the home Region. */
  public arn(service: string, resource: string): string {
    const { partition, homeRegion, logArchiveAccountId } = this.trail;
    return `arn:${partition}:${service}:${homeRegion}:${logArchiveAccountId}:${resource}`;
  }
}
