import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { requiredLogArchive } from '../archive/required-log-archive';
import { KeyAlerts } from '../detection/alerts/key-alerts';
import type { IAlarmTopic } from '../detection/i-alarm-topic';
import { requiredAlarmTopic } from '../detection/required-alarm-topic';
import { BESIDE_ARCHIVE } from '../identity/homes';
import { nameOf } from '../identity/names';
import { partOfTrail } from '../identity/part-of-trail';
import type { TrailIdentity } from '../identity/trail-identity';
import type { ValidationNames } from '../identity/validation-names';
import { alarmNamed } from '../shared/alarm-named';
import { controlTower, suppress } from '../shared/suppress';
import { denyWithoutTls } from '../shared/tls';
import type { ValidationAlarmContext } from './alarm-table';
import { ValidationAlarms } from './alarms';
import { createEvidenceBucket, createWorkBucket } from './bucket';
import { checkValidation, warnOfAcknowledgers } from './checks';
import { warnOfEvidenceRetention } from './evidence-retention';
import { choicesOf, type ValidationChoices } from './choices';
import { environmentOf } from './environment';
import { RUN_TIMEOUT, ValidationFunctions } from './functions';
import { ValidationKeys } from './keys';
import { runMetric } from './metrics';
import type { DigestValidationProps } from './options';
import type { ValidationContext } from './context';
import { grantEvidenceReader } from './reader';
import { ValidationSchedules } from './schedules';
import { grantPublicKey, showSigningKey } from './signing';
import { ValidationStateMachine } from './state-machine';
import { ValidationTable } from './table';
import { validationWidgets } from './widgets';

