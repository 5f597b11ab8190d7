// S3 fails for one run, in part or as a whole: nobody is woken for what the next run reads. Each request is tried for seconds.
import { brief, type Seen } from '../../support/run-time/seen';
import { ACCOUNTS, REGION, World } from '../../support/run-time/world';
import type { S3Request } from '../../support/stand-ins/s3';
import { Watched } from './watched';

const FIRST = 10;

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

describe('S3', () => {
  const [, MEMBER] = ACCOUNTS;
  const ofLogs = (isFailing: (request: S3Request) => boolean) => (request: S3Request) =>
    request.bucket === 'trail-logs' && isFailing(request) ? ('internalError' as const) : undefined;
  const FAULTS: readonly [string, (request: S3Request) => boolean][] = [
    ['answers nothing', () => true],
    ['gives one digest to nobody', ({ key, operation }) => operation === 'GetObject' && /CloudTrail-Digest/.test(key)],
    ['gives one log file to nobody', ({ key, operation }) => operation === 'GetObject' && /\/CloudTrail\//.test(key)],
    [
      'lists no accounts',
      ({ operation, prefix }) => operation === 'ListObjectsV2' && prefix.endsWith('AWSLogs/o-exampleorgid/'),
    ],
    [
      'lists no folders of an account',
      ({ operation, prefix }) => operation === 'ListObjectsV2' && prefix.endsWith(`${MEMBER}/CloudTrail/`),
    ],
    [
      'lists the objects of no chain',
      ({ operation, prefix }) => operation === 'ListObjectsV2' && prefix.includes(REGION),
    ],
  ];

  async function runWithout(
    faultyHours: readonly number[],
    isFailing: (request: S3Request) => boolean,
    hours = Array.from({ length: 10 }, (_, index) => FIRST + index),
  ) {
    await world.begin();
    const watched = new Watched(world, FIRST);
    const messages: string[] = [];
    let last: Seen | undefined;
    for (const hour of hours) {
      world.s3Fault = faultyHours.includes(hour) ? ofLogs(isFailing) : undefined;
      [last] = await watched.hour(hour);
      messages.push(...last.messages.map(({ subject }) => subject));
    }
    world.s3Fault = undefined;
    return { raised: [...watched.raised.keys()], messages, last: last && brief(last) };
  }

  test.each(FAULTS)('that %s in one run wakes nobody, and all is verified by the next', async (_, isFailing) => {
    expect(await runWithout([14], isFailing)).toEqual({
      raised: [],
      messages: [],
      last: { verdict: 'VALID', codes: [] },
    });
  });

  test('that gives no digest for hours is an alarm', async () => {
    const { raised } = await runWithout([14, 18], FAULTS[1][1], [12, 13, 14, 18]);
    expect(raised).toContain('ChainUnreadable');
  });
});
