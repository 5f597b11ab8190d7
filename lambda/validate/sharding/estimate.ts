import {
  findChain,
  ListingFailed,
  resumesAt,
  whenAll,
  type Chain,
  type Store,
  type TimeRange,
  type ValidationRequest,
} from '../../core';
import { ChainKeys } from '../../core/format/object-keys';
import { DAY, HOUR } from '../../core/format/time';
import { daysToReadAgain } from '../../core/seal/read-again';
import { chainName } from '../../records/checkpoint-store';
import type { Volume } from '../../records/report';
import type { RunSettings } from '../settings';

/** How much there is to verify of a chain: about so many objects, from this time on. */
export interface Estimate {
  readonly chain: Chain;
  readonly objects: number;
  readonly from: number;
}

/** Whether a run goes over the state machine: by the estimate, or as the caller has chosen. */
export function isTooBig(
  { route, objectsPerRun, workBucket, stateMachine }: RunSettings,
  estimates: readonly Estimate[],
): boolean {
  if (route !== 'auto' || workBucket === undefined || stateMachine === undefined) return route === 'map';
  return estimates.reduce((sum, { objects }) => sum + objects, 0) > objectsPerRun;
}

interface Sample {
  readonly from: number;
  readonly objectsPerHour: number;
  /** How much of it is read: what is sealed is listed alone. */
  readonly shareRead: number;
}

/** A version that is listed and compared takes about so much of what an object takes that is read. */
const LISTED = 1 / 200;
/** A digest takes about so many bytes, and so many more for each log file that it lists. */
const BYTES_PER_DIGEST = 700;
const BYTES_PER_ENTRY = 50;
/** More than a digest of some thousand log files; whoever may write can put bigger ones there. */
const BIGGEST = 1024 * 1024;
/** So many chains are looked at, one page of their digests each; the others are taken to be like them. */
const SAMPLED = 64;
const OBJECTS_PER_HOUR = 10;

/**
 * Estimates the objects of each chain: what is new from the volume of the last run, a whole history from samples. Sealed days count as
 * listed.
 */
export async function estimate(
  store: Store,
  request: ValidationRequest,
  chains: readonly Chain[],
  volume: Volume | undefined,
): Promise<Estimate[]> {
  const { checkpoints = [] } = request;
  const starts = new Map(chains.map((chain) => [chain, resumesAt(findChain(checkpoints, chain), request)]));
  const startOf = (chain: Chain) => starts.get(chain);
  const isHistory = (chain: Chain) => request.sweep === true || startOf(chain) === undefined;
  const samples = await takeSamples(store, request, spread(chains.filter(isHistory), SAMPLED), startOf);
  const typical = typicalOf([...samples.values()], request);
  const usual = volume === undefined || volume.chainHours === 0 ? OBJECTS_PER_HOUR : volume.objects / volume.chainHours;
  return chains.map((chain) => {
    const start = startOf(chain) ?? request.window.start;
    const { from, objectsPerHour, shareRead } = isHistory(chain)
      ? (samples.get(chainName(chain)) ?? typical)
      : { from: start, objectsPerHour: usual, shareRead: 1 };
    const begin = Math.max(from, start, request.window.start);
    return {
      chain,
      objects: Math.ceil((Math.max(0, request.window.end - begin) / HOUR) * objectsPerHour * shareRead),
      from: begin,
    };
  });
}

async function takeSamples(
  store: Store,
  request: ValidationRequest,
  chains: readonly Chain[],
  startOf: (chain: Chain) => number | undefined,
): Promise<ReadonlyMap<string, Sample>> {
  const of = (chain: Chain) => sample(store, request, chain, startOf(chain) ?? -Infinity);
  const samples = await whenAll(
    chains.map(async (chain): Promise<[string, Sample]> => [chainName(chain), await of(chain)]),
  );
  return new Map(samples);
}

async function sample(store: Store, request: ValidationRequest, chain: Chain, start: number): Promise<Sample> {
  const { trail, window, formerLocations = [] } = request;
  const keys = new ChainKeys(trail, chain);
  const begin = Math.max(start, window.start);
  const range = { prefix: keys.digestPrefix, after: keys.digestKeyBound(begin) };
  const [page = []] = await firstOf(store.listObjects(trail.bucket, range)).catch(unlisted);
  const first = keys.parseDigestKey(page[0]?.key ?? '')?.end ?? window.end;
  // Of a former location nothing is listed: it is taken to be like the present one.
  const former = formerLocations.filter(({ until }) => until > begin).map(({ since }) => Math.max(since, begin));
  const from = Math.min(first, ...former);
  const bytes = page.reduce((sum, { size }) => sum + Math.min(BIGGEST, Math.max(0, size - BYTES_PER_DIGEST)), 0);
  const objectsPerHour = page.length === 0 ? 0 : 1 + bytes / page.length / BYTES_PER_ENTRY;
  return { from, objectsPerHour, shareRead: await shareReadOf(request, chain, { start: from, end: window.end }) };
}

/** The share of a time that a sweep reads, with what listing the rest takes. */
async function shareReadOf(request: ValidationRequest, chain: Chain, time: TimeRange): Promise<number> {
  const { sweep, sealing, seals, now } = request;
  if (sweep !== true || sealing === undefined || seals === undefined || time.end <= time.start) return 1;
  const sealed = (await seals.of(chain)).days.map(({ day }) => day);
  const days = sealed.filter((day) => day >= time.start && day + DAY <= time.end);
  const listed = (days.length * DAY) / (time.end - time.start);
  const again = (daysToReadAgain(chain, days, sealing, now).days.size * DAY) / (time.end - time.start);
  return 1 - listed + again + listed * LISTED;
}

/** A chain that can't be listed is reported by the run that tries to verify it. */
function unlisted(error: unknown): [] {
  if (error instanceof ListingFailed) return [];
  throw error;
}

async function firstOf<T>(pages: AsyncIterable<T>): Promise<T[]> {
  for await (const page of pages) return [page];
  return [];
}

function typicalOf(samples: readonly Sample[], { window }: ValidationRequest): Sample {
  if (samples.length === 0) return { from: window.end, objectsPerHour: 0, shareRead: 1 };
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    from: Math.min(...samples.map(({ from }) => from)),
    objectsPerHour: mean(samples.map(({ objectsPerHour }) => objectsPerHour)),
    shareRead: mean(samples.map(({ shareRead }) => shareRead)),
  };
}

function spread<T>(items: readonly T[], most: number): T[] {
  const step = Math.max(1, items.length / most);
  return Array.from({ length: Math.min(most, items.length) }, (_, index) => items[Math.floor(index * step)]);
}
