import {
  App,
  Aspects,
  DefaultStackSynthesizer,
  Duration,
  PermissionsBoundary,
  Stage,
  Tags,
  type Stack,
  type StageProps,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IConstruct } from 'constructs';
import {
  ConfigRecorder,
  CisControl,
  DataEvents,
  LogLockMode,
  OrganizationTrailStacks,
  ValidationRoute,
} from '../../../lib';
import { BREAK_GLASS_ROLE_ARN, organizationTrail, trailWith } from '../../support/stacks';
import { noOrganization, problemsOf, REASON, stacksWith, type Changes } from './made';

const oneAccount = organizationTrail({ logArchiveAccountId: undefined });
const frankfurt = organizationTrail({ homeRegion: 'eu-central-1' });
const PIPELINE = 'arn:aws:iam::333333333333:role/pipeline';

const templateOf = (stack: Stack | undefined) => Template.fromStack(stack!);

const textOf = (stack: Stack | undefined) => JSON.stringify(templateOf(stack).toJSON());

const placeOf = ({ stackName, account, region }: Stack) => `${stackName} ${account} ${region}`;

describe('layouts', () => {
  test.each<[string, Changes, string[]]>([
    [
      'two accounts',
      {},
      [
        'OrganizationTrail-LogArchive 222222222222 us-east-1',
        'OrganizationTrail-Trail 111111111111 us-east-1',
        'OrganizationTrail-DigestValidation 222222222222 us-east-1',
        'OrganizationTrail-Guardrail 111111111111 us-east-1',
      ],
    ],
    [
      'one account',
      { trail: oneAccount },
      [
        'OrganizationTrail-LogArchive 111111111111 us-east-1',
        'OrganizationTrail-Trail 111111111111 us-east-1',
        'OrganizationTrail-DigestValidation 111111111111 us-east-1',
        'OrganizationTrail-Guardrail 111111111111 us-east-1',
      ],
    ],
    [
      'no organization',
      { trail: noOrganization, guardrailTargetIds: undefined },
      [
        'OrganizationTrail-LogArchive 111111111111 us-east-1',
        'OrganizationTrail-Trail 111111111111 us-east-1',
        'OrganizationTrail-DigestValidation 111111111111 us-east-1',
      ],
    ],
    [
      'a home Region that does not see the calls of global services',
      { trail: frankfurt },
      [
        'OrganizationTrail-LogArchive 222222222222 eu-central-1',
        'OrganizationTrail-Trail 111111111111 eu-central-1',
        'OrganizationTrail-DigestValidation 222222222222 eu-central-1',
        'OrganizationTrail-Trail-GlobalAlerts-us-east-1 111111111111 us-east-1',
        'OrganizationTrail-LogArchive-GlobalAlerts-us-east-1 222222222222 us-east-1',
        'OrganizationTrail-Guardrail 111111111111 eu-central-1',
      ],
    ],
  ])('%s', (_, changes, expected) => {
    const made = stacksWith(changes);
    expect(made.stacks.map(placeOf)).toEqual(expected);
    expect(() => (made.node.root as App).synth()).not.toThrow();
    expect(made.stacks.filter(({ terminationProtection }) => !terminationProtection)).toEqual([]);
    for (const stack of made.stacks) expect(Object.keys(templateOf(stack).findOutputs('Summary'))).toHaveLength(1);
  });

  test('each stack is deployed after those that it needs', () => {
    const made = stacksWith({ trail: frankfurt });
    const before = (stack: Stack | undefined): string[] =>
      stack!.dependencies.flatMap((each) => [...before(each), each.node.id]);
    expect(before(made.logArchiveStack)).toEqual([]);
    expect(before(made.trailStack)).toEqual(['LogArchive']);
    expect(before(made.validationStack)).toEqual(['LogArchive', 'Trail']);
    const others = made.stacks.filter((stack) => stack !== made.guardrailStack).map(({ node }) => node.id);
    expect(new Set(before(made.guardrailStack))).toEqual(new Set(others));
  });

  test('each account and Region has topic and alerts, each account a dashboard', () => {
    const made = stacksWith({ trail: frankfurt });
    expect([made.alarmTopics, made.tamperAlerts, made.dashboards].map(({ length }) => length)).toEqual([4, 4, 2]);
    expect(made.globalAlertsStacks).toHaveLength(2);
  });

  test('consumers of the log files have a stack in the log archive account, and the topic that notifies there', () => {
    const consumers = ['splunk', 'elastic'].map((consumerName) => ({ consumerName }));
    const omit = { tamperAlerts: 'a', validation: 'b', alarms: 'c', configRules: 'd' };
    const made = stacksWith({ consumers, omit });
    expect(placeOf(made.consumersStack!)).toBe('OrganizationTrail-Consumers 222222222222 us-east-1');
    expect(made.consumers).toHaveLength(2);
    expect(() => (made.node.root as App).synth()).not.toThrow();
    expect(stacksWith({}).consumersStack).toBeUndefined();
  });

  test('questions have a stack in the log archive account where somebody asks for them, and the topic that notifies there', () => {
    const omit = { tamperAlerts: 'a', validation: 'b', alarms: 'c', configRules: 'd' };
    const made = stacksWith({ athena: {}, omit });
    expect(placeOf(made.athenaStack!)).toBe('OrganizationTrail-Athena 222222222222 us-east-1');
    expect(made.athenaStack!.dependencies).toEqual([made.logArchiveStack]);
    expect(made.guardrailStack!.dependencies).toContain(made.athenaStack);
    expect(made.athena!.tableNames).toEqual(['events', 'files']);
    expect(Object.keys(templateOf(made.athenaStack).findOutputs('Summary'))).toHaveLength(1);
    expect(() => (made.node.root as App).synth()).not.toThrow();
    expect(stacksWith({}).athenaStack).toBeUndefined();
  });

  test('the choices about questions are theirs, and nobody to notify of them is reported', () => {
    const { athena } = stacksWith({ athena: { accountIds: ['333333333333'] } });
    expect(athena!.tableNames).toContain('events_of_listed_accounts');
    const omit = { tamperAlerts: 'a', validation: 'b', alarms: 'c', configRules: 'd' };
    expect(problemsOf({ athena: {}, omit, alarmEmails: [] })).toEqual([expect.stringContaining('[Trail] alarmEmails')]);
  });

  test('two consumers of the same name are reported', () => {
    const made = stacksWith({ consumers: [{ consumerName: 'splunk' }, { consumerName: 'splunk' }] });
    expect(() => (made.node.root as App).synth()).toThrow(
      'consumers: got ["splunk","splunk"], expected a name for each',
    );
  });

  test('the names of stacks start with the prefix', () => {
    const names = stacksWith({ stackNamePrefix: 'Audit' }).stacks.map(({ stackName }) => stackName);
    expect(names).toEqual(['Audit-LogArchive', 'Audit-Trail', 'Audit-DigestValidation', 'Audit-Guardrail']);
  });
});

