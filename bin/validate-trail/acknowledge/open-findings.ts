import {
  acknowledgementOf,
  acknowledgementsOf,
  findingName,
  type Acknowledgement,
  type Finding,
  type OpenItem,
} from '../../../lambda/core';
import { escapeText } from '../../../lambda/core/format/escape';
import type { Report } from '../../../lambda/records/report';
import { rejected } from '../../shared/failure';
import type { AcknowledgeOptions } from './options';

/** Findings by name. */
export type OpenFindings = ReadonlyMap<string, Finding>;

const CHAIN_END = /^chain-ended \d{12} [a-z0-9-]+ \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** What a report and the open items of its checkpoints hold open, each as it was seen. */
export function openFindings({ groups, acknowledged }: Report, items: readonly OpenItem[]): OpenFindings {
  const acknowledgements = acknowledgementsOf({ acknowledged });
  const stored = items.map(({ finding, firstSeen }): Finding => ({ ...finding, firstSeen }));
  const reported = groups.map(({ example }) => example);
  // Of two by one name the stored one says when it was first seen.
  const all = new Map([...reported, ...stored].map((finding) => [findingName(finding), finding]));
  return new Map([...all].filter(([, finding]) => finding.severity !== 'NOTICE' && !acknowledgements.cover(finding)));
}

/** What the options select of it. */
export function selectedFindings({ names, groups }: AcknowledgeOptions, open: OpenFindings): Acknowledgement[] {
  return [...names.map((name) => existing(name, open)), ...groups.flatMap((group) => allOf(group, open))];
}

function existing(name: string, open: OpenFindings): Acknowledgement {
  const finding = open.get(name);
  if (finding !== undefined) return acknowledgementOf(finding);
  if (CHAIN_END.test(name)) return { name };
  throw rejected({
    what: '--name',
    given: escapeText(name),
    allowed: 'the name of a finding that is open',
    todo: 'leave --name out: the command then shows what is open',
  });
}

function allOf(group: string, open: OpenFindings): Acknowledgement[] {
  const findings = [...open.values()].filter(
    ({ code, accountId = '*', region = '*' }) => group === `${code} ${accountId} ${region}`,
  );
  if (findings.length > 0) return findings.map(acknowledgementOf);
  throw rejected({
    what: '--all',
    given: escapeText(group),
    allowed: '"CODE ACCOUNT REGION" of findings that are open',
    todo: 'leave --all out: the command then shows what is open',
  });
}
