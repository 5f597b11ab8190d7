import { World, type Seen } from '../../support/run-time/world';
import { Watched } from './watched';

/** The conditions of the alarms. */
const GRACE_SECONDS = 3 * 3600;

export interface Quiet {
  /** What would have woken somebody, and when. */
  readonly noise: readonly string[];
  /** How many objects the hourly runs have verified, and how many a sweep of the whole time. */
  readonly verified: number;
  readonly swept: number;
}

/** A healthy organization with idle hours, a backfill and a sweep, hour by hour from the first on. */
export async function beQuiet(hours: number): Promise<Quiet> {
  const world = await World.open();
  try {
    const idleHours = Array.from({ length: hours / 3 }, (_, index) => index * 3);
    await world.begin({ hours: hours + 4, logsPerHour: 1, idleHours, backfills: [30] });
    return await watch(world, hours);
  } finally {
    await world.close();
  }
}

async function watch(world: World, hours: number): Promise<Quiet> {
  const watched = new Watched(world, 1);
  const noise: string[] = [];
  let [verified, swept] = [0, 0];
  for (let hour = 1; hour <= hours; hour++) {
    const isSwept = hour === hours || hour === Math.round(hours / 2);
    const runs = await watched.hour(hour, isSwept ? ['hourly', 'sweep'] : ['hourly']);
    noise.push(...runs.flatMap((seen) => noiseOf(seen).map((what) => `hour ${hour}: ${what}`)));
    const [hourly, sweep] = runs.map(({ metrics }) => metrics.VerifiedObjects);
    verified += hourly;
    swept = sweep;
    if (isSwept && runs[1].outcome?.verdict !== 'VALID') noise.push(`hour ${hour}: the sweep is not VALID`);
  }
  for (const [name, at] of watched.raised) noise.push(`hour ${at.join()}: ${name}`);
  return { noise, verified, swept };
}

function noiseOf({ error, messages, findings, metrics }: Seen): string[] {
  const conditions: readonly [what: string, isSo: boolean][] = [
    ['an error', error !== undefined],
    ['no success', metrics.RunSucceeded !== 1],
    ['tampering', metrics.TamperedObjects > 0],
    ['unverified too long', metrics.OldestUnverifiedItemAge >= GRACE_SECONDS],
    ['a chain is stale', metrics.StaleChains > 0],
    ['a chain is unreadable', metrics.UnreadableChains > 0],
    ['the last verified digest is old', metrics.LastVerifiedDigestAge > GRACE_SECONDS],
    ['a message', messages.length > 0],
    ['a finding', findings.length > 0],
  ];
  return conditions.filter(([, isSo]) => isSo).map(([what]) => what);
}
