// What an organization records on a day without an attack, as far as a filter or a rule of this library could find it.
import { type CloudTrailRecord, record, signIn, WHO } from '../../bin/cdk-organization-trail/verify/samples/record';
import { DAY, MINUTE, poisson, type TimedEvent } from './events';

/** An organization, by what its noise depends on. */
export interface Organization {
  readonly accounts: number;
  readonly engineers: number;
  /** Stacks that CloudFormation changes on a day, in all accounts. */
  readonly deployments: number;
  /** Deployments of the stacks of the trail on a day. */
  readonly ownDeployments: number;
}

/** One kind of event: how many there are on a day, and where that number is from. */
interface Rate {
  readonly what: string;
  readonly perDay: (organization: Organization) => number;
  readonly source: string;
  readonly event: () => CloudTrailRecord;
  /** Around the clock, by programs; otherwise in ten hours of work. */
  readonly isByPrograms?: true;
}

const CLOUDFORMATION = { ...WHO.role, invokedBy: 'cloudformation.amazonaws.com' };
const ASSUMED = 'assumed';

const deployed =
  (service: string, eventName: string, more: CloudTrailRecord = {}) =>
  () =>
    record(`${service}.amazonaws.com`, eventName, {
      userIdentity: CLOUDFORMATION,
      requestParameters: { name: 'app' },
      ...more,
    });

const byHand =
  (service: string, eventName: string, more: CloudTrailRecord = {}) =>
  () =>
    record(`${service}.amazonaws.com`, eventName, {
      userIdentity: WHO.singleSignOn,
      requestParameters: { name: 'app' },
      ...more,
    });

