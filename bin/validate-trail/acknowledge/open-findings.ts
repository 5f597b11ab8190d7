import { findingName, type Finding } from '../../../lambda/core';
import { escapeText } from '../../../lambda/core/format/escape';
import type { Report } from '../../../lambda/records/report';
import { rejected } from '../../shared/failure';
import type { AcknowledgeOptions } from './options';

/** Findings by name. */
export type OpenFindings = ReadonlyMap<string, Finding>;

const CHAIN_END = /^chain-ended \d{12} [a-z0-9-]+ \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** What a report holds open. */
export function openFindings({ heads, groups }: Report): OpenFindings {
  const stored = heads.flatMap(({ checkpoint }) => checkpoint.openItems.map(({ finding }) => finding));
  const reported = groups.map(({ example }) => example);
  const open = [...stored, ...reported].filter(({ severity }) => severity !== 'NOTICE');
  return new Map(open.map((finding) => [findingName(finding), finding]));
}

/** The names of what the options select of it. */
export function selectedNames({ names, groups }: AcknowledgeOptions, open: OpenFindings): string[] {
  return [...names.map((name) => existing(name, open)), ...groups.flatMap((group) => allOf(group, open))];
}

function existing(name: string, open: OpenFindings): string {
  if (open.has(name) || CHAIN_END.test(name)) return name;
  throw rejected({
    what: '--name',
    given: escapeText(name),
    allowed: 'the name of a finding that is open',
    todo: 'leave --name out: the command then shows what is open',
  });
}

function allOf(group: string, open: OpenFindings): string[] {
  const names = [...open.entries()].flatMap(([name, { code, accountId = '*', region = '*' }]) =>
    group === `${code} ${accountId} ${region}` ? [name] : [],
  );
  if (names.length > 0) return names;
  throw rejected({
    what: '--all',
    given: escapeText(group),
    allowed: '"CODE ACCOUNT REGION" of findings that are open',
    todo: 'leave --all out: the command then shows what is open',
  });
}
