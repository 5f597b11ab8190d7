// Where the rows of the hand-made tables come from, each with the date of the text or of its stored copy.

export interface Source {
  readonly text: string;
  readonly date: string;
}

/** Resource type schemas of the registry: the permissions that the handlers ask for. */
export const SCHEMA: Source = {
  text: 'handlers.*.permissions of the resource type schemas, as pulumi-aws-native keeps them (commit 2915896675)',
  date: '2026-08-03',
};

/** The public source of AWS's handlers for SNS, EventBridge, CloudWatch Logs, Organizations, SSM and Step Functions. */
export const HANDLER: Source = {
  text: 'CreateHandler.java and UpdateHandler.java of aws-cloudformation-resource-providers-{sns,events,logs,organizations,ssm,stepfunctions}',
  date: '2023-09-15 to 2025-06-03',
};

export const AUTOMATIC_IMPORT: Source = {
  text: 'AWS CloudFormation User Guide: Import AWS resources into a CloudFormation stack automatically, supported resource types',
  date: '2026-10',
};

/**
 * What the API of the service answers where a name is taken. Looked up: TrailAlreadyExistsException, ResourceInUseException,
 * KMS's AlreadyExistsException, ResourceConflictException, DocumentAlreadyExists and BucketAlreadyOwnedByYou. Not looked
 * up: IAM, CloudWatch Logs, Scheduler. In us-east-1 S3 itself lets the owner make a bucket again.
 */
export const CREATE_ERRORS: Source = { text: 'errors of the create calls in the AWS SDK 3.1108.0', date: '2026-11-28' };

export const AUTHORIZATION: Source = {
  text: 'Service Authorization Reference: actions, resource types and dependent actions',
  date: '2026-11',
};

/** Nothing public says it. The worse of two answers is taken. */
export const ASSUMED: Source = { text: 'nothing public says it: the worse answer is taken', date: '2026-11-28' };
