import { failed, ok, some, type Verdict } from './check';

/** Of a pattern that was put to samples: those that AWS answered otherwise than it is meant, and how many there were. */
export function verdictOnSamples(wrong: readonly string[], count: number): Verdict {
  if (count === 0) return ok('as in the template; there are no sample events for it');
  if (wrong.length === 0) return ok(`${count} sample events, each answered as meant`);
  return failed(
    `${wrong.length} of ${count} sample events: ${some(wrong, 3)}`,
    'AWS reads the pattern otherwise than the library does: please report it with this line',
  );
}
