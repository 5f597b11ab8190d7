import { findingName, FINDINGS, type Finding, type Severity } from '../../../lambda/core';
import { escapeText } from '../../../lambda/core/format/escape';
import type { Acknowledgement } from '../lists/acknowledged';
import { messageOf } from './message';

const STATES: Record<Severity, string> = { INVALID: 'INVALID', INCOMPLETE: 'UNVERIFIED', NOTICE: 'NOTICE' };

/** The line of a valid file, as the AWS CLI prints it. */
export function validLine(kind: 'Digest file' | 'Log file', bucket: string, key: string, isBackfill: boolean): string {
  return `${isBackfill && kind === 'Digest file' ? '(backfill) ' : ''}${kind}\t${place(bucket, key)}\tvalid`;
}

/** The line of a finding: the AWS CLI's own for what it calls INVALID, and for the rest one that ends with the code. */
export function findingLine(finding: Finding, acknowledged?: Pick<Acknowledgement, 'by' | 'why'>): string {
  const words = finding.severity === 'INVALID' ? awsCliWords(finding) : undefined;
  const person = acknowledged && `; acknowledged by ${acknowledged.by}: ${acknowledged.why}`;
  const reason = words ?? `${escapeText(`${messageBeside(finding)}${person ?? ''}`)} ${label(finding)}`;
  return `${kindOf(finding)}\t${subjectOf(finding)}\t${stateOf(finding)}: ${reason}`;
}

/** What the AWS CLI says of a file that it calls INVALID, word for word. */
function awsCliWords({ code, region = '', detail = {} }: Finding): string | undefined {
  const { awsCli } = FINDINGS[code];
  return typeof awsCli === 'function' ? escapeText(awsCli(region, detail)) : awsCli;
}

/** One line for findings like those before it. */
export function foldedLine(first: Finding, last: Finding, count: number): string {
  const range = `${subjectOf(first)} … ${subjectOf(last)}`;
  return `${kindOf(first)}\t${range}\t${stateOf(first)}: ${count} more in a row ${label(first)}`;
}

/** Without an object, the time is the subject. */
function messageBeside(finding: Finding): string {
  return messageOf(finding.key === undefined ? { ...finding, range: undefined } : finding);
}

/** With the subject it is the name by which the finding is acknowledged. */
function label({ code, key, accountId, region }: Finding): string {
  return key === undefined ? `[${code}]` : `[${[code, accountId ?? '*', region ?? '*'].join(' ')}]`;
}

function stateOf({ severity, acknowledged }: Finding): string {
  return acknowledged ? 'ACKNOWLEDGED' : STATES[severity];
}

function kindOf({ code, key }: Finding): string {
  const { about } = FINDINGS[code];
  if (key === undefined) return about === 'log-file' ? 'Log files' : 'Chain';
  if (about === 'run') return 'Folder';
  if (about === 'log-file') return 'Log file';
  const isOfDigest = about === 'digest' || about === 'missing-digest';
  if (!isOfDigest && !key.includes('/CloudTrail-Digest/')) return 'Object';
  return `${key.endsWith('_backfill.json.gz') ? '(backfill) ' : ''}Digest file`;
}

function subjectOf(finding: Finding): string {
  if (finding.key !== undefined) return place(finding.bucket, finding.key);
  return escapeText(findingName(finding).slice(finding.code.length + 1)).replaceAll('.000Z', 'Z');
}

function place(bucket: string | undefined, key: string): string {
  return escapeText(`s3://${bucket}/${key}`);
}
