// What the messages of EventBridge rules say to people.
import type { TrailIdentity } from '../../identity/trail-identity';
import type { AlarmSeverity } from '../../shared/alarm-severity';
import type { AlertGroup } from '../../shared/contract';
import { whatToDo } from '../../shared/runbook';

/** Lines of text in which "<name>" is replaced by what the path of that name finds in the event. */
export interface AlertText {
  readonly lines: readonly string[];
  readonly paths: Readonly<Record<string, string>>;
}

/** Where an event came from and when, in every message. */
const PLACE: AlertText = {
  lines: ['Where: account <account>, Region <region>', 'When: <time>'],
  paths: { account: '$.account', region: '$.region', time: '$.time' },
};

/**
 * What a message says of a call that CloudTrail recorded.
 *
 * Nothing that the caller words freely, such as the user agent or an error message: a quote in it could spoil the text.
 */
export const CALL_TEXT: AlertText = {
  lines: [
    'What: <eventName> of <eventSource>',
    'Error code (empty if the call succeeded): <errorCode>',
    'Who: <userType> <userArn> <invokedBy>',
    'From: <sourceIp>',
    'Event id: <eventId>',
  ],
  paths: {
    eventName: '$.detail.eventName',
    eventSource: '$.detail.eventSource',
    errorCode: '$.detail.errorCode',
    userArn: '$.detail.userIdentity.arn',
    userType: '$.detail.userIdentity.type',
    invokedBy: '$.detail.userIdentity.invokedBy',
    sourceIp: '$.detail.sourceIPAddress',
    eventId: '$.detail.eventID',
  },
};

/** What a message says of a run of an Automation document. */
export const RUN_TEXT: AlertText = {
  lines: ['How it ended: <status>', 'Execution: <execution>'],
  paths: { status: '$.detail.Status', execution: '$.detail.ExecutionId' },
};

/** What the function that groups alerts is given of a call. */
const GROUPED_PATHS: AlertText['paths'] = {
  ...CALL_TEXT.paths,
  ...PLACE.paths,
  session: '$.detail.userIdentity.accessKeyId',
};

export interface AlertMessageProps {
  readonly severity: AlarmSeverity;
  readonly section: string;
  readonly description: string;
  readonly text: AlertText;
}

/**
 * A message for people, one line of text in quotes after the other, as EventBridge wants text that is not JSON.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 */
export function alertMessage({ severity, section, description, text }: AlertMessageProps, trail: TrailIdentity) {
  const lines = [
    `[${severity}] ${section}: ${description}`,
    `Trail: ${trail.trailName}`,
    ...text.lines,
    ...PLACE.lines,
    whatToDo(trail, section),
  ];
  return {
    inputPathsMap: { ...text.paths, ...PLACE.paths },
    inputTemplate: lines.map((line) => `"${line}"`).join('\n'),
  };
}

/**
 * A message for the function that groups alerts. Each value stands in quotes, so that one that is absent is an empty text.
 */
export function groupedMessage(
  kind: AlertGroup,
  { severity, section: alert, description }: Omit<AlertMessageProps, 'text'>,
) {
  const call = Object.fromEntries(Object.keys(GROUPED_PATHS).map((name) => [name, `<${name}>`]));
  return {
    inputPathsMap: GROUPED_PATHS,
    inputTemplate: JSON.stringify({ kind, alert, severity, description, call }),
  };
}
