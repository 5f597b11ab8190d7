import { App, Aws, DefaultStackSynthesizer, Fn, NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  AlarmTopic,
  DigestValidation,
  LogArchive,
  OrganizationTrail,
  TamperAlerts,
  TrailDashboard,
  TrailPrincipals,
  type TrailIdentity,
} from '../../../lib';
import { eventMatcher } from '../../../lib/detection/alerts/tamper-alert';
import {
  eventSourceOf,
  TAMPER_ALERT_NAMES,
  type ProtectedResource,
  type TamperAlertName,
} from '../../../lib/protection/protected-resource';
import { raising } from '../../../lib/protection/protected-resources';
import { matchesEventPattern, matchesInItsAccount } from '../../support/event-pattern/evaluate';
import { eventOf } from '../../../bin/cdk-organization-trail/verify/samples/event-bridge';
import { isOfDeployments } from '../../../bin/cdk-organization-trail/verify/samples/deployed-calls';
import { objectCreated, objectDeleted } from '../../../bin/cdk-organization-trail/verify/samples/object-events';
import {
  HOME_REGION,
  LOG_ARCHIVE_ACCOUNT,
  MANAGEMENT_ACCOUNT,
  type CloudTrailRecord,
} from '../../../bin/cdk-organization-trail/verify/samples/record';
import { STACK, TAMPER_SAMPLES, TRAIL_KEY } from '../../../bin/cdk-organization-trail/verify/samples/tamper-samples';
import { deployedResources, resourcesOfType, theResource } from '../../support/iam';
import { organizationTrail, synthError } from '../../support/stacks';

interface Rule {
  readonly Name: string;
  readonly EventBusName?: string;
  readonly Description: string;
  readonly State: string;
  readonly EventPattern: object;
  readonly Targets: {
    readonly Arn: string;
    readonly RoleArn: string;
    readonly InputTransformer: { readonly InputPathsMap: Record<string, string>; readonly InputTemplate: string };
  }[];
}

const trail = organizationTrail({ homeRegion: HOME_REGION });
const BUCKET_ALERTS = ['LogFileDeletion', 'FindingsAcknowledged'];
const ALL_NAMES = [...TAMPER_ALERT_NAMES, ...BUCKET_ALERTS, 'ExecutionRoleUse'].sort();

function alertsIn(account: string, region: string, identity: TrailIdentity = trail): Stack {
  const stack = new Stack(new App(), 'Stack', { stackName: STACK, env: { account, region } });
  const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail: identity, emailAddresses: ['a@example.com'] });
  new TamperAlerts(stack, 'TamperAlerts', { trail: identity, alarmTopic });
  return stack;
}

/** Those that notify the people of the same account; the others are in second-channel.test.ts. */
function rulesOf(stack: Stack): Rule[] {
  const { account: accountId, region } = stack;
  const resources = deployedResources(Template.fromStack(stack).toJSON(), { accountId, region });
  return resourcesOfType(resources, 'AWS::Events::Rule')
    .map(({ Properties }) => Properties as unknown as Rule)
    .filter(({ EventBusName, Targets }) => EventBusName === undefined && /:(sns|sqs):/.test(Targets[0].Arn));
}

/** Those of the rules that report each call at once: others have the kind of calls that they gather at their end. */
function namesIn(account: string, region: string, identity?: TrailIdentity): string[] {
  return rulesOf(alertsIn(account, region, identity))
    .map(({ Name }) => Name.replace('organization-trail-', ''))
    .filter((name) => !name.includes('-'))
    .sort();
}

/** The rules of all places, the key of the archive known in its own stack. */
function allRules(): Map<string, Rule> {
  const env = { account: LOG_ARCHIVE_ACCOUNT, region: HOME_REGION };
  const archive = new Stack(new App(), 'Stack', { stackName: STACK, env });
  const alarmTopic = new AlarmTopic(archive, 'AlarmTopic', { trail, emailAddresses: ['a@example.com'] });
  const { encryptionKey } = new LogArchive(archive, 'LogArchive', { trail });
  new TamperAlerts(archive, 'TamperAlerts', { trail, alarmTopic, keys: [encryptionKey] });
  const rules = [alertsIn(MANAGEMENT_ACCOUNT, HOME_REGION), alertsIn(MANAGEMENT_ACCOUNT, 'us-east-1'), archive].flatMap(
    rulesOf,
  );
  const logicalKeyId = archive.getLogicalId(encryptionKey.node.defaultChild as never);
  return new Map(
    rules.map((rule) => [
      rule.Name.replace('organization-trail-', ''),
      JSON.parse(JSON.stringify(rule).replaceAll(logicalKeyId, TRAIL_KEY.keyId)) as Rule,
    ]),
  );
}

