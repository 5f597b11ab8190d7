import { DEFAULTS } from '../lib/shared/contract';
import { printTable, round } from './table';

/** What one hourly run asks of each chain, counted in `test/support/run-time`: see docs/validation.md. */
export const PER_CHAIN = { listings: 3 + 3 / 17, objects: 1 + 2, macs: 2, writes: 2, reads: 1, listBytes: 720 };
export const CHAINS_PER_ACCOUNT = 17;
const HOURS = 730;

/** US dollars, list prices of us-east-1; put your own in their place. */
export const PRICES = {
  listing: 0.005 / 1000,
  object: 0.0004 / 1000,
  mac: 0.03 / 10_000,
  tableWrite: 0.625 / 1_000_000,
  tableRead: 0.125 / 1_000_000,
  gigabyteSecond: 0.0000133334,
  gigabyteMonth: 0.023,
};

/** Objects in a second of one process at 20 ms a request, as `npm run bench -- speed` has measured them. */
export const REQUESTS_PER_SECOND = 2800;
export const GIGABYTES = 1769 / 1024;

const HOURS_OF_A_YEAR = 8760;

/** What the hourly run of organizations of several sizes takes, and a sweep of a year, by calculation. */
export function calculateCosts(accounts: readonly number[]): void {
  const heading = ['accounts', 'chains', 'requests a run', 'seconds a run', 'list MiB', 'USD a month'];
  printTable('Hourly runs, two log files for each chain and hour', [heading, ...accounts.map(rowOf)]);
  const ofSweep = ['accounts', 'objects', 'hours by five shards at once', 'USD a sweep'];
  printTable('A sweep of a year that reads everything: the first one after an upgrade', [
    ofSweep,
    ...accounts.map(sweepRowOf),
  ]);
}

/** US dollars a month of the hourly runs. */
export function hourlyRunsAMonth(accounts: number): number {
  return Number(rowOf(accounts).at(-1));
}

function sweepRowOf(accounts: number): (string | number)[] {
  const objects = accounts * CHAINS_PER_ACCOUNT * HOURS_OF_A_YEAR * PER_CHAIN.objects;
  const seconds = objects / REQUESTS_PER_SECOND;
  const dollars =
    objects * PRICES.object + (objects / 1000) * PRICES.listing + seconds * GIGABYTES * PRICES.gigabyteSecond;
  return [accounts, round(objects), round(seconds / 3600 / DEFAULTS.shardsAtOnce, 1), round(dollars, 2)];
}

function rowOf(accounts: number): (string | number)[] {
  const chains = accounts * CHAINS_PER_ACCOUNT;
  const { listings, objects, macs, writes, reads, listBytes } = PER_CHAIN;
  const requests = chains * (listings + objects + macs + 1);
  const seconds = requests / REQUESTS_PER_SECOND;
  const hourly =
    chains *
      (listings * PRICES.listing +
        objects * PRICES.object +
        macs * PRICES.mac +
        writes * PRICES.tableWrite +
        reads * PRICES.tableRead) +
    seconds * GIGABYTES * PRICES.gigabyteSecond;
  const lists = ((chains * listBytes) / 2 ** 30) * HOURS;
  const monthly = hourly * HOURS + lists * PRICES.gigabyteMonth;
  return [
    accounts,
    chains,
    round(requests),
    round(seconds),
    round((chains * listBytes) / 2 ** 20, 1),
    round(monthly, 2),
  ];
}
