import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { IAlarmTopic } from '../detection/i-alarm-topic';
import { whatToDo } from '../shared/runbook';
import { VALIDATION_ALARMS, type ValidationAlarmContext, type ValidationAlarmRow } from './alarm-table';

export interface ValidationAlarmsProps {
  readonly context: ValidationAlarmContext;
  readonly alarmTopic: IAlarmTopic;
}

/** Everything about digest validation that a person must know. */
export class ValidationAlarms extends Construct {
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, { context, alarmTopic }: ValidationAlarmsProps) {
    super(scope, id);
    this.alarms = VALIDATION_ALARMS.map((row) => this.createAlarm(row, context));
    for (const alarm of this.alarms) alarmTopic.notify(alarm);
  }

  private createAlarm(row: ValidationAlarmRow, context: ValidationAlarmContext): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, row.name, {
      alarmName: context.names.alarmName(row.name),
      alarmDescription: `[${row.severity}] ${row.description} ${whatToDo(context.trail, row.section ?? row.name)}`,
      metric: row.metric(context),
      threshold: row.threshold(context),
      comparisonOperator: row.below
        ? cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD
        : cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: row.periods?.(context) ?? 1,
      treatMissingData: MISSING_DATA[row.missingData ?? 'notBreaching'],
    });
  }
}

const MISSING_DATA = {
  notBreaching: cloudwatch.TreatMissingData.NOT_BREACHING,
  ignore: cloudwatch.TreatMissingData.IGNORE,
  breaching: cloudwatch.TreatMissingData.BREACHING,
};