/**
 * Verifies the log files of a trail every hour, keeps checkpoints of what it verified and a locked report of each run, and
 * raises an alarm when something was tampered with, can't be verified, or when the validator itself does not run.
 *
 * It belongs into the log archive account, in the home Region of the trail. It can read the log files of the trail and
 * nothing else in the log bucket, and it can't write there. Deleting the stack keeps the reports, the checkpoints
 * and their keys.
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
  /**
   * The ARN of the KMS key that signs the reports, on the curve P-256 with SHA-256. Whoever has its public key, by
   * `aws kms get-public-key`, verifies reports without AWS. Deleting the stack keeps the key.
   */
  public readonly signingKeyArn: string;
  /** The alarms about the log files and about the validator. */
  public readonly alarms: cloudwatch.Alarm[];

  private readonly keys: ValidationKeys;
  private readonly alarmContext: ValidationAlarmContext;

  constructor(scope: Construct, id: string, props: DigestValidationProps) {
    super(scope, id);
    const logArchive = requiredLogArchive(this, props.logArchive);
    const part = partOfTrail(this, logArchive.trail, BESIDE_ARCHIVE);
    const { trail, problems } = part;
    const alarmTopic = requiredAlarmTopic(this, problems, trail, props.alarmTopic);
    const choices = choicesOf(this, part, logArchive, props);
    this.trail = trail;
    checkValidation(this, problems, choices, { alarmTopic, logArchive });
    warnOfAcknowledgers(this, trail);
    warnOfEvidenceRetention(this, choices);

    const { names } = choices;
    const keys = new ValidationKeys(this, 'Keys', { trail, names });
    this.keys = keys;
    this.signingKeyArn = keys.signing.keyArn;
    showSigningKey(this, keys.signing);
    this.evidenceBucket = this.createBuckets(choices);
    new ValidationTable(this, 'Table', {
      trail,
      names,
      key: keys.validation,
      deploymentRoleArns: choices.deploymentRoleArns,
    });
    const schedules = this.createRuns(choices, alarmTopic);
    this.alarmContext = { ...choices, trail, runTimeout: RUN_TIMEOUT };
    const keyAlerts = new KeyAlerts(this, 'KeyAlerts', {
      trail,
      alarmTopic,
      name: 'ValidationKeyTampering',
      keys: [keys.evidence, keys.validation, keys.checkpoint, keys.signing],
    });
    const { alarms } = new ValidationAlarms(this, 'Alarms', { context: this.alarmContext, alarmTopic });
    this.alarms = [...alarms, ...keyAlerts.alarms];
    schedules.startAfter(this.node.children.filter((part) => part !== schedules));
  }

  /**
   * An alarm by its name in CloudWatch without the prefix of the trail, for example `LogTampering`.
   *
   * @throws an error with the names that there are, where this is none of them
   */
  public alarm(name: string): cloudwatch.Alarm {
    return alarmNamed(this, this.alarms, nameOf(this.trail, ''), name);
  }

  /**
   * Lets someone list and read the reports and acknowledgements in the evidence bucket, in all versions, decrypt them, and
   * ask for the public key that verifies the signatures of reports.
   */
  public grantRead(grantee: iam.IGrantable): iam.Grant {
    const { evidence, signing } = this.keys;
    const read = grantEvidenceReader(this.trail, this.evidenceBucket, evidence, grantee);
    return read.combine(grantPublicKey(signing, grantee));
  }

  /**
   * How many digests and log files a run verified, as a count.
   *
   * The dimension `trail` is the name of the trail; the statistic is the sum over five minutes, unless the options say
   * otherwise.
   */
  public metricVerifiedObjects(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return runMetric(this.trail.trailName, 'verified', cloudwatch.Stats.SUM, options);
  }

  /**
   * How many digests and log files are open as tampered with at the end of a run, as a count.
   *
   * The dimension `trail` is the name of the trail; the statistic is the maximum over five minutes, unless the options say
   * otherwise.
   */
  public metricTamperedObjects(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return runMetric(this.trail.trailName, 'tampered', cloudwatch.Stats.MAXIMUM, options);
  }

  /**
   * How many items are open as unverified at the end of a run, as a count.
   *
   * The dimension `trail` is the name of the trail; the statistic is the maximum over five minutes, unless the options say
   * otherwise.
   */
  public metricUnverifiedItems(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return runMetric(this.trail.trailName, 'unverified', cloudwatch.Stats.MAXIMUM, options);
  }

  /**
   * How long the oldest item has been unverified, in seconds.
   *
   * The dimension `trail` is the name of the trail; the statistic is the maximum over five minutes, unless the options say
   * otherwise.
   */
  public metricOldestUnverifiedItemAge(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return runMetric(this.trail.trailName, 'unverifiedAge', cloudwatch.Stats.MAXIMUM, options);
  }

  /**
   * How many chains of digests a run validated, one for each account and Region, as a count.
   *
   * The dimension `trail` is the name of the trail; the statistic is the maximum over five minutes, unless the options say
   * otherwise.
   */
  public metricChains(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return runMetric(this.trail.trailName, 'chains', cloudwatch.Stats.MAXIMUM, options);
  }

  /**
   * How many chains have had no new digest for longer than CloudTrail takes, as a count.
   *
   * The dimension `trail` is the name of the trail; the statistic is the maximum over five minutes, unless the options say
   * otherwise.
   */
  public metricStaleChains(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return runMetric(this.trail.trailName, 'staleChains', cloudwatch.Stats.MAXIMUM, options);
  }

  /**
   * How many chains have no digest that can be read or verified any more, as a count.
   *
   * The dimension `trail` is the name of the trail; the statistic is the maximum over five minutes, unless the options say
   * otherwise.
   */
  public metricUnreadableChains(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return runMetric(this.trail.trailName, 'unreadableChains', cloudwatch.Stats.MAXIMUM, options);
  }

  /**
   * How old the last verified digest is, of the chain whose last one is the oldest, in seconds.
   *
   * The dimension `trail` is the name of the trail; the statistic is the maximum over five minutes, unless the options say
   * otherwise.
   */
  public metricLastVerifiedDigestAge(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return runMetric(this.trail.trailName, 'lastVerifiedDigestAge', cloudwatch.Stats.MAXIMUM, options);
  }

  /**
   * How long a run took, in seconds.
   *
   * The dimension `trail` is the name of the trail; the statistic is the maximum over five minutes, unless the options say
   * otherwise.
   */
  public metricRunDuration(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return runMetric(this.trail.trailName, 'duration', cloudwatch.Stats.MAXIMUM, options);
  }

  /**
   * 1 for each run that ended, as a count: no value where none did.
   *
   * The dimension `trail` is the name of the trail; the statistic is the sum over five minutes, unless the options say
   * otherwise.
   */
  public metricRunSucceeded(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return runMetric(this.trail.trailName, 'success', cloudwatch.Stats.SUM, options);
  }

  /**
   * How old the newest report in the evidence bucket is, in seconds; measured apart from the runs.
   *
   * The dimension `trail` is the name of the trail; the statistic is the maximum over five minutes, unless the options say
   * otherwise.
   */
  public metricNewestEvidenceAge(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return runMetric(this.trail.trailName, 'evidenceAge', cloudwatch.Stats.MAXIMUM, options);
  }

  /**
   * What a dashboard shows of it, for `TrailDashboard.addRow`. It refers to nothing of this stack, so the dashboard may
   * be in another one of the account.
   */
  public widgets(): cloudwatch.IWidget[] {
    return validationWidgets(this, this.alarmContext);
  }

  private createBuckets({ evidenceRetention, evidenceLockMode, ...choices }: ValidationChoices): s3.Bucket {
    const { trail, names, accessLogBucketName } = choices;
    const common = { trail, names, key: this.keys.evidence, accessLogBucketName };
    createWorkBucket(this, 'WorkBucket', common);
    const lock = { retention: evidenceRetention, lockMode: evidenceLockMode };
    return createEvidenceBucket(this, 'EvidenceBucket', { ...common, ...lock });
  }

  /** The functions, the state machine of big runs, and when they start. */
  private createRuns(choices: ValidationChoices, alarmTopic: IAlarmTopic): ValidationSchedules {
    const { trail, names } = choices;
    const { evidence, validation, checkpoint, signing } = this.keys;
    const context: ValidationContext = {
      ...choices,
      evidenceKeyArn: evidence.keyArn,
      validationKeyArn: validation.keyArn,
      checkpointKeyArn: checkpoint.keyArn,
      signingKeyArn: signing.keyArn,
    };
    const functions = new ValidationFunctions(this, 'Functions', {
      context,
      environment: (functionId) => environmentOf(functionId, context, alarmTopic, choices),
      key: validation,
      queue: this.createQueue(names),
      publishStatements: alarmTopic.publishStatements(this),
      reservedConcurrency: choices.reservedConcurrency,
    });
    const stateMachine = new ValidationStateMachine(this, 'StateMachine', {
      trail,
      names,
      key: validation,
      evidenceKeyArn: context.evidenceKeyArn,
      maxConcurrency: choices.maxConcurrency,
    });
    const schedules = new ValidationSchedules(this, 'Schedules', {
      ...choices,
      validationKeyArn: context.validationKeyArn,
    });
    schedules.node.addDependency(functions, stateMachine);
    return schedules;
  }

  private createQueue({ queueName, queueArn }: ValidationNames): sqs.IQueue {
    const queue = new sqs.Queue(this, 'DeadLetterQueue', {
      queueName,
      encryption: sqs.QueueEncryption.KMS,
      encryptionMasterKey: this.keys.validation,
      retentionPeriod: Duration.days(14),
    });
    queue.addToResourcePolicy(denyWithoutTls(['sqs:*'], [queueArn]));
    suppress(queue.node.defaultChild!, 'It is the dead-letter queue', [controlTower('sqs_dlq_check')]);
    return queue;
  }
}