describe('what is watched where', () => {
  const everywhere = [
    ...['AlarmTampering', 'AlarmTopicTampering', 'AlertRuleTampering', 'DetectionTampering', 'ExecutionRoleUse'],
    ...['KeyTampering', 'StackTampering', 'ValidatorLogTampering', 'ValidatorQueueTampering', 'ValidatorTampering'],
  ];
  const ofFunctions = TAMPER_ALERT_NAMES.filter((name) => /^Validator(Map|Table)/.test(name));
  const withTrail = ['ConfigTampering', 'LogGroupTampering', 'RepairTampering', 'TrailTampering', ...ofFunctions];
  const withArchive = ['LogBucketTampering', 'QuestionTampering', ...BUCKET_ALERTS, ...ofFunctions];
  const withIam = ['AccountTampering', 'RoleTampering'];

  test.each<[string, string, string, string[]]>([
    ['the management account, home Region', MANAGEMENT_ACCOUNT, HOME_REGION, withTrail],
    ['the log archive account, home Region', LOG_ARCHIVE_ACCOUNT, HOME_REGION, withArchive],
    ['the management account, us-east-1', MANAGEMENT_ACCOUNT, 'us-east-1', [...withIam, 'OrganizationTampering']],
    ['the log archive account, us-east-1', LOG_ARCHIVE_ACCOUNT, 'us-east-1', withIam],
  ])('%s', (_, account, region, names) => {
    expect(namesIn(account, region)).toEqual([...everywhere, ...names].sort());
  });

  test('one account with its home Region in us-east-1 watches everything in one place', () => {
    const one = organizationTrail({ logArchiveAccountId: MANAGEMENT_ACCOUNT, homeRegion: 'us-east-1' });
    expect(namesIn(MANAGEMENT_ACCOUNT, 'us-east-1', one)).toEqual(ALL_NAMES);
    expect(TamperAlerts.placesOf(one)).toEqual([{ accountId: MANAGEMENT_ACCOUNT, region: 'us-east-1' }]);
  });

  test.each<[string, string[]]>([
    ['us-east-1', ['111111111111 us-east-1', '222222222222 us-east-1']],
    [
      'eu-west-1',
      ['111111111111 eu-west-1', '111111111111 us-east-1', '222222222222 eu-west-1', '222222222222 us-east-1'],
    ],
    ['us-gov-west-1', ['111111111111 us-gov-west-1', '222222222222 us-gov-west-1']],
    ['cn-north-1', ['111111111111 cn-north-1', '111111111111 cn-northwest-1', '222222222222 cn-north-1']],
  ])('places for the home Region %s', (homeRegion, places) => {
    const found = TamperAlerts.placesOf(organizationTrail({ homeRegion }));
    expect(found.map(({ accountId, region }) => `${accountId} ${region}`)).toEqual(places);
  });

  test('where account and Region are not known yet, everything', () => {
    const stack = new Stack(new App(), 'Stack');
    const anywhere = organizationTrail({
      managementAccountId: Aws.ACCOUNT_ID,
      logArchiveAccountId: Aws.ACCOUNT_ID,
      homeRegion: Aws.REGION,
    });
    const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail: anywhere, emailAddresses: ['a@example.com'] });
    const { ruleNames } = new TamperAlerts(stack, 'TamperAlerts', { trail: anywhere, alarmTopic });
    expect(ruleNames.filter((name) => !/-(refused|deployed)$/.test(name))).toHaveLength(ALL_NAMES.length);
    const rules = Object.values(Template.fromStack(stack).findResources('AWS::Events::Rule'));
    const { Properties } = rules.find((rule) => /KeyTampering/.test((rule.Properties as Rule).Name))!;
    expect((Properties as Rule).EventPattern).not.toHaveProperty('detail.$or');
  });
});

