// Nobody is woken while all is well. The whole week is in quiet-week.slow.test.ts.
import { beQuiet } from './quiet';

test('of three healthy days with idle hours, a backfill and sweeps no alarm comes on and nobody is notified', async () => {
  const { noise, verified, swept } = await beQuiet(72);
  expect(noise).toEqual([]);
  expect(swept).toBe(verified);
});
