// Each row of the tables of attacks in docs/attacks.md: its attack, as events, put to the rules and filters of the app. What
// the row says is detected, and how fast, is what they find, and nothing else.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { trailOf } from '../../bin/app';
import { eventOf } from '../../bin/cdk-organization-trail/verify/samples/event-bridge';
import { objectCreated, objectDeleted } from '../../bin/cdk-organization-trail/verify/samples/object-events';
import {
  denied,
  HOME_REGION,
  LOG_ARCHIVE_ACCOUNT,
  MANAGEMENT_ACCOUNT,
  record,
  WHO,
  type CloudTrailRecord,
} from '../../bin/cdk-organization-trail/verify/samples/record';
import { compare } from '../../lambda/channel/compare';
import { FAILURES_BEFORE_NOTICE } from '../../lambda/channel/judge';
import { FINDINGS } from '../../lambda/core/model/finding-catalogue';
import { CisControl, ExtraFilter } from '../../lib';
import { NOTIFY_AFTER_GRACES } from '../../lib/shared/contract';
import type { DeployedPlace } from '../../lib/shared/deployed-form';
import { changed, foundAsDeployed, type Change } from '../lib/detection/found-as-deployed';
import { periodOf, type AlarmProperties } from '../support/alarms/evaluate';
import { matchesEventPattern } from '../support/event-pattern/evaluate';
import { evaluateFilterPattern } from '../support/filter-pattern/evaluate';
import { deployedResources, resourcesOfType } from '../support/iam';
import { LAYOUTS, stacksOf, templatesOf } from './layouts';

const configuration = { ...LAYOUTS['a home Region other than us-east-1'], homeRegion: HOME_REGION };
const trail = trailOf(configuration);
const TRAIL = trail.trailName;
const GLOBAL = 'us-east-1';
/** An account that has no alerts: that of a delegated administrator. */
const DELEGATED = '333333333333';

interface Act {
  readonly account: string;
  readonly region: string;
  /** What EventBridge receives. */
  readonly event: object;
  /** What CloudTrail records; undefined for what a service sends by itself. */
  readonly recorded?: CloudTrailRecord;
}

type Parameters = CloudTrailRecord | null;

const actIn =
  (account: string, region: string) =>
  (service: string, eventName: string, requestParameters: Parameters = null, more: CloudTrailRecord = {}): Act => {
    const place = { awsRegion: region, recipientAccountId: account };
    const recorded = record(`${service}.amazonaws.com`, eventName, { requestParameters, ...place, ...more });
    return { account, region, event: eventOf(recorded), recorded };
  };

const inTrailAccount = actIn(MANAGEMENT_ACCOUNT, HOME_REGION);
const inArchive = actIn(LOG_ARCHIVE_ACCOUNT, HOME_REGION);
const globalInTrailAccount = actIn(MANAGEMENT_ACCOUNT, GLOBAL);
const globalInArchive = actIn(LOG_ARCHIVE_ACCOUNT, GLOBAL);
const globalElsewhere = actIn(DELEGATED, GLOBAL);

const refused = (act: Act): Act => {
  const recorded = denied(act.recorded!);
  return { ...act, event: eventOf(recorded), recorded };
};
const byRole = (roleName: string, account = MANAGEMENT_ACCOUNT): CloudTrailRecord => ({
  userIdentity: {
    ...WHO.role,
    sessionContext: {
      ...WHO.role.sessionContext,
      sessionIssuer: {
        ...WHO.role.sessionContext.sessionIssuer,
        arn: `arn:aws:iam::${account}:role/${roleName}`,
      },
    },
  },
});
/** As CloudFormation records its calls by a role. */
const byStack = (roleName: string, account = MANAGEMENT_ACCOUNT): CloudTrailRecord => ({
  userIdentity: { ...(byRole(roleName, account).userIdentity as object), invokedBy: CLOUDFORMATION },
  sourceIPAddress: CLOUDFORMATION,
});
const CLOUDFORMATION = 'cloudformation.amazonaws.com';
const sentBy = (account: string, event: object): Act => ({ account, region: HOME_REGION, event });

