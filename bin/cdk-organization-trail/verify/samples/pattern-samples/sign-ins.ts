// Sign-ins, switched roles and the root user beside the fourteen controls.
import { record, signIn, WHO, type CloudTrailRecord } from '../record';
import { federatedSignIn, rootCall, userSignIn, without, wrongPassword, type Samples } from './sample';

const failedSignIn = signIn('ConsoleLogin', 'Failure', { additionalEventData: { MFAUsed: 'No' } });
const throughService = { ...WHO.root, invokedBy: 'sso.amazonaws.com' };
const rootCallThrough = record('iam.amazonaws.com', 'CreateRole', { userIdentity: throughService });

/** By a role of this ARN, whose session has the name of the role. */
const signInBy = (roleArn: string): CloudTrailRecord => ({
  ...federatedSignIn,
  userIdentity: {
    ...WHO.singleSignOn,
    sessionContext: {
      ...WHO.singleSignOn.sessionContext,
      sessionIssuer: { ...WHO.singleSignOn.sessionContext.sessionIssuer, arn: roleArn },
    },
  },
});

/** As the console records some sign-ins: by the ARN of the session alone. */
const signInWithoutIssuer = (sessionArn: string): CloudTrailRecord => ({
  ...federatedSignIn,
  userIdentity: { ...without(WHO.singleSignOn, 'sessionContext'), arn: sessionArn },
});

const RESERVED = 'aws-reserved/sso.amazonaws.com/AWSReservedSSO_Administrator_0123456789abcdef';
const SESSION = 'assumed-role/AWSReservedSSO_Administrator_0123456789abcdef/alice@example.com';

export const SIGN_IN_SAMPLES: Readonly<Record<string, Samples>> = {
  SignInWithoutMfaBesideIamUsers: {
    found: {
      'a federated role without MFA': federatedSignIn,
      'a federated role of which nothing is known': without(federatedSignIn, 'additionalEventData'),
      'the root user without MFA': { ...federatedSignIn, userIdentity: WHO.root },
      'a role of another path with the name of one of single sign-on': signInBy(
        'arn:aws:iam::111111111111:role/AWSReservedSSO_Administrator_0123456789abcdef',
      ),
      'a role whose path ends like that of single sign-on': signInBy(`arn:aws:iam::111111111111:role/x/${RESERVED}`),
      'a role whose path holds the ARN of one of single sign-on': signInBy(
        `arn:aws:iam::111111111111:role/arn:aws:iam::111111111111:role/${RESERVED}`,
      ),
      'a role whose path holds the end of such an ARN': signInBy(
        `arn:aws:iam::111111111111:role/iam::111111111111:role/${RESERVED}`,
      ),
      'a role whose path differs from that of single sign-on in one character': signInBy(
        `arn:aws:iam::111111111111:role/${RESERVED.replace('sso.', 'sso-')}`,
      ),
      'a role whose path differs in another character': signInBy(
        `arn:aws:iam::111111111111:role/${RESERVED.replace('.com', '-com')}`,
      ),
      'a role whose path goes on after that of single sign-on': signInBy(
        `arn:aws:iam::111111111111:role/${RESERVED.replace('.com', '.com.example')}`,
      ),
      'a kind of session whose name ends like that of a role': signInWithoutIssuer(
        `arn:aws:sts::111111111111:not-${SESSION}`,
      ),
      'a role, by the ARN of its session alone': signInWithoutIssuer(WHO.role.arn),
      'a role whose name ends like one of single sign-on, by the ARN of its session alone': signInWithoutIssuer(
        'arn:aws:sts::111111111111:assumed-role/MyAWSReservedSSO_Administrator/alice@example.com',
      ),
      'a role whose name begins almost like one of single sign-on, by the ARN of its session alone':
        signInWithoutIssuer('arn:aws:sts::111111111111:assumed-role/AWSReservedSSOAdministrator/alice@example.com'),
      'an identity without an ARN': {
        ...federatedSignIn,
        userIdentity: without(without(WHO.singleSignOn, 'sessionContext'), 'arn'),
      },
    },
    nearMisses: {
      'another event': { ...federatedSignIn, eventName: 'CheckMfa' },
      'a failed sign-in': { ...federatedSignIn, responseElements: { ConsoleLogin: 'Failure' } },
      'with MFA': { ...federatedSignIn, additionalEventData: { MFAUsed: 'Yes' } },
      'an IAM user': userSignIn,
      'single sign-on': { ...federatedSignIn, userIdentity: WHO.singleSignOn },
      'single sign-on in another partition': signInBy(`arn:aws-us-gov:iam::111111111111:role/${RESERVED}`),
      'single sign-on from another Region': signInBy(
        'arn:aws:iam::111111111111:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Administrator_0123456789abcdef',
      ),
      'single sign-on, by the ARN of its session alone': signInWithoutIssuer(`arn:aws:sts::111111111111:${SESSION}`),
    },
  },
  FailedSwitchRole: switchRole('Failure', 'Success'),
  SwitchRole: switchRole('Success', 'Failure'),
  RootConsoleSignIn: {
    found: {
      'a sign-in': signIn('ConsoleLogin', 'Success', { userIdentity: WHO.root }),
      'a failed one': signIn('ConsoleLogin', 'Failure', { userIdentity: WHO.root }),
    },
    nearMisses: { 'a call by the root user': rootCall, 'a sign-in by somebody else': userSignIn },
  },
  RootUsageThroughServices: {
    found: { 'a call that a service makes for the root user at the console': rootCallThrough },
    nearMisses: {
      'a call by the root user': rootCall,
      'another type of identity': { ...rootCallThrough, userIdentity: { ...throughService, type: 'IAMUser' } },
      'a service without a session of the root user': {
        ...rootCallThrough,
        userIdentity: without(throughService, 'sessionContext'),
      },
      'an event of a service': { ...rootCallThrough, eventType: 'AwsServiceEvent' },
    },
  },
  ConsoleSignInFailures: {
    found: {
      'a user that does not exist': { ...failedSignIn, errorMessage: 'No username found in supplied account' },
      'no message': failedSignIn,
    },
    nearMisses: {
      'a wrong password': wrongPassword,
      'another event': { ...failedSignIn, eventName: 'CheckMfa' },
      'a sign-in': userSignIn,
    },
  },
  SingleSignOnFailures: singleSignOnFailures(),
};

