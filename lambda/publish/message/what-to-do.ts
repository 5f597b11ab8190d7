import { FINDINGS } from '../../core';
import { escapeText } from '../../core/format/escape';
import { nameOf, type FindingGroup } from '../../records/finding-groups';
import { isShownWhole } from './limits';
import type { Place } from './compose';
import { iso, runbookOf } from './wording';

/** How to look into a group, and the command that accepts it. */
export function whatToDo(
  trailArn: string,
  group: FindingGroup,
  { bucket }: Place,
  runbookUrl: string | undefined,
): string[] {
  const runbook = runbookOf(runbookUrl, group);
  const [when, choice] = acceptanceOf(group);
  return [
    ...(runbook === undefined ? [] : [`What to do: ${runbook}`]),
    when,
    `validate-trail acknowledge --trail-arn ${trailArn} --evidence-bucket ${bucket} ${choice} --who NAME --why REASON`,
  ];
}

/** When a group may be accepted, and what names the one finding of it, all of them, or the chain that has ended. */
function acceptanceOf(group: FindingGroup): readonly [when: string, choice: string] {
  const { code, accountId = '*', region = '*', range, count } = group;
  if (FINDINGS[code].acknowledgedBy === 'chain-end' && range !== undefined) {
    return [
      'Only if the account was closed, or the Region switched off, on purpose:',
      `--name 'chain-ended ${accountId} ${region} ${iso(range.start)}'`,
    ];
  }
  const name = nameOf(group);
  const isOne = count === 1 && isShownWhole(name);
  const choice = isOne
    ? `--name '${escapeText(name).replaceAll("'", '\\u0027')}'`
    : `--all '${code} ${accountId} ${region}'`;
  return ['Once a person has looked into it:', choice];
}
