import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import { Construct, type IConstruct } from 'constructs';
import type { TrailIdentity } from '../identity/trail-identity';
import { nameOf } from '../identity/names';
import { createRole } from '../shared/permission';
import type { FunctionId, ValidationNames } from '../identity/validation-names';

export interface ValidationSchedulesProps {
  readonly trail: TrailIdentity;
  readonly names: ValidationNames;
  readonly validationKeyArn: string;
  readonly interval: Duration;
  readonly sweepSchedule: scheduler.ScheduleExpression;
}

interface ScheduleRow {
  readonly id: string;
  readonly nameSuffix: string;
  readonly description: string;
  readonly target: FunctionId;
  readonly input: Record<string, string>;
  readonly expression: (props: ValidationSchedulesProps) => scheduler.ScheduleExpression;
}

/** How often the age of the newest evidence is measured. */
const WATCH_INTERVAL = Duration.minutes(15);

const SCHEDULES: readonly ScheduleRow[] = [
  {
    id: 'Hourly',
    nameSuffix: 'digest-validation',
    description: 'Verifies what is new',
    target: 'Validator',
    input: { mode: 'hourly' },
    expression: ({ interval }) => scheduler.ScheduleExpression.rate(interval),
  },
  {
    id: 'Sweep',
    nameSuffix: 'digest-validation-sweep',
    description: 'Verifies everything that is kept once more',
    target: 'Validator',
    input: { mode: 'sweep' },
    expression: ({ sweepSchedule }) => sweepSchedule,
  },
  {
    id: 'Watch',
    nameSuffix: 'evidence-watch',
    description: 'Measures the age of the newest evidence',
    target: 'Watch',
    input: {},
    expression: () => scheduler.ScheduleExpression.rate(WATCH_INTERVAL),
  },
];

/** When the functions start, and the role by which EventBridge Scheduler starts them. */
export class ValidationSchedules extends Construct {
  /** Starts the first run as soon as it exists. */
  private readonly hourly: scheduler.CfnSchedule;

  constructor(scope: Construct, id: string, props: ValidationSchedulesProps) {
    super(scope, id);
    const { trail, names } = props;
    const group = new scheduler.CfnScheduleGroup(this, 'Group', { name: names.scheduleGroupName });
    const role = createRole(this, 'Role', {
      roleName: names.roleName('Schedule'),
      description: `EventBridge Scheduler starts the validation of the trail ${trail.trailName} by this role`,
      assumedBy: new iam.ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: { 'aws:SourceAccount': trail.logArchiveAccountId },
          ArnEquals: { 'aws:SourceArn': names.arn('scheduler', `schedule-group/${names.scheduleGroupName}`) },
        },
      }),
      permissions: [
        {
          sid: 'StartFunctions',
          actions: ['lambda:InvokeFunction'],
          resources: [names.functionArn('Validator'), names.functionArn('Watch')],
        },
        { sid: 'KeepWhatFailed', actions: ['sqs:SendMessage'], resources: [names.queueArn] },
        { sid: 'UseQueue', actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [props.validationKeyArn] },
      ],
    });
    const schedules = SCHEDULES.map((row) => {
      const schedule = new scheduler.CfnSchedule(this, row.id, {
        name: nameOf(trail, row.nameSuffix),
        groupName: names.scheduleGroupName,
        description: `${row.description} (${trail.trailName})`,
        state: 'ENABLED',
        flexibleTimeWindow: { mode: 'OFF' },
        scheduleExpression: row.expression(props).expressionString,
        scheduleExpressionTimezone: row.expression(props).timeZone?.timezoneName,
        target: {
          arn: names.functionArn(row.target),
          roleArn: role.roleArn,
          input: JSON.stringify(row.input),
          deadLetterConfig: { arn: names.queueArn },
          retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 1800 },
        },
      });
      schedule.node.addDependency(group, role);
      return schedule;
    });
    this.hourly = schedules[0];
    this.startAfter(schedules.slice(1));
  }

  /** Makes the first run start when these are there. Once it has written, a rollback can't delete the buckets. */
  public startAfter(parts: readonly IConstruct[]): void {
    this.hourly.node.addDependency(...parts);
  }
}
