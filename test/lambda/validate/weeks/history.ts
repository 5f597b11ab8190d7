// What may happen to a healthy organization in three weeks, as fast-check draws it and makes it smaller.
import fc from '../../../support/properties';
import { ACCOUNTS } from '../../../support/run-time/world';
import { TROUBLES, type Trouble } from '../simulated';

const DAY = 24;
export const HOURS = 21 * DAY;
/** Hours of the weekly sweeps. */
export const SWEEPS = [6 * DAY, 13 * DAY, 20 * DAY];
/** How long log files are kept. */
export const RETENTION_DAYS = 10;
/** Hours between the runs where nothing happens: the more of them there are, the longer it takes. */
const QUIET_HOURS = 6;

/** What a run meets that lasts for ten minutes, and how it is invoked. */
export type Event = { readonly hour: number } & (
  | { readonly is: 'trouble'; readonly trouble: Trouble | S3Trouble }
  | { readonly is: 'killed'; readonly writes: number }
  | { readonly is: 'missed' | 'twice' | 'at once' | 'late' | 'published again' }
);

/** Which requests S3 does not answer. */
export const S3_TROUBLES = {
  'S3 gives no log files': 'trail-logs',
  'S3 is out': '',
} as const;
type S3Trouble = keyof typeof S3_TROUBLES;

export interface History {
  readonly events: readonly Event[];
  /** By account and number of a digest, and by how many hours it or its log files are late. */
  readonly late: readonly {
    readonly account: string;
    readonly index: number;
    readonly hours: number;
    readonly what: 'digest' | 'log files';
  }[];
  /** Digests that are delivered once more with their log files, so many hours after they were due. */
  readonly repeated: readonly { readonly account: string; readonly index: number; readonly hours: number }[];
  /** By how many hours the backfill digests and their log files are late. */
  readonly backfillHours: number;
  /** When another account joins, and for how many hours it stays. */
  readonly joins: number;
  readonly stays: number;
  /** When a Region is enabled in the member account. */
  readonly enables: number;
  readonly skewMinutes: number;
}

export const anyHour = fc.integer({ min: 5, max: HOURS - 40 });
const troubles = [...Object.keys(TROUBLES), ...Object.keys(S3_TROUBLES)] as (Trouble | S3Trouble)[];
const kinds = fc.oneof(
  fc.record({ is: fc.constant('trouble' as const), trouble: fc.constantFrom(...troubles) }),
  fc.record({ is: fc.constant('killed' as const), writes: fc.nat(8) }),
  fc.record({
    is: fc.constantFrom(
      'missed' as const,
      'twice' as const,
      'at once' as const,
      'late' as const,
      'published again' as const,
    ),
  }),
);
const ofDigest = { account: fc.constantFrom(...ACCOUNTS), index: anyHour };
const digestName = ({ account, index }: { readonly account: string; readonly index: number }) => `${account} ${index}`;

export const anyHistory: fc.Arbitrary<History> = fc.record({
  events: fc.uniqueArray(
    fc.tuple(anyHour, kinds).map(([hour, kind]): Event => ({ hour, ...kind })),
    { minLength: 3, maxLength: 60, selector: ({ hour }) => hour },
  ),
  late: fc.uniqueArray(
    fc.record({
      ...ofDigest,
      hours: fc.integer({ min: 1, max: 4 }),
      what: fc.constantFrom('digest' as const, 'log files' as const),
    }),
    { maxLength: 20, selector: digestName },
  ),
  repeated: fc.uniqueArray(fc.record({ ...ofDigest, hours: fc.integer({ min: 2, max: 30 }) }), {
    maxLength: 20,
    selector: digestName,
  }),
  backfillHours: fc.integer({ min: 1, max: 18 }),
  joins: fc.integer({ min: 40, max: 200 }),
  stays: fc.integer({ min: 30, max: 200 }),
  enables: fc.integer({ min: 40, max: 300 }),
  skewMinutes: fc.integer({ min: -4, max: 4 }),
});

/** Hours in which the validator runs: all of those in which something happens or is judged, and some in between. */
export function hoursOf(
  { events, late, repeated, joins, stays, enables }: History,
  others: readonly number[],
): number[] {
  const told = [
    ...events.map(({ hour }) => [hour, 1]),
    ...late.map(({ index, hours }) => [index + 1, hours + 1]),
    ...repeated.map(({ index, hours }) => [index + hours + 1, 1]),
    ...[joins, joins + stays, enables, ...others].map((hour) => [hour, 1]),
    ...SWEEPS.map((hour) => [hour, 1]),
  ].flatMap(([from, count]) => Array.from({ length: count + 1 }, (_, index) => from + index));
  const quiet = Array.from({ length: HOURS / QUIET_HOURS }, (_, index) => (index + 1) * QUIET_HOURS);
  return [...new Set([...told, ...quiet, HOURS])].filter((hour) => hour >= 3 && hour <= HOURS).sort((a, b) => a - b);
}
