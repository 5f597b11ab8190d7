import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { TrailIdentity } from '../identity/trail-identity';
import type { ValidationNames } from '../identity/validation-names';
import { TABLE } from '../shared/contract';
import { denyEveryone } from '../shared/deny';
import { exceptRoles } from '../shared/principals';
import { retain } from '../shared/retain';
import { nistAndPci, suppress } from '../shared/suppress';

export interface ValidationTableProps {
  readonly trail: TrailIdentity;
  readonly names: ValidationNames;
  readonly key: kms.IKey;
  /** The roles by which CloudFormation deploys the table. */
  readonly deploymentRoleArns: readonly string[];
}

/**
 * The checkpoint of each chain. The table is in reach of the administrators of the log archive account, so its policy lets
 * nobody write but the validator, and each item carries a code that only the validator can make. That policy keeps the table
 * from being deleted, too: protection against deletion would keep a first deployment that fails from being rolled back.
 */
export class ValidationTable extends Construct {
  constructor(scope: Construct, id: string, props: ValidationTableProps) {
    super(scope, id);
    const table = new dynamodb.Table(this, 'Resource', {
      tableName: props.names.tableName,
      partitionKey: { name: TABLE.partitionKey, type: dynamodb.AttributeType.STRING },
      sortKey: { name: TABLE.sortKey, type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      resourcePolicy: new iam.PolicyDocument({ statements: [onlyTheValidatorWrites(props), fewChangeIt(props)] }),
    });
    suppress(
      table.node.defaultChild!,
      'Point-in-time recovery keeps every second of 35 days, and the locked evidence keeps the last verified digest of each chain for as long as the logs; a backup plan is the choice of the caller',
      nistAndPci('DynamoDBInBackupPlan'),
    );
    retain(this);
  }
}

function onlyTheValidatorWrites({ names }: ValidationTableProps): iam.PolicyStatement {
  const actions = [
    ...['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'],
    ...['dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete'],
  ];
  const validator = exceptRoles([names.roleArn('Validator'), names.roleArn('Merge')]);
  return denyEveryone('DenyWritesExceptByValidator', actions, [names.tableArn], validator);
}

/** Deployments stay possible, and the break-glass roles can undo what a deployment did wrong. */
function fewChangeIt({ trail, names, deploymentRoleArns }: ValidationTableProps): iam.PolicyStatement {
  const actions = [
    ...['dynamodb:PutResourcePolicy', 'dynamodb:DeleteResourcePolicy', 'dynamodb:DeleteTable'],
    ...['dynamodb:UpdateTable', 'dynamodb:UpdateTimeToLive', 'dynamodb:UpdateContinuousBackups'],
  ];
  const exempt = exceptRoles([...trail.principals.breakGlassRoleArns, ...deploymentRoleArns]);
  return denyEveryone('DenyChangesExceptByDeploymentAndBreakGlass', actions, [names.tableArn], exempt);
}
