// What sends an alarm as it is when no report of it followed. It needs neither the code nor the permissions, the key, the
// log or the queue of the reporter: whatever fails on the way to the answer ends in the message.
import { REPORT_TABLE, TABLE } from '../../shared/contract';

export interface FallbackMachineProps {
  readonly partition: string;
  readonly tableName: string;
  readonly topicArn: string;
  readonly trailName: string;
  /** How long to wait for a report. */
  readonly waitSeconds: number;
}

const HANDLED_AT = `$.report.Item.${REPORT_TABLE.handledAt}.S`;

/** In the Amazon States Language; its input is the event of an alarm that has come on. */
export function fallbackMachine(props: FallbackMachineProps): object {
  const { partition, tableName, topicArn, trailName, waitSeconds } = props;
  return {
    Comment: 'Sends an alarm as it is when it was not reported in time',
    StartAt: 'WaitForReport',
    States: {
      WaitForReport: { Type: 'Wait', Seconds: waitSeconds, Next: 'LookForReport' },
      LookForReport: {
        Type: 'Task',
        Resource: `arn:${partition}:states:::dynamodb:getItem`,
        Parameters: {
          TableName: tableName,
          ConsistentRead: true,
          Key: { [TABLE.partitionKey]: { S: REPORT_TABLE.alarm }, [TABLE.sortKey]: { 'S.$': '$.detail.alarmName' } },
        },
        ResultPath: '$.report',
        TimeoutSeconds: 60,
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 5, MaxAttempts: 2, BackoffRate: 2 }],
        Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'SendAlarm' }],
        Next: 'IsReported',
      },
      IsReported: {
        Type: 'Choice',
        Choices: [
          {
            And: [
              { Variable: HANDLED_AT, IsPresent: true },
              { Variable: HANDLED_AT, IsTimestamp: true },
              { Variable: HANDLED_AT, TimestampGreaterThanEqualsPath: '$.time' },
            ],
            Next: 'Reported',
          },
        ],
        Default: 'SendAlarm',
      },
      Reported: { Type: 'Succeed' },
      SendAlarm: {
        Type: 'Task',
        Resource: `arn:${partition}:states:::sns:publish`,
        Parameters: {
          TopicArn: topicArn,
          Subject: `Alarm without report, ${trailName}`.slice(0, 99),
          'Message.$': `States.Format('The alarm {} is on and was not reported within ${waitSeconds / 60} minutes. Look into it yourself and into why the reporter did not. The alarm: {}', $.detail.alarmName, States.JsonToString($.detail))`,
        },
        ResultPath: null,
        TimeoutSeconds: 60,
        Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 10, MaxAttempts: 6, BackoffRate: 2 }],
        End: true,
      },
    },
  };
}
