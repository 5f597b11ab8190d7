import {
  settledAt,
  whyNotListed,
  whyNotSealed,
  type DayState,
  type NotSealed,
} from '../../../../lambda/core/seal/sealable';
import { stretchesOf } from '../../../../lambda/core/seal/join';
import { lostOf } from '../../../../lambda/core/seal/successor';
import { HOUR } from '../../../support/corpus';
import fc from '../../../support/properties';
import { DAY_START, filesOf } from './files';

const DAY = 24 * HOUR;
const VALID = filesOf(['a', 'b']).map((file) => ({ ...file, verdict: 'VALID' }));

const state = (change: Partial<DayState> = {}): DayState => ({
  day: DAY_START,
  now: DAY_START + 10 * DAY,
  grace: 3 * HOUR,
  backfillAllowance: DAY,
  retentionStart: DAY_START - DAY,
  isVersioned: true,
  isOpen: false,
  isElsewhere: false,
  files: VALID,
  ...change,
});

describe('whyNotSealed', () => {
  test('a day of which all is verified and settled is sealed', () => {
    expect(whyNotSealed(state())).toBeUndefined();
    expect(whyNotListed([])).toBeUndefined();
  });

  test.each<[NotSealed, Partial<DayState>]>([
    ['too-young', { now: settledAt(state()) - 1 }],
    ['expired', { retentionStart: DAY_START }],
    ['versioning-not-enabled', { isVersioned: false }],
    ['open', { isOpen: true }],
    ['elsewhere', { isElsewhere: true }],
    ['empty', { files: [] }],
    ['null-version', { files: [...VALID, { ...VALID[0], versionId: 'null' }] }],
    ['not-verified', { files: [...VALID, { ...VALID[0], verdict: 'UNVERIFIED' }] }],
    ['not-verified', { files: [...VALID, { ...VALID[0], verdict: 'MISSING' }] }],
    ['not-verified', { files: [...VALID, { verdict: 'VALID' }] }],
  ])('%s', (reason, change) => {
    expect(whyNotSealed(state(change))).toBe(reason);
  });

  test('it is settled once the last backfill digest of the day is overdue', () => {
    expect(settledAt(state())).toBe(DAY_START + DAY + 2 * HOUR + 3 * HOUR + DAY);
    expect(whyNotSealed(state({ now: settledAt(state()) }))).toBeUndefined();
  });

  test('where the listing differs from what was read, the day is not sealed', () => {
    expect(whyNotListed([{ kind: 'version-on-top', bucket: 'b', key: 'k' }])).toBe('listing-differs');
  });
});

describe('lostOf', () => {
  const [a, b, c] = filesOf(['a', 'b', 'c']);

  test('a later seal may add files, and say another storage class', () => {
    expect(lostOf([a, b], [{ ...a, storageClass: 'GLACIER_IR' }, b, c])).toEqual([]);
  });

  test.each([
    ['takes a file out', [b]],
    ['names another version', [{ ...a, versionId: 'x' }, b]],
    ['names another size', [{ ...a, size: 1 }, b]],
    ['names another bucket', [{ ...a, bucket: 'x' }, b]],
  ])('a later seal that %s has lost it', (_name, later) => {
    expect(lostOf([a, b], later)).toEqual([a]);
  });
});

describe('stretchesOf', () => {
  const time = { start: DAY_START - 5 * HOUR, end: DAY_START + 10 * DAY + 7 * HOUR };
  const day = (index: number) => DAY_START + index * DAY;

  test('what no seal is about is read in full, two minutes into the day before it, and two hours into the one after', () => {
    expect(stretchesOf(time, [day(0), day(1), day(3)])).toEqual([
      { range: { start: time.start, end: day(0) + 2 * HOUR }, isSealed: false },
      { range: { start: day(0), end: day(2) }, isSealed: true },
      { range: { start: day(2) - 120_000, end: day(3) + 2 * HOUR }, isSealed: false },
      { range: { start: day(3), end: day(4) }, isSealed: true },
      { range: { start: day(4) - 120_000, end: time.end }, isSealed: false },
    ]);
  });

  test('without seals all is read in full', () => {
    expect(stretchesOf(time, [])).toEqual([{ range: time, isSealed: false }]);
  });

  test('a day that is not wholly within the time is read in full', () => {
    expect(stretchesOf(time, [day(-1), day(10)])).toEqual([{ range: time, isSealed: false }]);
  });

  test('a part of a chain that begins two minutes after midnight holds the day, and none that begins later', () => {
    const from = (start: number) => stretchesOf({ start, end: day(2) + 120_000 }, [day(0), day(1), day(2)]);
    expect(from(day(0) + 120_000)).toEqual([
      { range: { start: day(0) + 120_000, end: day(2) }, isSealed: true },
      { range: { start: day(2) - 120_000, end: day(2) + 120_000 }, isSealed: false },
    ]);
    expect(from(day(0) + 120_001)[0].isSealed).toBe(false);
  });

  test('stretches join without a hole, whatever days are sealed, and no sealed day is outside of them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: -2, max: 12 })), (indexes) => {
        const days = indexes.map(day).sort((one, other) => one - other);
        const stretches = stretchesOf(time, days);
        expect(stretches[0].range.start).toBe(time.start);
        expect(stretches[stretches.length - 1].range.end).toBe(time.end);
        stretches.slice(1).forEach(({ range }, index) => {
          expect(range.start).toBeLessThanOrEqual(stretches[index].range.end);
        });
        const sealed = stretches.filter(({ isSealed }) => isSealed).map(({ range }) => range);
        const within = days.filter((one) => one >= time.start && one + DAY <= time.end);
        const isIn = (one: number) => sealed.some(({ start, end }) => one >= start && one + DAY <= end);
        expect(within.every(isIn)).toBe(true);
        const length = sealed.reduce((sum, { start, end }) => sum + end - start, 0);
        expect(length).toBe(within.length * DAY);
      }),
    );
  });
});
