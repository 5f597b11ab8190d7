import { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AlarmTopic } from '../detection/alarm-topic';
import type { ExpectedDigests } from './expected-digests';
import type { ILogArchive, LogLockMode } from '../archive/log-archive';
import { acknowledge, controlTower } from '../shared/suppress';
import { KeyAlerts } from '../detection/alerts/key-alerts';
import { lockOf } from '../archive/lock-mode';
import { retain } from '../shared/retain';
import { denyWithoutTls } from '../shared/tls';
import type { ValidationAlarmContext } from './alarm-table';
import { ValidationAlarms } from './alarms';
import { createEvidenceBucket, createWorkBucket } from './bucket';
import { checkValidation, warnIfNobodyAcknowledges } from './checks';
import { choicesOf, type ValidationChoices } from './choices';
import { environmentOf } from './environment';
import { RUN_TIMEOUT, ValidationFunctions } from './functions';
import { ValidationKeys } from './keys';
import type { ValidationNames } from '../identity/validation-names';
import { ValidationSchedules } from './schedules';
import { ValidationStateMachine } from './state-machine';
import { ValidationTable } from './table';
import { validationWidgets } from './widgets';
import type { TrailIdentity } from '../identity/trail-identity';
import type { ValidationRoute } from './route';

/**
 * What can be chosen about digest validation.
 */
export interface DigestValidationProps {
  /**
   * Whose log files are validated: a log archive of this app, or one that stands already.
   */
  readonly logArchive: ILogArchive;

  /**
   * Who is told: the topic of the log archive account, in the home Region.
   */
  readonly alarmTopic: AlarmTopic;

  /**
   * For how long log files must be there, in whole days: what is gone before is tampering.
   *
   * It is told to the validator here and never read from the bucket, where somebody could excuse a deletion by
   * shortening the lifecycle.
   *
   * @default - the retention of the log archive; 365 days for one that stands already
   */
  readonly retention?: Duration;

  /**
   * How late a digest may be beyond the hour that CloudTrail takes, and how long something may stay unverified before an
   * alarm, in whole hours. After twice as long people are notified of what it is.
   *
   * @default Duration.hours(3)
   */
  readonly grace?: Duration;

  /**
   * How often new digests are verified, in whole hours, from one to eight. The alarms on a validator that does not run
   * wait for three times as long.
   *
   * @default Duration.hours(1)
   */
  readonly interval?: Duration;

  /**
   * When everything that is kept is verified once more, since old log files can be attacked too.
   *
   * @default - Sundays at 03:40 UTC
   */
  readonly sweepSchedule?: ScheduleExpression;

  /**
   * Which way a run takes.
   *
   * @default ValidationRoute.AUTO
   */
  readonly route?: ValidationRoute;

  /**
   * Up to how many objects one Lambda function verifies, where the route is automatic.
   *
   * @default 200000
   */
  readonly objectsPerRun?: number;

  /**
   * How many shards a Distributed Map verifies at once.
   *
   * A new account may run ten functions at once; the default leaves half of them to others.
   *
   * @default 5
   */
  readonly maxConcurrency?: number;

  /**
   * Reserves concurrency for the validating function, so that no other function of the account can starve it.
   *
   * The deployment fails in an account with the quota of ten that new accounts have: Lambda keeps that many unreserved.
   *
   * @default - none: one run at a time is held by a lease
   */
  readonly reservedConcurrency?: number;

  /**
   * Accounts and Regions whose digests must be there from the first run on, beside those that are found.
   *
   * @default - those that are found, and those that AWS Organizations names by `organizationsRoleArn`
   */
  readonly expectedDigests?: ExpectedDigests[];

  /**
   * A role that may list the accounts of the organization and their enabled Regions (`organizations:ListAccounts`,
   * `account:ListRegions` with trusted access for Account Management), and trusts the validator.
   *
   * Without it an account that never delivered anything can't be noticed: each report says so.
   *
   * @default - AWS Organizations is not asked
   */
  readonly organizationsRoleArn?: string;

  /**
   * Whether findings go to AWS Security Hub, where it is enabled.
   *
   * @default true
   */
  readonly securityHub?: boolean;

  /**
   * For how long reports are kept and locked, in whole days.
   *
   * @default - as long as `retention`
   */
  readonly evidenceRetention?: Duration;

  /**
   * Who may end the retention of a report before its time.
   *
   * @default LogLockMode.GOVERNANCE
   */
  readonly evidenceLockMode?: LogLockMode;

  /**
   * The bucket for the server access logs of the buckets that are made here, by its name.
   *
   * @default - the access-log bucket of the log archive; none for a log archive that stands already
   */
  readonly accessLogBucketName?: string;

  /**
   * The roles that may delete reports and keys and change the table's protection, by their exact ARNs.
   *
   * @default - nobody may
   */
  readonly breakGlassRoleArns?: string[];

  /**
   * The roles of the log archive account that may acknowledge findings, by their exact ARNs: nobody else adds to the
   * acknowledgements in the evidence bucket.
   *
   * What is acknowledged is told no more, so such a role can silence a finding. Each acknowledgement raises a tamper
   * alert. The role needs rights of its own, to put objects there and to use the key of the evidence.
   *
   * @default - the break-glass roles; without them nobody can, and a finding stays open until it verifies or ages out
   */
  readonly acknowledgerRoleArns?: string[];

