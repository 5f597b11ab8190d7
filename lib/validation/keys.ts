import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { keyOwner } from '../identity/key-owner';
import { logsMayEncrypt } from '../identity/logs-may-encrypt';
import type { TrailIdentity } from '../identity/trail-identity';
import { CustomerManagedKey, type KeyPurpose } from '../shared/customer-managed-key';
import { denyEveryone } from '../shared/deny';
import { exceptRoles } from '../shared/principals';
import { FUNCTION_IDS, type ValidationNames } from '../identity/validation-names';
import { onlyWritersOfReportsSign } from './signing';

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
  /** Signs reports, so that whoever has its public key verifies them without AWS. */
  public readonly signing: kms.Key;

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
      statements: [logsMayEncrypt(trail, 'LogsEncryptsTheseLogGroups', logGroupArns(names))],
    });
    this.checkpoint = this.createKey('Checkpoint', props, {
      aliasName: names.checkpointKeyAlias,
      description: `Authenticates what the validator stores about the trail ${trail.trailName}`,
      statements: [onlyTheValidatorAuthenticates(names)],
      purpose: 'mac',
    });
    this.signing = this.createKey('Signing', props, {
      aliasName: names.signingKeyAlias,
      description: `Signs the reports about the trail ${trail.trailName}`,
      statements: [onlyWritersOfReportsSign(names)],
      purpose: 'signature',
    });
  }

  private createKey(id: string, { trail }: ValidationKeysProps, key: KeyRow): kms.Key {
    return new CustomerManagedKey(this, id, {
      ...key,
      isForEvidence: true,
      ...keyOwner(this, trail, trail.logArchiveAccountId),
    }).key;
  }
}

interface KeyRow {
  readonly aliasName: string;
  readonly description: string;
  readonly statements: iam.PolicyStatement[];
  readonly purpose?: KeyPurpose;
}

function logGroupArns(names: ValidationNames): string[] {
  const functions = FUNCTION_IDS.map((id) => names.functionLogGroupName(id));
  return [...functions, names.stateMachineLogGroupName].map((name) => names.logGroupArn(name));
}

/** Whoever could make such a code could have the validator go on from a checkpoint of their own. */
function onlyTheValidatorAuthenticates(names: ValidationNames): iam.PolicyStatement {
  const validator = exceptRoles([names.roleArn('Validator'), names.roleArn('Shard'), names.roleArn('Merge')]);
  return denyEveryone('DenyAuthenticatingExceptByValidator', ['kms:GenerateMac'], ['*'], validator);
}
