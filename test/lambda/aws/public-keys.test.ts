import { connectToAws } from '../../../lambda/aws';
import { isReadFailure, Limiter, type PublicKey, type ReadFailure, type Store } from '../../../lambda/core';
import {
  cloudTrailStandIn,
  type CloudTrailStandInOptions,
  serve,
  ServiceError,
  type StandIn,
} from '../../support/stand-ins';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

/** Each Region has a key for January and one for February. */
function keysOf(region: string) {
  return [0, 31].map((day) => ({
    fingerprint: `${region}-${day}`,
    value: Buffer.from(`${region} key of day ${day}`),
    validityStartTime: new Date(START + day * DAY),
    validityEndTime: new Date(START + (day + 31) * DAY - 1),
  }));
}

async function open(fault?: CloudTrailStandInOptions['fault']): Promise<{ store: Store; server: StandIn }> {
  const publicKeys = { 'us-east-1': keysOf('us-east-1'), 'eu-west-1': keysOf('eu-west-1') };
  const server = await serve({ services: [cloudTrailStandIn({ publicKeys, fault })] });
  const aws = connectToAws({
    region: 'us-east-1',
    endpoint: server.endpoint,
    credentials: () => Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }),
    maxAttempts: 2,
  });
  opened.push(server, aws);
  return { store: aws.store(new Limiter(4)), server };
}

const days = (start: number, end: number) => ({ start: START + start * DAY, end: START + end * DAY });

function values(answer: readonly PublicKey[] | ReadFailure): string[] {
  if (isReadFailure(answer)) throw new Error(`failure: ${answer.failure}`);
  return answer.map(({ der }) => Buffer.from(der).toString());
}

describe('S3Store.readPublicKeys', () => {
  test('asks the Region itself', async () => {
    const { store } = await open();
    expect(values(await store.readPublicKeys('eu-west-1', days(1, 2)))).toEqual(['eu-west-1 key of day 0']);
    expect(values(await store.readPublicKeys('us-east-1', days(1, 2)))).toEqual(['us-east-1 key of day 0']);
  });

  test('says when each key is valid and where it comes from', async () => {
    const { store } = await open();
    expect(await store.readPublicKeys('us-east-1', days(1, 2))).toEqual([
      {
        der: expect.anything(),
        fingerprint: 'us-east-1-0',
        validFrom: START,
        validTo: START + 31 * DAY - 1,
        source: 'ListPublicKeys',
      },
    ]);
  });

  test('asks once for times that lie within those asked for', async () => {
    const { store, server } = await open();
    await Promise.all([1, 2, 3].map(() => store.readPublicKeys('us-east-1', days(0, 40))));
    expect(values(await store.readPublicKeys('us-east-1', days(35, 36)))).toEqual(['us-east-1 key of day 31']);
    expect(server.requests.get('ListPublicKeys')).toBe(1);
  });

  test('asks again for other times', async () => {
    const { store, server } = await open();
    await store.readPublicKeys('us-east-1', days(1, 2));
    expect(values(await store.readPublicKeys('us-east-1', days(35, 36)))).toEqual(['us-east-1 key of day 31']);
    expect(server.requests.get('ListPublicKeys')).toBe(2);
  });

  test.each([
    ['AccessDeniedException', 'denied'],
    ['UnrecognizedClientException', 'region-unavailable'],
    ['OptInRequired', 'region-unavailable'],
  ])('takes %s as %s and does not ask again', async (code, failure) => {
    const { store, server } = await open(() => new ServiceError(code, 'no'));
    expect(await store.readPublicKeys('us-east-1', days(1, 2))).toMatchObject({ failure });
    expect(await store.readPublicKeys('us-east-1', days(3, 4))).toMatchObject({ failure });
    expect(server.requests.get('ListPublicKeys')).toBe(1);
  });

  test('takes an answer without a key as none, so that keys at hand are used', async () => {
    const { store } = await open();
    expect(await store.readPublicKeys('us-east-1', days(100, 101))).toEqual({ failure: 'no-keys' });
  });

  test('asks again after a passing failure', async () => {
    let isDown = true;
    const { store } = await open(() => (isDown ? new ServiceError('InternalFailure', 'down', 500) : undefined));
    expect(await store.readPublicKeys('us-east-1', days(1, 2))).toMatchObject({ failure: 'transient' });
    isDown = false;
    expect(values(await store.readPublicKeys('us-east-1', days(1, 2)))).toHaveLength(1);
  });
});
