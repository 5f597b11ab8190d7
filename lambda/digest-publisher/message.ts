import type { Report } from '../digest-validator/scheduled/report';
import { escapeText } from '../digest-validator/escape';
import { nameOf, type FindingGroup } from '../digest-validator/scheduled/groups';
import type { Changes } from './changes';
import { iso, lineOf, runbookOf } from './words';

export interface Message {
  readonly subject: string;
  readonly body: string;
}

export interface Place {
  readonly bucket: string;
  readonly key: string;
}

const MOST_LINES = 20;
/** SNS takes subjects of fewer than 100 characters. */
const LONGEST_SUBJECT = 99;

/** What people are told when something is found or over; undefined where nothing has changed. */
export function messageOf(
  report: Pick<Report, 'trailArn' | 'time' | 'verdict'>,
  { opened, closed, open }: Changes,
  place: Place,
  runbookUrl: string | undefined,
): Message | undefined {
  if (opened.length + closed.length === 0) return undefined;
  const name = report.trailArn.slice(report.trailArn.lastIndexOf('/') + 1);
  const [worst] = opened;
  const lead = worst === undefined ? 'Closed' : worst.severity === 'INVALID' ? 'TAMPERING' : 'Unproven';
  const lines = [
    `The validation of the trail ${name} at ${iso(report.time)} gives ${report.verdict}.`,
    ...section('New', opened.map(lineOf)),
    ...section('No longer found', closed.map(lineOf)),
    ...section('Still open', open.filter((group) => !opened.includes(group)).map(lineOf)),
    '',
    `Report: s3://${place.bucket}/${place.key}`,
    ...(worst === undefined ? [] : whatToDo(report.trailArn, worst, place, runbookUrl)),
  ];
  return { subject: `${lead}: log files of ${name}`.slice(0, LONGEST_SUBJECT), body: lines.join('\n') };
}

function section(heading: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const rest = lines.length - MOST_LINES;
  return ['', `${heading}:`, ...lines.slice(0, MOST_LINES), ...(rest > 0 ? [`and ${rest} more, in the report`] : [])];
}

function whatToDo(trailArn: string, worst: FindingGroup, { bucket }: Place, runbookUrl: string | undefined): string[] {
  const runbook = runbookOf(runbookUrl, worst);
  return [
    ...(runbook === undefined ? [] : [`What to do: ${runbook}`]),
    'Once a person has looked into it:',
    `validate-trail acknowledge --trail-arn ${trailArn} --evidence-bucket ${bucket} ${choiceOf(worst)} --who NAME --why REASON`,
  ];
}

/** What names the one finding of a group, or all of them. */
function choiceOf(group: FindingGroup): string {
  const { code, accountId = '*', region = '*', count } = group;
  if (count > 1) return `--all '${code} ${accountId} ${region}'`;
  return `--name '${escapeText(nameOf(group)).replaceAll("'", '\\u0027')}'`;
}
