// The questions of an incident, and those that come first, as SQL. What a person puts in is in capitals.
import { nameOf } from '../../identity/names';
import { QuestionNames } from '../../identity/reading-names';
import type { TrailIdentity } from '../../identity/trail-identity';
import { bucketNames } from '../../protection/ours';
import { eventSourceOf, type TamperAlertName } from '../../protection/protected-resource';
import { raising } from '../../protection/protected-resources';
import { sqlField, sqlIn, sqlText } from './sql';

export interface Question {
  readonly name: string;
  /** What it shows, in words. */
  readonly description: string;
  /** Which events are meant; undefined for all. */
  readonly condition?: (trail: TrailIdentity) => string;
  /** What to show, where it is not one line for each event, newest first. */
  readonly select?: readonly string[];
  readonly end?: readonly string[];
  /** More columns than who, when, from where and what. */
  readonly more?: readonly string[];
}

const OWN = 'PUT-YOURS-HERE';
const IN_ORDER = ['ORDER BY eventtime', 'LIMIT 1000'];
const PRINCIPAL = 'coalesce(useridentity.sessioncontext.sessionissuer.arn, useridentity.arn) AS principal';
const DENIED = "(errorcode LIKE '%UnauthorizedOperation' OR errorcode LIKE 'AccessDenied%')";

export const QUESTIONS: readonly Question[] = [
  {
    name: 'Overview',
    description: 'which calls were made, how often, by how many, and how often they failed: what a normal day is',
    select: [
      ...['eventsource', 'eventname', 'count(*) AS calls', 'count(DISTINCT useridentity.arn) AS callers'],
      'count(errorcode) AS failed',
    ],
    end: ['GROUP BY eventsource, eventname', 'ORDER BY calls DESC', 'LIMIT 1000'],
  },
  {
    name: 'RareCalls',
    description: 'calls that were made three times or less, with who made them: what stands out',
    select: [
      ...['eventsource', 'eventname', 'count(*) AS calls', 'min(eventtime) AS first', 'max(eventtime) AS last'],
      'min(useridentity.arn) AS caller',
    ],
    end: ['GROUP BY eventsource, eventname', 'HAVING count(*) <= 3', 'ORDER BY first', 'LIMIT 1000'],
  },
  {
    name: 'FirstDay',
    description: 'what happened first in an account, in order; put in the account and its first day',
    condition: () => "readonly = 'false'",
    end: IN_ORDER,
  },
  {
    name: 'OneEvent',
    description: 'everything that was recorded of one event; put in the event id that an alert names',
    condition: () => `eventid = ${sqlText(OWN)}`,
    select: ['*', '"$path" AS file'],
    end: ['LIMIT 10'],
  },
  {
    name: 'OnePrincipal',
    description: 'what one user, role or session did, in order; put in a part of its ARN',
    condition: () =>
      `(useridentity.arn LIKE '%${OWN}%' OR useridentity.sessioncontext.sessionissuer.arn LIKE '%${OWN}%')`,
    end: IN_ORDER,
  },
  {
    name: 'OneAccessKey',
    description: 'what one access key did, in order; put in its id',
    condition: () => `useridentity.accesskeyid = ${sqlText(OWN)}`,
    more: ['useragent'],
    end: IN_ORDER,
  },
  {
    name: 'OneAddress',
    description: 'what came from one network address, by whom, in order',
    condition: () => `sourceipaddress = ${sqlText(OWN)}`,
    more: ['useragent'],
    end: IN_ORDER,
  },
  {
    name: 'SignIns',
    description: 'who signed in to the console, with and without MFA, from where, and how often it failed',
    condition: () => "eventname = 'ConsoleLogin'",
    select: [
      ...['useridentity.arn AS caller', `${sqlField('additionalEventData.MFAUsed')} AS mfa`],
      ...[`${sqlField('responseElements.ConsoleLogin')} AS outcome`, 'sourceipaddress', 'count(*) AS signins'],
    ],
    end: ['GROUP BY 1, 2, 3, 4', 'ORDER BY signins DESC', 'LIMIT 1000'],
  },
  {
    name: 'SignInsWithoutMfa',
    description: 'each sign-in in which AWS saw no MFA; single sign-on is among them, since its MFA takes place before',
    condition: () => `eventname = 'ConsoleLogin' AND coalesce(${sqlField('additionalEventData.MFAUsed')}, 'No') = 'No'`,
    more: [`${sqlField('responseElements.ConsoleLogin')} AS outcome`],
  },
  {
    name: 'SwitchedRoles',
    description: 'who switched to which role at the console, and who was denied',
    condition: () => sqlIn('eventName', ['SwitchRole', 'ExitRole']),
    more: [`${sqlField('additionalEventData.SwitchFrom')} AS switched_from`],
  },
  {
    name: 'Denied',
    description: 'what was denied, to whom, and how often: somebody who tries what an identity may do is at the top',
    condition: () => DENIED,
    select: [
      ...[PRINCIPAL, 'sourceipaddress', 'recipientaccountid', 'count(*) AS denied'],
      'count(DISTINCT eventname) AS calls',
    ],
    end: ['GROUP BY 1, 2, 3', 'ORDER BY denied DESC', 'LIMIT 1000'],
  },
  {
    name: 'NewCredentials',
    description:
      'which access keys, passwords, users and identity providers were made, and by whom: how an intruder comes back',
    condition: () =>
      `eventsource = 'iam.amazonaws.com' AND ${sqlIn('eventName', [
        ...['CreateAccessKey', 'CreateLoginProfile', 'UpdateLoginProfile', 'CreateUser', 'CreateRole'],
        ...['UpdateAssumeRolePolicy', 'CreateSAMLProvider', 'CreateOpenIDConnectProvider', 'DeactivateMFADevice'],
      ])}`,
    more: [
      `${sqlField('requestParameters.userName')} AS for_user`,
      `${sqlField('requestParameters.roleName')} AS for_role`,
    ],
  },
  {
    name: 'RolesAcrossAccounts',
    description: 'who of another account assumed which role, and how often',
    condition: () =>
      `eventsource = 'sts.amazonaws.com' AND eventname LIKE 'AssumeRole%' AND useridentity.accountid <> recipientaccountid`,
    select: [
      ...['useridentity.accountid AS from_account', 'useridentity.arn AS caller'],
      ...[`${sqlField('requestParameters.roleArn')} AS role`, 'count(*) AS sessions', 'max(eventtime) AS last'],
    ],
    end: ['GROUP BY 1, 2, 3', 'ORDER BY sessions DESC', 'LIMIT 1000'],
  },
  {
    name: 'DataEventsOfBucket',
    description:
      'who read, wrote or deleted what in one bucket; put in its name. Only where the trail records its data events',
    condition: () => `eventcategory = 'Data' AND ${sqlField('requestParameters.bucketName')} = ${sqlText(OWN)}`,
    more: [`${sqlField('requestParameters.key')} AS object_key`],
    end: IN_ORDER,
  },
  {
    name: 'TrailItself',
    description: 'what was changed in the trail itself, its buckets, log group, topics, keys, alarms, rules and roles',
    condition: aboutTheTrail,
    more: ['requestparameters'],
  },
];

