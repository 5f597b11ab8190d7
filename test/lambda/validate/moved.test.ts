// The bundled functions, where a trail is moved to another bucket: by the configuration, or by somebody else.
import { ENVIRONMENT } from '../../../lib/shared/contract';
import { HOUR, type CorpusOptions } from '../../support/corpus';
import { brief } from '../../support/run-time/seen';
import { ACCOUNTS, REGION, START, World } from '../../support/run-time/world';
import type { S3Request } from '../../support/stand-ins/s3';

const OWNER = '222222222222';
const FORMER = 'former-logs';
/** The digest of the 12th hour is the last one in the former bucket. */
const MOVED = 12;

const there = { [ENVIRONMENT.logBucket]: FORMER };
const declared = (until = START + 13 * HOUR, ownerAccountId = OWNER) => ({
  [ENVIRONMENT.formerLocations]: JSON.stringify([
    {
      bucketName: FORMER,
      ownerAccountId,
      since: new Date(START).toISOString(),
      until: new Date(until).toISOString(),
    },
  ]),
});

let world: World;
beforeAll(async () => {
  world = await World.open();
});
afterAll(() => world.close());

async function begin(options: Partial<CorpusOptions> = {}): Promise<S3Request[]> {
  await world.configure(there);
  await world.begin({ formerPlaces: [{ bucket: FORMER, throughHour: MOVED }], ...options });
  const requests: S3Request[] = [];
  world.s3Fault = (request) => {
    if (request.bucket === FORMER) requests.push(request);
    return undefined;
  };
  world.owners[FORMER] = OWNER;
  return requests;
}

test('a move that the configuration declares is valid from the first run on, and in a sweep', async () => {
  await begin();
  expect(brief(await world.runAt(12))).toEqual({ verdict: 'VALID', codes: [] });
  await world.configure(declared());
  const requests: S3Request[] = [];
  world.s3Fault = (request) => {
    if (request.bucket === FORMER) requests.push(request);
    return undefined;
  };
  for (const hours of [13.5, 15, 20]) {
    const seen = await world.runAt(hours);
    expect({ hours, ...brief(seen) }).toEqual({ hours, verdict: 'VALID', codes: [] });
    expect(seen.messages).toEqual([]);
  }
  const sweep = await world.run('sweep');
  expect([brief(sweep), sweep.metrics.VerifiedObjects]).toEqual([{ verdict: 'VALID', codes: [] }, expect.any(Number)]);
  // Each request says whose bucket it must be.
  expect(new Set(requests.map(({ operation }) => operation))).toEqual(
    new Set(['HeadBucket', 'GetBucketLocation', 'ListObjectsV2', 'GetObject']),
  );
  expect(new Set(requests.map(({ expectedOwner }) => expectedOwner))).toEqual(new Set([OWNER]));
});

test('the sweep of a declared move goes over the state machine, too', async () => {
  await begin();
  await world.runAt(12);
  await world.configure({ ...declared(), [ENVIRONMENT.route]: 'map' });
  world.passTo(20);
  const planned = await world.run('sweep');
  expect(planned.outcome?.status).toBe('mapped');
  expect(brief(await world.runMap())).toEqual({ verdict: 'VALID', codes: [] });
});

test('a log file that is deleted in the former bucket after the move is found by a sweep', async () => {
  await begin();
  await world.runAt(12);
  await world.configure(declared());
  await world.runAt(20);
  const chain = world.corpus.chain();
  const [logFile] = chain.logFilesOf(chain.normalKeys[5]);
  world.formerLogs[FORMER].delete(logFile);
  const sweep = await world.run('sweep');
  expect(brief(sweep)).toEqual({ verdict: 'INVALID', codes: ['log-file-missing'] });
  expect(sweep.messages.map(({ body }) => body).join()).toContain(FORMER);
});

