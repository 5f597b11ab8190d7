import * as v from 'valibot';
import { number, type Immutable } from './schema';

export const sightingSchema = v.strictObject({
  /** The time of the run that saw them first. */
  time: number,
  count: number,
});

/** How many findings were first seen by one run. */
export type Sighting = Immutable<v.InferOutput<typeof sightingSchema>>;

/** So many runs are kept apart, so that a list stays short however long something is open; the oldest are one. */
const MOST = 100;

/** When the findings of a group were first seen: the oldest first. Of two such lists the differences are known, without the names. */
export class Sightings {
  private readonly list: { time: number; count: number }[];

  public constructor(list: readonly Sighting[] = []) {
    this.list = list.map((sighting) => ({ ...sighting }));
  }

  public add(time: number, count = 1): void {
    const { list } = this;
    let at = list.length;
    while (at > 0 && list[at - 1].time > time) at--;
    if (at > 0 && list[at - 1].time === time) list[at - 1].count += count;
    else list.splice(at, 0, { time, count });
    if (list.length <= MOST) return;
    const [oldest] = list.splice(0, 1);
    list[0].count += oldest.count;
  }

  public values(): Sighting[] {
    return this.list.map((sighting) => ({ ...sighting }));
  }
}

/** What one list has more than another, by the time of the first sight. */
export function sightingsBeyond(list: readonly Sighting[], known: readonly Sighting[]): Sighting[] {
  // Where the oldest of a full list are one, they are compared together.
  const oldest = Math.max(...[list, known].map((one) => (one.length < MOST ? -Infinity : one[0].time)));
  const [more, less] = [list, known].map((one) => countsByTime(one, oldest));
  return [...more].flatMap(([time, count]) => {
    const beyond = count - (less.get(time) ?? 0);
    return beyond > 0 ? [{ time, count: beyond }] : [];
  });
}

export function countOf(sightings: readonly Sighting[]): number {
  return sightings.reduce((total, { count }) => total + count, 0);
}

function countsByTime(list: readonly Sighting[], oldest: number): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { time, count } of list) {
    const at = Math.max(time, oldest);
    counts.set(at, (counts.get(at) ?? 0) + count);
  }
  return counts;
}