describe('what alerts', () => {
  const rules = allRules();

  const SAMPLES = 'bin/cdk-organization-trail/verify/samples/tamper-samples/';

  test('every alert has samples, and every sample an alert', () => {
    expect(Object.keys(TAMPER_SAMPLES).sort()).toEqual([...TAMPER_ALERT_NAMES].sort());
  });

  describe.each(Object.entries(TAMPER_SAMPLES))('%s', (name, { raising: calls, nearMisses }) => {
    const rows = raising(name as TamperAlertName);
    const samples = Object.values(calls);
    /** The rules of this alert that match a call: that which reports it at once, and those that gather. */
    const raisedBy = (call: CloudTrailRecord) =>
      ['', '-refused', '-deployed'].filter((kind) => {
        const rule = rules.get(`${name}${kind}`);
        return rule !== undefined && matchesInItsAccount(rule.EventPattern, eventOf(call));
      });
    const succeeding = (call: CloudTrailRecord): CloudTrailRecord =>
      Object.fromEntries(Object.entries(call).filter(([field]) => field !== 'errorCode'));

    test.each(Object.entries(calls))('is raised by %s', (_, call) => {
      expect(raisedBy(call)).toEqual([call.errorCode === undefined ? '' : '-refused']);
    });

    test('is raised by each of these calls where its parameters were too large to be recorded', () => {
      const quiet = Object.entries(calls).filter(
        ([, call]) => raisedBy({ ...call, requestParameters: { omitted: true } }).length !== 1,
      );
      expect(quiet.map(([form]) => form)).toEqual([]);
    });

    test('gathers each of these calls where it was refused or failed, for whatever reason', () => {
      for (const errorCode of ['AccessDenied', 'Client.UnauthorizedOperation', 'ThrottlingException', 'NoSuchEntity'])
        for (const call of samples) expect(raisedBy({ ...call, errorCode })).toEqual(['-refused']);
    });

    test('gathers what CloudFormation changes, and reports at once what it stops, deletes, unlocks or lets others do', () => {
      for (const call of samples.map(succeeding)) {
        const invokedBy = (service: string) => ({
          ...call,
          userIdentity: { ...(call.userIdentity as object), invokedBy: service },
        });
        const found = raisedBy(invokedBy('cloudformation.amazonaws.com'));
        expect([call.eventName, found]).toEqual([call.eventName, [isOfDeployments(call) ? '-deployed' : '']]);
        expect(raisedBy(invokedBy('config.amazonaws.com'))).toEqual(['']);
        // The role that deploys, used by somebody else.
        const role = 'arn:aws:sts::111111111111:assumed-role/cdk-hnb659fds-cfn-exec-role/x';
        expect(raisedBy({ ...call, userIdentity: { ...(call.userIdentity as object), arn: role } })).toEqual(['']);
      }
    });

    test.each(Object.entries(nearMisses))('is not raised by %s', (_, call) => {
      for (const each of [call, succeeding(call), { ...call, errorCode: 'AccessDenied' }])
        expect(raisedBy(each)).toEqual([]);
    });

    test.each(rows.map(({ resource, ...row }) => ({ ...row, resource, what: resource.name })))(
      'has a sample for every call against $what, and for every field',
      ({ resource, calls: ofRow }) => {
        const own = samples.filter(({ eventSource }) => eventSource === eventSourceOf(resource));
        const unsampled = ofRow
          .flatMap(({ events }) => events)
          .filter((event) => !own.some((call) => isNamed(event, resource, call)));
        expect(unsampled.map((event) => `add a sample of ${event} to ${name} in ${SAMPLES}`)).toEqual([]);
        const paths = Object.keys(
          resource.fields({ trail, topicArn: '', keys: [], stackNames: [], exemptRoleNames: [] }) ?? {},
        );
        const unused = paths.filter((path) => !own.some((call) => matchesEventPattern(exists(path.split('.')), call)));
        expect(unused.map((field) => `add a sample with ${field} to ${name} in ${SAMPLES}`)).toEqual([]);
      },
    );

    test('has no sample of a call that no row has', () => {
      const unknown = samples.filter(
        (call) =>
          !rows.some(
            ({ resource, calls: ofRow }) =>
              call.eventSource === eventSourceOf(resource) &&
              ofRow.some(({ events }) => events.some((event) => isNamed(event, resource, call))),
          ),
      );
      expect(unknown.map(({ eventName }) => eventName)).toEqual([]);
    });
  });

  const isNamed = (event: string, resource: ProtectedResource, { eventName }: CloudTrailRecord): boolean =>
    matchesEventPattern({ name: [eventMatcher(event, resource)] }, { name: eventName });

  const exists = ([key, ...rest]: string[]): object => ({ [key]: rest.length > 0 ? exists(rest) : [{ exists: true }] });
  const stopLogging = Object.values(TAMPER_SAMPLES.TrailTampering.raising)[0];

  test('an event that somebody else than AWS sent does not alert', () => {
    const forged = { ...eventOf(stopLogging), source: 'custom.cloudtrail' };
    expect(matchesInItsAccount(rules.get('TrailTampering')!.EventPattern, forged)).toBe(false);
  });

  test('an event of another account, which its bus was let send, does not alert', () => {
    const { EventPattern } = rules.get('TrailTampering')!;
    expect(matchesEventPattern(EventPattern, eventOf(stopLogging))).toBe(true);
    expect(matchesEventPattern(EventPattern, { ...eventOf(stopLogging), account: '333333333333' })).toBe(false);
  });

  test('a role alerts in whatever letter case a call names it, as IAM does not distinguish them', () => {
    const { EventPattern } = rules.get('RoleTampering')!;
    const calls = Object.values(TAMPER_SAMPLES.RoleTampering.raising).filter(
      ({ requestParameters }) => requestParameters !== null,
    );
    expect(calls.length).toBeGreaterThan(5);
    for (const call of calls) {
      const { roleName } = call.requestParameters as { roleName: string };
      for (const name of [roleName.toUpperCase(), roleName.toLowerCase(), roleName.replace('-', '-X').toUpperCase()]) {
        const named = eventOf({
          ...call,
          requestParameters: { ...(call.requestParameters as object), roleName: name },
        });
        expect(`${name}: ${matchesInItsAccount(EventPattern, named)}`).toBe(`${name}: ${!name.includes('-X')}`);
      }
    }
  });

  test('a role with a name of its own alerts too', () => {
    const named = organizationTrail({ homeRegion: HOME_REGION, logRoleName: 'my-delivery' });
    const rule = rulesOf(alertsIn(MANAGEMENT_ACCOUNT, 'us-east-1', named)).find(({ Name }) => /Role/.test(Name))!;
    const call = { ...stopLogging, eventSource: 'iam.amazonaws.com', eventName: 'DeleteRole' };
    const onRole = (roleName: string) => eventOf({ ...call, requestParameters: { roleName } });
    expect(matchesInItsAccount(rule.EventPattern, onRole('my-delivery'))).toBe(true);
    expect(matchesInItsAccount(rule.EventPattern, onRole('my-delivery-2'))).toBe(false);
  });

  describe('a deletion of a stack', () => {
    const app = new App();
    const stackIn = (stackName: string, account: string, region = HOME_REGION) =>
      new Stack(app, stackName, { env: { account, region } });
    const watching = stackIn('Archive', LOG_ARCHIVE_ACCOUNT);
    const alarmTopic = new AlarmTopic(watching, 'AlarmTopic', { trail, emailAddresses: ['a@example.com'] });
    new TamperAlerts(watching, 'TamperAlerts', { trail, alarmTopic });
    new LogArchive(stackIn('Later', LOG_ARCHIVE_ACCOUNT), 'LogArchive', { trail });
    const nested = new NestedStack(stackIn('Parent', LOG_ARCHIVE_ACCOUNT), 'Nested');
    const other = { homeRegion: HOME_REGION, trailName: 'other', logBucketName: 'other-logs' };
    new LogArchive(nested, 'LogArchive', { trail: organizationTrail(other) });
    new TrailDashboard(new NestedStack(stackIn('Above', LOG_ARCHIVE_ACCOUNT), 'Nested'), 'Dashboard', { trail });
    new OrganizationTrail(stackIn('Trail', MANAGEMENT_ACCOUNT), 'Trail', { trail });
    stackIn('Unrelated', LOG_ARCHIVE_ACCOUNT);
    const { EventPattern } = rulesOf(watching).find(({ Name }) => /StackTampering/.test(Name))!;

    test.each([
      ['of the alerts themselves', 'Archive', true],
      ['with a part of the trail that the app makes later', 'Later', true],
      ['whose nested stack has a part of the trail', 'Above', true],
      ['in the letter case of another stack', 'later', false],
      ['with a part of another trail', 'Parent', false],
      ['of the trail in another account', 'Trail', false],
      ['with no part of the trail', 'Unrelated', false],
    ])('%s: %s alerts %s', (_, stackName, alerts) => {
      const call = { ...stopLogging, eventSource: 'cloudformation.amazonaws.com', eventName: 'DeleteStack' };
      const event = eventOf({ ...call, requestParameters: { stackName } });
      expect(matchesInItsAccount(EventPattern, event)).toBe(alerts);
    });
  });

  describe('a change to a role that is exempt alerts', () => {
    const principals = new TrailPrincipals({
      breakGlassRoleArns: [`arn:aws:iam::${LOG_ARCHIVE_ACCOUNT}:role/security/break-glass`],
      deploymentRoleArns: [`arn:aws:iam::${MANAGEMENT_ACCOUNT}:role/my-execution-role`],
      deployerRoleArns: ['arn:aws:iam::333333333333:role/pipeline'],
      acknowledgerRoleArns: [`arn:aws:iam::${LOG_ARCHIVE_ACCOUNT}:role/on-call`],
    });
    const exempt = organizationTrail({ homeRegion: HOME_REGION, principals });
    const call = { ...stopLogging, eventSource: 'iam.amazonaws.com', eventName: 'UpdateAssumeRolePolicy' };
    const isMatched = (stack: Stack, roleName: string): boolean => {
      const rule = rulesOf(stack).find(({ Name }) => /RoleTampering/.test(Name))!;
      return matchesInItsAccount(rule.EventPattern, eventOf({ ...call, requestParameters: { roleName } }));
    };

    test.each(['break-glass', 'my-execution-role', 'pipeline', 'on-call'])('the principal %s', (roleName) => {
      expect(isMatched(alertsIn(MANAGEMENT_ACCOUNT, 'us-east-1', exempt), roleName)).toBe(true);
      expect(isMatched(alertsIn(MANAGEMENT_ACCOUNT, 'us-east-1', exempt), roleName.toUpperCase())).toBe(true);
      expect(isMatched(alertsIn(MANAGEMENT_ACCOUNT, 'us-east-1', exempt), `${roleName}-2`)).toBe(false);
      expect(isMatched(alertsIn(MANAGEMENT_ACCOUNT, 'us-east-1'), roleName)).toBe(false);
    });

    test.each(['late-exec', 'late-deploy'])('%s, by which a stack that is made later is deployed', (roleName) => {
      const alerts = alertsIn(MANAGEMENT_ACCOUNT, 'us-east-1');
      const arn = (name: string) => `arn:aws:iam::${LOG_ARCHIVE_ACCOUNT}:role/${name}`;
      const later = new Stack(alerts.node.root as App, 'Later', {
        env: { account: LOG_ARCHIVE_ACCOUNT, region: HOME_REGION },
        synthesizer: new DefaultStackSynthesizer({
          cloudFormationExecutionRole: arn('late-exec'),
          deployRoleArn: arn('late-deploy'),
        }),
      });
      new LogArchive(later, 'LogArchive', { trail });
      expect(isMatched(alerts, roleName)).toBe(true);
      expect(isMatched(alertsIn(MANAGEMENT_ACCOUNT, 'us-east-1'), roleName)).toBe(false);
    });

    test('an ARN that is only known at deployment, by the name in it', () => {
      const breakGlassRoleArns = [Fn.importValue('BreakGlassRoleArn')];
      const unknown = organizationTrail({ principals: new TrailPrincipals({ breakGlassRoleArns }) });
      const rules = Template.fromStack(alertsIn(MANAGEMENT_ACCOUNT, 'us-east-1', unknown)).findResources(
        'AWS::Events::Rule',
      );
      const select = { 'Fn::Select': [1, { 'Fn::Split': ['/', { 'Fn::ImportValue': 'BreakGlassRoleArn' }] }] };
      expect(JSON.stringify(rules)).toContain(JSON.stringify(select));
    });
  });

  test('names that can have no periods are watched beside those that have them', () => {
    const dotted = organizationTrail({ homeRegion: HOME_REGION, trailName: 'org.trail' });
    const rule = rulesOf(alertsIn(MANAGEMENT_ACCOUNT, HOME_REGION, dotted)).find(({ Name }) => /RuleTamp/.test(Name))!;
    for (const name of ['org.trail-repair', 'org-trail-TrailTampering']) {
      const call = { ...stopLogging, eventSource: 'events.amazonaws.com', eventName: 'DisableRule' };
      expect(matchesInItsAccount(rule.EventPattern, eventOf({ ...call, requestParameters: { name } }))).toBe(true);
    }
  });

  test('where not all keys are known, a call about any key alerts', () => {
    const rule = rulesOf(alertsIn(MANAGEMENT_ACCOUNT, HOME_REGION)).find(({ Name }) => /KeyTamp/.test(Name))!;
    for (const call of Object.values(TAMPER_SAMPLES.KeyTampering.raising).filter((each) => !('errorCode' in each))) {
      expect(matchesInItsAccount(rule.EventPattern, eventOf(call))).toBe(true);
    }
    const other = { ...stopLogging, eventSource: 'kms.amazonaws.com', eventName: 'DisableKey' };
    expect(matchesInItsAccount(rule.EventPattern, eventOf({ ...other, requestParameters: { keyId: 'x' } }))).toBe(true);
  });
});