test('a digest that is deleted in the former bucket after the move is tampering in the next hour', async () => {
  await begin();
  await world.runAt(12);
  await world.configure(declared());
  await world.runAt(20);
  world.formerLogs[FORMER].delete(world.corpus.chain().normalKeys[5]);
  expect(brief(await world.runAt(21)).codes).toEqual(['digest-missing']);
});

test('a move that the configuration does not declare is no accusation, and no silence either', async () => {
  await begin();
  await world.runAt(12);
  await world.configure({});
  const first = await world.runAt(13.5);
  expect(brief(first)).toEqual({ verdict: 'INCOMPLETE', codes: ['former-location-undeclared'] });
  expect(first.messages.map(({ body }) => body).join()).toContain(`s3://${FORMER}`);
  const next = await world.runAt(20);
  expect(brief(next).codes).toEqual(['bucket-not-allowed', 'former-location-undeclared']);
  expect(next.metrics.TamperedObjects).toBe(0);
  // Whoever declares it then closes it.
  await world.configure(declared());
  expect(brief(await world.runAt(21))).toEqual({ verdict: 'VALID', codes: [] });
});

test('a bucket of the same name that belongs to another account is not read', async () => {
  await begin();
  await world.runAt(12);
  await world.configure(declared());
  world.owners[FORMER] = '999999999999';
  const seen = await world.runAt(20);
  expect(brief(seen)).toEqual({ verdict: 'INCOMPLETE', codes: ['listing-failed', 'log-file-unreadable'] });
  expect(seen.metrics.TamperedObjects).toBe(0);
});

test('a trail that somebody moves away and back is notified at once, with who moved it', async () => {
  const time = new Date(START + 17 * HOUR).toISOString();
  const event = {
    eventTime: time.replace('.000', ''),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'UpdateTrail',
    userIdentity: { arn: 'arn:aws:sts::111111111111:assumed-role/admin/mover' },
    requestParameters: { name: 'organization-trail', s3BucketName: 'trail-logs' },
  };
  await world.configure({});
  await world.begin({
    formerPlaces: [
      { bucket: 'trail-logs', throughHour: MOVED },
      { bucket: 'foreign-logs', throughHour: 16 },
    ],
    calls: [{ account: ACCOUNTS[0], region: REGION, hour: 18, event }],
  });
  expect(brief(await world.runAt(13)).codes).toEqual([]);
  const away = await world.runAt(17.9);
  expect(brief(away).codes).toEqual(['chain-stale']);
  const back = await world.runAt(20);
  expect(brief(back)).toEqual({ verdict: 'INCOMPLETE', codes: ['bucket-not-allowed'] });
  const text = back.messages.map(({ body }) => body).join('\n');
  expect(text).toContain('bucket-not-allowed');
  expect(text).toContain(`UpdateTrail at ${time} by arn:aws:sts::111111111111:assumed-role/admin/mover`);
});

test('what a longer retention demands again has expired before it, and is no accusation', async () => {
  await world.configure({ [ENVIRONMENT.retentionDays]: '5' });
  await world.begin({ hours: 24 * 12 });
  for (const days of [2, 4, 6, 8]) await world.runAt(days * 24);
  const chains = world.corpus.chains;
  // What is older than five days is gone.
  for (const chain of chains) {
    const expired = chain.normalKeys.filter((_, hour) => hour < 3 * 24);
    for (const key of expired) for (const object of [key, ...chain.logFilesOf(key)]) world.logs.delete(object);
  }
  expect(brief(await world.runAt(8 * 24 + 1)).codes).toEqual([]);
  await world.configure({ [ENVIRONMENT.retentionDays]: '10' });
  expect(brief(await world.runAt(8 * 24 + 2)).codes).toEqual([]);
  expect(brief(await world.run('sweep')).codes).toEqual([]);
  expect(brief(await world.runAt(10 * 24)).codes).toEqual([]);
  // What is kept from then on is demanded.
  world.logs.delete(chains[0].normalKeys[9 * 24]);
  expect(brief(await world.runAt(11 * 24)).codes).toEqual(['digest-missing']);
});
