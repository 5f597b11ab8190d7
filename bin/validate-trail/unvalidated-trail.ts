import type { Trail, UnvalidatedTrail } from '../../lambda/core';
import { contradictionIn, declaredTrail, type Contradiction } from '../../lambda/core/format/declared-trail';
import { RULES, type Rule } from '../../lib/shared/rules';
import { rejected } from '../shared/failure';
import { parseTime } from '../shared/time';
import { parseTrailArn } from './trail-arn';

const WHAT = '--unvalidated-trail';
const FORM = 'ARN [accounts=LIST] [regions=LIST] [since=TIME] [until=TIME]';
const NAMES = ['accounts', 'regions', 'since', 'until'] as const;
type Name = (typeof NAMES)[number];

/**
 * A trail that `--unvalidated-trail` declares: its ARN, then the accounts and Regions whose log files it writes (with commas, or
 * `all`), and since when and until when. What is left out is the account and the Region of the ARN, and all time.
 */
export function readUnvalidatedTrail(text: string): UnvalidatedTrail {
  const [arn = '', ...words] = text.trim().split(/\s+/);
  const given = new Map(words.map((word) => parameterIn(word, text)));
  if (given.size < words.length) throw rejectedForm(text);
  const { arn: trailArn } = parseTrailArn(arn, WHAT);
  const [since, until] = [timeOf('since', given), timeOf('until', given)];
  if (since !== undefined && until !== undefined && since >= until) {
    const todo = 'swap them, or leave one out';
    throw rejected({ what: `${WHAT}: until`, given: given.get('until'), allowed: 'a time after since', todo });
  }
  return declaredTrail({
    trailArn,
    accountIds: listOf('accounts', given, RULES.accountId),
    regions: listOf('regions', given, RULES.region),
    since,
    until,
  });
}

/** Rejects a declared trail that can have written none of the log files. */
export function assertWritesThere(unvalidatedTrails: readonly UnvalidatedTrail[], trail: Trail): void {
  for (const declared of unvalidatedTrails) {
    const contradiction = contradictionIn(declared, trail);
    if (contradiction !== undefined) {
      throw rejected({ what: WHAT, given: declared.arn, ...CONTRADICTIONS[contradiction] });
    }
  }
}

const CONTRADICTIONS: Record<Contradiction, { readonly allowed: string; readonly todo: string }> = {
  'same-trail': {
    allowed: 'another trail than --trail-arn',
    todo: 'leave it out: the log files of this trail have digests',
  },
  'other-partition': { allowed: 'a trail of the same partition', todo: 'leave it out: it writes to no such bucket' },
  'other-organization': {
    allowed: 'a trail of the management account, which owns all trails of the organization',
    todo: 'leave it out: a trail of one account writes to other folders than those of an organization',
  },
  'other-accounts': {
    allowed: 'accounts=ID of its own account alone',
    todo: 'leave accounts out: a trail of one account writes the log files of that account',
  },
};

function parameterIn(word: string, text: string): [Name, string] {
  const [, name, value] = /^(\w+)=(.+)$/.exec(word) ?? [];
  const known = NAMES.find((other) => other === name);
  if (known === undefined || value === undefined) throw rejectedForm(text);
  return [known, value];
}

function listOf(
  name: Name,
  given: ReadonlyMap<Name, string>,
  { pattern, allowed, todo }: Rule,
): readonly string[] | undefined {
  const items = given.get(name)?.split(',');
  const wrong = items?.find((item) => item !== 'all' && !pattern.test(item));
  if (wrong === undefined) return items;
  throw rejected({ what: `${WHAT}: ${name}`, given: wrong, allowed: `${allowed}, or "all"`, todo });
}

function timeOf(name: 'since' | 'until', given: ReadonlyMap<Name, string>): number | undefined {
  const text = given.get(name);
  return text === undefined ? undefined : parseTime(`${WHAT}: ${name}`, text);
}

function rejectedForm(given: string) {
  const todo = `write it as "${FORM}", each at most once, lists with commas or "all"`;
  return rejected({ what: WHAT, given, allowed: FORM, todo });
}
