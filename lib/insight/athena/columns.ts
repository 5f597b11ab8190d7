// The record of CloudTrail as columns: what each is called, of which type it is, and what it says.

export type Topic = 'who' | 'when' | 'where' | 'what' | 'about the record';

export interface RecordColumn {
  /** As CloudTrail writes it. The column has it in lower case. */
  readonly name: string;
  readonly type: string;
  readonly topic: Topic;
  readonly meaning: string;
}

const struct = (fields: Readonly<Record<string, string>>) =>
  `struct<${Object.entries(fields)
    .map(([name, type]) => `${name}:${type}`)
    .join(',')}>`;

const texts = (...names: string[]) => Object.fromEntries(names.map((name) => [name, 'string']));

const USER_IDENTITY = struct({
  ...texts('type', 'principalid', 'arn', 'accountid', 'accesskeyid', 'username', 'invokedby', 'identityprovider'),
  ...texts('credentialid'),
  sessioncontext: struct({
    attributes: struct(texts('mfaauthenticated', 'creationdate')),
    sessionissuer: struct(texts('type', 'principalid', 'arn', 'accountid', 'username')),
    webidfederationdata: struct({ federatedprovider: 'string', attributes: 'map<string,string>' }),
    ...texts('ec2roledelivery', 'sourceidentity', 'assumedroot'),
  }),
  onbehalfof: struct(texts('userid', 'identitystorearn')),
  inscopeof: struct(texts('sourcearn', 'sourceaccount', 'issuertype', 'credentialsissuedto')),
});

const row = (name: string, topic: Topic, meaning: string, type = 'string'): RecordColumn => ({
  ...{ name, type, topic, meaning },
});

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html */
export const RECORD_COLUMNS: readonly RecordColumn[] = [
  row('eventTime', 'when', 'when the call ended, in UTC: 2026-01-31T23:59:59Z'),
  row('userIdentity', 'who', 'who called: type, arn, accesskeyid, the role of a session and its MFA', USER_IDENTITY),
  row('sessionCredentialFromConsole', 'who', 'true where the call came from a session of the console'),
  row('sourceIPAddress', 'where', 'the address of the caller, or the name of the service that called'),
  row('userAgent', 'where', 'the program of the caller, as it calls itself: anybody can write anything'),
  row('vpcEndpointId', 'where', 'the VPC endpoint that the call went through'),
  row('vpcEndpointAccountId', 'where', 'the account of that endpoint'),
  row(
    'tlsDetails',
    'where',
    'version and cipher of TLS, and the name that the caller asked for',
    struct(texts('tlsversion', 'ciphersuite', 'clientprovidedhostheader', 'keyexchange')),
  ),
  row('awsRegion', 'where', 'the Region that the call was made to'),
  row('recipientAccountId', 'where', 'the account that the event was delivered for'),
  row('eventSource', 'what', 'the service: iam.amazonaws.com'),
  row('eventName', 'what', 'the call: CreateUser'),
  row('readOnly', 'what', 'true where the call changes nothing'),
  row('errorCode', 'what', 'why the call failed; empty where it went through'),
  row('errorMessage', 'what', 'the same in words'),
  row(
    'requestParameters',
    'what',
    "the parameters of the call, as JSON: json_extract_scalar(requestparameters, '$.bucketName')",
  ),
  row('responseElements', 'what', 'what a call that changes something answered, as JSON'),
  row('additionalEventData', 'what', 'more, by service, as JSON: MFAUsed of a sign-in'),
  row('serviceEventDetails', 'what', 'what triggered an event of a service, as JSON'),
  row(
    'resources',
    'what',
    'the resources that the call was about',
    `array<${struct(texts('arn', 'accountid', 'type'))}>`,
  ),
  row('edgeDeviceDetails', 'what', 'the edge device that the call was made to, as JSON'),
  row('eventID', 'about the record', 'the id of the event'),
  row('sharedEventID', 'about the record', 'the same id in the events of each account that one call was about'),
  row('requestID', 'about the record', 'the id of the request, which the service knows too'),
  row('eventType', 'about the record', 'AwsApiCall, AwsConsoleSignIn, AwsServiceEvent and others'),
  row('eventCategory', 'about the record', 'Management, Data or NetworkActivity'),
  row('managementEvent', 'about the record', 'true for a management event'),
  row('eventVersion', 'about the record', 'the version of the format of the record'),
  row('apiVersion', 'about the record', 'the version of the API'),
  row(
    'addendum',
    'about the record',
    'why an event came late, or which event it replaces',
    struct(texts('reason', 'updatedfields', 'originalrequestid', 'originaleventid')),
  ),
];