const bucket = { bucketName: trail.logBucketName };
const executionRole = (account: string) => `cdk-hnb659fds-cfn-exec-role-${account}-${HOME_REGION}`;
const arnInArchive = (service: string, resource: string) =>
  `arn:aws:${service}:${HOME_REGION}:${LOG_ARCHIVE_ACCOUNT}:${resource}`;
const stopLogging = inTrailAccount('cloudtrail', 'StopLogging', { name: TRAIL });
const detachPolicy = ['organizations', 'DetachPolicy', { policyId: 'p-example', targetId: 'r-root' }] as const;
const changeEmail = ['account', 'StartPrimaryEmailUpdate', { accountId: LOG_ARCHIVE_ACCOUNT }] as const;

const READS = { readOnly: true };
const TOPIC = arnInArchive('sns', `${TRAIL}-alarms`);
const RULE = `${TRAIL}-KeyTampering`;

/** By the first cell of each row. Where there is none, nothing happens that could be recorded. */
const ATTACKS: Readonly<Record<string, readonly Act[]>> = {
  'End a subscription by the link in an e-mail': [],
  'Delete the topic of the alerts': [inArchive('sns', 'DeleteTopic', { topicArn: TOPIC })],
  'Disable the key of the topic, so that nothing can be published': [
    inArchive('kms', 'DisableKey', { keyId: `${trail.keyAliasName}-alarms` }),
  ],
  'Disable a rule that alerts': [inArchive('events', 'DisableRule', { name: RULE })],
  'Change a rule, its target or the actions of an alarm': [
    inArchive('events', 'PutRule', { name: RULE }),
    inArchive('events', 'RemoveTargets', { rule: RULE }),
    inArchive('monitoring', 'PutMetricAlarm', { alarmName: `${RULE}-undelivered` }),
  ],
  'Disable at once the rule that forwards what is done to rules, and the heartbeat, which forwards what is done to that rule':
    [
      inArchive('events', 'DisableRule', { name: `${TRAIL}-AlertRuleTampering-forward` }),
      inArchive('events', 'DisableRule', { name: `${TRAIL}-heartbeat` }),
    ],
  'Take the right to read from the other account': [
    globalInArchive('iam', 'DeleteRolePolicy', { roleName: `read-${TRAIL}-second_channel`, policyName: 'x' }),
  ],
  'Act as a function of this library, or as the role that deploys: begin a session of its role, use one that was begun':
    [
      inArchive(
        'sts',
        'AssumeRole',
        { roleArn: `arn:aws:iam::${LOG_ARCHIVE_ACCOUNT}:role/${TRAIL}-digest-validator` },
        READS,
      ),
      inArchive(
        'sts',
        'AssumeRole',
        { roleArn: `arn:aws:iam::${LOG_ARCHIVE_ACCOUNT}:role/${executionRole(LOG_ARCHIVE_ACCOUNT)}` },
        READS,
      ),
      inArchive(
        's3',
        'CreateBucket',
        { bucketName: 'x' },
        { readOnly: false, ...byRole(executionRole(LOG_ARCHIVE_ACCOUNT), LOG_ARCHIVE_ACCOUNT) },
      ),
    ],

  'Stop logging': [stopLogging],
  'Weaken: other bucket, no key, no validation, one Region, no log group': [
    inTrailAccount('cloudtrail', 'UpdateTrail', { name: TRAIL, s3BucketName: 'another-bucket' }),
  ],
  'Turn the organization trail into one of the account': [
    inTrailAccount('cloudtrail', 'UpdateTrail', { name: trail.trailArn, isOrganizationTrail: false }),
  ],
  'Record less: event selectors, excluded sources, also by a call too large to be recorded': [
    inTrailAccount('cloudtrail', 'PutEventSelectors', { trailName: TRAIL, eventSelectors: [] }),
    inTrailAccount('cloudtrail', 'PutEventSelectors', { omitted: true }),
  ],
  'Delete the trail': [inTrailAccount('cloudtrail', 'DeleteTrail', { name: TRAIL })],
  'A second trail that looks healthy': [inTrailAccount('cloudtrail', 'CreateTrail', { name: 'healthy' })],
  'Switch trusted access off': [
    globalInTrailAccount('organizations', 'DisableAWSServiceAccess', { servicePrincipal: 'cloudtrail.amazonaws.com' }),
  ],
  'Blind the metric filters: mask, drop or transform events before they are stored': [
    inTrailAccount('logs', 'PutAccountPolicy', { policyName: 'x', policyType: 'DATA_PROTECTION_POLICY' }),
    inTrailAccount('logs', 'PutDataProtectionPolicy', { logGroupIdentifier: trail.logGroupName }),
    inTrailAccount('logs', 'PutTransformer', { logGroupIdentifier: trail.logGroupName }),
    inTrailAccount('observabilityadmin', 'CreateTelemetryPipeline', { name: 'x' }),
  ],
  "Hide an event from an alarm: values of one's own in its metric": [
    inTrailAccount('monitoring', 'PutMetricData', { namespace: 'LogMetrics' }, { managementEvent: false }),
  ],
  'Hide an event behind an alarm that is on already: refused calls, one after the other': [refused(stopLogging)],
  'Write lines into the log group, or let a service write them': [
    inTrailAccount('logs', 'PutResourcePolicy', { policyName: 'x', policyDocument: '{}' }),
  ],
  'Copy the log group to another account: a link, a rule of the management account': [
    inTrailAccount('oam', 'CreateLink', { resourceTypes: ['AWS::Logs::LogGroup'] }),
    inTrailAccount('observabilityadmin', 'CreateCentralizationRuleForOrganization', { ruleName: 'x' }),
  ],
  'The same by a rule of a delegated administrator, in another account': [
    actIn(DELEGATED, HOME_REGION)('observabilityadmin', 'CreateCentralizationRuleForOrganization', { ruleName: 'x' }),
  ],
  'Forge or flood alerts: events of other accounts on the bus, old events once more': [
    inTrailAccount('events', 'PutPermission', { eventBusName: 'default', principal: DELEGATED }),
    inTrailAccount('events', 'StartReplay', {
      destination: { arn: `arn:aws:events:${HOME_REGION}:${MANAGEMENT_ACCOUNT}:event-bus/default` },
    }),
  ],
  "Blind the bus: a key of one's own": [
    inTrailAccount('events', 'UpdateEventBus', { name: 'default', kmsKeyIdentifier: 'x' }),
  ],
  'Let the deployment role do it: a stack that stops the trail': [
    inTrailAccount('cloudtrail', 'StopLogging', { name: TRAIL }, byStack(executionRole(MANAGEMENT_ACCOUNT))),
  ],

  "Use the runbook's branch that stops logging: make its status call fail": [
    refused(inTrailAccount('cloudtrail', 'GetTrailStatus', { name: TRAIL }, byRole(`${TRAIL}-start-logging`))),
  ],
  "Take the repair role: pass it to an automation of one's own": [
    inTrailAccount('cloudtrail', 'UpdateTrail', { name: TRAIL }, byRole(`${TRAIL}-repair`)),
  ],
  'Change the document, or its default version': [
    inTrailAccount('ssm', 'UpdateDocument', { name: `${TRAIL}-repair-0123abcd` }),
    inTrailAccount('ssm', 'UpdateDocumentDefaultVersion', { name: `${TRAIL}-repair-0123abcd` }),
  ],
  'Disable its rules, remove a remediation, put a remediation exception': [
    inTrailAccount('events', 'DisableRule', { name: `${TRAIL}-repair-on-calls` }),
    inTrailAccount('config', 'DeleteRemediationConfiguration', { configRuleName: `${TRAIL}-is-logging` }),
    inTrailAccount('config', 'PutRemediationExceptions', { configRuleName: `${TRAIL}-is-logging` }),
  ],
  'Stop the Config recorder': [inTrailAccount('config', 'StopConfigurationRecorder', {})],
  'Deny the repair its rights: detach policies, a permissions boundary': [
    globalInTrailAccount('iam', 'DetachRolePolicy', { roleName: `${TRAIL}-repair`, policyArn: 'x' }),
    globalInTrailAccount('iam', 'PutRolePermissionsBoundary', { roleName: `${TRAIL}-repair` }),
  ],
  'Make it loop, or fight a deployment': [],
  'Take over a deployment role, whose calls start no repair at once: its trust, its policies': [
    globalInTrailAccount('iam', 'UpdateAssumeRolePolicy', { roleName: executionRole(MANAGEMENT_ACCOUNT) }),
    globalInTrailAccount('iam', 'AttachRolePolicy', { roleName: executionRole(MANAGEMENT_ACCOUNT), policyArn: 'x' }),
  ],
  'Be faster: two changes at once': [
    stopLogging,
    inTrailAccount('cloudtrail', 'UpdateTrail', { name: TRAIL, kmsKeyId: '' }),
  ],

  'Delete log files': [
    sentBy(LOG_ARCHIVE_ACCOUNT, objectDeleted({ bucketName: trail.logBucketName, reason: 'DeleteObject' })),
  ],
  'Overwrite or forge log files': [],
  // By what a sweep finds it: test/lambda/validate/sealed-versions.test.ts and sealed-vectors.slow.test.ts.
  'Change a file of a day that was verified: another version, a null version, a delete marker': [],
  'Delete a verified version for good, and put the same bytes again': [
    sentBy(LOG_ARCHIVE_ACCOUNT, objectDeleted({ bucketName: trail.logBucketName, reason: 'DeleteObject' })),
  ],
  // By what a sweep finds it: test/lambda/validate/forged-seals.test.ts and seals.test.ts.
  'Delete, swap, replay or forge the seals of verified days': [
    inArchive('s3', 'DeleteObject', {
      bucketName: trail.evidenceBucketName,
      key: `${TRAIL}/seals/111111111111/us-east-1/2026/01/10-1.json.gz`,
    }),
  ],
  'Change the bucket: policy, lock, lifecycle, encryption, public access': [
    inArchive('s3', 'PutBucketPolicy', bucket),
    inArchive('s3', 'PutBucketObjectLockConfiguration', bucket),
    inArchive('s3', 'DeleteBucketEncryption', bucket),
    inArchive('s3', 'PutBucketPublicAccessBlock', {
      ...bucket,
      PublicAccessBlockConfiguration: { BlockPublicPolicy: false },
    }),
  ],
  'Let the logs expire sooner': [inArchive('s3', 'PutBucketLifecycle', bucket)],
  'Delete or disable the key': [
    inArchive('kms', 'ScheduleKeyDeletion', { keyId: trail.keyAliasName }),
    inArchive('kms', 'DisableKey', { keyId: trail.keyAliasName }),
  ],
  'Take the key out of guard: delete or move its alias': [
    inArchive('kms', 'DeleteAlias', { aliasName: trail.keyAliasName }),
    inArchive('kms', 'UpdateAlias', { aliasName: trail.keyAliasName, targetKeyId: 'x' }),
  ],
  'Read the logs from outside the organization': [],
  'Stop the validator, its schedule, table, queue, topic or alarms; mute an alarm; filter a subscription': [
    inArchive('scheduler', 'DeleteSchedule', { name: `${TRAIL}-digest-validation` }),
    inArchive('lambda', 'PutFunctionConcurrency20171031', { functionName: `${TRAIL}-digest-validator` }),
    inArchive('dynamodb', 'DeleteTable', { tableName: `${TRAIL}-digest-validation` }),
    inArchive('sqs', 'SetQueueAttributes', {
      queueUrl: `https://sqs.eu-central-1.amazonaws.com/222222222222/${TRAIL}-x`,
    }),
    inArchive('sns', 'DeleteTopic', { topicArn: arnInArchive('sns', `${TRAIL}-alarms`) }),
    inArchive('sns', 'SetSubscriptionAttributes', { subscriptionArn: arnInArchive('sns', `${TRAIL}-alarms:x`) }),
    inArchive('monitoring', 'DisableAlarmActions', { alarmNames: [`${TRAIL}-x`] }),
    inArchive('monitoring', 'PutAlarmMuteRule', null),
  ],
  'Acknowledge a finding that is real, in the evidence bucket': [
    sentBy(
      LOG_ARCHIVE_ACCOUNT,
      objectCreated({ bucketName: trail.evidenceBucketName, key: `${TRAIL}/acknowledgements/x.json` }),
    ),
  ],
  'Delete reports for good, forge one, or put the table of the validator back': [
    inArchive('s3', 'DeleteObject', { bucketName: trail.evidenceBucketName, key: `${TRAIL}/reports/x.json` }),
    inArchive('dynamodb', 'PutItem', { tableName: `${TRAIL}-digest-validation` }),
  ],
  "Report an old run as the newest, or start one with an input of one's own: start or redrive the state machine": [
    inArchive('states', 'StartExecution', {
      stateMachineArn: arnInArchive('states', `stateMachine:${TRAIL}-digest-validation`),
    }),
  ],
  'The same by invoking a function': [],
  'Reach the validator through what has no name of ours: event source mappings, layers, signing configurations, account-wide policies of CloudWatch Logs':
    [
      inArchive('lambda', 'CreateEventSourceMapping20150331', { functionName: `${TRAIL}-digest-validator` }),
      inArchive('logs', 'PutAccountPolicy', { policyName: 'x' }),
    ],
  'Take over an exempt role: trust policy, policies, deletion and re-creation, tags': [
    refused(globalInArchive('iam', 'UpdateAssumeRolePolicy', { roleName: 'break-glass' })),
    globalInArchive('iam', 'UpdateAssumeRolePolicy', { roleName: 'BREAK-GLASS' }),
    globalInArchive('iam', 'AttachRolePolicy', { roleName: 'break-glass', policyArn: 'x' }),
  ],
  'Deploy a new stack by an execution role': [
    inArchive('s3', 'PutBucketPolicy', bucket, byStack(executionRole(LOG_ARCHIVE_ACCOUNT), LOG_ARCHIVE_ACCOUNT)),
  ],
  'Change a stack that was deployed by an execution role: update, change set, rollback, refactoring, deletion': [
    inArchive('cloudformation', 'DeleteStack', { stackName: 'OrganizationTrail-LogArchive' }),
    inArchive('s3', 'DeleteBucketPolicy', bucket, byStack(executionRole(LOG_ARCHIVE_ACCOUNT), LOG_ARCHIVE_ACCOUNT)),
  ],
  'Bootstrap the account again with another trust': [
    refused(globalInArchive('iam', 'UpdateAssumeRolePolicy', { roleName: executionRole(LOG_ARCHIVE_ACCOUNT) })),
  ],
  'Leave the organization, close the account, disable its Region': [
    globalInArchive('organizations', 'LeaveOrganization'),
    globalInArchive('account', 'CloseAccount'),
    globalInArchive('account', 'DisableRegion', { regionName: HOME_REGION }),
    globalInArchive('account', 'DisableRegion', { regionName: HOME_REGION.toUpperCase() }),
  ],
  'Take over the root user: change the e-mail address of the account': [globalInTrailAccount(...changeEmail)],
  'The same as a delegated administrator of AWS Account Management': [globalElsewhere(...changeEmail)],
  'Detach the policies, attach others, or let another account administer them': [
    globalInTrailAccount(...detachPolicy),
    globalInTrailAccount('organizations', 'PutResourcePolicy', { content: '{}' }),
  ],
  'Detach the policies or attach others as a delegated administrator of policies': [globalElsewhere(...detachPolicy)],
};

