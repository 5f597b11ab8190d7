import { CfnOutput, Stack, Token, type Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { requiredTrail } from '../identity/part-of-trail';
import type { TrailIdentity } from '../identity/trail-identity';
import { checkedDuration, WHOLE_DAYS } from '../shared/durations';
import { Problems, warn } from '../shared/problems';
import { isReviewed } from './checks';
import type { ILogArchive } from './i-log-archive';
import type { LogArchiveAttributes, LogReadOptions } from './options';
import { grantLogFiles, grantLogReader } from './reader';
import { bucketStatements, keyStatements } from './statements';

/** A log archive that exists already. What its policies must hold is shown, since they can't be seen. */
export class ImportedLogArchive extends Construct implements ILogArchive {
  public readonly trail: TrailIdentity;
  public readonly logBucket: s3.IBucket;
  public readonly encryptionKey: kms.IKey;
  public readonly retention?: Duration;
  public readonly accessLogBucketName?: string;

  constructor(scope: Construct, id: string, attributes: LogArchiveAttributes) {
    super(scope, id);
    const problems = Problems.of(this);
    const trail = requiredTrail(problems, attributes.trail);
    this.trail = trail;
    this.logBucket = s3.Bucket.fromBucketAttributes(this, 'LogBucket', {
      bucketArn: trail.logBucketArn,
      account: trail.logArchiveAccountId,
      region: trail.homeRegion,
    });
    this.encryptionKey = kms.Alias.fromAliasName(this, 'Key', trail.keyAliasName);
    this.accessLogBucketName = attributes.accessLogBucketName;
    if (attributes.retention !== undefined) {
      this.retention = checkedDuration(problems, 'retention', attributes.retention, WHOLE_DAYS);
    }
    this.showNeededStatements();
    problems.unless(isReviewed(attributes.policiesReviewed), {
      what: 'policiesReviewed',
      given: attributes.policiesReviewed,
      allowed: 'a reason that says who read the policies of the bucket and the key, and when',
      todo: `compare the policies of ${trail.logBucketName} and ${trail.keyAliasName} with the statements in the warning of this construct, then say so`,
    });
  }

  public grantRead(grantee: iam.IGrantable, options: LogReadOptions = {}): iam.Grant {
    if (options.accountIds !== undefined) return grantLogFiles(this, grantee, options.accountIds);
    // An IAM policy can't name a key by its alias as resource; the condition of the grant does.
    return grantLogReader(this, grantee, this.trail.keyAliasArn.replace(`:${this.trail.keyAliasName}`, ':key/*'));
  }

  private showNeededStatements(): void {
    for (const [id, subject, statements] of [
      ['BucketPolicyStatements', `the policy of the bucket ${this.trail.logBucketName}`, bucketStatements(this.trail)],
      ['KeyPolicyStatements', `the policy of the key ${this.trail.keyAliasName}`, keyStatements(this.trail)],
    ] as const) {
      const json = Stack.of(this).toJsonString(statements.map((statement) => statement.toStatementJson()));
      new CfnOutput(this, id, { value: json, description: `Statements that ${subject} must hold` });
      const shown = Token.isUnresolved(json) ? JSON.stringify(Stack.of(this).resolve(json)) : json;
      warn(this, `statements:${id}`, `${subject} can't be seen; it must hold these statements: ${shown}`);
    }
  }
}
