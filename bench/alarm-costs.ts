import { CisControl } from '../lib/detection/filters/cis-control';
import { ExtraFilter } from '../lib/detection/filters/extra-filter';
import { REPORT_ALARMS } from '../lib/detection/reports/report-alarms';
import { printTable, round } from './table';

const DAYS = 30.4;

/** Alarms that come on in a day for each account: 303 a day were modelled for 50 accounts, every control notifying. */
const ALARMS_PER_ACCOUNT = 6;
/** An alarm over five minutes comes on at most every ten: it has to go off between. */
const MOST_OF_FILTER = 144;
const FILTERS = CisControl.all().length + ExtraFilter.all().length;

/** Of one alarm: it comes on and goes off, with some principals and calls, each counted and remembered. */
const PER_ALARM = { invocations: 2, groups: 3, seconds: 2, transitions: 4 };
const TICKS_A_DAY = 96;
const GIGABYTES = 0.5;
/** Of an event of CloudTrail about a write to the table. */
const EVENT_KILOBYTES = 2;

/** Of the function that reads the other account: it waits for some hundred answers each half hour, in each of the two accounts. */
const READER = { accounts: 2, runsADay: 48, seconds: 60, gigabytes: 0.25, alarms: 3, metrics: 1 };

/** Events that each account sends the other, each minute from each of two Regions. */
const HEARTBEATS = { places: 4, perDay: 24 * 60 };

/** US dollars, list prices of us-east-1; put your own in their place. */
const PRICES = {
  gigabyteSecond: 0.0000133334,
  invocation: 0.2 / 1_000_000,
  tableWrite: 0.625 / 1_000_000,
  tableRead: 0.125 / 1_000_000,
  transition: 0.025 / 1000,
  dataEvent: 0.1 / 100_000,
  gigabyteIngested: 0.5,
  metricInAlarm: 0.1,
  metric: 0.3,
  eventToOtherAccount: 1 / 1_000_000,
  key: 1,
};

/** Metrics of the alarms about the reporter, that on the undelivered fallback among them; two have metrics of several. */
const ALARM_METRICS = REPORT_ALARMS.length + 1 + 2;
/** The reporter writes two metrics of its own. */
const OWN_METRICS = 2;

/** What reports and digests cost in a month, by calculation. */
export function calculateAlarmCosts(accounts: readonly number[]): void {
  const heading = ['accounts', 'alarms a day', 'runs', 'table', 'its data events', 'fallback', 'fixed', 'USD a month'];
  printTable('Reports of alarms and the daily digest', [heading, ...accounts.map(rowOf)]);
  printTable('Each account reads the other, and sends heartbeats', [
    ['runs', 'fixed', 'heartbeats', 'USD a month'],
    readerRow().map((dollars) => round(dollars, 2)),
  ]);
}

/** The calls that only read are not charged, nor is the parameter. */
function readerRow(): number[] {
  const { accounts, runsADay, seconds, gigabytes, alarms, metrics } = READER;
  const run = PRICES.invocation + seconds * gigabytes * PRICES.gigabyteSecond;
  const runs = accounts * runsADay * DAYS * run;
  const fixed = accounts * (alarms * PRICES.metricInAlarm + metrics * PRICES.metric);
  const heartbeats = HEARTBEATS.places * HEARTBEATS.perDay * DAYS * PRICES.eventToOtherAccount;
  return [runs, fixed, heartbeats, runs + fixed + heartbeats];
}

function rowOf(accounts: number): (string | number)[] {
  const alarms = Math.min(accounts * ALARMS_PER_ACCOUNT, FILTERS * MOST_OF_FILTER);
  const invocations = alarms * PER_ALARM.invocations + TICKS_A_DAY;
  const writes = alarms * (PER_ALARM.groups * 2 + PER_ALARM.invocations);
  const runs = invocations * (PRICES.invocation + PER_ALARM.seconds * GIGABYTES * PRICES.gigabyteSecond);
  const table = writes * (PRICES.tableWrite + PRICES.tableRead);
  const events = writes * (PRICES.dataEvent + (EVENT_KILOBYTES / 2 ** 20) * PRICES.gigabyteIngested);
  const fallback = alarms * PER_ALARM.transitions * PRICES.transition;
  const fixed = PRICES.key + ALARM_METRICS * PRICES.metricInAlarm + OWN_METRICS * PRICES.metric;
  const parts = [runs, table, events, fallback].map((day) => day * DAYS);
  const total = parts.reduce((sum, part) => sum + part, fixed);
  return [accounts, alarms, ...[...parts, fixed, total].map((dollars) => round(dollars, 2))];
}
