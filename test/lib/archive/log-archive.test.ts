import { Duration, aws_s3 as s3, aws_iam as iam } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { LogArchive, LogLockMode, type LogArchiveProps } from '../../../lib';
import {
  archiveStack,
  managementStack,
  organizationTrail,
  synthError,
  trailWith,
  warnings,
} from '../../support/stacks';

const trail = organizationTrail();

function archive(props: Partial<LogArchiveProps> = {}, stack = archiveStack()) {
  const construct = new LogArchive(stack, 'LogArchive', { trail, ...props });
  return { construct, stack };
}

const logBucket = (template: Template) =>
  template.findResources('AWS::S3::Bucket', { Properties: { BucketName: trail.logBucketName } });
const days = (n: number) => Duration.days(n);

describe('the log bucket', () => {
  const template = Template.fromStack(archive().stack);

  test.each<[string, Record<string, unknown>]>([
    ['is versioned', { VersioningConfiguration: { Status: 'Enabled' } }],
    [
      'is locked for a year, in governance mode',
      {
        ObjectLockEnabled: true,
        ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 365 } } },
      },
    ],
    [
      'notifies EventBridge of every deletion',
      { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } },
    ],
    [
      'is closed to the public',
      {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      },
    ],
    ['knows no ACLs', { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } }],
    [
      'encrypts with the key of the archive, by a Bucket Key',
      {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            {
              BucketKeyEnabled: true,
              ServerSideEncryptionByDefault: {
                SSEAlgorithm: 'aws:kms',
                KMSMasterKeyID: { 'Fn::GetAtt': Match.anyValue() },
              },
            },
          ],
        },
      },
    ],
    [
      'writes its access logs to the bucket made for them',
      { LoggingConfiguration: { DestinationBucketName: trail.accessLogBucketName } },
    ],
    [
      'expires log files after a year',
      {
        LifecycleConfiguration: {
          Rules: Match.arrayWith([Match.objectLike({ ExpirationInDays: 365, Status: 'Enabled' })]),
        },
      },
    ],
    [
      'removes expired versions',
      {
        LifecycleConfiguration: {
          Rules: Match.arrayWith([Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays: 30 } })]),
        },
      },
    ],
    [
      'removes delete markers',
      { LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ ExpiredObjectDeleteMarker: true })]) } },
    ],
    [
      'aborts unfinished uploads',
      {
        LifecycleConfiguration: {
          Rules: Match.arrayWith([Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } })]),
        },
      },
    ],
  ])('%s', (_, properties) => {
    template.hasResourceProperties('AWS::S3::Bucket', { BucketName: trail.logBucketName, ...properties });
  });
});

describe('the access-log bucket', () => {
  const [bucket] = Object.values(
    Template.fromStack(archive().stack).findResources('AWS::S3::Bucket', {
      Properties: { BucketName: trail.accessLogBucketName },
    }),
  );

  test('has no Object Lock, to which S3 would not deliver', () => {
    expect(Object.keys(bucket.Properties).filter((name) => name.startsWith('ObjectLock'))).toEqual([]);
  });

  test('is encrypted by S3 itself, since S3 does not deliver to SSE-KMS', () => {
    expect(bucket.Properties.BucketEncryption.ServerSideEncryptionConfiguration).toEqual([
      { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
    ]);
  });

  test('has no ACL', () => {
    expect(bucket.Properties.AccessControl).toBeUndefined();
    expect(bucket.Properties.OwnershipControls).toEqual({ Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] });
  });

  test('can be one that exists already', () => {
    const stack = archiveStack();
    const accessLogBucket = s3.Bucket.fromBucketName(stack, 'Existing', 'central-access-logs');
    const policiesReviewed = { reason: 'lets the logging service write for this bucket' };
    const template = Template.fromStack(archive({ accessLogBucket, policiesReviewed }, stack).stack);
    template.resourceCountIs('AWS::S3::Bucket', 1);
    template.hasResourceProperties('AWS::S3::Bucket', {
      LoggingConfiguration: { DestinationBucketName: 'central-access-logs' },
    });
  });
});

describe('the key', () => {
  const template = Template.fromStack(archive().stack);

  test('is rotated, and waits 30 days before it is deleted', () => {
    template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true, PendingWindowInDays: 30 });
  });

  test('is found by the alias that the trail names', () => {
    template.hasResourceProperties('AWS::KMS::Alias', { AliasName: trail.keyAliasName });
  });
});