describe('inside of a stage', () => {
  const stage = (props: StageProps = {}) => new Stage(new App(), 'Prod', props);
  const principals = { deployerRoleArns: [PIPELINE] };

  test('the names of stacks follow that of the stage', () => {
    const made = stacksWith({ trail: trailWith(principals) }, stage());
    expect(made.stacks.map(({ stackName }) => stackName)).toEqual([
      'Prod-OrganizationTrail-LogArchive',
      'Prod-OrganizationTrail-Trail',
      'Prod-OrganizationTrail-DigestValidation',
      'Prod-OrganizationTrail-Guardrail',
    ]);
    expect(textOf(made.guardrailStack)).toContain(PIPELINE);
  });

  test('a guardrail without a deployer is rejected', () => {
    expect(problemsOf({}, stage())).toEqual([
      expect.stringContaining(
        'principals.deployerRoleArns: got nothing, expected the roles by which a pipeline deploys',
      ),
    ]);
  });

  test.each<[string, Changes]>([
    ['a deployer is named', { trail: trailWith(principals) }],
    ['the management account alone deploys', { managementAccountDeploysOnly: 'people deploy from there' }],
    ['the archive is in the management account', { trail: oneAccount }],
    ['there is no guardrail', { guardrailTargetIds: undefined, omit: { guardrail: REASON } }],
  ])('but not where %s', (_, changes) => {
    expect(problemsOf(changes, stage())).toEqual([]);
  });

  test('its permissions boundary is that of every role', () => {
    const made = stacksWith(
      { trail: trailWith(principals) },
      stage({ permissionsBoundary: PermissionsBoundary.fromName('boundary') }),
    );
    const roles = made.stacks.flatMap((stack) => Object.values(templateOf(stack).findResources('AWS::IAM::Role')));
    expect(roles.length).toBeGreaterThan(5);
    expect(
      roles.filter(({ Properties }) => !JSON.stringify(Properties.PermissionsBoundary).includes('boundary')),
    ).toEqual([]);
  });
});

