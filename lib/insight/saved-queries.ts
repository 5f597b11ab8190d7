import { Token } from 'aws-cdk-lib';
import { QuestionNames } from '../identity/reading-names';
import type { TrailIdentity } from '../identity/trail-identity';
import { bucketNames } from '../protection/ours';
import { raising } from '../protection/protected-resources';

/** A query that a responder runs first. */
export interface SavedQuery {
  readonly name: string;
  /** What it shows, in words. */
  readonly description: string;
  readonly condition: (trail: TrailIdentity) => string;
  /** What to show, where it is not one line for each event. */
  readonly commands?: readonly string[];
  /** More columns than who, when and from where. */
  readonly fields?: readonly string[];
}

const DENIED = 'errorCode like /UnauthorizedOperation$|^AccessDenied/';

/** What people put in the place of their own value, in quotes. */
const OWN = 'PUT-YOURS-HERE';

/** The request parameters by which calls name parts that are named after the trail; items of lists by their number. */
export const NAMING_FIELDS: readonly string[] = [
  ...[
    'name',
    'trailName',
    'resourceId',
    'rule',
    'alarmName',
    'alarmNames.0',
    'roleName',
    'topicArn',
    'subscriptionArn',
  ],
  ...['logGroupName', 'logGroupIdentifier', 'resourceIdentifier', 'resourceArn', 'eventBusName', 'functionName'],
  ...['configRuleName', 'configRule.configRuleName', 'remediationConfigurations.0.configRuleName'],
  ...[
    'stateMachineArn',
    'executionArn',
    'mapRunArn',
    'tableName',
    'targetTableName',
    'backupArn',
    'queueUrl',
    'sourceArn',
  ],
  ...['databaseName', 'workGroup'],
];

/**
 * A period in the name matches itself and the dash or underscore that other names have in its place. IAM and Glue do not
 * distinguish letter cases.
 */
export function namedAfter({ trailName }: TrailIdentity): string {
  // What is not known yet stays as it is.
  const name = Token.isUnresolved(trailName) ? trailName : trailName.replace(/[-_.]/g, '.');
  return `/(?i)(^|[:\\/])(read-)?${name}($|[^0-9a-z])/`;
}

export const SAVED_QUERIES: readonly SavedQuery[] = [
  {
    name: 'OneEvent',
    description: 'everything that was recorded of one event; put in the event id that an alert names',
    condition: () => `eventID = "${OWN}"`,
    fields: ['@message'],
  },
  {
    name: 'OnePrincipal',
    description: 'what one user, role or session did, in order; put in a part of its ARN',
    condition: () => `userIdentity.arn like "${OWN}" or userIdentity.sessionContext.sessionIssuer.arn like "${OWN}"`,
  },
  {
    name: 'OneAccessKey',
    description: 'what one access key did, in order; put in its id',
    condition: () => `userIdentity.accessKeyId = "${OWN}"`,
    fields: ['userAgent'],
  },
  {
    name: 'OneAddress',
    description: 'what came from one network address, by whom',
    condition: () => `sourceIPAddress = "${OWN}"`,
  },
  {
    name: 'SignIns',
    description: 'who signed in to the console, with and without MFA, from where, and how often it failed',
    condition: () => 'eventName = "ConsoleLogin"',
    commands: [
      'stats count(*) as signIns by userIdentity.arn, additionalEventData.MFAUsed, responseElements.ConsoleLogin, sourceIPAddress',
      'sort signIns desc',
    ],
  },
  {
    name: 'SignInsWithoutMfa',
    description:
      'each sign-in to the console in which AWS saw no MFA; single sign-on is among them, since its MFA takes place before',
    condition: () =>
      'eventName = "ConsoleLogin" and (not ispresent(additionalEventData.MFAUsed) or additionalEventData.MFAUsed = "No")',
    fields: ['responseElements.ConsoleLogin'],
  },
  {
    name: 'SwitchedRoles',
    description: 'who switched to which role at the console, and who was denied',
    condition: () => 'eventName in ["SwitchRole", "ExitRole"]',
    fields: ['additionalEventData.SwitchFrom', 'responseElements.SwitchRole'],
  },
  {
    name: 'Denied',
    description: 'what was denied, to whom, and how often: somebody who tries what an identity may do is at the top',
    condition: () => DENIED,
    commands: [
      'stats count(*) as denied, count_distinct(eventName) as calls by userIdentity.arn, sourceIPAddress, recipientAccountId',
      'sort denied desc',
    ],
  },
  {
    name: 'NewCredentials',
    description:
      'which access keys, passwords, users and identity providers were made, and by whom: how an intruder comes back',
    condition: () =>
      'eventSource = "iam.amazonaws.com" and eventName in ["CreateAccessKey", "CreateLoginProfile", "UpdateLoginProfile", "CreateUser", "CreateRole", "UpdateAssumeRolePolicy", "CreateSAMLProvider", "CreateOpenIDConnectProvider", "DeactivateMFADevice"]',
    fields: ['requestParameters.userName', 'requestParameters.roleName'],
  },
  {
    name: 'TrailItself',
    description:
      'what was changed in the trail itself, and in each part that is named after it: buckets, log groups, topics, keys, alarms, rules, roles, functions, queues and tables',
    condition: (trail) => {
      const buckets = [...bucketNames(trail), new QuestionNames(trail).resultsBucketName];
      // Keys and the saved queries of Athena have ids that AWS chose.
      const byId = [...raising('KeyTampering'), ...raising('QuestionTampering')]
        .filter(({ resource: { service } }) => service === 'kms' || service === 'athena')
        .flatMap(({ calls }) => calls.flatMap(({ events }) => events));
      return [
        'eventName not like /^(Describe|Get|Head|List|Lookup|Simulate|Test)/ and (eventSource = "cloudtrail.amazonaws.com"',
        `requestParameters.bucketName in [${buckets.map((bucket) => `"${bucket}"`).join(', ')}]`,
        `requestParameters.logGroupName = "${trail.logGroupName}"`,
        ...NAMING_FIELDS.map((field) => `requestParameters.${field} like ${namedAfter(trail)}`),
        `eventName in [${byId.map((name) => `"${name}"`).join(', ')}])`,
      ].join(' or ');
    },
  },
];
