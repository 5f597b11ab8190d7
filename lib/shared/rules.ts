// What a well-formed value looks like, as data: the constructs and the app check against the same rows.
// Can be used without aws-cdk-lib.
import { PARTITIONS } from './partitions';

/** What one kind of value may look like, in a pattern and in words. */
export interface Rule {
  readonly pattern: RegExp;
  readonly allowed: string;
  readonly todo: string;
}

const role = (todo: string): Rule => ({
  pattern: new RegExp(`^arn:(${PARTITIONS.map(({ name }) => name).join('|')}):iam::\\d{12}:role/[\\w+=,.@/-]{1,576}$`),
  allowed: 'the exact ARN of one IAM role, arn:aws:iam::<account>:role/<name>, without wildcards',
  todo,
});

/** Where service principals end with the suffix of the partition, they do so in that partition alone. */
const DNS_SUFFIXES = [...new Set(PARTITIONS.map(({ dnsSuffix }) => dnsSuffix))];

const escaped = (text: string) => text.replace(/\./g, '\\.');

export const RULES = {
  organizationId: {
    pattern: /^o-[a-z0-9]{10,32}$/,
    allowed: '"o-" followed by 10 to 32 lower-case letters or digits',
    todo: 'copy it from "aws organizations describe-organization --query Organization.Id"',
  },
  accountId: {
    pattern: /^\d{12}$/,
    allowed: '12 digits, as a string',
    todo: 'copy it from "aws sts get-caller-identity --query Account", and keep it in quotes: a number loses leading zeros',
  },
  region: {
    pattern: /^[a-z]{2,4}(-[a-z]+){1,3}-\d{1,2}$/,
    allowed: 'the code of an AWS Region, such as us-east-1',
    todo: 'take a Region that is enabled by default, so that it cannot be switched off',
  },
  trailName: {
    pattern: /^(?!.*[._-]{2})(?!\d{1,3}(\.\d{1,3}){3}$)[A-Za-z0-9][A-Za-z0-9._-]{1,126}[A-Za-z0-9]$/,
    allowed:
      '3 to 128 letters, digits, periods, underscores and dashes, starting and ending with a letter or digit, no two of . _ - in a row, not in the form of an IP address',
    todo: 'choose a fixed name: changing it later makes CloudFormation replace the trail',
  },
  trailArn: {
    pattern: new RegExp(
      `^arn:(${PARTITIONS.map(({ name }) => name).join('|')}):cloudtrail:[a-z]{2,4}(-[a-z]+){1,3}-\\d{1,2}:\\d{12}:trail/[\\w.-]{3,128}$`,
    ),
    allowed: 'the ARN of a trail, arn:aws:cloudtrail:<home Region>:<account>:trail/<name>',
    todo: 'copy it from "aws cloudtrail describe-trails --query trailList[].TrailARN"',
  },
  trailNamePattern: {
    pattern: /^[A-Za-z0-9._*?-]{1,128}$/,
    allowed: 'the name of a trail, in which * matches any characters and ? one character',
    todo: 'give the name as in "aws cloudtrail describe-trails", not an ARN',
  },
  bucketName: {
    pattern:
      /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
    allowed:
      '3 to 63 lower-case letters, digits and dashes, starting and ending with a letter or digit, without the prefixes and suffixes that Amazon S3 reserves; periods are left out since they break TLS',
    todo: 'choose a name that nobody else in the partition has',
  },
  existingBucketName: {
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    allowed: 'the name of a bucket',
    todo: 'copy it from "aws s3api list-buckets"',
  },
  utcTime: {
    pattern: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/,
    allowed: 'a time in ISO 8601 in UTC, such as 2026-01-01T00:00:00Z',
    todo: 'write it with a Z at its end',
  },
  keyAliasName: {
    pattern: /^alias\/(?!aws\/)[A-Za-z0-9/_-]{1,250}$/,
    allowed: '"alias/" followed by 1 to 250 letters, digits, slashes, underscores and dashes, not starting with "aws/"',
    todo: 'choose a fixed alias: the trail names its key by it',
  },
  keyArn: {
    pattern: /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]{1,128}$/,
    allowed: 'the ARN of one KMS key, arn:aws:kms:<Region>:<account>:key/<id>, not that of an alias',
    todo: 'copy it from "aws kms describe-key --key-id <alias> --query KeyMetadata.Arn", or leave it out',
  },
  keyPrefix: {
    pattern: /^(?!\/)(?!.*\/$)(?!.*\/\/)(?!AWSLogs(\/|$))[A-Za-z0-9!_.*'()/-]{1,200}$/,
    allowed:
      '1 to 200 letters, digits and the characters ! _ . * \' ( ) / -, without a slash at either end or two in a row, not starting with "AWSLogs"',
    todo: 'leave it out to write at the top of the bucket',
  },
  logGroupName: {
    pattern: /^(?!aws\/)[A-Za-z0-9._/#-]{1,512}$/,
    allowed: '1 to 512 letters, digits and the characters . _ / # -',
    todo: 'choose a fixed name',
  },
  roleName: {
    pattern: /^[\w+=,.@-]{1,64}$/,
    allowed: '1 to 64 letters, digits and the characters _ + = , . @ -',
    todo: 'give a shorter name',
  },
  automationDocumentName: {
    pattern: /^(?!aws|amazon|amzn)[A-Za-z0-9_.-]{3,128}$/i,
    allowed:
      '3 to 128 letters, digits, periods, underscores and dashes, not starting with "aws", "amazon" or "amzn", which Systems Manager reserves',
    todo: 'choose another trailName',
  },
  stackNamePrefix: {
    pattern: /^[A-Za-z][A-Za-z0-9-]{0,63}$/,
    allowed: '1 to 64 letters, digits and dashes, starting with a letter',
    todo: 'choose a fixed prefix: stacks of another name are other stacks',
  },
  emailAddress: {
    pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
    allowed: 'an e-mail address',
    todo: 'give the address of a mailbox that people on duty read',
  },
  breakGlassRoleArn: role('name each role by its ARN, in an account of its own choosing'),
  deploymentRoleArn: role(
    'name the role that CloudFormation deploys with, for the CDK arn:aws:iam::<account>:role/cdk-hnb659fds-cfn-exec-role-<account>-<region>',
  ),
  deployerRoleArn: role('name the role of a pipeline or a person that starts deployments of the log archive account'),
  acknowledgerRoleArn: role('name a role of the log archive account, which people on duty assume'),
  federatedRoleArn: role('name a role by which people sign in through an identity provider that asks for MFA'),
  exceptedPrincipalArn: {
    pattern: /^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/,
    allowed: 'the exact ARN of a role or user, without wildcards',
    todo: 'name the one role or user that makes these calls',
  },
  isoDate: {
    pattern: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
    allowed: 'a day, such as 2026-12-31',
    todo: 'write year, month and day',
  },
  bootstrapQualifier: {
    pattern: /^[A-Za-z0-9_-]{1,10}$/,
    allowed: '1 to 10 letters, digits, underscores and dashes',
    todo: 'give what "cdk bootstrap --qualifier" was called with, or leave it out',
  },
  organizationsRoleArn: role('name the role that may read the accounts of the organization'),
  readerArn: role('name a role of an account of the organization that people assume to ask questions'),
  consumerName: {
    pattern: /^[a-z][a-z0-9-]{0,18}[a-z0-9]$/,
    allowed: '2 to 20 lower-case letters, digits and dashes, starting with a letter, without a dash at its end',
    todo: 'choose a fixed name: the queue, the topic and the role are named after it',
  },
  externalId: {
    pattern: /^[\w+=,.@:/-]{8,1224}$/,
    allowed: '8 to 1224 letters, digits and the characters _ + = , . @ : / -',
    todo: 'take the one that the vendor made for you, or make a random one: it keeps other customers of the vendor out',
  },
  servicePrincipal: {
    pattern: new RegExp(`^[a-z0-9-]+(\\.[a-z0-9-]+)*\\.(${DNS_SUFFIXES.map(escaped).join('|')})$`),
    allowed: 'the name of a service principal, such as osis-pipelines.amazonaws.com',
    todo: 'take it from the documentation of the service',
  },
  httpsUrl: {
    pattern: /^https:\/\/[^\s/@]+(\/\S*)?$/,
    allowed: 'an address that starts with https://, without a user name or password',
    todo: 'copy it from the vendor: logs are not sent without TLS',
  },
  runbookUrl: {
    pattern: /^(?=.{1,200}$)https:\/\/[^\s/@#"<>\\]+(\/[^\s#"<>\\]*)?$/,
    allowed:
      'an address of at most 200 characters that starts with https://, without a user name or password, a "#", quotes, angle brackets and backslashes',
    todo: 'give the page alone: alarms and alerts add "#" and the section',
  },
  dataResourceType: {
    pattern: /^AWS::[A-Za-z0-9-]+::[A-Za-z0-9-]+$/,
    allowed: 'a type of resource with data events, such as AWS::SNS::Topic',
    todo: 'take it from the list for resources.type in the CloudTrail user guide',
  },
  resourceArnPrefix: {
    pattern: /^\S+$/,
    allowed: 'what ARNs of resources start with, such as arn:aws:s3:::amzn-s3-demo-bucket/',
    todo: 'give the ARN, or its beginning',
  },
  eventName: {
    pattern: /^\S+$/,
    allowed: 'the name of a call, such as PutObject',
    todo: 'give it as CloudTrail records it in eventName',
  },
  reason: { pattern: /\S/, allowed: 'the reason, in words', todo: 'write a sentence, or leave it out' },
  policyTargetId: {
    pattern: /^(r-[0-9a-z]{4,32}|ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|\d{12})$/,
    allowed: 'the id of a root (r-…), an organizational unit (ou-…) or an account (12 digits)',
    todo: 'list them with "aws organizations list-roots" and "aws organizations list-organizational-units-for-parent"',
  },
} satisfies Record<string, Rule>;