describe('what surrounds it', () => {
  test('aspects and tags on it reach every stack', () => {
    const made = stacksWith();
    Tags.of(made).add('owner', 'security');
    const seen = new Set<string>();
    Aspects.of(made).add({
      visit: (node: IConstruct) => {
        if (node instanceof CfnRole) seen.add(node.stack.node.id);
      },
    });
    templateOf(made.logArchiveStack).hasResourceProperties('AWS::S3::Bucket', {
      Tags: [{ Key: 'owner', Value: 'security' }],
    });
    expect(seen).toEqual(new Set(['LogArchive', 'Trail', 'DigestValidation']));
  });

  test.each([
    ['the context', { context: { '@aws-cdk/core:bootstrapQualifier': 'audit' } }],
    ['the synthesizer of the app', { defaultStackSynthesizer: new DefaultStackSynthesizer({ qualifier: 'audit' }) }],
  ])('the qualifier of the bootstrap by %s reaches stacks and guardrail', (_, props) => {
    const made = stacksWith({ trail: frankfurt }, new App(props));
    for (const stack of made.stacks) {
      expect(textOf(stack)).toContain('/cdk-bootstrap/audit/version');
      expect(textOf(stack)).not.toContain('hnb659fds');
    }
    expect(textOf(made.guardrailStack)).toContain('role/cdk-audit-cfn-exec-role-222222222222-us-east-1');
  });
});

describe('omit', () => {
  test.each<[keyof NonNullable<Changes['omit']>, (made: OrganizationTrailStacks) => unknown[]]>([
    ['alarms', ({ trailAlarms }) => [trailAlarms]],
    ['tamperAlerts', ({ tamperAlerts, globalAlertsStacks }) => [...tamperAlerts, ...globalAlertsStacks]],
    ['reports', ({ alarmReporter }) => [alarmReporter]],
    ['configRules', ({ configRules }) => [configRules]],
    ['validation', ({ validation, validationStack }) => [validation, validationStack]],
    ['queries', ({ queries }) => [queries]],
    ['dashboards', ({ dashboards }) => dashboards],
    ['guardrail', ({ guardrail, guardrailStack }) => [guardrail, guardrailStack]],
  ])('%s', (part, partsIn) => {
    const targets = part === 'guardrail' ? { guardrailTargetIds: undefined } : {};
    const made = stacksWith({ trail: frankfurt, ...targets, omit: { [part]: REASON } });
    expect(partsIn(stacksWith({ trail: frankfurt })).filter((each) => each === undefined)).toEqual([]);
    expect(partsIn(stacksWith({ trail: frankfurt }))).not.toEqual([]);
    expect(partsIn(made).filter((each) => each !== undefined)).toEqual([]);
    expect(() => (made.node.root as App).synth()).not.toThrow();
    expect(textOf(made.trailStack)).toContain(`Left out: ${part} (${REASON})`);
  });

  test('without anything that notifies there is no topic, and nobody has to be named', () => {
    const omit = { alarms: REASON, tamperAlerts: REASON, configRules: REASON, validation: REASON };
    const made = stacksWith({ alarmEmails: undefined, omit });
    expect(made.alarmTopics).toEqual([]);
    expect(() => (made.node.root as App).synth()).not.toThrow();
  });
});

