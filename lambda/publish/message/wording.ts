import { describeFinding } from '../../core';
import { escapeText } from '../../core/format/escape';
import { exampleName, type FindingGroup } from '../../records/finding-groups';
import type { Growth } from '../changes/growth';
import { shown } from '../../core/format/excerpt';

/** One line on a group, safe to mail: text from the bucket is escaped. A verified call that it names stands at its end. */
export function lineOf(group: FindingGroup): string {
  const { severity, accountId = 'any account', region = 'any Region', count, example, range, chains } = group;
  const where = chains === undefined ? `account ${accountId}, ${region}` : `${chains} accounts and Regions`;
  const parts = [`${severity}: ${describeFinding(example)}`, where];
  if (range !== undefined) parts.push(`${iso(range.start)} to ${iso(range.end)}`);
  const subject = subjectOf(group);
  const call = example.detail?.eventName === undefined ? '' : `; ${callOf(group)}`;
  return `${escapeText(parts.join('; '))}; ${count > 1 ? `${count} of them, such as ${subject}` : subject}${call}`;
}

/** One line on a group that has grown, with the names of some that are new. */
export function growthLine({ group, added, newest }: Growth): string {
  const names = newest.map((example) => subjectOf({ example }));
  return `${lineOf(group)}; ${added} new: ${names.join(', ')}${added > names.length ? ', …' : ''}`;
}

/** One line on a chain that has ended, with the call and its caller. */
export function endLine(group: FindingGroup): string {
  const { accountId = '', region = '' } = group;
  const chain = `account ${escapeText(accountId)}, ${escapeText(region)}`;
  return `${describeFinding(group.example)}; ${chain}; ${callOf(group)}`;
}

/** The verified call that a finding names, with its caller. */
function callOf({ example: { detail = {} } }: Pick<FindingGroup, 'example'>): string {
  const { eventName = '', eventTime = 0, who = '' } = detail;
  return `${shown(String(eventName))} at ${iso(Number(eventTime))} by ${shown(String(who))}`;
}

/** The object, or else the name. */
function subjectOf(group: Pick<FindingGroup, 'example'>): string {
  const { bucket, key } = group.example;
  return shown(key === undefined ? exampleName(group) : `s3://${bucket}/${key}`);
}

/** The section of the runbook that says what to do about a code. */
export function runbookOf(runbookUrl: string | undefined, { code }: Pick<FindingGroup, 'code'>): string | undefined {
  return runbookUrl === undefined ? undefined : `${runbookUrl}#${code}`;
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}
