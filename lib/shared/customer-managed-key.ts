import { Duration, RemovalPolicies } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { denyEveryone } from './deny';
import { KEY_POLICY, limitPolicy } from './policy-limits';
import { exceptRoles } from './principals';
import { retain } from './retain';

export interface KeyOwner {
  /** The account that the key is made in, and whose IAM policies it trusts. */
  readonly accountId: string;
  readonly partition: string;
  readonly breakGlassRoleArns: readonly string[];
  /** The roles by which CloudFormation deploys the key. */
  readonly deploymentRoleArns: readonly string[];
}

export interface CustomerManagedKeyProps extends KeyOwner {
  /** A fixed alias, with the prefix "alias/". */
  readonly aliasName: string;
  readonly description: string;
  /** What the services that use the key may do, and on which condition. */
  readonly statements: readonly iam.PolicyStatement[];
  /**
   * Whether it encrypts evidence, so that it stays with it when the stack is deleted. Any other is scheduled for deletion
   * with its stack.
   */
  readonly isForEvidence: boolean;
  /** What the key is used for. Default: encryption. KMS rotates no other keys. */
  readonly purpose?: KeyPurpose;
}

/** What a key is used for. */
export type KeyPurpose = 'encryption' | 'mac' | 'signature';

/** P-256 with SHA-256 is what every library and `openssl` verify by one plain command, in signatures of 72 bytes at most. */
const PURPOSES: Readonly<Record<KeyPurpose, Pick<kms.KeyProps, 'keySpec' | 'keyUsage' | 'enableKeyRotation'>>> = {
  encryption: { enableKeyRotation: true },
  mac: { keySpec: kms.KeySpec.HMAC_256, keyUsage: kms.KeyUsage.GENERATE_VERIFY_MAC },
  signature: { keySpec: kms.KeySpec.ECC_NIST_P256, keyUsage: kms.KeyUsage.SIGN_VERIFY },
};

/**
 * A KMS key as every part of this library makes it: rotated, and neither deleted nor disabled by anyone but
 * break-glass roles, since that would make everything encrypted with it unreadable. CloudFormation may schedule the
 * deletion, so that a first deployment that fails leaves no key behind, nor a deleted stack one that encrypts no evidence;
 * it takes effect after 30 days, and alerts at once.
 */
export class CustomerManagedKey extends Construct {
  public readonly key: kms.Key;
  public readonly alias: kms.Alias;

  constructor(scope: Construct, id: string, props: CustomerManagedKeyProps) {
    super(scope, id);
    const policy = new iam.PolicyDocument({
      statements: [administration(props), ...props.statements, ...deletionDenied(props), grantsForServicesOnly()],
    });
    limitPolicy(this, KEY_POLICY, () => policy);
    this.key = new kms.Key(this, 'Resource', {
      description: props.description,
      ...PURPOSES[props.purpose ?? 'encryption'],
      pendingWindow: LONGEST_WINDOW,
      policy,
    });
    this.alias = new kms.Alias(this, 'Alias', { aliasName: props.aliasName, targetKey: this.key });
    if (props.isForEvidence) retain(this);
    else RemovalPolicies.of(this).destroy();
  }
}

/** Without this statement nobody could change the key policy again, and KMS rejects such a policy. */
function administration({ partition, accountId }: CustomerManagedKeyProps): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'AccountAdministersKey',
    principals: [new iam.ArnPrincipal(`arn:${partition}:iam::${accountId}:root`)],
    actions: ['kms:*'],
    resources: ['*'],
  });
}

/** The longest time that KMS waits before it deletes a key, and the one that it takes where none is given. */
const LONGEST_WINDOW = Duration.days(30);

/**
 * A rollback deletes what it made, and never disables. PutKeyPolicy stays out of it: CloudFormation could not update the
 * key any more.
 */
function deletionDenied({ breakGlassRoleArns, deploymentRoleArns }: KeyOwner): iam.PolicyStatement[] {
  const exceptBreakGlass = exceptRoles(breakGlassRoleArns);
  const exceptBoth = exceptRoles([...breakGlassRoleArns, ...deploymentRoleArns]);
  const deletion = ['kms:ScheduleKeyDeletion'];
  return [
    denyEveryone('DenyDisablingExceptBreakGlass', ['kms:DisableKey'], ['*'], exceptBreakGlass),
    denyEveryone('DenyDeletionExceptByDeploymentAndBreakGlass', deletion, ['*'], exceptBoth),
    denyEveryone('DenyEarlyDeletionExceptBreakGlass', deletion, ['*'], {
      ...exceptBreakGlass,
      NumericLessThan: { 'kms:ScheduleKeyDeletionPendingWindowInDays': LONGEST_WINDOW.toDays() },
    }),
  ];
}

/**
 * A grant lasts beyond the policies that allowed it. AWS services make them on a caller's behalf; people need none.
 *
 * @see https://docs.aws.amazon.com/controltower/latest/controlreference/kms-rules.html
 */
function grantsForServicesOnly(): iam.PolicyStatement {
  return denyEveryone('DenyGrantsExceptToServices', ['kms:CreateGrant'], ['*'], {
    BoolIfExists: { 'kms:GrantIsForAWSResource': 'false', 'aws:PrincipalIsAWSService': 'false' },
  });
}
