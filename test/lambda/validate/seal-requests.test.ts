// The requests that bench/seal-costs.ts calculates with, counted over loopback.
import { SEALING_OF_DAY, SWEEP_OF_CHAIN } from '../../../bench/seal-costs';
import { ENVIRONMENT } from '../../../lib/shared/contract';
import { ACCOUNTS, World } from '../../support/run-time/world';

jest.setTimeout(300_000);

const CHAINS = ACCOUNTS.length;
const DAYS = 16;
const FILES_PER_DAY = 72;
let world: World;
let counts: Map<string, number>;

/** The requests of one run: of an operation on the log bucket, or on the seals. */
const of = (operation: string, place: 'logs' | 'seals') => counts.get(`${operation} ${place}`) ?? 0;

async function countAt(hours: number, mode?: 'sweep') {
  counts = new Map();
  const [before, seals] = [world.requests('ListObjectsV2'), sealKeys().length];
  const seen = await world.runAt(hours, mode);
  return { seen, listings: world.requests('ListObjectsV2') - before, sealed: sealKeys().length - seals };
}

const sealKeys = () => world.evidence.keys.filter((key) => key.includes('/seals/'));

beforeAll(async () => {
  const lock = { [ENVIRONMENT.lockMode]: 'GOVERNANCE', [ENVIRONMENT.lockDays]: '365' };
  world = await World.open({ [ENVIRONMENT.readAgainDays]: '365', ...lock });
  await world.begin({ hours: 24 * (DAYS + 1) });
  await world.runAt(24 * DAYS + 6);
  world.s3Fault = ({ operation, bucket, key, prefix }) => {
    const place = bucket === world.corpus.place.bucket ? 'logs' : `${key}${prefix}`.includes('/seals/') ? 'seals' : '';
    counts.set(`${operation} ${place}`, (counts.get(`${operation} ${place}`) ?? 0) + 1);
    return undefined;
  };
});

afterAll(() => world.close());

test('sealing a day of a chain by what is recorded', async () => {
  const { sealed } = await countAt(24 * DAYS + 7);
  expect(sealed).toBe(CHAINS * (DAYS - 1));
  expect(of('ListObjectVersions', 'logs') + of('ListObjectVersions', 'seals')).toBe(sealed * SEALING_OF_DAY.listings);
  expect(of('GetObject', 'seals')).toBeLessThanOrEqual(sealed * SEALING_OF_DAY.objects);
});

test('a sweep that compares', async () => {
  const { seen, listings } = await countAt(24 * DAYS + 9, 'sweep');
  expect(seen.report?.sealed?.days).toBe(CHAINS * (DAYS - 2));
  // 360 digests and 720 log files: a page of each.
  expect(of('ListObjectVersions', 'logs')).toBe(CHAINS * 2);
  // Of a few chains the estimate looks at the seals too.
  expect(of('ListObjectVersions', 'seals')).toBe(CHAINS * (SWEEP_OF_CHAIN.sealListings + 1));
  expect(of('GetObject', 'seals')).toBeLessThanOrEqual(CHAINS * 4);
  expect(of('GetObjectRetention', 'logs')).toBe(CHAINS * SWEEP_OF_CHAIN.retentions);
  const { stretches, listingsOfStretch, objectsAtEdges } = SWEEP_OF_CHAIN;
  // And a page of digests for the estimate.
  expect(listings).toBeLessThanOrEqual(CHAINS * (stretches * listingsOfStretch + 1));
  // The day that is drawn, and 33 hours that are not sealed.
  const read = FILES_PER_DAY + 33 * 3 + stretches * objectsAtEdges;
  expect(of('GetObject', 'logs')).toBeLessThanOrEqual(CHAINS * read);
  expect(of('GetObject', 'logs')).toBeGreaterThan(CHAINS * FILES_PER_DAY * 2);
});
