import {
  findChain,
  ListingFailed,
  resumesAt,
  whenAll,
  type Chain,
  type Store,
  type ValidationRequest,
} from '../../core';
import { ChainKeys } from '../../core/format/object-keys';
import { HOUR } from '../../core/format/time';
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
}

/** A digest takes about so many bytes, and so many more for each log file that it lists. */
const BYTES_PER_DIGEST = 700;
const BYTES_PER_ENTRY = 50;
/** More than a digest of some thousand log files; whoever may write can put bigger ones there. */
const BIGGEST = 1024 * 1024;
/** So many chains are looked at, one page of their digests each; the others are taken to be like them. */
const SAMPLED = 64;
const OBJECTS_PER_HOUR = 10;

/** Estimates the objects of each chain: what is new from the volume of the last run, a whole history from samples. */
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
    const { from, objectsPerHour } = isHistory(chain)
      ? (samples.get(chainName(chain)) ?? typical)
      : { from: start, objectsPerHour: usual };
    const begin = Math.max(from, start, request.window.start);
    return {
      chain,
      objects: Math.ceil((Math.max(0, request.window.end - begin) / HOUR) * objectsPerHour),
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

async function sample(
  store: Store,
  { trail, window, formerLocations = [] }: ValidationRequest,
  chain: Chain,
  start: number,
): Promise<Sample> {
  const keys = new ChainKeys(trail, chain);
  const begin = Math.max(start, window.start);
  const range = { prefix: keys.digestPrefix, after: keys.digestKeyBound(begin) };
  const [page = []] = await firstOf(store.listObjects(trail.bucket, range)).catch(unlisted);
  const first = keys.parseDigestKey(page[0]?.key ?? '')?.end ?? window.end;
  // Of a former location nothing is listed: it is taken to be like the present one.
  const former = formerLocations.filter(({ until }) => until > begin).map(({ since }) => Math.max(since, begin));
  const from = Math.min(first, ...former);
  const bytes = page.reduce((sum, { size }) => sum + Math.min(BIGGEST, Math.max(0, size - BYTES_PER_DIGEST)), 0);
  return { from, objectsPerHour: page.length === 0 ? 0 : 1 + bytes / page.length / BYTES_PER_ENTRY };
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
  if (samples.length === 0) return { from: window.end, objectsPerHour: 0 };
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    from: Math.min(...samples.map(({ from }) => from)),
    objectsPerHour: mean(samples.map(({ objectsPerHour }) => objectsPerHour)),
  };
}

function spread<T>(items: readonly T[], most: number): T[] {
  const step = Math.max(1, items.length / most);
  return Array.from({ length: Math.min(most, items.length) }, (_, index) => items[Math.floor(index * step)]);
}
