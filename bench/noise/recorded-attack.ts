// The shape of a recorded attack: how often each call was made and in which minutes, counted in the public data set of a run
// of Stratus Red Team in July 2023 (github.com/invictus-ir/aws_dataset): 2,900 events of 55 minutes, in one account.
import { record, signIn, WHO } from '../../bin/cdk-organization-trail/verify/samples/record';
import { MINUTE, type TimedEvent } from './events';

type Row = readonly [service: string, eventName: string, errorCode: string, count: number, first: number, last: number];

/** What one of the filters could find; calls of the same name in one row, from the first minute to the last. */
const CALLS: readonly Row[] = [
  ['ce', 'GetCostAndUsage', 'AccessDenied', 1, 31, 31],
  ['ce', 'GetCostForecast', 'AccessDenied', 1, 31, 31],
  ['cloudtrail', 'CreateTrail', '', 2, 17, 18],
  ['cloudtrail', 'DeleteTrail', '', 2, 25, 25],
  ['cloudtrail', 'DeleteTrail', 'TrailNotFoundException', 1, 16, 16],
  ['cloudtrail', 'PutEventSelectors', '', 2, 17, 25],
  ['cloudtrail', 'StartLogging', '', 2, 17, 18],
  ['cloudtrail', 'StartLogging', 'TrailNotFoundException', 3, 25, 46],
  ['cloudtrail', 'StopLogging', 'TrailNotFoundException', 3, 18, 19],
  ['ec2', 'AssociateRouteTable', '', 10, 12, 32],
  ['ec2', 'AttachInternetGateway', '', 4, 12, 27],
  ['ec2', 'AuthorizeSecurityGroupEgress', '', 1, 27, 27],
  ['ec2', 'AuthorizeSecurityGroupIngress', '', 2, 27, 27],
  ['ec2', 'CreateInternetGateway', '', 4, 12, 27],
  ['ec2', 'CreateRoute', '', 6, 12, 27],
  ['ec2', 'CreateRouteTable', '', 10, 12, 32],
  ['ec2', 'CreateSecurityGroup', '', 1, 27, 27],
  ['ec2', 'CreateVpc', '', 7, 12, 32],
  ['ec2', 'CreateVpc', 'Client.VpcLimitExceeded', 3, 24, 29],
  ['ec2', 'DeleteInternetGateway', '', 4, 25, 46],
  ['ec2', 'DeleteRoute', '', 5, 25, 29],
  ['ec2', 'DeleteRouteTable', '', 10, 25, 46],
  ['ec2', 'DeleteSecurityGroup', '', 1, 29, 29],
  ['ec2', 'DeleteVpc', '', 6, 25, 46],
  ['ec2', 'DescribeInstanceAttribute', 'Client.UnauthorizedOperation', 15, 20, 20],
  ['ec2', 'DetachInternetGateway', '', 3, 29, 46],
  ['ec2', 'DisassociateRouteTable', '', 9, 25, 46],
  ['ec2', 'GetPasswordData', 'Client.UnauthorizedOperation', 29, 12, 12],
  ['ec2', 'RevokeSecurityGroupEgress', '', 1, 27, 27],
  ['ec2', 'RevokeSecurityGroupEgress', 'Client.InvalidPermission.NotFound', 1, 27, 27],
  ['ec2', 'RevokeSecurityGroupIngress', '', 1, 29, 29],
  ['iam', 'AttachRolePolicy', '', 6, 12, 41],
  ['iam', 'AttachUserPolicy', '', 1, 42, 42],
  ['iam', 'CreateAccessKey', '', 2, 42, 42],
  ['iam', 'CreateLoginProfile', '', 2, 40, 42],
  ['iam', 'CreatePolicy', '', 2, 24, 27],
  ['iam', 'CreateRole', '', 13, 12, 44],
  ['iam', 'CreateUser', '', 4, 40, 42],
  ['iam', 'DeletePolicy', '', 2, 25, 29],
  ['iam', 'DeleteRolePolicy', '', 4, 25, 26],
  ['iam', 'DetachRolePolicy', '', 5, 25, 46],
  ['iam', 'DetachUserPolicy', '', 1, 46, 46],
  ['iam', 'PutRolePolicy', '', 5, 12, 20],
  ['iam', 'UpdateAssumeRolePolicy', '', 2, 41, 46],
  ['organizations', 'LeaveOrganization', 'AccessDenied', 1, 19, 19],
  ['s3', 'DeleteBucketLifecycle', '', 1, 25, 25],
  ['s3', 'DeleteBucketPolicy', '', 1, 46, 46],
  ['s3', 'PutBucketLifecycle', '', 1, 18, 18],
  ['s3', 'PutBucketPolicy', '', 3, 17, 40],
  ['sts', 'AssumeRole', 'AccessDenied', 13, 12, 27],
];

/** What no filter finds: calls that read, and changes of other kinds. */
const READING = 2267;
const OTHER_CHANGES = 412;
const LENGTH = 55;

/** Two sign-ins, of which the first without MFA: the minutes. */
const SIGN_INS = { withoutMfa: 40, withMfa: 45 };

/** The attack from a time on, in an account. Names of what is attacked are those of `target`, where it is ours. */
export function recordedAttack(
  start: number,
  account: string,
  parameters: (service: string) => Parameters<typeof record>[2] = () => ({}),
): TimedEvent[] {
  const make = (service: string, eventName: string, errorCode: string) => ({
    ...record(`${service}.amazonaws.com`, eventName, parameters(service)),
    ...{ userIdentity: WHO.user, recipientAccountId: account },
    ...(errorCode !== '' && { errorCode }),
  });
  const row = ([service, eventName, errorCode, count, first, last]: Row): TimedEvent[] =>
    Array.from({ length: count }, (_, index) => ({
      time: start + (first + ((last - first) * index) / Math.max(1, count - 1)) * MINUTE,
      record: make(service, eventName, errorCode),
    }));
  const signedIn = (minute: number, MFAUsed: string): TimedEvent => ({
    time: start + minute * MINUTE,
    record: signIn('ConsoleLogin', 'Success', { additionalEventData: { MFAUsed }, recipientAccountId: account }),
  });
  return [
    ...CALLS.flatMap(row),
    ...row(['ec2', 'DescribeInstances', '', READING, 0, LENGTH]),
    ...row(['ec2', 'CreateTags', '', OTHER_CHANGES, 0, LENGTH]),
    signedIn(SIGN_INS.withoutMfa, 'No'),
    signedIn(SIGN_INS.withMfa, 'Yes'),
  ].sort((one, other) => one.time - other.time);
}
