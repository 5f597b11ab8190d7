import { Lazy, Stack, Token, Tokenization } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { BESIDE_TRAIL } from '../identity/homes';
import { keyOwner } from '../identity/key-owner';
import { logsMayEncrypt } from '../identity/logs-may-encrypt';
import { namePrefixes, nameOf } from '../identity/names';
import { partOfTrail } from '../identity/part-of-trail';
import { ReportNames } from '../identity/report-names';
import type { TrailIdentity } from '../identity/trail-identity';
import { alarmNamed } from '../shared/alarm-named';
import { AlarmSeverity } from '../shared/alarm-severity';
import { MAX_NAME_LENGTH } from '../shared/clipped';
import { ENVIRONMENT, NOTICE_ENVIRONMENT, REPORT_ENVIRONMENT } from '../shared/contract';
import { CustomerManagedKey } from '../shared/customer-managed-key';
import type { Problems } from '../shared/problems';
import type { AlarmReporterProps } from './alarm-reporter-options';
import { AlarmRoute } from './alarm-routes';
import type { LogFilter } from './filters/log-filter';
import type { IAlarmTopic } from './i-alarm-topic';
import { AlarmFallback } from './reports/fallback';
import type { ReportContext } from './reports/permissions';
import { ReportAlarms } from './reports/report-alarms';
import { ReportFunction } from './reports/report-function';
import { ReportTable } from './reports/report-table';
import { ReportTopic } from './reports/report-topic';
import { requiredAlarmTopic } from './required-alarm-topic';
import { alarmsMayUseKey } from './topic-policy';
import { topicsBySeverity } from './topic-users';

/**
 * Reports alarms with who did what: alarms act on a topic of its own, a function searches the log group for their events, and
 * people get a message with principal, call, account, Region, address, resources and outcome.
 *
 * It can't swallow an alarm. Grave alarms go to people directly, too. Of the others people get the alarm itself where the function
 * fails, and by EventBridge and Step Functions, without the function, where no report followed within 10 minutes. What fails on
 * the way, and a daily digest that does not come, raise alarms that reach people directly.
 *
 * It belongs into the account and Region of the log group. Give it to `TrailAlarms`.
 *
 * @example
 * const alarmTopic = new AlarmTopic(this, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
 * const reporter = new AlarmReporter(this, 'Reporter', { trail, alarmTopic });
 * new TrailAlarms(this, 'Alarms', { trail, alarmTopic, reporter });
 */
export class AlarmReporter extends Construct {
  /** The trail whose alarms are reported. */
  public readonly trail: TrailIdentity;
  /** The ARN of the topic that alarms act on. People subscribe to the alarm topic instead. */
  public readonly topicArn: string;
  /** The key of its topic, its queue, its table, its log groups and the environment of its function. */
  public readonly encryptionKey: kms.IKey;
  /** The alarms about the reporter. They reach people without it. */
  public readonly alarms: cloudwatch.Alarm[];

  private readonly alarmTopic: IAlarmTopic;
  private readonly names: ReportNames;
  private readonly alarmArns: string[] = [];
  private readonly filtersOf: Record<AlarmRoute, string[]> = {
    [AlarmRoute.DIRECT]: [],
    [AlarmRoute.REPORT]: [],
    [AlarmRoute.DIGEST]: [],
  };

  constructor(scope: Construct, id: string, props: AlarmReporterProps) {
    super(scope, id);
    const { trail, problems } = partOfTrail(this, props.trail, BESIDE_TRAIL);
    const { digestHour = 7 } = props;
    this.trail = trail;
    this.alarmTopic = requiredAlarmTopic(this, problems, trail, props.alarmTopic);
    this.names = new ReportNames(trail);
    this.topicArn = this.names.topicArn;
    this.check(problems, digestHour);

    const key = (this.encryptionKey = this.createKey());
    const { names } = this;
    const context: ReportContext = {
      ...{ trail, names, keyArn: key.keyArn },
      publishStatements: this.alarmTopic.publishStatements(this),
    };
    const source = { accountId: Stack.of(this).account, alarmArns: Lazy.list({ produce: () => this.alarmArns }) };
    const topic = new ReportTopic(this, 'Topic', { names, key, ...source });
    const table = new ReportTable(this, 'Table', { names, key });
    const reporter = new ReportFunction(this, 'Function', {
      ...{ context, key, queue: topic.queue, environment: this.environment(digestHour) },
      failureTopicArn: this.alarmTopic.topicArnFor(AlarmSeverity.HIGH),
    });
    reporter.node.addDependency(table);
    topic.subscribe(reporter, { names, ...source });
    const fallback = new AlarmFallback(this, 'Fallback', {
      ...{ context, key, alarmTopic: this.alarmTopic },
      alarmNames: Lazy.any({ produce: () => this.reportedAlarmNames() }),
    });
    this.alarms = [...new ReportAlarms(this, 'Alarms', trail, names).alarms, fallback.undelivered];
    for (const alarm of this.alarms) this.alarmTopic.notify(alarm);
  }

