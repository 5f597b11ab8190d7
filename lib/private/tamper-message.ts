import { runbookUrl } from './runbook';
import type { TamperRow } from './tamper-table';

/**
 * What the message takes from the event, by the names in its text.
 *
 * Nothing that the caller words freely, such as the user agent or an error message: a quote in it could spoil the text.
 */
const FIELDS = {
  eventName: '$.detail.eventName',
  eventSource: '$.detail.eventSource',
  errorCode: '$.detail.errorCode',
  userArn: '$.detail.userIdentity.arn',
  userType: '$.detail.userIdentity.type',
  invokedBy: '$.detail.userIdentity.invokedBy',
  account: '$.account',
  region: '$.region',
  sourceIp: '$.detail.sourceIPAddress',
  eventTime: '$.detail.eventTime',
  eventId: '$.detail.eventID',
};

/**
 * A message for people, one line of text in quotes after the other, as EventBridge wants text that is not JSON.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function tamperMessage({ name, severity, meaning }: TamperRow, trailName: string) {
  const lines = [
    `[${severity}] ${name}: ${meaning}`,
    `Trail: ${trailName}`,
    'What: <eventName> of <eventSource>',
    'Refused with (empty where the call went through): <errorCode>',
    'Who: <userType> <userArn> <invokedBy>',
    'Where: account <account>, Region <region>',
    'When: <eventTime>',
    'From: <sourceIp>',
    'Event id: <eventId>',
    `What to do: ${runbookUrl(name)}`,
  ];
  return { inputPathsMap: FIELDS, inputTemplate: lines.map((line) => `"${line}"`).join('\n') };
}
