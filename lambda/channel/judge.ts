// What people are notified of after a reading, and what is kept for the next. A deployment of the other account differs from
// what this one expects for as long as this one was not deployed: what is not grave has to be there in two readings in a row.
import { hashOf } from '../../lib/shared/deployed-form';
import { DAY } from '../core/format/time';
import type { ChannelState } from '../records/channel-state';
import type { Difference } from './compare';

/** What could not be read of an account and Region. */
export interface Failure {
  readonly accountId: string;
  readonly region: string;
  readonly reason: string;
}

export interface Reading {
  /** When it was made. */
  readonly time: number;
  /** A hash of what is expected. */
  readonly expected: string;
  readonly differences: readonly Difference[];
  readonly failures: readonly Failure[];
}

export interface Judgement {
  /** The differences of which people are notified now. */
  readonly differences: readonly Difference[];
  /** What people are notified of that could not be checked. */
  readonly failures: readonly Failure[];
  readonly next: ChannelState;
}

/** So many readings in a row may fail. */
export const FAILURES_BEFORE_NOTICE = 3;

/** People are reminded of what stays so. */
const REMIND_AFTER = DAY;

/** The other account may be deployed later, and subscriptions have to be confirmed. */
const FIRST_DAY = DAY;

/** What is kept is no longer than a parameter may be. What is beyond counts as seen. */
const MOST_KEPT = 100;

export function judge(before: ChannelState | undefined, reading: Reading): Judgement {
  const { time, differences, failures } = reading;
  const state = before ?? unknownState(time);
  const isWhole = failures.length === 0;
  const isSettled = state.isSettled || (isWhole && differences.length === 0);
  const mayNotify = isSettled || time - state.since >= FIRST_DAY;

  const due = mayNotify ? differences.filter((difference) => isDue(difference, state, reading)) : [];
  const isNews = due.some((difference) => !state.notified.includes(idOf(difference)));
  const notifies = due.length > 0 && (isNews || time - state.notifiedAt >= REMIND_AFTER);
  const count = isWhole ? 0 : state.failures + 1;
  const notifiesFailure =
    mayNotify && count >= FAILURES_BEFORE_NOTICE && time - state.failureNotifiedAt >= REMIND_AFTER;

  return {
    differences: notifies ? due : [],
    failures: notifiesFailure ? failures : [],
    next: {
      since: state.since,
      isSettled,
      expected: reading.expected,
      seen: kept(differences, isWhole ? [] : state.seen),
      notified: kept(due, isWhole ? [] : state.notified),
      notifiedAt: notifies ? time : state.notifiedAt,
      failures: count,
      // After a reading that was made the next failures are news again.
      failureNotifiedAt: isWhole ? 0 : notifiesFailure ? time : state.failureNotifiedAt,
    },
  };
}

/** Before the first reading. */
export function firstState(time: number): ChannelState {
  return { ...unknownState(time), since: time, isSettled: false };
}

/** Where what was kept can't be read nothing is waited for. */
function unknownState(time: number): ChannelState {
  const never = { notifiedAt: 0, failures: 0, failureNotifiedAt: 0 };
  return { ...never, since: time - FIRST_DAY, isSettled: true, expected: '', seen: [], notified: [] };
}

/** What was read under another expectation says nothing about this one. */
function isDue(difference: Difference, { expected, seen }: ChannelState, reading: Reading): boolean {
  if (difference.isGrave) return true;
  return expected === reading.expected && (seen.includes(idOf(difference)) || seen.length >= MOST_KEPT);
}

function idOf({ accountId, region, of, what }: Difference): string {
  return hashOf([[accountId, region], of, what].join('\n')).slice(0, ID_LENGTH);
}

const ID_LENGTH = 12;

function kept(differences: readonly Difference[], earlier: readonly string[]): string[] {
  return [...new Set([...differences.map(idOf), ...earlier])].slice(0, MOST_KEPT);
}