/** What an attack leaves behind in the log archive account, for the other account to read. */
const LEAVES: Readonly<Record<string, readonly Change[]>> = {
  'End a subscription by the link in an e-mail': [{ part: 'topics', name: TOPIC, values: { subscriptions: [] } }],
  'Delete the topic of the alerts': [{ part: 'topics', name: TOPIC }],
  'Disable the key of the topic, so that nothing can be published': [
    { part: 'keys', name: `${trail.keyAliasName}-alarms`, values: { isEnabled: false } },
  ],
  'Disable a rule that alerts': [{ part: 'rules', name: RULE, values: { state: 'DISABLED' } }],
  'Disable at once the rule that forwards what is done to rules, and the heartbeat, which forwards what is done to that rule':
    [
      { part: 'rules', name: `${TRAIL}-AlertRuleTampering-forward`, values: { state: 'DISABLED' } },
      { part: 'rules', name: `${TRAIL}-heartbeat`, values: { state: 'DISABLED' } },
    ],
  'Change a rule, its target or the actions of an alarm': [
    { part: 'rules', name: RULE, values: { pattern: 'x' } },
    { part: 'rules', name: RULE, values: { targets: 'x' } },
    { part: 'alarms', name: `${RULE}-undelivered`, values: { actions: 'x' } },
  ],
};

