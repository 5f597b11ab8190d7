import type { Verdict } from '../../core';
import { DAY } from '../../core/format/time';
import type { DatedLine } from '../../records/evidence-files';
import { dayFolder } from '../../records/evidence-keys';
import type { LastRuns, Mode, Report } from '../../records/report';
import { runRecordLine, type RunRecord } from '../../records/run-record';

/** Milliseconds between two starts of each mode, by the schedules. */
export type RunIntervals = Readonly<Record<Mode, number>>;

/** A run that is over. Times are in milliseconds since 1970. */
export interface RunFacts {
  readonly runId: string;
  readonly mode: Mode;
  readonly route: Report['route'];
  readonly verdict: Verdict;
  readonly begun: number;
  readonly ended: number;
  /** How much it was to verify and did not. */
  readonly unfinished: number;
  /** Whether it goes on with a sweep that was cut short, and was started by no schedule. */
  readonly isResumed: boolean;
}

export interface RunLog {
  /** Sorted by time. */
  readonly records: readonly RunRecord[];
  /** Until when runs of each mode are accounted for. */
  readonly lastRuns: LastRuns;
}

/** So many runs that were missed have a line each. */
const MOST_MISSED = 1000;
/** A run of the other mode may be under way for so long before it has a report. */
const PATIENCE = DAY;

/** What a run says of itself, of the runs that were due since the last ones and left no report, and of the next one. */
export function runLogOf(facts: RunFacts, before: LastRuns, intervals: RunIntervals): RunLog {
  const { runId, mode, begun, isResumed } = facts;
  const other = mode === 'sweep' ? 'hourly' : 'sweep';
  const isScheduled = !isResumed;
  const missed = [
    ...(isScheduled ? missedOf(mode, before[mode], begun - intervals[mode] / 2, intervals) : []),
    ...missedOf(other, before[other], begun - PATIENCE, intervals),
  ];
  const next = { mode, state: 'expected', time: timeText(begun + intervals[mode]), count: 1 } as const;
  const records = [...missed, recordOf(facts), ...(isScheduled ? [next] : [])].map((record) => ({ ...record, runId }));
  return {
    records: records.sort((one, next) => (one.time < next.time ? -1 : Number(one.time > next.time))),
    // Of a mode of which no run is known yet, none was missed: its time begins here.
    lastRuns: { [other]: begun, ...before, ...lastOf(missed), ...(isScheduled && { [mode]: begun }) },
  };
}

/** The lines of the evidence. */
export async function* linesOf(records: readonly RunRecord[]): AsyncGenerator<DatedLine> {
  await Promise.resolve();
  for (const record of records) {
    yield { day: dayFolder(Date.parse(record.time)), line: runRecordLine.stringify(record, 'runs') };
  }
}

type Said = Omit<RunRecord, 'runId'>;

function recordOf({ mode, route, verdict, begun, ended, unfinished }: RunFacts): Said {
  const state = unfinished > 0 ? 'cut-short' : 'done';
  return { mode, state, time: timeText(begun), count: 1, ended: timeText(ended), route, verdict, unfinished };
}

/** The runs that were due after the last one and before a time. Where none is known yet, none was missed. */
function missedOf(mode: Mode, last: number | undefined, before: number, intervals: RunIntervals): Said[] {
  const interval = intervals[mode];
  const due = last === undefined ? 0 : Math.max(0, Math.ceil((before - last) / interval) - 1);
  const lines = Math.min(due, MOST_MISSED);
  return Array.from({ length: lines }, (_, index) => {
    const time = timeText((last ?? 0) + (due - lines + index + 1) * interval);
    return { mode, state: 'missed', time, count: index === 0 ? due - lines + 1 : 1 };
  });
}

function lastOf(missed: readonly Said[]): LastRuns {
  return Object.fromEntries(missed.map(({ mode, time }) => [mode, Date.parse(time)]));
}

function timeText(time: number): string {
  return new Date(time).toISOString();
}