describe('what outlives the stack', () => {
  const template = Template.fromStack(archive().stack).toJSON() as {
    Resources: Record<string, Record<string, unknown>>;
  };

  test.each(Object.entries(template.Resources))(
    '%s, and a first deployment that rolls back leaves nothing',
    (_, resource) => {
      expect(resource).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    },
  );

  test('the policies name their bucket literally, as taking them back asks', () => {
    const names = Object.values(template.Resources)
      .filter(({ Type }) => Type === 'AWS::S3::BucketPolicy')
      .map(({ Properties }) => (Properties as { Bucket: unknown }).Bucket);
    expect(names.sort()).toEqual([trail.logBucketName, trail.accessLogBucketName]);
  });
});

describe('the lock', () => {
  const lock = (props: Partial<LogArchiveProps>) => {
    const [bucket] = Object.values(logBucket(Template.fromStack(archive(props).stack)));
    return bucket.Properties.ObjectLockConfiguration.Rule.DefaultRetention;
  };

  test('is as long as log files are kept', () => {
    expect(lock({ retention: days(2555) })).toEqual({ Mode: 'GOVERNANCE', Days: 2555 });
  });

  test('is a compliance lock by explicit choice only', () => {
    expect(lock({ lockMode: LogLockMode.COMPLIANCE, complianceLockAcknowledged: 'asked for by the auditors' })).toEqual(
      { Mode: 'COMPLIANCE', Days: 365 },
    );
  });

  test.each([undefined, ' '])('is no compliance lock where nobody says in words that it is meant: %j', (words) => {
    const { stack } = archive({ lockMode: LogLockMode.COMPLIANCE, complianceLockAcknowledged: words });
    expect(synthError(stack)).toContain(
      'lockMode: got "COMPLIANCE", expected GOVERNANCE, or COMPLIANCE with complianceLockAcknowledged',
    );
  });

  test('is warned of where roles of other accounts may end it', () => {
    const foreign = trailWith({ breakGlassRoleArns: ['arn:aws:iam::333333333333:role/break-glass'] });
    expect(warnings(archive({ trail: foreign }).stack, 'roles of other accounts than 111111111111')).toHaveLength(1);
    const own = trailWith({ breakGlassRoleArns: ['arn:aws:iam::111111111111:role/break-glass'] });
    expect(warnings(archive({ trail: own }).stack, 'roles of other accounts')).toEqual([]);
  });

  test('can be shorter, with a warning', () => {
    const { stack } = archive({ lockDuration: days(30) });
    expect(warnings(stack, 'kept for 365 days and locked for 30')).toHaveLength(1);
  });

  test('as long as a year and as the retention warns of nothing', () => {
    expect(warnings(archive().stack, '')).toEqual([]);
  });

  test('longer than log files are kept is rejected', () => {
    const { stack } = archive({ retention: days(400), lockDuration: days(500) });
    expect(synthError(stack)).toContain('lockDuration: got "500 days", expected at most the retention of 400 days');
  });
});

test('a retention of less than a year is warned of', () => {
  expect(warnings(archive({ retention: days(90) }).stack, 'PCI DSS 10.5.1 asks for 12 months')).toHaveLength(1);
});

