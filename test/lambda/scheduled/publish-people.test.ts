// What people are told hour by hour.
import { told } from '../../support/run-time/seen';
import { ACCOUNTS, REGION, World } from '../../support/run-time/world';

const [, MEMBER] = ACCOUNTS;

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

describe('a chain that falls silent', () => {
  test('is neither closed nor told anew by a run that did not get to it', async () => {
    await world.begin({ logsPerHour: 50 });
    await world.runAt(12);
    world.stopDelivery(`/${MEMBER}/`);
    const found = await world.runAt(30);
    world.passTo(46);
    world.slowness = 25;
    const cut = await world.run('hourly', 100);
    world.slowness = 0;
    const again = await world.runAt(47);
    expect(cut.outcome?.unfinished?.join()).toContain(`${MEMBER} ${REGION} from `);
    expect([found, cut, again].map((seen) => [told(seen).opened, told(seen).closed, told(seen).findings])).toEqual([
      [1, 0, ['chain-stale ACTIVE']],
      [0, 0, ['chain-stale ACTIVE']],
      [0, 0, ['chain-stale ACTIVE']],
    ]);
  });
});
