import { parseTime } from '../../../bin/shared/time';
import { formatIsoTime } from '../../../lambda/core/format/time';

const read = (given: string) => formatIsoTime(parseTime('--start-time', given));

test.each([
  ['2026-01-31', '2026-01-31T00:00:00Z'],
  ['2026-01-31T08:15', '2026-01-31T08:15:00Z'],
  ['2026-01-31 08:15:07', '2026-01-31T08:15:07Z'],
  ['2026-01-31T08:15:07Z', '2026-01-31T08:15:07Z'],
  ['2026-01-31T08:15:07.999Z', '2026-01-31T08:15:07Z'],
  ['20260131T081507Z', '2026-01-31T08:15:07Z'],
  // As the manual of the AWS CLI writes it
  ['20160129T19:00:00Z', '2016-01-29T19:00:00Z'],
  ['20260131', '2026-01-31T00:00:00Z'],
  ['2024-02-29T23:59:59Z', '2024-02-29T23:59:59Z'],
])('%s is read as %s', (given, expected) => {
  expect(read(given)).toBe(expected);
});

test.each([
  ['2026-01-01T08:00:00+05:00', '2026-01-01T03:00:00Z'],
  ['2026-01-01T08:00:00-0330', '2026-01-01T11:30:00Z'],
  ['2026-01-01 00:00+01', '2025-12-31T23:00:00Z'],
  ['20260101T080000+0500', '2026-01-01T03:00:00Z'],
])('the offset of %s is converted: %s', (given, expected) => {
  expect(read(given)).toBe(expected);
});

test.each([
  '',
  'foo',
  '01/02/2026',
  '1/2/26',
  '2026-1-2',
  '2026-01',
  '202601',
  '2026-0131',
  '10:00',
  '1767225600',
  'yesterday',
  'August 25, 2015 00:00:00 UTC',
  '25 Aug 2015',
  'Tue, 25 Aug 2015 06:00:00 +0200',
  '2026-01-01T08:00:00 EST',
  '2026-01-01T08:00:00 UTC+5',
  '2026-02-29',
  '2026-13-01',
  '2026-01-01T24:00:00Z',
  '2026-01-01T10:60:00Z',
  '2026-01-01T10:00:00+15:00',
  '2026-01-01T10:00:00+05:75',
  '31 April 2026',
])('%p is rejected', (given) => {
  expect(() => read(given)).toThrow('expected a time in ISO 8601');
});

test('the failure names the option and says how to write it', () => {
  expect(() => read('01/02/2026')).toThrow(
    expect.objectContaining({
      message: '--start-time: got "01/02/2026", expected a time in ISO 8601',
      hint: 'write it as 2026-01-31T08:00:00Z, or with an offset as 2026-01-31T08:00:00+05:00',
    }),
  );
});
