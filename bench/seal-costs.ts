// What sealing, and sweeps that compare with seals, take, by calculation from requests that test/lambda/validate/seal-requests.test.ts counts.
import { DEFAULTS } from '../lib/shared/contract';
import { CHAINS_PER_ACCOUNT, GIGABYTES, PER_CHAIN, PRICES, REQUESTS_PER_SECOND } from './validation-costs';
import { printTable, round } from './table';

const FILES_PER_HOUR = { digests: 1, logFiles: PER_CHAIN.objects - 1 };
const FILES_PER_DAY = 24 * PER_CHAIN.objects;
const PAGE = 1000;
/** A seal names those of so many days before it; the newest of all is named by none. */
const LINKS = 100;
/** The last two days and some hours are not sealed when a sweep begins at 03:40. */
const UNSEALED_HOURS = 52;

/** What a sweep takes for each chain, beside the pages of its listing and the files that it reads. */
export const SWEEP_OF_CHAIN = {
  /** Of the seals of the chain. */
  sealListings: 1,
  /** For each stretch that is read in full: its digests, and its log files. */
  listingsOfStretch: 3,
  /** The day that is drawn, and the hours that are not sealed yet. */
  stretches: 2,
  /** Of the digests at the edges of a stretch, and the log files that they list. */
  objectsAtEdges: 6,
  retentions: 1,
} as const;

/** What sealing a day of a chain takes by what is recorded. */
export const SEALING_OF_DAY = { listings: 3, objects: 2, verified: 2, writes: 1, made: 1 } as const;

export interface SweepCosts {
  /** Listings of versions, compared with seals. */
  readonly pages: number;
  /** All other requests: seals, what is drawn and what is not sealed yet. */
  readonly others: number;
  readonly seconds: number;
  readonly dollars: number;
}

/** Versions that one function parses and compares in a second: 12 ms of a processor for a page, and as much for its request. */
const VERSIONS_PER_SECOND = 50_000;

/** A sweep over so many days that are kept, all of them sealed but the last; without what is due to be read again. */
export function sweepCosts(chains: number, keptDays: number): SweepCosts {
  const { sealListings, listingsOfStretch, stretches, objectsAtEdges, retentions } = SWEEP_OF_CHAIN;
  const days = keptDays - UNSEALED_HOURS / 24;
  const pages = Object.values(FILES_PER_HOUR).reduce((sum, files) => sum + Math.ceil((24 * days * files) / PAGE), 0);
  const seals = Math.ceil(days / LINKS) + 1;
  const listings = sealListings + stretches * listingsOfStretch;
  const objects = FILES_PER_DAY + UNSEALED_HOURS * PER_CHAIN.objects + stretches * objectsAtEdges + seals + retentions;
  const seconds = chains * ((pages * PAGE) / VERSIONS_PER_SECOND + (listings + objects) / REQUESTS_PER_SECOND);
  const dollars =
    chains * ((pages + listings) * PRICES.listing + objects * PRICES.object + seals * PRICES.mac + PRICES.tableWrite) +
    computeCosts(seconds);
  return { pages: chains * pages, others: chains * (listings + objects), seconds, dollars };
}

/** What a sweep reads again besides, where what is kept is old enough for each day to be due so many times. */
export function againCosts(chains: number, interval: number, readAgainDays: number, keptDays: number): SweepCosts {
  const times = Math.floor((keptDays - 1) / readAgainDays);
  const days = times * interval;
  const objects = days * FILES_PER_DAY + times * SWEEP_OF_CHAIN.objectsAtEdges;
  const listings = times * SWEEP_OF_CHAIN.listingsOfStretch;
  const seconds = (chains * (objects + listings)) / REQUESTS_PER_SECOND;
  const dollars = chains * (objects * PRICES.object + listings * PRICES.listing) + computeCosts(seconds);
  return { pages: 0, others: chains * (objects + listings), seconds, dollars };
}

/** US dollars of sealing one day of each chain. */
export function sealingCosts(chains: number): number {
  const { listings, objects, verified, writes, made } = SEALING_OF_DAY;
  const requests = listings + objects + verified + writes + made;
  return (
    chains * ((listings + writes) * PRICES.listing + objects * PRICES.object + (verified + made) * PRICES.mac) +
    computeCosts((chains * requests) / REQUESTS_PER_SECOND)
  );
}

function computeCosts(seconds: number): number {
  return seconds * GIGABYTES * PRICES.gigabyteSecond;
}

const MONTH = 365 / 12;
const WEEK = 7;

/** The tables of docs/validation.md. */
export function calculateSealCosts(sizes: readonly number[]): void {
  const rows = sizes.map((accounts) => {
    const chains = accounts * CHAINS_PER_ACCOUNT;
    const { pages, others, seconds, dollars } = sweepCosts(chains, 365);
    const daily = sealingCosts(chains) * MONTH;
    return [
      ...[accounts, round(chains * 365 * FILES_PER_DAY), round(pages), round(others)],
      ...[round(seconds / 60 / DEFAULTS.shardsAtOnce, 1), round(dollars, 2), round(daily, 2)],
      ...[round((dollars * MONTH) / WEEK + daily, 2), round(dollars * MONTH + daily, 2)],
    ];
  });
  const heading = ['accounts', 'objects', 'pages listed', 'other requests', 'minutes by five shards at once'];
  printTable('A sweep of a year that is sealed', [
    [...heading, 'USD a sweep', 'USD a month for sealing', 'USD a month, weekly', 'USD a month, daily'],
    ...rows,
  ]);
  const chains = 1000 * CHAINS_PER_ACCOUNT;
  const again = [
    [365, 365],
    [365, 200],
    [365, 90],
    [730, 365],
    [2555, 365],
  ].map(([kept, days]) => {
    const [sweep, more] = [sweepCosts(chains, kept), againCosts(chains, WEEK, days, kept)];
    const whole = sweep.dollars + more.dollars;
    return [kept, days, round(more.others), round(more.dollars, 2), round(whole, 2)];
  });
  printTable('What a weekly sweep of 1,000 accounts reads again', [
    ['days kept', 'readAgainWithin', 'requests', 'USD a sweep', 'USD a sweep in all'],
    ...again,
  ]);
}

/** US dollars a month of sealing and weekly sweeps, where a year is kept. */
export function sealedSweepsAMonth(accounts: number): number {
  const chains = accounts * CHAINS_PER_ACCOUNT;
  return (sweepCosts(chains, 365).dollars * MONTH) / WEEK + sealingCosts(chains) * MONTH;
}
