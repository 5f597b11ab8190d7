import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { TrailIdentity } from '../identity/trail-identity';
import { CustomerManagedKey } from '../shared/customer-managed-key';
import { partitionNamed } from '../shared/partitions';
import { exceptRoles } from '../shared/principals';
import { FUNCTION_IDS, type ValidationNames } from '../identity/validation-names';

export interface ValidationKeysProps {
  readonly trail: TrailIdentity;
  readonly names: ValidationNames;
}

/** The keys of digest validation. */
export class ValidationKeys extends Construct {
  /** Encrypts the reports, and what a run puts down on its way. */
  public readonly evidence: kms.Key;
  /** Encrypts the table, the environments and logs of the functions, and the dead-letter queue. */
  public readonly validation: kms.Key;
  /** Authenticates checkpoints, results of shards and reports. */
  public readonly checkpoint: kms.Key;

  constructor(scope: Construct, id: string, props: ValidationKeysProps) {
    super(scope, id);
    const { trail, names } = props;
    this.evidence = this.createKey('Evidence', props, {
      aliasName: names.evidenceKeyAlias,
      description: `Encrypts the evidence about the trail ${trail.trailName}`,
      statements: [],
    });
    this.validation = this.createKey('Validation', props, {
      aliasName: names.validationKeyAlias,
      description: `Encrypts the table, functions and logs that validate the trail ${trail.trailName}`,
      statements: [logsMayEncrypt(trail, names)],
    });
    this.checkpoint = this.createKey('Checkpoint', props, {
      aliasName: names.checkpointKeyAlias,
      description: `Authenticates what the validator stores about the trail ${trail.trailName}`,
      statements: [onlyTheValidatorAuthenticates(names)],
      isForMac: true,
    });
  }

  private createKey(id: string, { trail }: ValidationKeysProps, key: KeyRow): kms.Key {
    const { partition, logArchiveAccountId: accountId, principals } = trail;
    const { breakGlassRoleArns } = principals;
    return new CustomerManagedKey(this, id, { ...key, partition, accountId, breakGlassRoleArns }).key;
  }
}

interface KeyRow {
  readonly aliasName: string;
  readonly description: string;
  readonly statements: iam.PolicyStatement[];
  readonly isForMac?: boolean;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
function logsMayEncrypt({ homeRegion, partition }: TrailIdentity, names: ValidationNames): iam.PolicyStatement {
  const logGroupNames = [...FUNCTION_IDS.map((id) => names.functionLogGroupName(id)), names.stateMachineLogGroupName];
  return new iam.PolicyStatement({
    sid: 'LogsEncryptsTheseLogGroups',
    principals: [new iam.ServicePrincipal(`logs.${homeRegion}.${partitionNamed(partition).dnsSuffix}`)],
    actions: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    resources: ['*'],
    conditions: {
      ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': logGroupNames.map((name) => names.logGroupArn(name)) },
    },
  });
}

/** Whoever could make such a code could have the validator go on from a checkpoint of their own. */
function onlyTheValidatorAuthenticates(names: ValidationNames): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'DenyAuthenticatingExceptByValidator',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: ['kms:GenerateMac'],
    resources: ['*'],
    conditions: exceptRoles([names.roleArn('Validator'), names.roleArn('Shard'), names.roleArn('Merge')]),
  });
}
