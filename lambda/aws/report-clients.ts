import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { LogGroup } from './log-group';
import { ReportTable } from './report-table';
import { sendMessage } from './sns';

/** Everything of AWS that the reporter of alarms uses. */
export interface ReportAws {
  readonly logGroup: LogGroup;
  readonly table: ReportTable;
  sendMessage(topicArn: string, subject: string, body: string): Promise<void>;
}

/** CloudWatch Logs takes a few searches a second from an account and Region: others search too. */
const SEARCH_ATTEMPTS = 8;

export function openReportAws(region: string, logGroup: string, table: string): ReportAws {
  const options = { region };
  const topics = new SNSClient(options);
  return {
    logGroup: new LogGroup(new CloudWatchLogsClient({ ...options, maxAttempts: SEARCH_ATTEMPTS }), logGroup),
    table: new ReportTable(new DynamoDBClient(options), table),
    sendMessage: (topicArn, subject, body) => sendMessage(topics, topicArn, subject, body),
  };
}
