import { FINDINGS } from '../../core';
import { escapeText } from '../../core/format/escape';
import { exampleName, type FindingGroup } from '../../records/finding-groups';
import type { ReportLocation } from '../../records/report';
import { isShownWhole } from '../../core/format/excerpt';
import { iso, runbookOf } from './wording';

/** How to investigate a group, and the command that acknowledges it. */
export function whatToDo(
  trailArn: string,
  group: FindingGroup,
  { bucket }: ReportLocation,
  runbookUrl: string | undefined,
): string[] {
  const [when, choice] = acknowledgementOf(group);
  return [
    ...howTo(group, runbookUrl),
    when,
    `validate-trail acknowledge --trail-arn ${trailArn} --evidence-bucket ${bucket} ${choice} --who NAME --why REASON`,
  ];
}

/** Where the runbook says how to investigate a group. */
export function howTo(group: FindingGroup, runbookUrl: string | undefined): string[] {
  const runbook = runbookOf(runbookUrl, group);
  return runbook === undefined ? [] : [`What to do: ${runbook}`];
}

/** When a group may be acknowledged, and what names the one finding of it, all of them, or the chain that has ended. */
function acknowledgementOf(group: FindingGroup): readonly [when: string, choice: string] {
  const { code, accountId = '*', region = '*', range, count } = group;
  if (FINDINGS[code].acknowledgedBy === 'chain-end' && range !== undefined) {
    return [
      'Only if the account was closed, or the Region disabled, on purpose, acknowledge it by:',
      `--name 'chain-ended ${accountId} ${region} ${iso(range.start)}'`,
    ];
  }
  const name = exampleName(group);
  const isOne = count === 1 && isShownWhole(name);
  const choice = isOne
    ? `--name '${escapeText(name).replaceAll("'", '\\u0027')}'`
    : `--all '${code} ${accountId} ${region}'`;
  return ['After a person has investigated it, acknowledge it by:', choice];
}
