// Whatever healthy hours are drawn, nobody is accused and nobody is woken; one attack among them is reported, and stays open.
import fc, { runs } from '../../support/properties';
import { World } from '../../support/run-time/world';
import { ATTACKS, anyHistory, HOURS, simulate } from './simulated';

jest.setTimeout(1_800_000);

/** An attack on what is verified already is found by the next sweep, or by an hourly run before it. */
const SWEEP = { hour: HOURS - 8, is: 'sweep' } as const;

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

test('healthy hours with late digests, outages, kills and sweeps are never INVALID, and nobody is notified', async () => {
  await fc.assert(
    fc.asyncProperty(anyHistory, async (history) => {
      const hours = await simulate(world, history);
      expect(hours.flatMap(({ hour, codes }) => codes.map((code) => `hour ${hour}: ${code}`))).toEqual([]);
      expect(hours.flatMap(({ hour, seen }) => seen.messages.map(({ subject }) => `hour ${hour}: ${subject}`))).toEqual(
        [],
      );
      const last = hours[hours.length - 1].seen.report;
      expect([last?.verdict, last?.groups.filter(({ severity }) => severity !== 'NOTICE')]).toEqual(['VALID', []]);
    }),
    { numRuns: Math.ceil(runs(1) / 5), endOnFailure: true },
  );
});

test.each(Object.entries(ATTACKS))(
  '%s among such hours: reported by the next sweep at the latest, and every report after it says so',
  async (_, attack) => {
    await fc.assert(
      fc.asyncProperty(anyHistory, fc.integer({ min: 20, max: HOURS - 12 }), async (history, at) => {
        const events = [...history.events.filter(({ hour }) => hour !== SWEEP.hour), SWEEP];
        const hours = await simulate(world, { ...history, events }, { attack, at });
        expect(hours.filter(({ hour }) => hour < at).flatMap(({ codes }) => codes)).toEqual([]);
        const found = hours.findIndex(({ codes }) => codes.length > 0);
        expect(found >= 0 && hours[found].hour <= SWEEP.hour).toBe(true);
        const after = hours.slice(found).filter(({ seen }) => seen.report !== undefined);
        expect(after.filter(({ codes }) => codes.length === 0).map(({ hour }) => hour)).toEqual([]);
        expect(after.flatMap(({ seen }) => seen.messages).length).toBeGreaterThan(0);
      }),
      { numRuns: Math.ceil(runs(1) / 10), endOnFailure: true },
    );
  },
);