/** The times that a row may state, in minutes. */
const TIMES = { seconds: 1, '15 minutes': 15, '75 minutes': 75, 'a day': 24 * 60 };
const NOBODY = 'nobody is notified';

/** The first of the times that is not shorter. */
function timeOf(minutes: number): string {
  const found = Object.entries(TIMES).find(([, most]) => minutes <= most);
  if (found === undefined) throw new Error(`${minutes} minutes are longer than a day`);
  return found[0];
}

interface Row {
  readonly attack: string;
  readonly detects: string;
  readonly open: string;
  /** What a sweep finds, in the table of what was verified before. */
  readonly sweep?: string;
}

const page = readFileSync(path.join(__dirname, '../../docs/attacks.md'), 'utf8');
const rows: Row[] = page
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .reduce<{ head?: string; rows: Row[] }>(
    ({ head, rows: found }, cells) => {
      if (cells[1] === 'Attack') return { head: cells[4], rows: found };
      if (head === undefined || cells.length < 2) return { rows: found };
      if (cells[1].startsWith('---')) return { head, rows: found };
      const sweep = head === 'The sweep finds' ? cells[4] : undefined;
      return { head, rows: [...found, { attack: cells[1], detects: cells[3], open: cells[5], sweep }] };
    },
    { rows: [] },
  ).rows;

