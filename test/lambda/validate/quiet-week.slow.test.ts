// Nobody is woken while all is well.
import { beQuiet } from './quiet';

test('of a healthy week with idle hours, a backfill and sweeps no alarm comes on and nobody is notified', async () => {
  const { noise, verified, swept } = await beQuiet(168);
  expect(noise).toEqual([]);
  expect(swept).toBe(verified);
}, 300_000);