describe('deletions in the log archive', () => {
  const { EventPattern } = allRules().get('LogFileDeletion')!;
  const { logBucketName, accessLogBucketName, evidenceBucketName } = trail;

  test.each([logBucketName, accessLogBucketName, evidenceBucketName])('raise it in %s', (bucketName) => {
    expect(matchesInItsAccount(EventPattern, objectDeleted({ bucketName, reason: 'DeleteObject' }))).toBe(true);
  });

  test('raise it where S3 names no reason', () => {
    expect(matchesInItsAccount(EventPattern, objectDeleted({ bucketName: logBucketName }))).toBe(true);
  });

  test.each([
    ['by the lifecycle', objectDeleted({ bucketName: logBucketName, reason: 'Lifecycle Expiration' })],
    ['in another bucket', objectDeleted({ bucketName: 'some-bucket', reason: 'DeleteObject' })],
    [
      'in a bucket whose name begins like ours',
      objectDeleted({ bucketName: `${logBucketName}-2`, reason: 'DeleteObject' }),
    ],
    ['that are a delivery', objectCreated({ bucketName: logBucketName })],
    [
      'that somebody else than AWS sends',
      { ...objectDeleted({ bucketName: logBucketName, reason: 'DeleteObject' }), source: 'custom.s3' },
    ],
  ])('do not raise it %s', (_, event) => {
    expect(matchesInItsAccount(EventPattern, event)).toBe(false);
  });

  test.each(['LogBucket', 'AccessLogBucket'])('are sent by the %s', (id) => {
    const stack = new Stack(new App(), 'Stack', { env: { account: LOG_ARCHIVE_ACCOUNT, region: HOME_REGION } });
    new LogArchive(stack, 'LogArchive', { trail });
    Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
      BucketName: id === 'LogBucket' ? logBucketName : accessLogBucketName,
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
  });
});