/** Who notices, by the time that it takes: `X` and `Y`, seconds; AWS Config, 75 minutes. */
function claims(detects: string): Map<string, string[]> {
  if (detects === NOBODY || detects === '-') return new Map();
  return new Map(
    detects.split('; ').map((part) => {
      const [, names, time] = /^(.+), ([^,]+)$/.exec(part) ?? [];
      return [time, names.split(/, | and /).map((name) => name.replace(/`/g, ''))];
    }),
  );
}

const stacks = stacksOf(configuration);
const deployed = [...templatesOf(configuration)].map(([name, template]) => {
  const { account: accountId, region } = stacks.get(name)!;
  return { accountId, region, resources: deployedResources(template.toJSON(), { accountId, region }) };
});

/** What the management account expects of the home Region of the other. */
const EXPECTED = deployed
  .filter(({ accountId }) => accountId === MANAGEMENT_ACCOUNT)
  .flatMap(({ resources }) => resourcesOfType(resources, 'AWS::Scheduler::Schedule'))
  .filter(({ Properties }) => Properties.Name === `${TRAIL}-channel-reader`)
  .flatMap(
    ({ Properties }) =>
      (JSON.parse((Properties.Target as { Input: string }).Input) as { places: DeployedPlace[] }).places,
  )
  .find(({ region }) => region === HOME_REGION)!;

/** Rules that notify the people of their own account, by where they are. That of the validator's own keys has the section of the others. */
const RULES = deployed.flatMap(({ accountId, region, resources }) =>
  resourcesOfType(resources, 'AWS::Events::Rule')
    .filter(({ Properties }) => /:sns:|:sqs:.*-refused-calls"/.test(JSON.stringify(Properties.Targets ?? [])))
    .filter(({ Properties }) => Properties.EventBusName === undefined)
    .map(({ Properties }) => ({
      ...{ accountId, region },
      time: timeOf(minutesOver(Properties.Targets as { Arn: string }[])),
      name: String(Properties.Name).replace(`${TRAIL}-`, '').replace('ValidationKeyTampering', 'KeyTampering'),
      pattern: Properties.EventPattern as object,
    })),
);

/** How long what a rule sends takes to people: over a queue as long as the window and the function that reads it. */
function minutesOver(targets: readonly { readonly Arn: string }[]): number {
  const sources = deployed.flatMap(({ resources }) =>
    resourcesOfType(resources, 'AWS::Lambda::EventSourceMapping').map(
      ({ Properties }) => Properties as { EventSourceArn: string; MaximumBatchingWindowInSeconds: number },
    ),
  );
  const windows = targets.flatMap(({ Arn }) => sources.filter(({ EventSourceArn }) => EventSourceArn === Arn));
  return Math.max(0, ...windows.map((each) => each.MaximumBatchingWindowInSeconds / 60 + 1));
}

const FILTERS = [...CisControl.all(), ...ExtraFilter.all()].map((filter) => ({
  name: filter instanceof CisControl ? filter.controlId : filter.filterName,
  alarmName: `${TRAIL}-${filter.filterName}`,
  pattern: filter.filterPattern,
}));

const rulesOn = ({ account, region, event }: Act) =>
  RULES.filter((rule) => rule.accountId === account && rule.region === region)
    .filter(({ pattern }) => matchesEventPattern(pattern, event))
    .map(({ time, name }) => `${name}, ${time}`);
const filtersOn = ({ recorded }: Act) =>
  recorded?.managementEvent === true
    ? FILTERS.filter(({ pattern }) => evaluateFilterPattern(pattern, recorded) === 'match').map(
        ({ name, alarmName }) => `${name}, ${timeOf(DELIVERY + minutesOfAlarm(alarmName))}`,
      )
    : [];
const sorted = (names: readonly string[]) => [...new Set(names)].sort();

test('there are rows, each with its attack, and each attack with its row', () => {
  expect(rows.length).toBeGreaterThan(40);
  expect(sorted(rows.map(({ attack }) => attack))).toEqual(sorted(Object.keys(ATTACKS)));
});

describe.each(rows.filter(({ attack }) => attack in ATTACKS).map((row) => [row.attack, row] as const))(
  '%s',
  (attack, { detects, open, sweep }) => {
    const acts = ATTACKS[attack];
    const claimed = claims(detects);

    test('says how fast it is detected, or that nobody is notified and what remains', () => {
      expect([...claimed.keys()].filter((time) => !(time in TIMES))).toEqual([]);
      if (claimed.size === 0) expect([detects, open === '-']).toEqual([sweep === undefined ? NOBODY : '-', false]);
    });

    test('is found by a sweep where it says so, by findings that there are', () => {
      const findings = sweep?.split(', ').map((code) => code.replace(/`/g, ''));
      for (const code of findings ?? []) expect(Object.keys(FINDINGS)).toContain(code);
      expect(schedule(/cron|rate\(7 days\)/)).not.toEqual([]);
    });

    test('alerts people by the rules and alarms that it names, in these times, and by no others', () => {
      const named = [...claimed].flatMap(([time, names]) => names.map((name) => `${name}, ${time}`));
      const byEvents = named.filter((each) => !(each in SLOW));
      expect(sorted(acts.flatMap((act) => [...rulesOn(act), ...filtersOn(act)]))).toEqual(sorted(byEvents));
    });

    test('raises an alert or alarm by each act, where it names any', () => {
      const isNamed = [...claimed.keys()].some((time) => time === 'seconds' || time === '15 minutes');
      const quiet = acts.filter((act) => [...rulesOn(act), ...filtersOn(act)].length === 0);
      expect(quiet.map(({ recorded }) => recorded?.eventName)).toEqual(
        isNamed ? [] : acts.map(() => expect.anything()),
      );
    });

    test('is found by the next reading of the other account where it says so, and else not', () => {
      const found = (LEAVES[attack] ?? []).flatMap((change) =>
        compare(EXPECTED, changed(foundAsDeployed(EXPECTED), change)),
      );
      expect(found.length > 0).toBe(attack in LEAVES);
      expect(claimed.get('75 minutes')?.includes('OtherAccountDiffers') ?? false).toBe(found.length > 0);
    });

    test('names what finds it without its event by what is deployed, in the time that this takes', () => {
      for (const [time, names] of claimed)
        for (const name of names.filter((each) => `${each}, ${time}` in SLOW))
          expect([name, timeOf(SLOW[`${name}, ${time}`]())]).toEqual([name, time]);
    });
  },
);

const all = (type: string, isMeant: (properties: Record<string, unknown>) => boolean) =>
  deployed.flatMap(({ resources }) => resourcesOfType(resources, type)).filter(({ Properties }) => isMeant(Properties));
const schedule = (expression: RegExp) =>
  all('AWS::Scheduler::Schedule', ({ ScheduleExpression }) => expression.test(String(ScheduleExpression)));

/** CloudTrail delivers to CloudWatch Logs "in about 5 minutes on average" (CloudTrail User Guide). */
const DELIVERY = 5;

/** Until an alarm has looked at all its periods: it does so each minute. */
function minutesOfAlarm(name: string): number {
  const alarms = all('AWS::CloudWatch::Alarm', ({ AlarmName }) => AlarmName === name);
  if (alarms.length === 0) throw new Error(`there is no alarm ${name}`);
  const alarm = alarms[0].Properties as unknown as AlarmProperties;
  return (periodOf(alarm) / 60) * alarm.EvaluationPeriods + 1;
}

/** `rate(30 minutes)`, in minutes. */
function rateOf(expression: unknown): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour)s?\)$/.exec(String(expression))!;
  return Number(count) * (unit === 'hour' ? 60 : 1);
}

