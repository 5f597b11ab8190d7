// Uses of roles that only services of AWS use, by somebody and by the service.
import { eventOf } from './event-bridge';
import { HOME_REGION, record, WHO, type CloudTrailRecord } from './record';
import { TRAIL } from './tamper-samples/sample';

/** Stands for the account in which the rule is: its roles are those of this account. */
export const ROLE_ACCOUNT = '555566667777';

const role = (name: string) => `arn:aws:iam::${ROLE_ACCOUNT}:role/${name}`;
const FUNCTION = role(`${TRAIL}-alert-groups-${HOME_REGION}`);
const DEPLOYING = role(`cdk-example-cfn-exec-role-${ROLE_ACCOUNT}-${HOME_REGION}`);

const assume = (roleArn: string, more: CloudTrailRecord = {}) =>
  record('sts.amazonaws.com', 'AssumeRole', {
    ...{ requestParameters: { roleArn, roleSessionName: 'x' }, readOnly: true },
    ...more,
  });

/** As the service records its own calls. */
const byService = (service: string): CloudTrailRecord => ({
  userIdentity: { type: 'AWSService', invokedBy: service },
  sourceIPAddress: service,
});

const callBy = (arn: string, more: CloudTrailRecord = {}, identity: CloudTrailRecord = {}) => ({
  ...record('s3.amazonaws.com', 'CreateBucket', { requestParameters: { bucketName: 'x' }, readOnly: false, ...more }),
  userIdentity: {
    ...WHO.role,
    ...identity,
    sessionContext: {
      ...WHO.role.sessionContext,
      sessionIssuer: { ...WHO.role.sessionContext.sessionIssuer, arn },
    },
  },
});

const CLOUDFORMATION = 'cloudformation.amazonaws.com';

export const ROLE_SAMPLES = {
  found: {
    'a session of the role of a function': eventOf(assume(FUNCTION)),
    'the same, in another letter case': eventOf(assume(FUNCTION.replace(TRAIL, TRAIL.toUpperCase()))),
    'the same by SAML': eventOf({ ...assume(FUNCTION), eventName: 'AssumeRoleWithSAML' }),
    'a session of the role that deploys': eventOf(assume(DEPLOYING)),
    'a call by the role that deploys, not by CloudFormation': eventOf(callBy(DEPLOYING)),
  },
  nearMisses: {
    'Lambda begins the session': eventOf(assume(FUNCTION, byService('lambda.amazonaws.com'))),
    'CloudFormation begins the session': eventOf(assume(DEPLOYING, byService(CLOUDFORMATION))),
    refused: eventOf(assume(FUNCTION, { errorCode: 'AccessDenied' })),
    'a session of another role': eventOf(assume(role('administrator'))),
    'a session of the role by which the other account reads': eventOf(assume(role(`read-${TRAIL}-second_channel`))),
    'a session of the role that hands over to CloudFormation': eventOf(
      assume(role(`cdk-example-deploy-role-${ROLE_ACCOUNT}-${HOME_REGION}`)),
    ),
    'a call of a function': eventOf(callBy(FUNCTION)),
    'a call by CloudFormation': eventOf(
      callBy(DEPLOYING, { sourceIPAddress: CLOUDFORMATION }, { invokedBy: CLOUDFORMATION }),
    ),
    'a call by a service on behalf of CloudFormation': eventOf(
      callBy(DEPLOYING, { sourceIPAddress: 'lambda.amazonaws.com' }, { invokedBy: 'lambda.amazonaws.com' }),
    ),
    'a call that only reads': eventOf(callBy(DEPLOYING, { readOnly: true })),
    'a call by another role': eventOf(callBy(role('administrator'))),
  },
};