describe('acknowledgements of findings', () => {
  const { EventPattern } = allRules().get('FindingsAcknowledged')!;
  const { evidenceBucketName } = trail;
  const key = 'organization-trail/acknowledgements/2026-03-02T08:15:00.000Z-1f3a.json';
  const created = objectCreated({ bucketName: evidenceBucketName, key });

  test.each(['PutObject', 'POST Object', 'CopyObject', 'CompleteMultipartUpload'])('raise it by %s', (reason) => {
    expect(matchesInItsAccount(EventPattern, objectCreated({ bucketName: evidenceBucketName, key, reason }))).toBe(
      true,
    );
  });

  test.each([
    ['a report', objectCreated({ bucketName: evidenceBucketName, key: 'organization-trail/reports/x.json' })],
    [
      'the mark of a report',
      objectCreated({ bucketName: evidenceBucketName, key: 'organization-trail/notified/x.json' }),
    ],
    ['those of another trail', objectCreated({ bucketName: evidenceBucketName, key: `another-${key}` })],
    ['an object of the same name in another bucket', objectCreated({ bucketName: trail.logBucketName, key })],
    ['a deletion', objectDeleted({ bucketName: evidenceBucketName, key, reason: 'DeleteObject' })],
    ['what somebody else than AWS sends', { ...created, source: 'custom.s3' }],
  ])('are not %s', (_, event) => {
    expect(matchesInItsAccount(EventPattern, event)).toBe(false);
  });

  test('say in which bucket, by whom, and how to find it in the access logs, and that a person looks', () => {
    expect(messageOf(allRules(), 'FindingsAcknowledged', created)).toEqual([
      '"[HIGH] FindingsAcknowledged: Somebody acknowledged findings about the log files: they are no longer reported."',
      '"Trail: organization-trail"',
      `"What: PutObject in the bucket ${evidenceBucketName}"`,
      '"Version (empty where there is none): version-1"',
      `"Who: account or service ${LOG_ARCHIVE_ACCOUNT}"`,
      '"From: 192.0.2.10"',
      '"Request id, for the access logs: REQUEST1"',
      `"Where: account ${LOG_ARCHIVE_ACCOUNT}, Region eu-central-1"`,
      '"When: 2026-03-02T08:15:00Z"',
      expect.stringMatching(/^"What to do: https:.*runbook\.md#findingsacknowledged"$/),
    ]);
  });

  test('are sent by the evidence bucket', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: LOG_ARCHIVE_ACCOUNT, region: HOME_REGION } });
    const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['a@example.com'] });
    new DigestValidation(stack, 'Validation', {
      logArchive: new LogArchive(stack, 'LogArchive', { trail }),
      alarmTopic,
    });
    Template.fromStack(stack).hasResourceProperties('AWS::S3::Bucket', {
      BucketName: evidenceBucketName,
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    });
  });
});