/** No public count of an organization's events by name is known: what is assumed says so, and can be set by options. */
export const RATES: readonly Rate[] = [
  {
    what: 'sign-ins by single sign-on',
    perDay: ({ engineers }) => 2 * engineers,
    source:
      'the default session of a permission set is one hour, of the access portal eight (IAM Identity Center User Guide); two consoles a day are assumed',
    event: () =>
      signIn('ConsoleLogin', 'Success', { userIdentity: WHO.singleSignOn, additionalEventData: { MFAUsed: 'No' } }),
  },
  {
    what: 'failed sign-ins at IAM Identity Center',
    perDay: ({ engineers }) => 0.1 * engineers,
    source: ASSUMED,
    event: () =>
      record('signin.amazonaws.com', 'CredentialVerification', {
        userIdentity: { type: 'Unknown' },
        serviceEventDetails: { CredentialVerification: 'Failure' },
      }),
  },
  {
    what: 'failed sign-ins of IAM users',
    perDay: ({ accounts }) => 0.02 * accounts,
    source: ASSUMED,
    event: () => signIn('ConsoleLogin', 'Failure', { errorMessage: 'Failed authentication' }),
  },
  {
    what: 'switches of role at the console',
    perDay: ({ engineers }) => 0.2 * engineers,
    source: ASSUMED,
    event: () => signIn('SwitchRole', 'Success'),
  },
  {
    what: 'denied calls of programs and people',
    perDay: ({ accounts }) => 20 * accounts,
    source:
      'the data set of the attack holds 59 denied calls in 55 minutes of one account; daily life is assumed to have a third of one of these hours on a day',
    event: byHand('ec2', 'DescribeInstances', { errorCode: 'Client.UnauthorizedOperation' }),
    isByPrograms: true,
  },
  {
    what: 'policies of roles that deployments change',
    perDay: ({ deployments }) => 2 * deployments,
    source: 'assumed: a function and its role in each stack that changes',
    event: deployed('iam', 'PutRolePolicy'),
  },
  {
    what: 'trust policies that deployments change',
    perDay: ({ deployments }) => 0.1 * deployments,
    source: ASSUMED,
    event: deployed('iam', 'UpdateAssumeRolePolicy'),
  },
  {
    what: 'policies of buckets that deployments change',
    perDay: ({ deployments }) => 0.2 * deployments,
    source: ASSUMED,
    event: deployed('s3', 'PutBucketPolicy'),
  },
  {
    what: 'public access blocks with everything on, of new buckets',
    perDay: ({ deployments }) => 0.1 * deployments,
    source: 'aws-cdk-lib puts one on each bucket that asks for it; the number is assumed',
    event: deployed('s3', 'PutBucketPublicAccessBlock', {
      requestParameters: {
        PublicAccessBlockConfiguration: {
          ...{ BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
        },
      },
    }),
  },
  {
    what: 'security groups that deployments change',
    perDay: ({ deployments }) => 0.5 * deployments,
    source: ASSUMED,
    event: deployed('ec2', 'AuthorizeSecurityGroupIngress'),
  },
  {
    what: 'networks that are built',
    perDay: ({ accounts }) => 0.01 * accounts,
    source: 'assumed: one new network for each account in a hundred days',
    event: deployed('ec2', 'CreateVpc'),
  },
  {
    what: 'routes of these networks',
    perDay: ({ accounts }) => 0.1 * accounts,
    source: 'ten routes and route tables for each network, as aws-cdk-lib makes them for two Availability Zones',
    event: deployed('ec2', 'CreateRoute'),
  },
  {
    what: 'policies of keys that deployments change',
    perDay: ({ deployments }) => 0.01 * deployments,
    source: ASSUMED,
    event: deployed('kms', 'PutKeyPolicy'),
  },
  {
    what: 'keys that are deleted with their stacks',
    perDay: ({ deployments }) => 0.01 * deployments,
    source: ASSUMED,
    event: deployed('kms', 'ScheduleKeyDeletion'),
  },
  {
    what: 'users and access keys that are made',
    perDay: ({ accounts }) => 0.02 * accounts,
    source: ASSUMED,
    event: byHand('iam', 'CreateAccessKey'),
  },
  {
    what: 'changes to the organization',
    perDay: ({ accounts }) => 0.002 * accounts,
    source: 'assumed: one account that is made or moved for each account in 500 days',
    event: byHand('organizations', 'MoveAccount', { requestParameters: { accountId: '333333333333' } }),
  },
  {
    what: 'uses of the root user',
    perDay: ({ accounts }) => 0.0005 * accounts,
    source: 'assumed: each account once in five years, since AWS asks for it for a few tasks alone (IAM User Guide)',
    event: () => record('signin.amazonaws.com', 'PasswordUpdated', { userIdentity: WHO.root }),
  },
];

/** One deployment of the stacks of the trail: what CloudFormation calls where every alarm, rule and function changes. */
const OWN_CALLS: readonly (readonly [service: string, eventName: string, parameter: string, count: number])[] = [
  ['monitoring', 'PutMetricAlarm', 'alarmName', 60],
  ['events', 'PutRule', 'name', 30],
  ['events', 'PutTargets', 'rule', 30],
  ['lambda', 'UpdateFunctionCode20150331v2', 'functionName', 6],
  ['lambda', 'UpdateFunctionConfiguration20150331v2', 'functionName', 6],
  ['iam', 'PutRolePolicy', 'roleName', 4],
];

/** A deployment takes a quarter of an hour. */
const DEPLOYMENT = 15 * MINUTE;

export function ownDeployment(start: number, account: string, region: string): TimedEvent[] {
  return OWN_CALLS.flatMap(([service, eventName, parameter, count]) =>
    Array.from({ length: count }, (_, index) => ({
      time: start + (DEPLOYMENT * index) / count,
      record: record(`${service}.amazonaws.com`, eventName, {
        userIdentity: CLOUDFORMATION,
        requestParameters: { [parameter]: `organization-trail-part-${index}` },
        recipientAccountId: account,
        awsRegion: service === 'iam' ? 'us-east-1' : region,
      }),
    })),
  );
}

const MEMBER = '333333333333';

/** The events of a day that begins at a time, in their order. */
export function dayOf(organization: Organization, start: number, random: () => number): TimedEvent[] {
  const events = RATES.flatMap(({ perDay, event, isByPrograms }) =>
    Array.from({ length: countOf(perDay(organization), random) }, () => ({
      time: start + (isByPrograms ? random() * DAY : (8 + 10 * random()) * 60 * MINUTE),
      record: { ...event(), recipientAccountId: MEMBER },
    })),
  );
  const own = Array.from({ length: poisson(organization.ownDeployments, random) }, () =>
    ownDeployment(start + 10 * 60 * MINUTE, '111111111111', 'us-east-1'),
  );
  return [...events, ...own.flat()].sort((one, other) => one.time - other.time);
}

/** Of what comes often the number varies little. */
function countOf(mean: number, random: () => number): number {
  return mean > 100 ? Math.round(mean) : poisson(mean, random);
}
