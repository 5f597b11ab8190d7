import type { AlertGroup } from '../../lib/shared/contract';
import { escapeText } from '../core/format/escape';
import { subjectOf, type About, type Message } from '../notice';
import { SEVERITIES, type Call } from './call';
import type { Group, Sort } from './groups';

/** So many sorts of calls are shown, and so much of each value: a message stays far below the 256 KB that SNS takes. */
const MOST_SORTS = 20;
const LONGEST_VALUE = 300;
/** What people read about a group, in the form of the messages on single calls. */
export function messageOf(group: Group, about: About): Message {
  const { count, sorts, first, last, severity } = group;
  const [{ example }] = sorts;
  const alerts = alertsOf(sorts);
  const title = example.kind === 'refused' && alerts.length === 1 ? example.description : TITLES[example.kind];
  const shown = sorts.slice(0, MOST_SORTS);
  const others = sorts.slice(MOST_SORTS);
  return message(`[${severity}] ${alerts[0].alert}: ${callsOf(count, example)}`, [
    `[${severity}] ${alerts.map(({ alert }) => alert).join(', ')} (${KINDS[example.kind]}): ${title}`,
    `Trail: ${about.trailName}`,
    `How many: ${callsOf(count, example)}`,
    ...shown.map((sort) => lineOf(sort, alerts.length > 1)),
    ...(others.length > 0 ? [`and ${others.length} other sorts, of ${sum(others)} calls`] : []),
    `Event id of one of them: ${text(example.eventId)}`,
    `Where: account ${text(example.account)}, Region ${text(example.region)}`,
    `When: ${text(first)}${first === last ? '' : ` to ${text(last)}`}`,
    ...alerts.map(({ alert }) => `What to do: ${about.runbookUrl}#${alert.toLowerCase()}`),
  ]);
}

/** What people are sent about messages that are none of a rule: what those reported is not known. */
export function unreadableMessage(count: number, { trailName, runbookUrl }: About): Message {
  const title = `[CRITICAL] AlertsUndelivered: ${count} ${count === 1 ? 'message' : 'messages'} on refused calls or deployments can't be read`;
  return message(title, [
    title,
    `Trail: ${trailName}`,
    'What they reported is not known: look for calls against the trail in CloudTrail itself.',
    `What to do: ${runbookUrl}#alertsundelivered`,
  ]);
}

const TITLES: Readonly<Record<AlertGroup, string>> = {
  refused: 'Somebody tried what would have weakened the trail.',
  deployed: 'CloudFormation changed what the trail is watched with.',
};

const KINDS: Readonly<Record<AlertGroup, string>> = { refused: 'refused or failed', deployed: 'by a deployment' };

const callsOf = (count: number, { kind }: Call): string => `${count} ${count === 1 ? 'call' : 'calls'} ${KINDS[kind]}`;

function lineOf({ example, count, addresses }: Sort, hasAlert: boolean): string {
  const { alert, eventName, eventSource, errorCode, userType, userArn, invokedBy, sourceIp } = example;
  const who = [userType, userArn, invokedBy].filter((value) => value !== '').map(text);
  const parts = [
    `What: ${count > 1 ? `${count} times ` : ''}${text(eventName)} of ${text(eventSource)}`,
    ...(hasAlert ? [`alert ${alert}`] : []),
    ...(errorCode === '' ? [] : [`error code ${text(errorCode)}`]),
    `by ${who.join(' ')}`,
    `from ${text(sourceIp)}${addresses > 1 ? ` and ${addresses - 1} other ${addresses > 2 ? 'addresses' : 'address'}` : ''}`,
  ];
  return parts.join(', ');
}

/** The alerts of a group, the worst first. */
function alertsOf(sorts: readonly Sort[]): Call[] {
  const alerts = new Map(sorts.map(({ example }) => [example.alert, example]));
  const rank = ({ severity }: Call) => SEVERITIES.indexOf(severity);
  return [...alerts.values()].sort((one, other) => rank(one) - rank(other));
}

const sum = (sorts: readonly Sort[]): number => sorts.reduce((total, { count }) => total + count, 0);

function message(subject: string, lines: readonly string[]): Message {
  return { subject: subjectOf(subject), body: lines.map(escapeText).join('\n') };
}

/** A value of an event, not too long. What is cut may have been cut within a character, which is then shown as a code. */
function text(value: string): string {
  return value.length > LONGEST_VALUE ? `${value.slice(0, LONGEST_VALUE)}…` : value;
}