/** IAM Identity Center records its sign-ins in this shape, in the account in which it is. */
function singleSignOnFailures(): Samples {
  const signedIn = (eventName: string, serviceEventDetails: CloudTrailRecord, fields: CloudTrailRecord = {}) =>
    record('signin.amazonaws.com', eventName, {
      userIdentity: {
        ...{ type: 'Unknown', principalId: '111111111111', arn: '', accountId: '111111111111', accessKeyId: '' },
        userName: 'alice@example.com',
      },
      eventType: 'AwsServiceEvent',
      additionalEventData: { AuthWorkflowID: 'f304a48b-7b6d-41c8-b136-4f49c91c1f31', CredentialType: 'PASSWORD' },
      serviceEventDetails,
      ...fields,
    });
  const verification = (outcome: string) => signedIn('CredentialVerification', { CredentialVerification: outcome });
  const authentication = (outcome: string) => signedIn('UserAuthentication', { UserAuthentication: outcome });
  return {
    found: { 'a wrong password': verification('Failure'), 'a failed authentication': authentication('Failure') },
    nearMisses: {
      'a password': verification('Success'),
      'an authentication': authentication('Success'),
      'what it asks for': signedIn('CredentialChallenge', { CredentialChallenge: 'Success' }),
      'a wrong password at another service': { ...verification('Failure'), eventSource: 'sso.amazonaws.com' },
      'a failed authentication at another service': {
        ...authentication('Failure'),
        eventSource: 'identitystore.amazonaws.com',
      },
      'a failed sign-in to the console': wrongPassword,
    },
  };
}

function switchRole(outcome: string, other: string): Samples {
  const switched = signIn('SwitchRole', outcome, {
    additionalEventData: { SwitchFrom: WHO.user.arn, RedirectTo: 'https://console.aws.amazon.com/console/home' },
  });
  return {
    found: { 'switching role': switched },
    nearMisses: {
      'the other outcome': signIn('SwitchRole', other),
      'another event': { ...switched, eventName: 'ExitRole' },
      'another source': { ...switched, eventSource: 'sts.amazonaws.com' },
    },
  };
}