describe('options reach the parts', () => {
  const made = stacksWith({
    trail: oneAccount,
    logArchive: { retention: Duration.days(800), lockMode: LogLockMode.COMPLIANCE, complianceLockAcknowledged: REASON },
    organizationTrail: { dataEvents: [DataEvents.logBucketDeletions()], deliveryNotifications: true },
    alarms: { filters: CisControl.all().slice(0, 1) },
    configRules: { configRecorder: ConfigRecorder.create() },
    guardrail: { memberTrailNames: ['team-*'] },
    validation: { route: ValidationRoute.MAP, securityHub: false },
  });

  test.each<[string, Stack | undefined, string]>([
    ['logArchive', made.logArchiveStack, '"DefaultRetention":{"Days":800,"Mode":"COMPLIANCE"}'],
    ['organizationTrail', made.trailStack, '"SnsTopicName"'],
    ['configRules', made.trailStack, '"AWS::Config::ConfigurationRecorder"'],
    ['guardrail', made.guardrailStack, 'trail/team-*'],
  ])('%s', (_, stack, text) => {
    expect(textOf(stack)).toContain(text);
  });

  test('alarms and validation', () => {
    expect(made.trailAlarms!.filters).toHaveLength(1);
    expect(textOf(made.validationStack)).not.toContain('securityhub:BatchImportFindings');
    expect(textOf(made.validationStack)).toContain('"ROUTE":"map"');
  });

  test('data events stand beside those that alerts need', () => {
    const given = made.organizationTrail.dataEvents;
    expect(given).toHaveLength(3);
    expect(textOf(made.trailStack)).toContain('Writes to the table of alarm reports');
    // Beside deletions of objects, which classic selectors can't describe.
    expect(textOf(made.trailStack)).toContain('Writes to the table of digest validation');
  });

  test('routes, reports and messages that an alarm is over', () => {
    const people = (name: string) => ({ emailAddresses: [`${name}@example.com`] });
    const { trailStack } = stacksWith({
      trail: oneAccount,
      criticalAlarms: people('pager'),
      highAlarms: people('on-call'),
      notifyWhenOver: true,
      reports: { digestHour: 5 },
    });
    const text = textOf(trailStack);
    for (const part of [
      '-alarms-critical"',
      '-alarms-high"',
      'pager@example.com',
      'on-call@example.com',
      '"DIGEST_HOUR":"5"',
    ])
      expect(text).toContain(part);
    templateOf(trailStack).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'organization-trail-AlarmReporterErrors',
      OKActions: [Match.stringLikeRegexp('-alarms-high$')],
    });
  });

  test('a route to nobody is reported once, whatever the number of topics', () => {
    const problems = problemsOf({ criticalAlarms: {}, highAlarms: { emailAddresses: ['nobody'] } });
    expect(problems).toEqual([
      expect.stringContaining('criticalAlarms: got nothing, expected emailAddresses, subscriptions or existingTopic'),
      expect.stringContaining('highAlarms.emailAddresses[0]: got "nobody", expected an e-mail address'),
    ]);
  });

  test('other subscriptions than e-mails suffice', () => {
    const alarmSubscriptions = [new UrlSubscription('https://on-call.example.com/')];
    const { trailStack } = stacksWith({ trail: oneAccount, alarmEmails: undefined, alarmSubscriptions });
    const found = Object.values(templateOf(trailStack).findResources('AWS::SNS::Subscription'));
    const endpoints = found.map(({ Properties }) => Properties.Endpoint as string);
    expect(endpoints.filter((endpoint) => !endpoint.includes(':lambda:'))).toEqual(['https://on-call.example.com/']);
  });
});

describe('summaries', () => {
  const summaryOf = (stack: Stack | undefined) => templateOf(stack).findOutputs('Summary').Summary.Value as string;

  test('what is locked, how long, and who can end it', () => {
    expect(summaryOf(stacksWith().logArchiveStack)).toBe(
      'Log files in the bucket trail-logs-222222222222-us-east-1 are locked for 365 days each; ' +
        `${BREAK_GLASS_ROLE_ARN} may end that before its time (GOVERNANCE).`,
    );
    const logArchive = {
      lockMode: LogLockMode.COMPLIANCE,
      complianceLockAcknowledged: REASON,
      retention: Duration.days(900),
      lockDuration: Duration.days(800),
    };
    expect(summaryOf(stacksWith({ logArchive }).logArchiveStack)).toMatch(
      /locked for 800 days each; nobody can end that before its time \(COMPLIANCE\)\.$/,
    );
    expect(summaryOf(stacksWith({ trail: organizationTrail() }).validationStack)).toMatch(
      /-evidence are locked for 765 days each; no role may end that before its time \(GOVERNANCE\)\.$/,
    );
  });
});