describe('keys', () => {
  const disable = { ...Object.values(TAMPER_SAMPLES.KeyTampering.raising)[0], eventName: 'DisableKey' };
  const about = (keyId: string) => eventOf({ ...disable, requestParameters: { keyId } });
  const patternIn = (region: string) =>
    rulesOf(alertsIn(MANAGEMENT_ACCOUNT, region)).find(({ Name }) => /KeyTamp/.test(Name))!.EventPattern;

  test('outside of the home Region only that of the topic is watched', () => {
    expect(matchesInItsAccount(patternIn('us-east-1'), about('some-key'))).toBe(false);
    expect(JSON.stringify(patternIn('us-east-1'))).toMatch(/key\/AlarmTopicKey/);
  });

  test('in the home Region any key could be one of the trail, unless all are named', () => {
    expect(matchesInItsAccount(patternIn(HOME_REGION), about('some-key'))).toBe(true);
  });

  describe('beside the trail, with the keys of the trail named', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: MANAGEMENT_ACCOUNT, region: HOME_REGION } });
    const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['a@example.com'] });
    const { encryptionKeys } = new OrganizationTrail(stack, 'Trail', { trail, deliveryNotifications: true });
    new TamperAlerts(stack, 'TamperAlerts', { trail, alarmTopic, keys: encryptionKeys });
    const { EventPattern } = rulesOf(stack).find(({ Name }) => /KeyTamp/.test(Name))!;
    const made = Object.keys(Template.fromStack(stack).findResources('AWS::KMS::Key'));

    test('all that the template makes are known', () => {
      expect(made).toHaveLength(3);
    });

    test.each(made)('%s is watched by its id, its ARN and in the resources', (id) => {
      const arn = `arn:aws:kms:${HOME_REGION}:${MANAGEMENT_ACCOUNT}:key/${id}`;
      for (const event of [about(id), about(arn), eventOf({ ...disable, resources: [{ ARN: arn }] })])
        expect(matchesInItsAccount(EventPattern, event)).toBe(true);
    });

    test.each(['alarms', 'deliveries', 'log-group'])('its alias for %s is watched', (purpose) => {
      expect(matchesInItsAccount(EventPattern, about(`alias/organization-trail-${purpose}`))).toBe(true);
    });

    test('another key of the account is not', () => {
      expect(matchesInItsAccount(EventPattern, about('some-key'))).toBe(false);
      expect(matchesInItsAccount(EventPattern, about('alias/some-key'))).toBe(false);
    });
  });
});

