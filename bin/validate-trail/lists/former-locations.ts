import type { FormerLocation } from '../../../lambda/core';
import { formatIsoTime } from '../../../lambda/core/format/time';
import { RULES } from '../../../lib/shared/rules';
import { rejected, type CannotRun } from '../../shared/failure';
import { parseTime } from '../../shared/time';

const FORM = 'bucket=NAME,owner=ID,since=TIME,until=TIME[,prefix=PREFIX]';
const EXAMPLE = 'bucket=former-logs,owner=111111111111,since=2025-01-01T00:00:00Z,until=2026-01-31T12:00:00Z';
const NAMES = ['bucket', 'owner', 'since', 'until', 'prefix'] as const;

type Name = (typeof NAMES)[number];

/** Where the trail delivered before, each in the shorthand of the AWS CLI. */
export function parseFormerLocations(what: string, given: readonly string[]): FormerLocation[] {
  const locations = given.map((text) => parseLocation(what, text));
  const owners = new Map<string, string>();
  locations.forEach(({ bucket, ownerAccountId }, index) => {
    const other = owners.get(bucket) ?? ownerAccountId;
    if (other !== ownerAccountId) {
      throw notAllowed(
        what,
        given[index],
        `the owner ${other}, as before`,
        'a bucket has one owner: correct one of them',
      );
    }
    owners.set(bucket, ownerAccountId);
  });
  return locations;
}

function parseLocation(what: string, text: string): FormerLocation {
  const fields = fieldsOf(what, text);
  const { bucket = '', owner = '', since = '', until = '', prefix } = fields;
  if (!RULES.existingBucketName.pattern.test(bucket))
    throw notAllowed(what, text, 'the name of a bucket after "bucket="', `write ${FORM}`);
  if (!RULES.accountId.pattern.test(owner)) {
    throw notAllowed(what, text, '12 digits after "owner="', 'name the account that the bucket belongs to');
  }
  if (prefix !== undefined && !RULES.keyPrefix.pattern.test(prefix)) {
    throw notAllowed(what, text, `after "prefix=" ${RULES.keyPrefix.allowed}`, RULES.keyPrefix.todo);
  }
  const [from, to] = [parseTime(`${what}: since`, since), parseTime(`${what}: until`, until)];
  if (from >= to) {
    throw notAllowed(what, text, `a time after "until=" that is later than ${formatIsoTime(from)}`, 'swap them');
  }
  return { bucket, ownerAccountId: owner, since: from, until: to, ...(prefix !== undefined && { keyPrefix: prefix }) };
}

function fieldsOf(what: string, text: string): Partial<Record<Name, string>> {
  const fields: Partial<Record<Name, string>> = {};
  for (const field of text.split(',')) {
    const [, given, value] = /^(\w+)=(.+)$/.exec(field) ?? [];
    const name = NAMES.find((other) => other === given);
    if (name === undefined || fields[name] !== undefined) throw notAllowed(what, text, FORM, `write it as ${EXAMPLE}`);
    fields[name] = value;
  }
  const lacking = NAMES.find((name) => name !== 'prefix' && fields[name] === undefined);
  if (lacking !== undefined) throw notAllowed(what, text, `"${lacking}=" too`, `write it as ${EXAMPLE}`);
  return fields;
}

function notAllowed(what: string, given: string, allowed: string, todo: string): CannotRun {
  return rejected({ what, given, allowed, todo });
}
