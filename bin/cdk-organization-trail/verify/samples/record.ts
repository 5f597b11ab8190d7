// CloudTrail records in the shape that the documentation of CloudTrail and of each service shows, with synthetic
// accounts, people and addresses.
//
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html

export const MANAGEMENT_ACCOUNT = '111111111111';
export const LOG_ARCHIVE_ACCOUNT = '222222222222';
export const HOME_REGION = 'eu-central-1';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type CloudTrailRecord = { readonly [key: string]: Json };

/** Who acts in the samples. */
export const WHO = {
  role: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLEROLEID000:mallory',
    arn: `arn:aws:sts::${MANAGEMENT_ACCOUNT}:assumed-role/administrator/mallory`,
    accountId: MANAGEMENT_ACCOUNT,
    accessKeyId: 'ASIAEXAMPLEKEY000001',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLEROLEID000',
        arn: `arn:aws:iam::${MANAGEMENT_ACCOUNT}:role/administrator`,
        accountId: MANAGEMENT_ACCOUNT,
        userName: 'administrator',
      },
      attributes: { creationDate: '2026-03-02T08:00:00Z', mfaAuthenticated: 'false' },
    },
  },
  singleSignOn: {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLEROLEID001:alice@example.com',
    arn: `arn:aws:sts::${MANAGEMENT_ACCOUNT}:assumed-role/AWSReservedSSO_Administrator_0123456789abcdef/alice@example.com`,
    accountId: MANAGEMENT_ACCOUNT,
    accessKeyId: 'ASIAEXAMPLEKEY000002',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLEROLEID001',
        arn: `arn:aws:iam::${MANAGEMENT_ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Administrator_0123456789abcdef`,
        accountId: MANAGEMENT_ACCOUNT,
        userName: 'AWSReservedSSO_Administrator_0123456789abcdef',
      },
      attributes: { creationDate: '2026-03-02T08:00:00Z', mfaAuthenticated: 'false' },
    },
  },
  user: {
    type: 'IAMUser',
    principalId: 'AIDAEXAMPLEUSERID000',
    arn: `arn:aws:iam::${MANAGEMENT_ACCOUNT}:user/bob`,
    accountId: MANAGEMENT_ACCOUNT,
    accessKeyId: 'AKIAEXAMPLEKEY000003',
    userName: 'bob',
  },
  root: {
    type: 'Root',
    principalId: MANAGEMENT_ACCOUNT,
    arn: `arn:aws:iam::${MANAGEMENT_ACCOUNT}:root`,
    accountId: MANAGEMENT_ACCOUNT,
    accessKeyId: 'ASIAEXAMPLEKEY000004',
    sessionContext: { attributes: { creationDate: '2026-03-02T08:00:00Z', mfaAuthenticated: 'false' } },
  },
} satisfies Record<string, CloudTrailRecord>;

/** A successful call of an API by a role, unless it says otherwise. */
export function record(eventSource: string, eventName: string, fields: CloudTrailRecord = {}): CloudTrailRecord {
  return {
    eventVersion: '1.11',
    userIdentity: WHO.role,
    eventTime: '2026-03-02T08:15:00Z',
    eventSource,
    eventName,
    awsRegion: HOME_REGION,
    sourceIPAddress: '192.0.2.10',
    userAgent: 'aws-cli/2.24.0',
    requestParameters: null,
    responseElements: null,
    requestID: '8b0cf5b2-2f14-4a5a-9a4e-0e0f5c7d1a01',
    eventID: '1f3a6c0e-5d5e-4b8f-8f55-6d1c2b3a4e01',
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: MANAGEMENT_ACCOUNT,
    eventCategory: 'Management',
    ...fields,
  };
}

/** What the console reports of people who sign in or switch role. */
export function signIn(eventName: string, outcome: string, fields: CloudTrailRecord = {}): CloudTrailRecord {
  return record('signin.amazonaws.com', eventName, {
    userIdentity: WHO.user,
    eventType: 'AwsConsoleSignIn',
    userAgent: 'Mozilla/5.0',
    responseElements: { [eventName]: outcome },
    additionalEventData: {
      LoginTo: 'https://console.aws.amazon.com/console/home',
      MobileVersion: 'No',
      MFAUsed: 'Yes',
    },
    ...fields,
  });
}

/** The same call, denied. Most services then leave the parameters out. */
export function denied(call: CloudTrailRecord, errorCode = 'AccessDenied'): CloudTrailRecord {
  return {
    ...call,
    requestParameters: null,
    errorCode,
    errorMessage: 'User is not authorized to perform this action with an explicit deny in a service control policy',
  };
}
