// What the bundled functions make of what goes wrong around them.
import { brief } from '../../support/run-time/seen';
import { ACCOUNTS, World } from '../../support/run-time/world';
import { ServiceError } from '../../support/stand-ins';

const HOUR = 3_600_000;
const [, MEMBER] = ACCOUNTS;
/** Each 96 requests take so many milliseconds. */
const SLOW = 60;

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

describe('when something fails', () => {
  test('of two runs at once one works and the other leaves it alone', async () => {
    await world.begin();
    world.passTo(12);
    const answers = await Promise.all([1, 2].map(() => world.invoke('handler', { mode: 'hourly' })));
    const statuses = answers.map(({ result }) => (result as { status: string }).status);
    expect(statuses.sort()).toEqual(['done', 'skipped']);
  });

  test('throttling by S3, by the table and by KMS slows a run down, no more', async () => {
    await world.begin();
    world.passTo(12);
    world.s3Fault = ({ operation, attempt }) => (operation === 'GetObject' && attempt === 1 ? 'slowDown' : undefined);
    [world.table.fault, world.table.faults] = ['throttled', 2];
    expect(brief(await world.run())).toEqual({ verdict: 'VALID', codes: [] });
  });

  test('a clock that is an hour ahead, whose requests S3 rejects, keeps nothing from being verified', async () => {
    await world.begin();
    world.passTo(12);
    world.skew = HOUR;
    expect(brief(await world.run())).toEqual({ verdict: 'VALID', codes: [] });
    // Clients keep how far off a clock was, and clocks do not jump back.
    await world.lambda.kill();
  });

  test.each<[string, () => void]>([
    ['the table', () => void (world.table.fault = 'unreachable')],
    ['KMS', () => void (world.kms.fault = new ServiceError('AccessDeniedException', 'denied'))],
    [
      'the evidence bucket',
      () => void (world.s3Fault = ({ bucket }) => (bucket === 'trail-evidence' ? 'accessDenied' : undefined)),
    ],
  ])('without %s a run fails, calls nothing valid and moves nothing', async (_, fail) => {
    await world.begin();
    await world.runAt(11);
    const before = await checkpoints();
    world.passTo(12);
    fail();
    world.slowness = SLOW;
    const failed = await world.run();
    // What went on after its end would meet the next run, with another clock.
    const { inProgress } = world;
    world.slowness = 0;
    world.kms.fault = world.s3Fault = world.table.fault = undefined;
    expect(inProgress).toBe(0);
    expect([failed.error !== undefined, failed.outcome, await checkpoints(), world.reportKeys().length]).toEqual([
      true,
      undefined,
      before,
      1,
    ]);
  });

  test('a log bucket that can not be listed fails the first run', async () => {
    await world.begin();
    await world.runAt(11);
    world.s3Fault = ({ bucket, operation }) =>
      bucket === 'trail-logs' && operation.startsWith('List') ? 'accessDenied' : undefined;
    const { metrics, outcome, error } = await world.runAt(12);
    expect(error === undefined ? [outcome?.verdict, metrics.UnreadableChains] : 'failed').toEqual('failed');
  });

  test('a chain whose key is denied is unreadable on the first run', async () => {
    await world.begin();
    await world.runAt(11);
    world.s3Fault = ({ key, operation }) =>
      operation === 'GetObject' && key.includes(`/${MEMBER}/`) ? 'kmsDenied' : undefined;
    const { metrics, outcome } = await world.runAt(12);
    expect([outcome?.verdict, metrics.UnreadableChains]).toEqual(['INCOMPLETE', 1]);
  });

  test('without Security Hub all else is published', async () => {
    await world.begin();
    world.channels.isSecurityHubOn = false;
    world.passTo(12);
    world.logs.keys.filter((key) => key.includes(`/${MEMBER}/CloudTrail/`)).forEach((key) => world.logs.delete(key));
    const seen = await world.run();
    expect([seen.error, seen.messages.length, seen.findings.length, seen.events.length]).toEqual([undefined, 1, 0, 1]);
  });
});

async function checkpoints() {
  return (await world.table.items()).filter(({ sk }) => sk.S?.startsWith('chain#'));
}
