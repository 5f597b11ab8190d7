import type { ExpectedChain } from '../../../lambda/core';
import { RULES } from '../../../lib/shared/rules';
import { rejected } from '../../shared/failure';
import { parseTime } from '../../shared/time';
import { readLines, type Line } from './lines';

/**
 * The chains of `--expect` files. A line names accounts and Regions, each list with commas, and optionally the time
 * from which and until which their digests are due: `111111111111 us-east-1,eu-west-1 since=2026-01-01`.
 */
export async function readExpected(files: readonly string[]): Promise<ExpectedChain[]> {
  return (await readLines(files)).flatMap(chainsOf);
}

function chainsOf(line: Line): ExpectedChain[] {
  const [accounts = '', regions = '', ...times] = withoutComment(line.text).split(/\s+/);
  const isWellFormed =
    accounts.split(',').every((account) => RULES.accountId.pattern.test(account)) &&
    regions.split(',').every((region) => RULES.region.pattern.test(region)) &&
    times.every((word) => /^(since|until)=/.test(word));
  if (!isWellFormed) {
    throw rejected({
      what: line.at,
      given: line.text,
      allowed: 'accounts and Regions',
      todo: 'write a line as 111111111111,222222222222 us-east-1,eu-west-1 since=2026-01-01T00:00:00Z',
    });
  }
  const limits = { ...timeOf('since', times, line), ...timeOf('until', times, line) };
  return accounts
    .split(',')
    .flatMap((accountId) => regions.split(',').map((region) => ({ accountId, region, ...limits })));
}

function withoutComment(text: string): string {
  return text.replace(/\s#.*$/, '').trim();
}

function timeOf(name: 'since' | 'until', words: readonly string[], { at }: Line): Partial<ExpectedChain> {
  const given = words.find((word) => word.startsWith(`${name}=`))?.slice(name.length + 1);
  return given === undefined ? {} : { [name]: parseTime(`${at}: ${name}`, given) };
}
