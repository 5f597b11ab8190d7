import { bucketNameFor } from '../shared/bucket-names';
import { Token } from 'aws-cdk-lib';
import { withUnderscores } from '../shared/with-underscores';
import { withoutPeriods } from '../shared/without-periods';
import { nameOf } from './names';
import type { TrailIdentity } from './trail-identity';

/** What the names of roles and queues start with by which log files are read. */
export function readingPrefix({ trailName }: TrailIdentity): string {
  return `read-${withoutPeriods(trailName)}-`;
}

/**
 * The name of a role or queue by which log files are read.
 *
 * It does not start with the name of the trail: the guardrail denies all others to assume roles, and to delete messages of
 * queues, whose names do. The roles are named in its statement about changes of roles all the same.
 */
export function readingName(trail: TrailIdentity, suffix: string): string {
  return `${readingPrefix(trail)}${suffix}`;
}

/** The names of what asks questions of the log files, and the ARNs made of them. */
export class QuestionNames {
  public readonly databaseName: string;
  public readonly workGroupName: string;
  public readonly workGroupArn: string;
  public readonly resultsBucketName: string;
  public readonly resultsBucketArn: string;
  public readonly keyAliasName: string;
  public readonly readerRoleName: string;

  public constructor(private readonly trail: TrailIdentity) {
    // What is not known yet stays as it is.
    this.databaseName = Token.isUnresolved(trail.trailName) ? trail.trailName : withUnderscores(trail.trailName);
    this.workGroupName = nameOf(trail, 'questions');
    this.workGroupArn = this.arn('athena', `workgroup/${this.workGroupName}`);
    this.resultsBucketName = bucketNameFor(trail, 'questions');
    this.resultsBucketArn = `arn:${trail.partition}:s3:::${this.resultsBucketName}`;
    this.keyAliasName = `${trail.keyAliasName}-questions`;
    this.readerRoleName = readingName(trail, 'questions');
  }

  /** An ARN in the log archive account and the home Region. */
  public arn(service: string, resource: string): string {
    const { partition, homeRegion, logArchiveAccountId } = this.trail;
    return `arn:${partition}:${service}:${homeRegion}:${logArchiveAccountId}:${resource}`;
  }
}
