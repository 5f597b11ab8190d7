import { acknowledgementOf, acknowledgementsOf, findingName, worstVerdict, type Finding } from '../../../lambda/core';
import { closingOf } from '../../../lambda/core/model/finding';

const MODIFIED: Finding = {
  code: 'log-file-modified',
  severity: 'INVALID',
  accountId: '111111111111',
  region: 'us-east-1',
  bucket: 'b',
  key: 'k',
  detail: { measured: 'x' },
  firstSeen: 1,
};

test('the name of a finding is unique and stays the same', () => {
  expect(findingName(MODIFIED)).toBe('log-file-modified 111111111111 us-east-1 s3://b/k');
  expect(findingName({ code: 'chain-stale', severity: 'INCOMPLETE', range: { start: 0, end: 3_600_000 } })).toBe(
    'chain-stale * * 1970-01-01T00:00:00.000Z/1970-01-01T01:00:00.000Z',
  );
});

test('the worst verdict counts', () => {
  expect(worstVerdict()).toBe('VALID');
  expect(worstVerdict('VALID', 'NOTICE', undefined)).toBe('VALID');
  expect(worstVerdict('VALID', 'INCOMPLETE')).toBe('INCOMPLETE');
  expect(worstVerdict('INCOMPLETE', 'INVALID', 'VALID')).toBe('INVALID');
});

describe('an acknowledgement', () => {
  test('makes the finding of its name a notice', () => {
    const acknowledgements = acknowledgementsOf({ acknowledged: [acknowledgementOf(MODIFIED)] });
    expect(acknowledgements.apply(MODIFIED)).toEqual({
      ...MODIFIED,
      severity: 'NOTICE',
      acknowledged: true,
    });
    expect(acknowledgements.apply({ ...MODIFIED, key: 'other' }).severity).toBe('INVALID');
  });

  test('of a single run holds for the state that was seen, whenever that was', () => {
    const given = (seen?: string) =>
      acknowledgementsOf({ acknowledged: [{ name: findingName(MODIFIED), seen }], isContinued: false });
    expect(given('measured x').apply(MODIFIED).severity).toBe('NOTICE');
    expect(given('measured y').apply(MODIFIED).severity).toBe('INVALID');
    expect(given().apply(MODIFIED).severity).toBe('INVALID');
    expect(given().apply({ ...MODIFIED, detail: undefined }).severity).toBe('NOTICE');
  });

  test('changes nothing of a finding that can not be acknowledged', () => {
    const failed: Finding = { code: 'listing-failed', severity: 'INCOMPLETE' };
    expect(acknowledgementsOf({ acknowledged: [acknowledgementOf(failed)] }).apply(failed)).toEqual(failed);
  });
});

test.each<[string, Partial<Finding>, string]>([
  ['an unlisted log file', { code: 'log-file-unverified', key: 'k' }, 'listing'],
  [
    'a log file that a digest lists without a usable hash',
    { code: 'log-file-unverified', key: 'k', digestKey: 'd' },
    'content',
  ],
  ['an hour before an unverified digest', { code: 'chain-uncovered' }, 'coverage'],
  ['the time before the first digest', { code: 'chain-uncovered', key: 'k' }, 'acknowledgement'],
])('what closes the finding depends on its object: %s', (_, finding, closing) => {
  expect(closingOf({ ...MODIFIED, key: undefined, ...finding })).toBe(closing);
});