/** What people read, with the variables filled in from the event. */
function messageOf(rules: Map<string, Rule>, name: string, event: object): string[] {
  const { InputPathsMap, InputTemplate } = rules.get(name)!.Targets[0].InputTransformer;
  const valueAt = (path: string) => {
    const keys = path.split('.').slice(1);
    const value = keys.reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], event);
    return typeof value === 'string' ? value : '';
  };
  return InputTemplate.replace(/<(\w+)>/g, (_, variable: string) => valueAt(InputPathsMap[variable])).split('\n');
}

describe('the message', () => {
  const rules = allRules();

  test('says who, what, where, when, from which address, and what to do', () => {
    const event = eventOf(Object.values(TAMPER_SAMPLES.TrailTampering.raising)[0]);
    expect(messageOf(rules, 'TrailTampering', event)).toEqual([
      '"[CRITICAL] TrailTampering: Somebody stopped, deleted or changed the trail, or who administers it."',
      '"Trail: organization-trail"',
      '"What: StopLogging of cloudtrail.amazonaws.com"',
      '"Error code (empty if the call succeeded): "',
      '"Who: AssumedRole arn:aws:sts::111111111111:assumed-role/administrator/mallory "',
      '"From: 192.0.2.10"',
      '"Event id: 1f3a6c0e-5d5e-4b8f-8f55-6d1c2b3a4e01"',
      '"Where: account 111111111111, Region eu-central-1"',
      '"When: 2026-03-02T08:15:00Z"',
      expect.stringMatching(/^"What to do: https:.*runbook\.md#trailtampering"$/),
    ]);
  });

  test('of a deletion says how, in which bucket, by whom, and how to find it in the access logs', () => {
    const event = objectDeleted({ bucketName: trail.logBucketName, reason: 'DeleteObject' });
    expect(messageOf(rules, 'LogFileDeletion', event)).toEqual([
      expect.stringMatching(/^"\[CRITICAL\] LogFileDeletion: /),
      '"Trail: organization-trail"',
      `"What: Permanently Deleted in the bucket ${trail.logBucketName}"`,
      '"Version (empty where there is none): version-1"',
      `"Who: account or service ${LOG_ARCHIVE_ACCOUNT}"`,
      '"From: 192.0.2.10"',
      '"Request id, for the access logs: REQUEST1"',
      `"Where: account ${LOG_ARCHIVE_ACCOUNT}, Region eu-central-1"`,
      '"When: 2026-03-02T08:15:00Z"',
      expect.stringMatching(/^"What to do: https:.*runbook\.md#logfiledeletion"$/),
    ]);
  });

  test.each([...rules])('%s takes nothing from the event that the caller words freely', (_, { Targets }) => {
    expect(Object.values(Targets[0].InputTransformer.InputPathsMap)).not.toContainEqual(
      expect.stringMatching(/userAgent|errorMessage|requestParameters|object\.key/),
    );
  });

  test.each([...rules])('%s names its section of the runbook', (name, rule) => {
    const [section, kind] = name.split('-');
    const { InputTemplate } = rule.Targets[0].InputTransformer;
    // The function that groups alerts makes the address of the name.
    if (kind === undefined) expect(InputTemplate).toContain(`#${section.toLowerCase()}"`);
    else expect(JSON.parse(InputTemplate)).toMatchObject({ kind, alert: section });
    expect(rule.Description.length).toBeLessThanOrEqual(512);
  });
});

const ALERTS = `organization-trail-alerts-${HOME_REGION}`;

describe('the role by which EventBridge publishes', () => {
  const stack = alertsIn(MANAGEMENT_ACCOUNT, HOME_REGION);
  const resources = deployedResources(Template.fromStack(stack).toJSON(), {
    accountId: MANAGEMENT_ACCOUNT,
    region: HOME_REGION,
  });
  const role = theResource(resources, 'AWS::IAM::Role', { RoleName: ALERTS }).Properties;

  test('may publish to this topic, use its key and send to two queues, and nothing else', () => {
    const [{ PolicyDocument }, ...others] = role.Policies as { PolicyDocument: { Statement: unknown[] } }[];
    expect(others).toEqual([]);
    expect(PolicyDocument.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'sns:Publish',
        Resource: `arn:aws:sns:${HOME_REGION}:${MANAGEMENT_ACCOUNT}:organization-trail-alarms`,
      },
      {
        Effect: 'Allow',
        Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
        Resource: expect.stringMatching(`^arn:aws:kms:${HOME_REGION}:${MANAGEMENT_ACCOUNT}:key/AlarmTopicKey`),
      },
      {
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Resource: ['refused-calls', 'deployment-calls'].map(
          (name) => `arn:aws:sqs:${HOME_REGION}:${MANAGEMENT_ACCOUNT}:organization-trail-${name}`,
        ),
      },
    ]);
  });

  test('is the one of every target', () => {
    for (const { Targets } of rulesOf(stack)) {
      expect(Targets.map(({ RoleArn }) => RoleArn)).toEqual([`arn:aws:iam::${MANAGEMENT_ACCOUNT}:role/${ALERTS}`]);
    }
  });
});

