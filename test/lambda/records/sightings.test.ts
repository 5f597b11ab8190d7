// When findings were first seen, in short lists whose differences are known without the names.
import fc from '../../support/properties';
import { countOf, Sightings, sightingsBeyond } from '../../../lambda/records/sightings';

/** The first sights of findings, in any order. */
const time = fc.integer({ min: 0, max: 400 });
const times = fc.oneof(fc.array(time), fc.array(time, { minLength: 300, maxLength: 400 }));

function listOf(all: readonly number[]) {
  const sightings = new Sightings();
  for (const time of all) sightings.add(time);
  return sightings.values();
}

test('a list stays short, in order, and counts all', () => {
  fc.assert(
    fc.property(times, (all) => {
      const list = listOf(all);
      expect(list.length).toBeLessThanOrEqual(100);
      expect(countOf(list)).toBe(all.length);
      expect(list.map(({ time }) => time)).toEqual([...new Set(list.map(({ time }) => time))].sort((a, b) => a - b));
    }),
  );
});

test('nothing is beyond what is known, whatever is over', () => {
  fc.assert(
    fc.property(times, fc.nat(), (all, seed) => {
      const some = all.filter((_, index) => (index + seed) % 3 !== 0);
      expect(countOf(sightingsBeyond(listOf(some), listOf(all)))).toBe(0);
    }),
  );
});

test('what is seen first after all others is beyond them, however many of those are over', () => {
  fc.assert(
    fc.property(times, fc.integer({ min: 1, max: 9 }), fc.nat(), (all, added, seed) => {
      const some = all.filter((_, index) => (index + seed) % 2 === 0);
      const now = listOf([...some, ...Array.from({ length: added }, () => 1000)]);
      expect(sightingsBeyond(now, listOf(all))).toEqual([{ time: 1000, count: added }]);
    }),
  );
});

test('a finding that is seen where another is over is beyond, though the number is the same', () => {
  expect(sightingsBeyond(listOf([1, 5]), listOf([1, 2]))).toEqual([{ time: 5, count: 1 }]);
});
