import type { TrailIdentity } from '../identity/trail-identity';
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
    description: 'what was changed in the trail itself, its buckets, log group, topic, keys, alarms, rules and roles',
    condition: (trail) => {
      // A period in the name matches itself and the dash that other names have in its place. IAM does not distinguish letter cases.
      const ours = `/(?i)(^|[:\\/])${trail.trailName}(-|$)/`;
      const buckets = [trail.logBucketName, trail.accessLogBucketName, trail.evidenceBucketName];
      const keyEvents = raising('KeyTampering').flatMap(({ calls }) => calls.flatMap(({ events }) => events));
      const byName = [
        'name',
        'trailName',
        'rule',
        'alarmName',
        'alarmNames.0',
        'roleName',
        'topicArn',
        'configRuleName',
      ];
      return [
        'eventName not like /^(Describe|Get|Head|List|Lookup|Simulate|Test)/ and (eventSource = "cloudtrail.amazonaws.com"',
        `requestParameters.bucketName in [${buckets.map((bucket) => `"${bucket}"`).join(', ')}]`,
        `requestParameters.logGroupName = "${trail.logGroupName}"`,
        ...byName.map((field) => `requestParameters.${field} like ${ours}`),
        `eventName in [${keyEvents.map((name) => `"${name}"`).join(', ')}])`,
      ].join(' or ');
    },
  },
];