  /**
   * An alarm about the reporter by its name in CloudWatch without the prefix of the trail, for example `AlarmReporterErrors`.
   *
   * @throws an error with the names that there are, where this is none of them
   */
  public alarm(name: string): cloudwatch.Alarm {
    return alarmNamed(this, this.alarms, nameOf(this.trail, ''), name);
  }

  /**
   * Has the alarm of a filter reported. `TrailAlarms` calls it for each of its alarms.
   *
   * @param alarm - the alarm, in the same account and Region
   * @param filter - what the alarm counts; the alarm must be named after it
   * @param route - how it reaches people beside the report
   */
  public report(alarm: cloudwatch.Alarm, filter: LogFilter, route: AlarmRoute): void {
    const action: cloudwatch.IAlarmAction = { bind: () => ({ alarmActionArn: this.topicArn }) };
    alarm.addAlarmAction(action);
    // The reporter follows an alarm until it is over.
    alarm.addOkAction(action);
    this.alarmArns.push(this.names.arn('cloudwatch', `alarm:${nameOf(this.trail, filter.filterName)}`));
    this.filtersOf[route].push(filter.filterName);
    if (route === AlarmRoute.DIRECT) this.alarmTopic.notify(alarm);
  }

  private reportedAlarmNames(): string[] {
    const { report, digest } = this.filtersOf;
    return [...report, ...digest].map((name) => nameOf(this.trail, name));
  }

  private environment(digestHour: number): Record<string, string> {
    const { trail, names, alarmTopic } = this;
    const list = (of: () => string[]) => Lazy.string({ produce: () => JSON.stringify(of()) });
    return {
      [ENVIRONMENT.trailArn]: trail.trailArn,
      [REPORT_ENVIRONMENT.logGroup]: trail.logGroupName,
      [REPORT_ENVIRONMENT.table]: names.tableName,
      [NOTICE_ENVIRONMENT.topics]: topicsBySeverity(this, alarmTopic),
      [REPORT_ENVIRONMENT.digestFilters]: list(() => this.filtersOf[AlarmRoute.DIGEST]),
      [REPORT_ENVIRONMENT.ownNames]: JSON.stringify(ownNames(trail)),
      [REPORT_ENVIRONMENT.digestHour]: Tokenization.stringifyNumber(digestHour),
      [REPORT_ENVIRONMENT.overFilters]: list(() =>
        alarmTopic.notifiesWhenOver ? this.filtersOf[AlarmRoute.REPORT] : [],
      ),
    };
  }

  private createKey(): kms.IKey {
    const { trail, names } = this;
    const { account } = Stack.of(this);
    return new CustomerManagedKey(this, 'Key', {
      aliasName: names.keyAliasName,
      description: `Encrypts what reports alarms about the trail ${trail.trailName}`,
      ...keyOwner(this, trail, account),
      isForEvidence: false,
      statements: [
        logsMayEncrypt(
          trail,
          'LogsEncryptsTheseLogGroups',
          [names.functionLogGroupName, names.stateMachineLogGroupName].map((name) =>
            names.arn('logs', `log-group:${name}`),
          ),
        ),
        alarmsMayUseKey({ accountId: account, alarmArns: Lazy.list({ produce: () => this.alarmArns }) }),
        topicUsesQueue(names),
      ],
    }).key;
  }

  private check(problems: Problems, digestHour: number): void {
    const longest = this.names.roleName('starter').length;
    problems
      .unless(Number.isInteger(digestHour) && digestHour >= 0 && digestHour <= 23, {
        what: 'digestHour',
        given: digestHour,
        allowed: 'a whole number from 0 to 23',
        todo: 'give the hour of the day in UTC',
      })
      .unless(Token.isUnresolved(this.trail.trailName) || longest <= MAX_NAME_LENGTH, {
        what: 'trailName',
        given: this.trail.trailName,
        allowed: `a name that is ${longest - MAX_NAME_LENGTH} characters shorter`,
        todo: `names of roles and functions start with it and have ${MAX_NAME_LENGTH} characters at most`,
      });
  }
}

/** SNS puts what it could not deliver into an encrypted queue. */
function topicUsesQueue({ topicArn }: ReportNames): iam.PolicyStatement {
  return new iam.PolicyStatement({
    sid: 'TopicUsesItsQueue',
    principals: [new iam.ServicePrincipal('sns.amazonaws.com')],
    actions: ['kms:GenerateDataKey*', 'kms:Decrypt'],
    resources: ['*'],
    conditions: { ArnEquals: { 'aws:SourceArn': topicArn } },
  });
}

/** What the names of resources of the trail start with, or are. */
function ownNames(trail: TrailIdentity): string[] {
  const { trailName, logBucketName, accessLogBucketName, evidenceBucketName, keyAliasName, logRoleName } = trail;
  const names = [
    ...namePrefixes(trail),
    trailName,
    logBucketName,
    accessLogBucketName,
    evidenceBucketName,
    logRoleName,
  ];
  return [...new Set([...names, keyAliasName.replace(/^alias\//, '')])];
}
