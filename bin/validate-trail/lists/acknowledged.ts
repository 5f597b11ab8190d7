import { FINDINGS } from '../../../lambda/core';
import { unescapeText } from '../../../lambda/core/format/escape';
import { rejected } from '../../shared/failure';
import { parseTime } from '../../shared/time';
import { readLines, type Line } from './lines';

/**
 * The names in `--acknowledged` files. A line is a line of the text report or a name, then who acknowledged it and why:
 * `chain-stale 111111111111 us-east-1 2026-01-01T00:00:00Z/2026-01-01T05:00:00Z # Jane Doe: account closed`.
 */
export async function readAcknowledged(files: readonly string[]): Promise<string[]> {
  return (await readLines(files)).map(acknowledgedName);
}

function acknowledgedName({ text, at }: Line): string {
  const [, finding, reason] = /^(.*\S)\s+#\s*(.*\S)\s*$/.exec(text) ?? [];
  if (finding === undefined || reason === undefined) {
    throw rejected({
      what: at,
      given: text,
      allowed: 'a finding, then # and who acknowledged it and why',
      todo: 'write a line as chain-stale 111111111111 us-east-1 2026-01-01T00:00:00Z/2026-01-01T05:00:00Z # Jane Doe: closed',
    });
  }
  const name = nameIn(finding);
  if (!Object.hasOwn(FINDINGS, name.split(' ')[0])) {
    throw rejected({
      what: at,
      given: text,
      allowed: 'a finding by its code',
      todo: 'write code, account, Region and object, as log-file-missing 111111111111 us-east-1 s3://BUCKET/KEY # Jane Doe: why',
    });
  }
  const range = / (\S+Z)\/(\S+Z)$/;
  return unescapeText(name.replace(range, (_, start, end) => ` ${exactTime(at, start)}/${exactTime(at, end)}`));
}

/** A line of the report ends with the code, and for an object with its account and Region too. */
function nameIn(text: string): string {
  const [, subject, label] = /^[^\t]+\t([^\t]+)\t.* \[([^\]]+)\]$/.exec(text) ?? [];
  return subject === undefined || label === undefined ? text : `${label} ${subject}`;
}

/** Names write times with milliseconds; the report does not. */
function exactTime(at: string, time: string): string {
  return new Date(parseTime(at, time)).toISOString();
}