describe('transitions', () => {
  const transition = (storageClass: s3.StorageClass) => ({
    transitions: [{ storageClass, transitionAfter: days(90) }],
  });

  test.each([
    s3.StorageClass.INFREQUENT_ACCESS,
    s3.StorageClass.INTELLIGENT_TIERING,
    s3.StorageClass.GLACIER_INSTANT_RETRIEVAL,
  ])('to %s, which can be read at once, are taken', (storageClass) => {
    Template.fromStack(archive(transition(storageClass)).stack).hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ Transitions: [{ StorageClass: String(storageClass), TransitionInDays: 90 }] }),
        ]),
      },
    });
  });

  test.each([s3.StorageClass.GLACIER, s3.StorageClass.DEEP_ARCHIVE])('to %s are rejected', (storageClass) => {
    expect(synthError(archive(transition(storageClass)).stack)).toContain(`transitions: got "${storageClass}"`);
  });

  test('to an archive class are taken when that is acknowledged in words', () => {
    const { stack } = archive({
      ...transition(s3.StorageClass.DEEP_ARCHIVE),
      unreadableArchiveAcknowledged: 'validated before they move',
    });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('what is rejected', () => {
  test('another account than the log archive account', () => {
    expect(synthError(archive({}, managementStack()).stack)).toContain(
      'the account of the stack: got "111111111111", expected the log archive account 222222222222',
    );
  });

  test('another Region than the home Region', () => {
    const stack = archiveStack({ env: { account: '222222222222', region: 'eu-west-1' } });
    expect(synthError(archive({}, stack).stack)).toContain(
      'the Region of the stack: got "eu-west-1", expected the home Region us-east-1',
    );
  });

  test('an access-log bucket with Object Lock', () => {
    const stack = archiveStack();
    const accessLogBucket = new s3.Bucket(stack, 'Locked', { objectLockEnabled: true });
    expect(synthError(archive({ accessLogBucket }, stack).stack)).toContain(
      'accessLogBucket: got "Stack/Locked", expected a bucket without Object Lock',
    );
  });

  test('an access-log bucket with SSE-KMS', () => {
    const stack = archiveStack();
    const accessLogBucket = new s3.Bucket(stack, 'Encrypted', { encryption: s3.BucketEncryption.KMS });
    expect(synthError(archive({ accessLogBucket }, stack).stack)).toContain(
      'accessLogBucket: got "Stack/Encrypted", expected a bucket with SSE-S3',
    );
  });

  test('an access-log bucket whose policy nobody has read', () => {
    const stack = archiveStack();
    const accessLogBucket = s3.Bucket.fromBucketName(stack, 'Existing', 'central-access-logs');
    expect(synthError(archive({ accessLogBucket }, stack).stack)).toContain(
      'accessLogBucket: got "Stack/Existing", expected a bucket of this app, or one whose policy somebody has read',
    );
  });

  test('all of it, in one error', () => {
    const { stack } = archive(
      { lockDuration: days(500), transitions: [{ storageClass: s3.StorageClass.GLACIER, transitionAfter: days(90) }] },
      managementStack(),
    );
    expect(synthError(stack)).toMatch(/the account of the stack[^]*lockDuration[^]*transitions/);
  });
});

describe('an archive that exists already', () => {
  const imported = (reason: string) => {
    const stack = archiveStack();
    const construct = LogArchive.fromLogArchiveAttributes(stack, 'LogArchive', { trail, policiesReviewed: { reason } });
    return { stack, construct };
  };

  test.each(['', '  '])('is rejected unless somebody read its policies: %j', (reason) => {
    expect(synthError(imported(reason).stack)).toContain('policiesReviewed: got');
  });

  test('is rejected from JavaScript without the acknowledgement', () => {
    const stack = archiveStack();
    LogArchive.fromLogArchiveAttributes(stack, 'LogArchive', { trail } as never);
    expect(synthError(stack)).toContain('policiesReviewed: got nothing');
  });

  test('makes nothing', () => {
    expect(Template.fromStack(imported('read on the day of the move').stack).toJSON().Resources).toBeUndefined();
  });

  test('shows the very statements that an archive of ours has', () => {
    const own = Template.fromStack(archive().stack);
    const [ownBucketPolicy] = Object.values(
      own.findResources('AWS::S3::BucketPolicy', { Properties: { Bucket: trail.logBucketName } }),
    );
    const [ownKey] = Object.values(own.findResources('AWS::KMS::Key'));
    const { stack } = imported('read');
    const outputs = Object.values(Template.fromStack(stack).findOutputs('*')).map(
      ({ Value }) => JSON.parse(Value) as { Sid: string }[],
    );
    const statements = outputs.flat();
    expect(statements.map(({ Sid }) => Sid)).toEqual([
      'AWSCloudTrailAclCheck20150319',
      'AWSCloudTrailWrite20150319',
      'AWSCloudTrailOrganizationWrite20150319',
      'CloudTrailEncryptsLogs',
      'CloudTrailEncryptsLogsByBucketKey',
      'CloudTrailTestsKey',
      'RepairFollowsAlias',
    ]);
    const owned = [
      ...ownBucketPolicy.Properties.PolicyDocument.Statement,
      ...ownKey.Properties.KeyPolicy.Statement,
    ] as { Sid: string }[];
    for (const statement of statements) {
      expect(sorted(owned.find(({ Sid }) => Sid === statement.Sid))).toEqual(sorted(statement));
    }
    expect(warnings(stack, 'AWSCloudTrailOrganizationWrite20150319')).toHaveLength(1);
    expect(warnings(stack, 'CloudTrailEncryptsLogsByBucketKey')).toHaveLength(1);
  });

  test('lets readers decrypt by the alias of its key', () => {
    const { stack, construct } = imported('read');
    const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
    construct.grantRead(reader);
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: 'kms:Decrypt',
            Resource: 'arn:aws:kms:us-east-1:222222222222:key/*',
            Condition: Match.objectLike({ 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': trail.keyAliasName } }),
          }),
        ]),
      },
    });
  });
});

/** Templates sort lists of actions as feature flags say. */
function sorted(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, item: unknown) => (Array.isArray(item) ? [...item].sort() : item)));
}

test('a reader of some accounts names them well', () => {
  const stack = archiveStack();
  const archive = new LogArchive(stack, 'LogArchive', { trail: organizationTrail() });
  const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.AccountRootPrincipal() });
  archive.grantRead(reader, { accountIds: ['333'] });
  archive.grantRead(reader, { accountIds: [] });
  const message = synthError(stack);
  expect(message).toContain('accountIds[0]: got "333", expected 12 digits');
  expect(message).toContain('accountIds: got [], expected at least one account');
});
