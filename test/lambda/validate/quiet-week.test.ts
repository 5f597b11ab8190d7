// A healthy organization for a week, hour by hour: nobody may be woken.
import { World, type Seen } from '../../support/run-time/world';

const HOURS = 168;
/** The conditions of the alarms. */
const GRACE_SECONDS = 3 * 3600;

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

test('of a healthy week with idle hours, a backfill and a weekly sweep nothing alarms and nobody is notified', async () => {
  await world.begin({
    accounts: ['111111111111'],
    hours: HOURS + 4,
    logsPerHour: 1,
    idleHours: Array.from({ length: 60 }, (_, index) => index * 3),
    backfills: [30],
  });
  const noise: string[] = [];
  let verified = 0;
  for (let hour = 1; hour <= HOURS; hour++) {
    const seen = await world.runAt(hour);
    noise.push(...noiseOf(seen).map((what) => `hour ${hour}: ${what}`));
    verified += seen.metrics.VerifiedObjects;
  }
  const swept = await world.run('sweep');
  expect([...noise, ...noiseOf(swept)]).toEqual([]);
  expect([swept.outcome?.verdict, swept.metrics.VerifiedObjects]).toEqual(['VALID', verified]);
}, 120_000);

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