describe('errors', () => {
  test('an account and Region where there is nothing to watch', () => {
    expect(synthError(alertsIn('333333333333', HOME_REGION))).toContain(
      'the account and Region of the stack: got "333333333333 in eu-central-1", expected 111111111111 in eu-central-1, 111111111111 in us-east-1',
    );
    expect(synthError(alertsIn(MANAGEMENT_ACCOUNT, 'eu-west-3'))).toContain('the account and Region of the stack');
  });

  test('a trail name that makes names too long', () => {
    const long = organizationTrail({ homeRegion: HOME_REGION, trailName: 'x'.repeat(60), logRoleName: 'delivery' });
    expect(synthError(alertsIn(MANAGEMENT_ACCOUNT, HOME_REGION, long))).toMatch(/trailName: .* characters shorter/);
  });

  test('a name that makes an event pattern longer than EventBridge accepts', () => {
    const long = organizationTrail({ homeRegion: HOME_REGION, logGroupName: 'x'.repeat(150) });
    expect(synthError(alertsIn(MANAGEMENT_ACCOUNT, HOME_REGION, long))).toMatch(
      /TamperAlerts\/LogGroupTampering\] logGroupName: got "a pattern of 2\d{3} characters", expected at most 2048 characters, which is what EventBridge accepts; give fewer or shorter names/,
    );
  });

  test('keys whose ids, which are known at deployment only, make it too long', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: MANAGEMENT_ACCOUNT, region: HOME_REGION } });
    const alarmTopic = new AlarmTopic(stack, 'AlarmTopic', { trail, emailAddresses: ['a@example.com'] });
    const keys = Array.from({ length: 8 }, (_, index) => new Key(stack, `K${index}`));
    new TamperAlerts(stack, 'TamperAlerts', { trail, alarmTopic, keys });
    expect(synthError(stack)).toContain('keys, keyAliasName: got "a pattern of');
  });
});
