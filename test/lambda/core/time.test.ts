import { formatIsoTime, parseIsoTime } from '../../../lambda/core/format/time';

const DAY_OF_MONTH = Array.from({ length: 33 }, (_, day) => String(day).padStart(2, '0'));
const MONTHS = Array.from({ length: 14 }, (_, month) => String(month).padStart(2, '0'));
const TIMES = ['00:00:00', '13:29:23', '23:59:59', '24:00:00', '25:00:00', '12:60:00', '12:00:60', '1:000:000'];

/** What a time is: a text that is the same when its time is written again. */
function byDefinition(text: string): number | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) || formatIsoTime(time) !== text ? undefined : time;
}

test.each(['0050', '1999', '2000', '2024', '2026', '2100', '9999'])(
  'every day of %s is read as it is written',
  (year) => {
    const texts = MONTHS.flatMap((month) =>
      DAY_OF_MONTH.flatMap((day) => TIMES.map((time) => `${year}-${month}-${day}T${time}Z`)),
    );
    const read = texts.map((text) => [text, parseIsoTime(text)]);
    expect(read).toEqual(texts.map((text) => [text, byDefinition(text)]));
    expect(read.filter(([, time]) => time !== undefined).length).toBeGreaterThanOrEqual(3 * 365);
  },
);

test.each(['2026-01-31 13:29:23Z', '2026-01-31T13:29:23z', ' 2026-01-31T13:29:23', '2026-1-31T13:29:23.0Z', 20260131])(
  '%j is no time',
  (value) => expect(parseIsoTime(value)).toBeUndefined(),
);