interface FunctionProperties {
  readonly FunctionName: string;
  readonly Timeout: number;
  readonly Environment: { readonly Variables: Record<string, string> };
}

/** Until so many runs of a function are over that a schedule of the same name starts. */
function minutesOfRuns(name: string, functionName: string, runs: number): number {
  const [{ Properties }] = all('AWS::Scheduler::Schedule', ({ Name }) => Name === name);
  return runs * rateOf(Properties.ScheduleExpression) + functionNamed(functionName).Timeout / 60;
}

function functionNamed(name: string): FunctionProperties {
  const [{ Properties }] = all('AWS::Lambda::Function', ({ FunctionName }) => FunctionName === name);
  return Properties as unknown as FunctionProperties;
}

const VALIDATION = `${TRAIL}-digest-validation`;
const VALIDATOR = `${TRAIL}-digest-validator`;
const READER = `${TRAIL}-channel-reader`;

/** What finds an attack without its event, and how many minutes that takes by what is deployed. */
const SLOW: Readonly<Record<string, () => number>> = {
  // What is not grave takes two readings.
  'OtherAccountDiffers, 75 minutes': () => minutesOfRuns(READER, READER, 2),
  'OtherAccountNotRead, a day': () => minutesOfRuns(READER, READER, FAILURES_BEFORE_NOTICE),
  'OtherAccountSilent, 15 minutes': () => {
    const [{ Properties }] = all('AWS::Events::Rule', ({ Name }) => Name === `${TRAIL}-heartbeat`);
    return rateOf(Properties.ScheduleExpression) + minutesOfAlarm(`${TRAIL}-heartbeat-${HOME_REGION}-silent`);
  },
  'AWS Config, 75 minutes': () =>
    all('AWS::Config::ConfigRule', ({ MaximumExecutionFrequency }) => MaximumExecutionFrequency === 'One_Hour').length >
    0
      ? 60 + QUARTER
      : Infinity,
  'the alarm that ends in StaysOn, 75 minutes': () => {
    const [{ Properties }] = all(
      'AWS::CloudWatch::Alarm',
      ({ AlarmName }) => AlarmName === `${TRAIL}-CloudTrailChangesStaysOn`,
    );
    const [, cycle] = /EPOCH\(events\) - (\d+) \*/.exec(JSON.stringify(Properties.Metrics))!;
    return DELIVERY + Number(cycle) / 60 + 1;
  },
  'digest validation, 75 minutes': () => minutesOfRuns(VALIDATION, VALIDATOR, 1),
  'digest validation, a day': () => {
    const { GRACE_HOURS } = functionNamed(VALIDATOR).Environment.Variables;
    return 60 * Number(GRACE_HOURS) * NOTIFY_AFTER_GRACES + minutesOfRuns(VALIDATION, VALIDATOR, 2);
  },
};

/** AWS Config says no more than how often it evaluates. */
const QUARTER = 15;
