import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { ReportNames } from '../../identity/report-names';
import { REPORT_TABLE, TABLE } from '../../shared/contract';
import { denyEveryone } from '../../shared/deny';
import { exceptRoles } from '../../shared/principals';
import { nistAndPci, suppress } from '../../shared/suppress';

export interface ReportTableProps {
  readonly names: ReportNames;
  readonly key: kms.IKey;
}

/** What people were notified of, and what is counted for the next digest. It is no evidence, and goes with its stack. */
export class ReportTable extends Construct {
  constructor(scope: Construct, id: string, { names, key }: ReportTableProps) {
    super(scope, id);
    const table = new dynamodb.Table(this, 'Resource', {
      tableName: names.tableName,
      partitionKey: { name: TABLE.partitionKey, type: dynamodb.AttributeType.STRING },
      sortKey: { name: TABLE.sortKey, type: dynamodb.AttributeType.STRING },
      timeToLiveAttribute: REPORT_TABLE.expires,
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: key,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy: RemovalPolicy.DESTROY,
      resourcePolicy: new iam.PolicyDocument({ statements: [onlyTheReporterWrites(names)] }),
    });
    suppress(
      table.node.defaultChild!,
      'Whom it has seen is learned again within 30 days; the events themselves are in the trail',
      nistAndPci('DynamoDBInBackupPlan'),
    );
  }
}

/** Whoever could write there could have an alarm counted as reported. */
function onlyTheReporterWrites(names: ReportNames): iam.PolicyStatement {
  const actions = [
    ...['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'],
    ...['dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete'],
  ];
  const reporter = exceptRoles([names.roleArn('reporter')]);
  return denyEveryone('DenyWritesExceptByReporter', actions, [names.tableArn], reporter);
}