  /**
   * The roles by which CloudFormation deploys to the log archive account. Beside the break-glass roles nobody else may
   * change the table or its policy.
   *
   * @default - the role of the CDK's bootstrap
   */
  readonly deploymentRoleArns?: string[];

  /**
   * The qualifier of the CDK's bootstrap, which is in the name of its deployment role.
   *
   * @default "hnb659fds"
   */
  readonly bootstrapQualifier?: string;
}

/**
 * Verifies the log files of a trail by themselves every hour, remembers what it proved, keeps a locked report of each run,
 * and raises an alarm when something was tampered with, can't be verified, or when the validator itself does not run.
 *
 * It belongs into the log archive account, in the home Region of the trail. It can read the log files of the trail and
 * nothing else in the log bucket, and it can't write there. Deleting the stack leaves everything standing.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-log-file-validation-intro.html
 *
 * @example
 * const logArchive = new LogArchive(this, 'LogArchive', { trail });
 * const alarmTopic = new AlarmTopic(this, 'AlarmTopic', { trail, emailAddresses: ['security@example.com'] });
 * new DigestValidation(this, 'DigestValidation', { logArchive, alarmTopic });
 */
export class DigestValidation extends Construct {
  /** The trail whose log files are validated. */
  public readonly trail: TrailIdentity;
  /** The bucket of the reports. */
  public readonly evidenceBucket: s3.IBucket;
  /** The alarms about the log files and about the validator. */
  public readonly alarms: cloudwatch.Alarm[];

  private readonly alarmContext: ValidationAlarmContext;

  constructor(scope: Construct, id: string, props: DigestValidationProps) {
    super(scope, id);
    const { alarmTopic, breakGlassRoleArns = [], organizationsRoleArn } = props;
    const choices = choicesOf(props);
    const { trail, names } = choices;
    this.trail = trail;
    checkValidation(this, props, choices).throwIfAny(`DigestValidation ${this.node.path}`);
    warnIfNobodyAcknowledges(this, choices);

    const keys = new ValidationKeys(this, 'Keys', { trail, names, breakGlassRoleArns });
    this.evidenceBucket = this.createBuckets(props, choices, keys);
    new ValidationTable(this, 'Table', {
      names,
      key: keys.validation,
      breakGlassRoleArns,
      deploymentRoleArns: choices.deploymentRoleArns,
    });
    const context = {
      trail,
      names,
      evidenceKeyArn: keys.evidence.keyArn,
      validationKeyArn: keys.validation.keyArn,
      memoryKeyArn: keys.memory.keyArn,
      organizationsRoleArn,
      securityHub: choices.securityHub,
    };
    const functions = new ValidationFunctions(this, 'Functions', {
      context,
      environment: (functionId) => environmentOf(functionId, context, props, choices),
      key: keys.validation,
      queue: this.createQueue(names, keys),
      publishStatements: alarmTopic.publishStatements(this),
      reservedConcurrency: props.reservedConcurrency,
    });
    const stateMachine = new ValidationStateMachine(this, 'StateMachine', {
      trail,
      names,
      key: keys.validation,
      evidenceKeyArn: context.evidenceKeyArn,
      maxConcurrency: choices.maxConcurrency,
    });
    const schedules = new ValidationSchedules(this, 'Schedules', {
      ...choices,
      validationKeyArn: context.validationKeyArn,
    });
    schedules.node.addDependency(functions, stateMachine);
    this.alarmContext = { ...choices, trailName: trail.trailName, runTimeout: RUN_TIMEOUT };
    const keyAlerts = new KeyAlerts(this, 'KeyAlerts', {
      trail,
      alarmTopic,
      name: 'ValidationKeyTampering',
      keys: [keys.evidence, keys.validation, keys.memory],
    });
    const { alarms } = new ValidationAlarms(this, 'Alarms', { context: this.alarmContext, alarmTopic });
    this.alarms = [...alarms, ...keyAlerts.alarms];
    retain(this);
  }

  /**
   * What a dashboard shows of it, for `TrailDashboard.addRow`. It refers to nothing of this stack, so the dashboard may
   * be in another one of the account.
   */
  public widgets(): cloudwatch.IWidget[] {
    return validationWidgets(this, this.alarmContext);
  }

  private createBuckets(props: DigestValidationProps, choices: ValidationChoices, keys: ValidationKeys): s3.Bucket {
    const { trail, names, evidenceRetention, accessLogBucketName, acknowledgerRoleArns } = choices;
    const { breakGlassRoleArns = [], evidenceLockMode } = props;
    const common = { trail, names, key: keys.evidence, accessLogBucketName, breakGlassRoleArns };
    createWorkBucket(this, 'WorkBucket', common);
    return createEvidenceBucket(this, 'EvidenceBucket', {
      ...common,
      acknowledgerRoleArns,
      retention: evidenceRetention,
      objectLockDefaultRetention: lockOf(evidenceLockMode, evidenceRetention),
    });
  }

  private createQueue({ queueName, queueArn }: ValidationNames, { validation }: ValidationKeys): sqs.IQueue {
    const queue = new sqs.Queue(this, 'DeadLetterQueue', {
      queueName,
      encryption: sqs.QueueEncryption.KMS,
      encryptionMasterKey: validation,
      retentionPeriod: Duration.days(14),
    });
    queue.addToResourcePolicy(denyWithoutTls(['sqs:*'], [queueArn]));
    acknowledge(queue.node.defaultChild!, 'It is the dead-letter queue', [controlTower('sqs_dlq_check')]);
    return queue;
  }
}
