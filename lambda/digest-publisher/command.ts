import { escapeText } from '../digest-validator/escape';
import { nameOf, type FindingGroup } from '../digest-validator/scheduled/groups';
import { isShownWhole } from './limits';
import type { Place } from './message';
import { runbookOf } from './words';

/** How to look into a group, and the command that accepts it. */
export function whatToDo(
  trailArn: string,
  group: FindingGroup,
  { bucket }: Place,
  runbookUrl: string | undefined,
): string[] {
  const runbook = runbookOf(runbookUrl, group);
  return [
    ...(runbook === undefined ? [] : [`What to do: ${runbook}`]),
    'Once a person has looked into it:',
    `validate-trail acknowledge --trail-arn ${trailArn} --evidence-bucket ${bucket} ${choiceOf(group)} --who NAME --why REASON`,
  ];
}

/** What names the one finding of a group, or all of them. */
function choiceOf(group: FindingGroup): string {
  const { code, accountId = '*', region = '*', count } = group;
  const name = nameOf(group);
  if (count > 1 || !isShownWhole(name)) return `--all '${code} ${accountId} ${region}'`;
  return `--name '${escapeText(name).replaceAll("'", '\\u0027')}'`;
}
