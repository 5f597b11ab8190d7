// What people read and do: the commands of messages close what they are about, and nothing is acknowledged unnoticed.
import { published } from '../../support/run-time/seen';
import { ACCOUNTS, REGION, World } from '../../support/run-time/world';

const [, MEMBER] = ACCOUNTS;

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

describe('a chain that falls silent', () => {
  test('is closed for good by the command of its message', async () => {
    await world.begin();
    await world.runAt(12);
    world.stopDelivery(`/${MEMBER}/`);
    const [{ body }] = (await world.runAt(30)).messages;
    expect(body).toContain('Only if the account was closed, or the Region disabled, on purpose, acknowledge it by:');
    const [, name = ''] = /--name '([^']+)'/.exec(body) ?? [];
    expect(name).toMatch(new RegExp(`^chain-ended ${MEMBER} ${REGION} 2026-01-10T`));
    world.acknowledge(name);
    const [closed, later] = [await world.runAt(31), await world.runAt(33)];
    expect([closed, later].map((seen) => [published(seen).findings, seen.outcome?.verdict])).toEqual([
      [['chain-stale ARCHIVED'], 'VALID'],
      [[], 'VALID'],
    ]);
  });

  test('that never spoke is closed for good by the command of its message', async () => {
    await world.begin();
    await world.runAt(12);
    const joined = '444444444444';
    world.members.push({ Id: joined, Status: 'ACTIVE', JoinedTimestamp: new Date(world.now) });
    const [{ body }] = (await world.runAt(46)).messages;
    const [, name = ''] = /--name '([^']+)'/.exec(body) ?? [];
    expect(name).toMatch(new RegExp(`^chain-ended ${joined} ${REGION} `));
    world.acknowledge(name);
    expect((await world.runAt(47)).outcome?.verdict).toBe('VALID');
  });

  test('is neither closed nor notified anew by a run that did not get to it', async () => {
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
    expect(
      [found, cut, again].map((seen) => [published(seen).opened, published(seen).closed, published(seen).findings]),
    ).toEqual([
      [1, 0, ['chain-stale ACTIVE']],
      [0, 0, ['chain-stale ACTIVE']],
      [0, 0, ['chain-stale ACTIVE']],
    ]);
  });
});

describe('an acknowledgement', () => {
  test('is notified with the names that it acknowledges', async () => {
    await world.begin();
    await world.runAt(12);
    world.passTo(16);
    const name = removeLogFile();
    await world.run();
    world.acknowledge(name);
    const [acknowledged, later] = [await world.runAt(17), await world.runAt(18)];
    expect(acknowledged.messages.map(({ body }) => body)).toEqual([
      expect.stringContaining(`Acknowledged:\n${name}\n`),
    ]);
    expect(later.messages).toEqual([]);
  });

  test('that came before its finding is notified, and acknowledges nothing', async () => {
    await world.begin();
    await world.runAt(12);
    world.passTo(16);
    world.acknowledge(`log-file-missing ${MEMBER} ${REGION} s3://trail-logs/${logFile()}`);
    const early = await world.run();
    world.passTo(17);
    removeLogFile();
    const found = await world.run('sweep');
    expect([early, found].map(({ messages }) => messages.map(({ subject }) => subject))).toEqual([
      ['Acknowledged: log files of organization-trail'],
      ['TAMPERING: log files of organization-trail'],
    ]);
  });
});

function logFile(): string {
  const chain = world.corpus.chain(MEMBER);
  return chain.logFilesOf(chain.normalKeys[14] ?? '')[0] ?? '';
}

/** Removes a log file, and returns the name of the finding that it leads to. */
function removeLogFile(): string {
  const key = logFile();
  world.logs.delete(key, new Date(world.now));
  return `log-file-missing ${MEMBER} ${REGION} s3://trail-logs/${key}`;
}
