import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { acknowledge, nistAndPci } from '../shared/suppress';
import { exceptRoles } from '../shared/principals';
import { TABLE } from '../shared/contract';
import type { ValidationNames } from '../identity/validation-names';

export interface ValidationTableProps {
  readonly names: ValidationNames;
  readonly key: kms.IKey;
  readonly breakGlassRoleArns: readonly string[];
  readonly deploymentRoleArns: readonly string[];
}

/**
 * What the validator remembers of each chain. It stands in reach of the administrators of the log archive account, so
 * its policy lets nobody write but the validator, and each item carries a code that only the validator can make.
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
      deletionProtection: true,
      resourcePolicy: new iam.PolicyDocument({ statements: [onlyTheValidatorWrites(props), fewChangeIt(props)] }),
    });
    acknowledge(
      table.node.defaultChild!,
      'Point-in-time recovery keeps every second of 35 days, and the locked evidence keeps all heads for as long as the logs; a backup plan is the choice of the caller',
      nistAndPci('DynamoDBInBackupPlan'),
    );
  }
}

function onlyTheValidatorWrites({ names }: ValidationTableProps): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'DenyWritesExceptByValidator',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: [
      ...['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'],
      ...['dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete'],
    ],
    resources: [names.tableArn],
    conditions: exceptRoles([names.roleArn('Validator'), names.roleArn('Merge')]),
  });
}

/** Deployments stay possible, and the break-glass roles can undo what a deployment did wrong. */
function fewChangeIt(props: ValidationTableProps): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'DenyChangesExceptByDeploymentAndBreakGlass',
    effect: iam.Effect.DENY,
    principals: [new iam.AnyPrincipal()],
    actions: [
      ...['dynamodb:PutResourcePolicy', 'dynamodb:DeleteResourcePolicy', 'dynamodb:DeleteTable'],
      ...['dynamodb:UpdateTable', 'dynamodb:UpdateTimeToLive', 'dynamodb:UpdateContinuousBackups'],
    ],
    resources: [props.names.tableArn],
    conditions: exceptRoles([...props.breakGlassRoleArns, ...props.deploymentRoleArns]),
  });
}