function aboutTheTrail(trail: TrailIdentity): string {
  const buckets = [...bucketNames(trail), new QuestionNames(trail).resultsBucketName];
  const fields = ['name', 'trailName', 'rule', 'alarmName', 'roleName', 'topicArn', 'configRuleName', 'workGroup'];
  // IAM does not distinguish letter cases.
  const ours = sqlText(`%${nameOf(trail, '').toLowerCase()}%`);
  const named = fields.map((field) => `LOWER(${sqlField(`requestParameters.${field}`)}) LIKE ${ours}`);
  const about = [
    "eventsource = 'cloudtrail.amazonaws.com'",
    sqlIn('requestParameters.bucketName', buckets),
    `${sqlField('requestParameters.logGroupName')} = ${sqlText(trail.logGroupName)}`,
    ...named,
    ofAlert('kms', 'KeyTampering'),
    ...['glue', 'athena'].map((service) => ofAlert(service, 'QuestionTampering')),
  ];
  return `readonly = 'false' AND (${about.join(' OR ')})`;
}

/** The calls of a service that raise an alert: some of them name what they change by an id alone. */
function ofAlert(service: string, alert: TamperAlertName): string {
  const rows = raising(alert).filter(({ resource }) => resource.service === service);
  const eventNames = rows.flatMap(({ calls }) => calls.flatMap(({ events }) => events));
  return `eventsource = ${sqlText(eventSourceOf(rows[0].resource))} AND ${sqlIn('eventName', eventNames)}`;
}
