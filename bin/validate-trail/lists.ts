import { FINDINGS, type ExpectedChain } from '../../lambda/core';
import { RULES } from '../../lib/shared/rules';
import { readTextFile } from './clients';
import { unescapeText } from './escape';
import { CannotRun } from './failure';
import { parseTime } from './times';

/**
 * The chains of `--expect` files. A line names accounts and Regions, each list with commas, and optionally the time
 * from which and until which their digests are due: `111111111111 us-east-1,eu-west-1 since=2026-01-01`.
 */
export async function readExpected(files: readonly string[]): Promise<ExpectedChain[]> {
  return (await readLines(files)).flatMap(expectedChains);
}

/**
 * The names in `--accept` files. A line is a line of the text report or a name, and then who accepted it and why:
 * `chain-stale 111111111111 us-east-1 2026-01-01T00:00:00Z/2026-01-01T05:00:00Z # Jane Doe: account closed`.
 */
export async function readAccepted(files: readonly string[]): Promise<string[]> {
  return (await readLines(files)).map(acceptedName);
}

interface Line {
  readonly text: string;
  /** The file and the number of the line, for failures. */
  readonly at: string;
}

function expectedChains({ text, at }: Line): ExpectedChain[] {
  const [accounts = '', regions = '', ...times] = text
    .replace(/\s#.*$/, '')
    .trim()
    .split(/\s+/);
  const time = (name: string) => {
    const given = times.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
    return given === undefined ? {} : { [name]: parseTime(`${at}: ${name}`, given) };
  };
  const isWell =
    accounts.split(',').every((account) => RULES.accountId.pattern.test(account)) &&
    regions.split(',').every((region) => RULES.region.pattern.test(region)) &&
    times.every((word) => /^(since|until)=/.test(word));
  if (!isWell) {
    throw new CannotRun(
      `${at}: got ${JSON.stringify(text)}, expected accounts and Regions`,
      'write a line as 111111111111,222222222222 us-east-1,eu-west-1 since=2026-01-01T00:00:00Z',
    );
  }
  return accounts
    .split(',')
    .flatMap((accountId) =>
      regions.split(',').map((region) => ({ accountId, region, ...time('since'), ...time('until') })),
    );
}

function acceptedName({ text, at }: Line): string {
  const [, name, reason] = /^(.*\S)\s+#\s*(.*\S)\s*$/.exec(text) ?? [];
  if (name === undefined || reason === undefined) {
    throw new CannotRun(
      `${at}: got ${JSON.stringify(text)}, expected a finding, then # and who accepted it why`,
      'write a line as chain-stale 111111111111 us-east-1 2026-01-01T00:00:00Z/2026-01-01T05:00:00Z # Jane Doe: closed',
    );
  }
  const accepted = nameIn(name);
  if (!Object.hasOwn(FINDINGS, accepted.split(' ')[0])) {
    throw new CannotRun(
      `${at}: got ${JSON.stringify(text)}, which does not name a finding by its code`,
      'write code, account, Region and object, as log-file-missing 111111111111 us-east-1 s3://BUCKET/KEY # Jane Doe: why',
    );
  }
  const range = / (\S+Z)\/(\S+Z)$/;
  return unescapeText(accepted.replace(range, (_, start, end) => ` ${exact(at, start)}/${exact(at, end)}`));
}

/** A line of the report ends with the code, and for an object with its account and Region too. */
function nameIn(text: string): string {
  const [, subject, label] = /^[^\t]+\t([^\t]+)\t.* \[([^\]]+)\]$/.exec(text) ?? [];
  return subject === undefined || label === undefined ? text : `${label} ${subject}`;
}

function exact(at: string, time: string): string {
  return new Date(parseTime(at, time)).toISOString();
}

async function readLines(files: readonly string[]): Promise<Line[]> {
  const all = await Promise.all(files.map(readTextFile));
  return all.flatMap((text, index) =>
    text
      .split(/\r?\n/)
      .map((line, number) => ({ text: line.trim(), at: `${files[index]}, line ${number + 1}` }))
      .filter((line) => line.text !== '' && !line.text.startsWith('#')),
  );
}
